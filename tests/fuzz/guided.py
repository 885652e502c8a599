"""Runs one target under atheris, guided by coverage: `python -m tests.fuzz.guided TARGET [libFuzzer's options]`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["badgepress.openbadges", "badgepress.verify"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Run until the options end it. An exception ends it and shows its input."""
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name].run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
