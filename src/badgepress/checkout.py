"""Manages the checkout in which publishing works: clean before anything is signed, and clean again whatever happens.

Between `begin` and `done` there is a note in git's own folder. A run that finds it knows that an earlier run was
killed: changes below `issued/` were signed but not pushed, and other changes come from an unfinished update. Both are
thrown away. While there is a note no other command writes (`lock.hold`), and without one nothing is thrown away, so
nobody's work is ever lost.
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

#: How many seconds to wait for a git process that outlived a killed run.
_PATIENCE = 5.0
#: Endings of files that are harmless among the authored ones, because nothing reads them.
_UNREAD = (".csv", ".tsv", ".xlsx", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Place:
    """A checkout, and the remote to which issued awards are pushed.

    `branch` is the one that changes are merged into. With `issued_branch`, the folder `issued/` exists only on that
    branch, in case nobody may push to `branch`. No message ever names `remote` or its token.
    """

    checkout: Path
    remote: Remote
    branch: str
    issued_branch: str = ""


def default_branch(far: Git, remote: Remote) -> str:
    """Return the remote's default branch, or `main` if it does not say. `far` is the git that knows the token."""
    output = far("ls-remote", "--symref", remote.address, "HEAD")
    found = re.match(r"ref: refs/heads/(\S+)\tHEAD", output)
    return found[1] if found else "main"


