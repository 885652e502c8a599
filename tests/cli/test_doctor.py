"""`badgepress doctor`, with servers on this machine that play the site and GitHub."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from badgepress import bundle, sign
from badgepress.build import Options
from badgepress.build import run as build_site
from badgepress.doctor import Heard, Look, Network, examine
from badgepress.doctor import here as machine
from badgepress.doctor.site import site
from badgepress.errors import RenderError, problem
from badgepress.git import Git
from badgepress.read import require_program
from badgepress.remote import Remote
from badgepress.verify import HttpFetch
from badgepress.verify.fetch import trouble
from tests.answering import plainly, serving
from tests.cli.conftest import Run
from tests.github.runner import git

NOW = ("--now", "2026-11-22")
AT = datetime(2026, 11, 22, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "": {"default_branch": "trunk"},
    "/branches/trunk": {"protected": True},
    "/rules/branches/trunk": [],
    "/rules/branches/issued": [],
    "/environments/signing": {"deployment_branch_policy": {"protected_branches": True}},
    "/environments/signing/secrets?per_page=100": {"secrets": [{"name": "BADGEPRESS_KEY"}]},
    "/actions/secrets?per_page=100": {"secrets": [{"name": "OTHER"}]},
    "/pages": {"build_type": "workflow", "html_url": "https://badges.example.org/"},
    "/actions/workflows/refresh.yml": {"state": "active"},
}


class Near(HttpFetch):
    """Reaches only servers on this machine."""

    def __call__(self, address: str) -> bytes:
        """The bytes there."""
        return super().__call__(address) if address.startswith("http://localhost:") else offline(address)


Ask = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def ask(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """`ask({"/pages": 404})` runs the doctor with these answers of GitHub's; returns the result of each check."""
    git(here, "init", "-q")
    git(here, "remote", "add", "origin", "git@github.com:acme/badges.git")
    monkeypatch.setattr("badgepress.doctor.default_branch", lambda far, remote: "trunk")
    monkeypatch.setenv("GITHUB_TOKEN", "gh0_token")
    monkeypatch.delenv("GH_TOKEN", raising=False)
    monkeypatch.setattr("badgepress.cli.doctoring.HttpFetch", Near)
    seen: list[str] = []

    def of(body: Any) -> Callable[[BaseHTTPRequestHandler], None]:
        said, status = (b"", body) if isinstance(body, int) else (json.dumps(body).encode(), 200)

        def answer(handler: BaseHTTPRequestHandler) -> None:
            seen.append(handler.headers["Authorization"])
            plainly(said, status)(handler)

        return answer

    with ExitStack() as stack:

        def asked(changed: dict[str, Any] | None = None, *more: str) -> dict[str, dict[str, Any]]:
            pages = {f"/repos/acme/badges{path}": of(body) for path, body in {**SETTINGS, **(changed or {})}.items()}
            api = stack.enter_context(serving(pages))
            said = run("doctor", "--json", "--api", api, *NOW, *more)
            told = json.loads(said.out)
            assert said.code == (0 if told["ok"] else 1)
            assert set(seen) == {"Bearer gh0_token"}
            assert "gh0_token" not in said.out + said.err
            return {look["look"]: look for look in told["looks"]}

        yield asked


def test_a_complete_setup_is_fine(ask: Ask) -> None:
    found = ask()
    for what in ("git", "history", "locking", "bundle", "programme", "remote"):
        assert found[what]["outcome"] == "fine", found[what]
    for what in ("branch", "environment", "secrets", "pages", "schedule"):
        assert found[what]["outcome"] == "fine", found[what]
    assert found["branch"]["message"].startswith("the default branch 'trunk' is protected; issued/ is on it")


@pytest.mark.parametrize(
    ("changed", "what", "outcome", "code"),
    [
        ({"/branches/trunk": {"protected": False}}, "branch", "warning", "branch-open"),
        ({"/environments/signing": 404}, "environment", "wrong", "no-environment"),
        ({"/environments/signing": {}}, "environment", "wrong", "environment-open"),
        ({"/environments/signing/secrets?per_page=100": {"secrets": []}}, "secrets", "wrong", "no-secret"),
        ({"/pages": 404}, "pages", "warning", "no-pages"),
        ({"/pages": {"build_type": "legacy"}}, "pages", "wrong", "pages-source"),
        (
            {"/pages": {"build_type": "workflow", "html_url": "https://acme.github.io/badges/"}},
            "pages",
            "wrong",
            "pages-address",
        ),
        ({"/actions/workflows/refresh.yml": 404}, "schedule", "warning", "no-schedule"),
        ({"/actions/workflows/refresh.yml": {"state": "disabled_inactivity"}}, "schedule", "wrong", "schedule-stopped"),
        ({"/environments/signing/secrets?per_page=100": 403}, "secrets", "unknown", "not-looked-at"),
        ({"": 404}, "pages", "unknown", "not-looked-at"),
        ({"/pages": 500}, "pages", "unknown", "not-looked-at"),
    ],
)
def test_missing_setup_is_reported_with_a_hint(
    ask: Ask, changed: dict[str, Any], what: str, outcome: str, code: str
) -> None:
    found = ask(changed)[what]
    assert (found["outcome"], found["code"]) == (outcome, code)
    assert found["hint"]


