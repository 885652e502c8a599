"""The templates' environment: autoescaped, strict about missing values, with this house's filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError, select_autoescape
from markupsafe import Markup

from badgepress.errors import RenderError, problem
from badgepress.model import duration_parts, moment
from badgepress.render import guilloche, markdown, words

_HERE = Path(__file__).resolve()

#: The policy of every page (a `meta` element): nothing inline, nothing from elsewhere but what a verifier fetches.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self' https:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def default_templates() -> Path:
    """The templates that come with the engine: a checkout's `templates/`, else the package's own copy."""
    checkout = _HERE.parents[3] / "templates"
    return checkout if (checkout / "base.html").is_file() else _HERE.parents[1] / "_templates"


def folders(templates: Path | None) -> tuple[Path, ...]:
    """Where templates are looked for, the user's folder first."""
    packaged = default_templates()
    return (packaged,) if templates is None or templates.resolve() == packaged else (templates, packaged)


def source(search: Sequence[Path], name: str) -> str:
    """The text of a file of the templates, the user's folder first. RenderError `missing-template`."""
    for folder in search:
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    raise RenderError(problem("missing-template", "a file of the templates is missing", file=name))


def root_of(path: str) -> str:
    """The way from a page to the site's root: `./`, `../`, `../../` …"""
    return "../" * path.count("/") or "./"


def direction(language: str) -> str:
    """`rtl` for languages written from right to left, else `ltr`."""
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def _time(value: str | datetime) -> Markup:
    at = moment(value) if isinstance(value, str) else value.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(at.strftime("%Y-%m-%d"), words.day(at))


def _day(value: str | datetime) -> str:
    return words.day(moment(value) if isinstance(value, str) else value)


def _figure(seed: str, lines: int = 24) -> Markup:
    path, turns = guilloche.drawing(seed, lines=lines)
    return Markup('<defs><path id="g" d="{}"/></defs>').format(path) + Markup(turns)  # noqa: S704  (numbers only)


class Pages:
    """Renders templates into pages; `always` is what every template may use."""

    def __init__(self, search: Sequence[Path], always: Mapping[str, Any]) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in search]),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._environment.filters.update(
            md=markdown.to_html, plain=markdown.to_text, time=_time, day=_day, period=_period, figure=_figure
        )
        self._environment.globals.update(t=words.say, many=words.many, policy=POLICY, **always)

    def page(self, template: str, path: str, **values: Any) -> bytes:
        """The page at `path` (below the root, such as `skills/index.html`) as UTF-8.

        RenderError `bad-template` with the template's file and line.
        """
        return self._rendered(template, path, values).encode()

    def part(self, template: str, path: str, **values: Any) -> Markup:
        """A piece of the page at `path`, to be put into it unchanged."""
        return Markup(self._rendered(template, path, values))  # noqa: S704  (an autoescaped template's own output)

    def _rendered(self, template: str, path: str, values: Mapping[str, Any]) -> str:
        try:
            text = self._environment.get_template(template).render(root=root_of(path), path=path, **values)
        except TemplateError as error:
            raise RenderError(
                problem(
                    "bad-template",
                    str(error.message or error).rstrip(".") or "a template cannot be used",
                    file=str(getattr(error, "filename", None) or template),
                    line=getattr(error, "lineno", None) or 0,
                )
            ) from error
        return text


def _period(duration: str) -> str:
    return words.period(duration_parts(duration))
