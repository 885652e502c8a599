"""What the first files of a programme say."""

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
#: Latin letters that are none with a mark.
_LETTERS = {
    **{"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"},
    **{"ħ": "h", "ŋ": "n", "ŧ": "t"},
}
_IGNORED = """\
# made by builds
site/
/.site.*
.venv/
__pycache__/

# what a command leaves that was stopped, and the lock of the programme
.*.new
.badgepress/

# secrets never belong here
*.[kK][eE][yY]
.env

# nor do sheets of people, in any folder: `badgepress import` reads them, and keeps hashes
"""
_ATTRIBUTES = """\
# texts have the same ends of lines on every system, so that a checkout on Windows is the same programme
* text=auto eol=lf

# what was signed, and what is published as it is, stays byte for byte
badges/issued/** -text linguist-generated
badges/public/** -text
"""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new programme is made of; `public` is the public half of its issuer's key, good from the day `since`.

    `host` is where its repository will be, one of `workflows.HOSTS`.
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
    """A slug from a name, as far as its letters have an ASCII form; `otherwise` when none has.

    The form under /issue/badge/ has the same rule: tests/vectors/forms/slugs.json holds both to it.
    """
    apart = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M")).lower()
    words = "".join(_LETTERS.get(letter, letter) for letter in plain)
    return re.sub("[^a-z0-9]+", "-", words)[:SLUG_CHARACTERS].strip("-") or otherwise


def programme_files(beginning: Beginning) -> dict[str, str]:
    """Path below `badges/` → text of the files that are the programme; the schemas that their first lines name last."""
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
    """Path → text of what stands beside `badges/`, less the workflows and what they install."""
    return {
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": _IGNORED + "".join(f"*{_any_case(ending)}\n" for ending in sorted(SHEETS)),
        "README.md": f"# {_line(beginning.name)}\n\n{_HOW}",
    }


def requirements_files() -> dict[str, str]:
    """Path → text of what the workflows install, and of what is wanted; neither is locked yet."""
    return {
        WANTED: f"# What is wanted. Raise it to take a newer version, and lock it again: see {LOCKED}.\n{_wanted()}\n",
        LOCKED: f"{_UNLOCKED}{_wanted()}\n",
    }


def _any_case(ending: str) -> str:
    """`.[cC][sS][vV]`: git tells capitals apart on most systems."""
    return "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in ending)


_HOW = """\
Digital badges, kept as YAML in `badges/` and published as a site by [Badgepress](badges/README.md).

```
python -m pip install -r requirements.txt
badgepress check
badgepress serve
```

The first line works once `requirements.txt` is locked: [see there](badges/README.md).
"""


#: What stands above the wish, until somebody has locked it.
_UNLOCKED = f"""\
# Not locked yet: the workflows install only what has its hash here. This locks it, with all that it needs:
#   python -m pip install uv
#   {LOCKING}
"""


def _wanted() -> str:
    own = version("badgepress")
    return f"badgepress>={own}"


def _program(beginning: Beginning, issuer: str) -> str:
    return (
        f"name: {flow(beginning.name)}\n"
        "# Where the site will be. It stands in every badge that is issued, so decide before the first one.\n"
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
        "  # The public half. The secret half signs; it never stands in this repository.\n"
        f"  - public: {beginning.public}\n"
        f"    from: {flow(Bare(f'{beginning.since:%Y-%m-%d}'))}\n"
    )


def _class(beginning: Beginning) -> str:
    language = "" if beginning.language.split("-")[0] == "en" else "language: en   # of the texts of this file\n"
    return (
        f"name: {flow(beginning.badge)}\n"
        'description: "Say here what somebody with this badge can do, in a sentence or two."\n'
        "criteria: |\n"
        "  - Say here what has to be done to earn it.\n"
        "  - One line for each thing.\n"
        f"{language}"
        "level: Foundational\n"
        "# Drawn from this. To use an image of your own, put it beside this file and remove these lines.\n"
        "art:\n"
        "  shape: hexagon\n"
        '  colour: "#1f5fbf"\n'
    )


_SETTING_UP = {
    "github": """\
To let the workflows sign, put the text of the secret key file into the secret `BADGEPRESS_KEY` of an environment named
`signing` (Settings, Environments), which only the default branch may use, and choose *GitHub Actions* as the source
of the site under Settings, Pages. With several issuers the secret holds all their keys, one a line. Then
`badgepress doctor` says whether all is set up.
""",
    "gitlab": """\
To let the pipeline sign, put the last line of the secret key file into a variable `BADGEPRESS_KEY` (Settings, CI/CD,
Variables): protected, masked and hidden, with the environment scope `signing`. Each further issuer has a variable of
its own, such as `BADGEPRESS_KEY_ACME_SCHOOL`. A variable `BADGEPRESS_GIT_TOKEN` of the same kind holds a project
access token that may push to the default branch. A pipeline schedule, weekly, signs the status lists again. Then
`badgepress doctor`, with an access token in `GITLAB_TOKEN`, says whether all is set up.
""",
}


def setting_up(host: str) -> str:
    """How the key and the rest are set up at a host, one of `workflows.HOSTS`: a paragraph of Markdown."""
    return _SETTING_UP[host]


def _readme(beginning: Beginning) -> str:
    return f"""\
# The badges of {_line(beginning.name)}

| here | is |
| --- | --- |
| `program.yml` | the programme: its name, its address, its default issuer |
| `issuers/` | who stands behind the badges, with the public halves of their keys |
| `classes/` | what each badge means; a picture of the same name beside it, or one drawn from `art:` |
| `assertions/` | the awards: one file each, or a cohort in one file |
| `issued/` | what has been signed; written by the build, never by hand |
| `.schemas/` | what the first line of each file names: with it an editor checks and completes while you type |

A new badge: `badgepress badge new SLUG`. A new award: `badgepress award`, which asks for what it needs and keeps only
a hash of the e-mail address. Then open a pull request: `badgepress check` shows what is wrong with it, and what it
would issue.

Before the first push, lock what the workflows install: `requirements.txt` says how. They install nothing that has no
hash there. Badgepress itself comes from there too, from a release or from a wheel that is kept in the repository.

{setting_up(beginning.host)}"""


def _line(text: str) -> str:
    """A text as one line of Markdown that means nothing else."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in text)
