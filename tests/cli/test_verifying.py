"""`badgepress verify`: what it prints, and how it finds a badge by address or picture."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import segno

from badgepress.cli.verifying import as_address
from tests import words
from tests.answering import plainly, serving
from tests.cli.conftest import Run
from tests.server import Served
from tests.vectors.expand import load
from tests.vectors.foreign import ed25519_jwk, token
from tests.vectors.world import ORG_KEY, credential, put

NOW = ("--now", "2026-11-22T12:00:00Z")
BUILD = ("build", "--out", "site", *NOW)
Serve = Callable[..., Served]


ADDRESSES = json.loads((Path(__file__).parents[1] / "verifier" / "addresses.json").read_text("utf-8"))


@pytest.fixture
def site(run: Run, here: Path, key_file: Path, static_server: Serve) -> Served:
    """The built site of the minimal programme, served."""
    assert run(*BUILD, "--key", str(key_file)).code == 0
    return static_server(here / "site")


def vector(here: Path, name: str) -> str:
    file = here / f"{name.replace('/', '-')}.json"
    file.write_text(json.dumps(load(name)["input"]["json"]), "utf-8")
    return str(file)


def unpacked(root: Path, folder: Path) -> Path:
    """A badge in a folder that poses as a built site which trusts the badge's issuer."""
    told = load("status/none")
    badge, base = told["input"]["json"], "https://badges.example.org/"
    about = {"url": base, "trusted": [{"ids": [badge["issuer"]["id"]]}]}
    files = {address.removeprefix(base): one.get("json") for address, one in told["documents"].items()}
    for name, document in {**files, "data/badges.json": about, "docs/badge.json": badge}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(document), "utf-8")
    return folder / "docs/badge.json"


def qr_of(text: str, file: Path) -> str:
    picture = io.BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=6, border=4)
    file.write_bytes(picture.getvalue())
    return str(file)


def test_it_prints_what_the_badge_says_before_the_checks(run: Run, here: Path, root: Path) -> None:
    said = run("verify", vector(here, "issuer/did-key"), "--offline", *NOW).out
    about, checks = said.split("✓ parse", 1)
    assert "Badge: Data Foundations\n" in about
    assert " (did:key:z6M" in about.partition("Issuer: ")[2].partition("\n")[0]
    assert "Awarded to: Sofía Andrade\n" in about
    assert "Issued: 14 September 2026\n" in about
    assert "Expires: 14 September 2028\n" in about
    assert "signature" in checks
    assert words.part("note.issuer-nobody") in about.split("\n")[1]


def test_a_long_name_does_not_hide_the_issuers_address(run: Run, here: Path, root: Path) -> None:
    said = run("verify", vector(here, "trust/filled-name"), "--offline", *NOW).out
    address = "college.example.edu/credentials/issuers/registrar"
    assert f"Issuer: Example Data Skills (badges.example.org) ({address})\n" in said


def test_it_prints_evidence_and_skills_and_marks_unsigned_facts(run: Run, here: Path, root: Path) -> None:
    file = Path(vector(here, "issuer/did-key"))
    badge = json.loads(file.read_text("utf-8"))
    badge["evidence"] = [{"id": "https://example.org/work", "type": ["Evidence"], "name": "Capstone\u202e"}]
    badge["credentialSubject"]["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": "Python", "targetUrl": "https://example.org/python"}
    ]
    file.write_text(json.dumps(badge), "utf-8")
    said = run("verify", str(file), "--offline", *NOW)
    assert said.code == 1
    assert "Evidence: Capstone (https://example.org/work)\n" in said.out
    assert "Skills: Python (https://example.org/python)\n" in said.out
    assert f"\n{words.text('label.unsigned')}\nBadge: " in said.out
    spanish = run("verify", str(file), "--offline", "--lang", "es", *NOW).out
    assert "Pruebas: Capstone" in spanish


@pytest.mark.parametrize("email", ["x\u200b@example.org", "x@example.org.", "no address", "Ada <x@example.org>"])
def test_an_invalid_email_is_refused(run: Run, root: Path, here: Path, email: str) -> None:
    said = run("verify", vector(here, "issuer/did-key"), "--email", email, "--offline", *NOW)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("error[bad-email]: --email: not an e-mail address")


