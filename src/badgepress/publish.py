"""Sign what was merged, keep it on a branch, build the site: one run, safe to start again at any step.

Lines that were signed here but could not be pushed are thrown away with the push: nobody has seen them, and the
next round signs their awards again, at places that are free by then. What was pushed is never signed again.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from badgepress.build import Built, Options, issue, run
from badgepress.errors import SignError, problem
from badgepress.git import Git
from badgepress.lock import Held
from badgepress.sign.store import FOLDER

ATTEMPTS = 5
#: Git's name for the tree with nothing in it.
_EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_WHO = ("-c", "user.name=Badgepress", "-c", "user.email=badgepress@noreply.invalid", "-c", "commit.gpgSign=false")


@dataclass(frozen=True, slots=True)
class Place:
    """A checkout, and where what is issued in it is pushed.

    `branch` is the one that was merged into. With `issued_branch` the folder `issued/` lives on that branch alone, for
    a `branch` that nobody may push to. Neither a message nor an error ever names `remote`, which may hold a token.
    """

    checkout: Path
    remote: str
    branch: str
    issued_branch: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """How many awards were signed, whether anything was pushed, and what the build came to."""

    issued: int
    pushed: bool
    built: Built


def prepare(options: Options, place: Place) -> None:
    """Bring the checkout to what is newest on both branches: a run may be an old one that was started again.

    Raises SignError `dirty-tree`, `unpushed`, `not-in-checkout` or `git`.
    """
    git = _Git(place)
    folder = _issued(options.program, place.checkout)
    git.refuse_changes()
    git.catch_up()
    git.bring(folder)


def publish(options: Options, place: Place, held: Held) -> Published:
    """Sign, push and build what `prepare` made ready, in the programme that is held since before `prepare`.

    Raises BadgepressError; `git` and `push-refused` are its own.
    """
    git = _Git(place)
    folder = _issued(options.program, place.checkout)
    issued = 0
    for _ in range(ATTEMPTS):
        start = git.bring(folder)
        issued, _warnings = issue(options, held)
        if not git.changed(folder, start):
            return Published(issued, False, run(options, held=held))
        if git.push(folder, start, _message(issued)):
            return Published(issued, True, run(options, held=held))
        git.start_again(folder)
    raise SignError(
        problem(
            "push-refused",
            f"what was issued could not be pushed in {ATTEMPTS} attempts",
            hint='somebody else keeps pushing, or the branch is protected: see the handbook, "Publishing"',
        )
    )


def _message(issued: int) -> str:
    return f"Issue {issued} award{'' if issued == 1 else 's'}" if issued else "Sign the status lists again"


def _issued(program: Path, checkout: Path) -> str:
    """The store below the checkout, as a POSIX path."""
    try:
        return (program.resolve() / FOLDER).relative_to(checkout.resolve()).as_posix()
    except ValueError:
        message = "the programme is not in this checkout"
        raise SignError(problem("not-in-checkout", message, file=str(program))) from None


class _Git:
    """What publishing asks of git."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._git = Git(place.checkout, hidden=(place.remote,))

    def refuse_changes(self) -> None:
        """Nothing may be pushed that nobody reviewed."""
        found = self._git("status", "--porcelain", "--untracked-files=no").splitlines()
        if found:
            raise SignError(
                problem(
                    "dirty-tree",
                    "the checkout has changes that are not committed",
                    got=", ".join(line[3:] for line in found[:3]),
                    hint="commit them, or publish from a fresh clone",
                )
            )

    def catch_up(self) -> None:
        """The branch as it is now. Commits that it has not are nobody's to throw away, and nobody has reviewed them."""
        self._git("fetch", "--quiet", self._place.remote, self._place.branch)
        head, newest = self._git("rev-parse", "HEAD"), self._git("rev-parse", "FETCH_HEAD")
        if head == newest:
            return
        if self._git.run("merge-base", "--is-ancestor", head, newest).returncode:
            branch = self._place.branch
            hint = "push them, and have them reviewed; or publish from a fresh clone"
            raise SignError(problem("unpushed", f"the checkout has commits that {branch} has not", hint=hint))
        self._git("reset", "--quiet", "--hard", newest)

    def bring(self, folder: str) -> str:
        """The commit that what is issued comes after; with a branch of its own, its `issued/` is put into place."""
        if not self._place.issued_branch:
            return self._git("rev-parse", "HEAD")
        if not self._git("ls-remote", self._place.remote, f"refs/heads/{self._place.issued_branch}"):
            return ""
        self._git("fetch", "--quiet", "--depth=1", self._place.remote, self._place.issued_branch)
        start = self._git("rev-parse", "FETCH_HEAD")
        self._git("restore", f"--source={start}", "--worktree", "--", folder)
        return start

    def changed(self, folder: str, start: str) -> bool:
        """Whether the store differs from what that commit has."""
        return self._tree(folder, start) != (self._git("rev-parse", f"{start}^{{tree}}") if start else _EMPTY)

    def push(self, folder: str, start: str, message: str) -> bool:
        """Commit the store on top of `start` and push it; False when somebody else pushed meanwhile."""
        parents = ("-p", start) if start else ()
        commit = self._git(*_WHO, "commit-tree", self._tree(folder, start), *parents, "-m", message)
        target = self._place.issued_branch or self._place.branch
        pushed = self._git.run("push", "--quiet", self._place.remote, f"{commit}:refs/heads/{target}")
        if pushed.returncode == 0 and not self._place.issued_branch:
            self._git("reset", "--quiet", commit)
        return pushed.returncode == 0

    def start_again(self, folder: str) -> None:
        """The branch as it is now, and nothing of what was signed here."""
        if self._place.issued_branch:
            self._git("clean", "-fdxq", "--", folder)
            self.catch_up()
            return
        self._git("fetch", "--quiet", self._place.remote, self._place.branch)
        self._git("reset", "--quiet", "--hard", "FETCH_HEAD")
        self._git("clean", "-fdq", "--", folder)

    def _tree(self, folder: str, start: str) -> str:
        """The tree of `start` with the store as it is on the disk; the checkout's own index is left alone."""
        with tempfile.TemporaryDirectory(prefix="badgepress-") as scratch:
            index = {"GIT_INDEX_FILE": str(Path(scratch, "index"))}
            self._git("read-tree", start or "--empty", environment=index)
            if (self._place.checkout / folder).is_dir():
                self._git("add", "--all", "--force", "--", folder, environment=index)
            return self._git("write-tree", environment=index)
