"""Signs merged awards and pushes them to a branch, in one run that can be restarted at any step.

Everything was tried before in a run without keys: see `build.trial`. Nothing here loads a template.

If a push fails, the lines that were signed for it are thrown away: nobody has seen them, and the next attempt signs
their awards again, at indexes that are free by then. Awards that were pushed are never signed again.

A killed run leaves a note in git's own folder. It tells the next run in the same checkout that the changes there come
from publishing, so that it undoes them. Without a note, changes are somebody's work and are refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from badgepress.build import Options, issue
from badgepress.checkout import Checkout, Place
from badgepress.errors import BadgepressError, SignError, problem
from badgepress.lock import Held
from badgepress.sign.store import FOLDER

__all__ = ["Place", "Published", "prepare", "publish", "sign_tried", "stand_at"]

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Published:
    """How many awards were signed, whether anything was pushed, and which commits hold the programme and its store.

    `kept` is the commit of the branch for issued awards; empty if the store is on the programme's branch.
    """

    issued: int
    pushed: bool
    commit: str
    kept: str = ""


def prepare(options: Options, place: Place) -> str:
    """Update the checkout to the newest state of both branches, since an old run may have been restarted.

    Return the commit that is then checked out. Raises SignError `dirty-tree`, `unpushed`, `not-in-checkout` or `git`.
    """
    git = _checkout(options, place)
    git.take_up()
    git.deepen()
    git.refuse_changes()
    git.catch_up()
    git.bring()
    git.done()
    return git.head()


def publish(options: Options, place: Place, held: Held, trial: Callable[[], None]) -> Published:
    """Try, sign and push what `prepare` made ready, in the programme that is held since before `prepare`.

    `trial` raises when something is wrong with the checkout. Raises BadgepressError; `git` and `push-refused` are its
    own.
    """
    git = _checkout(options, place)
    for _ in range(ATTEMPTS):
        start = git.bring()
        with _cleared(git, start):
            trial()
            found = _signed(git, options, start, held)
        if found:
            return found
        git.start_again()
        git.done()
    raise SignError(
        problem(
            "push-refused",
            f"the issued awards could not be pushed in {ATTEMPTS} attempts",
            hint='somebody else keeps pushing, or the branch is protected: see the handbook, "Publishing"',
        )
    )


def sign_tried(options: Options, place: Place, held: Held, commit: str) -> Published:
    """Sign and push exactly what was tried: the checkout must be at that commit, and the branch must not have moved.

    Raises SignError `dirty-tree`, `other-commit`, `branch-moved`, `push-refused`, `key-absent` or `git`.
    """
    git = _checkout(options, place)
    git.take_up()
    git.deepen()
    _expect(git, commit)
    start = git.bring()
    with _cleared(git, start):
        found = _signed(git, options, start, held)
    if found:
        return found
    moved = git.tip() != start
    git.forget(start)
    git.done()
    raise _moved() if moved else _refused()


def _moved() -> SignError:
    hint = "start the run again: it tries and signs the newest state"
    return SignError(problem("branch-moved", "somebody pushed since this commit was tried", hint=hint))


def _refused() -> SignError:
    hint = 'the branch is protected: see the handbook, "Publishing"'
    return SignError(problem("push-refused", "the issued awards could not be pushed", hint=hint))


def stand_at(options: Options, place: Place, commit: str, kept: str = "") -> None:
    """Make sure that the checkout is what was signed: this commit, with the issued awards of the commit `kept`.

    Raises SignError `dirty-tree`, `other-commit` or `git`.
    """
    git = _checkout(options, place)
    git.take_up()
    _expect(git, commit)
    if kept:
        git.bring(kept)
    git.done()


def _expect(git: Checkout, commit: str) -> None:
    git.refuse_changes()
    head = git.head()
    if commit and head != commit:
        hint = "check out exactly that commit"
        message = "the checkout is not at the named commit"
        raise SignError(problem("other-commit", message, got=head, expected=commit, hint=hint))


@contextlib.contextmanager
def _cleared(git: Checkout, start: str) -> Iterator[None]:
    """Clean up after an error, so that other commands can be used to fix the programme."""
    try:
        yield
    except BadgepressError:
        with contextlib.suppress(SignError):
            git.forget(start)
            git.done()
        raise


def _signed(git: Checkout, options: Options, start: str, held: Held) -> Published | None:
    """Make one attempt to sign and push. Return None if the push failed; the signed lines are then still on disk."""
    git.begin()
    issued, _warnings = issue(replace(options, history=("HEAD", start)), held, everything=True)
    pushed = ""
    if git.changed(start):
        pushed = git.push(start, _message(issued))
        if not pushed:
            return None
    git.done()
    kept = (pushed or start) if git.is_apart else ""
    return Published(issued, bool(pushed), git.head(), kept)


def _message(issued: int) -> str:
    return f"Issue {issued} award{'' if issued == 1 else 's'}" if issued else "Sign the status lists again"


def inside(checkout: Path, program: Path) -> Path:
    """Return the programme's path below the checkout. Raises SignError `not-in-checkout`."""
    try:
        return program.resolve().relative_to(checkout.resolve())
    except ValueError:
        message = "the programme is not in this checkout"
        raise SignError(problem("not-in-checkout", message, file=str(program))) from None


def _checkout(options: Options, place: Place) -> Checkout:
    """Return the checkout with the POSIX paths of the programme and its store."""
    below = inside(place.checkout, options.program)
    return Checkout(place, below.as_posix(), (below / FOLDER).as_posix())