def test_somebody_elses_badge_is_still_called_genuine(run: Run, here: Path, root: Path) -> None:
    said = run("verify", vector(here, "issuer/did-key"), "--email", "x@example.org", "--offline", *NOW)
    assert said.code == 1
    assert said.out.startswith(f"{words.text('verdict.other-holder.title')}\n")
    assert words.part("verdict.invalid.sentence") not in said.out


def test_a_site_folder_that_came_with_the_badge_is_not_trusted(run: Run, here: Path, root: Path) -> None:
    def answer(*options: str) -> tuple[str, str, str]:
        report = json.loads(run("verify", *options, "--offline", "--json", *NOW).out)
        return report["verdict"], report["checks"][-1]["code"], " ".join(report["notes"])

    badge = str(unpacked(root, here / "mail/site"))
    verdict, trust, note = answer(badge)
    assert (verdict, trust) == ("unverified", "trust-not-checked")
    assert note.endswith(words.text("note.folder-unread", folder=str(here / "mail/site")))
    assert answer(badge, "--site", "mail/site")[:2] == ("valid", "trust-known")
    # The site that the programme here built is trusted; without a programme, the folder may be anybody's.
    own = str(unpacked(root, here / "site"))
    assert answer(own)[:2] == ("valid", "trust-known")
    (here / "badges").rename(here / "elsewhere")
    assert answer(own)[0] == "unverified"


def test_keys_listed_by_a_programme_or_a_site_are_used(run: Run, here: Path, key_file: Path) -> None:
    """The page at the issuer's address is not a profile, but the programme and the site list the issuer's key."""
    issuer, place = "https://badges.example.org/issuer.html", "https://badges.example.org/keys/1"
    badge = put(credential() | {"credentialStatus": None}, issuer, "issuer", "id")
    (here / "badge.txt").write_text(token(badge, kid=place), "utf-8")

    def answer(*options: str) -> tuple[str, str]:
        report = json.loads(run("verify", "badge.txt", "--offline", "--json", *options, *NOW).out)
        return report["verdict"], report["checks"][3]["code"]

    def build() -> None:
        assert run(*BUILD, "--key", str(key_file)).code == 0
        (here / "site/issuer.html").write_text("<!doctype html><title>Issuer</title>", "utf-8")
        (here / "site/keys").mkdir()
        (here / "site/keys/1").write_text(json.dumps(ed25519_jwk(ORG_KEY)), "utf-8")

    build()
    assert answer("--site", "site") == ("unverified", "issuer-key-not-named")
    for known in (ORG_KEY.public, place):
        entry = {"name": "Issuer", "url": issuer, "why": "we met", "keys": [known]}
        (here / "badges/trusted.yml").write_text(json.dumps([entry]), "utf-8")
        assert answer("--site", "site", "--program", "badges") == ("valid", "issuer-ok")
    assert answer("--site", "site") == ("unverified", "issuer-key-not-named")
    build()
    assert answer("--site", "site") == ("valid", "issuer-ok")
    about, schema = (
        json.loads((here / "site/data" / name).read_text("utf-8")) for name in ("badges.json", "badges.schema.json")
    )
    jsonschema.validate(about, schema)
    assert about["trusted"] == [{"name": "Issuer", "ids": [issuer], "why": "we met", "keys": [place]}]


def test_only_addresses_given_by_the_user_may_redirect_to_another_site(run: Run, root: Path, here: Path) -> None:
    badge = Path(vector(here, "issuer/did-key")).read_bytes()
    issued = Path(vector(here, "status/none")).read_text("utf-8")
    with serving({"/badge": plainly(badge), "/did": plainly(b"{}")}) as other:
        away = {
            "/short": plainly(b"", 302, Location=f"{other}badge"),
            "/issuers/data-skills/did.json": plainly(b"", 302, Location=f"{other}did"),
        }
        with serving(away) as base:
            given = json.loads(run("verify", f"{base}short", "--json", *NOW).out)
            assert (given["checks"][0]["code"], given["checks"][2]["code"]) == ("parse-ok", "signature-ok")
            host = base.removeprefix("http://").rstrip("/").replace(":", "%3A")
            file = here / "badge.json"
            file.write_text(issued.replace("did:web:badges.example.org", f"did:web:{host}"), "utf-8")
            said = run("verify", str(file), "--allow-private", *NOW).out
            assert words.text("reason.fetch-elsewhere") in said


