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
from badgepress.model.pattern import Patterns
from badgepress.parallel import each
from badgepress.read.public import public_bytes
from badgepress.render import AwardRow, Renderer
from badgepress.render.pages.certificate import Certificates
from badgepress.render.pictures.cache import ENDING
from badgepress.render.writer import Target, cannot_write
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
    """Everything a process needs to make the pages of a file of awards.

    `signer` has the issuers' own keys, `previewer` the throw-away key. `signed` is a folder for lines that were signed
    for the site and are not stored yet.
    """

    program: Program
    renderer: Renderer
    target: Target
    signer: sign.Signer
    previewer: sign.Signer
    patterns: Patterns
    signed: Path | None = None


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
    """A file of awards to make pages of: its contents if they were kept, the lines to sign for it now, and those that
    are only signed as previews."""

    file: AssertionFile
    orders: Sequence[sign.Order] = ()
    previews: Sequence[sign.Order] = ()
    contents: sign.Kept | None = None

    def read(self, program: Program, patterns: Patterns | None = None) -> sign.Contents:
        """Return the contents of the file and its lines."""
        if self.contents is None:
            return sign.contents_of(program, self.file, patterns)
        return self.contents.unpacked(program, patterns)


def awards(context: Context, files: Sequence[Pages], options: Options, progress: Progress) -> dict[str, Drawn]:
    """Draw the pages of the awards in these files. Return the result of each file, by its name."""
    if not files:
        return {}
    setup = partial(rendering, context.program, options, context.target, context.signed)
    pages = each(draw, files, setup=setup, jobs=options.jobs, here=context)
    phase = "signing, baking and rendering" if context.signed else "baking and rendering"
    drawn = watched(progress, phase, len(files), pages)
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
    previewer = sign.Signer(program, secrets_of(program, options, preview=True), options.now)
    for one in files:
        contents = one.read(program)
        lines = sign.signed_lines(previewer, contents.awards, one.previews)
        found = (issued for issued, _ in sign.issued_awards(program, contents, lines) if issued.credential)
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
            for issued, earlier in _standing(context, one)[:GLIMPSED]:
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


def rendering(program: Program, options: Options, target: Target, signed: Path | None = None) -> Context:
    """Return the context that each process makes once."""
    renderer = Renderer(
        program,
        templates=options.templates,
        now=options.now,
        bundle=ensure_bundle(),
        cache=_pictures_in(options),
        before=target.old,
    )
    signer, previewer = (
        sign.Signer(program, secrets_of(program, options, preview=preview), options.now) for preview in (False, True)
    )
    return Context(program, renderer, target, signer, previewer, Patterns(), signed)


def _pictures_in(options: Options) -> Path | None:
    return options.cache / "pictures" if options.cache else None


def secrets_of(program: Program, options: Options, *, preview: bool) -> dict[str, sign.SecretKey]:
    """Return the key of each issuer who has one now; for a `preview`, the throw-away key for every issuer."""
    if preview:
        return dict.fromkeys(program.issuers, sign.preview_key(program))
    own = {slug: options.keyring.for_issuer(issuer, options.now) for slug, issuer in program.issuers.items()}
    return {slug: key for slug, key in own.items() if key is not None}


def _draw(context: Context, slug: str) -> tuple[dict[str, str], tuple[int, int]]:
    """Draw the pictures of a class. Return its preview's version, how many files were written, and how many changed."""
    count = context.target.write_all(context.renderer.pictures(slug))
    path = f"badges/{slug}/preview.png"
    return {path: context.renderer.previews.versions[path]}, count


def _standing(context: Context, pages: Pages) -> list[tuple[Issued, tuple[Issued, ...]]]:
    """Return every award of a file with its earlier versions, after signing what waits.

    Lines signed for good are kept in the context's folder; previews are signed only for this drawing.
    """
    program = context.program
    contents = pages.read(program, context.patterns)
    if pages.orders and context.signed is not None:
        signed = sign.signed_lines(context.signer, contents.awards, pages.orders)
        _write_signed(context.signed, pages.file.name, signed)
        contents = sign.with_signed(program, contents, signed, context.patterns)
    previews = sign.signed_lines(context.previewer, contents.awards, pages.previews) if pages.previews else []
    return sign.issued_awards(program, contents, previews)


def _write_signed(folder: Path, name: str, lines: Sequence[bytes]) -> None:
    path = folder / f"{name}.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(line + b"\n" for line in lines))
    except OSError as error:
        raise cannot_write(str(path), error) from error


def signed_in(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the name and the signed lines of each file of awards, from the folder of a `Context`."""
    for name in names:
        yield name, (folder / f"{name}.jsonl").read_bytes().split(b"\n")[:-1]


def draw(context: Context, pages: Pages) -> Drawn:
    """Make the pages of one file of awards, and sign what waits in it. Raises BadgepressError."""
    file = pages.file
    rows: list[AwardRow] = []
    undrawn: list[Problem] = []
    written = changed = 0
    for issued, earlier in _standing(context, pages):
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
