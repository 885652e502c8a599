"""Reads, checks and merges the gettext catalogues, `locale/<language>.po` beside the templates.

An entry's `msgid` is a key such as `earned_one`, the same in all languages; its English text is in `en.po`. An
organisation's own catalogue overrides the engine's, entry by entry. Text that a language lacks is shown in English.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from badgepress.errors import Problem, RenderError, errors, problem
from badgepress.model import BadgeClass, Level, Program
from badgepress.model.base import LANGUAGE, language_tag
from badgepress.model.languages import lookup
from badgepress.read.quoting import did_you_mean, shown_text
from badgepress.render.folder import inside
from badgepress.render.locale.language import DEFAULT, Plural, Words

FOLDER = "locale"
_LARGEST = 1024 * 1024
_MOST_FORMS = 6
_PLACE = re.compile(r"\{([a-z_]+)\}")
_FORMS = re.compile(r"nplurals\s*=\s*(\d+)")
#: Counts for testing a plural rule. Rules depend only on the last two digits.
_COUNTS = range(201)


class Entry(NamedTuple):
    """A catalogue's entry for a key: its forms (one, unless it has a plural) and its line.

    `plural` is the key of the plural, or empty.
    """

    forms: tuple[str, ...]
    plural: str
    line: int


class Catalogue(NamedTuple):
    """One catalogue file."""

    file: str
    entries: Mapping[str, Entry]
    choose: Callable[[int], int]


class Catalogues:
    """All catalogues of the template folders, the user's first. Files are read on first use."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._files = [_listed(folder / FOLDER) for folder in folders]
        self._folder = folders[0] / FOLDER
        self._read = lru_cache(maxsize=None)(read)
        self._languages = {language for files in self._files for language in files}
        self.words = lru_cache(maxsize=64)(self._words)

    def has(self, language: str) -> bool:
        """Return whether there is a catalogue for the language or one of its fallbacks."""
        return not self._languages.isdisjoint(lookup(language))

    @property
    def languages(self) -> list[str]:
        """The languages that have a catalogue, in the order of their tags."""
        return sorted(self._languages)

    def spoken(self, language: str) -> str:
        """The catalogue that speaks for a language: its own, a wider one's (`es` for `es-MX`), else English."""
        return next((tag for tag in lookup(language) if tag in self._languages), DEFAULT)

    def level_word(self, program: Program, badge: BadgeClass) -> str:
        """Return the name of a class's level in the class's own language; empty if there is none."""
        return self.level_in(badge.language or program.settings.language, badge.level) if badge.level else ""

    def level_in(self, language: str, level: Level) -> str:
        """Return the name of a level in a language; empty if there is none."""
        return self.words(language).say(f"level_{level}") if self.has(language) else ""

    def _words(self, language: str) -> Words:
        """Return the words of a language. Raises RenderError if a catalogue they need is broken."""
        entries: dict[str, tuple[Entry, Callable[[int], int]]] = {}
        for tag in reversed(dict.fromkeys([*lookup(language), DEFAULT])):
            for catalogue in self._layers(tag):
                entries |= {key: (entry, catalogue.choose) for key, entry in catalogue.entries.items()}
        texts = {key: entry.forms[0] for key, (entry, _) in entries.items() if not entry.plural}
        plurals = {key: Plural(entry.forms, choose) for key, (entry, choose) in entries.items() if entry.plural}
        return Words(language, texts, plurals)

    def _layers(self, language: str) -> Iterator[Catalogue]:
        """Yield the catalogues of one language, the one with precedence last."""
        for files in reversed(self._files):
            if language in files:
                catalogue, problems = self._read(files[language])
                if catalogue is None or errors(problems):
                    raise RenderError(*problems)
                yield catalogue

    def problems(self, languages: Iterable[str]) -> list[Problem]:
        """Return the problems of all catalogues, and what those of the `languages` lack.

        Codes: bad-catalogue, unknown-word, bad-placeholder; missing-translation as a warning.
        """
        english = self._english()
        found: list[Problem] = []
        for files in self._files:
            for tag, path in sorted(files.items()):
                catalogue, problems = self._read(path)
                found += problems
                if catalogue is not None:
                    found += check(catalogue, english, own=tag == DEFAULT)
        for folder in {path.parent for files in self._files for path in files.values()}:
            found += _misnamed(folder)
        return found + [one for tag in languages for one in self._lacking(tag, english)]

    def _english(self) -> dict[str, Entry]:
        """Return the English entries; the engine's take precedence over the user's."""
        entries: dict[str, Entry] = {}
        for files in reversed(self._files):
            catalogue = self._read(files[DEFAULT])[0] if DEFAULT in files else None
            entries = {**(catalogue.entries if catalogue else {}), **entries}
        return entries

    def _lacking(self, language: str, english: Mapping[str, Entry]) -> Iterator[Problem]:
        if DEFAULT in lookup(language):
            return
        paths = [files[tag] for tag in lookup(language) for files in self._files if tag in files]
        read = [catalogue for path in paths if (catalogue := self._read(path)[0])]
        missing = [key for key in english if not any(key in catalogue.entries for catalogue in read)]
        if missing:
            file = paths[0] if paths else self._folder / f"{language}.po"
            hint = f"add them to {file}" if paths else f"copy the engine's {FOLDER}/{DEFAULT}.po there and translate it"
            more = ", …" if len(missing) > 3 else ""
            yield problem(
                "missing-translation",
                f"some words of the pages are missing in '{language}' and are shown in English",
                file=str(file),
                got=f"{len(missing)} of {len(english)} missing: {', '.join(missing[:3])}{more}",
                hint=hint,
                severity="warning",
            )


