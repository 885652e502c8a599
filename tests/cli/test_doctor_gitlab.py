"""`badgepress doctor` for a programme on GitLab, with a table of answers or a server on this machine as its API.

The answers have the shapes in GitLab's documentation: https://docs.gitlab.com/api/.
"""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from badgepress.doctor.gitlab import API, HOST, GitLab, below
from badgepress.doctor.host import Api
from badgepress.doctor.look import Look
from badgepress.doctor.variables import Rule
from badgepress.model import Program
from badgepress.read import require_program
from badgepress.verify import HttpFetch
from badgepress.verify.fetch import trouble
from tests.answering import Answer, plainly, serving
from tests.cli.conftest import Run
from tests.github.gitlab import jobs
from tests.github.runner import git

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SECRET = "z3u2SecretOfTheKey"
LOOKS = ("branch", "environment", "secrets", "pages", "schedule")
MAINTAINERS = {"id": 1, "access_level": 40, "access_level_description": "Maintainers"}
DEVELOPERS = {"id": 2, "access_level": 30, "access_level_description": "Developers + Maintainers"}
PROJECT: dict[str, Any] = {
    "id": 7,
    "path_with_namespace": "acme/badges",
    "default_branch": "trunk",
    "visibility": "public",
    "pages_access_level": "public",
    "ci_allow_fork_pipelines_to_run_in_parent_project": True,
}
RULE: dict[str, Any] = {
    "id": 1,
    "name": "trunk",
    "push_access_levels": [MAINTAINERS],
    "merge_access_levels": [MAINTAINERS],
    "allow_force_push": False,
}
KEY: dict[str, Any] = {
    "variable_type": "env_var",
    "key": "BADGEPRESS_KEY",
    "value": SECRET,
    "protected": True,
    "masked": True,
    "hidden": True,
    "raw": False,
    "environment_scope": "signing",
    "description": None,
}
PAGES: dict[str, Any] = {
    "url": "https://badges.example.org",
    "is_unique_domain_enabled": False,
    "force_https": True,
    "deployments": [
        {
            "created_at": "2026-11-01T18:58:14.916Z",
            "url": "https://badges.example.org/",
            "path_prefix": "",
            "root_directory": "public",
        }
    ],
    "primary_domain": None,
}
DOMAIN: dict[str, Any] = {
    "domain": "badges.example.org",
    "url": "https://badges.example.org",
    "verified": True,
    "verification_code": "1234567890abcdef",
    "enabled_until": "2027-04-12T14:32:00.000Z",
    "auto_ssl_enabled": True,
}
SCHEDULE: dict[str, Any] = {
    "id": 13,
    "description": "Sign the status lists again",
    "ref": "refs/heads/trunk",
    "cron": "0 5 * * 1",
    "cron_timezone": "UTC",
    "next_run_at": "2026-11-23T05:00:00.000Z",
    "active": True,
    "owner": {"id": 1, "username": "ana", "state": "active"},
}
RULES, VARIABLES, DOMAINS, SCHEDULES = (
    f"/{name}?per_page=100&page=1"
    for name in ("protected_branches", "variables", "pages/domains", "pipeline_schedules")
)
TABLE: dict[str, Any] = {
    "": PROJECT,
    RULES: [RULE],
    VARIABLES: [KEY, {**KEY, "key": "OTHER", "protected": False, "environment_scope": "*"}],
    "/pages": PAGES,
    DOMAINS: [],
    SCHEDULES: [SCHEDULE],
}


def looks(program: Program, changed: dict[str, Any], address: str = f"{API}/projects/acme%2Fbadges") -> list[Look]:
    """Run the checks with these changes to GitLab's answers; a number is an HTTP status."""
    table = {**TABLE, **changed}

    def fetch(asked: str) -> bytes:
        assert asked.startswith(address)
        body = table.get(asked.removeprefix(address), 404)
        if isinstance(body, int) and not isinstance(body, bool):
            code = "not-found" if body == 404 else "unreachable"
            raise trouble(code, asked, "the server does not give this address", str(body))
        return body if isinstance(body, bytes) else json.dumps(body).encode()

    found = list(GitLab(Api(fetch, address), "acme/badges", "trunk").looks(program, NOW))
    said = json.dumps([look.as_dict() for look in found])
    assert SECRET not in said
    return found


def told(found: list[Look]) -> dict[str, tuple[str, str]]:
    """Return check → outcome and code; the first one if a check has several."""
    return {look.what: (look.outcome, look.problem.code if look.problem else "") for look in reversed(found)}


@pytest.fixture
def program(here: Path) -> Program:
    """The minimal programme."""
    return require_program(here / "badges")


