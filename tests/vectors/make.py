"""Makes all vectors: `python -m tests.vectors.make` writes one JSON file for each scenario beside this file.

The files are made, never edited: change a scenario, run this, and look at the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

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
from tests.vectors.differences import different, written
from tests.vectors.expand import FOLDER, Json, expanded, names
from tests.vectors.scene import Scene
from tests.vectors.worlds import worlds


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
    """The bytes of each world and each vector by its file: `signature/changed-name.json`."""
    made = {f"worlds/{name}.json": _bytes(world.as_json()) for name, world in worlds().items()}
    whole: dict[str, Json] = {}
    for name, world in worlds().items():
        whole[name] = expanded(world.as_json(), whole.__getitem__)
    for scene in scenes():
        file = f"{scene.name}.json"
        if file in made:
            raise ValueError(f"two scenarios are called {scene.name}")
        made[file] = _bytes(different(scene.as_json(), whole))
    return made


def _bytes(document: Json) -> bytes:
    return (written(document) + "\n").encode("utf-8", "surrogatepass")


def kept() -> dict[str, bytes]:
    """The bytes of each such file that is there."""
    found = [*(FOLDER / "worlds").glob("*.json"), *(FOLDER / f"{name}.json" for name in names())]
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in found}


def main() -> None:
    """Write all of them and remove those that no scenario makes any more."""
    made = files()
    for name in kept().keys() - made.keys():
        (FOLDER / name).unlink()
    for name, data in made.items():
        (FOLDER / name).parent.mkdir(exist_ok=True)
        (FOLDER / name).write_bytes(data)
    print(f"{len(made) - len(worlds())} vectors in {len(worlds())} worlds")


if __name__ == "__main__":
    main()
