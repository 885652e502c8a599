"""Lists the spreadsheets of other platforms and recognises them by the names of their columns.

A field says where a cell goes: `email`, `badge`, `issued`, `evidence.0.url`. Columns that a source does not list are
read by their names (`vocabulary`). Columns in `leaves` matter only to the platform and are not read, whatever their
names suggest. `counts` holds status words that mean an award, besides those of `statuses`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from badgepress.read.sheets.dates import Order
from badgepress.read.sheets.vocabulary import COMMON, header, known


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of spreadsheet: its columns (as `header` writes them) with their fields, and the fields it needs."""

    slug: str
    title: str
    columns: Mapping[str, str]
    needs: frozenset[str]
    dates: Order | None = None
    leaves: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()


_CREDLY_PERSON = {
    "issued to first name": "first_name",
    "issued to middle name": "middle_name",
    "issued to last name": "last_name",
    "badge template id": "badge_id",
    "country": "country",
    "expiration date": "expires",
    "expires at": "expires",
}


def _fields(**names: str) -> dict[str, str]:
    """Return the field of each column name; the arguments list a field's names in several languages, split by `|`."""
    return {header(name): field for field, several in names.items() for name in several.split("|")}


def _leaves(names: str) -> frozenset[str]:
    return frozenset(header(name) for name in names.split("|"))