def _listed(folder: Path) -> dict[str, Path]:
    """Return language → file for a folder. Files that are not named after a language are left out."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.po")):
        if tag := _language(path.stem):
            found.setdefault(tag, inside(folder.parent, path))
    return found


def _misnamed(folder: Path) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.po")):
        tag = _language(path.stem)
        if not tag:
            message, expected = "the file is not named after a language", "one such as fi.po or pt-BR.po"
            yield problem("bad-catalogue", message, file=str(path), got=path.name, expected=expected)
        elif tag in seen:
            yield problem("bad-catalogue", f"there are two catalogues for '{tag}'", file=str(path), got=seen[tag].name)
        seen.setdefault(tag, path)


def _language(name: str) -> str:
    tag = name.replace("_", "-")
    try:
        return language_tag(tag) if re.fullmatch(LANGUAGE, tag) else ""
    except ValueError:
        return ""


def read(path: Path) -> tuple[Catalogue | None, list[Problem]]:
    """Read a catalogue and return it (None if it cannot be parsed) with its problems (code bad-catalogue)."""
    file = str(path)
    try:
        if path.stat().st_size > _LARGEST:
            return None, [problem("bad-catalogue", "the catalogue is larger than 1 MB", file=file)]
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None, [problem("bad-catalogue", "the catalogue is not a file of UTF-8 text", file=file)]
    lines = text.splitlines()
    declared = _FORMS.search(text)
    if declared and not 1 <= int(declared[1][:9]) <= _MOST_FORMS:
        line = text.count("\n", 0, declared.start()) + 1
        return None, [_broken(file, line, "a language has one to six plural forms")]
    try:
        catalog = read_po(lines, abort_invalid=True, ignore_obsolete=True)
        choose = gettext.c2py(catalog.plural_expr)
        fits = all(choose(count) < catalog.num_plurals for count in _COUNTS)
    except PoFileError as error:
        reason = re.sub(r" on \d+$", "", str(error))
        wrong = f"the catalogue cannot be read: {reason[:1].lower()}{reason[1:]}"
        return None, [_broken(file, error.lineno + 1, wrong)]
    except (ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError):
        return None, [_broken(file, 1, "the catalogue cannot be read: its header or one of its entries is malformed")]
    if not fits:
        return None, [_broken(file, 1, "the plural rule names a form that does not exist")]
    problems = list(_repeated(file, lines))
    entries = {}
    for message in catalog:
        if message.id and not message.fuzzy:
            entry = _entry(message, catalog)
            if entry is None:
                problems.append(_broken(file, message.lineno or 1, "some of the plural forms are empty"))
            elif any(entry.forms):
                entries[message.id if isinstance(message.id, str) else message.id[0]] = entry
    return Catalogue(file, entries, choose), problems


def _broken(file: str, line: int, message: str) -> Problem:
    return problem("bad-catalogue", message, file=file, line=line)


def _entry(message: Message, catalog: Catalog) -> Entry | None:
    """Return a message as an entry; None if only some of its forms are given."""
    line = message.lineno or 1
    if isinstance(message.id, str):
        text = message.string if isinstance(message.string, str) else ""
        return Entry((text,), "", line)
    forms = tuple(message.string or ())
    if any(forms) and not all(forms):
        return None
    return Entry(forms, message.id[1], line)


def _repeated(file: str, lines: Sequence[str]) -> Iterator[Problem]:
    """Report keys that occur twice in a file, of which the parser silently keeps only one."""
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("msgid "):
            first = seen.setdefault(line, number)
            if first != number and line != 'msgid ""':
                yield _broken(file, number, f"duplicate key, first on line {first}")


def check(catalogue: Catalogue, english: Mapping[str, Entry], *, own: bool) -> Iterator[Problem]:
    """Report how a catalogue differs from English: unknown keys, other plurals, other placeholders.

    `own` is set for English itself, which may have keys of an organisation's own templates.
    """
    for key, entry in catalogue.entries.items():
        known = english.get(key)
        if known is None and not own:
            hint = did_you_mean(key, english) or "a key of your own templates also needs an entry in en.po"
            yield problem(
                "unknown-word", f"no page uses {shown_text(key)}", file=catalogue.file, line=entry.line, hint=hint
            )
            continue
        known = known or entry
        if entry.plural != known.plural:
            expected = f'msgid_plural "{known.plural}"' if known.plural else "no plural"
            yield problem(
                "bad-catalogue",
                f"the plural of {shown_text(key)} differs from English",
                file=catalogue.file,
                line=entry.line,
                got=f'msgid_plural "{entry.plural}"' if entry.plural else "no plural",
                expected=expected,
            )
            continue
        yield from _places(catalogue, key, entry, known)


def _places(catalogue: Catalogue, key: str, entry: Entry, english: Entry) -> Iterator[Problem]:
    """Report placeholders (`{name}`) of an entry that differ from English, and stray braces."""
    wanted = set(_PLACE.findall(english.forms[-1]))
    for number, text in enumerate(entry.forms):
        got = set(_PLACE.findall(text))
        # a form for a single number ("one badge") need not show the number
        needed = wanted - {"count"} if entry.plural and _numbers(catalogue.choose, number) == 1 else wanted
        stray = any(brace in _PLACE.sub("", text) for brace in "{}")
        if stray or not needed <= got <= wanted:
            yield problem(
                "bad-placeholder",
                f"the placeholders in {shown_text(key)} differ from English",
                file=catalogue.file,
                line=entry.line,
                got=f"form {number}: {_shown(got, stray)}" if entry.plural else _shown(got, stray),
                expected=_shown(needed, stray=False),
            )


def _numbers(choose: Callable[[int], int], form: int) -> int:
    return sum(choose(count) == form for count in _COUNTS)


def _shown(names: set[str], stray: bool) -> str:
    parts = [f"{{{name}}}" for name in sorted(names)]
    return " and ".join(([" ".join(parts)] if parts else []) + (["a stray brace"] if stray else [])) or "none"
