"""The environment of every program that is started: what it needs, and no secret.

One place for all of them. Only the standard library is used: the builder of the browser bundle loads this file by its
path, before the package is installed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

#: Every variable of ours. None of them is for a program that we start: keys, passphrases, the pepper, the token.
_OWN = "BADGEPRESS_"
#: Names that say they hold a secret. Builders of pages and scripts need none of them.
_SECRET = re.compile(r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|(?:^|_)(?:KEY|PAT|AUTH)(?:_|$)", re.IGNORECASE)
#: A name like one of the above that is none of these, or that npm needs for a registry of one's own.
_KNOWN = re.compile(r"^(?:SSH_AUTH_SOCK|NPM_.*)$", re.IGNORECASE)


def without_ours(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment less everything that is ours: for git, which may need what else its owner set."""
    return {name: value for name, value in _all(given).items() if not name.upper().startswith(_OWN)}


def for_builders(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment less everything that sounds like a secret: for Node, npm and MkDocs, and for our own trial."""
    plain = without_ours(given)
    return {name: value for name, value in plain.items() if _KNOWN.match(name) or not _SECRET.search(name)}


#: What a hook of git sets for its children: where another repository is than the one that a folder lies in.
_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})


def for_git(more: Mapping[str, str] | None = None, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of git: it asks nobody, and speaks English, which is what is looked for in its answers.

    `more` comes on top: the index of a scratch folder, or what `remote.py` says of a remote that wants a token.
    """
    plain = {name: value for name, value in without_ours(given).items() if name not in _OF_A_HOOK}
    return {**plain, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(more or {})}


def _all(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if given is None else given
