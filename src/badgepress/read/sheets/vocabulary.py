"""Knows the usual names of a sheet's columns in English, German, French, Spanish and Japanese.

`known` returns the field of a column by its name; `suspect` guesses what an unknown name means. Both look at names
only; `unread` also looks at the cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

Kind = Literal["date", "end", "name", "status", "person", "badge"]


def header(text: str) -> str:
    """Return the name of a column for comparing: `Issued_At *`, `issued.at` and `issued at` are equal."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ").replace(".", " ")
    return " ".join(plain.split()).rstrip(" *:?")


def _names(words: str) -> list[str]:
    return [one.strip() for one in words.split("|")]


_FIELDS: Mapping[str, str] = {
    "email": "email|e-mail|e mail|mail|email address|e-mail address|mail address|email adress|work email|email - work"
    "|primary email|email - primary work|contact email|email id|e-mail-adresse|e-mail adresse|emailadresse"
    "|mailadresse|mail-adresse|adresse e-mail|adresse email|adresse mail|adresse électronique|courriel"
    "|adresse de courriel|adresse de messagerie|correo|correo electrónico|correo electronico|dirección de correo"
    "|dirección de correo electrónico|dirección de email|メールアドレス|メール|電子メール|eメール",
    "name": "name|full name|fullname|name surname|first and last name|name and surname|display name|complete name"
    "|vollständiger name|vor- und nachname|vorname und nachname|nom complet|nom et prénom|prénom et nom"
    "|nombre|nombre completo|nombre y apellidos|nombre y apellido|氏名|名前|お名前|フルネーム",
    "first_name": "first name|firstname|given name|given names|forename|personal|first|vorname|vornamen|rufname|prénom"
    "|prenom|prénoms|nombre de pila|nombres|名|ファーストネーム",
    "middle_name": "middle name|middlename|zweiter vorname|deuxième prénom|segundo nombre|ミドルネーム",
    "last_name": "last name|lastname|surname|family name|family|last|nachname|familienname|zuname|nom|nom de famille"
    "|apellidos|apellido|apellido(s)|姓|苗字|名字",
    "badge": "badge|badge name|badge class name|credential name|credential|course|course name|course title"
    "|training|training title|training name|learning content|certificate name|seminar|abzeichen|kurs|kursname"
    "|kursbezeichnung|lehrgang|lehrgangsname|schulung|fortbildung|weiterbildung|insigne|cours|formation"
    "|intitulé de la formation|insignia|curso|formación|seminario|バッジ|バッジ名|コース|コース名"
    "|講座|講座名|研修|研修名",
    "issued": "date|issued|issued on|issued at|issue date|date issued|date of issue|issuance date|issuing date"
    "|completion date|completion time|date completed|date of completion|completed date|completed on|completed at"
    "|course complete"
    "|kurs abgeschlossen|cours achevé|curso completado|award date|awarded on|date awarded"
    "|earned on|date earned|achieved on|datum|ausgestellt"
    "|ausgestellt am|ausstellungsdatum|ausgabedatum|abschlussdatum|abgeschlossen am|verliehen am|date d'émission"
    "|date de délivrance|date d'obtention|délivré le|émis le|date d'achèvement|date de fin de formation|fecha"
    "|fecha de emisión|fecha de expedición|emitido el|fecha de finalización|fecha de obtención|日付|発行日|修了日"
    "|完了日|授与日|取得日",
    "expires": "expires|expires on|expires at|expired on|expiry|expiry date|expire date|expiration|expiration date"
    "|expiration time|date of expiry|valid until|valid to|valid through|valid till|ablaufdatum|läuft ab|läuft ab am"
    "|gültig bis|date d'expiration|expire le|valable jusqu'au|valide jusqu'au|fecha de vencimiento"
    "|fecha de caducidad|fecha de expiración|vence el|válido hasta|caduca el|有効期限|有効期間|失効日",
    "status": "status|award status|badge status|completion status|attendee status|attendance|attendance status|attended"
    "|completed|complete|passed|pass/fail|approved|approve|transcript status|registration status|checked in|check-in"
    "|enrollment status|teilnahme|teilgenommen|abgeschlossen|bestanden|anwesend|anwesenheit|statut|présence|présent"
    "|terminé|réussi|estado|asistencia|asistió|completado|aprobado|状態|ステータス|出席|合否|修了|合格",
    "revoked": "revoked|is revoked|cancelled|canceled|withdrawn|deleted|removed from program|no show|absent|widerrufen"
    "|storniert|abgesagt|révoqué|annulé|revocado|cancelado|取り消し|失効",
    "country": "country|land|pays|país|国|国名",
    "narrative": "narrative",
    "evidence": "evidence|nachweis|preuve|evidencia|証拠",
    "evidence.0.url": "evidence url",
    "evidence.0.narrative": "evidence narrative",
    "evidence.0.name": "evidence name",
    "evidence.0.description": "evidence description",
    "grade": "grade|score|course grade|course total|course total (real)",
}
COMMON: Mapping[str, str] = {header(name): field for field, names in _FIELDS.items() for name in _names(names)}
#: Names of columns that hold either a day or whether something was done; the cells decide.
EITHER = frozenset(
    header(one)
    for one in _names(
        "completed|complete|passed|attended|approved|abgeschlossen|bestanden|terminé|réussi|completado|aprobado|修了"
        "|teilgenommen|checked in|check-in"
    )
)
_LEADING = re.compile(
    r"^(?:(?:please )?(?:enter|provide|state|give)(?: us)? (?:your|the)|what(?: is|'s|’s) (?:your|the)|your|the"
    r"|recipient(?:'s)?|participant|learner|student|attendee|user|earner|candidate|employee|worker|transcript"
    r"|credential|ihr|ihre|dein|deine|votre|su|tu|あなたの|受講者|参加者)[ -]*"
)
_TRAILING = re.compile(
    r"(?:\s*[(\[](?:optional|required|original name|your local time|utc|real|yyyy-mm-dd|dd/mm/yyyy|mm/dd/yyyy)[)\]]"
    r"| (?:for|on) (?:the|your) (?:certificate|badge)| as it should appear.*)$"
)


