"""Tests that catalogues are complete and match English and the pages, and an organisation's own catalogues."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from badgepress.errors import RenderError, errors
from badgepress.render.locale import catalogue
from badgepress.render.locale.catalogue import Catalogues
from badgepress.render.locale.language import NoWords
from badgepress.render.templating import html

OURS = html.default_templates()
LANGUAGES = ("ar", "de", "en", "es", "fr", "ja")
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
SOURCES = [*OURS.glob("*.html"), *Path(catalogue.__file__).parents[1].rglob("*.py")]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return an organisation's own templates, with a folder for catalogues."""
    (tmp_path / "locale").mkdir()
    return tmp_path


def write(own: Path, name: str, text: str, header: str = HEADER) -> Catalogues:
    (own / "locale" / name).write_text(f"{header}\n{text}", "utf-8")
    return Catalogues([own, OURS])


def told(found: Catalogues, own: Path, *languages: str) -> str:
    return "\n".join(str(one).replace(str(own), "templates") for one in found.problems(languages))


def without_hints(text: str) -> str:
    """Remove hints, which depend only on the code."""
    return re.sub(r"\n  hint: .*", "", text)


def test_our_catalogues_are_whole_and_in_step() -> None:
    assert sorted(path.stem for path in (OURS / "locale").glob("*.po")) == sorted(LANGUAGES)
    assert Catalogues([OURS]).problems(LANGUAGES) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_tells_translators_the_same(language: str) -> None:
    paths = (OURS / "locale" / f"{name}.po" for name in ("en", language))
    english, other = (read_po(path.read_text("utf-8").splitlines()) for path in paths)
    assert other.locale_identifier == language
    notes = {message.id: message.auto_comments for message in english}
    assert {message.id: message.auto_comments for message in other} == notes
    assert [one.id for one in other] == [one.id for one in english], "the same order, to be read side by side"


def test_pages_ask_for_all_words_there_are_and_for_no_others() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    found, _ = catalogue.read(OURS / "locale" / "en.po")
    assert found
    asked = set(re.findall(r"""\b(?:t|say)\(['"](\w+)['"][,)]""", text))
    counted = set(re.findall(r"""\bmany\([^()]*(?:\([^()]*\))?[^()]*, ['"](\w+)['"], ['"](\w+)['"]\)""", text))
    starts = set(re.findall(r"""\b(?:t|say)\(f?['"](\w+_)(?:['"] ~|\{)""", text))
    starts |= {f"{kind}_" for kind in re.findall(r"""\bterm\('(\w+)',""", text)} | {"duration_"}
    plain = {key for key, entry in found.entries.items() if not entry.plural}
    assert {("earned_one", "earned_count"), ("credit_one", "credits")} <= counted
    assert starts == {"level_", "stamp_", "type_", "progress_", "duration_", "shape_"}
    assert asked <= plain
    assert counted <= {(key, entry.plural) for key, entry in found.entries.items()}
    quoted = set(re.findall(r"""['"](\w+)['"]""", text))
    unused = [key for key in found.entries if key not in quoted and not key.startswith(tuple(starts))]
    assert unused == []


def test_an_own_catalogue_wins_entry_by_entry(own: Path) -> None:
    found = write(own, "es.po", 'msgid "verb"\nmsgstr "ganó"\n')
    spanish = found.words("es")
    assert (spanish.say("verb"), spanish.say("expires")) == ("ganó", "Caduca")
    assert found.words("es-MX").say("verb") == "ganó"
    assert found.problems(["es"]) == []


def test_a_region_may_differ_in_some_words(own: Path) -> None:
    found = write(own, "es_MX.po", 'msgid "cost"\nmsgstr "Costo"\n')
    assert (found.words("es-MX").say("cost"), found.words("es-MX").say("verb")) == ("Costo", "obtuvo")
    assert found.words("es").say("cost") == "Coste"
    assert found.problems(["es-MX"]) == []


def test_a_new_language_is_english_where_it_lacks_words(own: Path) -> None:
    found = write(own, "fi.po", 'msgid "verb"\nmsgstr "ansaitsi"\n\n#, fuzzy\nmsgid "cost"\nmsgstr "?"\n')
    finnish = found.words("fi")
    assert (finnish.say("verb"), finnish.say("cost")) == ("ansaitsi", "Cost")
    assert finnish.day(datetime(2026, 9, 14, tzinfo=UTC)) == "14. syyskuuta 2026"
    assert found.has("fi-FI")
    count = len(catalogue.read(OURS / "locale" / "en.po")[0].entries)  # type: ignore[union-attr]
    assert told(found, own, "fi", "es") == (
        "warning[missing-translation]: templates/locale/fi.po: some words of the pages are missing in 'fi' and are "
        f"shown in English (got {count - 1} of {count} missing: skip, nav, languages, …)\n"
        "  hint: add them to templates/locale/fi.po"
    )


def test_a_language_without_a_catalogue_is_told(own: Path) -> None:
    assert told(Catalogues([own, OURS]), own, "en-GB", "eo").endswith(
        "missing: skip, nav, languages, …)\n  hint: copy the engine's locale/en.po there and translate it"
    )
    assert not Catalogues([own, OURS]).has("eo")


def test_own_templates_may_bring_own_words(own: Path) -> None:
    write(own, "en.po", 'msgid "motto"\nmsgstr "Learn, {name}!"\n')
    found = write(own, "es.po", 'msgid "motto"\nmsgstr "¡Aprende, {name}!"\n')
    assert found.problems(["es"]) == []
    assert found.words("es").say("motto", name="Ana") == "¡Aprende, Ana!"
    assert found.words("de").say("motto", name="Ana") == "Learn, Ana!"


