"""Keeps `issued/` on a branch of its own: copies the store from that branch into a checkout, and commits it back.

The files are in their usual place below the programme, where git ignores them, so every command reads and writes them
as always. Two references of the working tree say what is there: `PLACED` is the commit that was copied last, and
`_PLACING` the one that is being copied. If a command is killed, `_PLACING` remains and the next command copies again.

The newest known commit counts: either the branch on this machine, which commands add to, or the remote's branch as it
was last fetched. Pushing is left to the caller; `badgepress publish` pushes by itself.
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
#: The name of `PLACED` in earlier versions.
_OLD_PLACED = "refs/badgepress/issued"
#: Git's id of the empty tree.
EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
#: After so many seconds a fetched state is reported as stale.
_FRESH = 86_400.0
_MARK = "# badgepress: what is issued has a branch of its own"


@dataclass(frozen=True, slots=True)
class Store:
    """The store of a checkout: `git` runs at its top, and `folder` is the store's POSIX path below that."""

    git: Git
    folder: str

    def placed(self) -> str:
        """Return the commit that was copied last; empty if none was."""
        return self.at(PLACED)

    def is_half_placed(self) -> bool:
        """Return whether a command was killed while it copied a commit."""
        return bool(self.at(_PLACING))

    def put(self, commit: str) -> None:
        """Make the store on disk equal to a commit's. The checkout's own index stays unchanged."""
        self.git("update-ref", _PLACING, commit)
        with self._scratch() as index:
            self.git("read-tree", "--empty", environment=index)
            self.git("clean", "-fdxq", "--", self.folder, environment=index)
            if self.subtree(commit):
                self.git("restore", f"--source={commit}", "--worktree", "--", self.folder, environment=index)
        self.note(commit)

    def note(self, commit: str) -> None:
        """Record that the store on disk equals this commit's."""
        self.git("update-ref", PLACED, commit)
        if self.is_half_placed():
            self.git("update-ref", "-d", _PLACING)

    def forget(self) -> None:
        """Record that the store on disk is no longer a commit of the branch."""
        for ref in (PLACED, _PLACING):
            if self.at(ref):
                self.git("update-ref", "-d", ref)

    def finish(self) -> None:
        """Copy the commit again that a killed command was copying."""
        commit = self.at(_PLACING)
        if commit:
            self.put(commit)

    def is_empty(self) -> bool:
        """Return whether the store has no files."""
        return not any(path.is_file() for path in (self.git.folder / self.folder).rglob("*"))

    def tree(self, start: str) -> str:
        """Return the tree of the commit `start` with the store from the disk. An empty `start` means an empty tree."""
        with self._scratch() as index:
            self.git("read-tree", start or "--empty", environment=index)
            if (self.git.folder / self.folder).is_dir():
                self.git("add", "--all", "--force", "--", self.folder, environment=index)
            elif start and self.subtree(start):
                self.git("rm", "-rq", "--cached", "--", self.folder, environment=index)
            return self.git("write-tree", environment=index)

    def subtree(self, start: str) -> str:
        """Return the tree of the store in a commit or tree; empty if it has none."""
        return self.git.named(f"{start}:{self.folder}") if start else ""

    def changed(self, start: str) -> bool:
        """Return whether the store on disk differs from the commit's."""
        return self.tree(start) != (self.git("rev-parse", f"{start}^{{tree}}") if start else EMPTY)

    def is_somebodys(self) -> bool:
        """Return whether somebody wrote to the store in this checkout, so that it equals no commit it came from."""
        if self.is_empty():
            return False
        return self.subtree(self.tree("")) not in [self.subtree(ref) for ref in ("HEAD", PLACED, _OLD_PLACED)]

    def commit(self, start: str, message: str) -> str:
        """Commit the store on top of `start`, on no branch yet, and return the commit."""
        parents = ("-p", start) if start else ()
        return self.git(*WHO, "commit-tree", self.tree(start), *parents, "-m", message)

    def is_before(self, older: str, newer: str) -> bool:
        """Return whether `older` equals `newer` or is an ancestor of it."""
        return not self.git.run("merge-base", "--is-ancestor", older, newer).returncode

    def at(self, ref: str) -> str:
        """Return the commit that a reference names; empty if there is none."""
        return self.git.named(f"{ref}^{{commit}}")

    def ignore(self) -> None:
        """Let git leave the store out of other commits, on this machine alone."""
        if not self.git.run("check-ignore", "-q", f"{self.folder}/x").returncode:
            return
        path = self.git.folder / self.git("rev-parse", "--git-path", "info/exclude")
        text = path.read_text("utf-8") if path.is_file() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        ended = text if not text or text.endswith("\n") else f"{text}\n"
        atomic.replace(path, f"{ended}{_MARK}\n/{self.folder}/\n".encode())

    def still_has(self, award: str) -> list[str]:
        """Return the store's files on the checked-out branch, committed or staged, that still have a line of an award
        with its earner."""
        line = ("-F", "-e", f"/awards/{award}/", "--and", "-e", '"credentialSubject"')
        found: set[str] = set()
        for where in ("--cached", "HEAD"):
            result = self.git.run("grep", "-l", "-z", "--full-name", *line, where, "--", self.folder)
            names = result.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]
            found.update(name.removeprefix("HEAD:") for name in names)
        return sorted(found)

    @contextmanager
    def _scratch(self) -> Iterator[Mapping[str, str]]:
        with tempfile.TemporaryDirectory(prefix="badgepress-") as scratch:
            yield {"GIT_INDEX_FILE": str(Path(scratch, "index"))}