def known(name: str) -> str:
    """Return the field of a column with this name; empty if unknown."""
    if len(name) > _LONGEST:
        return ""
    plain = header(name)
    while True:
        if plain in COMMON:
            return COMMON[plain]
        shorter = header(_TRAILING.sub("", _LEADING.sub("", plain, count=1), count=1))
        if shorter == plain or not shorter:
            return ""
        plain = shorter


#: Words in a column's name that suggest its kind. They match at the start of a word.
_SOUNDS: tuple[tuple[Kind, str], ...] = (
    (
        "end",
        r"expir|valid|end (?:date|time)|ends?\b|due|gültig|ablauf|läuft|verfall|valable|caduc"
        r"|vencim|vence|válid|期限|失効",
    ),
    (
        "status",
        r"status|revo[ck]|completed?\b|attend(?:ed|ance|ing)|passed|approv|cancel|withdrawn|rejected|no.?show|absent|finish|eligib|result|outcome|progress|granted|erfolg|ergebnis|résultat"
        r"|present\b|deleted|teilgenommen|teilnahme|anwesen|bestanden|abgeschlossen|widerruf|storniert|statut|présen"
        r"|terminé|réussi|annul|révoq|estado|asisti|asisten|aprobad|completad|cancelad|resultado|状態|ステータス|出席|合否|修了|結果",
    ),
    (
        "date",
        r"date|time\b|timestamp|when\b|day\b|issued|issuance|awarded|earned on|completion|datum|zeit|tag\b|ausgestellt"
        r"|abschluss|heure|horodat|délivr|émis|fecha|hora\b|marca temporal|emiti|日$|日付|日時|時刻|タイム",
    ),
    (
        "name",
        r"name|surname|forename|vorname|nachname|familienname|prénom|prenom|nom\b|nombre|apellido|initial|suffix|mi\b|氏名|名前|姓|ふりがな|フリガナ",
    ),
    (
        "person",
        r"e-?mail|recipient|participant|learner|student\b|attendee|earner|teilnehme|étudiant|apprenant|alumn"
        r"|participante|estudiante|courriel|correo|メール|受講者|参加者",
    ),
)
_SOUND = tuple((kind, re.compile(rf"\b(?:{words})|[\u3040-\u9fff](?:{words})")) for kind, words in _SOUNDS)
#: No known column has a longer name.
_LONGEST = 200
#: Questions in forms that are not the status of an award.
_CHOICES = re.compile(
    r"\b(?:private|public|consent|guest|host|waiting room|recording|newsletter|member|terms|contact|privacy|photo"
    r"|diet|vegetarian|einwilligung|datenschutz|gast|consentement|consentimiento)"
)
_COMPOUND = re.compile(r"\w(?:datum|name|status)\b")
#: Words for things other than the award and its person.
_OTHERS = re.compile(
    r"\b(?:ids?|uuid|url|link|domain|type|number|nummer|phone|telefon|duration|zone|quantity|price|by|issuer|organi[sz]ation"
    r"|institution|company|firma|file|group|programme?|event|topic|meeting|university|slug|locale|language)\b|#"
)


def suspect(name: str) -> Kind | None:
    """Return the kind of award data that an unknown name suggests; None if it suggests none."""
    plain = header(name[:_LONGEST])
    found = next((kind for kind, pattern in _SOUND if pattern.search(plain)), None)
    if found is None and (compound := _COMPOUND.search(plain)):
        ends: dict[str, Kind] = {"datum": "date", "name": "name", "status": "status"}
        found = next(kind for end, kind in ends.items() if compound[0].endswith(end))
    return None if found in ("name", "person", "date", "status") and _OTHERS.search(plain) else found


def is_choice(name: str) -> bool:
    """Return whether a yes-or-no column is about something other than the award, such as a consent."""
    return bool(_CHOICES.search(header(name[:_LONGEST])))
