"""Sizes that the programme's files share with the forms under `/issue/`, and why. `limits.json` has the numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_GIVEN: Final[Mapping[str, int]] = json.loads(Path(__file__).with_name("limits.json").read_bytes())

SLUG_CHARACTERS: Final = _GIVEN["SLUG_CHARACTERS"]
"""A slug, which is part of addresses and the name of a file."""

LABEL_CHARACTERS: Final = _GIVEN["LABEL_CHARACTERS"]
"""A name of a person, a badge or a family of badges: it must fit on a page."""

MAIL_ADDRESS_CHARACTERS: Final = _GIVEN["MAIL_ADDRESS_CHARACTERS"]
"""An e-mail address: longer ones cannot be delivered (RFC 5321 §4.5.3.1.3)."""

AWARD_FILE_NAME_CHARACTERS: Final = _GIVEN["AWARD_FILE_NAME_CHARACTERS"]
"""The name of a file of awards, without its ending: as long as the id of an award may be."""

NEW_AWARD_ID_CHARACTERS: Final = _GIVEN["NEW_AWARD_ID_CHARACTERS"]
"""A new award's id. Eight of 28 letters: 378 thousand million ids, and short enough to read out."""

NEW_SALT_BYTES: Final = _GIVEN["NEW_SALT_BYTES"]
"""The salt of a hashed e-mail address, written as twice as many hexadecimal digits."""
