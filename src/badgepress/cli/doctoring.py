"""`badgepress doctor`: check everything that a programme needs besides its files."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click

from badgepress.apart import top_of
from badgepress.cli import options
from badgepress.cli.apart import on_issued_branch
from badgepress.cli.secrets import keyring
from badgepress.cli.show import json_errors, print_json, printable
from badgepress.doctor import Heard, Look, Network, examine
from badgepress.doctor.gitlab import API, VERSION
from badgepress.environment import without_ours
from badgepress.git import Git
from badgepress.remote import TOKEN, remote
from badgepress.verify import HttpFetch
from badgepress.verify.fetch import offline as refused
from badgepress.verify.servers import is_local

_COLOURS = {"fine": "green", "wrong": "red", "warning": "yellow", "unknown": "cyan"}


@click.command()
@options.program
@options.key
@click.option("--remote", "name", default="origin", show_default=True, help="The remote that is published from.")
@click.option(
    "--api",
    default="",
    metavar="URL",
    help="The API of your own GitHub or GitLab, such as https://git.example.org/api/v3, or …/api/v4 for GitLab.",
)
@click.option("--offline", is_flag=True, help="Do not use the network: check only this machine.")
@click.option("--allow-private", is_flag=True, help="Also query servers in a private network, over https.")
@options.now
@options.as_json
@json_errors
@on_issued_branch()
def doctor(
    program: Path,
    key: Path | None,
    name: str,
    api: str,
    offline: bool,
    allow_private: bool,
    now: datetime,
    as_json: bool,
) -> int:
    """Check everything a programme needs besides its files, and say what to do.

    Checks git, locks, the bundle, keys, the remote, the settings on GitHub or GitLab, the site, its clock and what it
    publishes. With a token it also reads the host's settings: branch, environment, names of secrets, Pages and
    schedule. It changes nothing. The token for GitHub is GITHUB_TOKEN, GH_TOKEN or that of `gh auth token`; for GitLab
    it is GITLAB_TOKEN, with GITLAB_HOST naming its server if that is not gitlab.com. Whatever cannot be checked is
    listed, with how to check it yourself. Exits with 1 if something is wrong.
    """
    network = _network(program, name, api, offline=offline, allow_private=allow_private)
    looks = []
    for look in examine(program, str(program), keyring(key), now, network):
        looks.append(look)
        if not as_json:
            _show(look)
    wrong = any(look.outcome == "wrong" for look in looks)
    if as_json:
        print_json({"ok": not wrong, "looks": [look.as_dict() for look in looks]})
    else:
        counts = Counter[str](look.outcome for look in looks)
        words = {"fine": "fine", "wrong": "wrong", "warning": "to consider", "unknown": "not checked"}
        click.echo(", ".join(f"{counts[outcome]} {word}" for outcome, word in words.items() if counts[outcome]))
    return int(wrong)


def _show(look: Look) -> None:
    label = click.style(f"{look.outcome:8}", fg=_COLOURS[look.outcome], bold=True)
    one = look.problem
    if one is None:
        click.echo(f"{label} {look.what}: {printable(look.said)}")
        return
    place = f"{one.place}: " if str(one.place) else ""
    code = "" if look.outcome == "unknown" else f" [{one.code}]"
    click.echo(f"{label} {look.what}: {printable(place + one.sentence())}{code}")
    if one.hint:
        click.echo(f"{'':8}   {printable(one.hint)}")


def _network(program: Path, name: str, api: str, *, offline: bool, allow_private: bool) -> Network:
    began = time.monotonic()
    last = [Heard()]

    def hear(headers: Mapping[str, str]) -> None:
        last[0] = Heard(headers, timedelta(seconds=time.monotonic() - began))

    fetch = HttpFetch(allow_localhost=True, allow_private=allow_private, heard=hear)
    site = refused if offline else fetch
    target, address, far = None, "", None
    top = top_of(program) if shutil.which("git") else None
    if top is not None:
        git = Git(top[0])
        done = git.run("ls-remote", "--get-url", "--end-of-options", name)
        if name in git("remote").split() or "/" in name:
            address = done.stdout.decode("utf-8", "replace").strip() if not done.returncode else ""
            target, _ = remote(name, os.environ.get(TOKEN, ""), lambda _: address)
            far = Git(top[0], target.hidden, target.environment(os.environ))

    def api_fetch(token: str, headers: Mapping[str, str]) -> HttpFetch | None:
        local = is_local(api)
        return HttpFetch(allow_localhost=local, allow_private=allow_private, headers=headers) if token else None

    token = "" if offline else github_token()
    github = api_fetch(
        token,
        {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    token = "" if offline else os.environ.get("GITLAB_TOKEN", "").strip()
    gitlab = api_fetch(token, {"PRIVATE-TOKEN": token})
    return Network(
        site,
        lambda: last[0],
        None if offline else target,
        address,
        far,
        github=github,
        gitlab=gitlab,
        api=api,
        own=_own_gitlab(),
        offline=offline,
    )


def _own_gitlab() -> str:
    """Return the API of the GitLab that the token is for: GITLAB_HOST as in GitLab's own CLI, else the CI variable."""
    named = os.environ.get("GITLAB_HOST", "").strip().rstrip("/")
    if named:
        return f"{named if '://' in named else f'https://{named}'}{VERSION}"
    ci_api = os.environ.get("CI_API_V4_URL", "").strip().rstrip("/")
    return ci_api if ci_api.endswith(VERSION) else API


def github_token() -> str:
    """Return GitHub's token from the environment, else from the `gh` program; empty if there is none."""
    known = os.environ.get("GH_TOKEN") or os.environ.get("GITHUB_TOKEN") or ""
    if known or not shutil.which("gh"):
        return known.strip()
    try:
        command = ["gh", "auth", "token"]
        done = subprocess.run(command, capture_output=True, text=True, env=without_ours(), check=False, timeout=10)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
