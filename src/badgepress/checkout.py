"""The checkout that publishing works in: clean before anything is signed, and clean again whatever stops it.

Between `begin` and `done` a note lies in git's own folder. A run that finds one knows that a run before it was killed:
what differs below `issued/` was signed and not pushed, and what else differs is a checkout that was half brought up to
date; both go. With a note no other command writes (`lock.hold`), and without one nothing is thrown away: so nothing of
somebody's is ever lost.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from badgepress import lock
from badgepress.apart import Store
from badgepress.errors import SignError, problem
from badgepress.git import Git
from badgepress.remote import Remote

#: How long a git that outlived a killed run is waited for, in seconds.
_PATIENCE = 5.0
#: Files beside the authored ones that do no harm: nobody reads them.
_UNREAD = (".csv", ".tsv", ".xlsx", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Place:
    """A checkout, and where what is issued in it is pushed.

    `branch` is the one that was merged into. With `issued_branch` the folder `issued/` lives on that branch alone, for
    a `branch` that nobody may push to. Neither a message nor an error ever names `remote` or its token.
    """

    checkout: Path
    remote: Remote
    branch: str
    issued_branch: str = ""


def default_branch(far: Git, remote: Remote) -> str:
    """The branch that the remote itself takes for its own; `main` where it does not say. `far` is told the token."""
    said = far("ls-remote", "--symref", remote.address, "HEAD")
    found = re.match(r"ref: refs/heads/(\S+)\tHEAD", said)
    return found[1] if found else "main"


class Checkout:
    """What publishing asks of git. `program` and `folder` are the programme and its store below the checkout."""

    def __init__(self, place: Place, program: str, folder: str) -> None:
        self._place, self._program, self._folder = place, program, folder
        self._git = Git(place.checkout, hidden=place.remote.hidden)
        #: Only calls that reach the server are told the token.
        self._far = Git(place.checkout, place.remote.hidden, place.remote.environment(os.environ))
        self._store = Store(self._git, folder)

    @property
    def is_apart(self) -> bool:
        """Whether what is issued has a branch of its own."""
        return bool(self._place.issued_branch)

    def head(self) -> str:
        """The commit that is checked out."""
        return self._git("rev-parse", "HEAD")

    def tip(self) -> str:
        """The newest commit of the branch that is pushed to; empty where there is none."""
        branch = self._place.issued_branch or self._place.branch
        return self._far("ls-remote", self._place.remote.address, f"refs/heads/{branch}").partition("\t")[0]

    def begin(self) -> None:
        """From here on what differs is ours: note it, with the commit that is checked out."""
        self._note().write_text(f"{self.head()}\n", encoding="ascii")

    def done(self) -> None:
        """Nothing differs any more."""
        self._note().unlink(missing_ok=True)

    def take_up(self) -> None:
        """Put back what a killed run left changed; nothing without its note."""
        note = self._note()
        if self.is_apart:
            self._store.finish()
        if not note.is_file():
            return
        self._free_index()
        goals = note.read_text(encoding="ascii", errors="replace").split()
        if not self.is_apart:
            self._drop()
        # A reset that was stopped: every file is as the commit it began at has it, or as the one it was going to.
        if len(goals) == 2 and not self._others(goals[0]) & self._others(goals[1]):
            self._git("reset", "--quiet", "--hard", goals[1])
        if self.is_apart:
            self._git("clean", "-fdxq", "--", self._folder)
            if self._git.run("cat-file", "-e", f"HEAD:{self._folder}").returncode == 0:
                self._git("restore", "--source=HEAD", "--worktree", "--", self._folder)
            self._store.forget()

    def deepen(self) -> None:
        """Fetch the history that a shallow clone lacks: only the whole of it says what was issued before."""
        if self._git("rev-parse", "--is-shallow-repository") == "true":
            self._far("fetch", "--quiet", "--unshallow", self._place.remote.address, self._place.branch)

    def refuse_changes(self) -> None:
        """Nothing may be signed or pushed that nobody reviewed: no changed file, and none that git does not know."""
        inside = f"{self._folder}/"
        found = [
            line[3:]
            for line in self._git.raw("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no")
            .decode("utf-8", "surrogateescape")
            .split("\0")[:-1]
            if not (self._place.issued_branch and line[3:].startswith(inside))
        ]
        found += [name for name in self._unknown() if not (self._place.issued_branch and name.startswith(inside))]
        if self._place.issued_branch and self._store.is_somebodys():
            found.append(inside)
        if found:
            raise SignError(
                problem(
                    "dirty-tree",
                    "the checkout has changes that are not committed",
                    got=", ".join(found[:3]),
                    hint="commit them, or publish from a fresh clone",
                )
            )

    def catch_up(self) -> None:
        """The branch as it is now. Commits that it has not are nobody's to throw away, and nobody has reviewed them."""
        self._far("fetch", "--quiet", self._place.remote.address, self._place.branch)
        head, newest = self._git("rev-parse", "HEAD"), self._git("rev-parse", "FETCH_HEAD")
        if head == newest:
            return
        if self._git.run("merge-base", "--is-ancestor", head, newest).returncode:
            branch = self._place.branch
            hint = "push them, and have them reviewed; or publish from a fresh clone"
            raise SignError(problem("unpushed", f"the checkout has commits that {branch} has not", hint=hint))
        self._note().write_text(f"{head}\n{newest}\n", encoding="ascii")
        self._git("reset", "--quiet", "--hard", newest)

    def bring(self, commit: str = "") -> str:
        """The commit that what is issued comes after; with a branch of its own, its `issued/` is put into place.

        That of the branch's newest commit, or of the one that is named. Empty where the branch is not there yet.
        """
        if not self.is_apart:
            return self.head()
        self._store.ignore()
        if not commit and not self.tip():
            return ""
        self._far("fetch", "--quiet", self._place.remote.address, commit or self._place.issued_branch)
        start = self._git("rev-parse", "FETCH_HEAD")
        if not commit:
            self._refuse_unpushed(start)
        self.begin()
        self._store.put(start)
        return start

    def _refuse_unpushed(self, newest: str) -> None:
        """What another command kept on the branch of this machine is neither thrown away nor left out."""
        branch = self._place.issued_branch
        commit = self._store.at(f"refs/heads/{branch}")
        if commit and not self._store.is_before(commit, newest):
            remote = self._place.remote.address
            remote = "origin" if set(remote) & set("/:") else remote
            hint = f"`git push {remote} {branch}` hands them over; they may hold an erasure, so give none of them up"
            message = f"the branch '{branch}' has commits here that were never pushed"
            raise SignError(problem("unpushed", message, got=commit[:12], hint=hint))

    def changed(self, start: str) -> bool:
        """Whether the store differs from what that commit has."""
        return self._store.changed(start)

    def push(self, start: str, message: str) -> str:
        """Commit the store on top of `start` and push it: the commit; empty when it was refused."""
        commit = self._store.commit(start, message)
        target = self._place.issued_branch or self._place.branch
        pushed = self._far.run("push", "--quiet", self._place.remote.address, f"{commit}:refs/heads/{target}")
        if pushed.returncode:
            return ""
        if self.is_apart:
            self._store.note(commit)
        else:
            self._git("reset", "--quiet", commit)
        return commit

    def forget(self, start: str) -> None:
        """The checkout as it was before anything was signed in it."""
        if not self.is_apart:
            self._drop()
        elif start:
            self._store.put(start)
        else:
            self._git("clean", "-fdxq", "--", self._folder)

    def start_again(self) -> None:
        """The branch as it is now, and nothing of what was signed here."""
        if self.is_apart:
            self._git("clean", "-fdxq", "--", self._folder)
            self.catch_up()
            return
        self._drop()
        self._far("fetch", "--quiet", self._place.remote.address, self._place.branch)
        self._git("reset", "--quiet", "--hard", "FETCH_HEAD")

    def _drop(self) -> None:
        """The store as the commit that is checked out has it."""
        if self._git.run("cat-file", "-e", f"HEAD:{self._folder}").returncode == 0:
            self._git("restore", "--source=HEAD", "--staged", "--worktree", "--", self._folder)
        elif self._git("ls-files", "--", self._folder):
            self._git("rm", "-rq", "--cached", "--", self._folder)
        self._git("clean", "-fdxq", "--", self._folder)

    def _note(self) -> Path:
        return self._place.checkout / self._git("rev-parse", "--git-path", lock.NOTE)

    def _free_index(self) -> None:
        """A killed run may have left git's own lock: wait for a git that still works, then take the lock away."""
        index = self._place.checkout / self._git("rev-parse", "--git-path", "index.lock")
        until = time.monotonic() + _PATIENCE
        while index.exists() and time.monotonic() < until:
            time.sleep(0.1)
        index.unlink(missing_ok=True)

    def _others(self, commit: str) -> set[str]:
        """Files outside the store that differ from a commit's."""
        said = self._git.raw("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", commit, "--")
        names = set(said.decode("utf-8", "surrogateescape").split("\0")[:-1])
        return {name for name in names if not name.startswith(f"{self._folder}/")}

    def _unknown(self) -> list[str]:
        """Files of the programme that git does not have: what is read of them would be signed without a review."""
        listed = []
        for more in ((), ("--ignored",)):
            said = self._git.raw("ls-files", "--others", "--exclude-standard", "-z", *more, "--", self._program)
            names = said.decode("utf-8", "surrogateescape").split("\0")[:-1]
            # What git ignores is mostly nobody's: only what would be read as the programme counts.
            listed += [name for name in names if not more or Path(name).suffix in (".yml", ".yaml", ".jsonl")]
        below = len(Path(self._program).parts)
        return sorted(
            name
            for name in listed
            if not any(part.startswith(".") for part in Path(name).parts[below:])
            and Path(name).suffix.lower() not in _UNREAD
        )
