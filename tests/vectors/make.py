"""Writes all worlds and vectors: `python -m tests.vectors.make`.

The files are made, never edited: change a scenario, run this, and look at the difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from tests.vectors.differences import different, written
from tests.vectors.expand import FOLDER, Json, expanded, names
from tests.vectors.scene import Scene
from tests.vectors.worlds import worlds


@cache
def vectors() -> dict[str, Json]:
    """Every whole vector by its name: `signature/changed-name`."""
    made: dict[str, Json] = {}
    for file in sorted((FOLDER / "scenes").glob("*.py")):
        found: Iterator[Scene] = import_module(f"tests.vectors.scenes.{file.stem}").scenes()
        for scene in found:
            if scene.name in made:
                raise ValueError(f"two scenarios are called {scene.name}")
            # A copy: some scenarios change a document of the one before.
            made[scene.name] = json.loads(json.dumps(scene.as_json()))
    return made


def files() -> dict[str, bytes]:
    """The bytes of each world and each vector by its file: `signature/changed-name.json`."""
    short = {name: world.as_json() for name, world in worlds().items()}
    whole: dict[str, Json] = {}
    for name, world in short.items():
        whole[name] = expanded(world, whole.__getitem__)
    made = {f"worlds/{name}.json": _bytes(world) for name, world in short.items()}
    return made | {f"{name}.json": _bytes(different(vector, whole)) for name, vector in vectors().items()}


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
    print(f"{len(vectors())} vectors in {len(made) - len(vectors())} worlds")


if __name__ == "__main__":
    main()
