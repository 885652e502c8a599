"""Turns the rows of a sheet into future awards. Each cell is read once; every problem has its row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from badgepress.errors import Place, Problem
from badgepress.model.countries import COUNTRIES
from badgepress.read.files import printable
from badgepress.read.quoting import folded, shown_text
from badgepress.read.sheets.addresses import AddressTrouble, address, holds_address
from badgepress.read.sheets.columns import NAMES, Column, Layout
from badgepress.read.sheets.countries import country_code, nearest_country
from badgepress.read.sheets.dates import AmbiguousDate, Order, day_or_moment, mark_of
from badgepress.read.sheets.statuses import State, state
from badgepress.read.sheets.table import Failed, Formula, Table
from badgepress.read.text import characters

#: The name of evidence that has none in the sheet.
EVIDENCE = "Evidence"
#: How many words of a status are shown, and how many letters of each.
_WORDS, _WORD = 6, 30
_STATE_TEXTS: Mapping[State, str] = {"counts": "counts", "left-out": "is left out", "unclear": "is not known"}
_PROSE = ("narrative", "evidence")
_DATES = {"mdy": "2026-09-14, or 09/14/26 (month first)", "dmy": "2026-09-14, or 14/09/26 (day first)"}
_TITLES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "m.d.", "esq", "esq."})
#: Signs that mean "no grade".
_NO_GRADE = frozenset("-–—")
_GRADES = ("grade", "results")
_ADDRESS_HINT = "one address, such as name@example.org"
_NO_ADDRESS_HINT = (
    "set `by_name: true` in the badge class to award people by name alone, or skip such rows with --skip-bad"
)
#: What Microsoft Forms writes for people who answer without signing in.
_ANONYMOUS = frozenset(folded(one) for one in ("anonymous", "anonym", "anonyme", "anónimo", "anonimo", "匿名"))
_ANONYMOUS_HINT = (
    "the form calls people who do not sign in 'anonymous': use the address that the form asks for, as shown for "
    "Microsoft Forms in the handbook's “Mapping files to copy”"
)
_SPACES = re.compile(r" {2,}")
_FORMULA_HINT = "replace it with its value: copy, then “paste values”"


@dataclass(frozen=True, slots=True)
class RowPlaces:
    """Finds the cells of one row's award: `nearest("recipient.name")` returns the place of a cell."""

    file: str
    row: int
    columns: Mapping[str, Column]
    paths: Mapping[str, str]

    def nearest(self, path: str) -> Place:
        """Return the place of the cell that a path of the award comes from, or of the row."""
        around = path
        while around:
            column = self.columns.get(self.paths.get(around, around))
            if column:
                return column.place(self.file, self.row)
            around = around.rpartition("[")[0] if around.endswith("]") else around.rpartition(".")[0]
        return Place(self.file, self.row)


@dataclass(frozen=True, slots=True)
class Entry:
    """One valid row: the person, the badge in the sheet's own words, and the rest as keys of an assertion.

    `email` is in the form that is hashed, and no repr shows it. `badges` holds the sheet's names for the badge, best
    first. `given` holds the paths of the assertion that the sheet has columns for, filled or not. `person` tells people
    of the same name apart.
    """

    places: RowPlaces
    email: str = field(repr=False)
    badges: tuple[str, ...]
    data: Mapping[str, Any] = field(repr=False)
    grade: str
    given: frozenset[str]
    person: str = field(default="", repr=False)

    @property
    def place(self) -> Place:
        """The row."""
        return Place(self.places.file, self.places.row)


def entries(table: Table, layout: Layout, *, fixed_badge: bool) -> Iterator[tuple[Entry | None, list[Problem]]]:
    """Yield an Entry and the problems of each row below the first; the Entry is None if there is an error.

    With `fixed_badge` rows need not name a badge.
    """
    given = _given(layout.columns)
    for number, cells in table.rows[1:]:
        reader = _Row(table.file, number, cells if table.delimited else cells[: layout.width], layout)
        entry = reader.entry(given, fixed_badge=fixed_badge)
        stopped = any(problem.severity == "error" for problem in reader.problems)
        yield (None if stopped else entry), reader.problems


