"""Find the badge class a row means: by its slug, its name, a mapping file's table, or `--badge` for all rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from badgepress.errors import Place, Problem, ReadError, problem
from badgepress.model import Program
from badgepress.read.quoting import did_you_mean, folded, plain_key, shown_text
from badgepress.read.sheets import Mapped, Sheet


class Badges:
    """Finds badge classes. Raises ReadError `unknown-badge` if the mapping or `--badge` names one that is missing."""

    def __init__(self, program: Program, fixed: str | None, mapped: Mapped) -> None:
        self._program = program
        self._fixed = fixed
        self._table: Mapping[str, str] = {folded(name): slug for name, slug in mapped.value.badges.items()}
        self._named: dict[str, list[str]] = defaultdict(list)
        for slug, badge in program.classes.items():
            self._named[folded(badge.name)].append(slug)
        wrong = [
            self._unknown(slug, mapped.place(f"badges.{plain_key(name)}"))
            for name, slug in mapped.value.badges.items()
            if slug not in program.classes
        ]
        if fixed is not None and fixed not in program.classes:
            wrong.append(self._unknown(fixed, Place(path="--badge")))
        if wrong:
            raise ReadError(*wrong)

    def of(self, called: Sequence[str], place: Place) -> tuple[str, list[Problem]]:
        """Return the slug of the class that one of these names means, best name first; or a problem at `place`."""
        if self._fixed is not None:
            return self._fixed, []
        for text in called:
            found = self.called(text)
            if len(found) == 1:
                return found[0], []
            if found:
                hint = "write the slug, or name one in a mapping file under `badges:`"
                message = f"several badges are called {shown_text(text)}: {', '.join(found)}"
                return "", [Problem(place, "ambiguous-badge", message, hint=hint)]
        return "", [self._unknown(called[-1] if called else "", place)]

    def called(self, text: str) -> list[str]:
        """Return the slugs of the classes that a text can mean: by the mapping's table, else a slug, else a name."""
        plain = folded(text)
        if plain in self._table:
            return [self._table[plain]]
        page = text.removeprefix(self._program.url("badges/"))
        slug = page.partition("/")[0] if page != text else plain
        return [slug] if slug in self._program.classes else self._named.get(plain, [])

    def contradictions(self, sheet: Sheet) -> list[Problem]:
        """Report a sheet that names several badges, or another one than `--badge`."""
        if self._fixed is None or not sheet.badged:
            return []
        best: set[str] = set()
        named: dict[str, tuple[Place, tuple[int, int]]] = {}
        for index, (entry, _) in enumerate(sheet.each()):
            if entry is None or not entry.badges:
                continue
            best.add(entry.badges[-1])
            for position, text in reversed(list(enumerate(entry.badges))):
                first = named[text][0] if text in named else entry.places.nearest("badge")
                named[text] = first, (-index, position)
        if len(best) > 1 and any(self._fixed not in self.called(text) for text in best):
            got = f"{len(best)}: {', '.join(shown_text(name) for name in sorted(best)[:3])}"
            hint = (
                "drop --badge, and map the badges under `badges:` in a mapping file; "
                "or ignore the column with --ignore-column NAME"
            )
            message = "the sheet names several badges, so --badge cannot apply to all rows"
            return [problem("several-badges", message, file=sheet.file, got=got, hint=hint)]
        # The name that the last rows have comes first, with the first row that has it.
        return self._others({text: named[text][0] for text in sorted(named, key=lambda text: named[text][1])})

    def _others(self, named: Mapping[str, Place]) -> list[Problem]:
        """Report a sheet that names a class other than that of `--badge`."""
        for text, place in named.items():
            slugs = self.called(text)
            if slugs and self._fixed not in slugs:
                message = f"the sheet names another badge than --badge: '{slugs[0]}'"
                hint = "drop --badge, or ignore the column with --ignore-column NAME"
                return [Problem(place, "other-badge", message, shown_text(text), f"'{self._fixed}'", hint)]
        return []

    def _unknown(self, text: str, place: Place) -> Problem:
        slugs = list(self._program.classes)
        names = {badge.name: slug for slug, badge in self._program.classes.items()}
        hint = (
            did_you_mean(text, [*slugs, *names]) or "name the class under `badges:` in a mapping file, or with --badge"
        )
        message = f"no badge {shown_text(text)} in {self._program.shown}/classes/"
        return Problem(place, "unknown-badge", message, hint=hint)