def test_a_complete_setup_is_fine(program: Program) -> None:
    found = looks(program, {})
    assert [(look.what, look.outcome) for look in found] == [(what, "fine") for what in LOOKS]
    assert found[-1].said == "a pipeline schedule is active; its next run is 2026-11-23 05:00 UTC"


def key(**changed: Any) -> dict[str, Any]:
    """Return the variables, with changes to the key's."""
    return {VARIABLES: [{**KEY, **changed}]}


def rule(*more: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Return the protected branches, with changes to the default branch's, and more of them."""
    return {RULES: [{**RULE, **changed}, *more]}


def schedule(**changed: Any) -> dict[str, Any]:
    """Return the schedules, with changes to the only one."""
    return {SCHEDULES: [{**SCHEDULE, **changed}]}


ELSEWHERE = {**PAGES, "url": "https://badges-4160ce.gitlab.io"}
CASES: list[tuple[dict[str, Any], str, str, str]] = [
    ({RULES: []}, "branch", "warning", "branch-open"),
    (rule(name="other"), "branch", "warning", "branch-open"),
    (rule(name="TRUNK"), "branch", "warning", "branch-open"),
    (rule(name="tr*"), "branch", "fine", ""),
    (rule(name="t.unk"), "branch", "warning", "branch-open"),
    (rule(push_access_levels=[MAINTAINERS, DEVELOPERS]), "branch", "warning", "branch-open"),
    (rule({**RULE, "name": "t*", "push_access_levels": [DEVELOPERS]}), "branch", "warning", "branch-open"),
    (rule(push_access_levels=[{**DEVELOPERS, "deploy_key_id": 3}, {**DEVELOPERS, "user_id": 9}]), "branch", "fine", ""),
    (rule(push_access_levels=[]), "branch", "fine", ""),
    (rule(allow_force_push=True), "branch", "warning", "branch-forced"),
    (key(protected=False), "environment", "wrong", "environment-open"),
    (
        {VARIABLES: [KEY, {**KEY, "key": "BADGEPRESS_GIT_TOKEN", "protected": False}]},
        "environment",
        "wrong",
        "environment-open",
    ),
    (
        rule({**RULE, "name": "release/*", "push_access_levels": [DEVELOPERS]}),
        "environment",
        "warning",
        "environment-open",
    ),
    ({VARIABLES: []}, "environment", "unknown", "not-looked-at"),
    ({VARIABLES: []}, "secrets", "wrong", "no-secret"),
    (key(environment_scope="production"), "secrets", "wrong", "no-secret"),
    (key(environment_scope="production"), "secrets", "wrong", "secret-open"),
    (
        {VARIABLES: [KEY, {**KEY, "key": "BADGEPRESS_KEY_GUILD", "environment_scope": "x"}]},
        "secrets",
        "wrong",
        "secret-open",
    ),
    (key(variable_type="file"), "secrets", "wrong", "no-secret"),
    (key(key="badgepress_key"), "secrets", "wrong", "no-secret"),
    (key(key="BADGEPRESS_KEY_GUILD"), "secrets", "fine", ""),
    (key(key="BADGEPRESS_KEY_OTHER"), "secrets", "warning", "no-secret"),
    (key(environment_scope="*"), "secrets", "wrong", "secret-open"),
    (key(environment_scope="sign*"), "secrets", "wrong", "secret-open"),
    (key(masked=False, hidden=False), "secrets", "warning", "secret-visible"),
    (key(hidden=False), "secrets", "warning", "secret-visible"),
    (key(hidden=None), "secrets", "fine", ""),
    ({"/pages": 404}, "pages", "warning", "no-pages"),
    ({"/pages": {**PAGES, "deployments": []}}, "pages", "warning", "no-pages"),
    ({"": {**PROJECT, "pages_access_level": "private"}}, "pages", "wrong", "pages-private"),
    ({"": {**PROJECT, "pages_access_level": "enabled"}}, "pages", "fine", ""),
    ({"": {**PROJECT, "pages_access_level": "enabled", "visibility": "internal"}}, "pages", "wrong", "pages-private"),
    ({"": {**PROJECT, "visibility": "private"}}, "pages", "fine", ""),
    ({"/pages": ELSEWHERE}, "pages", "wrong", "pages-address"),
    ({"/pages": ELSEWHERE, DOMAINS: [DOMAIN]}, "pages", "fine", ""),
    ({"/pages": ELSEWHERE, DOMAINS: [{**DOMAIN, "verified": False}]}, "pages", "warning", "pages-unverified"),
    ({"/pages": ELSEWHERE, DOMAINS: 403}, "pages", "unknown", "not-looked-at"),
    ({"/pages": {**ELSEWHERE, "primary_domain": "badges.example.org"}}, "pages", "fine", ""),
    (
        {"/pages": {**PAGES, "primary_domain": "https://other.example"}, DOMAINS: [DOMAIN]},
        "pages",
        "wrong",
        "pages-address",
    ),
    ({SCHEDULES: []}, "schedule", "warning", "no-schedule"),
    (schedule(ref="other"), "schedule", "warning", "no-schedule"),
    (schedule(ref="trunk"), "schedule", "fine", ""),
    (schedule(active=False), "schedule", "wrong", "schedule-stopped"),
    (schedule(owner={"state": "blocked"}), "schedule", "wrong", "schedule-stopped"),
    (schedule(next_run_at="2026-11-16T05:00:00.000Z"), "schedule", "wrong", "schedule-stopped"),
    (schedule(next_run_at=None), "schedule", "wrong", "schedule-stopped"),
    (schedule(next_run_at="2026-12-01T05:00:00.000Z"), "schedule", "fine", ""),
    (schedule(next_run_at="2026-12-03T05:00:00.000Z"), "schedule", "warning", "schedule-rare"),
    ({SCHEDULES: [{**SCHEDULE, "active": False}, SCHEDULE]}, "schedule", "fine", ""),
]


@pytest.mark.parametrize(("changed", "what", "outcome", "code"), CASES)
def test_each_wrong_setting_is_reported(
    program: Program, changed: dict[str, Any], what: str, outcome: str, code: str
) -> None:
    found = looks(program, changed)
    said = [(look.outcome, look.problem.code if look.problem else "") for look in found if look.what == what]
    assert (outcome, code) in said
    assert outcome != "fine" or len(said) == 1
    assert all(look.problem is None or look.problem.hint for look in found)


def test_branch_patterns_match_as_in_gitlab() -> None:
    """Compare with a regular expression in which only a star stands for any characters."""
    dice = random.Random(13)
    fitting = 0
    for _ in range(5000):
        pattern, name = ("".join(dice.choices("ab.*", (4, 2, 1, stars), k=dice.randint(1, 7))) for stars in (4, 0))
        expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None
        assert Rule(pattern, developers=False, forced=False).covers(name) is expected, (pattern, name)
        fitting += expected
    assert 500 < fitting < 4500
    assert not Rule("*a" * 100 + "b", developers=False, forced=False).covers("a" * 250)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_a_project_without_access_is_unknown(program: Program, status: int) -> None:
    found = looks(program, {"": status})
    assert told(found) == dict.fromkeys(LOOKS, ("unknown", "not-looked-at"))
    [hint] = {look.problem.hint.partition(";")[0] for look in found if look.problem}
    assert (hint == "try again later") == (status in (429, 500))
    assert f", {status})" in found[0].said
    assert ("read_api" in hint) == (status in (401, 403, 404))


@pytest.mark.parametrize("status", [401, 403, 500])
@pytest.mark.parametrize(
    ("path", "silent"),
    [
        (RULES, {"branch"}),
        (VARIABLES, {"environment", "secrets"}),
        ("/pages", {"pages"}),
        (SCHEDULES, {"schedule"}),
    ],
)
def test_a_refused_check_does_not_stop_the_others(program: Program, path: str, silent: set[str], status: int) -> None:
    found = looks(program, {path: status})
    assert {look.what for look in found if look.outcome == "unknown"} == silent
    assert {look.what for look in found if look.outcome == "fine"} == set(LOOKS) - silent
    for look in found:
        if look.problem:
            assert HOST.by_hand[look.what] in look.problem.hint


def test_an_answer_that_is_not_json_is_never_shown(program: Program) -> None:
    found = looks(program, {VARIABLES: f"<p>{SECRET}".encode()})
    assert {look.what for look in found if look.outcome == "unknown"} == {"environment", "secrets"}
    assert "(the answer is not JSON)" in found[1].said


def test_private_pages_on_a_self_managed_server_are_a_warning(program: Program) -> None:
    address = "https://git.example.org/api/v4/projects/acme%2Fbadges"
    found = looks(program, {"": {**PROJECT, "pages_access_level": "private"}}, address)
    assert told(found)["pages"] == ("warning", "pages-private")


def test_merge_requests_from_forks_are_mentioned_if_members_may_run_them(program: Program) -> None:
    open_ = key(protected=False)
    closed = {**PROJECT, "ci_allow_fork_pipelines_to_run_in_parent_project": False}
    said = [look.said for changed in (open_, {**open_, "": closed}) for look in looks(program, changed)[1:2]]
    assert ["forks" in sentence for sentence in said] == [True, False]


def test_a_separate_branch_for_issued(program: Program, here: Path) -> None:
    file = here / "badges/program.yml"
    file.write_text(f"{file.read_text()}issued_branch: issued/all\n")
    apart = require_program(here / "badges")
    there = "/repository/branches/issued%2Fall"
    said = [
        looks(apart, changed)[0]
        for changed in (
            {there: 404},
            {there: {"name": "issued/all", "protected": False}},
            rule({**RULE, "name": "issued/*"}),
            rule({**RULE, "name": "issued/*", "push_access_levels": [DEVELOPERS]}),
            rule({**RULE, "name": "issued/*", "allow_force_push": True}),
            rule({**RULE, "name": "issued/all"}, allow_force_push=True),
            {there: 500},
        )
    ]
    codes = [look.problem.code if look.problem else "" for look in said]
    assert codes == ["", "branch-open", "", "branch-open", "branch-forced", "", "not-looked-at"]
    assert "the first `publish` creates the branch 'issued/all'" in said[0].said
    assert "and so is 'issued/all'" in said[2].said


def test_several_issuers(program: Program, here: Path) -> None:
    guild = (here / "badges/issuers/guild.yml").read_text()
    (here / "badges/issuers/acme-school.yml").write_text(guild.replace("Guild", "School"))
    two = require_program(here / "badges")
    own = {**KEY, "key": "BADGEPRESS_KEY_ACME_SCHOOL"}

    def said(*variables: dict[str, Any]) -> Look:
        return next(look for look in looks(two, {VARIABLES: list(variables)}) if look.what == "secrets")

    assert said(KEY).said.endswith("`publish` checks before signing that it has a key for each issuer")
    assert said(KEY, own).outcome == "fine"
    assert said({**KEY, "key": "BADGEPRESS_KEY_GUILD"}, own).outcome == "fine"
    lacking = said(own)
    assert lacking.problem
    assert (lacking.problem.code, lacking.problem.got) == ("no-secret", "guild")
    assert "BADGEPRESS_KEY_GUILD" in lacking.problem.hint


def test_a_long_list_is_read_page_by_page(program: Program) -> None:
    others = [{**KEY, "key": f"OTHER_{number}", "protected": False} for number in range(100)]
    found = looks(program, {VARIABLES: others, VARIABLES.replace("&page=1", "&page=2"): [KEY]})
    assert told(found)["secrets"] == ("fine", "")


ODD: list[Any] = [None, True, 0.5, "x", [], {}, [None], [[]], [{}], [{"": None}], ["x"], "https://[", {"name": []}]


def test_answers_of_any_shape_break_nothing(program: Program) -> None:
    """Whatever the values in GitLab's answers are, every check gives a result."""
    dice = random.Random(14)
    for path, body in TABLE.items():
        for odd in ODD:
            assert {look.what for look in looks(program, {path: odd})} == set(LOOKS)
        record = body[0] if isinstance(body, list) and body else body
        for field in record if isinstance(record, dict) else {}:
            odd = dice.choice(ODD[:-2])
            changed = {**record, field: odd}
            found = looks(program, {path: [changed] if isinstance(body, list) else changed})
            assert {look.what for look in found} == set(LOOKS), (path, field, odd)


@pytest.mark.parametrize(
    ("api", "path", "address"),
    [
        (API, "acme/badges", f"{API}/projects/acme%2Fbadges"),
        (API, "acme/school/north/badges", f"{API}/projects/acme%2Fschool%2Fnorth%2Fbadges"),
        ("https://x.example/git/api/v4", "git/acme/badges", "https://x.example/git/api/v4/projects/acme%2Fbadges"),
        ("https://x.example/git/api/v4", "acme/badges", "https://x.example/git/api/v4/projects/acme%2Fbadges"),
        (API, "acme/été?x#y", f"{API}/projects/acme%2F%C3%A9t%C3%A9%3Fx%23y"),
    ],
)
def test_address_of_a_project(api: str, path: str, address: str) -> None:
    assert below(api, path) == address


def test_names_match_those_in_the_pipeline_file() -> None:
    [scope] = {job["environment"]["name"] for job in jobs().values() if "environment" in job}
    assert KEY["environment_scope"] == scope
    assert "pages" in jobs()


class Noting(HttpFetch):
    """Reaches only servers on this machine, and notes every address and its headers in `asked`."""

    asked: list[tuple[str, dict[str, str]]] = []  # noqa: RUF012  (the tests empty it)

    def __call__(self, address: str) -> bytes:
        """The bytes there."""
        self.asked.append((address, dict(self.headers)))
        if address.startswith("http://localhost:"):
            return super().__call__(address)
        raise trouble("unreachable", address, "nobody is there")


@pytest.fixture
def told_to(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`told_to(remote, *arguments, **environment)` runs the doctor; returns its results and its requests."""
    git(here, "init", "-q")
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "GITLAB_HOST", "CI_API_V4_URL", "CI_JOB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("badgepress.cli.doctoring.github_token", lambda: "")
    monkeypatch.setattr("badgepress.doctor.default_branch", lambda far, remote: "trunk")
    monkeypatch.setattr("badgepress.cli.doctoring.HttpFetch", Noting)
    Noting.asked.clear()

    def ask(remote: str, *arguments: str, **environment: str) -> tuple[dict[str, Any], list[str]]:
        git(here, "remote", "add", "origin", remote)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        said = run("doctor", "--json", "--now", "2026-11-22", *arguments)
        assert "glpat-" not in said.out + said.err
        assert SECRET not in said.out + said.err
        found = {look["look"]: look for look in json.loads(said.out)["looks"]}
        return found, [address for address, headers in Noting.asked if "PRIVATE-TOKEN" in headers]

    return ask


def test_the_token_is_used_and_no_secret_value_is_shown(told_to: Any) -> None:
    seen: list[str] = []

    def of(body: Any) -> Answer:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            seen.append(handler.headers["PRIVATE-TOKEN"])
            plainly(json.dumps(body).encode())(handler)

        return answer

    pages = {f"/api/v4/projects/acme%2Fschool%2Fbadges{path}": of(body) for path, body in TABLE.items()}
    with serving(pages) as server:
        found, _ = told_to(
            "git@git.example.org:acme/school/badges.git", "--api", f"{server}api/v4/", GITLAB_TOKEN="glpat-x"
        )
    assert {what: found[what]["outcome"] for what in LOOKS} == dict.fromkeys(LOOKS, "fine")
    assert set(seen) == {"glpat-x"}


def test_without_a_token_the_doctor_says_how_to_check(told_to: Any) -> None:
    found, asked = told_to("https://gitlab.com/acme/badges.git", CI_JOB_TOKEN="glcbt-x")
    assert not asked
    for what in LOOKS:
        assert found[what]["outcome"] == "unknown"
        assert "CI_JOB_TOKEN cannot read the settings" in found[what]["hint"]
        assert HOST.by_hand[what] in found[what]["hint"]


@pytest.mark.parametrize(
    ("remote", "environment", "server"),
    [
        ("https://gitlab.com/acme/badges.git", {}, "https://gitlab.com/api/v4/"),
        ("https://gitlab.com/acme/badges.git", {"GITLAB_HOST": "git.example.org"}, ""),
        ("https://gitlab.evil.example/acme/badges.git", {}, ""),
        ("https://evil.example/acme/badges.git", {"GITLAB_HOST": "git.example.org"}, ""),
        ("git@git.example.org:acme/badges.git", {"GITLAB_HOST": "git.example.org"}, "https://git.example.org/api/v4/"),
        (
            "https://git.example.org/a/badges.git",
            {"GITLAB_HOST": "https://git.example.org/"},
            "https://git.example.org/api/v4/",
        ),
        (
            "https://git.example.org/a/badges",
            {"CI_API_V4_URL": "https://git.example.org/api/v4"},
            "https://git.example.org/api/v4/",
        ),
        ("https://git.example.org/a/badges", {"CI_API_V4_URL": "https://git.example.org/"}, ""),
        ("https://github.com/acme/badges.git", {"GITLAB_HOST": "github.com"}, ""),
        ("https://gitlab.com/acme/badges.git", {"GITLAB_HOST": "["}, ""),
    ],
)
def test_the_token_is_sent_only_to_its_own_server(
    told_to: Any, here: Path, remote: str, environment: dict[str, str], server: str
) -> None:
    program = here / "badges/program.yml"
    url = "https://evil.example/acme/badges"
    program.write_text(f"{program.read_text()}repository: {{url: '{url}', service: gitlab}}\n")
    found, asked = told_to(remote, GITLAB_TOKEN="glpat-x", **environment)
    assert bool(asked) == bool(server)
    assert all(address.startswith(server) for address in asked)
    looked = found.get("branch") or found["host"]
    assert looked["outcome"] == "unknown"
    if not server and "evil" in remote:
        assert "GITLAB_HOST=" in looked["hint"]
