"""Defines the basic types of the programme's fields: texts, slugs, addresses, moments, durations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from badgepress.model.countries import COUNTRIES
from badgepress.model.languages import LANGUAGES, canonical
from badgepress.model.limits import LABEL_CHARACTERS, MAIL_ADDRESS_CHARACTERS, SLUG_CHARACTERS
from badgepress.model.persons import ADDRESS, is_mailbox, unsound

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
AWARD_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
IMAGE_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(?:png|svg)$"
COLOUR = r"^#[0-9a-fA-F]{6}$"
#: A key as Multikey (Ed25519, P-256), or the plain https address of one, with or without a fragment.
KNOWN_KEY = (
    r"^(?:z6Mk[1-9A-HJ-NP-Za-km-z]{44}|zDn[1-9A-HJ-NP-Za-km-z]{46}"
    r"|https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[!$&'()*+,;=:@A-Za-z0-9._~%/-]*(?:#[!$&'()*+,;=:@A-Za-z0-9._~%/?-]+)?)$"
)
#: Each language adds a page for every badge and another reading of its file.
MOST_LANGUAGES = 60
FIRST_YEAR, LAST_YEAR = 1900, 2200
LANGUAGE = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"
#: JSON Schema patterns of an address, a base_url and a moment. `web_address`, `_base_url` and `moment` are stricter.
WEB_ADDRESS = r"""^[Hh][Tt][Tt][Pp][Ss]?://[^\s<>"\\^`{|}/?#@]+(?:[/?#][^\s<>"\\^`{|}]*)?$"""
BASE_URL = r"^https?://[a-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~-]+)*/$"
MOMENT = (
    r"^(?:19|20|21|22)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2}))?$"
)


class Authored(BaseModel):
    """Base of every authored type: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)


def wrong(code: str, sentence: str) -> ValueError:
    """Return a ValueError with the sentence as its text and our stable code as its pydantic type."""
    return PydanticCustomError(code, "{sentence}", {"sentence": sentence})


_NOT_IN_ADDRESS = re.compile(r"""[\s<>"\\^`{|}]""")


def web_address(value: str) -> str:
    """Return an http(s) address with a host and no user name, unchanged.

    Raises ValueError with a sentence for people.
    """
    if _NOT_IN_ADDRESS.search(value):
        raise wrong("bad-address", "a web address has no spaces, quotes, braces or angle brackets")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise wrong("bad-address", "not a web address") from None
    if parts.scheme not in ("http", "https") or not host:
        raise wrong("bad-address", "a web address starts with https:// or http:// and names a host")
    if "@" in parts.netloc:
        raise wrong("bad-address", "a web address carries no user name or password")
    return value


def email_address(value: str) -> str:
    """Return one e-mail address, unchanged. Raises ValueError (bad-email)."""
    if not is_mailbox(value):
        raise wrong("bad-email", "not an e-mail address")
    return value


def person_name(value: str) -> str:
    """Return the name of a person, unchanged. Raises ValueError (unsound-name) if it hides something."""
    why = unsound(value)
    if why:
        raise wrong("unsound-name", f"not a name to sign: it contains {why}")
    return value


_AUTHORED = re.compile(
    r"\d{4}-\d{2}-\d{2}(?P<time>[Tt ]\d{2}:\d{2}(?::\d{2})?(?P<zone>[Zz]|[+-]\d{2}:\d{2})?)?", re.ASCII
)


