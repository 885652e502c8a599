"""Check this machine: git, locks, the browser bundle, the programme, the keys."""

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

#: The first version of git with `git restore`.
_OLDEST = (2, 23)


def git_version(folder: Path) -> Look:
    """Check that git is installed and new enough."""
    try:
        version = Git(folder)("--version")
    except SignError:
        hint = "install git: publishing, restoring and noticing lost lines need it"
        return found("git", problem("git", "git is not installed", hint=hint))
    number = re.search(r"(\d+)\.(\d+)", version)
    if number and (int(number[1]), int(number[2])) < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        old = problem(
            "git-old",
            "git is too old for publishing and restoring",
            got=version,
            expected=f"{oldest} or newer",
            hint="install a newer git",
        )
        return found("git", old)
    return fine("git", version)


def history(program: Path) -> Look:
    """Check that the programme is in git, with its whole history."""
    try:
        top = top_of(program)
    except SignError:
        return unseen("history", "git is not installed", "install git")
    if top is None:
        hint = "run `git init` there and push it: git's history is what protects issued awards"
        message = "the programme is not in a git repository"
        return found("history", problem("not-in-git", message, file=str(program), hint=hint))
    if Git(top[0])("rev-parse", "--is-shallow-repository") == "true":
        hint = "`git fetch --unshallow` fetches the rest"
        message = "this clone has only the end of git's history"
        return found("history", problem("history-cut", message, file=str(program), hint=hint, severity="warning"))
    return fine("history", "the whole history is here")


def locking(program: Path) -> Look:
    """Check that a lock on this disk keeps a second command out."""
    try:
        with lock.hold(program, "doctor", wait=0.0):
            return fine("locking", "file locks work, so two commands at once cannot disturb each other")
    except LockError as error:
        one = error.problems[0]
        if one.code == "busy":
            return unseen("locking", "another command is working on the programme", "run this again when it is done")
        return found("locking", one)


def browser_bundle() -> Look:
    """Check that the scripts which pages load are there."""
    try:
        bundle = ensure_bundle()
    except RenderError as error:
        return found("bundle", error.problems[0])
    return fine("bundle", f"all {len(bundle.manifest)} files for the browser are there")


def requirements(folder: Path) -> Look:
    """Check that the workflows can install Badgepress: every requirement must be locked with its hashes.

    `folder` is the top of the repository.
    """
    file = folder / LOCKED
    if has_sources(folder):
        return fine("requirements", "this repository contains the engine itself")
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
        expected = "badgepress and all its dependencies, each with its hashes"
        one = problem("not-locked", message, file=LOCKED, got=got or "no badgepress", expected=expected, hint=hint)
        return found("requirements", one)
    return fine("requirements", f"{len(entries)} packages are locked, badgepress among them")


def keys(program: Program, ring: sign.Keyring, now: datetime) -> Iterator[Look]:
    """Check that each issuer lists a key that may sign now, and whether its secret is in `ring`."""
    for slug, issuer in program.issuers.items():
        able = [key for key in issuer.keys if not key.window_problem(now)]
        if not able:
            hint = "`badgepress key new` creates one; its public half goes into that file"
            message = f"no key may sign for '{slug}' now"
            file = f"{program.shown}/issuers/{slug}.yml"
            yield found("keys", problem("no-key-now", message, file=file, path="keys", hint=hint))
        elif not ring:
            yield fine("keys", f"{len(able)} key{'s' if len(able) > 1 else ''} may sign for '{slug}'; none was given")
        elif ring.for_issuer(issuer, now):
            yield fine("keys", f"the key of '{slug}' was given, and may sign")
        else:
            how = "give its file with --key, or give no key at all"
            yield unseen("keys", f"the key of '{slug}' is not among the given keys", how)


def repository(program: Program, address: str, branch: str) -> Look:
    """Check that `repository:` in program.yml is this checkout's remote. `address` is the remote's, without a token."""
    listed = program.settings.repository
    file = f"{program.shown}/program.yml"
    if listed is None:
        hint = "add `repository: {url: …}`, so that the forms under /issue/ can propose their files there"
        message = "program.yml does not say where the repository is"
        return found("repository", problem("repository-unsaid", message, file=file, hint=hint, severity="warning"))
    if web_of(address)[0] and web_of(listed.url) != web_of(address):
        return found(
            "repository",
            problem(
                "repository-differs",
                "`repository:` is not the remote of this checkout",
                file=file,
                path="repository.url",
                got=listed.url,
                expected="https://" + "/".join(web_of(address)),
                hint="set it to the address of the repository's page",
                severity="warning",
            ),
        )
    if branch and listed.branch != branch:
        return found(
            "repository",
            problem(
                "repository-differs",
                "`repository:` names another branch than the default one",
                file=file,
                path="repository.branch",
                got=listed.branch,
                expected=branch,
                hint="the forms propose awards to that branch, so name the one that is published",
                severity="warning",
            ),
        )
    return fine("repository", f"{listed.url}, branch {listed.branch}")


def web_of(address: str) -> tuple[str, str]:
    """Return the host and path of a repository from any form of its address: https, ssh, git@host:path."""
    found = re.fullmatch(r"(?:[^@/]+@)?([^:/]+)[:/](?!/)(.+)", address) if "://" not in address else None
    if found:
        host, path = found[1], found[2]
    else:
        parts = urlsplit(address)
        host, path = parts.hostname or "", parts.path
    return host.lower(), path.strip("/").removesuffix(".git")
