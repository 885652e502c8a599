"""Runs git: the one place in this package that starts it.

`Git` works in one folder. A call returns git's output as text, `raw` returns its bytes, and `run` also returns
failures. No message shows the texts in `hidden`, because a remote's address may hold a token. Git's children get none
of our variables, so neither a key nor a passphrase reaches a hook.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from badgepress.environment import for_git
from badgepress.errors import SignError, problem

#: Keeps git's output the same, whatever the settings of the user or the repository.
_PLAIN = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")


@dataclass(frozen=True, slots=True)
class Git:
    """Git in one folder. `environment` is added to each call; no error shows the texts in `hidden`."""

    folder: Path
    hidden: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Return git's output without the last line end. Raises SignError `git`."""
        return self.raw(*arguments, environment=environment).decode("utf-8", "surrogateescape").rstrip()

    def raw(self, *arguments: str, environment: Mapping[str, str] | None = None, given: bytes = b"") -> bytes:
        """Return the bytes that git wrote; `given` is its input. Raises SignError `git`."""
        done = self.run(*arguments, environment=environment, given=given)
        if done.returncode:
            raise self.failed(arguments, done)
        return done.stdout

    def run(
        self, *arguments: str, environment: Mapping[str, str] | None = None, given: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git when it may fail, and return the result. Raises SignError `git` only if git is not installed."""
        command: Sequence[str] = ("git", *_PLAIN, *arguments)
        try:
            return subprocess.run(  # noqa: S603  (git, with arguments of our own)
                command,
                cwd=self.folder,
                env=for_git({**self.environment, **(environment or {})}),
                input=given,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise SignError(problem("git", "git is not installed")) from None

    def named(self, name: str) -> str:
        """Return the id of a name such as `HEAD:badges` or `main^{commit}`; empty if it names nothing."""
        result = self.run("rev-parse", "--verify", "--quiet", name)
        return result.stdout.decode().strip() if not result.returncode else ""

    def failed(self, arguments: Sequence[str], done: subprocess.CompletedProcess[bytes]) -> SignError:
        """Return the error for a call that failed."""
        verb = next(word for word in arguments if not word.startswith("-") and "=" not in word)
        return SignError(problem("git", f"`git {verb}` failed: {self.said(done)}"))

    def said(self, done: subprocess.CompletedProcess[bytes]) -> str:
        """Return git's message on one line, without the hidden texts."""
        text = " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split())
        for secret in self.hidden:
            text = text.replace(secret, "the remote") if secret else text
        # the user name and password of an address must not be shown
        text = re.sub(r"(?<=://)[^\s/@]*@", "", text)
        return text[-300:] or f"exit code {done.returncode}"
