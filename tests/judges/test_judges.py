"""Digital Bazaar's libraries, which others verify with, accept the sample's credentials and no changed one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from badgepress.verify import SiteFetch, verify
from tests import node

pytestmark = pytest.mark.heavy
HERE = Path(__file__).resolve().parent
BASE_URL = "https://badges.example.org/"


def judged(site: Path, now: datetime, *files: str) -> Mapping[str, Mapping[str, Any]]:
    """File below the site → what the judge says of it."""
    node.install(HERE)
    done = node.run(["node", "judge.mjs", str(site), BASE_URL, f"{now:%Y-%m-%dT%H:%M:%SZ}", *files], HERE)
    assert done.returncode == 0, done.stderr
    results: Mapping[str, Mapping[str, Any]] = json.loads(done.stdout)
    return results


def test_every_credential_of_the_sample_is_judged_as_python_judges_it(sample_site: Path, now: datetime) -> None:
    fetch = SiteFetch(sample_site, BASE_URL)
    results = judged(sample_site, now)
    assert sum(name.startswith("awards/") for name in results) >= 80
    for name, result in results.items():
        if name.startswith("status/"):
            assert result["verified"], (name, result)
            continue
        verdict = verify((sample_site / name).read_bytes(), now=now, fetch=fetch).verdict
        theirs = "revoked" if result["revoked"] else "valid" if result["verified"] else "expired"
        assert theirs == verdict, (name, result)
        assert verdict != "expired" or 'is after "validUntil"' in result["errors"][0]


@pytest.mark.parametrize("field", ["achievement", "identifier"])
def test_a_changed_credential_is_refused(sample_site: Path, now: datetime, tmp_path: Path, field: str) -> None:
    name = next(file for file, result in judged(sample_site, now).items() if result["verified"])
    credential = json.loads((sample_site / name).read_bytes())
    subject = credential["credentialSubject"]
    if field == "achievement":
        subject["achievement"]["name"] += "!"
    else:
        subject["identifier"] = [{**one, "identityHash": one["identityHash"] + "0"} for one in subject["identifier"]]
    shutil.copytree(sample_site / "issuers", tmp_path / "issuers")
    shutil.copytree(sample_site / "status", tmp_path / "status")
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(json.dumps(credential), "utf-8")
    assert judged(tmp_path, now, name)[name]["verified"] is False


def test_a_list_is_judged_by_the_given_clock(sample_site: Path, now: datetime) -> None:
    lists = [file.relative_to(sample_site).as_posix() for file in (sample_site / "status").glob("*.json")]
    assert lists
    later = judged(sample_site, now + timedelta(days=5000), *lists)
    assert [result["verified"] for result in later.values()] == [False] * len(lists)
