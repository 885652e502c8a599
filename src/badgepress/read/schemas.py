"""Makes JSON Schemas (draft 2020-12) of the authored files from the model's types, for editors that support them.

A schema accepts everything that the reader accepts. It refuses mistakes that show in one file alone: names, types,
patterns, choices and missing keys. It never depends on another file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel

from badgepress.model import (
    Assertion,
    BadgeClass,
    CohortMember,
    Demand,
    Earner,
    Issuer,
    Program,
    Region,
    Settings,
    Skill,
    Trusted,
    base,
)
from badgepress.model.base import Authored
from badgepress.model.languages import LANGUAGES
from badgepress.model.limits import SLUG_CHARACTERS
from badgepress.model.translated import Translated
from badgepress.read.explained import explain_pattern
from badgepress.read.quoting import EMAIL
from badgepress.read.typed import FILE_KEY

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
#: Where a programme may keep its copies; dot folders are not part of the programme.
FOLDER = ".schemas"
#: The files in the programme's folder itself, besides pictures and fonts.
FILES = ("program.yml", "skills.yml", "regions.yml", "trusted.yml")
_WORDS = Path(__file__).with_name("fields.json")


def schema_names() -> tuple[str, ...]:
    """Return the kinds of files that have a schema: `assertion`, `class`, …"""
    return tuple(_KINDS)


def file_name(kind: str) -> str:
    """Return the file name of a schema, as `class.schema.json`."""
    return f"{kind}.schema.json"


def kind_of(path: str) -> str:
    """Return the kind of the file at a POSIX path below the programme's folder; empty if it has none."""
    folder, slash, _ = path.partition("/")
    kinds = {
        "issuers": "issuer",
        "classes": "class",
        "assertions": "assertion",
        "earners": "earner",
        "demand": "demand",
    }
    return kinds.get(folder, "") if slash else path.removesuffix(".yml") if path in FILES else ""


def schema_line(root: Path, kind: str, below: str, base_url: str) -> str:
    """Return the first line for a new file at the POSIX path `below`, which tells editors its schema.

    It names the programme's own copy of the schema if there is one, else the one that its site publishes.
    """
    if (root / FOLDER / file_name(kind)).is_file():
        return kept_line(kind, below)
    return _naming(f"{base_url}schemas/{file_name(kind)}")


def kept_line(kind: str, below: str) -> str:
    """Return the same line for a programme that keeps its own copies."""
    return _naming("../" * below.count("/") + f"{FOLDER}/{file_name(kind)}")


def _naming(address: str) -> str:
    return f"# yaml-language-server: $schema={address}\n"


def assertion_line(program: Program, name: str) -> str:
    """Return the same line for the new file `assertions/<name>.yml`."""
    return schema_line(program.root, "assertion", f"assertions/{name}.yml", program.settings.base_url)


