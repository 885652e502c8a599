"""Decides from the words of a sheet whether a row counts, does not count, or is unclear."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Literal

from badgepress.read.quoting import folded

State = Literal["counts", "left-out", "unclear"]

_YES = "yes|y|true|1|x|ja|j|wahr|oui|o|vrai|si|verdadero|はい|○|ok|✓|✔|☑"
_NO = "no|n|false|0|nein|falsch|non|faux|falso|いいえ|×|-|✗|☐"
_GOOD = (
    "accepted|issued|published|completed|complete|completion|passed|pass|attending|attended|present"
    "|approved|checked in|earned|awarded|done|finished|valid|successful|graduated|bestanden|abgeschlossen"
    "|teilgenommen|anwesend|erledigt|termine|terminee|reussi|present|presente|acheve|valide|completado|completada"
    "|aprobado|aprobada|asistio|finalizado|terminado|修了|完了|合格|出席|参加|発行済み|completed (equivalent)"
)
_BAD = (
    "revoked|rejected|not attending|did not attend|not attended|failed|fail|incomplete|not complete|not completed"
    "|in progress|not started"
    "|cancelled|canceled|no show|no-show|noshow|absent|withdrawn|deleted|draft|unpublished|expired"
    "|not passed|declined|dropped|removed|waitlisted|suspended|refunded|transferred|past due|nicht bestanden"
    "|nicht teilgenommen|abwesend|offen|in bearbeitung|widerrufen|storniert|abgesagt|nicht abgeschlossen|echoue"
    "|absente|en cours|annule|revoque|non termine|non reussi|no completado|no aprobado|reprobado|suspenso|ausente"
    "|en curso|cancelado|revocado|no asistio|未修了|未完了|不合格|欠席|取消|失効|進行中"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(folded(one) for one in words.split("|"))


#: Status words that do not say whether there is a badge; the person who imports has to decide.
_OPEN = "pending|active|confirmed|registered|enrolled|invited|open|closed|new"
#: Refusals that people write into a column of notes. They are searched for in folded text, so without accents.
_REFUSES = re.compile(
    r"\b(?:do not|don't|don’t|dont) (?:award|issue|send|give)|\bdid (?:not|n't) (?:finish|complete|pass|attend)"
    r"|\b(?:no|without a) (?:badge|certificate)\b|\bnot eligible\b|\bkein(?:e|en)? (?:badge|zertifikat|abzeichen)\b"
    r"|\bnicht (?:ausstellen|vergeben|beendet|bestanden)\b|\bne pas (?:delivrer|attribuer|envoyer)|\bpas de badge\b"
    r"|\bno (?:emitir|otorgar|enviar|termino|completo)\b|発行しない|発行不要"
)
YES, NO, GOOD, BAD = _set(_YES), _set(_NO), _set(_GOOD), _set(_BAD)
OPEN = _set(_OPEN)


def state(text: str, also: Set[str] = frozenset(), *, negated: bool) -> State:
    """Return the state that a cell gives. In a `negated` column such as *Revoked*, an empty cell or a no counts.

    `also` holds further words that count on the sheet's platform.
    """
    plain = folded(text)
    if negated:
        if plain in NO or plain in GOOD or not plain:
            return "counts"
        return "left-out" if plain in YES or plain in BAD else "unclear"
    if plain in YES or plain in GOOD or plain in also:
        return "counts"
    return "left-out" if plain in NO or plain in BAD else "unclear"


def telling(text: str) -> bool:
    """Return whether a text is a status word that says how far somebody got; a mere yes or no is not."""
    plain = folded(text)
    return plain in GOOD or plain in BAD or plain in OPEN


def refuses(text: str) -> bool:
    """Return whether a note says plainly that somebody gets no badge."""
    return _REFUSES.search(folded(text)) is not None


def a_no(texts: Sequence[str]) -> bool:
    """Return whether all texts are a yes or a no, with at least one clear no."""
    plain = {folded(text) for text in texts}
    return plain <= YES | NO and bool(plain & NO - {"-", "0", "1"})