SOURCES: tuple[Source, ...] = (
    Source(
        "credly",
        "Credly bulk issue",
        {
            **_CREDLY_PERSON,
            "recipient email": "email",
            "first name": "first_name",
            "middle name": "middle_name",
            "last name": "last_name",
            "issued at": "issued",
            "state": "status",
            "badge template name": "badge",
            "evidence name": "evidence.0.name",
            "evidence url": "evidence.0.url",
            "text evidence name": "evidence.1.name",
            "text evidence title": "evidence.1.name",
            "text evidence url": "evidence.1.url",
            "text evidence description": "evidence.1.description",
            "id evidence title": "evidence.2.name",
            "id evidence description": "evidence.2.description",
        },
        frozenset({"email", "badge_id"}),
        "mdy",
        frozenset({"issuer earner id", "state or province", "locale", "public"}),
        frozenset({"pending"}),
    ),
    Source(
        "credly-analytics",
        "Credly analytics export",
        {
            **_CREDLY_PERSON,
            "badge name": "badge",
            "issued to email": "email",
            "status": "status",
            "issue date": "issued",
            "expires": "expires",
        },
        frozenset({"email", "badge"}),
        "mdy",
        frozenset({"state", "expired", "account status", "record created", "issued by", "issued to email domain"}),
        frozenset({"pending"}),
    ),
    Source(
        "canvas",
        "Canvas Credentials",
        {
            "badge class id": "badge_id",
            "identifier": "email",
            "first name": "first_name",
            "last name": "last_name",
            "narrative": "narrative",
            "evidence narrative": "evidence.0.narrative",
            "evidence url": "evidence.0.url",
            "issue date": "issued",
            "expiration date": "expires",
        },
        frozenset({"email"}),
    ),
    Source("badgr", "Badgr", {"email": "email", "evidence": "evidence"}, frozenset({"email", "evidence"})),
    Source(
        "badgr-export",
        "Badgr export",
        {
            "badge class id": "badge_id",
            "badge class name": "badge",
            "recipient identifier": "email",
            "recipient name": "name",
            "issued on": "issued",
            "expires": "expires",
            "revoked": "revoked",
        },
        frozenset({"email", "issued"}),
    ),
    Source(
        "google-forms",
        "Google Forms",
        _fields(
            issued="timestamp|zeitstempel|horodateur|marca temporal|タイムスタンプ",
            email="email address|username|e-mail-adresse|nutzername|adresse e-mail|nom d'utilisateur"
            "|dirección de correo electrónico|nombre de usuario|メールアドレス|ユーザー名",
            grade="score|punktzahl|note|puntuación|スコア",
        ),
        frozenset({"email", "issued"}),
    ),
    Source(
        "ms-forms",
        "Microsoft Forms",
        _fields(
            issued="completion time|fertigstellungszeit|abschlusszeit|heure de fin|hora de finalización|完了時刻",
            email="email|e-mail|adresse de messagerie|correo electrónico|メール",
            name="name|nom|nombre|名前",
        ),
        frozenset({"email", "issued"}),
        None,
        _leaves(
            "id|start time|startzeit|heure de début|hora de inicio|開始時刻|last modified time"
            "|uhrzeit der letzten änderung|zeitpunkt der letzten änderung|heure de dernière modification"
            "|hora de la última modificación|最終変更時刻"
        ),
    ),
    Source(
        "zoom",
        "Zoom participants",
        _fields(name="name (original name)|name", email="user email|email", issued="join time"),
        frozenset({"email", "name", "issued"}),
        None,
        _leaves("leave time|in waiting room|guest|recording consent|duration (minutes)"),
    ),
    Source(
        "amy",
        "AMY",
        _fields(first_name="personal", last_name="family", email="email"),
        frozenset({"email", "first_name", "last_name"}),
    ),
    Source(
        "moodle-grades",
        "Moodle gradebook",
        _fields(
            first_name="first name|vorname|prénom|nombre|名",
            last_name="last name|surname|nachname|nom de famille|apellido(s)|姓",
            email="email address|e-mail-adresse|adresse de courriel|dirección de correo|メールアドレス",
            grade="course total (real)|course total|kurs gesamt (real)|total du cours (brut)|total del curso (real)",
        ),
        frozenset({"email", "first_name", "last_name", "grade"}),
        None,
        _leaves("last downloaded from this course|id number|institution|department"),
    ),
    Source(
        "coursera",
        "Coursera",
        _fields(
            name="name",
            email="email",
            badge="course|course name",
            status="completed",
            revoked="removed from program",
            issued="completion time",
            grade="course grade",
        ),
        frozenset({"email", "issued", "status"}),
        None,
        _leaves(
            "class start time|class end time|enrollment time|last course activity time|overall progress"
            "|enrollment source|program name|course certificate url"
        ),
    ),
    Source(
        "eventbrite",
        "Eventbrite attendees",
        _fields(
            first_name="first name",
            last_name="last name|surname",
            email="email|email address",
            status="attendee status",
        ),
        frozenset({"email", "status"}),
        None,
        _leaves("order date|buyer first name|buyer last name|buyer surname|buyer email|buyer name|order type"),
    ),
    Source(
        "accredible",
        "Accredible",
        {
            "recipient name": "name",
            "recipient email": "email",
            "issued on": "issued",
            "expired on": "expires",
            "expires on": "expires",
            "expiry date": "expires",
            "credential issued on": "issued",
            "credential expired on": "expires",
            "credential approve": "status",
            "status": "status",
            "group": "badge",
            "group name": "badge",
            "grade": "grade",
        },
        frozenset({"email", "name"}),
        None,
        frozenset({"private"}),
    ),
    Source(
        "edubadges",
        "edubadges",
        {
            "recipient mailadres": "email",
            "recipient first name": "first_name",
            "recipient surname": "last_name",
            "narrative (optional)": "narrative",
            "evidence url (optional)": "evidence.0.url",
            "evidence name (optional)": "evidence.0.name",
            "evidence description (optional)": "evidence.0.description",
            "grade (optional)": "grade",
        },
        frozenset({"email", "last_name"}),
    ),
    Source(
        "moodle",
        "Moodle Badge Awarder",
        {"firstname": "first_name", "lastname": "last_name", "email": "email", "badge": "badge"},
        frozenset({"email", "badge", "first_name", "last_name"}),
    ),
    Source(
        "dcc",
        "DCC dashboard",
        {"earnername": "name", "emailaddress": "email", "credentialname": "badge"},
        frozenset({"email", "name", "badge"}),
    ),
    Source(
        "openbadges",
        "Open Badges CSV",
        {
            "recipient email": "email",
            "evidence": "evidence",
            "badge": "badge",
            "issued on": "issued",
            "expires": "expires",
        },
        frozenset({"email", "badge"}),
    ),
    Source("plain", "a plain sheet", COMMON, frozenset({"email"})),
)
BY_SLUG: Mapping[str, Source] = {source.slug: source for source in SOURCES}
#: With fewer known columns, nothing can be said about a sheet's source.
_LEAST = 2


def recognised(headers: Sequence[str]) -> list[Source]:
    """Return the sources that share the most columns with a row of names: one, none, or several on a tie.

    Only a row that fits no platform counts as a plain sheet.
    """
    names = {header(one) for one in headers}
    scored = []
    for source in SOURCES:
        found = [source.columns[name] for name in names if name in source.columns]
        if source.slug == "plain":
            found = [field for field in map(known, names) if field]
        if source.needs <= set(found) and len(found) >= _LEAST:
            scored.append((len(found), source))
    special = [(score, source) for score, source in scored if source.slug != "plain"]
    scored = special or scored
    most = max((score for score, _ in scored), default=0)
    best = [source for score, source in scored if score == most]
    ways = {tuple(sorted((name, source.columns.get(name, "")) for name in names)) for source in best}
    return best[:1] if len(ways) == 1 else best


def nearest(headers: Sequence[str]) -> Source | None:
    """Return the source with the most columns in common, even if a needed field is missing."""
    names = {header(one) for one in headers}
    scored = [(sum(name in source.columns for name in names), source) for source in SOURCES]
    score, source = max(scored, key=lambda one: one[0])
    return source if score else None
