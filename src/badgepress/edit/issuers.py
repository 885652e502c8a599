"""Create an issuer's file, with its public key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from badgepress.edit import yamltext
from badgepress.edit.change import Change, created
from badgepress.edit.tried import problems_with_file
from badgepress.errors import ReadError, errors, in_order, problem
from badgepress.read import require_program
from badgepress.read.schemas import schema_line


def new_issuer(root: Path, slug: str, fields: Mapping[str, str], public: str, since: datetime) -> Change:
    """Create `issuers/<slug>.yml` with the given fields and a public key that may sign from `since` on.

    Raises ReadError `file-exists`, or with all errors that the programme would have with this file.
    """
    program = require_program(root, faultless=True)
    path = root / "issuers" / f"{slug}.yml"
    shown = f"{program.shown}/issuers/{slug}.yml"
    if path.exists():
        raise ReadError(problem("file-exists", "an issuer with this name already exists", file=shown))
    lines = [f"{key}: {yamltext.flow(value)}\n" for key, value in fields.items()]
    lines += ["keys:\n", "  # The public key. Never put the secret key into this repository.\n"]
    lines += [f"  - public: {public}\n", f"    from: {yamltext.flow(yamltext.Bare(f'{since:%Y-%m-%d}'))}\n"]
    text = schema_line(root, "issuer", f"issuers/{slug}.yml", program.settings.base_url) + "".join(lines)
    wrong = errors(problems_with_file(root, program.shown, f"issuers/{slug}.yml", text))
    if wrong:
        raise ReadError(*in_order(wrong))
    return created(path, shown, text)
