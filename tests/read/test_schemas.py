"""Tests the JSON Schemas of authored files: valid programmes match them, and broken ones do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from badgepress import model
from badgepress.read import schemas
from badgepress.read.files import read_bytes
from badgepress.read.yaml import parse
from tests.project.sources import ROOT

SAMPLE = ROOT / "badges"
SOUND = [SAMPLE, ROOT / "tests" / "invalid" / "_base" / "badges", *sorted((ROOT / "tests" / "programs").iterdir())]
INVALID = sorted(path.name for path in (ROOT / "tests" / "invalid").iterdir() if (path / "badges").is_dir())
TYPES: dict[str, type[BaseModel]] = {
    "program": model.Settings,
    "issuer": model.Issuer,
    "class": model.BadgeClass,
    "earner": model.Earner,
}
#: What one file's shape cannot show. Not YAML at all, or not by our rules, before there is anything to look at:
UNREAD = {
    *("bidi-character", "control-character", "duplicate-key", "empty-file", "merge-conflict", "merge-key", "not-utf8"),
    *("secret-in-file", "too-deep", "wrong-ending", "yaml-alias", "yaml-documents", "yaml-key", "yaml-syntax"),
    *("yaml-space", "yaml-tag"),
}
#: The mistake involves another file, the file's own name, or a file beside it:
ELSEWHERE = {
    *("art-and-image", "bad-file-name", "duplicate-id", "issuer-needed", "missing-font", "missing-image"),
    *("missing-translation", "requires-cycle", "two-images", "unknown-badge"),
    *("empty-region", "region-circle", "repeated-role", "skill-circle", "unknown-unit"),
    *("unknown-earner", "unknown-file", "unknown-folder", "unknown-issuer", "unknown-result", "unknown-skill"),
    *("public-name", "public-path-taken", "reserved-name", "unlisted-value", "unsound-name", "unused-image"),
}
#: Values are compared or calculated:
COMPARED = {
    *(
        "badge-retired",
        "expires-before-issued",
        "issued-in-future",
        "key-window",
        "low-contrast",
        "repeated-key",
        "repeated-award",
    ),
    "suspended-before-issued",
    *("repeated-name", "revoked-before-issued"),
}
#: Null is allowed for an optional key, and only suspicious for a name.
NOTHING = {"null-name"}
#: These are only warnings: the programme is valid.
WARNED = {
    *("doubtful-name", "public-script", "repository-shows"),
    *("address-in-name", "address-in-text", "dead-evidence", "hard-to-find", "missing-alt", "prerequisite-missing"),
    *("stale-schemas", "unaligned-skill", "unsalted-identity"),
}
PICTURES = {name for name in INVALID if name.startswith(("svg-", "image-"))} | {"bad-png", "bad-svg"}


@pytest.fixture(scope="module")
def validators() -> dict[str, Draft202012Validator]:
    made = {}
    for name, schema in schemas.schemas():
        Draft202012Validator.check_schema(schema)
        made[name.removesuffix(".schema.json")] = Draft202012Validator(schema)
    return made


def documents(root: Path) -> Iterator[tuple[str, str, Any]]:
    """Yield (kind, path, data) of every file below the programme that is valid YAML by our rules."""
    for path in sorted(root.rglob("*.yml")):
        below = path.relative_to(root).as_posix()
        kind = schemas.kind_of(below)
        document = parse(read_bytes(path, below, 1 << 25)[0], below)[0]
        if kind and document is not None:
            yield kind, below, document.data


def wrong(validators: dict[str, Draft202012Validator], root: Path) -> list[str]:
    return [
        f"{path}: {error.json_path}: {error.message[:200]}"
        for kind, path, data in documents(root)
        for error in validators[kind].iter_errors(data)
    ]


@pytest.mark.parametrize("root", SOUND, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_a_valid_programme_matches(validators: dict[str, Draft202012Validator], root: Path) -> None:
    root = root / "badges" if (root / "badges").is_dir() else root
    assert len(list(documents(root))) >= 3
    assert wrong(validators, root) == []


@pytest.mark.parametrize(
    "name", sorted(set(INVALID) - {"_base"} - UNREAD - ELSEWHERE - COMPARED - NOTHING - WARNED - PICTURES)
)
def test_files_with_the_wrong_shape_are_refused(
    validators: dict[str, Draft202012Validator], name: str, tmp_path: Path
) -> None:
    assert wrong(validators, ROOT / "tests" / "invalid" / name / "badges") != []


@pytest.mark.parametrize("name", sorted((ELSEWHERE | COMPARED | WARNED | PICTURES) & set(INVALID)))
def test_the_exceptions_have_the_right_shape(validators: dict[str, Draft202012Validator], name: str) -> None:
    assert wrong(validators, ROOT / "tests" / "invalid" / name / "badges") == []


def test_every_exception_is_there() -> None:
    assert (UNREAD | ELSEWHERE | COMPARED | WARNED | PICTURES) - set(INVALID) == set()


@pytest.mark.parametrize("kind", TYPES)
def test_the_keys_are_those_of_the_type(kind: str) -> None:
    schema = dict(schemas.schemas())[f"{kind}.schema.json"]
    fields = {field.alias or name: field for name, field in TYPES[kind].model_fields.items() if field.alias != "<file>"}
    assert set(schema["properties"]) == set(fields)
    assert set(schema["required"]) == {name for name, field in fields.items() if field.is_required()}
    assert schema["additionalProperties"] is False


def test_every_type_inside_is_described_key_by_key() -> None:
    by_name = {name: one for name, one in vars(model).items() if isinstance(one, type)}
    seen = set()
    for _, schema in schemas.schemas():
        for name, inside in schema.get("$defs", {}).items():
            one = {"Award": model.Assertion, "AwardOfCohort": model.CohortMember, "PartOfRecipient": model.Recipient}
            of = one.get(name, by_name.get(name))
            if of is None or not hasattr(of, "model_fields"):
                continue
            fields = {field.alias or key for key, field in of.model_fields.items() if field.alias != "<file>"}
            assert set(inside["properties"]) == fields, name
            assert all(value["description"] for value in inside["properties"].values()), name
            seen.add(of.__name__)
    assert {"Recipient", "Evidence", "Key", "Art", "Repository", "Skill", "Trusted", "Assertion"} <= seen


def test_the_described_fields_are_those_of_the_model() -> None:
    told = json.loads((ROOT / "src/badgepress/read/fields.json").read_text("utf-8"))
    for name, words in told.items():
        fields = {field.alias or key for key, field in getattr(model, name).model_fields.items()} - {"<file>"}
        assert set(words) == fields, name


def test_a_cohort_shares_what_its_awards_lack(validators: dict[str, Draft202012Validator]) -> None:
    award = {"id": "q3v8n2kd", "recipient": {"name": "Rosa Example"}}
    shared = {"badge": "data-foundations", "issued": "2026-09-14"}
    check = validators["assertion"]
    assert check.is_valid({**shared, "awards": [award]})
    assert check.is_valid({"awards": [{**shared, **award}]})
    assert not check.is_valid({"badge": "data-foundations", "awards": [award]})
    assert not check.is_valid({**shared, "awards": [{"recipient": {"name": "Rosa"}}]})


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Data Foundations", True),
        ({"en": "Data Foundations", "pt-BR": "Fundamentos"}, True),
        ({"jp": "データ"}, False),
        ({"en": ""}, False),
        ({}, False),
        ("   ", False),
        (3, False),
    ],
)
def test_a_text_or_one_for_each_language(validators: dict[str, Draft202012Validator], text: object, fits: bool) -> None:
    badge = {"name": text, "description": "What it means.", "criteria": "Do it."}
    assert validators["class"].is_valid(badge) is fits


def test_a_schema_states_its_address_on_a_site() -> None:
    for name, schema in schemas.schemas("https://badges.example.org/"):
        assert schema["$id"] == f"https://badges.example.org/schemas/{name}"
        jsonschema.Draft202012Validator.check_schema(schema)


def test_the_samples_copies_are_up_to_date() -> None:
    kept = {path.name: path.read_bytes() for path in (SAMPLE / schemas.FOLDER).iterdir()}
    assert kept == {name: schemas.written(schema) for name, schema in schemas.schemas()}, "renew: badgepress schemas"


def test_every_file_of_the_sample_names_its_schema() -> None:
    for path in sorted(SAMPLE.rglob("*.yml")):
        first = path.read_text("utf-8").partition("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        kind = schemas.kind_of(path.relative_to(SAMPLE).as_posix())
        assert (path.parent / named).resolve() == SAMPLE / schemas.FOLDER / schemas.file_name(kind), path


def test_a_programme_without_copies_names_its_sites_schemas(tmp_path: Path) -> None:
    line = schemas.schema_line(tmp_path, "class", "classes/first.yml", "https://badges.example.org/")
    assert line == "# yaml-language-server: $schema=https://badges.example.org/schemas/class.schema.json\n"
