"""Sets up the templates' environment: autoescaped, strict about missing values, with our own filters."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, StrictUndefined, TemplateError, select_autoescape
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError, TemplateNotFound
from markupsafe import Markup

from badgepress.errors import RenderError, problem
from badgepress.model import Program, duration_parts, moment
from badgepress.render import guilloche
from badgepress.render.folder import inside
from badgepress.render.locale.language import NoWords, Words
from badgepress.render.templating import markdown
from badgepress.render.templating.sandbox import Sandbox

_HERE = Path(__file__).resolve()

#: The content security policy of every page (a `meta` element): nothing inline, and nothing from other sites except
#: what the verifier fetches.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self' https:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
_SCRIPTS_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})


def default_templates() -> Path:
    """Return the engine's own templates: a checkout's `templates/`, else the package's copy."""
    checkout = _HERE.parents[4] / "templates"
    return checkout if (checkout / "base.html").is_file() else _HERE.parents[2] / "_templates"


def folders(templates: Path | None) -> tuple[Path, ...]:
    """Return the folders in which templates are searched, the user's first."""
    packaged = default_templates()
    if templates is None:
        return (packaged,)
    return (templates,) if templates.resolve() == packaged else (templates, packaged)


def source(search: Sequence[Path], name: str) -> str:
    """Return the text of a file of the templates. The user's folder wins.

    Raises RenderError `missing-template`, `bad-template` or `outside-link`.
    """
    for folder in search:
        if (folder / name).is_file():
            file = inside(folder, folder / name)
            try:
                return file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                hint = "save it as UTF-8"
                raise RenderError(problem("bad-template", "the file is not UTF-8", file=str(file), hint=hint)) from None
    hint = "install badgepress again: pip install --force-reinstall badgepress"
    raise RenderError(
        problem("missing-template", "a file of the templates is missing", file=str(search[-1] / name), hint=hint)
    )


def root_of(path: str) -> str:
    """Return the path from a page to the site's root: `./`, `../`, `../../` …"""
    return "../" * path.count("/") or "./"


def direction(language: str) -> str:
    """Return `rtl` for languages written from right to left, else `ltr`."""
    code, *others = language.split("-")
    script = next((part.title() for part in others if len(part) == 4 and part.isalpha()), "")
    rightward = script in _SCRIPTS_RIGHT_TO_LEFT if script else code.lower() in _RIGHT_TO_LEFT
    return "rtl" if rightward else "ltr"


def _figure(seed: str, lines: int = 24) -> Markup:
    path, turns = guilloche.drawing(seed, lines=lines)
    return Markup('<defs><path id="g" d="{}"/></defs>').format(path) + Markup(turns)  # noqa: S704  (numbers only)


#: Exceptions that a template's expressions may raise besides Jinja2's own.
_WRONG = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError, MemoryError)


#: Exceptions for what is forbidden, rather than a mistake.
_UNSAFE = (SecurityError, OverflowError, RecursionError, MemoryError)


class _Compiled(BytecodeCache):
    """Keeps the compiled templates of this process: each language has its own environment but the same templates."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the kept bytecode of a template with the same source."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the bytecode of a template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


#: The hint for every template that cannot be used.
HINT = "templates/README.md says what a template may use"


def environment(search: Sequence[Path]) -> Sandbox:
    """Return the environment for templates of these folders. Filters that depend on a language are only stubs here."""
    made = Sandbox(
        search,
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    made.filters.update(md=markdown.to_html, plain=markdown.to_text, figure=_figure)
    made.filters.update(dict.fromkeys(("time", "day", "period", "number"), str))
    return made


class Pages:
    """Renders templates into pages of one language. `always` holds values for every template.

    `program` is the programme in this language, where translations exist.
    """

    def __init__(self, search: Sequence[Path], words: Words, program: Program, always: Mapping[str, Any]) -> None:
        self.words, self.program = words, program
        self._search = search
        self.environment = environment(search)
        self.environment.filters.update(time=self._time, day=self._day, period=self._period, number=words.number)
        self.environment.globals.update(
            t=words.say,
            many=words.many,
            term=words.term,
            language=words.language,
            direction=direction(words.language),
            program=program,
            settings=program.settings,
            policy=Markup(POLICY),  # noqa: S704  (our own text, in double quotes)
            **always,
        )

    def page(self, template: str, path: str, **values: Any) -> bytes:
        """Return the page at `path` (below the root, such as `skills/index.html`) as UTF-8.

        Raises RenderError `bad-template`, or `unsafe-template` if the template does something forbidden, with the
        template's file and line.
        """
        return self._rendered(template, path, values).encode()

    def part(self, template: str, path: str, **values: Any) -> Markup:
        """Return a piece of the page at `path`, to be inserted unchanged."""
        return Markup(self._rendered(template, path, values))  # noqa: S704  (an autoescaped template's own output)

    def _rendered(self, template: str, path: str, values: Mapping[str, Any]) -> str:
        try:
            return self.environment.get_template(template).render(root=root_of(path), path=path, **values)
        except (TemplateError, NoWords, *_WRONG) as error:
            file, line = self._place(error, template)
            message = str(getattr(error, "message", None) or error).rstrip(".") or "a template cannot be used"
            if isinstance(error, TemplateNotFound):
                message = f"there is no template '{error.name}'"
            code = "unsafe-template" if isinstance(error, _UNSAFE) else "bad-template"
            raise RenderError(problem(code, message, file=file, line=line, hint=HINT)) from error

    def _place(self, error: BaseException, template: str) -> tuple[str, int]:
        """Return the file and line of the error: those it states itself, else the last template in its traceback."""
        file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
        if file and line:
            return str(file), int(line)
        folders = tuple(str(folder) for folder in self._search)
        steps = [(step.filename, step.lineno or 0) for step in traceback.extract_tb(error.__traceback__)]
        found = [step for step in steps if step[0].startswith(folders)]
        return found[-1] if found else (template, 0)

    def _time(self, value: str | datetime) -> Markup:
        at = moment(value) if isinstance(value, str) else value.astimezone(UTC)
        return Markup('<time datetime="{}">{}</time>').format(at.strftime("%Y-%m-%d"), self.words.day(at))

    def _day(self, value: str | datetime) -> str:
        return self.words.day(moment(value) if isinstance(value, str) else value)

    def _period(self, duration: str) -> str:
        return self.words.period(duration_parts(duration))
