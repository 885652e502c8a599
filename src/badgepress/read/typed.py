"""Turns plain data into the model's types, and each entry of a ValidationError into one Problem.

pydantic finds all mistakes at once; this module gives them stable codes, places and plain words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from badgepress.errors import Place, Problem
from badgepress.model.base import Authored
from badgepress.model.languages import MEANT
from badgepress.read.explained import EXPECTED, explain_pattern
from badgepress.read.quoting import did_you_mean, is_email, meant_country, path_of, shown_text, shown_value
from badgepress.read.yaml import Document

#: The model's key for the name of a value's file. Authors cannot write it.
FILE_KEY = "<file>"

Model = TypeVar("Model", bound=Authored)

_TYPES = {
    "string_type": "text",
    "string_sub_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
}
_RANGES = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def typed(
    model: type[Model], document: Document, *, slug: str = "", base: str = ""
) -> tuple[Model | None, list[Problem]]:
    """Return the document's data, or its part at the path `base`, as a value of `model`, and all problems.

    `slug` is set if the value is named by its file.
    """
    data = document.data if not base else document.data.get(base)
    return typed_at(model, data, lambda path: document.place(path), document.plain, slug=slug, base=base)


def typed_at(
    model: type[Model], data: Any, place: Any, plain: Mapping[str, str], *, slug: str = "", base: str = ""
) -> tuple[Model | None, list[Problem]]:
    """Do what `typed` does for data from any source; `place` returns the Place of a path that starts with `base`."""
    if not isinstance(data, dict):
        got = Problem(place(base), "wrong-type", "wrong kind of value", shown_value(data), "a mapping")
        return None, [got]
    forged = [_unknown(place(_join(base, FILE_KEY)), FILE_KEY, model)] if FILE_KEY in data else []
    if slug:
        data = {**data, FILE_KEY: slug}
    try:
        value = model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        return None, [
            *forged,
            *(_problem(model, one, place, plain, base) for one in error.errors(include_url=False)),
        ]
    return (None, forged) if forged else (value, [])


def _problem(model: type[BaseModel], error: Any, place: Any, plain: Mapping[str, str], base: str) -> Problem:
    """Return one entry of `ValidationError.errors()` as a Problem."""
    kind: str = error["type"]
    parts: tuple[str | int, ...] = error["loc"]
    path = _join(base, path_of(parts))
    where: Place = place(path)
    value = error.get("input")
    context = error.get("ctx", {})
    got = shown_value(value, plain.get(path))
    if kind == "extra_forbidden":
        return _unknown(where, str(parts[-1]), _model_at(model, parts[:-1]))
    if kind == "missing":
        return Problem(where, "missing-key", f"the key '{parts[-1]}' is missing")
    if kind in _TYPES:
        return Problem(
            where, "wrong-type", "wrong kind of value", got, _TYPES[kind], _type_hint(kind, value, plain.get(path))
        )
    if kind in _RANGES:
        name, words = _RANGES[kind]
        return Problem(where, "out-of-range", "the number is out of range", got, f"{words} {context[name]:g}")
    if kind == "too_long":
        limit = f"at most {context['max_length']}"
        return Problem(where, "out-of-range", "the list is too long", f"{context['actual_length']} entries", limit)
    if kind == "string_too_short":
        return Problem(where, "empty-text", "the text is empty", "", "", "write something, or leave the key out")
    if kind == "string_too_long":
        limit = f"at most {context['max_length']:,} characters"
        return Problem(where, "too-long", "the text is too long", f"{len(str(value).strip()):,} characters", limit)
    if kind == "string_pattern_mismatch":
        return _pattern(where, str(context["pattern"]), value)
    if kind in ("literal_error", "enum"):
        return _choice(where, value, _choices(model, parts))
    if kind in EXPECTED:
        return _worded(where, kind, str(error["msg"]), value, got)
    return Problem(where, "bad-value", "the value cannot be used here", got)


def _unknown(where: Place, key: str, model: type[BaseModel] | None) -> Problem:
    keys = _keys(model) if model else ()
    hint = did_you_mean(key, keys)
    if not hint and key == "image" and model:
        hint = "put an image beside the file, with the same name"
    shown = "an e-mail address" if is_email(key) else shown_text(key)
    return Problem(
        where, "unknown-key", f"unknown key {shown}", hint=hint or (f"known keys: {', '.join(keys)}" if keys else "")
    )


def _pattern(where: Place, pattern: str, value: Any) -> Problem:
    code, message, expected, choices = explain_pattern(pattern)
    if choices:
        return _choice(where, value, choices, also=expected)
    hint = _slug_hint(str(value)) if code == "bad-slug" else ""
    return Problem(where, code, message, shown_value(value), expected, hint)


def _slug_hint(text: str) -> str:
    if len(text) > 80 or is_email(text):
        return ""
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in text.lower()).split()
    return f"write it as '{'-'.join(words)}'" if words else ""


def _choice(where: Place, value: Any, choices: Iterable[str], also: str = "") -> Problem:
    choices = tuple(choices)
    hint = did_you_mean(value, choices)
    choices = (*choices, also) if also else choices
    expected = f"{choices[0]}, {choices[1]} … or {also}" if hint and also else _one_of(choices)
    return Problem(where, "not-a-choice", "not one of the allowed words", shown_value(value), expected, hint)


def _one_of(choices: tuple[str, ...]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"


def _type_hint(kind: str, value: Any, plain: str | None) -> str:
    if kind == "string_type" and plain and not isinstance(value, (dict, list)):
        return f'put it in quotes: "{plain}"'
    if (
        kind == "tuple_type"
        and isinstance(value, str)
        and value
        and "," not in value
        and len(value) < 40
        and not is_email(value)
    ):
        return f"write [{value}]"
    if value is None:
        return "leave the key out, or give it a value"
    return ""


def _worded(where: Place, code: str, message: str, value: Any, got: str) -> Problem:
    """Return the Problem of one of the model's own checks, which bring their code and message."""
    hint = ""
    # messages such as "a duration looks like P2Y" already say what was expected
    expected = EXPECTED[code] if message.startswith(("not ", "no such ")) else ""
    if code == "bad-country" and isinstance(value, str):
        hint = meant_country(value)
    if code == "bad-language" and isinstance(value, str):
        language = MEANT.get(value.split("-")[0].lower(), "")
        hint = f"did you mean '{language}'?" if language else ""
    if code == "bad-base-url" and isinstance(value, str) and not value.endswith("/") and not is_email(value):
        start = "" if value.startswith(("https://", "http://")) else "https://"
        hint = f"write {start}{value}/" if len(value) < 100 else ""
    return Problem(where, code, message, got, expected, hint)


