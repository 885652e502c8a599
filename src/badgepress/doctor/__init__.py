"""Check everything that a programme needs besides its files, and say what to do about each problem.

Clock, keys and network are arguments. The doctor changes nothing. It keeps only the names of secrets: GitHub's API
never gives their values, and those that GitLab's API sends are dropped at once.
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
    """How to reach the network.

    `site` fetches from the published site; `heard` returns its last answer's headers. `remote` is git's remote, if any;
    `address` is its address without a token, and `far` the git to query it with. `github` and `gitlab` fetch from their
    API with a token; None without one. `api` is an API address that the user gave; it is GitLab's if it ends in
    `/api/v4`. `own` is the API of the GitLab that the token is for. With `offline`, nothing is queried. A token is
    never sent anywhere else, whatever the programme or the remote says.
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
    """Check everything in order: this machine, the programme, the host of the repository, the site."""
    yield here.git_version(folder if folder.is_dir() else Path())
    yield here.history(folder)
    yield here.locking(folder)
    yield here.browser_bundle()
    top = _top(folder)
    yield here.requirements(top)
    program, problems = read_program(folder, shown=shown)
    wrong = errors(problems)
    if program is None or wrong:
        hint = "fix the errors that `badgepress check` shows first"
        message = "the programme has errors"
        one = problem("programme-broken", message, file=shown, got=f"{len(wrong)} errors", hint=hint)
        yield found("programme", one)
        if program is None:
            return
    else:
        yield fine("programme", f"{program.settings.name}: {_counted(len(program.classes))}")
    yield from here.keys(program, ring, now)
    branch = ""
    if network.offline and network.address:
        yield unseen("remote", "the remote was not checked", "run this without --offline")
    elif network.remote is None or network.far is None:
        yield unseen("remote", "git has no remote here", "`git remote add origin ADDRESS`")
    else:
        branch, look = _remote(network.far, network.remote)
        yield look
    yield here.repository(program, network.address, branch)
    yield from _host(program, network, branch, now, host_of(top))
    yield from site.site(program, network.site, network.heard, now)


def _remote(far: Git, remote: Remote) -> tuple[str, Look]:
    """Ask the remote for its default branch."""
    try:
        branch = default_branch(far, remote)
    except SignError as error:
        return "", unseen("remote", error.problems[0].message, "check the network, and your access to the remote")
    return branch, fine("remote", f"the remote answers; its default branch is '{branch}'")


def _top(folder: Path) -> Path:
    """Return the top of the programme's repository, or the programme's parent folder if there is no repository."""
    with contextlib.suppress(SignError):
        if found := top_of(folder):
            return found[0]
    return folder.resolve().parent


def _counted(classes: int) -> str:
    return f"{classes} badge class{'' if classes == 1 else 'es'}"


def _host(program: Program, network: Network, branch: str, now: datetime, runs: str) -> Iterator[Look]:
    """Check the host of the repository: the one that the user named, else that of the remote.

    If neither is known, assume the host whose workflow files are here: `runs` is one of `workflows.HOSTS` or empty.
    """
    repository = program.settings.repository
    host, path = here.web_of(network.address)
    if not host and repository is not None:
        host, path = here.web_of(repository.url)
    api = network.api.rstrip("/")
    looks_like = repository.kept_on if repository is not None and here.web_of(repository.url)[0] == host else ""
    api_address = api or {_name(network.own): network.own, "github.com": github.API}.get(host, "")
    if network.offline:
        module = gitlab if api_address.endswith(gitlab.VERSION) or runs == "gitlab" else github
        yield from module.HOST.not_asked("the host was not checked", "run this without --offline")
    elif not host or not path:
        module = gitlab if api.endswith(gitlab.VERSION) or (not api and runs == "gitlab") else github
        yield from module.HOST.not_asked("the repository's address is unknown", "set `repository:` in program.yml")
    elif api_address.endswith(gitlab.VERSION):
        yield from _ask_gitlab(program, network, api_address, path, branch, now)
    elif api_address:
        yield from _ask_github(program, network, api_address, path, branch)
    elif looks_like == "gitlab" or host.startswith("gitlab."):
        why = f"tokens are only sent to a server that you name, and the repository is at {host}"
        how = f"set GITLAB_HOST={host}, or use --api https://{host}{gitlab.VERSION}"
        yield from gitlab.HOST.not_asked(why, how)
    else:
        why = f"only GitHub and GitLab can be checked, and the repository is at {host}"
        how = (
            'see "Publishing" in the handbook for what to set up there; if it is a GitHub or GitLab of your own, '
            "use --api"
        )
        yield unseen("host", why, how)


def _name(address: str) -> str:
    """Return the host name of an address that somebody typed; empty if it is not an address."""
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
        yield from github.HOST.not_asked("GitHub's answer was not understood")


def _ask_gitlab(program: Program, network: Network, api: str, path: str, branch: str, now: datetime) -> Iterator[Look]:
    if network.gitlab is None:
        yield from gitlab.HOST.not_asked("there is no token for GitLab", gitlab.HOW_TO_ASK)
        return
    try:
        yield from GitLab(Api(network.gitlab, gitlab.below(api, path)), path, branch).looks(program, now)
    except (BadgepressError, ValueError):
        yield from gitlab.HOST.not_asked("GitLab's answer was not understood")