class Checkout:
    """The git operations of publishing. `program` and `folder` are the paths of the programme and its store."""

    def __init__(self, place: Place, program: str, folder: str) -> None:
        self._place, self._program, self._folder = place, program, folder
        self._git = Git(place.checkout, hidden=place.remote.hidden)
        #: Used only for calls that reach the server: it knows the token.
        self._far = Git(place.checkout, place.remote.hidden, place.remote.environment(os.environ))
        self._store = Store(self._git, folder)

    @property
    def is_apart(self) -> bool:
        """Whether issued awards have a branch of their own."""
        return bool(self._place.issued_branch)

    def head(self) -> str:
        """Return the commit that is checked out."""
        return self._git("rev-parse", "HEAD")

    def tip(self) -> str:
        """Return the newest commit of the branch that is pushed to; empty if there is none."""
        branch = self._place.issued_branch or self._place.branch
        return self._far("ls-remote", self._place.remote.address, f"refs/heads/{branch}").partition("\t")[0]

    def begin(self) -> None:
        """Note that changes from here on are ours, together with the commit that is checked out."""
        self._note().write_text(f"{self.head()}\n", encoding="ascii")

    def done(self) -> None:
        """Remove the note: the checkout has no changes of ours any more."""
        self._note().unlink(missing_ok=True)

    def take_up(self) -> None:
        """Undo the changes that a killed run left. Does nothing without its note."""
        note = self._note()
        if self.is_apart:
            self._store.finish()
        if not note.is_file():
            return
        self._free_index()
        goals = note.read_text(encoding="ascii", errors="replace").split()
        if not self.is_apart:
            self._drop()
        # finish an interrupted reset if every file equals either the commit it started from or its target
        if len(goals) == 2 and not self._others(goals[0]) & self._others(goals[1]):
            self._git("reset", "--quiet", "--hard", goals[1])
        if self.is_apart:
            self._git("clean", "-fdxq", "--", self._folder)
            if self._git.run("cat-file", "-e", f"HEAD:{self._folder}").returncode == 0:
                self._git("restore", "--source=HEAD", "--worktree", "--", self._folder)
            self._store.forget()

    def deepen(self) -> None:
        """Fetch the history that a shallow clone lacks: only the full history shows what was issued before."""
        if self._git("rev-parse", "--is-shallow-repository") == "true":
            self._far("fetch", "--quiet", "--unshallow", self._place.remote.address, self._place.branch)

    def refuse_changes(self) -> None:
        """Refuse changed and untracked files: nothing may be signed or pushed without review. Raises SignError."""
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
                    "the checkout has uncommitted changes",
                    got=", ".join(found[:3]),
                    hint="commit them, or publish from a fresh clone",
                )
            )

    def catch_up(self) -> None:
        """Update the checkout to the remote's branch. Local commits are refused: they are neither reviewed nor ours to
        throw away. Raises SignError."""
        self._far("fetch", "--quiet", self._place.remote.address, self._place.branch)
        head, newest = self._git("rev-parse", "HEAD"), self._git("rev-parse", "FETCH_HEAD")
        if head == newest:
            return
        if self._git.run("merge-base", "--is-ancestor", head, newest).returncode:
            branch = self._place.branch
            hint = "push them and have them reviewed, or publish from a fresh clone"
            raise SignError(problem("unpushed", f"the checkout has commits that are not on {branch}", hint=hint))
        self._note().write_text(f"{head}\n{newest}\n", encoding="ascii")
        self._git("reset", "--quiet", "--hard", newest)

    def bring(self, commit: str = "") -> str:
        """Return the commit that newly issued awards come after; empty if the branch does not exist yet.

        If issued awards have a branch of their own, copy `issued/` of its newest commit, or of `commit`, into place.
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
        """Refuse to go on if another command left unpushed commits on this machine's branch. Raises SignError."""
        branch = self._place.issued_branch
        commit = self._store.at(f"refs/heads/{branch}")
        if commit and not self._store.is_before(commit, newest):
            remote = self._place.remote.address
            remote = "origin" if set(remote) & set("/:") else remote
            hint = f"run `git push {remote} {branch}`; they may hold an erasure, so do not discard them"
            message = f"the branch '{branch}' has commits on this machine that were never pushed"
            raise SignError(problem("unpushed", message, got=commit[:12], hint=hint))

    def changed(self, start: str) -> bool:
        """Return whether the store differs from the commit's."""
        return self._store.changed(start)

    def push(self, start: str, message: str) -> str:
        """Commit the store on top of `start` and push it. Return the commit; empty if the push was refused."""
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
        """Restore the checkout as it was before anything was signed."""
        if not self.is_apart:
            self._drop()
        elif start:
            self._store.put(start)
        else:
            self._git("clean", "-fdxq", "--", self._folder)

    def start_again(self) -> None:
        """Update the checkout to the remote's branch, and drop everything that was signed here."""
        if self.is_apart:
            self._git("clean", "-fdxq", "--", self._folder)
            self.catch_up()
            return
        self._drop()
        self._far("fetch", "--quiet", self._place.remote.address, self._place.branch)
        self._git("reset", "--quiet", "--hard", "FETCH_HEAD")

    def _drop(self) -> None:
        """Restore the store of the commit that is checked out."""
        if self._git.run("cat-file", "-e", f"HEAD:{self._folder}").returncode == 0:
            self._git("restore", "--source=HEAD", "--staged", "--worktree", "--", self._folder)
        elif self._git("ls-files", "--", self._folder):
            self._git("rm", "-rq", "--cached", "--", self._folder)
        self._git("clean", "-fdxq", "--", self._folder)

    def _note(self) -> Path:
        return self._place.checkout / self._git("rev-parse", "--git-path", lock.NOTE)

    def _free_index(self) -> None:
        """Remove a lock that git left in a killed run, after waiting for a git process that may still be running."""
        index = self._place.checkout / self._git("rev-parse", "--git-path", "index.lock")
        until = time.monotonic() + _PATIENCE
        while index.exists() and time.monotonic() < until:
            time.sleep(0.1)
        index.unlink(missing_ok=True)

    def _others(self, commit: str) -> set[str]:
        """Return the files outside the store that differ from a commit's."""
        output = self._git.raw("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", commit, "--")
        names = set(output.decode("utf-8", "surrogateescape").split("\0")[:-1])
        return {name for name in names if not name.startswith(f"{self._folder}/")}

    def _unknown(self) -> list[str]:
        """Return untracked files of the programme: if they were read, they would be signed without review."""
        listed = []
        for more in ((), ("--ignored",)):
            output = self._git.raw("ls-files", "--others", "--exclude-standard", "-z", *more, "--", self._program)
            names = output.decode("utf-8", "surrogateescape").split("\0")[:-1]
            # of ignored files, only those that would be read as part of the programme count
            listed += [name for name in names if not more or Path(name).suffix in (".yml", ".yaml", ".jsonl")]
        below = len(Path(self._program).parts)
        return sorted(
            name
            for name in listed
            if not any(part.startswith(".") for part in Path(name).parts[below:])
            and Path(name).suffix.lower() not in _UNREAD
        )