def moment(value: object) -> datetime:
    """Return a date (`2026-09-14`, midnight UTC) or an RFC 3339 date-time with a zone, as UTC.

    Raises ValueError with a sentence for people.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise wrong("bad-date", "a time needs a zone: 2026-09-14T10:00:00Z")
        return value.astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str):
        raise wrong("bad-date", "a date looks like 2026-09-14")
    return _read_moment(value.strip())


@lru_cache(maxsize=4096)  # a cohort's awards share their dates
def _read_moment(text: str) -> datetime:
    found = _AUTHORED.fullmatch(text)
    if found is None:
        raise wrong("bad-date", "a date looks like 2026-09-14, a time like 2026-09-14T10:00:00Z")
    if found["time"] and not found["zone"]:
        raise wrong("bad-date", "a time needs a zone: 2026-09-14T10:00:00Z")
    whole = text if found["time"] else f"{text}T00:00Z"
    try:
        return datetime.fromisoformat(whole.upper().replace(" ", "T").replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong("bad-date", "no such date") from None


def authored_moment(value: object) -> datetime:
    """Return a plausible moment: a typing mistake such as 0206 for 2026 is refused. Raises ValueError like `moment`."""
    found = moment(value)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise wrong("bad-date", f"a year is between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def rfc3339(value: datetime) -> str:
    """Return `2026-09-14T00:00:00Z`: whole seconds, UTC."""
    return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


_DURATION = re.compile(
    r"^P(?!$)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?!$)(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?)?$"
)


def duration(value: str) -> str:
    """Return an ISO 8601 duration such as `P2Y`, `P18M`, `P90D` or `PT6H`, unchanged. Raises ValueError."""
    if not _DURATION.match(value):
        raise wrong("bad-duration", "a duration looks like P2Y, P18M, P90D or PT6H (ISO 8601)")
    return value


@lru_cache(maxsize=1024)
def duration_parts(value: str) -> Mapping[str, int]:
    """Return `{"years": 2, "months": 6}`, with only the parts that are given."""
    found = _DURATION.match(value)
    return {name: int(text) for name, text in (found.groupdict() if found else {}).items() if text}


def add_duration(start: datetime, value: str) -> datetime:
    """Add an ISO 8601 duration to `start` by the calendar: 29 February plus a year is 28 February."""
    parts = duration_parts(value)
    months = start.year * 12 + start.month - 1 + parts.get("years", 0) * 12 + parts.get("months", 0)
    year, month = divmod(months, 12)
    day = start.day
    while True:
        try:
            moved = start.replace(year=year, month=month + 1, day=day)
            break
        except ValueError:
            if day <= 28:
                raise
            day -= 1
    return moved + timedelta(
        weeks=parts.get("weeks", 0),
        days=parts.get("days", 0),
        hours=parts.get("hours", 0),
        minutes=parts.get("minutes", 0),
    )


def _country(value: str) -> str:
    if value not in COUNTRIES:
        raise wrong("bad-country", "not a country code of ISO 3166-1")
    return value


def language_tag(value: str) -> str:
    """Return a well-formed language tag of BCP 47 in the standard's capitals.

    Raises ValueError if its first part has two letters but is not a code of ISO 639-1.
    """
    code = value.split("-")[0].lower()
    if len(code) == 2 and code not in LANGUAGES:
        raise wrong("bad-language", "no such language")
    return canonical(value)


def _base_url(value: str) -> str:
    try:
        web_address(value)
    except ValueError as error:
        raise wrong("bad-base-url", str(error)) from None
    parts = urlsplit(value)
    if not value.endswith("/"):
        raise wrong("bad-base-url", "base_url ends with a slash")
    if parts.query or parts.fragment:
        raise wrong("bad-base-url", "base_url has no query and no fragment")
    if not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", parts.netloc) or not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/", parts.path):
        raise wrong("bad-base-url", "base_url is a lower-case host and a plain path")
    labels = (parts.hostname or "").split(".")
    if labels[-1].isdigit() or re.fullmatch("0x[0-9a-f]*", labels[-1]):
        raise wrong(
            "bad-base-url", "base_url needs a domain, because a did:web is made from it and cannot hold an IP address"
        )
    if not all(re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", label) for label in labels):
        raise wrong("bad-base-url", "base_url is a lower-case host and a plain path")
    if any(segment in (".", "..") for segment in parts.path.split("/")):
        raise wrong("bad-base-url", "base_url has no dot segments")
    return value


def plain_pattern(pattern: re.Pattern[str]) -> str:
    """Return the pattern without named groups, so that all dialects of regular expressions can read it."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern).replace(r"\d", "[0-9]")


def _text(limit: int) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=limit)


def _schema(**extra: Any) -> Any:
    return WithJsonSchema({"type": "string", **extra})


Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=SLUG_CHARACTERS)]
AwardId = Annotated[str, StringConstraints(pattern=AWARD_ID)]
Label = Annotated[str, _text(LABEL_CHARACTERS)]
PersonName = Annotated[str, _text(LABEL_CHARACTERS), AfterValidator(person_name)]
Line = Annotated[str, _text(500)]
FileName = Annotated[str, StringConstraints(pattern=IMAGE_NAME, max_length=100)]
Prose = Annotated[str, _text(20_000)]
Colour = Annotated[str, StringConstraints(pattern=COLOUR)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE, max_length=35), AfterValidator(language_tag)]
Country = Annotated[str, AfterValidator(_country), _schema(enum=sorted(COUNTRIES))]
WebAddress = Annotated[
    str,
    StringConstraints(max_length=2000),
    AfterValidator(web_address),
    _schema(pattern=WEB_ADDRESS, maxLength=2000, examples=["https://example.org/page"]),
]
BaseUrl = Annotated[str, AfterValidator(_base_url), _schema(pattern=BASE_URL, examples=["https://badges.example.org/"])]
Email = Annotated[
    str,
    StringConstraints(max_length=MAIL_ADDRESS_CHARACTERS),
    AfterValidator(email_address),
    _schema(pattern=ADDRESS, maxLength=MAIL_ADDRESS_CHARACTERS),
]
Moment = Annotated[
    datetime, BeforeValidator(authored_moment), _schema(pattern=MOMENT, examples=["2026-09-14", "2026-09-14T10:00:00Z"])
]
Duration = Annotated[
    str, AfterValidator(duration), _schema(pattern=plain_pattern(_DURATION), examples=["P2Y", "P18M", "P90D"])
]
Did = Annotated[str, StringConstraints(pattern=r"^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$", max_length=500)]
IdentityHash = Annotated[str, StringConstraints(pattern=r"^sha256\$[0-9a-f]{64}$")]
Salt = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/=.-]{8,128}$")]
PublicKey = Annotated[str, StringConstraints(pattern=r"^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$")]
KnownKey = Annotated[str, StringConstraints(pattern=KNOWN_KEY, max_length=500)]