def is_grade(field: str, name: str) -> bool:
    """Return whether a column holds grades that every row needs; some templates call theirs optional."""
    return field.partition(".")[0] in _GRADES and "optional" not in name.casefold()


def said_states(table: Table, layout: Layout, name: str) -> str:
    """Return how the first few words of a status column are read: `Yes counts, No is left out`.

    Empty if the field `name` is not a status. No address is shown.
    """
    column = layout.columns.get(name)
    if column is None or name.partition(".")[0] not in ("status", "revoked"):
        return ""
    cells = (cells[column.index] if column.index < len(cells) else "" for _, cells in table.rows[1:])
    words: dict[str, None] = {}
    for word in cells:
        if word not in words and not holds_address(word):
            words[word] = None
            if len(words) > _WORDS:
                break
    states = [f"{printable(one)[:_WORD] or 'nothing'} {_STATE_TEXTS[_state_of(one, name, layout)]}" for one in words]
    return ", ".join(states[:_WORDS]) + (" …" if len(states) > _WORDS else "")


def _state_of(text: str, name: str, layout: Layout) -> State:
    """Return the state that a cell of a status column gives its row."""
    if name in layout.filtered:
        return "counts" if folded(text) in layout.keep else "left-out"
    return state(text, layout.counts, negated=name.partition(".")[0] == "revoked")


def _given(columns: Mapping[str, Column]) -> frozenset[str]:
    found = {f"recipient.{name}" for name in ("country", "unit", "audience") if name in columns}
    found |= {"expires", "narrative"} & set(columns)
    if any(name in columns for name in NAMES):
        found.add("recipient.name")
    if any(name.partition(".")[0] == "evidence" for name in columns):
        found.add("evidence")
    if any(name == "grade" or name.startswith("results.") for name in columns):
        found.add("results")
    return frozenset(found)