def schemas(base_url: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield every (file name, schema). With a base_url each schema states its address there."""
    for kind in schema_names():
        name = file_name(kind)
        address = {"$id": f"{base_url}schemas/{name}"} if base_url else {}
        yield name, {"$schema": DRAFT, **address, **_whole(kind)}


def written(schema: Schema) -> bytes:
    """Return the schema as the bytes of a file."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2) + b"\n"


@lru_cache(maxsize=16)
def _whole(kind: str) -> Schema:
    title, make = _KINDS[kind]
    defs: Schema = {}
    made = make(defs)
    return {"title": title, **made, "$defs": dict(sorted(defs.items()))} if defs else {"title": title, **made}


def _model(model: type[BaseModel], defs: Schema) -> Schema:
    """Return the schema of one type; the types inside it go to `defs`."""
    made = model.model_json_schema(by_alias=True, mode="validation")
    inside = made.pop("$defs", {})
    own = _types(model)
    for name, schema in inside.items():
        defs[name] = _object(own[name], schema) if name in own else _plain(schema)
    return _object(model, made)


def _object(model: type[BaseModel], schema: Schema) -> Schema:
    words = _words()[model.__name__]
    properties = {}
    for key, value in schema.get("properties", {}).items():
        if key != FILE_KEY:
            properties[key] = {"description": words[key], **_plain(value)}
    if issubclass(model, Translated):
        for text in model.TEXTS:
            if text in properties:
                properties[text] = _in_languages(properties[text])
    if model.__name__ == "ResultDescription":
        # `BadgeClass.TEXTS` names one text that is inside another type: results[].name
        properties["name"] = _in_languages(properties["name"])
    required = [key for key in schema.get("required", []) if key != FILE_KEY]
    made = {"description": _first_line(model), "type": "object", "properties": properties}
    made |= {"required": required} if required else {}
    return made | {"additionalProperties": False} | _between(model)


def _between(model: type[BaseModel]) -> Schema:
    """Return the rules between the keys of a type."""
    if model.__name__ == "Recipient":
        named = [{"required": [key]} for key in ("identity", "did", "name")]
        return {"anyOf": named, "dependentRequired": {"salt": ["identity"]}}
    if model is Trusted:
        return {"anyOf": [{"required": ["did"]}, {"required": ["url"]}]}
    return {}


def _plain(schema: Any) -> Any:
    """Simplify a schema: no titles or empty defaults, "text or null" as one type, and no text of spaces alone."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _plain(value) for key, value in schema.items() if key != "title"}
    if "default" in found and found["default"] in (None, [], {}):
        del found["default"]
    choices = found.get("anyOf")
    if choices and {"type": "null"} in choices:
        others = [one for one in choices if one != {"type": "null"}]
        if len(others) == 1 and "$ref" not in others[0]:
            del found["anyOf"]
            found = {**others[0], **found, "type": [others[0]["type"], "null"]}
            if "enum" in found:
                found["enum"] = [*found["enum"], None]
    if isinstance(found.get("default"), dict):
        del found["default"]
    if "const" in found and "enum" not in found:
        found["enum"] = [found.pop("const")]
    return _with_pattern(found)


def _with_pattern(schema: Schema) -> Schema:
    """Return the schema with a pattern that JSON Schema supports and a message that explains it (for VS Code)."""
    pattern = schema.get("pattern")
    if pattern is None:
        return schema | {"pattern": r"\S"} if schema.get("minLength") == 1 and "enum" not in schema else schema
    _, message, expected, words = explain_pattern(pattern)
    if words:
        # the words are for completion, the pattern for the author's own words
        kept = {key: value for key, value in schema.items() if key not in ("type", "pattern")}
        null = [{"type": "null"}] if isinstance(schema["type"], list) else []
        own = {"type": "string", "pattern": "^ext:[A-Za-z0-9._-]+$"}
        return {**kept, "anyOf": [{"enum": list(words)}, own, *null]}
    if pattern == base.LANGUAGE:
        pattern = _LANGUAGE
    explained = {"patternErrorMessage": f"{message}; expected {expected}"} if expected else {}
    return {**schema, "pattern": pattern, **explained}


def _either(letter: str) -> str:
    return f"[{letter}{letter.upper()}]"


#: If a tag begins with two letters, they have to be a language of ISO 639-1.
_TWO = "|".join(
    f"{_either(first)}[{''.join(sorted(two[1] + two[1].upper() for two in LANGUAGES if two[0] == first))}]"
    for first in sorted({two[0] for two in LANGUAGES})
)
_LANGUAGE = rf"^(?:{_TWO}|[A-Za-z]{{3}})(?:-[A-Za-z0-9]{{2,8}})*$"


def _in_languages(schema: Schema) -> Schema:
    """Return the schema of a text or a mapping from language to text."""
    text = {key: value for key, value in schema.items() if key != "description"}
    named = {"propertyNames": {"pattern": _LANGUAGE}, "minProperties": 1, "maxProperties": base.MOST_LANGUAGES}
    several = {"type": "object", "additionalProperties": {**text, "type": "string"}, **named}
    return {"description": schema["description"], "anyOf": [text, several]}


def _recipients(defs: Schema) -> None:
    """Forbid e-mail addresses in a recipient's texts, and add `PartOfRecipient` for the keys that a cohort shares."""
    recipient = defs["Recipient"]
    for name in ("name", "unit", "audience"):
        recipient["properties"][name]["not"] = {"type": "string", "pattern": EMAIL}
    defs["PartOfRecipient"] = {key: value for key, value in recipient.items() if key not in ("anyOf", "required")}
    defs["PartOfRecipient"].pop("dependentRequired")


def _assertion(defs: Schema) -> Schema:
    """Return the schema of one award, or of a cohort if there is `awards:`.

    In a cohort each required key is either shared or in every entry.
    """
    single, member = _model(Assertion, defs), _model(CohortMember, defs)
    _recipients(defs)
    member["properties"]["recipient"]["$ref"] = "#/$defs/PartOfRecipient"
    needed = [key for key in member["required"] if key != "id"]
    entry = {**member, "required": ["id"], "description": "One award of the cohort."}
    shared = {key: value for key, value in member["properties"].items() if key != "id"}
    awards = {"description": "The awards of a cohort.", "type": "array", "minItems": 1}
    each = [
        {"anyOf": [{"required": [key]}, {"properties": {"awards": {"items": {"required": [key]}}}}]} for key in needed
    ]
    defs["Award"] = single
    defs["AwardOfCohort"] = entry
    defs["Cohort"] = {
        "description": "Awards of one badge: keys beside `awards:` are shared by all of them.",
        "type": "object",
        "properties": {**shared, "awards": {**awards, "items": {"$ref": "#/$defs/AwardOfCohort"}}},
        "required": ["awards"],
        "additionalProperties": False,
        "allOf": each,
    }
    cohort = {"type": "object", "required": ["awards"]}
    return {"if": cohort, "then": {"$ref": "#/$defs/Cohort"}, "else": {"$ref": "#/$defs/Award"}}


def _entries(model: type[Authored], description: str) -> Callable[[Schema], Schema]:
    """Return what makes the schema of a mapping from slugs to values of a type."""

    def make(defs: Schema) -> Schema:
        name = model.__name__
        defs[name] = _model(model, defs)
        return {
            "description": description,
            "type": "object",
            "propertyNames": {"pattern": base.SLUG, "maxLength": SLUG_CHARACTERS},
            "additionalProperties": {"$ref": f"#/$defs/{name}"},
        }

    return make


def _trusted(defs: Schema) -> Schema:
    defs["Trusted"] = _model(Trusted, defs)
    return {"description": "Issuers elsewhere.", "type": "array", "items": {"$ref": "#/$defs/Trusted"}}


def _of(model: type[Authored]) -> Callable[[Schema], Schema]:
    return lambda defs: _model(model, defs)


_KINDS: dict[str, tuple[str, Callable[[Schema], Schema]]] = {
    "program": ("program.yml of a Badgepress programme", _of(Settings)),
    "issuer": ("An issuer of a Badgepress programme", _of(Issuer)),
    "class": ("A badge class of a Badgepress programme", _of(BadgeClass)),
    "assertion": ("An award, or a cohort of awards, of a Badgepress programme", _assertion),
    "skills": ("The skills of a Badgepress programme", _entries(Skill, "Skills by their slugs.")),
    "regions": ("The own regions of a Badgepress programme", _entries(Region, "Regions by their slugs.")),
    "demand": ("A need for skills of a Badgepress programme", _of(Demand)),
    "trusted": ("The issuers that a Badgepress programme trusts", _trusted),
    "earner": ("The public profile of an earner in a Badgepress programme", _of(Earner)),
}


def _types(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Return the type and the types inside it, by name."""
    found: dict[str, type[BaseModel]] = {}
    ahead: list[Any] = [model]
    while ahead:
        one = ahead.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            if one.__name__ not in found:
                found[one.__name__] = one
                ahead += [field.annotation for field in one.model_fields.values()]
        else:
            ahead += getattr(one, "__args__", ())
    return found


def _first_line(model: type[BaseModel]) -> str:
    text = re.sub(r"[`]", "", (model.__doc__ or "").strip().split("\n\n")[0])
    return " ".join(text.split())


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(_WORDS.read_text("utf-8"))
    return found
