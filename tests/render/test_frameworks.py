"""Tests how pages show a badge's place in other frameworks."""

from __future__ import annotations

from typing import Any

from badgepress.registry import credential as facts

BASE = "https://badges.example.org/"


def read(alignments: list[dict[str, Any]]) -> facts.CredentialText:
    achievement = {"name": "Badge", "alignment": alignments}
    credential = {"validFrom": "2026-09-14T00:00:00Z", "credentialSubject": {"achievement": achievement}}
    return facts.read(credential, BASE)


def test_a_node_of_two_skills_is_listed_once() -> None:
    node = {"targetName": "analyse", "targetUrl": "https://esco.example.org/1", "targetFramework": "ESCO"}
    other = {**node, "targetName": "analyse data", "targetUrl": "https://esco.example.org/2"}
    own = {"targetName": "Python", "targetUrl": f"{BASE}skills/python/"}
    told = read([own, node, own, other, node])
    assert [one.name for one in told.alignments] == ["analyse", "analyse data"]
    assert [one.name for one in told.skills] == ["Python"]


def test_a_hostile_address_is_not_a_link() -> None:
    (node,) = read([{"targetName": "x", "targetUrl": "javascript:alert(1)"}]).alignments
    assert node.url == ""
