"""The texts of a new programme's first files."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from badgepress.edit.yamltext import Bare, flow
from badgepress.model.limits import SLUG_CHARACTERS
from badgepress.read import schemas
from badgepress.read.everything import SHEETS
from badgepress.workflows import LOCKED, LOCKING, WANTED

FOLDER = "badges"
#: Latin letters that NFKD does not decompose into an ASCII letter and a mark.
_LETTERS = {
    **{"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"},
    **{"ħ": "h", "ŋ": "n", "ŧ": "t"},
}
_IGNORED = """\
# build output
site/
/.site.*
.venv/
__pycache__/

# leftovers of killed commands, and the lock of the programme
.*.new
.badgepress/

# never commit secrets
*.[kK][eE][yY]
.env

# never commit spreadsheets of people: `badgepress import` reads them and keeps hashes
"""
_ATTRIBUTES = """\
# the same line endings on every system, so that a checkout on Windows has the same files
* text=auto eol=lf

# keep signed lines and your own public files byte for byte
badges/issued/** -text linguist-generated
badges/public/** -text
"""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The settings of a new programme.

    `public` is its issuer's public key, valid from the day `since`. `host` is where its repository will be, one of
    `workflows.HOSTS`.
    """

    name: str
    base_url: str
    issuer: str
    url: str
    public: str
    since: datetime
    email: str | None = None
    language: str = "en"
    badge: str = "First badge"
    host: str = "github"


def slug_of(name: str, otherwise: str) -> str:
    """A slug from the letters of a name that have an ASCII form, or `otherwise` if none has.

    The form under /issue/badge/ follows the same rule; tests/vectors/forms/slugs.json tests both.
    """
    apart = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M")).lower()
    words = "".join(_LETTERS.get(letter, letter) for letter in plain)
    return re.sub("[^a-z0-9]+", "-", words)[:SLUG_CHARACTERS].strip("-") or otherwise


def programme_files(beginning: Beginning) -> dict[str, str]:
    """Path below `badges/` → text of each file of the programme; the schemas come last."""
    issuer, badge = slug_of(beginning.issuer, "issuer"), slug_of(beginning.badge, "first-badge")
    authored = {
        "program.yml": _program(beginning, issuer),
        f"issuers/{issuer}.yml": _issuer(beginning),
        f"classes/{badge}.yml": _class(beginning),
    }
    return {
        **{path: schemas.kept_line(schemas.kind_of(path), path) + text for path, text in authored.items()},
        "README.md": _readme(beginning),
        **{f"{schemas.FOLDER}/{name}": schemas.written(schema).decode() for name, schema in schemas.schemas()},
    }


def beside_files(beginning: Beginning) -> dict[str, str]:
    """Path → text of each file beside `badges/`, except the workflows and their requirements."""
    return {
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": _IGNORED + "".join(f"*{_any_case(ending)}\n" for ending in sorted(SHEETS)),
        "README.md": f"# {_line(beginning.name)}\n\n{_HOW}",
    }


def requirements_files() -> dict[str, str]:
    """Path → text of the requirements files; `LOCKED` has no hashes yet."""
    return {
        WANTED: f"# Packages to install. To upgrade, raise a version and lock again: see {LOCKED}.\n{_wanted()}\n",
        LOCKED: f"{_UNLOCKED}{_wanted()}\n",
    }


def _any_case(ending: str) -> str:
    """`.[cC][sS][vV]`, because git patterns are case-sensitive on most systems."""
    return "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in ending)


_HOW = """\
Digital badges, written in YAML in `badges/` and published as a site by [Badgepress](badges/README.md).

```
python -m pip install -r requirements.txt
badgepress check
badgepress serve
```

The first line works after you have locked `requirements.txt`: [see the instructions](badges/README.md).
"""


#: The first lines of `LOCKED`, until somebody locks it.
_UNLOCKED = f"""\
# Not locked yet. The workflows only install packages whose hash is in this file. To lock it, run:
#   python -m pip install uv
#   {LOCKING}
"""


def _wanted() -> str:
    own = version("badgepress")
    return f"badgepress>={own}"


def _program(beginning: Beginning, issuer: str) -> str:
    return (
        f"name: {flow(beginning.name)}\n"
        "# The address of the site. It is part of every issued badge, so choose it before you issue the first one.\n"
        f"base_url: {flow(beginning.base_url)}\n"
        f"default_issuer: {issuer}\n"
        f"language: {beginning.language}\n"
    )


def _issuer(beginning: Beginning) -> str:
    email = f"email: {flow(beginning.email)}\n" if beginning.email else ""
    return (
        f"name: {flow(beginning.issuer)}\n"
        f"url: {flow(beginning.url)}\n"
        f"{email}"
        "keys:\n"
        "  # The public key. Never put the secret key into this repository.\n"
        f"  - public: {beginning.public}\n"
        f"    from: {flow(Bare(f'{beginning.since:%Y-%m-%d}'))}\n"
    )


def _class(beginning: Beginning) -> str:
    language = "" if beginning.language.split("-")[0] == "en" else "language: en   # of the texts in this file\n"
    return (
        f"name: {flow(beginning.badge)}\n"
        'description: "Say in a sentence or two what somebody with this badge can do."\n'
        "criteria: |\n"
        "  - Say what somebody has to do to earn it.\n"
        "  - Use one line for each requirement.\n"
        f"{language}"
        "level: Foundational\n"
        "# The image is drawn from this. To use your own image, put it beside this file and remove these lines.\n"
        "art:\n"
        "  shape: hexagon\n"
        '  colour: "#1f5fbf"\n'
    )


_SETTING_UP = {
    "github": """\
To let the workflows sign, create an environment named `signing` (Settings, Environments) that only the default branch
may use. Put the text of the secret key file into its secret `BADGEPRESS_KEY`. With several issuers, the secret holds
all their keys, one per line. Under Settings, Pages, choose *GitHub Actions* as the source of the site. Then check the
setup with `badgepress doctor`.
""",
    "gitlab": """\
To let the pipeline sign, put the last line of the secret key file into a variable `BADGEPRESS_KEY` (Settings, CI/CD,
Variables). Make it protected, masked and hidden, with the environment scope `signing`. Add a separate variable for
each further issuer, such as `BADGEPRESS_KEY_ACME_SCHOOL`. Add a variable `BADGEPRESS_GIT_TOKEN` of the same kind, with
a project access token that may push to the default branch. Add a weekly pipeline schedule to renew the status lists.
Then check the setup with `badgepress doctor`, with an access token in `GITLAB_TOKEN`.
""",
}


def setting_up(host: str) -> str:
    """How to set up a host, one of `workflows.HOSTS`: a paragraph of Markdown."""
    return _SETTING_UP[host]


def _readme(beginning: Beginning) -> str:
    return f"""\
# The badges of {_line(beginning.name)}

| file or folder | contents |
| --- | --- |
| `program.yml` | the programme: its name, address and default issuer |
| `issuers/` | the issuers, with their public keys |
| `classes/` | what each badge means; each has a picture of the same name, or one drawn from `art:` |
| `assertions/` | the awards: one per file, or a cohort in one file |
| `issued/` | what has been signed; written by the build, never by hand |
| `.schemas/` | the schemas named in the first line of each file; editors use them to check and complete |

To make a badge, run `badgepress badge new SLUG`. To award it, run `badgepress award`. It asks for what it needs and
keeps only a hash of the e-mail address. Then open a pull request: `badgepress check` shows what is wrong with it, and
what it would issue.

Before the first push, lock what the workflows install: `requirements.txt` says how. They install nothing without a
hash there. This includes Badgepress, which comes from a release or from a wheel in the repository.

{setting_up(beginning.host)}"""


def _line(text: str) -> str:
    """A text as one line of Markdown, with its special characters escaped."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in text)
