"""Sign what was merged and keep it on a branch: one run, safe to start again at any step.

What is signed was tried before, by somebody who had no key: see `build.trial`. Nothing here loads a template.

Lines that were signed here but could not be pushed are thrown away with the push: nobody has seen them, and the
next round signs their awards again, at places that are free by then. What was pushed is never signed again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from badgepress.build import Options, issue
from badgepress.errors import SignError, problem
from badgepress.git import Git
from badgepress.lock import Held
from badgepress.remote import Remote
from badgepress.sign.store import FOLDER

ATTEMPTS = 5
#: Git's name for the tree with nothing in it.
_EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_WHO = ("-c", "user.name=Badgepress", "-c", "user.email=badgepress@noreply.invalid", "-c", "commit.gpgSign=false")


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


@dataclass(frozen=True, slots=True)
class Published:
    """How many awards were signed, whether anything was pushed, and which commits hold the programme and its store.

    `kept` is the commit of the branch for what is issued; empty where the store lies on the same branch.
    """

    issued: int
    pushed: bool
    commit: str
    kept: str = ""


def prepare(options: Options, place: Place) -> str:
    """Bring the checkout to what is newest on both branches: a run may be an old one that was started again.

    The commit that is checked out then. Raises SignError `dirty-tree`, `unpushed`, `not-in-checkout` or `git`.
    """
    git = _Git(place)
    folder = _issued(options.program, place.checkout)
    git.refuse_changes()
    git.catch_up()
    git.bring(folder)
    return git.head()


def publish(options: Options, place: Place, held: Held, trial: Callable[[], None]) -> Published:
    """Try, sign and push what `prepare` made ready, in the programme that is held since before `prepare`.

    `trial` raises when something is wrong with the checkout. Raises BadgepressError; `git` and `push-refused` are its
    own.
    """
    git = _Git(place)
    folder = _issued(options.program, place.checkout)
    for _ in range(ATTEMPTS):
        start = git.bring(folder)
        trial()
        found = _signed(git, options, folder, start, held)
        if found:
            return found
        git.start_again(folder)
    raise SignError(
        problem(
            "push-refused",
            f"what was issued could not be pushed in {ATTEMPTS} attempts",
            hint='somebody else keeps pushing, or the branch is protected: see the handbook, "Publishing"',
        )
    )


def sign_tried(options: Options, place: Place, held: Held, commit: str) -> Published:
    """Sign and push exactly what was tried: the checkout must be that commit, and the branch must not have gone on.

    Raises SignError `dirty-tree`, `other-commit`, `branch-moved`, `push-refused` or `git`.
    """
    git = _Git(place)
    folder = _issued(options.program, place.checkout)
    _expect(git, commit)
    start = git.bring(folder)
    found = _signed(git, options, folder, start, held)
    if found:
        return found
    moved = git.tip() != start
    git.forget(folder, start)
    raise _moved() if moved else _refused()


def _moved() -> SignError:
    hint = "start the run again: it tries and signs what is newest"
    return SignError(problem("branch-moved", "somebody pushed since this commit was tried", hint=hint))


def _refused() -> SignError:
    hint = 'the branch is protected: see the handbook, "Publishing"'
    return SignError(problem("push-refused", "what was issued could not be pushed", hint=hint))


def stand_at(options: Options, place: Place, commit: str, kept: str = "") -> None:
    """Make sure that the checkout is what was signed: this commit, with what is issued as `kept` has it.

    Raises SignError `dirty-tree`, `other-commit` or `git`.
    """
    git = _Git(place)
    _expect(git, commit)
    if kept:
        git.bring(_issued(options.program, place.checkout), kept)


def _expect(git: _Git, commit: str) -> None:
    git.refuse_changes()
    head = git.head()
    if commit and head != commit:
        hint = "check out that commit, and nothing else"
        message = "the checkout is not the commit that was named"
        raise SignError(problem("other-commit", message, got=head, expected=commit, hint=hint))


def _signed(git: _Git, options: Options, folder: str, start: str, held: Held) -> Published | None:
    """One attempt; None when what was signed could not be pushed."""
    issued, _warnings = issue(options, held)
    if not git.changed(folder, start):
        return Published(issued, False, git.head(), start if git.is_apart else "")
    pushed = git.push(folder, start, _message(issued))
    if not pushed:
        return None
    return Published(issued, True, git.head(), pushed if git.is_apart else "")


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
        self._git = Git(place.checkout, hidden=place.remote.hidden)
        #: Only calls that reach the server are told the token.
        self._far = Git(place.checkout, place.remote.hidden, place.remote.environment(os.environ))

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
        self._far("fetch", "--quiet", self._place.remote.address, self._place.branch)
        head, newest = self._git("rev-parse", "HEAD"), self._git("rev-parse", "FETCH_HEAD")
        if head == newest:
            return
        if self._git.run("merge-base", "--is-ancestor", head, newest).returncode:
            branch = self._place.branch
            hint = "push them, and have them reviewed; or publish from a fresh clone"
            raise SignError(problem("unpushed", f"the checkout has commits that {branch} has not", hint=hint))
        self._git("reset", "--quiet", "--hard", newest)

    def bring(self, folder: str, commit: str = "") -> str:
        """The commit that what is issued comes after; with a branch of its own, its `issued/` is put into place.

        That of the branch's newest commit, or of the one that is named.
        """
        if not self._place.issued_branch:
            return self.head()
        if not commit and not self.tip():
            return ""
        wanted = commit or self._place.issued_branch
        self._far("fetch", "--quiet", "--depth=1", self._place.remote.address, wanted)
        start = self._git("rev-parse", "FETCH_HEAD")
        self._git("restore", f"--source={start}", "--worktree", "--", folder)
        return start

    def changed(self, folder: str, start: str) -> bool:
        """Whether the store differs from what that commit has."""
        return self._tree(folder, start) != (self._git("rev-parse", f"{start}^{{tree}}") if start else _EMPTY)

    def push(self, folder: str, start: str, message: str) -> str:
        """Commit the store on top of `start` and push it: the commit; empty when it was refused."""
        parents = ("-p", start) if start else ()
        commit = self._git(*_WHO, "commit-tree", self._tree(folder, start), *parents, "-m", message)
        target = self._place.issued_branch or self._place.branch
        pushed = self._far.run("push", "--quiet", self._place.remote.address, f"{commit}:refs/heads/{target}")
        if pushed.returncode == 0 and not self._place.issued_branch:
            self._git("reset", "--quiet", commit)
        return commit if pushed.returncode == 0 else ""

    def forget(self, folder: str, start: str) -> None:
        """The checkout as it was before anything was signed in it."""
        self._git("clean", "-fdxq", "--", folder)
        if not self._place.issued_branch:
            self._git("reset", "--quiet", "--hard")
        elif start:
            self._git("restore", f"--source={start}", "--worktree", "--", folder)

    def start_again(self, folder: str) -> None:
        """The branch as it is now, and nothing of what was signed here."""
        if self._place.issued_branch:
            self._git("clean", "-fdxq", "--", folder)
            self.catch_up()
            return
        self._far("fetch", "--quiet", self._place.remote.address, self._place.branch)
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
