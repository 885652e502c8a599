"""Reads mapping files, which say how to read an unknown spreadsheet or another organisation's badge names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from badgepress.errors import Place, Problem
from badgepress.model.base import Authored, Label, Slug
from badgepress.read.files import MEBIBYTE, read_bytes
from badgepress.read.quoting import plain_key
from badgepress.read.typed import typed
from badgepress.read.yaml import Document, parse

Header = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Columns(Authored):
    """The sheet's names for its columns; columns that it lacks are left out."""

    email: Header | None = None
    did: Header | None = None
    name: Header | None = None
    first_name: Header | None = None
    middle_name: Header | None = None
    last_name: Header | None = None
    badge: Header | None = None
    badge_id: Header | None = None
    issued: Header | None = None
    expires: Header | None = None
    country: Header | None = None
    unit: Header | None = None
    audience: Header | None = None
    narrative: Header | None = None
    grade: Header | None = None
    status: Header | None = None
    revoked: Header | None = None
    evidence: Header | None = None
    evidence_name: Header | None = None
    evidence_url: Header | None = None
    evidence_description: Header | None = None
    evidence_narrative: Header | None = None


class MappingFile(Authored):
    """The file of `--mapping FILE`: columns, results, badges, and how to read the sheet.

    `ignore` names unwanted columns. `keep` lists the status words of rows that count.
    """

    columns: Columns = Columns()
    results: dict[Slug, Header] = Field(default_factory=dict)
    badges: dict[str, Slug] = Field(default_factory=dict)
    dates: Literal["mdy", "dmy"] | None = None
    sheet: Label | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    encoding: Literal["utf-8", "utf-16", "cp1252", "shift-jis", "mac-roman"] | None = None
    names: Literal["last-first", "as-written"] | None = None
    keep: list[Label] = Field(default_factory=list)
    ignore: list[Header] = Field(default_factory=list)

    @field_validator("columns", "results", "badges", "keep", "ignore", mode="before")
    @classmethod
    def _empty(cls, value: object, about: ValidationInfo) -> object:
        """Treat a key with only comments below it as empty; a draft may contain such keys."""
        return value if value is not None else [] if about.field_name in ("keep", "ignore") else {}


class Mapped:
    """A mapping file with the places of its keys."""

    def __init__(self, value: MappingFile, document: Document | None = None) -> None:
        self.value = value
        self._document = document

    def place(self, path: str) -> Place:
        """Return the place of a path in the file."""
        return self._document.place(path) if self._document else Place()

    def columns(self) -> Iterator[tuple[str, str, str]]:
        """Yield (field, header, path in the file) for every column that the mapping names."""
        for name, header in self.value.columns:
            if header is not None:
                yield _FIELDS.get(name, name), header, f"columns.{name}"
        for result, header in self.value.results.items():
            yield f"results.{result}", header, f"results.{plain_key(result)}"


#: The fields of words that are not fields themselves.
_FIELDS: Mapping[str, str] = {
    "evidence_name": "evidence.0.name",
    "evidence_url": "evidence.0.url",
    "evidence_description": "evidence.0.description",
    "evidence_narrative": "evidence.0.narrative",
}
NO_MAPPING = Mapped(MappingFile())


def read_mapping(path: Path, shown: str) -> tuple[Mapped | None, list[Problem]]:
    """Read a mapping file as strictly as the programme's own files."""
    raw, problems = read_bytes(path, shown, MEBIBYTE)
    if problems:
        return None, problems
    document, problems = parse(raw, shown)
    if document is None:
        return None, problems
    value, more = typed(MappingFile, document)
    return (Mapped(value, document) if value and not problems else None), [*problems, *more]
