"""Generates a programme of any number of awards, always the same for a number. All people are invented."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from badgepress.openbadges.keys.ed25519 import SecretKey

SEED = 20260914
COHORT = 25
CLASSES = 12
GIVEN = ("Amira", "Beno", "Chidi", "Danica", "Emeka", "Farah", "Goran", "Hana", "Ilse", "Jomo", "Katya", "Linh")
FAMILY = ("Abalos", "Brandt", "Castel", "Dlamini", "Eskola", "Farkas", "Gruber", "Hoxha", "Ivanova", "Jansen")
COUNTRIES = ("BR", "DE", "ES", "FI", "FR", "GB", "IN", "JP", "KE", "MX", "NG", "NL", "PL", "PT", "US", "VN", "ZA")

LANGUAGES = ("de", "es", "fr", "ja")
#: Parts of the awards that are revoked, expire before the day of the benchmark, have evidence, or another language.
REVOKED, EXPIRING, EVIDENCED, TRANSLATED = 0.02, 0.03, 0.05, 0.04


def secret_key() -> SecretKey:
    """Return the key that signs generated programmes. It is derived from the seed, so it is not secret."""
    return SecretKey.from_seed(hashlib.sha256(f"badgepress bench {SEED}".encode()).digest())


def generate(folder: Path, awards: int, cohort: int | None = None, weight: str = "whole") -> Path:
    """Write a programme of `awards` awards: in cohort files of at most `cohort` awards.

    Without `cohort`, half of them are in cohorts of 25 and half in files of their own.
    """
    chance = random.Random(SEED)
    for name, text in chain(frame(weight), assertions(chance, awards, cohort)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def frame(weight: str = "whole") -> Iterator[tuple[str, str]]:
    """Yield path and text of every file except those of awards."""
    yield "program.yml", "name: Generated\nbase_url: https://bench.example.org/\n" + f"awards: {weight}\n"
    yield (
        "issuers/guild.yml",
        f"name: Guild\nurl: https://guild.example.org/\nkeys: [{{public: {secret_key().public}}}]\n",
    )
    yield "skills.yml", "".join(f"skill-{number}: {{name: Skill {number}}}\n" for number in range(20))
    for number in range(CLASSES):
        shape = ["circle", "hexagon", "shield", "rosette", "diamond", "octagon"][number % 6]
        yield (
            f"classes/class-{number}.yml",
            f"name: Badge {number}\ndescription: What badge {number} stands for, in one sentence.\n"
            f"criteria: |\n  - Finish part {number}.\n  - Pass the test.\nlevel: Intermediate\n"
            f"skills: [skill-{number}, skill-{number + 5}]\nexpires_after: P3Y\nart: {{shape: {shape}}}\n",
        )


def assertions(chance: random.Random, awards: int, cohort: int | None = None) -> Iterator[tuple[str, str]]:
    """Yield path and text of the files of awards."""
    varied = random.Random(SEED + 1)  # a source of its own, so that ids and names stay what they were
    left = awards
    file = 0
    while left:
        file += 1
        day = f"2026-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}"
        badge = f"badge: class-{chance.randrange(CLASSES)}\nissued: {day}\n"
        size = min(left, cohort or (COHORT if left % (2 * COHORT) == 0 else 1))
        if cohort or size > 1:
            entries = "".join(
                f"  - id: {award_id(chance)}\n    recipient: {recipient(chance)}\n{variety(varied, day, '    ')}"
                for _ in range(size)
            )
            yield f"assertions/cohorts/{file:06}.yml", f"{badge}awards:\n{entries}"
        else:
            yield (
                f"assertions/single/{file % 100:02}/{award_id(chance)}.yml",
                f"{badge}recipient: {recipient(chance)}\n{variety(varied, day)}",
            )
        left -= size


def variety(chance: random.Random, issued: str, indent: str = "") -> str:
    """Return more lines of one award: a few are revoked, expire early, have evidence, or are in another language."""
    lines = []
    if chance.random() < REVOKED:
        lines.append(f"revoked: {{on: {issued[:4]}-10-{chance.randint(1, 28):02}, reason: Issued in error.}}")
    if chance.random() < EXPIRING:
        lines.append(f"expires: {issued[:4]}-10-{chance.randint(1, 28):02}")
    if chance.random() < EVIDENCED:
        address = f"https://work.example.org/{award_id(chance)}"
        lines.append(f"evidence: [{{name: Notebook, url: {address}}}]")
    if chance.random() < TRANSLATED:
        lines.append(f"language: {chance.choice(LANGUAGES)}")
    return "".join(f"{indent}{line}\n" for line in lines)


def award_id(chance: random.Random) -> str:
    """Return twelve letters and digits."""
    return "".join(chance.choices("abcdefghjkmnpqrstvwxyz23456789", k=12))


def recipient(chance: random.Random) -> str:
    """Return a recipient as YAML on one line."""
    name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
    identity, salt = chance.randbytes(32).hex(), chance.randbytes(8).hex()
    return f'{{name: {name}, identity: sha256${identity}, salt: "{salt}", country: {chance.choice(COUNTRIES)}}}'
