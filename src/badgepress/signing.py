"""Tries, signs and stores everything of a programme that waits for a signature, in one or several processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from badgepress import sign
from badgepress.drawing import Options, Progress, secrets_of, watched
from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.parallel import each

#: How many files of awards a process signs at a time.
SIGNED_TOGETHER = 64


def unsigned(plan: sign.Plan) -> sign.Plan:
    """Return the plan for a build without keys: everything that would be signed is shown as a preview."""
    names = {*plan.orders, *plan.previews}
    previews = {name: (*plan.orders.get(name, ()), *plan.previews.get(name, ())) for name in names}
    return replace(plan, orders={}, previews=previews, lists=(), preview_lists=(*plan.preview_lists, *plan.lists))


def unsignable(
    program: Program, plan: sign.Plan, options: Options, progress: Progress, contents: Mapping[str, sign.Contents]
) -> list[Problem]:
    """Report what cannot be signed, by trying everything with the throw-away key. Nothing is stored.

    `contents` holds the files of awards that have already been read, by name.
    """
    shares = _shares(program, unsigned(plan).previews, contents)
    setup = partial(_signing, program, options, preview=True)
    tried = each(_unsignable_files, shares, setup=setup, jobs=options.jobs, chunk=1)
    return [one for found in watched(progress, "trying what is to be signed", len(shares), tried) for one in found]


def _shares(
    program: Program, orders: Mapping[str, Sequence[sign.Order]], contents: Mapping[str, sign.Contents]
) -> list[list[sign.Waiting]]:
    """Split the files that have orders, together with these, into shares for one process each."""
    items = [
        sign.Waiting(file, orders[file.name], contents[file.name].awards if file.name in contents else None)
        for file in program.files
        if file.name in orders
    ]
    return [items[start : start + SIGNED_TOGETHER] for start in range(0, len(items), SIGNED_TOGETHER)]


def sign_waiting(
    program: Program, plan: sign.Plan, options: Options, progress: Progress, contents: Mapping[str, sign.Contents]
) -> None:
    """Sign every waiting award whose issuer has a key, and store its line. Raises SignError."""
    sign.sweep(program)
    places = {(one.entry.number, one.entry.index) for orders in plan.orders.values() for one in orders}
    sign.reserve(program, places, plan.unused)
    shares = _shares(program, plan.orders, contents)
    setup = partial(_signing, program, options, preview=False)
    signed = (one for files in each(_sign_files, shares, setup=setup, jobs=options.jobs, chunk=1) for one in files)
    for _ in watched(progress, "signing", len(plan.orders), sign.keep_lines(program, signed)):
        pass
    sign.settle(program, plan.unused)


def lists_of(program: Program, plan: sign.Plan, options: Options) -> list[sign.Signed]:
    """Return every status list of the site: unchanged, signed again, or signed only for a preview."""
    by_did = sign.own_issuers(program)
    made = list(plan.kept)
    for wanted in plan.lists:
        secret = sign.signer(program, by_did[wanted.issuer], options.keyring, options.now, preview=False)
        made.append(sign.issue_list(program, wanted, secret, options.now))
    for wanted in plan.preview_lists:
        made.append(sign.sign_list(program, wanted, sign.preview_key(program), options.now))
    return sorted(made, key=lambda signed: signed.number)


def preview_warning(program: Program, plan: sign.Plan) -> list[Problem]:
    """Warn that some awards are shown as previews, if there are any."""
    if not plan.previewing:
        return []
    return [
        problem(
            "preview",
            "new awards are shown as a PREVIEW, signed with a throw-away key, because their issuer's key is not given",
            file=f"{program.shown}/assertions/",
            got=f"{plan.previewing} not issued yet",
            hint="a build with the issuer's key issues them; nothing was written to issued/",
            severity="warning",
        )
    ]


def _signing(
    program: Program, options: Options, *, preview: bool
) -> tuple[Program, dict[str, sign.SecretKey], datetime]:
    return program, secrets_of(program, options, preview=preview), options.now


def _sign_files(
    context: tuple[Program, dict[str, sign.SecretKey], datetime],
    items: Sequence[sign.Waiting],
) -> list[tuple[str, list[bytes]]]:
    program, secrets, now = context
    return list(sign.sign_files(program, items, secrets, now))


def _unsignable_files(
    context: tuple[Program, dict[str, sign.SecretKey], datetime],
    items: Sequence[sign.Waiting],
) -> list[Problem]:
    program, secrets, now = context
    return sign.unsignable(program, items, secrets, now)
