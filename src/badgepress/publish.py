"""Sign what was merged, keep it on a branch, build the site: one run, safe to start again at any step.

Lines that were signed here but could not be pushed are thrown away with the push: nobody has seen them, and the
next round signs their awards again, at places that are free by then. What was pushed is never signed again.

A killed run leaves a note in git's own folder, so that the next one in the same checkout knows that what it
finds changed was changed by publishing, and puts it back. Without it such changes are somebody's work, and refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from badgepress.build import Built, Options, issue, run
from badgepress.checkout import Checkout, Place
from badgepress.errors import SignError, problem
from badgepress.lock import Held
from badgepress.sign.store import FOLDER

__all__ = ["Place", "Published", "prepare", "publish"]

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Published:
    """How many awards were signed, whether anything was pushed, and what the build came to."""

    issued: int
    pushed: bool
    built: Built


def prepare(options: Options, place: Place) -> Options:
    """Bring the checkout to what is newest on both branches: a run may be an old one that was started again.

    The options that go with it: whose history says what was issued. Raises SignError `dirty-tree`, `unpushed`,
    `not-in-checkout` or `git`.
    """
    git = _checkout(options, place)
    git.take_up()
    git.deepen()
    git.refuse_changes()
    git.catch_up()
    start = git.bring()
    git.done()
    return git.with_history(options, start)


def publish(options: Options, place: Place, held: Held) -> Published:
    """Sign, push and build what `prepare` made ready, in the programme that is held since before `prepare`.

    Raises BadgepressError; `git` and `push-refused` are its own.
    """
    git = _checkout(options, place)
    issued = 0
    for _ in range(ATTEMPTS):
        start = git.bring()
        options = git.with_history(options, start)
        git.begin()
        issued, _warnings = issue(options, held)
        if not git.changed(start):
            git.done()
            return Published(issued, False, run(options, held=held))
        if git.push(start, _message(issued)):
            git.done()
            return Published(issued, True, run(options, held=held))
        git.start_again()
        git.done()
    raise SignError(
        problem(
            "push-refused",
            f"what was issued could not be pushed in {ATTEMPTS} attempts",
            hint='somebody else keeps pushing, or the branch is protected: see the handbook, "Publishing"',
        )
    )


def _message(issued: int) -> str:
    return f"Issue {issued} award{'' if issued == 1 else 's'}" if issued else "Sign the status lists again"


def _checkout(options: Options, place: Place) -> Checkout:
    """The checkout, with the programme's place below it as a POSIX path."""
    try:
        below = options.program.resolve().relative_to(place.checkout.resolve())
    except ValueError:
        message = "the programme is not in this checkout"
        raise SignError(problem("not-in-checkout", message, file=str(options.program))) from None
    return Checkout(place, below.as_posix(), (below / FOLDER).as_posix())
