"""Looks at everything that a programme needs besides its files, and says for each thing what to do.

Clock, keys and network are arguments. Nothing is changed. Of secrets only the names are kept: GitHub tells no more, and
what GitLab sends along is dropped as it comes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from badgepress import sign
from badgepress.apart import top_of
from badgepress.checkout import default_branch
from badgepress.doctor import github, gitlab, here, site
from badgepress.doctor.github import GitHub
from badgepress.doctor.gitlab import API, GitLab
from badgepress.doctor.host import Api
from badgepress.doctor.look import Look, fine, found, unseen
from badgepress.doctor.site import Heard
from badgepress.errors import BadgepressError, SignError, errors, problem
from badgepress.git import Git
from badgepress.model import Program
from badgepress.read import read_program
from badgepress.remote import Remote
from badgepress.verify.fetch import Fetch
from badgepress.workflows import host_of

__all__ = ["Heard", "Look", "Network", "examine"]


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach others: the site, git's remote (None for none), GitHub's and GitLab's API, None without a token.

    `heard` tells of the site's last answer. `address` is the remote's, as git has it, without a token. `api` is the
    address of the API that the user named; one that ends in `/api/v4` is GitLab's. `own` is that of the GitLab that the
    token is for. `offline`: nobody is asked. A token goes nowhere else, whatever the programme or the remote says.
    """

    site: Fetch
    heard: Callable[[], Heard]
    remote: Remote | None = None
    address: str = ""
    far: Git | None = None
    github: Fetch | None = None
    gitlab: Fetch | None = None
    api: str = ""
    own: str = API
    offline: bool = False


def examine(folder: Path, shown: str, ring: sign.Keyring, now: datetime, network: Network) -> Iterator[Look]:
    """Everything in order: this machine, the programme, the host of the repository, the site."""
    yield here.git_version(folder if folder.is_dir() else Path())
    yield here.history(folder)
    yield here.locking(folder)
    yield here.browser_bundle()
    top = _top(folder)
    yield here.requirements(top)
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
        yield fine("programme", f"{program.settings.name}: {_counted(len(program.classes))}")
    yield from here.keys(program, ring, now)
    branch = ""
    if network.offline and network.address:
        yield unseen("remote", "the remote was not asked", "run this without --offline")
    elif network.remote is None or network.far is None:
        yield unseen("remote", "git has no remote here", "`git remote add origin ADDRESS`")
    else:
        branch, look = _remote(network.far, network.remote)
        yield look
    yield here.repository(program, network.address, branch)
    yield from _host(program, network, branch, now, host_of(top))
    yield from site.site(program, network.site, network.heard, now)


def _remote(far: Git, remote: Remote) -> tuple[str, Look]:
    """The default branch, as the remote says."""
    try:
        branch = default_branch(far, remote)
    except SignError as error:
        return "", unseen("remote", error.problems[0].message, "look at the network, and at who may read the remote")
    return branch, fine("remote", f"the remote answers; its default branch is '{branch}'")


def _top(folder: Path) -> Path:
    """The top of the repository that a programme lies in; the folder around it where it lies in none."""
    with contextlib.suppress(SignError):
        if found := top_of(folder):
            return found[0]
    return folder.resolve().parent


def _counted(classes: int) -> str:
    return f"{classes} badge class{'' if classes == 1 else 'es'}"


def _host(program: Program, network: Network, branch: str, now: datetime, runs: str) -> Iterator[Look]:
    """What the host of the repository says: the one that the user named, else that of the remote.

    Where neither is known it is the one that `runs` the files here, one of `workflows.HOSTS` or empty.
    """
    said = program.settings.repository
    host, path = here.web_of(network.address)
    if not host and said is not None:
        host, path = here.web_of(said.url)
    api = network.api.rstrip("/")
    looks_like = said.kept_on if said is not None and here.web_of(said.url)[0] == host else ""
    asked = api or {_name(network.own): network.own, "github.com": github.API}.get(host, "")
    if network.offline:
        here_is = gitlab if asked.endswith(gitlab.VERSION) or runs == "gitlab" else github
        yield from here_is.HOST.not_asked("the host was not asked", "run this without --offline")
    elif not host or not path:
        here_is = gitlab if api.endswith(gitlab.VERSION) or (not api and runs == "gitlab") else github
        yield from here_is.HOST.not_asked("nobody knows where the repository is", "set `repository:` in program.yml")
    elif asked.endswith(gitlab.VERSION):
        yield from _ask_gitlab(program, network, asked, path, branch, now)
    elif asked:
        yield from _ask_github(program, network, asked, path, branch)
    elif looks_like == "gitlab" or host.startswith("gitlab."):
        why = f"a token is sent only to a server that you name, and the repository is at {host}"
        named = f"set GITLAB_HOST={host}, or say --api https://{host}{gitlab.VERSION}"
        yield from gitlab.HOST.not_asked(why, named)
    else:
        why = f"only GitHub and GitLab are asked, and the repository is at {host}"
        how = "the handbook says what to set up there: Publishing; a GitHub or GitLab of your own is named with --api"
        yield unseen("host", why, how)


def _name(address: str) -> str:
    """The host of an address that somebody typed; empty where it is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _ask_github(program: Program, network: Network, api: str, path: str, branch: str) -> Iterator[Look]:
    if network.github is None:
        why, how = "there is no token for GitHub", "set GITHUB_TOKEN, or log in with `gh auth login`"
        yield from github.HOST.not_asked(why, how)
        return
    try:
        yield from GitHub(Api(network.github, f"{api}/repos/{path}"), path, branch).looks(program)
    except (BadgepressError, ValueError):
        yield from github.HOST.not_asked("GitHub answered something else than was asked for")


def _ask_gitlab(program: Program, network: Network, api: str, path: str, branch: str, now: datetime) -> Iterator[Look]:
    if network.gitlab is None:
        yield from gitlab.HOST.not_asked("there is no token for GitLab", gitlab.HOW_TO_ASK)
        return
    try:
        yield from GitLab(Api(network.gitlab, gitlab.below(api, path)), path, branch).looks(program, now)
    except (BadgepressError, ValueError):
        yield from gitlab.HOST.not_asked("GitLab answered something else than was asked for")
