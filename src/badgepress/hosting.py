"""What each host takes, and what to say when a site comes near it: pure functions over a few numbers.

The numbers are from the hosts' own documentation; `source` names the page. A gigabyte is counted as 1,000,000,000
bytes, the smaller of its two meanings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Final, NamedTuple

from badgepress.errors import Place, Problem, problem

#: From this share of a limit on, somebody should know.
NEAR: Final = 0.6


@dataclass(frozen=True, slots=True)
class Limits:
    """What a host takes; 0 means that it names no limit. `entries` counts files and folders."""

    name: str
    bytes: int = 0
    files: int = 0
    entries: int = 0
    one_file: int = 0
    source: str = ""


HOSTS: Final[Mapping[str, Limits]] = MappingProxyType(
    {
        "github-pages": Limits(
            "GitHub Pages",
            bytes=1_000_000_000,
            source="https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits",
        ),
        "gitlab-pages": Limits(
            "GitLab Pages",
            bytes=1_000_000_000,
            entries=200_000,
            source="https://docs.gitlab.com/user/gitlab_com/#gitlab-pages",
        ),
        "cloudflare-pages": Limits(
            "Cloudflare Pages",
            files=20_000,
            one_file=25 * 1024 * 1024,
            source="https://developers.cloudflare.com/pages/platform/limits/",
        ),
        "s3": Limits("S3"),
        "other": Limits("this host"),
    }
)


@dataclass(frozen=True, slots=True)
class Size:
    """What a site comes to: `largest` is the size of its largest file, `named` that file's path below the root."""

    bytes: int
    files: int
    folders: int = 0
    largest: int = 0
    named: str = ""

    @property
    def entries(self) -> int:
        """Files and folders."""
        return self.files + self.folders


class Way(NamedTuple):
    """A setting that makes the site smaller, the size that the site would then have, and what else it brings."""

    setting: str
    size: Size
    note: str = ""


class _Kind(NamedTuple):
    """One thing that hosts limit: how much a host takes, how much a site has, and how that is written."""

    limit: Callable[[Limits], int]
    has: Callable[[Size], int]
    written: Callable[[int], str]
    near: str
    over: str
    is_file: bool = False


#: Code → message.
_MESSAGES = {
    "site-large": "the site takes more than half of the space that its host allows",
    "site-too-large": "the site is too large for its host",
    "site-many-files": "the site has more than half of the files that its host allows",
    "site-too-many-files": "the site has too many files for its host",
    "site-large-file": "a file has more than half of the size that the host allows",
    "site-file-too-large": "a file is too large for the host",
}


def problems(host: str | None, size: Size, ways: Sequence[Way], place: Place, *, about: bool = False) -> list[Problem]:
    """A warning for each limit of the host of which the site takes 60 % or more.

    The hint names the first of `ways` that brings the site below that share, else the hosts that take it. `about` says
    that the size is an estimate.
    """
    limits = HOSTS[host or "other"]
    found = []
    for kind in _KINDS:
        limit = kind.limit(limits)
        share = kind.has(size) / limit if limit else 0.0
        if share < NEAR:
            continue
        code = kind.over if share >= 1 else kind.near
        got = f"{kind.written(kind.has(size))}, {_percent(share)} of the limit"
        got = f"{size.named}, {got}" if kind.is_file else got
        found.append(
            problem(
                code,
                _MESSAGES[code],
                file=place.file,
                line=place.line,
                path=place.path,
                got=f"about {got}" if about else got,
                expected=f"at most {kind.written(limit)} on {limits.name}",
                hint=_hint(kind, limit, 1.0 if share >= 1 else NEAR, limits, size, ways),
                severity="warning",
            )
        )
    return found


def _hint(kind: _Kind, limit: int, most: float, limits: Limits, size: Size, ways: Sequence[Way]) -> str:
    """The setting that brings the site below `most` of the limit."""
    for way in ways:
        then = kind.has(way.size)
        if then < most * limit:
            share = f"about {kind.written(then)}, {_percent(then / limit)} of the limit"
            return f"with {way.setting} in program.yml this would be {share}" + (f"; {way.note}" if way.note else "")
    others = [f"`{name}`" for name, one in HOSTS.items() if name != "other" and one != limits and takes(one, size)]
    smaller = "make it smaller, or " if kind.is_file else ""
    return f"{smaller}publish the site on a host that takes it, and name that as `host`: {' or '.join(others)}"


def takes(limits: Limits, size: Size) -> bool:
    """Whether a host would take the site without a warning."""
    return all(kind.has(size) < NEAR * kind.limit(limits) for kind in _KINDS if kind.limit(limits))


def _percent(share: float) -> str:
    """A share, rounded down: 100 % is only said of what reaches the limit."""
    return f"{int(share * 100 + 1e-9)} %"


def amount(count: int) -> str:
    """Bytes as people write them: `640 MB`, `1.2 GB`."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"


def _files(count: int) -> str:
    return f"{count:,} files"


def _entries(count: int) -> str:
    return f"{count:,} files and folders"


_KINDS: Final = (
    _Kind(attrgetter("bytes"), attrgetter("bytes"), amount, "site-large", "site-too-large"),
    _Kind(attrgetter("files"), attrgetter("files"), _files, "site-many-files", "site-too-many-files"),
    _Kind(attrgetter("entries"), attrgetter("entries"), _entries, "site-many-files", "site-too-many-files"),
    _Kind(
        attrgetter("one_file"), attrgetter("largest"), amount, "site-large-file", "site-file-too-large", is_file=True
    ),
)
