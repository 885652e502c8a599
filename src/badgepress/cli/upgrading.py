"""`badgepress check --upgrade`: compare the site that this version builds with what another version published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from badgepress.cli.show import counted
from badgepress.errors import FetchError, Problem, problem
from badgepress.read import require_program
from badgepress.upgrade import Moves, against_folder, against_site, pinned, problems_of
from badgepress.verify.web import HttpFetch


class Upgrade:
    """Compares the site that this version built, and keeps the result."""

    def __init__(self, program: Path, against: Path | None) -> None:
        self._program, self._against = program, against
        self._moves: Moves | None = None

    def look(self, site: Path) -> list[Problem]:
        """Return problems for files that would be gone or changed, or a warning if the published site is silent."""
        if self._against is not None:
            self._moves = against_folder(site, self._against)
            return problems_of(self._moves, str(self._against))
        base_url = require_program(self._program).settings.base_url
        try:
            self._moves = against_site(site, base_url, HttpFetch())
        except FetchError as error:
            message = "the published site does not answer, so there is nothing to compare with"
            hint = "build with the pinned version, and compare with that folder: --against site"
            got = error.problems[0].sentence()
            return [problem("upgrade-unknown", message, file=base_url, got=got, hint=hint, severity="warning")]
        return problems_of(self._moves, base_url)

    def lines(self) -> Iterator[str]:
        """Yield the result as lines for people."""
        yield f"this is Badgepress {version('badgepress')}"
        for file, named in sorted(pinned(Path.cwd()).items()):
            yield f"{file} pins {named}"
        moves = self._moves
        if moves is None:
            yield "nothing was compared, so the effects of an upgrade are unknown [upgrade-unknown]"
        else:
            yield (
                f"{counted(moves.compared, 'file')} compared: {len(moves.gone)} gone, "
                f"{counted(len(moves.changed), 'document')} and {counted(moves.pages, 'page')} changed"
            )

    def as_dict(self) -> dict[str, Any]:
        """Return the result for `--json`."""
        moves = asdict(self._moves) if self._moves else {}
        return {"version": version("badgepress"), "pinned": pinned(Path.cwd()), **moves}
