"""Makes all vectors: `python -m tests.vectors.make` writes one JSON file for each scenario beside this file.

The files are made, never edited: change a scenario, run this, and look at the difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tests.vectors import (
    make_about,
    make_elsewhere,
    make_endorsed,
    make_halves,
    make_hosted,
    make_jws,
    make_limits,
    make_lists,
    make_moved,
    make_named,
    make_odd,
    make_pictures,
    make_profiles,
    make_proofs,
    make_records,
    make_shared,
    make_spelled,
    make_tokens,
    make_unknown,
    make_whole,
    scenes_reading,
    scenes_signing,
    scenes_standing,
    scenes_status,
)
from tests.vectors.scene import Scene

FOLDER = Path(__file__).resolve().parent


def scenes() -> Iterator[Scene]:
    """Every scenario, in the order of the checks."""
    return chain(
        scenes_reading.reading(),
        make_pictures.pictures(),
        scenes_reading.form(),
        scenes_signing.signature(),
        scenes_signing.issuer(),
        make_profiles.profiles(),
        make_named.named(),
        make_shared.shared(),
        scenes_status.status(),
        make_lists.lists(),
        make_elsewhere.elsewhere(),
        make_hosted.hosted(),
        make_whole.whole(),
        make_jws.tokens_2(),
        make_records.records(),
        make_proofs.proofs(),
        make_tokens.tokens(),
        scenes_standing.period(),
        scenes_standing.recipient(),
        scenes_standing.endorsements(),
        make_endorsed.endorsed_by_tokens(),
        make_about.about(),
        scenes_standing.trust(),
        make_odd.odd(),
        make_halves.halves(),
        make_moved.moved(),
        make_spelled.spelled(),
        make_limits.limits(),
        make_unknown.unknown(),
    )


def files() -> dict[str, bytes]:
    """The bytes of each vector by its file name."""
    made: dict[str, bytes] = {}
    for scene in scenes():
        name = f"{scene.name}.json"
        if name in made:
            raise ValueError(f"two scenarios are called {scene.name}")
        text = json.dumps(scene.as_json(), indent=1, ensure_ascii=False)
        made[name] = (text + "\n").encode("utf-8", "surrogatepass")
    return made


def main() -> None:
    """Write all vectors and remove those that no scenario makes any more."""
    made = files()
    for old in FOLDER.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, data in made.items():
        (FOLDER / name).write_bytes(data)
    print(f"{len(made)} vectors")


if __name__ == "__main__":
    main()
