"""Draws a site: the context that processes share, and the work that each of them does on pages and pictures.

Everything here may read the templates of the working directory. It signs nothing except previews.
"""

from __future__ import annotations

import importlib.util
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from badgepress import lock, sign
from badgepress.bundle import ensure_bundle
from badgepress.errors import BadgepressError, Problem, problem
from badgepress.handbook import handbook_files
from badgepress.model import AssertionFile, Program
from badgepress.model.issued import Issued
from badgepress.parallel import each
from badgepress.read.public import public_bytes
from badgepress.render import AwardRow, Renderer
from badgepress.render.pages.certificate import Certificates
from badgepress.render.pictures.cache import ENDING
from badgepress.render.writer import Target
from badgepress.sign.history import REFS

Result = TypeVar("Result")
Progress = Callable[[str, int], None]
"""Called with a phase and how many items it is about to do, then with ("", 1) after each item."""


#: From so many classes on, several processes pay off: if pictures were drawn before, and if all of them are new.
CLASSES_WORTH_PROCESSES = 150
NEW_CLASSES_WORTH_PROCESSES = 8
#: How many files, and awards of each, are drawn to test a template.
GLIMPSED = 4
#: How many classes a process draws at a time.
DRAWN_TOGETHER = 2


def quiet(phase: str, count: int) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to build, where, when and with which keys.

    `shown` is the name of the programme's folder in messages. `handbook` is the mkdocs.yml of a handbook to publish
    with the site, or None. `cache` keeps drawn pictures and the handbook between builds; with `reuses` it also keeps
    what the files of awards came to, and a build makes only what changed. If the programme is in git,
    the history of the commits in `history` shows what was issued before. With `replace`, the site of another address
    may be replaced. `wait` is how many seconds to wait for other commands on the programme, or for builds into the
    same folder.
    """

    program: Path
    out: Path
    now: datetime
    keyring: sign.Keyring = field(default_factory=sign.Keyring)
    templates: Path | None = None
    jobs: int = 1
    shown: str | None = None
    handbook: Path | None = None
    cache: Path | None = None
    reuses: bool = False
    wait: float = lock.PATIENCE
    history: tuple[str, ...] = REFS
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a process needs to make the pages of a file of awards."""

    program: Program
    renderer: Renderer
    target: Target
    secrets: dict[str, sign.SecretKey]
    now: datetime


@dataclass(frozen=True, slots=True)
class Drawn:
    """The result of drawing a file of awards: a row for each award, how many files were written and how many of them
    changed, and what had to be left out of pictures."""

    rows: list[AwardRow]
    count: tuple[int, int]
    undrawn: list[Problem]


def draws_much(program: Program, options: Options, target: Target) -> bool:
    """Return whether several processes pay off: there are many classes, or some without pictures."""
    if len(program.classes) >= CLASSES_WORTH_PROCESSES:
        return True
    pictures = _pictures_in(options)
    # without a cache, each process would draw again what the awards of a class share
    if pictures is None or next(pictures.glob(f"*{ENDING}"), None):
        return False
    new = [slug for slug in program.classes if not (target.old / "badges" / slug / "preview.png").is_file()]
    return len(new) >= NEW_CLASSES_WORTH_PROCESSES


def pictures(context: Context, options: Options, progress: Progress) -> tuple[int, int]:
    """Draw the pictures of all classes. Return how many files were written, and how many changed."""
    slugs = list(context.program.classes)
    setup = partial(rendering, context.program, options, context.target)
    done = each(_draw, slugs, setup=setup, jobs=options.jobs, here=context, chunk=DRAWN_TOGETHER)
    counts = []
    for versions, count in watched(progress, "drawing badges", len(slugs), done):
        context.renderer.previews.versions |= versions
        counts.append(count)
    return sum(written for written, _ in counts), sum(changed for _, changed in counts)


@dataclass(frozen=True, slots=True)
class Pages:
    """A file of awards to make pages of: its contents if they were kept, and the awards to show as previews.

    With `is_signed`, lines were added to the store after the file was read.
    """

    file: AssertionFile
    previews: Sequence[sign.Order] = ()
    contents: sign.Contents | None = None
    is_signed: bool = False

    def read(self, program: Program) -> sign.Contents:
        """Return the contents of the file and its lines."""
        if self.contents is None:
            return sign.contents_of(program, self.file)
        return sign.read_again(program, self.contents) if self.is_signed else self.contents


def awards(context: Context, files: Sequence[Pages], options: Options, progress: Progress) -> dict[str, Drawn]:
    """Draw the pages of the awards in these files. Return the result of each file, by its name."""
    if not files:
        return {}
    setup = partial(rendering, context.program, options, context.target)
    pages = each(draw, files, setup=setup, jobs=options.jobs, here=context)
    drawn = watched(progress, "baking and rendering", len(files), pages)
    return dict(zip((one.file.name for one in files), drawn, strict=True))