@dataclass(frozen=True, slots=True)
class Apart:
    """A programme whose store has a branch of its own. `remote` is fetched from, or None; `called` is its name in git's
    settings, and `far` the git that knows its token."""

    store: Store
    branch: str
    shown: str
    remote: Remote | None
    called: str
    far: Git

    @property
    def place(self) -> str:
        """The store's name in messages."""
        return f"{self.shown}/{FOLDER}/"

    def fetch(self) -> bool:
        """Fetch the branch from the remote. Return whether the remote has it. Raises SignError `git`."""
        if self.remote is None:
            return False
        source = f"refs/heads/{self.branch}"
        if not self.far("ls-remote", self.remote.address, source):
            return False
        self.far("fetch", "--quiet", self.remote.address, f"+{source}:{self._tracking}")
        return True

    def newest(self) -> str:
        """Return the newest known commit of the branch; empty if there is none.

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
                f"the branch '{self.branch}' has commits here and on the remote that the other side lacks",
                file=self.place,
                got=f"{own[:12]} here, {theirs[:12]} on {self.called}",
                hint=f"`git branch -f {self.branch} {self.called}/{self.branch}` discards what was written here; "
                "then run that command again",
            )
        )

    def is_in_place(self, newest: str) -> bool:
        """Return whether the store on disk is the newest one, without reading its files."""
        placed = self.store.placed()
        if self.store.is_half_placed():
            return False
        if not newest:
            return True
        is_new = placed == newest or (bool(placed) and self.store.is_before(newest, placed))
        return is_new and (not self.store.is_empty() or not self.store.subtree(placed))

    def bring(self, held: Held, newest: str) -> None:
        """Copy the newest commit into the locked programme. What somebody wrote there is never thrown away.

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
                    f"the store was changed here and differs from its branch '{self.branch}'",
                    file=self.place,
                    hint="move the folder away and run this again: it is restored from the branch",
                )
            )
        self.store.put(newest)

    def keep(self, held: Held, message: str) -> str:
        """Commit what was written to the branch on this machine. Return the commit; empty if nothing was written.

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
        """Return the branch's commit on this machine if the remote is not known to have it; else empty."""
        own, theirs = self.store.at(f"refs/heads/{self.branch}"), self.store.at(self._tracking)
        return own if own and not (theirs and self.store.is_before(own, theirs)) else ""

    def stale(self, moment: float) -> list[Problem]:
        """Warn if the remote was fetched long ago. `moment` is the present, in seconds of the epoch."""
        if self.remote is None:
            return []
        paths = [self._file(name) for name in ("FETCH_HEAD", self._tracking, "packed-refs")]
        last = max((path.stat().st_mtime for path in paths if path.is_file()), default=0.0)
        if moment - last < _FRESH:
            return []
        return [
            problem(
                "issued-stale",
                f"the issued awards are those of the branch '{self.branch}' as it was last fetched",
                file=self.place,
                got=f"{datetime.fromtimestamp(last, UTC):%Y-%m-%d}" if last else "never fetched",
                hint="--fetch gets the newest ones from the remote",
                severity="warning",
            )
        ]

    def on_both(self) -> list[Problem]:
        """Warn if the checked-out branch has a store too."""
        if not self.store.subtree("HEAD"):
            return []
        return [
            problem(
                "issued-on-both",
                f"the store has a branch of its own, '{self.branch}', but the checked-out branch also has a store",
                file=self.place,
                hint=f"once '{self.branch}' is pushed: `git rm -r --cached {self.store.folder}`, and commit that",
                severity="warning",
            )
        ]

    def not_erased(self, award: str) -> list[Problem]:
        """Warn if the checked-out branch still has a line of an erased award."""
        files = self.store.still_has(award)
        if not files:
            return []
        return [
            problem(
                "erased-on-one",
                f"the checked-out branch still has an award that was erased on '{self.branch}'",
                file=files[0],
                got=", ".join(files),
                expected=f"{self.store.folder}/ only on '{self.branch}'",
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
    """Return the error for an issued branch that holds something else; `what` says which branch it is."""
    message = f"the branch for issued awards, '{branch}', is the one that {what}"
    hint = "name a branch that holds nothing else; without one, issued awards stay on the programme's branch"
    return SignError(problem("issued-branch-taken", message, file=f"{program}/program.yml", hint=hint))


def no_longer_apart(program: Path) -> None:
    """Undo `Apart.ignore` for a store that no longer has a branch of its own, so that git sees it again."""
    for folder in (program.resolve(), *program.resolve().parents):
        path = folder / ".git" / "info" / "exclude"
        if path.is_file():
            lines = path.read_text("utf-8", "surrogateescape").splitlines(keepends=True)
            ours = {at + more for at, line in enumerate(lines) if line.rstrip() == _MARK for more in (0, 1)}
            if ours:
                others = "".join(line for at, line in enumerate(lines) if at not in ours)
                atomic.replace(path, others.encode("utf-8", "surrogateescape"))
            return


def top_of(program: Path) -> tuple[Path, str] | None:
    """Return the top of the checkout that holds a programme, and its store's POSIX path below; None without a checkout.

    Raises SignError `git` if git is not installed.
    """
    program = program.resolve()
    if not program.is_dir():
        return None
    result = Git(program).run("rev-parse", "--show-toplevel", "--show-prefix")
    if result.returncode:
        return None
    top, below = result.stdout.decode("utf-8", "surrogateescape").split("\n")[:2]
    return (Path(top), f"{below}{FOLDER}") if top else None
