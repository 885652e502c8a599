"""Tries, signs and stores everything of a programme that waits for a signature, in one or several processes.

A build signs awards as it makes their pages (see drawing.py), and stores what was signed when the whole site is made.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from badgepress import sign
from badgepress.drawing import Options, Progress, secrets_of, signed_in, watched
from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.parallel import each
from badgepress.render.writer import Target, cannot_write, refuse_mount

#: How many files of awards a process signs at a time.
SIGNED_TOGETHER = 64


def unsigned(plan: sign.Plan) -> sign.Plan:
    """Return the plan for a build without keys: everything that would be signed is shown as a preview."""
    names = {*plan.orders, *plan.previews}
    previews = {name: (*plan.orders.get(name, ()), *plan.previews.get(name, ())) for name in names}
    return replace(plan, orders={}, previews=previews, lists=(), preview_lists=(*plan.preview_lists, *plan.lists))


def unsignable(
    program: Program, plan: sign.Plan, options: Options, progress: Progress, contents: Mapping[str, sign.Kept]
) -> list[Problem]:
    """Report what cannot be signed, by trying everything with the throw-away key. Nothing is stored.

    `contents` holds the files of awards that have already been read, by name.
    """
    shares = _shares(program, unsigned(plan).previews, contents)
    setup = partial(_signing, program, options, preview=True)
    tried = each(_unsignable_files, shares, setup=setup, jobs=options.jobs, chunk=1)
    return [one for found in watched(progress, "trying what is to be signed", len(shares), tried) for one in found]


def _shares(
    program: Program, orders: Mapping[str, Sequence[sign.Order]], contents: Mapping[str, sign.Kept]
) -> list[list[sign.Waiting]]:
    """Split the files that have orders, together with these, into shares for one process each."""
    items = [
        sign.Waiting(file, orders[file.name], contents.get(file.name)) for file in program.files if file.name in orders
    ]
    return [items[start : start + SIGNED_TOGETHER] for start in range(0, len(items), SIGNED_TOGETHER)]


def sign_waiting(
    program: Program, plan: sign.Plan, options: Options, progress: Progress, contents: Mapping[str, sign.Kept]
) -> None:
    """Sign every waiting award whose issuer has a key and every list, and store them. Raises SignError."""
    shares = _shares(program, plan.orders, contents)
    setup = partial(_signing, program, options, preview=False)
    signed = (one for files in each(_sign_files, shares, setup=setup, jobs=options.jobs, chunk=1) for one in files)
    lists = lists_of(program, plan, options)
    with _reserved(program, plan):
        pass
    _keep(program, plan, watched(progress, "signing", len(plan.orders), signed), lists)


@contextlib.contextmanager
def storing(program: Program, plan: sign.Plan, lists: Sequence[sign.Signed], site: Target) -> Iterator[Path | None]:
    """Store what is signed while the block makes the site. Yield the folder in which it leaves lines (see drawing.py).

    Yields None if there is nothing to sign. If the block raises, nothing is stored, and the indexes are free again.
    Raises SignError or RenderError.
    """
    if not plan.orders and not plan.lists:
        yield None
        return
    beside = site.beside
    try:
        waiting = tempfile.TemporaryDirectory(prefix=f"{beside.name}-", dir=beside.parent)
    except OSError as error:
        raise cannot_write(str(beside), error) from error
    with waiting as scratch:
        with _reserved(program, plan):
            yield Path(scratch)
            refuse_mount(site)
        _keep(program, plan, signed_in(Path(scratch), plan.orders), lists)


def _reserved(program: Program, plan: sign.Plan) -> contextlib.AbstractContextManager[None]:
    """Record the indexes of what the block signs, before anything is signed. If it raises, they are free again."""
    sign.sweep(program)
    places = {(one.entry.number, one.entry.index) for orders in plan.orders.values() for one in orders}
    return sign.reserved(program, places, plan.unused)


def _keep(
    program: Program, plan: sign.Plan, signed: Iterable[tuple[str, Sequence[bytes]]], lists: Sequence[sign.Signed]
) -> None:
    """Store signed lines, by the names of their files, and the lists that the plan signs. Raises SignError.

    Only the process that holds the programme's lock may call this.
    """
    for _ in sign.keep_lines(program, signed):
        pass
    sign.settle(program, plan.unused)
    made = {one.number: one for one in lists}
    for wanted in plan.lists:
        sign.keep_list(program, wanted, made[wanted.number])


def lists_of(program: Program, plan: sign.Plan, options: Options) -> list[sign.Signed]:
    """Return every status list of the site: unchanged, signed now, or signed only for a preview. Nothing is stored."""
    by_did = sign.own_issuers(program)
    made = list(plan.kept)
    for wanted in plan.lists:
        secret = sign.signer(program, by_did[wanted.issuer], options.keyring, options.now, preview=False)
        made.append(sign.sign_list(program, wanted, secret, options.now))
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