class _Row:
    """Reads one row and collects its problems in `problems`."""

    def __init__(self, file: str, number: int, cells: Sequence[str], layout: Layout) -> None:
        self.file, self.number, self.cells, self.layout = file, number, cells, layout
        self.columns = layout.columns
        self.problems: list[Problem] = []
        self.paths: dict[str, str] = {"issued": "issued", "expires": "expires"}

    def entry(self, given: frozenset[str], *, fixed_badge: bool) -> Entry | None:
        """Return the row as a future award; None if its status rules it out or it cannot be read."""
        if len(self.cells) > self.layout.width:
            hint = "is a delimiter inside a text that is not in quotes?"
            got, expected = f"{len(self.cells)} cells", f"at most {self.layout.width}, as in the first row"
            where = Place(self.file, self.number)
            message = "the row has more cells than there are columns"
            self.problems.append(Problem(where, "more-cells", message, got, expected, hint))
            return None
        if not self._counts():
            return None
        email = self._email()
        badges = tuple(text for text in (self.text("badge_id"), self.text("badge")) if text)
        self.paths["badge"] = "badge" if self.cell("badge") else "badge_id"
        if not badges and not fixed_badge and not (self.cell("badge_id") or self.cell("badge")):
            column = "badge" if "badge" in self.columns else "badge_id"
            self._wrong(column, "empty-cell", "the row does not say which badge it is for", expected="a badge")
        self._graded()
        data = {
            "recipient": self._recipient(),
            "issued": self._date("issued"),
            "expires": self._date("expires"),
            "evidence": self._evidence(),
            "narrative": self.text("narrative"),
            "results": self._results(),
        }
        filled = {key: value for key, value in data.items() if value or key == "recipient"}
        places = RowPlaces(self.file, self.number, self.columns, self.paths)
        return Entry(places, email, badges, filled, self._grade("grade"), given, self.text("person"))

    def _counts(self) -> bool:
        """Return whether every status column lets the row count. Report rows that are left out or unclear."""
        for name in self.columns:
            kind = name.partition(".")[0]
            if kind not in ("status", "revoked"):
                continue
            text = self.text(name)
            if self.problems and self.problems[-1].place == self._place(name):
                return False
            row_state = _state_of(text, name, self.layout)
            if row_state == "left-out":
                message = "the row is left out because of its status"
                self._wrong(name, "left-out", message, got=shown_text(text), severity="warning")
                return False
            if row_state == "unclear":
                message = "it is unclear whether a row with this status gets a badge"
                hint = "name the values that count with --status VALUE (repeatable), or use --ignore-column NAME"
                got = shown_text(text) if text else "nothing"
                self._wrong(name, "unknown-status", message, got=got, hint=hint)
                return False
        return True

    def _graded(self) -> None:
        """Report a missing grade if the sheet has grades: the person may not have finished."""
        graded = self.layout.graded
        if not graded or any(self.cell(name) and self.cell(name) not in _NO_GRADE for name in graded):
            return
        cell = self.cell(graded[0])
        hint = "delete such rows, or skip them all with --skip-bad; if grades do not matter, use --ignore-column NAME"
        message = "the sheet has grades but this row has none, so the person may not have earned the badge"
        self._wrong(graded[0], "grade-missing", message, got=shown_text(cell) if cell else "nothing", hint=hint)

    def _grade(self, name: str) -> str:
        text = self.text(name)
        return "" if text in _NO_GRADE else text

    def cell(self, name: str) -> str:
        """Return the raw cell of a field; empty if there is none."""
        column = self.columns.get(name)
        return self.cells[column.index] if column and column.index < len(self.cells) else ""

    def text(self, name: str) -> str:
        """Return the text of a field; empty if there is no such column or cell, or its content is refused."""
        cell = self.cell(name)
        if not cell:
            return ""
        if isinstance(cell, Failed):
            self._wrong(name, "failed-cell", "the cell shows an error", got=shown_text(cell))
        elif isinstance(cell, Formula) or cell.startswith("="):
            got, expected = _shown_formula(cell), "a value"
            self._wrong(name, "formula-cell", "a formula is not read", got=got, expected=expected, hint=_FORMULA_HINT)
        elif name != "email" and holds_address(cell):
            hint = "only the column of addresses may hold one; everything else that is read becomes public"
            self._wrong(name, "plain-email", "the cell contains an e-mail address", hint=hint)
        else:
            return self._checked(name, cell)
        return ""

    def _checked(self, name: str, cell: str) -> str:
        """Return the cell's text; empty if it has characters that are not allowed in the programme."""
        text = cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
        if not (text.isascii() and text.isprintable()):
            place = self._place(name)
            found = characters(text, place.file, place.line, place.path)
            self.problems += found
            if found:
                return ""
            prose = name.partition(".")[0] in _PROSE and not name.endswith((".name", ".url", ".description"))
            if "\n" in text and not prose:
                hint = "write it on one line"
                self._wrong(name, "line-break", "the cell contains a line break", expected="one line", hint=hint)
                return ""
        return text

    def _email(self) -> str:
        if "email" not in self.columns:
            return ""
        text = self.text("email")
        if not text and self.problems and self.problems[-1].place == self._place("email"):
            return ""
        try:
            is_optional = "did" in self.columns or self.layout.by_name
            return address(text) if text or not is_optional else ""
        except AddressTrouble as trouble:
            hint = _ADDRESS_HINT
            if not text:
                hint = _NO_ADDRESS_HINT
            elif folded(text) in _ANONYMOUS:
                hint = _ANONYMOUS_HINT
            self._wrong("email", "bad-email", "not an e-mail address", got=str(trouble), hint=hint)
            return ""

    def _recipient(self) -> dict[str, str]:
        names = [(name, self.text(name)) for name in NAMES if name in self.columns]
        given_names = [(name, self._in_order(name, _SPACES.sub(" ", text))) for name, text in names if text]
        if given_names:
            self.paths["recipient.name"] = given_names[0][0]
        country = self._country()
        found = {
            "name": " ".join(text for _, text in given_names),
            "did": self.text("did"),
            "country": country,
            "unit": self.text("unit"),
            "audience": self.text("audience"),
        }
        for key in ("did", "country", "unit", "audience"):
            self.paths[f"recipient.{key}"] = key
        return {key: text for key, text in found.items() if text}

    def _in_order(self, name: str, text: str) -> str:
        """Return a full name with the given name first. “Lee, Ann” is swapped if that was asked for, else reported."""
        if name != "name" or self.layout.names == "as-written":
            return text
        last, comma, first = text.partition(",")
        if not comma or not last.strip() or not first.strip() or folded(first) in _TITLES:
            return text
        if self.layout.names == "last-first" and "," not in first:
            return f"{first.strip()} {last.strip()}"
        hint = "--names last-first makes it “Ann Lee”; --names as-written keeps it unchanged"
        message = "the name contains a comma: does the family name come first?"
        self._wrong(name, "name-order", message, got=shown_text(text), hint=hint)
        return ""

    def _country(self) -> str:
        text = self.text("country")
        if not text or text in COUNTRIES:
            return text
        code = country_code(text)
        if not code:
            near = nearest_country(text)
            hint = f"did you mean '{near}'?" if near else ""
            expected = "a two-letter code or an English name"
            self._wrong("country", "bad-country", "not a country", got=shown_text(text), expected=expected, hint=hint)
        return code

    def _date(self, name: str) -> str:
        text = self.text(name)
        if not text:
            if name == "issued" and not self.cell(name) and self.layout.every_day:
                hint = "fill it in, or give the day of rows without one with --issued DATE"
                message = "other rows have a day, but this one has none"
                self._wrong(name, "date-missing", message, expected="2026-09-14", hint=hint)
            return ""
        settled = self.layout.dates or self.layout.orders.get((name, mark_of(text)))
        if settled == "mixed":
            hint = "write them all the same way in the sheet; --dates mdy or --dates dmy refuses the other kind"
            message = "some dates in this column begin with the day, others with the month"
            self._wrong(name, "ambiguous-date", message, got=shown_text(text), expected="2026-09-14", hint=hint)
            return ""
        order: Order | None = settled
        try:
            return day_or_moment(text, order)
        except AmbiguousDate:
            hint = "choose --dates mdy (month first) or --dates dmy (day first)"
            got, expected = shown_text(text), "2026-09-14"
            message = "either number could be the month"
            self._wrong(name, "ambiguous-date", message, got=got, expected=expected, hint=hint)
        except ValueError as error:
            expected = _DATES[order] if order else "2026-09-14"
            hint = "if this is a date shown as a number, format the column as dates" if text.isdigit() else ""
            self._wrong(name, "bad-date", str(error), got=shown_text(text), expected=expected, hint=hint)
        return ""

    def _evidence(self) -> list[dict[str, str]]:
        groups: dict[str, dict[str, str]] = {}
        for name in self.columns:
            kind, _, rest = name.partition(".")
            text = self.text(name) if kind == "evidence" else ""
            if text:
                number, _, key = rest.partition(".")
                key = key or ("url" if text.startswith(("https://", "http://")) else "narrative")
                groups.setdefault(number, {})[key] = text
                self.paths[f"<{number}>.{key}"] = name
        found = []
        for index, number in enumerate(sorted(groups)):
            group = groups[number]
            for key in group:
                self.paths[f"evidence[{index}].{key}"] = self.paths.pop(f"<{number}>.{key}")
            self.paths[f"evidence[{index}]"] = self.paths[f"evidence[{index}].{next(iter(group))}"]
            found.append({"name": EVIDENCE} | group)
        return found

    def _results(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        for name in self.columns:
            kind, _, result = name.partition(".")
            text = self._grade(name) if kind == "results" else ""
            if text:
                self.paths[f"results[{len(found)}]"] = name
                found.append({"result": result, "value": text})
        return found

    def _place(self, name: str) -> Place:
        column = self.columns.get(name)
        return column.place(self.file, self.number) if column else Place(self.file, self.number)

    def _wrong(
        self,
        name: str,
        code: str,
        message: str,
        *,
        got: str = "",
        expected: str = "",
        hint: str = "",
        severity: Any = "error",
    ) -> None:
        self.problems.append(Problem(self._place(name), code, message, got, expected, hint, severity))


def _shown_formula(cell: str) -> str:
    return "a formula with an e-mail address" if holds_address(cell) else shown_text(cell)
