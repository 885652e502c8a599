"""Writes all worlds and vectors: `python -m tests.vectors.make`.

The files are made, never edited: change a scenario, run this, and look at the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from tests.vectors.differences import different, written
from tests.vectors.expand import FOLDER, Json, expanded, names
from tests.vectors.scene import Scene
from tests.vectors.worlds import worlds


def scenes() -> Iterator[Scene]:
    """Every scenario that a module of scenes/ gives."""
    for file in sorted((FOLDER / "scenes").glob("*.py")):
        yield from import_module(f"tests.vectors.scenes.{file.stem}").scenes()


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
