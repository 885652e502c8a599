"""The script of an award's page makes what the build makes: the baked image to the byte, the lines behind a badge."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from badgepress.bundle import ensure_bundle
from badgepress.openbadges.images import bake
from badgepress.render import guilloche
from tests import node
from tests.read.drawings import Grammar
from tests.vectors.pieces import png
from tests.verifier.asking import Browser

SCRIPTS = Path(__file__).resolve().parent
TEXTS = (
    '{"name": "Zoë \U0001f389", "a": "]]>", "b": "x]]]]>y"}',
    '{"name": "line\\nend \\u0007 <&>"}',
    '{"id": "https://badges.example.org/awards/x9/credential.json"}',
)


def baked_in_browser(images: Iterable[tuple[bytes, str]]) -> list[bytes | None]:
    """What the page's script makes of each image and credential."""
    ensure_bundle()
    lines = [json.dumps({"image": base64.b64encode(image).decode(), "credential": text}) for image, text in images]
    done = subprocess.run(
        node.full(["node", "bakes.mjs"]),
        cwd=SCRIPTS,
        env=node.environment(),
        input="\n".join(lines) + "\n",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    made = [json.loads(line) for line in done.stdout.splitlines()]
    return [None if one is None else bytes.fromhex(one) for one in made]


def test_the_images_of_classes_are_baked_alike(sample_site: Path) -> None:
    images = [path.read_bytes() for path in sorted((sample_site / "badges").glob("*/badge.*"))]
    assert len(images) > 40
    asked = [(image, text) for image in images for text in TEXTS]
    assert baked_in_browser(asked) == [bake.bake(image, text) for image, text in asked]


ODD = (
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '\ufeff<?xml version="1.0"?>\n<!-- > --><svg:svg xmlns:svg="http://www.w3.org/2000/svg" a=">"></svg:svg>',
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg\nxmlns="http://www.w3.org/2000/svg"\n>t</svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><g/></svg>',
)


@pytest.mark.parametrize("text", ODD)
def test_odd_drawings_are_baked_alike(text: str) -> None:
    image = text.encode()
    assert baked_in_browser([(image, TEXTS[0])]) == [bake.bake(image, TEXTS[0])]


def test_an_image_that_carries_a_badge_is_refused() -> None:
    images = [bake.bake(image, TEXTS[2]) for image in (png(), ODD[0].encode())]
    assert baked_in_browser([(image, TEXTS[0]) for image in (*images, b"GIF89a", b"")]) == [None] * 4


@pytest.mark.parametrize("count", [200, pytest.param(20_000, marks=pytest.mark.long)])
def test_made_drawings_are_baked_alike(count: int) -> None:
    asked, ours = [], []
    for seed in range(count):
        image = Grammar(seed, "https://leak.example.org/", 0.05).document()
        try:
            ours.append(bake.bake(image, TEXTS[0]))
        except Exception:  # what Python refuses is no image of a class
            continue
        asked.append((image, TEXTS[0]))
    theirs = baked_in_browser(asked)
    assert all(their in (None, our) for their, our in zip(theirs, ours, strict=True))
    made = sum(their is not None for their in theirs)
    print(f"{made:,} of {count:,} made drawings baked, each to the byte")
    assert made > count / 4


def numbers(path: str) -> list[float]:
    """The numbers of a path."""
    return [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_the_lines_behind_a_badge_are_those_of_the_build() -> None:
    seeds = [f"z{number}" for number in range(300)]
    with Browser() as browser:
        theirs = browser.call("rosette", seeds)
    for seed, their in zip(seeds, theirs, strict=True):
        path, turns = guilloche.drawing(seed)
        pairs = zip(numbers(path), numbers(their["path"]), strict=True)
        assert all(abs(one - other) <= 0.11 for one, other in pairs), seed
        assert all(
            abs(float(one) - float(other)) <= 0.11
            for one, other in zip(re.findall(r"rotate\(([^)]+)\)", turns), their["turns"], strict=True)
        ), seed