def whole(
    context: Context, lists: Sequence[sign.Signed], rows: Sequence[AwardRow], progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that depend on all awards."""
    progress("finishing", 0)
    documents = {f"status/{signed.number}.json": signed.raw + b"\n" for signed in lists}
    documents |= sign.did_documents(context.program)
    yield from documents.items()
    yield from ((own.below, public_bytes(own)) for own in context.program.own)
    yield from context.renderer.shared()
    yield from context.renderer.whole(rows, documents)


def handbook(options: Options) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the handbook, if one is published with the site."""
    if options.handbook is not None:
        yield from handbook_files(options.handbook, options.out / "handbook", options.cache)


def certified(program: Program, files: Iterable[Pages], options: Options) -> list[Problem]:
    """Draw the certificate of the first award that has one. Warn if the user's template cannot be tested."""
    own = options.templates / "certificate.typ" if options.templates else None
    if importlib.util.find_spec("typst") is None:
        if own is None or not own.is_file():
            return []
        hint = "pip install 'badgepress[certificate]'"
        message = "the certificate template was not tested, because the package typst is missing"
        return [problem("certificate-untried", message, file=str(own), hint=hint, severity="warning")]
    secrets = secrets_of(program, options, preview=True)
    for one in files:
        found = (issued for issued, _ in _standing(program, one, secrets, options.now) if issued.credential)
        first = next(found, None)
        if first is not None:
            made = Certificates(program, templates=options.templates, now=options.now, bundle=ensure_bundle())
            made.trial(first)
            return []
    return []


def glimpsed(program: Program, files: Sequence[Pages], options: Options) -> list[Problem]:
    """Make all shared pages and those of some awards, in memory and without pictures. Return the problems.

    This finds most mistakes in a changed template within a second. It raises no exceptions.
    """
    found: list[Problem] = []
    nowhere = Target(options.out / "nowhere", options.out / "nowhere")
    try:
        context = rendering(program, replace(options, keyring=sign.Keyring(), cache=None), nowhere)
    except BadgepressError as error:
        return list(error.problems)
    rows: list[AwardRow] = []
    for one in _various(files, GLIMPSED):
        try:
            for issued, earlier in _standing(program, one, context.secrets, context.now)[:GLIMPSED]:
                row, pages = context.renderer.drawn(issued, earlier)
                for path, _ in pages:
                    if not path.endswith(".html"):
                        break
                rows.append(row)
        except BadgepressError as error:
            found += error.problems
            break
    try:
        deque(context.renderer.shared(), 0)
        deque(context.renderer.whole(rows), 0)
    except BadgepressError as error:
        found += error.problems
    return found


def _various(files: Sequence[Pages], most: int) -> list[Pages]:
    """Choose some files of awards: some that wait for a signature, then the first and the last of the others."""
    waiting = [one for one in files if one.previews][:most]
    others = [one for one in files if not one.previews]
    return [*waiting, *others[:most], *others[most:][-most:]]


def rendering(program: Program, options: Options, target: Target) -> Context:
    """Return the context that each process makes once."""
    secrets = secrets_of(program, options, preview=True)
    renderer = Renderer(
        program,
        templates=options.templates,
        now=options.now,
        bundle=ensure_bundle(),
        cache=_pictures_in(options),
        before=target.old,
    )
    return Context(program, renderer, target, secrets, options.now)


def _pictures_in(options: Options) -> Path | None:
    return options.cache / "pictures" if options.cache else None


def secrets_of(program: Program, options: Options, *, preview: bool) -> dict[str, sign.SecretKey]:
    """Return the key of each issuer; with `preview`, the throw-away key if an issuer's key is not given."""
    return {
        slug: sign.signer(program, issuer, options.keyring, options.now, preview=preview)
        for slug, issuer in program.issuers.items()
    }


def _draw(context: Context, slug: str) -> tuple[dict[str, str], tuple[int, int]]:
    """Draw the pictures of a class. Return its preview's version, how many files were written, and how many changed."""
    count = context.target.write_all(context.renderer.pictures(slug))
    path = f"badges/{slug}/preview.png"
    return {path: context.renderer.previews.versions[path]}, count


def _standing(
    program: Program, pages: Pages, secrets: dict[str, sign.SecretKey], now: datetime
) -> list[tuple[Issued, tuple[Issued, ...]]]:
    """Return every award of a file with its earlier versions. Previews are signed only for this drawing."""
    contents = pages.read(program)
    orders = pages.previews
    lines = sign.signed_lines(program, contents.awards, orders, secrets, now) if orders else []
    return sign.issued_awards(program, contents, lines)


def draw(context: Context, pages: Pages) -> Drawn:
    """Make the pages of one file of awards. Raises BadgepressError."""
    file = pages.file
    rows: list[AwardRow] = []
    undrawn: list[Problem] = []
    written = changed = 0
    for issued, earlier in _standing(context.program, pages, context.secrets, context.now):
        row, files = context.renderer.drawn(issued, earlier)
        count = context.target.write_all(files)
        written, changed = written + count[0], changed + count[1]
        rows.append(row)
        undrawn += context.renderer.undrawn(issued, file.shown or f"assertions/{file.name}.yml")
    return Drawn(rows, (written, changed), undrawn)


def watched(progress: Progress, phase: str, count: int, work: Iterator[Result]) -> Iterator[Result]:
    """Yield the results of some work and report each to `progress`."""
    progress(phase, count)
    for result in work:
        progress("", 1)
        yield result
