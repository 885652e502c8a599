"""Drawing a site: what the processes that make pages and pictures share, and what each of them does.

Everything here may read the templates of the working directory; nothing here signs but previews.
"""

from __future__ import annotations

import importlib.util
from collections import deque
from collections.abc import Callable, Container, Iterator, Sequence
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


#: The same for drawing, in classes: where pictures were drawn before, and where all are drawn anew.
CLASSES_WORTH_PROCESSES = 150
NEW_CLASSES_WORTH_PROCESSES = 8
#: Of how many files, and of how many awards of each, pages are made to try a template.
GLIMPSED = 4
#: Classes that a process draws before it takes the next ones.
DRAWN_TOGETHER = 2


def quiet(phase: str, count: int) -> None:
    """Nobody is watching."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to build, where, when and with which keys.

    `shown` is how messages name the programme's folder; `handbook` is the mkdocs.yml of a handbook
    to be published with the site, or None. In `cache` drawn pictures and the handbook are kept from build to build.
    `history` names the commits whose history says what was issued before, where the programme lies in git.
    With `replace` the site of another address may be replaced.
    For `wait` seconds other commands on the programme, or builds into the same folder, are waited for.
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
    wait: float = lock.PATIENCE
    history: tuple[str, ...] = REFS
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a process needs to make the pages of a file of awards."""

    program: Program
    renderer: Renderer
    target: Target
    secrets: dict[str, sign.SecretKey]
    now: datetime


@dataclass(frozen=True, slots=True)
class Drawn:
    """What drawing a file of awards came to: a row for each, how many files of the site it is and how many of them
    differ from before, and what had to be left out of pictures."""

    rows: list[AwardRow]
    count: tuple[int, int]
    undrawn: list[Problem]


def draws_much(program: Program, options: Options, target: Target) -> bool:
    """Whether drawing takes long enough for processes: many classes, or some of which no picture is there."""
    if len(program.classes) >= CLASSES_WORTH_PROCESSES:
        return True
    pictures = _pictures_in(options)
    # Without a folder to keep them in, each process would draw again what the awards of a class share.
    if pictures is None or next(pictures.glob(f"*{ENDING}"), None):
        return False
    new = [slug for slug in program.classes if not (target.old / "badges" / slug / "preview.png").is_file()]
    return len(new) >= NEW_CLASSES_WORTH_PROCESSES


def pictures(context: Context, options: Options, progress: Progress) -> tuple[int, int]:
    """The pictures of all classes: how many files, and how many differ from before."""
    slugs = list(context.program.classes)
    setup = partial(rendering, context.program, options, context.target)
    done = each(_draw, slugs, setup=setup, jobs=options.jobs, here=context, chunk=DRAWN_TOGETHER)
    counts = []
    for versions, count in watched(progress, "drawing badges", len(slugs), done):
        context.renderer.previews.versions |= versions
        counts.append(count)
    return sum(written for written, _ in counts), sum(changed for _, changed in counts)


def awards(
    context: Context, plan: sign.Plan, names: Container[str], options: Options, progress: Progress
) -> dict[str, Drawn]:
    """The pages of the awards of the files with these names; what was drawn of each file, by its name."""
    program = context.program
    files = [(file, plan.previews.get(file.name, ())) for file in sign.files_to_survey(program) if file.name in names]
    if not files:
        return {}
    setup = partial(rendering, program, options, context.target)
    pages = each(_render_file, files, setup=setup, jobs=options.jobs, here=context)
    drawn = watched(progress, "baking and rendering", len(files), pages)
    return dict(zip((file.name for file, _ in files), drawn, strict=True))


