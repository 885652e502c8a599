"""What the doctor asks GitHub: branch, environment, the names of secrets, Pages, the weekly workflow.

Names of secrets can be asked for, their values nobody gets. Without a token nothing is asked, and it is said how each
thing can be looked at by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from badgepress.doctor.host import SIGNING, Api, Host, branch_open, issued_open, pages_elsewhere, same_address
from badgepress.doctor.look import Look, fine, to_mend, to_think_about, unseen
from badgepress.errors import FetchError
from badgepress.model import Program
from badgepress.sign.keyring import ENVIRONMENT

_LOOKS = {
    "branch": "Settings, Branches (or Rules): is the default branch protected?",
    "environment": f"Settings, Environments: is there one called `{SIGNING}`, for the default branch alone?",
    "secrets": f"Settings, Environments, `{SIGNING}`: has it the secret {ENVIRONMENT}?",
    "pages": "Settings, Pages: is the source GitHub Actions, and the domain that of base_url?",
    "schedule": "Actions, refresh: is the workflow enabled?",
}
HOST = Host("GitHub", _LOOKS)
#: Where GitHub's API is, but for servers of one's own.
API = "https://api.github.com"


@dataclass(frozen=True, slots=True)
class GitHub:
    """The settings of one repository. `branch` is the default branch as git says it."""

    api: Api
    repository: str
    branch: str

    def looks(self, program: Program) -> Iterator[Look]:
        """Everything, in the order in which it is to be set up."""
        try:
            about = self.api.record("")
        except FetchError as error:
            yield from HOST.silent(self.repository, error, "give a token that may read the repository")
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
                hint="Settings, Rules: ask for a pull request; let the workflow push past that, or give issued/ a "
                "branch of its own with `issued_branch:` in program.yml",
            )
        said = f"the default branch '{default}' is protected"
        if apart is None:
            return fine("branch", f"{said}; issued/ is on it, so the workflow must be allowed to push to it")
        try:
            kept = self._is_protected(apart)
        except FetchError as error:
            if error.code == "not-found":
                return fine("branch", f"{said}; the first `publish` makes the branch '{apart}' for issued/")
            return HOST.refused("branch", error)
        if kept:
            return fine("branch", f"{said}, and so is '{apart}', which has issued/")
        return issued_open(
            apart, hint="Settings, Rules: protect it against everybody but the workflow and those who may erase"
        )

    def _is_protected(self, branch: str) -> bool:
        """Whether a branch is protected, in the older way or by a rule of a ruleset. Raises FetchError."""
        named = quote(branch, safe="")
        return bool(self.api.record(f"/branches/{named}").get("protected") or self.api.ask(f"/rules/branches/{named}"))

    def _environment(self, default: str) -> Look:
        what = "environment"
        try:
            told = self.api.record(f"/environments/{SIGNING}")
        except FetchError as error:
            if error.code != "not-found":
                return HOST.refused(what, error)
            return to_mend(
                what,
                "no-environment",
                f"there is no environment '{SIGNING}'",
                "Settings, Environments: make `signing` for the default branch alone, with the secret BADGEPRESS_KEY",
            )
        policy = told.get("deployment_branch_policy")
        if not policy:
            return to_mend(
                what,
                "environment-open",
                f"every branch may use the environment '{SIGNING}', and so the key",
                f"Settings, Environments, `signing`: let only the branch '{default}' use it",
            )
        return fine(what, f"the environment '{SIGNING}' is there, for chosen branches alone")

    def _secrets(self, program: Program) -> Iterator[Look]:
        what = "secrets"
        try:
            names = self._names(f"/environments/{SIGNING}/secrets")
            everywhere = self._names("/actions/secrets")
        except FetchError as error:
            if error.code != "not-found":
                yield HOST.refused(what, error)
            else:
                yield unseen(what, f"there is no environment '{SIGNING}' to have a secret", _LOOKS["environment"])
            return
        loose = sorted(name for name in everywhere if name.startswith(ENVIRONMENT))
        if loose:
            yield to_mend(
                what,
                "secret-open",
                "a key is a secret of the whole repository, which every workflow of it can read",
                "move it into the environment `signing`: there only the job that signs can read it",
                got=", ".join(loose),
            )
        unread = sorted(name for name in names if name.startswith(f"{ENVIRONMENT}_"))
        if ENVIRONMENT not in names:
            yield to_mend(
                what,
                "no-secret",
                f"the environment '{SIGNING}' has no secret BADGEPRESS_KEY",
                "put the text of the key file into BADGEPRESS_KEY there; of several issuers all keys, one a line",
                got=", ".join(unread) and f"{', '.join(unread)}, which the workflow does not pass on",
            )
        elif not loose:
            several = len(program.issuers) > 1
            more = "; whether it holds a key of each issuer is told by `publish`, before it signs" if several else ""
            yield fine(what, f"the environment '{SIGNING}' has the secret {ENVIRONMENT}{more}")

    def _pages(self, program: Program) -> Look:
        what = "pages"
        try:
            told = self.api.record("/pages")
        except FetchError as error:
            if error.code != "not-found":
                return HOST.refused(what, error)
            return to_think_about(
                what,
                "no-pages",
                "GitHub Pages is not switched on",
                "Settings, Pages: choose *GitHub Actions* as the source; or publish the folder elsewhere",
            )
        if told.get("build_type") != "workflow":
            return to_mend(
                what,
                "pages-source",
                "GitHub Pages does not take the site from the workflow",
                "Settings, Pages: choose *GitHub Actions* as the source",
                got=f"build type {told.get('build_type')}",
                expected="workflow",
            )
        served = str(told.get("html_url") or "")
        if not same_address(served, program.settings.base_url):
            return pages_elsewhere(
                program,
                "GitHub Pages serves the site at another address than base_url",
                served,
                hint="Settings, Pages: set the custom domain; or mend base_url before the first award is issued",
            )
        return fine(what, f"GitHub Pages serves what the workflow builds at {served}")

    def _schedule(self) -> Look:
        what = "schedule"
        try:
            state = str(self.api.record("/actions/workflows/refresh.yml").get("state"))
        except FetchError as error:
            if error.code != "not-found":
                return HOST.refused(what, error)
            return to_think_about(
                what,
                "no-schedule",
                "there is no workflow refresh.yml, which signs the status lists again",
                "bring back .github/workflows/refresh.yml, or run `badgepress publish` each week elsewhere",
            )
        if state == "active":
            return fine(what, "the weekly workflow is enabled; GitHub stops it after 60 days without a commit")
        return to_mend(
            what,
            "schedule-stopped",
            "the weekly workflow does not run: GitHub stops it in a repository without commits for 60 days",
            "Actions, refresh: enable it; status lists lapse without it",
            got=state,
            expected="active",
        )

    def _names(self, path: str) -> set[str]:
        listed = self.api.record(f"{path}?per_page=100").get("secrets", [])
        return {str(one.get("name")) for one in listed if isinstance(one, dict)}