def test_offline_reads_nothing_from_this_machine_either(run: Run) -> None:
    asked: list[str] = []
    with serving({"/x": lambda handler: asked.append(handler.path)}) as base:
        report = json.loads(run("verify", f"{base}x", "--offline", "--json", *NOW).out)
    assert (report["verdict"], asked) == ("unverified", [])
    assert words.text("reason.fetch-offline") in report["sentence"]


def test_a_page_from_standard_input_has_no_folder(
    run: Run, root: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(vector(here, "issuer/did-key")).rename(here / "credential.json")
    page = b'<!doctype html><link rel="alternate" type="application/json" href="credential.json">'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page)))
    report = json.loads(run("verify", "-", "--offline", "--json", *NOW).out)
    assert report["checks"][0]["code"] == "parse-unsupported"


def test_a_malformed_address_is_reported(run: Run, root: Path, here: Path) -> None:
    unpacked(root, here / "site")
    for options in ((), ("--site", "site"), ("--offline",)):
        report = json.loads(run("verify", "https://[", "--json", *options, *NOW).out)
        assert report["checks"][0]["code"] == "parse-unreachable", options
    assert (
        words.text("reason.fetch-bad-address") in json.loads(run("verify", "https://[", "--json", *NOW).out)["sentence"]
    )
    below = json.loads(run("verify", "https://badges.example.org/http://[x", "--site", "site", "--json", *NOW).out)
    assert words.text("reason.fetch-bad-address") in below["sentence"]


@pytest.mark.heavy
@pytest.mark.parametrize("ending", ["", "/", "/index.html", "/?from=mail#top"])
def test_address_of_an_award_with_or_without_its_slash(run: Run, here: Path, site: Served, ending: str) -> None:
    said = run("verify", f"{site.url}awards/k3v9x2{ending}", "--site", "site", "--json", *NOW)
    assert json.loads(said.out)["verdict"] == "valid"


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("page", "says", "helps"),
    [
        ("badges/data-foundations/", "a page about a badge", "contains no award"),
        ("issuers/guild/", "an issuer", "Ask the earner"),
        ("skills/", "This is a web page", "Download the badge image"),
    ],
)
def test_pages_that_are_not_awards_get_a_helpful_sentence(
    run: Run, here: Path, site: Served, page: str, says: str, helps: str
) -> None:
    said = run("verify", site.url + page, "--site", "site", *NOW)
    assert said.code == 3
    assert says in said.out
    assert helps in said.out
    report = json.loads(run("verify", site.url + page, "--site", "site", "--json", *NOW).out)
    assert report["checks"][0]["code"] == "parse-unsupported"


@pytest.mark.heavy
def test_an_unreadable_address_gives_a_report(run: Run, root: Path, site: Served) -> None:
    said = run("verify", f"{site.url}awards/none.json", "--json", *NOW)
    assert said.code == 3
    report = json.loads(said.out)
    jsonschema.validate(report, json.loads((root / "docs/report.schema.json").read_text("utf-8")))
    assert report["verdict"] == "unverified"
    assert (report["checks"][0]["outcome"], report["checks"][0]["code"]) == ("unknown", "parse-unreachable")
    assert words.text("reason.fetch-not-found") in report["sentence"]
    assert run("verify", f"{site.url}awards/none.json", *NOW).out.startswith(
        f"{report['title']}\n{report['sentence']}\n"
    )


@pytest.mark.parametrize(("given", "address"), ADDRESSES)
def test_recognising_addresses(given: str, address: str | None) -> None:
    assert as_address(given) == address


def test_an_existing_file_wins_over_an_address(run: Run, here: Path, root: Path) -> None:
    folder = here / "badges.example.org"
    folder.mkdir()
    vector(folder, "issuer/did-key")
    assert run("verify", "badges.example.org/issuer-did-key.json", "--offline", *NOW).code == 0
    said = run("verify", "badges.example.org/no-such-file.json", "--offline", *NOW)
    assert said.code == 3
    nothing = words.part("parse-unreachable.sentence")
    assert nothing in said.out
    assert "https://badges.example.org/no-such-file.json" in said.out
    assert nothing in run("verify", f"https://badges.example.org/{'x' * 3000}", "--offline", *NOW).out


