"""A branch of its own for `issued/`: the store is put into a checkout from there, and what is written is kept there.

The files lie where they always lie, below the programme, and git ignores them. So every command reads and writes them
as in any programme. Two references of this working tree say what lies there: `PLACED` is the commit that was put into
place last, `_PLACING` the one that is being put. A killed command leaves the latter, and the next one puts it again.

Of the commits that are known here the newest counts: that of the branch on this machine, which commands add to, and
that of the remote as it was fetched last. Pushing is left to whoever called; `badgepress publish` pushes by itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from badgepress import atomic
from badgepress.errors import Problem, SignError, problem
from badgepress.git import Git
from badgepress.lock import Held
from badgepress.remote import Remote
from badgepress.sign.history import PLACED
from badgepress.sign.store import FOLDER

WHO = ("-c", "user.name=Badgepress", "-c", "user.email=badgepress@noreply.invalid", "-c", "commit.gpgSign=false")
_PLACING = "refs/worktree/badgepress/placing"
#: What earlier versions called `PLACED`.
_BEFORE = "refs/badgepress/issued"
#: Git's name for the tree with nothing in it.
EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
#: What is fetched may be so old before it is mentioned, in seconds.
_FRESH = 86_400.0
_MARK = "# badgepress: what is issued has a branch of its own"


@dataclass(frozen=True, slots=True)
class Store:
    """The store of a checkout: `git` at its top, `folder` the store as a POSIX path below that."""

    git: Git
    folder: str

    def placed(self) -> str:
        """The commit that was put into place last, empty if none was."""
        return self.at(PLACED)

    def is_half_placed(self) -> bool:
        """Whether a command was killed while it put a commit into place."""
        return bool(self.at(_PLACING))

    def put(self, commit: str) -> None:
        """The store as a commit has it. The checkout's own index is left alone."""
        self.git("update-ref", _PLACING, commit)
        with self._scratch() as index:
            self.git("read-tree", "--empty", environment=index)
            self.git("clean", "-fdxq", "--", self.folder, environment=index)
            if self.subtree(commit):
                self.git("restore", f"--source={commit}", "--worktree", "--", self.folder, environment=index)
        self.note(commit)

    def note(self, commit: str) -> None:
        """What lies there is what this commit has."""
        self.git("update-ref", PLACED, commit)
        if self.is_half_placed():
            self.git("update-ref", "-d", _PLACING)

    def forget(self) -> None:
        """What lies there is no commit of the branch any more."""
        for ref in (PLACED, _PLACING):
            if self.at(ref):
                self.git("update-ref", "-d", ref)

    def finish(self) -> None:
        """Put again what a killed command was putting."""
        commit = self.at(_PLACING)
        if commit:
            self.put(commit)

    def is_empty(self) -> bool:
        """Whether no file lies there."""
        return not any(path.is_file() for path in (self.git.folder / self.folder).rglob("*"))

    def tree(self, start: str) -> str:
        """The tree of the commit `start` with the store as it is on the disk; an empty `start` is an empty tree."""
        with self._scratch() as index:
            self.git("read-tree", start or "--empty", environment=index)
            if (self.git.folder / self.folder).is_dir():
                self.git("add", "--all", "--force", "--", self.folder, environment=index)
            elif start and self.subtree(start):
                self.git("rm", "-rq", "--cached", "--", self.folder, environment=index)
            return self.git("write-tree", environment=index)

    def subtree(self, start: str) -> str:
        """The tree of the store in a commit or tree; empty where it has none."""
        return self.git.named(f"{start}:{self.folder}") if start else ""

    def changed(self, start: str) -> bool:
        """Whether the store differs from what that commit has."""
        return self.tree(start) != (self.git("rev-parse", f"{start}^{{tree}}") if start else EMPTY)

    def is_somebodys(self) -> bool:
        """Whether the store on the disk is none that was put here from a commit: somebody wrote in this checkout."""
        if self.is_empty():
            return False
        return self.subtree(self.tree("")) not in [self.subtree(ref) for ref in ("HEAD", PLACED, _BEFORE)]

    def commit(self, start: str, message: str) -> str:
        """A commit of the store on top of `start`; it is on no branch yet."""
        parents = ("-p", start) if start else ()
        return self.git(*WHO, "commit-tree", self.tree(start), *parents, "-m", message)

    def is_before(self, older: str, newer: str) -> bool:
        """Whether one commit is another one or leads to it."""
        return not self.git.run("merge-base", "--is-ancestor", older, newer).returncode

    def at(self, ref: str) -> str:
        """The commit that a reference names; empty where there is none."""
        return self.git.named(f"{ref}^{{commit}}")

    def ignore(self) -> None:
        """Let git leave the store out of other commits, on this machine alone."""
        if not self.git.run("check-ignore", "-q", f"{self.folder}/x").returncode:
            return
        path = self.git.folder / self.git("rev-parse", "--git-path", "info/exclude")
        said = path.read_text("utf-8") if path.is_file() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        ended = said if not said or said.endswith("\n") else f"{said}\n"
        atomic.replace(path, f"{ended}{_MARK}\n/{self.folder}/\n".encode())

    def still_has(self, award: str) -> list[str]:
        """The files of the store on the branch that is checked out, committed or staged, with a line of an award that
        names its earner."""
        line = ("-F", "-e", f"/awards/{award}/", "--and", "-e", '"credentialSubject"')
        found: set[str] = set()
        for where in ("--cached", "HEAD"):
            asked = self.git.run("grep", "-l", "-z", "--full-name", *line, where, "--", self.folder)
            names = asked.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]
            found.update(name.removeprefix("HEAD:") for name in names)
        return sorted(found)

    @contextmanager
    def _scratch(self) -> Iterator[Mapping[str, str]]:
        with tempfile.TemporaryDirectory(prefix="badgepress-") as scratch:
            yield {"GIT_INDEX_FILE": str(Path(scratch, "index"))}