BROKEN = {
    "unreadable": (
        'msgid "verb"\nmsgstr "ganó"\nmsgword "x"\n',
        "error[bad-catalogue]: templates/locale/es.po:6: the catalogue cannot be read: unknown or misformatted keyword",
    ),
    "without an answer": (
        'msgid "verb"\n\nmsgid "cost"\nmsgstr "Coste"\n',
        "error[bad-catalogue]: templates/locale/es.po:4: the catalogue cannot be read: missing msgstr for msgid 'verb'",
    ),
    "twice": (
        'msgid "verb"\nmsgstr "ganó"\n\nmsgid "verb"\nmsgstr "logró"\n',
        "error[bad-catalogue]: templates/locale/es.po:7: duplicate key, first on line 4",
    ),
    "unknown": (
        'msgid "verbs"\nmsgstr "ganó"\n',
        "error[unknown-word]: templates/locale/es.po:4: no page uses 'verbs'\n  hint: did you mean 'verb'?",
    ),
    "placeholder": (
        'msgid "by_on"\nmsgstr "de {emisor}"\n',
        "error[bad-placeholder]: templates/locale/es.po:4: the placeholders in 'by_on' differ from English "
        "(got {emisor}, expected {issuer})",
    ),
    "brace": (
        'msgid "by_on"\nmsgstr "de {issuer} {0.__class__}"\n',
        "error[bad-placeholder]: templates/locale/es.po:4: the placeholders in 'by_on' differ from English "
        "(got {issuer} and a stray brace, expected {issuer})",
    ),
    "count": (
        'msgid "badge_one"\nmsgid_plural "badge_many"\nmsgstr[0] "una insignia"\nmsgstr[1] "insignias"\n',
        "error[bad-placeholder]: templates/locale/es.po:4: the placeholders in 'badge_one' differ from "
        "English (got form 1: none, expected {count})",
    ),
    "no plural": (
        'msgid "badge_one"\nmsgstr "una insignia"\n',
        "error[bad-catalogue]: templates/locale/es.po:4: the plural of 'badge_one' differs from English "
        '(got no plural, expected msgid_plural "badge_many")',
    ),
    "half a plural": (
        'msgid "badge_one"\nmsgid_plural "badge_many"\nmsgstr[0] "una insignia"\n',
        "error[bad-catalogue]: templates/locale/es.po:4: some of the plural forms are empty",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_catalogue_is_told_word_for_word(own: Path, case: str) -> None:
    text, expected = BROKEN[case]
    assert without_hints(told(write(own, "es.po", text), own)) == without_hints(expected)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("nplurals=99; plural=0;", "es.po:2: a language has one to six plural forms"),
        ("nplurals=2; plural=n", "es.po:1: the plural rule names a form that does not exist"),
        ("nplurals=2; plural=__import__('os')", "es.po:1: the catalogue cannot be read: its header or one of its"),
        ("nplurals=2; plural=n/0", "es.po:1: the catalogue cannot be read: its header or one of its"),
    ],
)
def test_a_broken_rule_for_plurals_is_told(own: Path, header: str, expected: str) -> None:
    found = write(own, "es.po", "", f'msgid ""\nmsgstr "Plural-Forms: {header}\\n"\n')
    assert expected in told(found, own)
    with pytest.raises(RenderError) as caught:
        found.words("es")
    assert caught.value.code == "bad-catalogue"


def test_files_that_are_no_catalogues_are_told(own: Path) -> None:
    (own / "locale" / "spanish.po").write_text(HEADER, "utf-8")
    (own / "locale" / "es-MX.po").write_text(HEADER, "utf-8")
    (own / "locale" / "fr.po").write_bytes(b"\xff\xfe")
    (own / "locale" / "de.po").write_bytes(b" " * (1024 * 1024 + 1))
    (own / "locale" / "it.po").mkdir()
    found = write(own, "es_MX.po", "")
    assert sorted(without_hints(told(found, own)).splitlines()) == [
        "error[bad-catalogue]: templates/locale/de.po: the catalogue is larger than 1 MB",
        "error[bad-catalogue]: templates/locale/es_MX.po: there are two catalogues for 'es-MX' (got es-MX.po)",
        "error[bad-catalogue]: templates/locale/fr.po: the catalogue is not a file of UTF-8 text",
        "error[bad-catalogue]: templates/locale/it.po: the catalogue is not a file of UTF-8 text",
        "error[bad-catalogue]: templates/locale/spanish.po: the file is not named after a language "
        "(got spanish.po, expected one such as fi.po or pt-BR.po)",
    ]


PIECES = st.sampled_from(
    [
        *('msgid "verb"', 'msgstr "x"', 'msgid_plural "y"', 'msgstr[0] "x"', "msgstr[9]", "msgstr[x]", '"', '"a\\q"'),
        *("#, fuzzy", "#: \u2068a", "#~ msgid", "msgctxt", 'msgid ""', '"Plural-Forms: nplurals=0; plural=n%0;\\n"'),
        *('"Content-Type: text/plain; charset=x\\n"', '"POT-Creation-Date: never\\n"', '"Language: \\n"', ""),
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=8))
def test_nothing_a_catalogue_holds_gets_out_of_hand(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("hostile") / "es.po"
    path.write_text("\n".join(lines), "utf-8")
    found, problems = catalogue.read(path)
    assert found is not None or errors(problems)


def test_words_that_are_not_there_are_an_error_of_the_template() -> None:
    words = Catalogues([OURS]).words("es")
    with pytest.raises(NoWords, match="'motto' in 'es'"):
        words.say("motto")
    with pytest.raises(NoWords, match="'issuer' in 'es'"):
        words.say("by_on", who="?")
    with pytest.raises(NoWords, match="'one' and 'more'"):
        words.many(2, "one", "more")