def test_a_branch_may_be_protected_by_a_ruleset(ask: Ask) -> None:
    found = ask({"/branches/trunk": {"protected": False}, "/rules/branches/trunk": [{"type": "pull_request"}]})
    assert found["branch"]["outcome"] == "fine"


def test_a_repository_secret_is_wrong(ask: Ask) -> None:
    found = ask({"/actions/secrets?per_page=100": {"secrets": [{"name": "BADGEPRESS_KEY"}]}})["secrets"]
    assert (found["code"], found["got"]) == ("secret-open", "BADGEPRESS_KEY")


def test_a_secret_that_no_job_uses_is_wrong(ask: Ask) -> None:
    found = ask({"/environments/signing/secrets?per_page=100": {"secrets": [{"name": "BADGEPRESS_KEY_ACME"}]}})[
        "secrets"
    ]
    assert found["got"] == "BADGEPRESS_KEY_ACME, which the workflow does not use"


def test_a_separate_branch_for_issued(ask: Ask, here: Path) -> None:
    program = here / "badges/program.yml"
    program.write_text(f"{program.read_text()}issued_branch: issued\n")
    assert "creates the branch 'issued'" in ask({"/branches/issued": 404}, "--no-fetch")["branch"]["message"]
    assert ask({"/branches/issued": {"protected": False}}, "--no-fetch")["branch"]["code"] == "branch-open"
    assert "and so is 'issued'" in ask({"/branches/issued": {"protected": True}}, "--no-fetch")["branch"]["message"]


