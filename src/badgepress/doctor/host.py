"""What the looks at GitHub's and at GitLab's settings share: the API, and what can be wrong at either host."""

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

#: The environment of the job that signs, in the files that either host runs.
SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class Host:
    """A host as people know it. `by_hand` says for each look, in order, how a person does it without the API."""

    name: str
    by_hand: Mapping[str, str]

    def not_asked(self, why: str, how: str = "") -> Iterator[Look]:
        """All looks by somebody who cannot ask."""
        for what, by_hand in self.by_hand.items():
            yield unseen(what, why, f"{how}; or look yourself: {by_hand}" if how else by_hand)

    def silent(self, subject: str, error: FetchError, how: str) -> Iterator[Look]:
        """All looks where the host does not even tell that the repository is there."""
        status = error.problems[0].got
        advice = how if status in ("401", "403", "404") else "try again later"
        yield from self.not_asked(f"{self.name} does not tell of {subject} ({_why(error)})", advice)

    def refused(self, what: str, error: FetchError) -> Look:
        """One look that the host refused, or could not answer."""
        how = f"give a token that may read it; or look yourself: {self.by_hand[what]}"
        return unseen(what, f"{self.name} does not tell this ({_why(error)})", how)


@dataclass(frozen=True, slots=True)
class Api:
    """Everything below one address of an API; `fetch` sends the token."""

    fetch: Fetch
    address: str

    def ask(self, path: str) -> Any:
        """What the API says, whatever it is. Raises FetchError, also where it is not JSON."""
        address = f"{self.address}{path}"
        body = self.fetch(address)
        try:
            return orjson.loads(body or b"{}")
        except orjson.JSONDecodeError:
            # That error has the whole answer in it, which may hold secrets.
            hint = "see that the address of the API is right, and that no page for signing in stands before it"
            raise FetchError(problem("unreachable", "the answer is not JSON", path=address, hint=hint)) from None

    def record(self, path: str) -> Mapping[str, Any]:
        """What the API says, an object; an empty one where it says something else. Raises as `ask` does."""
        told = self.ask(path)
        return told if isinstance(told, dict) else {}


def branch_open(branch: str, hint: str) -> Look:
    """The default branch takes what nobody looked at."""
    message = f"the default branch '{branch}' is not protected: anyone who may push can issue awards without review"
    return found("branch", problem("branch-open", message, hint=hint, severity="warning"))


def issued_open(branch: str, hint: str) -> Look:
    """The branch of issued/ takes what nobody looked at."""
    message = f"the branch '{branch}' has issued/ and is not protected"
    return found("branch", problem("branch-open", message, hint=hint, severity="warning"))


def same_address(served: str, base_url: str) -> bool:
    """Whether two addresses name one site: host and path are equal, the slash at the end aside."""
    try:
        there, wanted = urlsplit(served), urlsplit(base_url)
    except ValueError:
        return False
    return (there.hostname, there.path.rstrip("/")) == (wanted.hostname, wanted.path.rstrip("/"))


def pages_elsewhere(program: Program, message: str, served: str, hint: str) -> Look:
    """The host's Pages are not at base_url."""
    file, base = f"{program.shown}/program.yml", program.settings.base_url
    one = problem("pages-address", message, file=file, path="base_url", got=served, expected=base, hint=hint)
    return found("pages", one)


def _why(error: FetchError) -> str:
    one = error.problems[0]
    return f"{one.message}, {one.got}" if one.got else one.message
