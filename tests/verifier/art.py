"""Drawn badges that the browser has to draw to the byte: tests/vectors/forms/art.json, of which this is the maker.

`python -m tests.verifier.art --write` writes it anew, after the way that badges are drawn has changed.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections.abc import Iterator
from typing import Any, get_args

from badgepress.bundle import ensure_bundle
from badgepress.model import Art, Level
from badgepress.model.badge import Shape
from badgepress.render import art, html, icons
from badgepress.render.lettering import Lettering
from tests.project.sources import ROOT

FILE = ROOT / "tests" / "vectors" / "forms" / "art.json"
NAMES = (
    *("Data Foundations", "Big Data Foundations", "AI & <Ethics>", "W", "Office affairs: efficient flying fjords"),
    *("Żółć gęślą jaźń", "Příliš žluťoučký kůň", "Árvíztűrő tükörfúrógép", "Çalışkan öğrenci ığüş", "Știință și Țară"),
    *(
        "Straße & Größe",
        "L’été à l’œuvre",
        "¿Qué tal, señor Ñandú?",
        "Smørrebrød på Åland",
        "AVATAR To. Yves",
        "12:30 (24/7)",
    ),
    *("Incomprehensibilities", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "a b c d e f g h i j"),
    *("Geographic information systems for public services", "Responsible use of machine learning", "Šárka AÁ Ő"),
)
COLOURS = ("#1f5fbf", "#0B5563", "#f2b705", "#ffffff", "#000000", "#7a1f5c", "#2e7d32", "#b3261e", "#c0c0c0", "#FF00ff")
#: What a level is called: nothing, other languages and scripts, one that is too wide for the ribbon, one not drawn.
WORDS = (
    *("", "Grundstufe", "Débutant", "Straße", "Sehr weit fortgeschrittene Kenntnisse", "تأسيسي", "متقدم"),
    *("基礎", "上級", "Базовый", "מתקדם", "उन्नत", "\U000f0000"),
)
ACCENTS = (None, None, "#e3b64b", "#777777", "#112233")


def scenes() -> Iterator[dict[str, Any]]:
    """Every shape with every icon and level; colours and names in turn, and colours at random."""
    chance = random.Random(5)
    count = 0
    levels = [None, *(level.value for level in Level)]
    for shape in get_args(Shape):
        for icon in sorted(icons.load(html.folders(None))):
            for level in levels:
                word = WORDS[count % len(WORDS)] if level else None
                colour = COLOURS[count % len(COLOURS)] if count % 3 else f"#{chance.randrange(1 << 24):06x}"
                accent, name = ACCENTS[count % len(ACCENTS)], NAMES[count % len(NAMES)]
                yield {
                    **{"shape": shape, "icon": icon, "level": level, "colour": colour, "accent": accent},
                    **{"name": name, "word": word},
                }
                count += 1


def drawn(scene: dict[str, Any], markup: dict[str, str], letters: Lettering) -> bytes:
    wanted = Art(shape=scene["shape"], colour=scene["colour"], accent=scene["accent"], icon=scene["icon"])
    level = Level(scene["level"]) if scene["level"] else None
    return art.draw(wanted, scene["name"], level, markup, letters, word=scene["word"] or "")


def ribbons(letters: Lettering) -> dict[str, str]:
    """What the build puts on a ribbon: by the word, and by the level where there is no word that can be drawn."""
    drawn = {word: art.on_ribbon(Level.ADVANCED, word, letters) for word in WORDS if word}
    return {level.value: art.on_ribbon(level, "", letters) for level in Level} | {
        word: path for word, path in drawn.items() if path != art.on_ribbon(Level.ADVANCED, "", letters)
    }


def text() -> str:
    """The file as it has to be: the icons, the words on ribbons, and for each badge the SHA-256 of its SVG."""
    markup, letters = icons.load(html.folders(None)), Lettering(ensure_bundle().fonts)
    rows = [
        json.dumps({**scene, "sha256": hashlib.sha256(drawn(scene, markup, letters)).hexdigest()}, ensure_ascii=False)
        for scene in scenes()
    ]
    shown = json.dumps(markup, indent=1)
    words = json.dumps(ribbons(letters), indent=1, ensure_ascii=False)
    return f'{{"icons": {shown},\n"ribbons": {words},\n"badges": [\n' + ",\n".join(rows) + "\n]}\n"


if __name__ == "__main__":
    if "--write" in sys.argv:
        FILE.write_text(text(), "utf-8")
    else:
        print("as it is" if FILE.read_text("utf-8") == text() else "differs")