def test_without_a_token_the_doctor_says_how_to_check(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(here, "init", "-q")
    git(here, "remote", "add", "origin", "https://github.com/acme/badges.git")
    for name in ("GITHUB_TOKEN", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    said = run("doctor", "--offline", *NOW)
    assert said.code == 0
    assert "unknown  remote: the remote was not checked\n" in said.out
    assert "git remote add" not in said.out
    assert "unknown  environment: the host was not checked" in said.out
    assert "fine     programme: Lindenhof Data Guild: 2 badge classes\n" in said.out
    assert "Settings, Environments: is there one called `signing`" in said.out
    assert "warning  repository: badges/program.yml: program.yml does not say where the repository is" in said.out
    assert said.out.splitlines()[-1].endswith("not checked")


LOCKED = "./wheels/badgepress-0.1-py3-none-any.whl \\\n    --hash=sha256:00\n    # via -r requirements.in\n"
PACKAGE = "click==8.1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"


@pytest.mark.parametrize(
    ("text", "got"),
    [
        (None, "no such file"),
        ("# Not locked yet\nbadgepress>=0.1\n", "badgepress>=0.1 without a hash"),
        (PACKAGE, "no badgepress"),
        (f"{LOCKED}click==8.1\n", "click==8.1 without a hash"),
        (PACKAGE + LOCKED, ""),
        (f"--index-url https://packages.example/\n{LOCKED}", ""),
        ("badgepress==0.1 --hash=sha256:00\r\n", ""),
    ],
)
def test_requirements_must_be_locked_with_hashes(here: Path, text: str | None, got: str) -> None:
    assert machine.requirements(here).outcome == "fine", "nothing installs anything here"
    (here / ".gitlab-ci.yml").write_text("")
    if text is not None:
        (here / "requirements.txt").write_text(text, newline="")
    look = machine.requirements(here)
    assert (look.outcome, look.problem.got if look.problem else "") == ("wrong" if got else "fine", got)
    assert look.problem is None or look.problem.code == "not-locked"
    (here / "pyproject.toml").write_text("")
    (here / "src/badgepress").mkdir(parents=True)
    assert machine.requirements(here).outcome == "fine", "a copy of Badgepress installs itself"


def test_a_repository_with_a_gitlab_pipeline_gets_gitlabs_checks(run: Run, here: Path) -> None:
    (here / ".gitlab-ci.yml").write_text("")
    for more in ((), ("--offline",)):
        said = run("doctor", *more, *NOW).out
        assert "Settings, CI/CD, Variables" in said
        assert "Actions, refresh" not in said
        assert "Settings, Environments" not in said


@pytest.mark.parametrize("address", ["https://gitlab.com/acme/badges.git", "https://evil.example/acme/badges.git"])
def test_the_token_is_sent_only_to_github(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    git(here, "init", "-q")
    git(here, "remote", "add", "origin", address)
    program = here / "badges/program.yml"
    program.write_text(f"{program.read_text()}repository: {{url: '{address[:-4]}', service: github}}\n")
    monkeypatch.setenv("GITHUB_TOKEN", "gh0_token")
    monkeypatch.delenv("GITLAB_TOKEN", raising=False)
    asked: list[str] = []

    class Asked(HttpFetch):
        def __call__(self, address: str) -> bytes:
            asked.append(address)
            return offline(address)

    monkeypatch.setattr("badgepress.cli.doctoring.HttpFetch", Asked)
    monkeypatch.setattr("badgepress.doctor.default_branch", lambda far, remote: "main")
    said = json.loads(run("doctor", "--json", *NOW).out)
    [look] = [look for look in said["looks"] if look["look"] in ("host", "branch")]
    assert look["outcome"] == "unknown"
    assert asked
    assert all(url.startswith("https://badges.example.org/") for url in asked)


def offline(address: str) -> bytes:
    raise trouble("unreachable", address, "nobody is there")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("git@github.com:acme/badges.git", ("github.com", "acme/badges")),
        ("https://github.com/acme/badges", ("github.com", "acme/badges")),
        ("https://somebody@GitHub.com/acme/badges.git/", ("github.com", "acme/badges.git")),
        ("ssh://git@github.com/acme/badges.git", ("github.com", "acme/badges")),
        ("ssh://git@git.example.org:2222/acme/badges.git", ("git.example.org", "acme/badges")),
        ("file:///srv/badges.git", ("", "srv/badges")),
        ("/srv/badges.git", ("", "srv/badges")),
    ],
)
def test_host_and_path_of_repository_addresses(address: str, expected: tuple[str, str]) -> None:
    host, path = machine.web_of(address)
    assert (host, path.removesuffix(".git")) == (expected[0], expected[1].removesuffix(".git"))


Pages = dict[str, bytes]


@pytest.fixture(scope="module")
def signed(root: Path, sample_key: Path, cache_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the minimal programme, its awards issued, and its site. Do not write to it."""
    folder = tmp_path_factory.mktemp("signed")
    shutil.copytree(root / "tests/programs/minimal/badges", folder / "badges")
    ring = sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})
    build_site(Options(folder / "badges", folder / "site", AT, ring, cache=cache_home / "badgepress"))
    return folder


@pytest.fixture
def published(signed: Path, here: Path) -> Pages:
    """The site of three issued awards: address → bytes. Their programme is in the working directory."""
    shutil.copytree(signed / "badges", here / "badges", dirs_exist_ok=True)
    base = "https://badges.example.org/"
    names = ["index.html", "issuers/guild/did.json", "status/1.json"]
    return {base: b"", **{f"{base}{name}": (signed / "site" / name).read_bytes() for name in names}}


def looked(pages: Pages, *, date: datetime = AT, now: datetime = AT) -> dict[str, Look]:
    """Return the results of the checks of a site with these pages."""

    def fetch(address: str) -> bytes:
        if address not in pages:
            raise trouble("not-found", address, "there is nothing at this address", "404")
        return pages[address]

    heard = Heard({"Date": format_datetime(date, usegmt=True)}, timedelta(seconds=5))
    return {look.what: look for look in site(require_program(Path("badges")), fetch, lambda: heard, now)}


def code(look: Look) -> str:
    return look.problem.code if look.problem else ""


def test_a_correct_site_is_fine(published: Pages) -> None:
    found = looked(published)
    assert {what: look.outcome for what, look in found.items()} == dict.fromkeys(
        ("site", "clock", "issuer", "lists"), "fine"
    )


def test_a_silent_site_is_wrong(published: Pages) -> None:
    found = looked({})
    assert code(found["site"]) == "site-silent"
    assert found["lists"].outcome == "unknown"


@pytest.mark.parametrize(("minutes", "outcome"), [(0, "fine"), (1, "fine"), (9, "wrong"), (-9, "wrong")])
def test_the_clock_is_compared_with_the_servers(published: Pages, minutes: int, outcome: str) -> None:
    look = looked(published, date=AT + timedelta(minutes=minutes))["clock"]
    assert look.outcome == outcome
    assert code(look) == ("clock-wrong" if outcome == "wrong" else "")


def test_another_issuers_did_document_is_wrong(published: Pages) -> None:
    address = "https://badges.example.org/issuers/guild/did.json"
    document = json.loads(published[address])
    document["verificationMethod"][0]["publicKeyMultibase"] = sign.SecretKey.generate().public
    assert code(looked({**published, address: json.dumps(document).encode()})["issuer"]) == "issuer-differs"
    assert code(looked({**published, address: b"<html>"})["issuer"]) == "issuer-differs"
    del published[address]
    assert code(looked(published)["issuer"]) == "issuer-unpublished"


def test_the_published_lists_are_checked(published: Pages, run: Run, key_file: Path) -> None:
    address = "https://badges.example.org/status/1.json"
    assert code(looked(published, now=AT + timedelta(days=27))["lists"]) == "list-lapsing"
    assert code(looked({**published, address: b"{}"})["lists"]) == "list-foreign"
    assert (
        code(looked({name: text for name, text in published.items() if name != address})["lists"]) == "list-unpublished"
    )
    run("revoke", "k3v9x2", *NOW, "--key", str(key_file))
    later = {**published, address: Path("badges/issued/status/1.json").read_bytes()}
    given = Path("badges/issued/status/given.json")
    whole = given.read_bytes()
    given.write_bytes(b'{"1":0}\n')
    assert code(looked(later)["lists"]) == "given-behind"
    given.write_bytes(whole)
    Path("badges/issued/2026/k3v9x2.jsonl").unlink()
    assert code(looked(later)["lists"]) == "published-place-lost"


def test_old_or_missing_git_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Git, "__call__", lambda self, *arguments: "git version 2.17.1")
    assert code(machine.git_version(tmp_path)) == "git-old"
    monkeypatch.undo()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert code(machine.git_version(tmp_path)) == "git"
    assert machine.history(tmp_path).outcome == "unknown"


def test_the_checks_of_this_machine(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = json.loads(run("doctor", "--json", "--offline", *NOW).out)
    found = {look["look"]: look for look in said["looks"]}
    assert found["history"]["code"] == "not-in-git"
    assert found["remote"]["outcome"] == "unknown"

    def away() -> bundle.Bundle:
        raise RenderError(problem("no-bundle", "it is away"))

    monkeypatch.setattr("badgepress.doctor.here.ensure_bundle", away)
    issuer = here / "badges/issuers/guild.yml"
    issuer.write_text(issuer.read_text().replace("keys:", "keys: []\n# "))
    said = json.loads(run("doctor", "--json", "--offline", *NOW).out)
    found = {look["look"]: look for look in said["looks"]}
    assert found["bundle"]["code"] == "no-bundle"
    (here / "badges/program.yml").write_text("name: [\n")
    said = json.loads(run("doctor", "--json", "--offline", *NOW).out)
    assert said["looks"][-1]["code"] == "programme-broken"


def test_issuer_without_a_key_and_a_shallow_clone(run: Run, here: Path, tmp_path: Path) -> None:
    issuer = here / "badges/issuers/guild.yml"
    issuer.write_text(issuer.read_text().partition("keys:")[0])
    git(here, "init", "-q")
    git(here, "add", "-A")
    git(here, "commit", "-q", "-m", "Begin")
    git(here, "commit", "-q", "--allow-empty", "-m", "Go on")
    git(here, "clone", "-q", "--depth=1", f"file://{here}", "shallow")
    said = json.loads(run("doctor", "--program", "shallow/badges", "--json", "--offline", *NOW).out)
    found = {look["look"]: look for look in said["looks"]}
    assert found["history"]["code"] == "history-cut"
    assert found["keys"]["code"] == "no-key-now"


def test_a_repository_that_differs_is_a_warning(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = here / "badges/program.yml"
    assert code(machine.repository(require_program(here / "badges"), "", "")) == "repository-unsaid"
    program.write_text(f"{program.read_text()}repository: {{url: 'https://github.com/acme/badges'}}\n")
    read = require_program(here / "badges")
    assert code(machine.repository(read, "git@github.com:other/badges.git", "main")) == "repository-differs"
    assert code(machine.repository(read, "git@github.com:acme/badges.git", "trunk")) == "repository-differs"
    assert machine.repository(read, "git@github.com:acme/badges.git", "main").outcome == "fine"


def test_a_silent_remote_is_unknown(here: Path) -> None:
    git(here, "init", "-q")
    away = Remote(f"file://{here}/away.git")
    network = Network(offline, lambda: Heard(), away, away.address, Git(here))
    found = {look.what: look for look in examine(here / "badges", "badges", sign.Keyring(), AT, network)}
    assert found["remote"].outcome == "unknown"
    assert code(found["site"]) == "site-silent"