def _join(base: str, path: str) -> str:
    if not base or not path:
        return base or path
    return f"{base}{path}" if path.startswith("[") else f"{base}.{path}"


@lru_cache(maxsize=64)
def _keys(model: type[BaseModel]) -> tuple[str, ...]:
    names = (info.alias or name for name, info in model.model_fields.items())
    return tuple(name for name in names if name != FILE_KEY)


def _field_at(model: type[BaseModel], parts: tuple[str | int, ...]) -> FieldInfo | None:
    field: FieldInfo | None = None
    inside: type[BaseModel] | None = model
    for part in parts:
        if isinstance(part, int):
            continue
        if inside is None:
            return None
        fields = {info.alias or name: info for name, info in inside.model_fields.items()}
        field = fields.get(part)
        inside = _model_in(field.annotation) if field else None
    return field


def _model_at(model: type[BaseModel], parts: tuple[str | int, ...]) -> type[BaseModel] | None:
    if not any(isinstance(part, str) for part in parts):
        return model
    field = _field_at(model, parts)
    return _model_in(field.annotation) if field else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _choices(model: type[BaseModel], parts: tuple[str | int, ...]) -> tuple[str, ...]:
    field = _field_at(model, parts)
    return tuple(_words_in(field.annotation)) if field else ()


def _words_in(annotation: Any) -> list[str]:
    if isinstance(annotation, str):
        return [annotation]
    if isinstance(annotation, type) and hasattr(annotation, "__members__"):
        return [str(member.value) for member in annotation.__members__.values()]
    return [word for part in get_args(annotation) for word in _words_in(part)]
