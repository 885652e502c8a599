"""Tests that untrusted templates can reach no file, no module and no environment variable."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path, PurePath
from types import CodeType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any

import pytest
from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined

from badgepress.bundle import Bundle
from badgepress.errors import RenderError
from badgepress.model import Program
from badgepress.render import Renderer
from badgepress.render.locale.catalogue import Catalogues
from badgepress.render.pages.certificate import Certificates
from badgepress.render.pictures import icons
from badgepress.render.templating import html, sandbox
from tests.render.conftest import NOW, awards
from tests.render.payloads import payloads

SECRET = "z3u2-nobody-may-see-this"
#: What a page would contain if something had leaked.
SIGNS = (SECRET, "root:x:0", "<class &#39;object", "<module", "<code", "<frame", "subprocess", "environ(")
Places = Mapping[str, tuple[html.Pages, dict[str, Any]]]


@pytest.fixture(scope="module")
def places(program: Program, bundle: Bundle, cache: Path) -> Places:
    """Return every page template → the pages it makes and the values it gets, in a real run."""
    found: dict[str, tuple[html.Pages, dict[str, Any]]] = {}

    def noting(make: Callable[..., Any]) -> Callable[..., Any]:
        def noted(self: html.Pages, template: str, path: str, **values: Any) -> Any:
            found.setdefault(template, (self, {"root": "./", "path": path, **values}))
            return make(self, template, path, **values)

        return noted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html.Pages, "page", noting(html.Pages.page))
        patch.setattr(html.Pages, "part", noting(html.Pages.part))
        renderer = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
        for issued, earlier in awards(program):
            list(renderer.award(issued, earlier))
        rows = [renderer.row(issued) for issued, _ in awards(program)]
        list(renderer.shared())
        list(renderer.whole(rows))
    return found


def test_every_page_is_among_them(places: Places, root: Path) -> None:
    parts = {"base.html", "parts.html", "issue-parts.html", "verify-form.html", "verify-doubt.html"}
    assert set(places) == {path.name for path in (root / "templates").glob("*.html")} - parts


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.heavy)])
def test_no_known_way_out_leads_anywhere_in_any_template(
    places: Places, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setenv("BADGEPRESS_KEY", SECRET)
    count = refused = 0
    for payload in islice(payloads(), 0, None, every):
        compiled: dict[int, Any] = {}
        for pages, values in places.values():
            count += 1
            environment = pages.environment
            try:
                template = compiled.get(id(environment)) or environment.from_string(payload)
                compiled[id(environment)] = template
                text = template.render(**values)
            except Exception:
                refused += 1
                continue
            assert not [sign for sign in SIGNS if sign in text], (payload, text[:300])
    print(f"{count} templates that try to get out: {refused} refused, {count - refused} harmless")
    assert count > 8_000 / every
    assert refused > count * 0.9


def test_nothing_that_a_template_can_reach_is_more_than_a_value(places: Places) -> None:
    """Follow everything that can be reached in any number of steps, once for each kind of thing."""
    seen: set[tuple[type, str]] = set()
    called: set[str] = set()
    for pages, values in places.values():
        environment = pages.environment
        waiting: list[Any] = [*environment.globals.values(), *values.values()]
        roots = {id(one) for one in waiting}
        while waiting:
            thing = waiting.pop()
            assert not isinstance(thing, ModuleType | CodeType | FrameType)
            if callable(thing) and id(thing) not in roots and environment.is_safe_callable(thing):
                called.add(getattr(thing, "__qualname__", type(thing).__qualname__))
            for name in dir(thing):
                if (type(thing), name) in seen:
                    continue
                seen.add((type(thing), name))
                with warnings.catch_warnings(action="ignore"):  # pydantic's old attributes warn when looked at
                    with_name = environment.getattr(thing, name)
                # from `str.format`, which Jinja2 makes safe before it checks the name
                if isinstance(with_name, Undefined) or name == "__wrapped__":
                    continue
                assert not name.startswith("_"), (type(thing), name)
                assert not isinstance(thing, PurePath | FunctionType | MethodType | type | ModuleType), (thing, name)
                waiting.append(with_name)
            inner = list(thing.values()) if isinstance(thing, Mapping) else thing
            if isinstance(inner, list | tuple | set | frozenset):
                waiting += [one for one in inner if (type(one), "") not in seen]
                seen.update((type(one), "") for one in inner if not isinstance(one, list | tuple | dict))
    assert len(seen) > 1_000
    # Of what can be called, all is listed: by the kind of value, or for every text, list, mapping and date.
    every = sandbox.OF_TEXT | sandbox.OF_LISTS | sandbox.OF_MAPPINGS | sandbox.OF_DATES
    ours = {f"{kind}.{one}" for kind, names in sandbox.OF_OURS.items() for one in names}
    left = {name for name in called - ours if name.rpartition(".")[2] not in every}
    assert left <= {"SandboxedEnvironment.wrap_str_format.<locals>.wrapper"}, left


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("{{ ''.__class__ }}", "unsafe-template", "__class__"),
        ("{{ program.root.read_text() }}", "unsafe-template", "read_text"),
        ("{{ settings.parse_file('x') }}", "unsafe-template", "parse_file"),
        ("{% for x in range(10 ** 9) %}{% endfor %}", "unsafe-template", "Range too big"),
        ("{{ 'a' * 10 ** 9 }}", "unsafe-template", "the product is too long"),
        ("{{ '%99999999d' % 1 }}", "unsafe-template", "% works only for numbers here"),
        ("{{ 2 ** 1000 }}", "unsafe-template", "the power is too large"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "unsafe-template", "recursion"),
        ("{{ 'x'|attr('y') }}", "bad-template", "No filter named 'attr'"),
        ("{% include '/etc/passwd' %}", "bad-template", "/etc/passwd"),
        ("{{ lipsum() }}", "bad-template", "'lipsum' is undefined"),
        ("{{ 1 / 0 }}", "bad-template", "division by zero"),
        ("{{ t('nothing_says_so') }}", "bad-template", "nothing_says_so"),
        ("{{ t('award_title') + 1 }}", "bad-template", ""),
    ],
)
def test_refusals_have_file_and_line(
    program: Program, bundle: Bundle, cache: Path, tmp_path: Path, text: str, code: str, says: str
) -> None:
    (tmp_path / "404.html").write_text(f"<!doctype html>\n<title>x</title>\n{text}\n")
    renderer = Renderer(program, templates=tmp_path, now=NOW, bundle=bundle, cache=cache)
    with pytest.raises(RenderError) as raised:
        list(renderer.shared())
    [problem] = raised.value.problems
    assert (problem.code, problem.place.file, problem.place.line) == (code, str(tmp_path / "404.html"), 3)
    assert says in problem.message


@pytest.mark.parametrize("name", ["404.html", "parts.html", "assets/site.css", "icons/star.svg", "locale/en.po"])
def test_a_link_out_of_the_folder_is_refused_wherever_it_lies(
    program: Program, bundle: Bundle, tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "outside"
    outside.write_text(SECRET)
    folder = tmp_path / "templates"
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).symlink_to(outside)

    def render() -> None:
        renderer = Renderer(program, templates=folder, now=NOW, bundle=bundle)
        list(renderer.shared())
        list(renderer.whole([]))

    with pytest.raises(RenderError) as raised:
        render()
    assert raised.value.code == "outside-link"
    assert SECRET not in str(raised.value)


def test_a_link_inside_the_folder_is_an_ordinary_file(tmp_path: Path, root: Path) -> None:
    (tmp_path / "own.css").write_text("a{}")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/site.css").symlink_to(tmp_path / "own.css")
    assert html.source([tmp_path, root / "templates"], "assets/site.css") == "a{}"
    assert icons.load([tmp_path, root / "templates"])


def test_words_have_no_places_but_names(tmp_path: Path) -> None:
    """Without this, a translation could read attributes of its values or request a million spaces."""
    for place in ("{name.__class__}", "{name[0]}", "{name!r}", "{name:>99999999}", "{}", "{0}"):
        (tmp_path / "locale").mkdir(exist_ok=True)
        (tmp_path / "locale/en.po").write_text(f'msgid "own_words"\nmsgstr "x {place}"\n')
        problems = Catalogues(html.folders(tmp_path)).problems(("en",))
        assert [one.code for one in problems] == ["bad-placeholder"], place


CERTIFICATES = [
    '#read("/etc/passwd")',
    '#read("../../../../../../etc/passwd")',
    '#read("../fonts/x")',
    '#image("/proc/self/environ")',
    '#include "/etc/passwd"',
    '#import "@preview/cetz:0.3.0"',
    '#import "@local/own:0.1.0"',
    '#plugin("/usr/lib/x.wasm")',
    '#json("/proc/self/environ")',
    '#sys.inputs.at("BADGEPRESS_KEY")',
    '#eval("read(\\"/etc/passwd\\")")',
    "#let f() = f()\n#f()",
    "#while true {}",
]


@pytest.mark.parametrize("text", CERTIFICATES)
def test_a_template_of_certificates_reads_nothing_but_what_lies_beside_it(
    program: Program, bundle: Bundle, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BADGEPRESS_KEY", SECRET)
    (tmp_path / "certificate.typ").write_text(f'#set document(title: "x")\n{text}\n')
    made = Certificates(program, templates=tmp_path, now=NOW, bundle=bundle)
    issued = next(issued for issued, _ in awards(program) if issued.credential)
    opened: list[str] = []
    sys.addaudithook(lambda event, args: opened.append(event) if event == "socket.connect" else None)
    with pytest.raises(RenderError) as raised:
        made.trial(issued)
    assert raised.value.code in ("bad-template", "unsafe-template")
    assert SECRET not in str(raised.value)
    assert "root:x" not in str(raised.value)
    assert not opened


def test_values_stay_as_they_are(places: Places) -> None:
    """Pages share lists and mappings, so templates must not change them."""
    pages, values = places["gallery.html"]
    with pytest.raises(SecurityError):
        pages.environment.from_string("{{ program.classes.clear() }}").render(**values)
