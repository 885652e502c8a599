"""Git, as far as this package asks it for anything: one place that starts it.

`Git` is made for a folder. A call gives what git said, `raw` its bytes, `run` also its refusal. No message names what
stands in `hidden`: a remote's address may hold a token. Git's own children get none of our variables, so that neither
a key nor a passphrase reaches a hook.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from badgepress.environment import for_git
from badgepress.errors import SignError, problem

#: Git as it is, whatever a user's or a repository's settings make of what it prints.
_PLAIN = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")


@dataclass(frozen=True, slots=True)
class Git:
    """Git in one folder. `environment` is added to each call, `hidden` are texts that no error repeats."""

    folder: Path
    hidden: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """What git said, without the last end of line. Raises SignError `git`."""
        return self.raw(*arguments, environment=environment).decode("utf-8", "surrogateescape").rstrip()

    def raw(self, *arguments: str, environment: Mapping[str, str] | None = None, given: bytes = b"") -> bytes:
        """The bytes that git wrote; `given` is its input. Raises SignError `git`."""
        done = self.run(*arguments, environment=environment, given=given)
        if done.returncode:
            raise self.failed(arguments, done)
        return done.stdout

    def run(
        self, *arguments: str, environment: Mapping[str, str] | None = None, given: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        """The same when git may refuse. Raises SignError `git` only where there is no git."""
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
        """The id of what a name stands for, such as `HEAD:badges` or `main^{commit}`; empty where it names nothing."""
        asked = self.run("rev-parse", "--verify", "--quiet", name)
        return asked.stdout.decode().strip() if not asked.returncode else ""

    def failed(self, arguments: Sequence[str], done: subprocess.CompletedProcess[bytes]) -> SignError:
        """The error for a call that git refused."""
        verb = next(word for word in arguments if not word.startswith("-") and "=" not in word)
        return SignError(problem("git", f"`git {verb}` failed: {self.said(done)}"))

    def said(self, done: subprocess.CompletedProcess[bytes]) -> str:
        """What git said, in one line, without what is hidden."""
        text = " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split())
        for secret in self.hidden:
            text = text.replace(secret, "the remote") if secret else text
        # Whoever an address names, and whatever word stands beside, is nobody's business.
        text = re.sub(r"(?<=://)[^\s/@]*@", "", text)
        return text[-300:] or f"exit code {done.returncode}"