def test_a_qr_code_in_a_picture_is_followed(run: Run, here: Path, site: Served) -> None:
    about = json.loads((here / "site/data/badges.json").read_text("utf-8"))
    picture = qr_of(f"{about['url']}awards/k3v9x2/", here / "photo.png")
    said = run("verify", picture, "--site", "site", *NOW)
    assert words.part("note.code") in said.out
    assert said.code == 0, said.out


def test_a_qr_code_with_an_unreadable_address(run: Run, here: Path) -> None:
    picture = qr_of("https://badges.example.org/awards/k3v9x2/", here / "photo.png")
    report = json.loads(run("verify", picture, "--offline", "--json", *NOW).out)
    assert (report["verdict"], report["checks"][0]["code"]) == ("unverified", "parse-unreachable")
    assert words.text("reason.fetch-offline") in report["sentence"]
    assert report["notes"] == [words.text("note.code", address="https://badges.example.org/awards/k3v9x2/")]


def test_a_qr_code_that_leads_to_no_badge(run: Run, here: Path) -> None:
    said = run("verify", qr_of("Wifi: guests", here / "photo.png"), *NOW)
    assert said.out.startswith(words.text("verdict.unreadable.title"))
    assert "badgepress[qr]" not in said.out


def test_without_a_qr_reader_a_hint_says_what_to_install(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    said = run("verify", qr_of("https://badges.example.org/awards/x/", here / "photo.png"), "--offline", *NOW)
    assert said.code == 1
    assert "pip install 'badgepress[qr]'" in said.out


def test_no_text_of_a_badge_controls_the_terminal(
    run: Run, root: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "A\x7f\x9b31m\x85\u202eB\u2066\U000e0041 Sofía 🎓"
    credential = json.loads(Path(vector(here, "issuer/did-key")).read_text("utf-8")) | {"name": hostile}
    text = json.dumps(credential, ensure_ascii=False, indent="\t")
    (here / "plain.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    (here / "badge.json").write_text(text, "utf-8")
    assert run("bake", "plain.svg", "badge.json", "--out", "baked.svg").code == 0
    said = run("unbake", "baked.svg", "--json").out
    assert said.replace("\n", "").isprintable()
    assert "\\u202eB\\u2066\\udb40\\udc41 Sofía 🎓" in said
    raw = json.loads(said)["text"]
    assert json.loads(raw)["name"] == hostile
    assert run("verify", "baked.svg", "--offline", "--json", *NOW).out.replace("\n", "").isprintable()
    # In a pipe the exact text is printed, on a terminal only printable characters.
    assert run("unbake", "baked.svg").out == raw + "\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    shown = run("unbake", "baked.svg").out
    assert shown.replace("\n", "").isprintable()
    assert shown.count("\n") == text.count("\n") + 1
    assert "Sofía 🎓" in shown


@pytest.mark.parametrize(("badge", "code"), [("\udcff.json", 1), ("https://a.example/\udcff", 3)])
def test_arguments_that_are_not_utf8_still_give_json(run: Run, badge: str, code: int) -> None:
    said = run("verify", badge, "--offline", "--json", *NOW)
    assert said.code == code
    assert isinstance(json.loads(said.out), dict)


@pytest.mark.parametrize(
    "command", [("verify", "gone.json"), ("verify", "badges"), ("unbake", "gone.png"), ("unbake", "badges/program.yml")]
)
def test_an_unusable_file_gives_json(run: Run, command: tuple[str, str]) -> None:
    said = run(*command, "--json")
    told = json.loads(said.out)
    assert (said.code, told["ok"]) == (1, False)
    assert [one["severity"] for one in told["problems"]] == ["error"]
    spoken = run(*command)
    assert (spoken.code, spoken.out) == (1, "")
    assert spoken.err.startswith(f"error[{told['problems'][0]['code']}]: ")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("issuer/did-key", 0),
        ("issuer/unreachable", 3),
        ("format/unknown-context", 3),
        ("ob2/version-1", 3),
        ("signature/other-suite-named", 3),
        ("signature/none", 1),
    ],
)
def test_exit_codes_distinguish_unverified_from_invalid(run: Run, here: Path, root: Path, name: str, code: int) -> None:
    assert run("verify", vector(here, name), "--offline", *NOW).code == code


def test_exit_codes_for_files_that_are_not_badges(run: Run, here: Path) -> None:
    for text, code in (("%PDF-1.7", 3), ("no badge", 1)):
        (here / "it").write_text(text)
        assert run("verify", "it", "--offline", *NOW).code == code
