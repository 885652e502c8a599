"""The secrets of a project on GitLab: which jobs of which branches are given them, and who can read them back.

Source: https://docs.gitlab.com/api/project_level_variables/ and https://docs.gitlab.com/ci/variables/. A protected
variable is given to protected branches and tags alone, and to no pipeline of a merge request; an environment scope
keeps it to the jobs of that environment. A masked one is one line, is hidden in logs, and if it is hidden too nobody
can read it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from badgepress.doctor.host import SIGNING
from badgepress.doctor.look import Look, fine, to_mend, to_think_about, unseen
from badgepress.model import Program
from badgepress.remote import TOKEN
from badgepress.sign.keyring import ENVIRONMENT, PASSPHRASE, variable

KEPT = f"protected, masked and hidden, with the environment scope `{SIGNING}`"
#: The role that every developer of a project has, in GitLab's numbers.
_DEVELOPER = 30


@dataclass(frozen=True, slots=True)
class Rule:
    """A protected branch, or a pattern of such names. `developers`: each of them may push; `forced`: over history."""

    name: str
    developers: bool
    forced: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Rule:
        """A rule as the API tells it. An entry for one person, group or deploy key is not one for a whole role."""
        levels = told.get("push_access_levels")
        named = ("user_id", "group_id", "deploy_key_id")
        developers = any(
            one.get("access_level") == _DEVELOPER and not any(one.get(name) for name in named)
            for one in (levels if isinstance(levels, list) else [])
            if isinstance(one, dict)
        )
        return cls(str(told.get("name") or ""), developers, bool(told.get("allow_force_push")))

    def covers(self, branch: str) -> bool:
        """Whether a branch of that name is protected by it."""
        return _fits(self.name, branch)


@dataclass(frozen=True, slots=True)
class Variable:
    """What is known of a variable without its value, which GitLab sends along and which is kept nowhere.

    `hidden` is None where the server is too old to say.
    """

    name: str
    scope: str
    protected: bool
    masked: bool
    hidden: bool | None
    as_file: bool

    @property
    def reaches(self) -> bool:
        """Whether the job that signs is given it, as it is written."""
        return _fits(self.scope, SIGNING) and not self.as_file

    @property
    def is_key(self) -> bool:
        """Whether it holds keys, for all issuers or for one."""
        return self.name == ENVIRONMENT or self.name.startswith(f"{ENVIRONMENT}_")


def parsed(told: Iterable[Mapping[str, Any]]) -> tuple[Variable, ...]:
    """The variables as the API lists them, without their values."""
    return tuple(
        Variable(
            str(one.get("key") or ""),
            str(one.get("environment_scope") or "*"),
            bool(one.get("protected")),
            bool(one.get("masked")),
            bool(one["hidden"]) if one.get("hidden") is not None else None,
            one.get("variable_type") == "file",
        )
        for one in told
    )


def secrets(known: Iterable[Variable]) -> tuple[Variable, ...]:
    """Those that let somebody sign: keys, their passphrase, and the token that may push past the review."""
    return tuple(one for one in known if one.is_key or one.name in (TOKEN, PASSPHRASE))


def environment(held: tuple[Variable, ...], rules: tuple[Rule, ...], default: str, *, from_forks: bool) -> Look:
    """Whether only the default branch is given the secrets `held`.

    `from_forks`: members may run the pipelines of forks' merge requests in the project, by GitLab's default.
    """
    what = "environment"
    if not held:
        why = "there is no key in the project's variables, so no branch has one"
        return unseen(what, why, f"Settings, CI/CD, Variables: add it, {KEPT}")
    loose = _names(one for one in held if not one.protected)
    if loose:
        forks = ", those of forks among them" if from_forks else ""
        return to_mend(
            what,
            "environment-open",
            f"pipelines of every branch and of merge requests{forks} can have the secrets of the job that signs",
            "Settings, CI/CD, Variables: tick *Protect variable*; make a new key if people could push whom you do not "
            "trust",
            got=loose,
            expected="protected",
        )
    wide = ", ".join(sorted(rule.name for rule in rules if rule.developers and rule.name != default))
    if wide:
        return to_think_about(
            what,
            "environment-open",
            "every developer may push to other protected branches, whose pipelines can have the key too",
            "Settings, Repository, Protected branches: let only maintainers push to them, or protect them no more",
            got=wide,
        )
    return fine(what, "the secrets of the job that signs are protected: only protected branches are given them")


def keys(program: Program, known: tuple[Variable, ...]) -> Iterator[Look]:
    """Whether the job that signs is given a key for each issuer, no other job is, and nobody can read it back."""
    what, good = "secrets", True
    held = secrets(known)
    loose = _names(one for one in held if one.scope != SIGNING)
    if loose:
        good = False
        yield to_mend(
            what,
            "secret-open",
            "a secret of the job that signs is given to other jobs",
            "Settings, CI/CD, Variables: give it the environment scope `signing`: only the job that signs is in that "
            "environment",
            got=loose,
            expected=f"scope {SIGNING}",
        )
    seen = _names(one for one in held if one.reaches and not (one.masked and one.hidden is not False))
    if seen:
        good = False
        yield to_think_about(
            what,
            "secret-visible",
            "a secret can be read back in the settings, or in the log of a job that prints it",
            "Settings, CI/CD, Variables: make it anew, *Masked and hidden*; that takes one line without spaces, so "
            "leave out the key file's comments, and give each issuer a variable of its own, such as "
            "BADGEPRESS_KEY_ACME_SCHOOL",
            got=seen,
            expected="masked and hidden",
        )
    given = {one.name for one in held if one.is_key and one.reaches}
    if not given:
        yield to_mend(
            what,
            "no-secret",
            "no variable BADGEPRESS_KEY of the project is given to the job that signs",
            "Settings, CI/CD, Variables: add it with the last line of the key file, as a variable and not as a file, "
            "protected, masked and hidden, with the environment scope `signing`; not to the group, whose projects "
            "would all be given it",
            got=", ".join(_misplaced(one) for one in held if one.is_key),
        )
        return
    without = [slug for slug, issuer in program.issuers.items() if issuer.keys and variable(slug) not in given]
    if without and ENVIRONMENT not in given:
        yield to_think_about(
            what,
            "no-secret",
            "an issuer has no key in the project's variables, and nothing can be signed for it",
            f"Settings, CI/CD, Variables: add {', '.join(map(variable, without))}, {KEPT}",
            got=", ".join(without),
        )
    elif good:
        several = "; whether it holds a key of each issuer is told by `publish`, before it signs"
        more = several if len(without) > 1 else ""
        # GitLab before 17.4 hides nothing from maintainers.
        kept = "logs do not show it" if any(one.hidden is None for one in held) else "nobody can read it back"
        yield fine(what, f"the job that signs is given {', '.join(sorted(given))}, and {kept}{more}")


def _misplaced(one: Variable) -> str:
    return f"{one.name} of type file" if one.as_file else f"{one.name} with the scope {one.scope}"


def _names(some: Iterable[Variable]) -> str:
    return ", ".join(sorted({one.name for one in some}))


def _fits(pattern: str, name: str) -> bool:
    """Whether a name is meant by a pattern of GitLab's, in which only `*` stands for other characters."""
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
