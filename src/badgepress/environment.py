"""Makes the environment of every program that is started: what it needs, and no secrets.

This file uses only the standard library, because the builder of the browser bundle loads it by its path before the
package is installed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

#: The prefix of our own variables (keys, passphrases, the pepper, the token). No program that we start gets them.
_OWN = "BADGEPRESS_"
#: Names that suggest a secret. Builders of pages and scripts need none of them.
_SECRET = re.compile(r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|(?:^|_)(?:KEY|PAT|AUTH)(?:_|$)", re.IGNORECASE)
#: Names that look like the above but are not secret, or that npm needs for a private registry.
_KNOWN = re.compile(r"^(?:SSH_AUTH_SOCK|NPM_.*)$", re.IGNORECASE)


def without_ours(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment without our own variables: for git, which may need anything else that is set."""
    return {name: value for name, value in _all(given).items() if not name.upper().startswith(_OWN)}


def for_builders(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment without anything that looks secret: for Node, npm, MkDocs and our own trial."""
    plain = without_ours(given)
    return {name: value for name, value in plain.items() if _KNOWN.match(name) or not _SECRET.search(name)}


#: Variables that a git hook sets for its children. They would point git to another repository.
_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})


def for_git(more: Mapping[str, str] | None = None, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of git, which must not prompt and must answer in English, because its output is parsed.

    `more` is added: the index of a temporary folder, or what `remote.py` sets for a remote that needs a token.
    """
    plain = {name: value for name, value in without_ours(given).items() if name not in _OF_A_HOOK}
    return {**plain, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(more or {})}


def _all(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if given is None else given
