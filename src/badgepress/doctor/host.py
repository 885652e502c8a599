"""What the checks of GitHub and GitLab share: API access, and problems that both hosts can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from badgepress.doctor.look import Look, found, unseen
from badgepress.errors import FetchError, problem
from badgepress.model import Program
from badgepress.verify.fetch import Fetch

#: The environment of the job that signs, in the workflow files for both hosts.
SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class Host:
    """A host's name, and for each check, in order, how a person can do it without the API."""

    name: str
    by_hand: Mapping[str, str]

    def not_asked(self, why: str, how: str = "") -> Iterator[Look]:
        """Yield all checks as not done."""
        for what, by_hand in self.by_hand.items():
            yield unseen(what, why, f"{how}; or check it yourself: {by_hand}" if how else by_hand)

    def silent(self, subject: str, error: FetchError, how: str) -> Iterator[Look]:
        """Yield all checks as not done, because the host did not even give the repository (`subject`)."""
        status = error.problems[0].got
        advice = how if status in ("401", "403", "404") else "try again later"
        yield from self.not_asked(f"{self.name} gave no access to {subject} ({_why(error)})", advice)

    def refused(self, what: str, error: FetchError) -> Look:
        """Return one check as not done, because the host refused or failed to answer."""
        how = f"use a token that may read it; or check it yourself: {self.by_hand[what]}"
        return unseen(what, f"{self.name} did not answer this ({_why(error)})", how)


@dataclass(frozen=True, slots=True)
class Api:
    """Access to everything below one address of an API; `fetch` sends the token."""

    fetch: Fetch
    address: str

    def ask(self, path: str) -> Any:
        """Fetch JSON. Raises FetchError, also if the answer is not JSON."""
        address = f"{self.address}{path}"
        body = self.fetch(address)
        try:
            return orjson.loads(body or b"{}")
        except orjson.JSONDecodeError:
            # Drop the JSON error: it contains the whole answer, which may contain secrets.
            hint = "check that the address of the API is right, and that it is not behind a sign-in page"
            raise FetchError(problem("unreachable", "the answer is not JSON", path=address, hint=hint)) from None

    def record(self, path: str) -> Mapping[str, Any]:
        """Fetch a JSON object; empty if the answer is something else. Raises FetchError as `ask` does."""
        answer = self.ask(path)
        return answer if isinstance(answer, dict) else {}


def branch_open(branch: str, hint: str) -> Look:
    """Return the warning that the default branch accepts unreviewed changes."""
    message = f"the default branch '{branch}' is not protected: anyone who may push can issue awards without review"
    return found("branch", problem("branch-open", message, hint=hint, severity="warning"))


def issued_open(branch: str, hint: str) -> Look:
    """Return the warning that the branch of issued/ accepts unreviewed changes."""
    message = f"the branch '{branch}', which has issued/, is not protected"
    return found("branch", problem("branch-open", message, hint=hint, severity="warning"))


def same_address(served: str, base_url: str) -> bool:
    """Return whether two addresses name one site: the same host and path, ignoring a slash at the end."""
    try:
        actual, wanted = urlsplit(served), urlsplit(base_url)
    except ValueError:
        return False
    return (actual.hostname, actual.path.rstrip("/")) == (wanted.hostname, wanted.path.rstrip("/"))


def pages_elsewhere(program: Program, message: str, served: str, hint: str) -> Look:
    """Return the error that the host's Pages are not at base_url."""
    file, base = f"{program.shown}/program.yml", program.settings.base_url
    one = problem("pages-address", message, file=file, path="base_url", got=served, expected=base, hint=hint)
    return found("pages", one)


def _why(error: FetchError) -> str:
    one = error.problems[0]
    return f"{one.message}, {one.got}" if one.got else one.message
