"""Check the CI/CD variables of a GitLab project: which jobs and branches get the secrets, and who can read them.

A protected variable is only passed to protected branches and tags, and to no merge request pipeline. An environment
scope limits it to the jobs of that environment. A masked variable is a single line and does not appear in logs; if it
is hidden too, nobody can read it in the settings. Sources: https://docs.gitlab.com/api/project_level_variables/ and
https://docs.gitlab.com/ci/variables/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from badgepress.doctor.host import SIGNING
from badgepress.doctor.look import Look, fine, questionable_setting, unseen, wrong_setting
from badgepress.model import Program
from badgepress.remote import TOKEN
from badgepress.sign.keyring import ENVIRONMENT, PASSPHRASE, variable

KEPT = f"protected, masked and hidden, with the environment scope `{SIGNING}`"
#: GitLab's access level number for the developer role.
_DEVELOPER = 30


@dataclass(frozen=True, slots=True)
class Rule:
    """A protected branch or name pattern. `developers`: every developer may push; `forced`: force push is allowed."""

    name: str
    developers: bool
    forced: bool

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Rule:
        """Parse an entry of the API. An access level for one user, group or deploy key does not count as the role's."""
        levels = entry.get("push_access_levels")
        named = ("user_id", "group_id", "deploy_key_id")
        developers = any(
            one.get("access_level") == _DEVELOPER and not any(one.get(name) for name in named)
            for one in (levels if isinstance(levels, list) else [])
            if isinstance(one, dict)
        )
        return cls(str(entry.get("name") or ""), developers, bool(entry.get("allow_force_push")))

    def covers(self, branch: str) -> bool:
        """Return whether the rule protects a branch of that name."""
        return _fits(self.name, branch)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable without its value, which GitLab sends but which is never kept.

    `hidden` is None if the server is too old to have that setting.
    """

    name: str
    scope: str
    protected: bool
    masked: bool
    hidden: bool | None
    as_file: bool

    @property
    def reaches(self) -> bool:
        """Whether the job that signs gets it, as a value and not as a file."""
        return _fits(self.scope, SIGNING) and not self.as_file

    @property
    def is_key(self) -> bool:
        """Whether it holds keys, for one issuer or for all."""
        return self.name == ENVIRONMENT or self.name.startswith(f"{ENVIRONMENT}_")


def parsed(entries: Iterable[Mapping[str, Any]]) -> tuple[Variable, ...]:
    """Parse the API's list of variables, dropping their values."""
    return tuple(
        Variable(
            str(one.get("key") or ""),
            str(one.get("environment_scope") or "*"),
            bool(one.get("protected")),
            bool(one.get("masked")),
            bool(one["hidden"]) if one.get("hidden") is not None else None,
            one.get("variable_type") == "file",
        )
        for one in entries
    )


def secrets(known: Iterable[Variable]) -> tuple[Variable, ...]:
    """Return the variables that allow signing: keys, their passphrase, and the token that may push without review."""
    return tuple(one for one in known if one.is_key or one.name in (TOKEN, PASSPHRASE))


def environment(held: tuple[Variable, ...], rules: tuple[Rule, ...], default: str, *, from_forks: bool) -> Look:
    """Check that only the default branch gets the secrets `held`.

    `from_forks`: members may run pipelines for merge requests from forks in the project, which is GitLab's default.
    """
    what = "environment"
    if not held:
        why = "the project has no variable with a key, so no branch gets one"
        return unseen(what, why, f"Settings, CI/CD, Variables: add it, {KEPT}")
    loose = _names(one for one in held if not one.protected)
    if loose:
        forks = ", even from forks," if from_forks else ""
        return wrong_setting(
            what,
            "environment-open",
            f"pipelines of every branch and of merge requests{forks} can read the secrets of the job that signs",
            "Settings, CI/CD, Variables: tick *Protect variable*; if people whom you do not trust could push, create a "
            "new key",
            got=loose,
            expected="protected",
        )
    wide = ", ".join(sorted(rule.name for rule in rules if rule.developers and rule.name != default))
    if wide:
        return questionable_setting(
            what,
            "environment-open",
            "every developer may push to other protected branches, whose pipelines can read the key too",
            "Settings, Repository, Protected branches: let only maintainers push to them, or unprotect them",
            got=wide,
        )
    return fine(what, "the secrets of the job that signs are protected: only protected branches get them")


def keys(program: Program, known: tuple[Variable, ...]) -> Iterator[Look]:
    """Check that the job that signs gets a key for each issuer, that no other job does, and that nobody can read it."""
    what, good = "secrets", True
    held = secrets(known)
    loose = _names(one for one in held if one.scope != SIGNING)
    if loose:
        good = False
        yield wrong_setting(
            what,
            "secret-open",
            "other jobs get a secret of the job that signs",
            "Settings, CI/CD, Variables: give it the environment scope `signing`, which only the job that signs has",
            got=loose,
            expected=f"scope {SIGNING}",
        )
    seen = _names(one for one in held if one.reaches and not (one.masked and one.hidden is not False))
    if seen:
        good = False
        yield questionable_setting(
            what,
            "secret-visible",
            "a secret can be read in the settings, or in the log of a job that prints it",
            "Settings, CI/CD, Variables: create it again as *Masked and hidden*; its value must then be one line "
            "without spaces, so leave out the key file's comments, and give each issuer its own variable, such as "
            "BADGEPRESS_KEY_ACME_SCHOOL",
            got=seen,
            expected="masked and hidden",
        )
    given = {one.name for one in held if one.is_key and one.reaches}
    if not given:
        yield wrong_setting(
            what,
            "no-secret",
            "the job that signs gets no variable BADGEPRESS_KEY of the project",
            "Settings, CI/CD, Variables: add it with the last line of the key file, as a variable and not as a file, "
            "protected, masked and hidden, with the environment scope `signing`; do not add it to the group, because "
            "all its projects would get it",
            got=", ".join(_misplaced(one) for one in held if one.is_key),
        )
        return
    without = [slug for slug, issuer in program.issuers.items() if issuer.keys and variable(slug) not in given]
    if without and ENVIRONMENT not in given:
        yield questionable_setting(
            what,
            "no-secret",
            "no variable of the project has a key for an issuer, so nothing can be signed for it",
            f"Settings, CI/CD, Variables: add {', '.join(map(variable, without))}, {KEPT}",
            got=", ".join(without),
        )
    elif good:
        several = "; `publish` checks before signing that it has a key for each issuer"
        more = several if len(without) > 1 else ""
        # GitLab before 17.4 hides nothing from maintainers.
        secrecy = "logs do not show it" if any(one.hidden is None for one in held) else "nobody else can read it"
        yield fine(what, f"the job that signs gets {', '.join(sorted(given))}, and {secrecy}{more}")


def _misplaced(one: Variable) -> str:
    return f"{one.name} of type file" if one.as_file else f"{one.name} with the scope {one.scope}"


def _names(listed: Iterable[Variable]) -> str:
    return ", ".join(sorted({one.name for one in listed}))


def _fits(pattern: str, name: str) -> bool:
    """Return whether a name matches a pattern of GitLab's, in which `*` stands for any characters."""
    first, *others = pattern.split("*")
    if not others:
        return pattern == name
    *middle, last = others
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
