"""Check the repository's settings on GitHub: branch, environment, names of secrets, Pages, the weekly workflow.

GitHub's API gives the names of secrets but never their values. Without a token nothing is queried, and each result says
where to look by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from badgepress.doctor.host import SIGNING, Api, Host, branch_open, issued_open, pages_elsewhere, same_address
from badgepress.doctor.look import Look, fine, questionable_setting, unseen, wrong_setting
from badgepress.errors import FetchError
from badgepress.model import Program
from badgepress.sign.keyring import ENVIRONMENT

_LOOKS = {
    "branch": "Settings, Branches (or Rules): is the default branch protected?",
    "environment": f"Settings, Environments: is there one called `{SIGNING}`, for the default branch only?",
    "secrets": f"Settings, Environments, `{SIGNING}`: does it have the secret {ENVIRONMENT}?",
    "pages": "Settings, Pages: is the source GitHub Actions, and is the domain that of base_url?",
    "schedule": "Actions, refresh: is the workflow enabled?",
}
HOST = Host("GitHub", _LOOKS)
#: The API of github.com; GitHub Enterprise servers have their own.
API = "https://api.github.com"


@dataclass(frozen=True, slots=True)
class GitHub:
    """Checks the settings of one repository (`owner/name`). `branch` is the default branch according to git."""

    api: Api
    repository: str
    branch: str

    def looks(self, program: Program) -> Iterator[Look]:
        """Check everything, in the order in which to set it up."""
        try:
            about = self.api.record("")
        except FetchError as error:
            yield from HOST.silent(self.repository, error, "use a token that may read the repository")
            return
        default = str(about.get("default_branch") or self.branch)
        apart = program.settings.issued_branch
        yield self._branch(default, apart)
        yield self._environment(default)
        yield from self._secrets(program)
        yield self._pages(program)
        yield self._schedule()

    def _branch(self, default: str, apart: str | None) -> Look:
        try:
            protected = self._is_protected(default)
        except FetchError as error:
            return HOST.refused("branch", error)
        if not protected:
            return branch_open(
                default,
                hint="Settings, Rules: require a pull request, and let the workflow bypass that; or give issued/ its "
                "own branch with `issued_branch:` in program.yml",
            )
        state = f"the default branch '{default}' is protected"
        if apart is None:
            return fine("branch", f"{state}; issued/ is on it, so the workflow must be allowed to push to it")
        try:
            apart_protected = self._is_protected(apart)
        except FetchError as error:
            if error.code == "not-found":
                return fine("branch", f"{state}; the first `publish` creates the branch '{apart}' for issued/")
            return HOST.refused("branch", error)
        if apart_protected:
            return fine("branch", f"{state}, and so is '{apart}', which has issued/")
        return issued_open(
            apart, hint="Settings, Rules: let only the workflow, and people who may erase awards, push to it"
        )

    def _is_protected(self, branch: str) -> bool:
        """Return whether a branch is protected, by classic branch protection or a ruleset. Raises FetchError."""
        named = quote(branch, safe="")
        return bool(self.api.record(f"/branches/{named}").get("protected") or self.api.ask(f"/rules/branches/{named}"))

    def _environment(self, default: str) -> Look:
        what = "environment"
        try:
            settings = self.api.record(f"/environments/{SIGNING}")
        except FetchError as error:
            if error.code != "not-found":
                return HOST.refused(what, error)
            return wrong_setting(
                what,
                "no-environment",
                f"there is no environment '{SIGNING}'",
                "Settings, Environments: create `signing` for the default branch only, with the secret BADGEPRESS_KEY",
            )
        policy = settings.get("deployment_branch_policy")
        if not policy:
            return wrong_setting(
                what,
                "environment-open",
                f"every branch may use the environment '{SIGNING}', and therefore the key",
                f"Settings, Environments, `signing`: allow only the branch '{default}'",
            )
        return fine(what, f"the environment '{SIGNING}' exists, for chosen branches only")

    def _secrets(self, program: Program) -> Iterator[Look]:
        what = "secrets"
        try:
            names = self._names(f"/environments/{SIGNING}/secrets")
            everywhere = self._names("/actions/secrets")
        except FetchError as error:
            if error.code != "not-found":
                yield HOST.refused(what, error)
            else:
                yield unseen(what, f"there is no environment '{SIGNING}' to hold a secret", _LOOKS["environment"])
            return
        loose = sorted(name for name in everywhere if name.startswith(ENVIRONMENT))
        if loose:
            yield wrong_setting(
                what,
                "secret-open",
                "a key is a secret of the whole repository, so every workflow can read it",
                "move it into the environment `signing`, where only the job that signs can read it",
                got=", ".join(loose),
            )
        unread = sorted(name for name in names if name.startswith(f"{ENVIRONMENT}_"))
        if ENVIRONMENT not in names:
            yield wrong_setting(
                what,
                "no-secret",
                f"the environment '{SIGNING}' has no secret BADGEPRESS_KEY",
                "set BADGEPRESS_KEY there to the text of the key file; with several issuers, to all keys, one per line",
                got=", ".join(unread) and f"{', '.join(unread)}, which the workflow does not use",
            )
        elif not loose:
            several = len(program.issuers) > 1
            more = "; `publish` checks before signing that it has a key for each issuer" if several else ""
            yield fine(what, f"the environment '{SIGNING}' has the secret {ENVIRONMENT}{more}")

    def _pages(self, program: Program) -> Look:
        what = "pages"
        try:
            settings = self.api.record("/pages")
        except FetchError as error:
            if error.code != "not-found":
                return HOST.refused(what, error)
            return questionable_setting(
                what,
                "no-pages",
                "GitHub Pages is not switched on",
                "Settings, Pages: choose *GitHub Actions* as the source; or publish the folder elsewhere",
            )
        if settings.get("build_type") != "workflow":
            return wrong_setting(
                what,
                "pages-source",
                "GitHub Pages does not get the site from the workflow",
                "Settings, Pages: choose *GitHub Actions* as the source",
                got=f"build type {settings.get('build_type')}",
                expected="workflow",
            )
        served = str(settings.get("html_url") or "")
        if not same_address(served, program.settings.base_url):
            return pages_elsewhere(
                program,
                "GitHub Pages serves the site at another address than base_url",
                served,
                hint="Settings, Pages: set the custom domain; or correct base_url before the first award is issued",
            )
        return fine(what, f"GitHub Pages serves what the workflow builds at {served}")

    def _schedule(self) -> Look:
        what = "schedule"
        try:
            state = str(self.api.record("/actions/workflows/refresh.yml").get("state"))
        except FetchError as error:
            if error.code != "not-found":
                return HOST.refused(what, error)
            return questionable_setting(
                what,
                "no-schedule",
                "the workflow refresh.yml, which renews the status lists, is missing",
                "bring back .github/workflows/refresh.yml, or run `badgepress publish` each week elsewhere",
            )
        if state == "active":
            return fine(what, "the weekly workflow is enabled; GitHub stops it after 60 days without a commit")
        return wrong_setting(
            what,
            "schedule-stopped",
            "the weekly workflow does not run: GitHub stops it after 60 days without a commit",
            "Actions, refresh: enable it; without it the status lists expire",
            got=state,
            expected="active",
        )

    def _names(self, path: str) -> set[str]:
        listed = self.api.record(f"{path}?per_page=100").get("secrets", [])
        return {str(one.get("name")) for one in listed if isinstance(one, dict)}
