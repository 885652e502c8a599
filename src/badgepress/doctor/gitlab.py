"""Check the project's settings on GitLab: branches, variables, Pages, the pipeline schedule.

Without a token nothing is queried, and each result says where to look by hand. Source: GitLab's REST API v4,
https://docs.gitlab.com/api/, pages *Projects*, *Protected branches*, *Pages*, *Pages domains* and *Pipeline schedules*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from badgepress.doctor.host import Api, Host, branch_open, issued_open, pages_elsewhere, same_address
from badgepress.doctor.look import Look, fine, found, questionable_setting, wrong_setting
from badgepress.doctor.variables import KEPT, Rule, environment, keys, parsed, secrets
from badgepress.errors import FetchError, problem
from badgepress.model import Program, add_duration
from badgepress.sign.keyring import ENVIRONMENT

HOST = Host(
    "GitLab",
    {
        "branch": "Settings, Repository, Protected branches: is the default branch listed, and who may push to it?",
        "environment": f"Settings, CI/CD, Variables: are {ENVIRONMENT} and BADGEPRESS_GIT_TOKEN protected?",
        "secrets": f"Settings, CI/CD, Variables: is there {ENVIRONMENT}, {KEPT}?",
        "pages": "Deploy, Pages: is its address base_url; Settings, General, Visibility: may everyone see Pages?",
        "schedule": "Build, Pipeline schedules: is there an active one each week for the default branch?",
    },
)
#: How every address of this API ends, and the API of gitlab.com.
VERSION = "/api/v4"
API = f"https://gitlab.com{VERSION}"
HOW_TO_ASK = (
    "set GITLAB_TOKEN to an access token of a maintainer with the scope `read_api`; "
    "a job's own CI_JOB_TOKEN cannot read the settings"
)
#: The most entries that GitLab gives at once, and the most such pages that we fetch.
_PAGE, _MOST_PAGES = 100, 20
#: A schedule that is overdue by this much is not running.
_LATE = timedelta(days=1)


def below(api: str, path: str) -> str:
    """Return the API address of a project, given its path with all groups as in the remote's address.

    If GitLab is installed in a subfolder of its host, that folder is in the addresses of its repositories too.
    """
    folder = urlsplit(api).path.removesuffix(VERSION).strip("/")
    name = path.removeprefix(f"{folder}/") if folder else path
    return f"{api}/projects/{quote(name, safe='')}"


@dataclass(frozen=True, slots=True)
class GitLab:
    """Checks the settings of one project (`group/name`). `branch` is the default branch according to git."""

    api: Api
    project: str
    branch: str

    def looks(self, program: Program, now: datetime) -> Iterator[Look]:
        """Check everything, in the order in which to set it up."""
        try:
            about = self.api.record("")
        except FetchError as error:
            how = "use a token that may read the project: a maintainer's, with the scope `read_api`"
            yield from HOST.silent(self.project, error, how)
            return
        default = str(about.get("default_branch") or self.branch)
        rules: tuple[Rule, ...] = ()
        try:
            rules = tuple(map(Rule.of, self._list("/protected_branches")))
            yield self._branch(default, program.settings.issued_branch, rules)
        except FetchError as error:
            yield HOST.refused("branch", error)
        yield from self._variables(program, about, default, rules)
        try:
            yield self._pages(program, about)
        except FetchError as error:
            yield HOST.refused("pages", error)
        try:
            yield self._schedule(program, default, now)
        except FetchError as error:
            yield HOST.refused("schedule", error)

    def _branch(self, default: str, apart: str | None, rules: tuple[Rule, ...]) -> Look:
        # If several rules match a branch, the most permissive one applies.
        matching = [rule for rule in rules if rule.covers(default)]
        if not matching:
            return branch_open(
                default,
                hint="Settings, Repository, Protected branches: add it, and let the pipeline's token push to it; or "
                "give issued/ its own branch with `issued_branch:` in program.yml",
            )
        if any(rule.developers for rule in matching):
            return questionable_setting(
                "branch",
                "branch-open",
                f"every developer may push to the default branch '{default}', and so issue awards without review",
                "Settings, Repository, Protected branches: set *Allowed to push and merge* to maintainers, or to the "
                "pipeline's token only",
            )
        state, issued_on = f"the default branch '{default}' is protected", default
        if apart is not None:
            issued_on, apart_rules = apart, [rule for rule in rules if rule.covers(apart)]
            if not apart_rules and not self._branch_exists(apart):
                return fine("branch", f"{state}; the first `publish` creates the branch '{apart}' for issued/")
            if not apart_rules or any(rule.developers for rule in apart_rules):
                return issued_open(
                    apart,
                    hint="Settings, Repository, Protected branches: let only the pipeline's token, and people who may "
                    "erase awards, push to it",
                )
        if any(rule.forced for rule in rules if rule.covers(issued_on)):
            return questionable_setting(
                "branch",
                "branch-forced",
                f"anyone who may push to '{issued_on}' may also rewrite its history, which includes issued/",
                "Settings, Repository, Protected branches: switch *Allowed to force push* off",
            )
        if apart is None:
            return fine("branch", f"{state}; issued/ is on it, so the pipeline's token must be allowed to push to it")
        return fine("branch", f"{state}, and so is '{apart}', which has issued/")

    def _branch_exists(self, branch: str) -> bool:
        try:
            self.api.ask(f"/repository/branches/{quote(branch, safe='')}")
        except FetchError as error:
            if error.code == "not-found":
                return False
            raise
        return True

    def _variables(
        self, program: Program, about: Mapping[str, Any], default: str, rules: tuple[Rule, ...]
    ) -> Iterator[Look]:
        try:
            known = parsed(self._list("/variables"))
        except FetchError as error:
            yield HOST.refused("environment", error)
            yield HOST.refused("secrets", error)
            return
        from_forks = about.get("ci_allow_fork_pipelines_to_run_in_parent_project") is not False
        yield environment(secrets(known), rules, default, from_forks=from_forks)
        yield from keys(program, known)

    def _pages(self, program: Program, about: Mapping[str, Any]) -> Look:
        what, base = "pages", program.settings.base_url
        level = about.get("pages_access_level")
        try:
            settings = self.api.record("/pages")
        except FetchError as error:
            if error.code != "not-found":
                raise
            return questionable_setting(
                what,
                "no-pages",
                "GitLab Pages is not switched on",
                "Settings, General, Visibility: switch *Pages* on, for *Everyone*; or publish the folder elsewhere",
            )
        if level not in (None, "public") and not (level == "enabled" and about.get("visibility") == "public"):
            # A self-managed server may have this access control switched off; then the level has no effect.
            one = problem(
                "pages-private",
                "GitLab Pages shows the site only to members, so nobody else can see or verify a badge",
                got=f"access level {level}",
                expected="public",
                hint="Settings, General, Visibility: *Pages*, *Everyone*",
                severity="error" if self.api.address.startswith(f"{API}/") else "warning",
            )
            return found(what, one)
        if settings.get("deployments") == []:
            return questionable_setting(
                what,
                "no-pages",
                "GitLab Pages is switched on, but nothing was published to it yet",
                "run the pipeline of the default branch: its job `pages` publishes the site",
            )
        primary = str(settings.get("primary_domain") or "")
        served = (primary if "://" in primary else f"https://{primary}") if primary else str(settings.get("url") or "")
        if same_address(served, base):
            return fine(what, f"GitLab Pages serves what the pipeline builds at {served}")
        # With a primary domain, GitLab redirects all other addresses, which verifiers do not follow to other hosts.
        domains = [] if primary else self._list("/pages/domains")
        ours = next((one for one in domains if same_address(str(one.get("url") or ""), base)), None)
        if ours is None:
            return pages_elsewhere(
                program,
                "GitLab Pages serves the site at another address than base_url",
                served,
                hint="Deploy, Pages: switch *Use unique domain* off, or set your own domain; or correct base_url "
                "before the first award is issued",
            )
        if ours.get("verified") is False:
            return questionable_setting(
                what,
                "pages-unverified",
                "the domain of base_url is not verified, so GitLab will stop serving it",
                "Deploy, Pages: add the verification code to the domain's DNS, and verify it again",
                got=str(ours.get("domain") or ""),
            )
        return fine(what, f"GitLab Pages serves what the pipeline builds at {ours.get('url')}")

    def _schedule(self, program: Program, default: str, now: datetime) -> Look:
        what = "schedule"
        refs = (default, f"refs/heads/{default}")
        ours = [one for one in self._list("/pipeline_schedules") if one.get("ref") in refs]
        if not ours:
            return questionable_setting(
                what,
                "no-schedule",
                f"there is no pipeline schedule for '{default}' to renew the status lists",
                "Build, Pipeline schedules: create a weekly one; or run `badgepress publish` each week elsewhere",
            )
        states = [_state(one, now) for one in ours]
        runs = sorted(state for state in states if isinstance(state, datetime))
        if not runs:
            return wrong_setting(
                what,
                "schedule-stopped",
                "the pipeline schedule does not run, and without it the status lists expire",
                "Build, Pipeline schedules: activate it; its owner must be an active user (*Take ownership*)",
                got=", ".join(str(state) for state in states),
                expected="active",
            )
        following = f"{runs[0]:%Y-%m-%d %H:%M} UTC"
        third = (add_duration(now, program.settings.policies.status_valid_for) - now) / 3
        if runs[0] - now > third:
            return questionable_setting(
                what,
                "schedule-rare",
                "the pipeline schedule runs too rarely: status lists can expire before it renews them",
                "Build, Pipeline schedules: run it each week; or set a longer `policies: {status_valid_for: …}` in "
                "program.yml",
                got=following,
                expected=f"within {third.days} days",
            )
        return fine(what, f"a pipeline schedule is active; its next run is {following}")

    def _list(self, path: str) -> list[Mapping[str, Any]]:
        """Fetch all entries of a list, page by page. Raises FetchError."""
        entries: list[Mapping[str, Any]] = []
        for number in range(1, _MOST_PAGES + 1):
            answer = self.api.ask(f"{path}?per_page={_PAGE}&page={number}")
            page = answer if isinstance(answer, list) else []
            entries += [entry for entry in page if isinstance(entry, dict)]
            if len(page) < _PAGE:
                break
        return entries


def _state(schedule: Mapping[str, Any], now: datetime) -> datetime | str:
    """Return when a schedule runs next, or in words why it does not."""
    owner = schedule.get("owner")
    if not schedule.get("active"):
        return "inactive"
    if isinstance(owner, dict) and owner.get("state") not in (None, "active"):
        return f"its owner is {owner['state']}"
    try:
        following = datetime.fromisoformat(str(schedule.get("next_run_at")))
    except ValueError:
        return "no next run"
    following = following.replace(tzinfo=UTC) if following.tzinfo is None else following.astimezone(UTC)
    return f"due since {following:%Y-%m-%d}" if following < now - _LATE else following
