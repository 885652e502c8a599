"""Respells a JSON value: other numbers, escapes, white space, duplicate keys. The meaning stays the same, or nearly."""

from __future__ import annotations

import json
import random
from typing import Any

_SPACES = ("", "", "", "", " ", "\n", "\t", "\r\n", "  ")
_AROUND = ("", "", "", "\n", "\ufeff", " \r\n\t", "\x0b", "\xa0", "\u2028", "\x00")
#: Numbers that readers confuse or refuse.
NUMBERS = ("0", "-0", "-0.0", "0e5", "1", "1.0", "10e-1", "1E0", "1e0", "1e21", "1e400", "-1e400", "1e-400", "5e-324",
           "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740993.0", "123456789012345678901234",
           "0.1", "0.30000000000000004", "1.7976931348623157e308", "1.7976931348623159e308", "01", "1.", ".5",
           "+1", "0x1",
           "NaN", "Infinity", "1e", "4294967295", "1" * 400)  # fmt: skip


def respelled(value: Any, seed: int) -> str:
    """Another spelling of the value; rarely a different or invalid one."""
    chance = random.Random(seed)
    text = _written(value, chance, chance.choice((0.0, 0.02, 0.2)))
    return chance.choice(_AROUND) + text + chance.choice(_AROUND)


def _written(value: Any, chance: random.Random, odd: float) -> str:
    def space() -> str:
        return chance.choice(_SPACES) if chance.random() < odd else ""

    if isinstance(value, dict):
        members = list(value.items())
        if members and chance.random() < odd / 4:
            members.append(chance.choice(members))
        if chance.random() < odd:
            chance.shuffle(members)
        inner = [
            f"{space()}{_quoted(key, chance, odd)}{space()}:{space()}{_written(one, chance, odd)}"
            for key, one in members
        ]
        return "{" + ",".join(inner) + space() + "}"
    if isinstance(value, list):
        return "[" + ",".join(space() + _written(one, chance, odd) + space() for one in value) + "]"
    if isinstance(value, str):
        return _quoted(value, chance, odd)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return chance.choice(NUMBERS) if chance.random() < odd else json.dumps(value)
    return json.dumps(value)


def _quoted(text: str, chance: random.Random, odd: float) -> str:
    plain = json.dumps(text, ensure_ascii=chance.random() < 0.5)
    if not text or chance.random() >= odd:
        return plain
    at = chance.randrange(len(text))
    sign = text[at]
    escaped = "".join(f"\\u{unit:04{chance.choice('xX')}}" for unit in _units(sign))
    parts = [json.dumps(part, ensure_ascii=False)[1:-1] for part in (text[:at], text[at + 1 :])]
    return f'"{parts[0]}{escaped}{parts[1]}"'


def _units(sign: str) -> list[int]:
    raw = sign.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
