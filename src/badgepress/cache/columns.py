"""Turns rows of frozen types into columns of plain values, which are stored as JSON, and back.

The types are NamedTuples and frozen dataclasses of texts, numbers, truth values, moments, optional values and tuples of
these; their annotations say how they are stored, so a new field needs no code here. Everything is checked while it is
read: a value of another type raises ValueError. Columns are several times smaller than rows and are read at the speed
of C.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: A column with at most one different value in so many is stored as its different values and their numbers.
_REPEATED = 3

Pack = Callable[[Sequence[Any]], Any]
Unpack = Callable[[Any, int], list[Any]]


def packed(kind: type[Any], rows: Sequence[Any]) -> Any:
    """Return rows of a type as columns, ready for JSON. Raises TypeError for a type that has no columns."""
    return _form(kind)[0](rows)


def unpacked(kind: type[Any], stored: Any, count: int) -> list[Any]:
    """Return the `count` rows that `packed` stored. Raises ValueError if it is anything else."""
    try:
        return _form(kind)[1](stored, count)
    except (TypeError, LookupError, AttributeError, OverflowError) as error:
        raise ValueError(f"not columns of {kind}") from error


def _form(kind: Any) -> tuple[Pack, Unpack]:
    return _form_of(kind)


@cache
def _form_of(kind: Any) -> tuple[Pack, Unpack]:
    """Return how values of a type become a column, and how a column becomes values."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _scalar(str)
    if kind in (str, int, bool):
        return _scalar(kind)
    if kind is datetime:
        return _moments()
    if origin in (Union, types.UnionType) and len(inner) == 2 and type(None) in inner:
        return _optional(next(one for one in inner if one is not type(None)))
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return _several(inner[0])
    if origin is tuple:
        return _record(lambda values: values, list(inner), None)
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_make"):
        return _record(kind._make, list(get_type_hints(kind).values()), None)
    if isinstance(kind, type) and is_dataclass(kind):
        hints, names = get_type_hints(kind), [one.name for one in fields(kind)]
        return _record(lambda values: kind(*values), [hints[name] for name in names], names)
    raise TypeError(f"no columns for {kind}")


def _scalar(kind: type[Any]) -> tuple[Pack, Unpack]:
    def pack(values: Sequence[Any]) -> Any:
        different = dict.fromkeys(values)
        if len(values) < _REPEATED or len(different) * _REPEATED > len(values):
            return list(values)
        numbers = {value: number for number, value in enumerate(different)}
        return {"of": list(different), "at": list(map(numbers.__getitem__, values))}

    def unpack(stored: Any, count: int) -> list[Any]:
        values: list[Any] = stored["of"] if isinstance(stored, dict) else stored
        _need(isinstance(values, list) and set(map(type, values)) <= {kind})
        if isinstance(stored, dict):
            numbers = stored["at"]
            _need(isinstance(numbers, list) and set(map(type, numbers)) <= {int} and min(numbers, default=0) >= 0)
            values = list(map(values.__getitem__, numbers))
        _need(len(values) == count)
        return values

    return pack, unpack


def _moments() -> tuple[Pack, Unpack]:
    pack_numbers, unpack_numbers = _scalar(int)

    def pack(values: Sequence[Any]) -> Any:
        return pack_numbers([(value - _EPOCH) // _MICROSECOND for value in values])

    def unpack(stored: Any, count: int) -> list[Any]:
        numbers = unpack_numbers(stored, count)
        known = {number: _EPOCH + timedelta(microseconds=number) for number in set(numbers)}
        return list(map(known.__getitem__, numbers))

    return pack, unpack


def _optional(kind: Any) -> tuple[Pack, Unpack]:
    pack_some, unpack_some = _form(kind)
    pack_flags, unpack_flags = _scalar(bool)

    def pack(values: Sequence[Any]) -> Any:
        return [
            pack_flags([value is not None for value in values]),
            pack_some([one for one in values if one is not None]),
        ]

    def unpack(stored: Any, count: int) -> list[Any]:
        flags, some = stored
        there = unpack_flags(flags, count)
        values = iter(unpack_some(some, sum(there)))
        return [next(values) if is_there else None for is_there in there]

    return pack, unpack


def _several(kind: Any) -> tuple[Pack, Unpack]:
    pack_all, unpack_all = _form(kind)
    pack_sizes, unpack_sizes = _scalar(int)

    def pack(values: Sequence[Any]) -> Any:
        return [pack_sizes(list(map(len, values))), pack_all([one for value in values for one in value])]

    def unpack(stored: Any, count: int) -> list[Any]:
        sizes, flat = stored
        lengths = unpack_sizes(sizes, count)
        _need(min(lengths, default=0) >= 0)
        values = iter(unpack_all(flat, sum(lengths)))
        return [tuple(islice(values, length)) for length in lengths]

    return pack, unpack


def _record(make: Callable[[Iterable[Any]], Any], kinds: list[Any], names: list[str] | None) -> tuple[Pack, Unpack]:
    forms = [_form(kind) for kind in kinds]

    def pack(values: Sequence[Any]) -> Any:
        if names is None:
            columns: list[Any] = list(zip(*values, strict=True)) or [()] * len(forms)
        else:
            columns = [[getattr(value, name) for value in values] for name in names]
        return [pack_one(column) for (pack_one, _), column in zip(forms, columns, strict=True)]

    def unpack(stored: Any, count: int) -> list[Any]:
        columns = [unpack_one(column, count) for (_, unpack_one), column in zip(forms, stored, strict=True)]
        return list(map(make, zip(*columns, strict=True)))

    return pack, unpack


def _need(holds: bool) -> None:
    if not holds:
        raise ValueError("not a column")
