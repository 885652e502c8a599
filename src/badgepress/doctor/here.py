"""What the doctor looks at on this machine: git, locks, the bundle, the programme, the keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from badgepress import lock, sign
from badgepress.apart import top_of
from badgepress.bundle import ensure_bundle
from badgepress.doctor.look import Look, fine, found, unseen
from badgepress.errors import LockError, RenderError, SignError, problem
from badgepress.git import Git
from badgepress.model import Program
from badgepress.workflows import LOCKED, LOCKING, has_sources, host_of

#: The first git that has all that is asked of it: `git restore`.
_OLDEST = (2, 23)


def git_version(folder: Path) -> Look:
    """Whether git is there, and young enough."""
    try:
        said = Git(folder)("--version")
    except SignError:
        hint = "install git: publishing, restoring and the guard against lost lines need it"
        return found("git", problem("git", "git is not installed", hint=hint))
    number = re.search(r"(\d+)\.(\d+)", said)
    if number and (int(number[1]), int(number[2])) < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        old = problem(
            "git-old",
            "git is too old for publishing and restoring",
            got=said,
            expected=f"{oldest} or newer",
            hint="install a newer git",
        )
        return found("git", old)
    return fine("git", said)


def history(program: Path) -> Look:
    """Whether the programme lies in git, with the whole of its history."""
    try:
        top = top_of(program)
    except SignError:
        return unseen("history", "git is not installed", "install git")
    if top is None:
        hint = "`git init` there, and push it: what was issued is safe only where its history is kept"
        message = "the programme does not lie in git"
        return found("history", problem("not-in-git", message, file=str(program), hint=hint))
    if Git(top[0])("rev-parse", "--is-shallow-repository") == "true":
        hint = "`git fetch --unshallow` brings the rest"
        message = "this clone has only the end of git's history"
        return found("history", problem("history-cut", message, file=str(program), hint=hint, severity="warning"))
    return fine("history", "the whole history is here")


def locking(program: Path) -> Look:
    """Whether a lock on this disk keeps a second command out."""
    try:
        with lock.hold(program, "doctor", wait=0.0):
            return fine("locking", "two commands at once keep out of each other's way")
    except LockError as error:
        one = error.problems[0]
        if one.code == "busy":
            return unseen("locking", "another command is at work on the programme", "run this again when it is done")
        return found("locking", one)


def browser_bundle() -> Look:
    """Whether pages can be built: the scripts that they load are there."""
    try:
        bundle = ensure_bundle()
    except RenderError as error:
        return found("bundle", error.problems[0])
    return fine("bundle", f"{len(bundle.manifest)} files for the browser are there")


def requirements(folder: Path) -> Look:
    """Whether the workflows of a repository can install Badgepress: only what is locked with its hashes counts.

    `folder` is the top of the repository.
    """
    file = folder / LOCKED
    if has_sources(folder):
        return fine("requirements", "the engine lies in this repository")
    if not host_of(folder) and not any((folder / name).exists() for name in (".gitlab-ci.yml", ".github/workflows")):
        return fine("requirements", "no workflow here installs anything")
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    lines = re.sub(r"\\\r?\n", " ", re.sub(r"(?m)^\s*#.*\n?", "", text)).splitlines()
    entries = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("-")]
    bare = [one.split()[0] for one in entries if "--hash=" not in one]
    if bare or not any(re.match(r"(?:\S*/)?badgepress\b", one) for one in entries):
        got = f"{bare[0]} without a hash" if bare else "" if file.is_file() else "no such file"
        hint = f'`{LOCKING}` locks it: see the handbook, "In the workflows of a programme"'
        message = "the workflows cannot install Badgepress, so the first push fails"
        expected = "badgepress and all that it needs, each with its hashes"
        one = problem("not-locked", message, file=LOCKED, got=got or "no badgepress", expected=expected, hint=hint)
        return found("requirements", one)
    return fine("requirements", f"{len(entries)} packages are locked, badgepress among them")


def keys(program: Program, ring: sign.Keyring, now: datetime) -> Iterator[Look]:
    """Whether each issuer has a key that may sign now, and those at hand are an issuer's."""
    for slug, issuer in program.issuers.items():
        able = [key for key in issuer.keys if not key.window_problem(now)]
        if not able:
            hint = "`badgepress key new` makes one; its public half goes into that file"
            message = f"no key may sign for '{slug}' now"
            file = f"{program.shown}/issuers/{slug}.yml"
            yield found("keys", problem("no-key-now", message, file=file, path="keys", hint=hint))
        elif not ring:
            yield fine("keys", f"{len(able)} key{'s' if len(able) > 1 else ''} may sign for '{slug}'; none is at hand")
        elif ring.for_issuer(issuer, now):
            yield fine("keys", f"the key of '{slug}' is at hand")
        else:
            how = "name its file with --key, or give no key at all"
            yield unseen("keys", f"the key of '{slug}' is not among those at hand", how)


def repository(program: Program, address: str, branch: str) -> Look:
    """Whether `repository:` in program.yml is where the programme lies. `address` is the remote's, without a token."""
    said = program.settings.repository
    file = f"{program.shown}/program.yml"
    if said is None:
        hint = "`repository: {url: …}` lets the forms under /issue/ hand over what they made"
        message = "program.yml does not say where the programme is kept"
        return found("repository", problem("repository-unsaid", message, file=file, hint=hint, severity="warning"))
    if web_of(address)[0] and web_of(said.url) != web_of(address):
        return found(
            "repository",
            problem(
                "repository-differs",
                "`repository:` is not the remote of this checkout",
                file=file,
                path="repository.url",
                got=said.url,
                expected="https://" + "/".join(web_of(address)),
                hint="put the address of the repository's page there",
                severity="warning",
            ),
        )
    if branch and said.branch != branch:
        return found(
            "repository",
            problem(
                "repository-differs",
                "`repository:` names another branch than the default one",
                file=file,
                path="repository.branch",
                got=said.branch,
                expected=branch,
                hint="the forms propose awards to that branch: name the one that is published",
                severity="warning",
            ),
        )
    return fine("repository", f"{said.url}, branch {said.branch}")


def web_of(address: str) -> tuple[str, str]:
    """The host and the path of a repository, however its address is written: https, ssh, git@host:path."""
    found = re.fullmatch(r"(?:[^@/]+@)?([^:/]+)[:/](?!/)(.+)", address) if "://" not in address else None
    if found:
        host, path = found[1], found[2]
    else:
        parts = urlsplit(address)
        host, path = parts.hostname or "", parts.path
    return host.lower(), path.strip("/").removesuffix(".git")
