"""What is said when a site comes near the limits of its host."""

from __future__ import annotations

import pytest

from badgepress.errors import Place, Problem
from badgepress.hosting import HOSTS, Size, Way, amount, problems

PLACE = Place("badges/program.yml", 4, "host")
MB = 1_000_000
MIB = 1024 * 1024


def told(host: str | None, size: Size, *ways: Way) -> list[str]:
    return [one.code for one in problems(host, size, ways, PLACE)]


def only(host: str, size: Size, *ways: Way) -> Problem:
    [one] = problems(host, size, ways, PLACE)
    return one


@pytest.mark.parametrize(
    ("host", "near", "over", "sizes"),
    [
        (
            "github-pages",
            "site-large",
            "site-too-large",
            (Size(590 * MB, 9), Size(600 * MB, 9), Size(999 * MB, 9), Size(1000 * MB, 9)),
        ),
        (
            "gitlab-pages",
            "site-large",
            "site-too-large",
            (Size(590 * MB, 9), Size(600 * MB, 9), Size(999 * MB, 9), Size(1000 * MB, 9)),
        ),
        (
            "gitlab-pages",
            "site-many-files",
            "site-too-many-files",
            (
                Size(1, 70_000, 48_000),
                Size(1, 70_000, 50_000),
                Size(1, 100_000, 99_999),
                Size(1, 100_000, 100_000),
            ),
        ),
        (
            "cloudflare-pages",
            "site-many-files",
            "site-too-many-files",
            (Size(1, 11_800, 9000), Size(1, 12_000), Size(1, 19_999), Size(1, 20_000)),
        ),
        (
            "cloudflare-pages",
            "site-large-file",
            "site-file-too-large",
            tuple(Size(1, 1, 1, most, "a.zip") for most in (15 * MIB - 1, 15 * MIB, 25 * MIB - 1, 25 * MIB)),
        ),
    ],
)
def test_each_limit_is_told_of_at_60_and_at_100_percent(
    host: str, near: str, over: str, sizes: tuple[Size, Size, Size, Size]
) -> None:
    below, at_60, at_99, at_100 = (told(host, size) for size in sizes)
    assert below == []
    assert at_60 == at_99 == [near]
    assert at_100 == [over]


def test_a_host_without_limits_says_nothing() -> None:
    huge = Size(10**12, 10**7, 10**6, 10**10, "a.zip")
    for host in ("s3", "other", None):
        assert told(host, huge) == []


def test_every_limit_of_a_site_is_told_by_itself() -> None:
    assert told("gitlab-pages", Size(1200 * MB, 150_000, 10_000)) == ["site-too-large", "site-many-files"]


def test_the_warning_names_limit_size_share_and_place() -> None:
    one = only("github-pages", Size(645 * MB, 9))
    assert one.place == PLACE
    assert one.severity == "warning"
    assert one.got == "645 MB, 64 % of the limit"
    assert one.expected == "at most 1 GB on GitHub Pages"
    [guess] = problems("github-pages", Size(645 * MB, 9), (), PLACE, about=True)
    assert guess.got == "about 645 MB, 64 % of the limit"


def test_a_share_is_rounded_down() -> None:
    assert only("github-pages", Size(999_999_999, 9)).got.endswith(", 99 % of the limit")


def test_a_large_file_is_named() -> None:
    one = only("cloudflare-pages", Size(1, 1, 0, 26 * MIB, "guide.pdf"))
    assert one.got == "guide.pdf, 27.3 MB, 104 % of the limit"
    assert one.hint.startswith("make it smaller, or publish the site on a host that takes it")


def test_the_mildest_setting_that_suffices_is_named() -> None:
    mild, more = Way("`awards: light`", Size(700 * MB, 9), "and so on"), Way("all light", Size(50 * MB, 9))
    hint = only("github-pages", Size(1100 * MB, 9), mild, more).hint
    assert hint == "with `awards: light` in program.yml this would be about 700 MB, 70 % of the limit; and so on"
    # Below the limit is not below 60 % of it.
    assert only("github-pages", Size(900 * MB, 9), mild, more).hint == (
        "with all light in program.yml this would be about 50 MB, 5 % of the limit"
    )


def test_another_host_is_named_where_no_setting_suffices() -> None:
    assert only("github-pages", Size(2000 * MB, 15_000), Way("x", Size(1500 * MB, 9))).hint == (
        "publish the site on a host that takes it, and name that as `host`: `s3`"
    )
    assert only("cloudflare-pages", Size(500 * MB, 20_000, 5000)).hint.endswith(
        "`host`: `github-pages` or `gitlab-pages` or `s3`"
    )


def test_every_choice_of_host_has_its_limits_and_their_source() -> None:
    from typing import get_args

    from badgepress.model.program import Host

    assert set(HOSTS) == set(get_args(Host))
    for one in HOSTS.values():
        assert bool(one.source) == any((one.bytes, one.files, one.entries, one.one_file))


def test_amounts_are_written_for_people() -> None:
    assert [amount(count) for count in (0, 999, 12_345, 640 * MB, 1_234_567_890)] == [
        "0 bytes",
        "999 bytes",
        "12.3 kB",
        "640 MB",
        "1.23 GB",
    ]