@dataclass(frozen=True, slots=True)
class Apart:
    """A programme whose store has a branch of its own. `remote` is what is fetched from, None where there is none;
    `called` is its name in git's settings, `far` the git that is told its token."""

    store: Store
    branch: str
    shown: str
    remote: Remote | None
    called: str
    far: Git

    @property
    def place(self) -> str:
        """The store as messages name it."""
        return f"{self.shown}/{FOLDER}/"

    def fetch(self) -> bool:
        """Ask the remote for the branch; whether it has one. Raises SignError `git`."""
        if self.remote is None:
            return False
        source = f"refs/heads/{self.branch}"
        if not self.far("ls-remote", self.remote.address, source):
            return False
        self.far("fetch", "--quiet", self.remote.address, f"+{source}:{self._tracking}")
        return True

    def newest(self) -> str:
        """The newest commit of the branch that is known here; empty where none is.

        Raises SignError `issued-diverged`.
        """
        own, theirs = self.store.at(f"refs/heads/{self.branch}"), self.store.at(self._tracking)
        if not own or not theirs or self.store.is_before(own, theirs):
            return theirs or own
        if self.store.is_before(theirs, own):
            return own
        raise SignError(
            problem(
                "issued-diverged",
                f"the branch '{self.branch}' went on elsewhere while something was written to it here",
                file=self.place,
                got=f"{own[:12]} here, {theirs[:12]} on {self.called}",
                hint=f"`git branch -f {self.branch} {self.called}/{self.branch}` gives up what was written here; "
                "then run that command again",
            )
        )

    def is_in_place(self, newest: str) -> bool:
        """Whether the store is the newest there is. Looks at no file of it but one."""
        placed = self.store.placed()
        if self.store.is_half_placed():
            return False
        if not newest:
            return True
        is_new = placed == newest or (bool(placed) and self.store.is_before(newest, placed))
        return is_new and (not self.store.is_empty() or not self.store.subtree(placed))

    def bring(self, held: Held, newest: str) -> None:
        """Put the newest commit into place, in the programme that is held; what somebody wrote is never thrown away.

        Raises SignError `issued-changed` or `git`.
        """
        held.is_for(Path(self.store.git.folder, self.store.folder).parent)
        self.store.finish()
        if self.is_in_place(newest):
            return
        placed = self.store.placed()
        if placed and self.store.is_before(newest, placed):
            newest = placed
        if self.store.is_somebodys():
            if self.store.subtree(self.store.tree("")) == self.store.subtree(newest):
                self.store.note(newest)
                return
            raise SignError(
                problem(
                    "issued-changed",
                    f"the store was changed here, and its branch '{self.branch}' has something else",
                    file=self.place,
                    hint="move the folder away and run this again: it is put back as the branch has it",
                )
            )
        self.store.put(newest)

    def keep(self, held: Held, message: str) -> str:
        """Commit what was written to the branch on this machine: the commit; empty when nothing was.

        Raises SignError `git`.
        """
        held.is_for(Path(self.store.git.folder, self.store.folder).parent)
        start = self.store.placed()
        if self.store.is_empty() if not start else not self.store.changed(start):
            return ""
        commit = self.store.commit(start, message)
        self.store.git("update-ref", f"refs/heads/{self.branch}", commit, self.store.at(f"refs/heads/{self.branch}"))
        self.store.note(commit)
        return commit

    def unpushed(self) -> str:
        """The commit of the branch on this machine where the remote is not known to have it, else empty."""
        own, theirs = self.store.at(f"refs/heads/{self.branch}"), self.store.at(self._tracking)
        return own if own and not (theirs and self.store.is_before(own, theirs)) else ""

    def stale(self, moment: float) -> list[Problem]:
        """A warning where the remote was asked long ago; `moment` is this one, in seconds of the epoch."""
        if self.remote is None:
            return []
        paths = [self._file(name) for name in ("FETCH_HEAD", self._tracking, "packed-refs")]
        last = max((path.stat().st_mtime for path in paths if path.is_file()), default=0.0)
        if moment - last < _FRESH:
            return []
        return [
            problem(
                "issued-stale",
                f"what is issued is as the branch '{self.branch}' was when it was fetched last",
                file=self.place,
                got=f"{datetime.fromtimestamp(last, UTC):%Y-%m-%d}" if last else "never fetched",
                hint="--fetch asks the remote for what is newest",
                severity="warning",
            )
        ]

    def on_both(self) -> list[Problem]:
        """A warning where the branch that is checked out has a store as well."""
        if not self.store.subtree("HEAD"):
            return []
        return [
            problem(
                "issued-on-both",
                f"the store has a branch of its own, '{self.branch}', and the branch that is checked out has one too",
                file=self.place,
                hint=f"once '{self.branch}' is pushed: `git rm -r --cached {self.store.folder}`, and commit that",
                severity="warning",
            )
        ]

    def not_erased(self, award: str) -> list[Problem]:
        """A warning where the branch that is checked out still has a line of an award that is erased."""
        files = self.store.still_has(award)
        if not files:
            return []
        return [
            problem(
                "erased-on-one",
                f"the branch that is checked out still has what is erased on '{self.branch}'",
                file=files[0],
                got=", ".join(files),
                expected=f"{self.store.folder}/ on '{self.branch}' alone",
                hint=f"`git rm -r --cached {self.store.folder}`, commit that, and purge the history: see the handbook",
                severity="warning",
            )
        ]

    def ignore(self) -> None:
        """Let git leave the store out of other commits, on this machine alone."""
        self.store.ignore()

    @property
    def _tracking(self) -> str:
        return f"refs/remotes/{self.called or 'origin'}/{self.branch}"

    def _file(self, name: str) -> Path:
        return self.store.git.folder / self.store.git("rev-parse", "--git-path", name)


