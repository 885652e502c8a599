"""Looks at everything that a programme needs besides its files, and says for each thing what to do.

Clock, keys and network are arguments. Nothing is changed, nothing secret is read: of secrets only the names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from badgepress import sign
from badgepress.checkout import default_branch
from badgepress.doctor import here, site
from badgepress.doctor.github import API, GitHub, not_asked
from badgepress.doctor.look import Look, fine, found, unseen
from badgepress.doctor.site import Heard
from badgepress.errors import BadgepressError, SignError, errors, problem
from badgepress.git import Git
from badgepress.model import Program
from badgepress.read import read_program
from badgepress.remote import Remote
from badgepress.verify.fetch import Fetch

__all__ = ["Heard", "Look", "Network", "examine"]


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach others: the site, git's remote (None for none), and GitHub's API, None without a token for it.

    `heard` tells of the site's last answer. `api` is the API's address where it is not github.com's; a token goes
    nowhere else, whatever the programme says. `address` is the remote's, as git has it, without a token.
    """

    site: Fetch
    heard: Callable[[], Heard]
    remote: Remote | None = None
    address: str = ""
    far: Git | None = None
    github: Fetch | None = None
    api: str = ""


def examine(folder: Path, shown: str, ring: sign.Keyring, now: datetime, network: Network) -> Iterator[Look]:
    """Everything in order: this machine, the programme, the host of the repository, the site."""
    yield here.git_version(folder if folder.is_dir() else Path())
    yield here.history(folder)
    yield here.locking(folder)
    yield here.browser_bundle()
    program, problems = read_program(folder, shown=shown)
    wrong = errors(problems)
    if program is None or wrong:
        hint = "`badgepress check` shows each; mend them first"
        message = "the programme cannot be read as it is"
        one = problem("programme-broken", message, file=shown, got=f"{len(wrong)} errors", hint=hint)
        yield found("programme", one)
        if program is None:
            return
    else:
        yield fine("programme", f"{program.settings.name}: {len(program.classes)} badge classes")
    yield from here.keys(program, ring, now)
    branch = ""
    if network.remote is None or network.far is None:
        yield unseen("remote", "git has no remote here", "`git remote add origin ADDRESS`")
    else:
        branch, look = _remote(network.far, network.remote)
        yield look
    yield here.repository(program, network.address, branch)
    yield from _host(program, network, branch)
    yield from site.site(program, network.site, network.heard, now)


def _remote(far: Git, remote: Remote) -> tuple[str, Look]:
    """The default branch, as the remote says."""
    try:
        branch = default_branch(far, remote)
    except SignError as error:
        return "", unseen("remote", error.problems[0].message, "look at the network, and at who may read the remote")
    return branch, fine("remote", f"the remote answers; its default branch is '{branch}'")


def _host(program: Program, network: Network, branch: str) -> Iterator[Look]:
    said = program.settings.repository
    host, path = here.web_of(network.address)
    if not host and said is not None:
        host, path = here.web_of(said.url)
    on_github = host == "github.com" or bool(network.api)
    if not host or not path:
        yield from not_asked("nobody knows where the repository is", "set `repository:` in program.yml")
    elif not on_github:
        why = f"only GitHub is asked, and the repository is at {host}"
        how = "the handbook says what to set up there: Publishing; a GitHub of your own is named with --api"
        yield unseen("host", why, how)
    elif network.github is None:
        yield from not_asked("there is no token for GitHub", "set GITHUB_TOKEN, or log in with `gh auth login`")
    else:
        api = network.api.rstrip("/") or API
        try:
            yield from GitHub(network.github, api, path, branch).looks(program)
        except (BadgepressError, ValueError):
            yield from not_asked("GitHub answered something else than was asked for")