def whole(
    context: Context, lists: Sequence[sign.Signed], rows: Sequence[AwardRow], progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """The files that look at all awards."""
    progress("finishing", 0)
    documents = {f"status/{signed.number}.json": signed.raw + b"\n" for signed in lists}
    documents |= sign.did_documents(context.program)
    yield from documents.items()
    yield from ((own.below, public_bytes(own)) for own in context.program.own)
    yield from context.renderer.shared()
    yield from context.renderer.whole(rows, documents)


def handbook(options: Options) -> Iterator[tuple[str, bytes]]:
    """The files of the handbook, where one is published with the site."""
    if options.handbook is not None:
        yield from handbook_files(options.handbook, options.out / "handbook", options.cache)


def certified(program: Program, plan: sign.Plan, options: Options) -> list[Problem]:
    """Draw the certificate of the first award that has one. A warning where nothing can draw the user's template."""
    own = options.templates / "certificate.typ" if options.templates else None
    if importlib.util.find_spec("typst") is None:
        if own is None or not own.is_file():
            return []
        hint = "pip install 'badgepress[certificate]'"
        message = "the template of certificates was not tried, for the package typst is missing"
        return [problem("certificate-untried", message, file=str(own), hint=hint, severity="warning")]
    secrets = secrets_of(program, options, preview=True)
    for file in sign.files_to_survey(program):
        previews = plan.previews.get(file.name, ())
        lines = sign.signed_lines(program, file, previews, secrets, options.now) if previews else []
        found = (issued for issued, _ in sign.issued_awards(program, file, lines) if issued.credential)
        first = next(found, None)
        if first is not None:
            made = Certificates(program, templates=options.templates, now=options.now, bundle=ensure_bundle())
            made.trial(first)
            return []
    return []


def glimpsed(program: Program, plan: sign.Plan, options: Options, files: int = GLIMPSED) -> list[Problem]:
    """Make every page that is no award's, and those of some awards, in memory and without their pictures.

    For whoever changed a template: most of what is wrong with one comes out, in a second. Problems, not exceptions.
    """
    found: list[Problem] = []
    nowhere = Target(options.out / "nowhere", options.out / "nowhere")
    try:
        context = rendering(program, replace(options, keyring=sign.Keyring(), cache=None), nowhere)
    except BadgepressError as error:
        return list(error.problems)
    rows: list[AwardRow] = []
    for file in _various(program, plan, files):
        previews = plan.previews.get(file.name, ())
        try:
            lines = sign.signed_lines(program, file, previews, context.secrets, context.now) if previews else []
            for issued, earlier in sign.issued_awards(program, file, lines)[:GLIMPSED]:
                for path, _ in context.renderer.award(issued, earlier):
                    if not path.endswith(".html"):
                        break
                rows.append(context.renderer.row(issued))
        except BadgepressError as error:
            found += error.problems
            break
    try:
        deque(context.renderer.shared(), 0)
        deque(context.renderer.whole(rows), 0)
    except BadgepressError as error:
        found += error.problems
    return found


def _various(program: Program, plan: sign.Plan, most: int) -> list[AssertionFile]:
    """Some files of awards: those that wait first, then the first and the last."""
    files = sign.files_to_survey(program)
    waiting = [file for file in files if file.name in plan.previews][:most]
    others = [file for file in files if file.name not in plan.previews]
    return [*waiting, *others[:most], *others[most:][-most:]]


def rendering(program: Program, options: Options, target: Target) -> Context:
    """What one process makes once."""
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
    """The key of each issuer; with `preview` the throw-away one where there is none at hand."""
    return {
        slug: sign.signer(program, issuer, options.keyring, options.now, preview=preview)
        for slug, issuer in program.issuers.items()
    }


def _draw(context: Context, slug: str) -> tuple[dict[str, str], tuple[int, int]]:
    """The pictures of a class: what stands for its preview, how many files they are, how many differ."""
    count = context.target.write_all(context.renderer.pictures(slug))
    path = f"badges/{slug}/preview.png"
    return {path: context.renderer.previews.versions[path]}, count


def _render_file(context: Context, item: tuple[AssertionFile, Sequence[sign.Order]]) -> Drawn:
    file, previews = item
    lines = sign.signed_lines(context.program, file, previews, context.secrets, context.now) if previews else []
    rows: list[AwardRow] = []
    undrawn: list[Problem] = []
    written = changed = 0
    for issued, earlier in sign.issued_awards(context.program, file, lines):
        count = context.target.write_all(context.renderer.award(issued, earlier))
        written, changed = written + count[0], changed + count[1]
        rows.append(context.renderer.row(issued))
        undrawn += context.renderer.undrawn(issued, file.shown or f"assertions/{file.name}.yml")
    return Drawn(rows, (written, changed), undrawn)


def watched(progress: Progress, phase: str, count: int, work: Iterator[Result]) -> Iterator[Result]:
    """The results of some work, while `progress` is told of each."""
    progress(phase, count)
    for result in work:
        progress("", 1)
        yield result