def taken(branch: str, what: str, program: Path) -> SignError:
    """The refusal of a branch for what is issued that has something else; `what` says which it is."""
    message = f"the branch for what is issued, '{branch}', is the one that {what}"
    hint = "name a branch that has nothing else; without one, what is issued is kept where the programme is"
    return SignError(problem("issued-branch-taken", message, file=f"{program}/program.yml", hint=hint))


def no_longer_apart(program: Path) -> None:
    """Where the store was kept from git by `Apart.ignore` and has no branch of its own any more, git sees it again."""
    for folder in (program.resolve(), *program.resolve().parents):
        path = folder / ".git" / "info" / "exclude"
        if path.is_file():
            lines = path.read_text("utf-8", "surrogateescape").splitlines(keepends=True)
            ours = {at + more for at, line in enumerate(lines) if line.rstrip() == _MARK for more in (0, 1)}
            if ours:
                kept = "".join(line for at, line in enumerate(lines) if at not in ours)
                atomic.replace(path, kept.encode("utf-8", "surrogateescape"))
            return


def top_of(program: Path) -> tuple[Path, str] | None:
    """The top of the checkout that a programme lies in, and its store as a POSIX path below; None where it is in none.

    Raises SignError `git` where there is no git.
    """
    program = program.resolve()
    if not program.is_dir():
        return None
    asked = Git(program).run("rev-parse", "--show-toplevel", "--show-prefix")
    if asked.returncode:
        return None
    top, below = asked.stdout.decode("utf-8", "surrogateescape").split("\n")[:2]
    return (Path(top), f"{below}{FOLDER}") if top else None
