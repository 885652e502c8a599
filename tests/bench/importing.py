"""Times `badgepress import`: a sheet into an empty folder, and then the same sheet again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from badgepress.edit.importing import Options, Pepper, apply_all, import_awards
from badgepress.lock import hold
from tests.bench.generate import COUNTRIES, FAMILY, GIVEN, generate
from tests.bench.measure import timed

ROWS = 5_000
COLUMNS = (
    "Badge Template ID,Recipient Email,Issued To First Name,Issued To Middle Name,Issued To Last Name,Issued At,"
    "Expiration Date,Issuer Earner ID,Country,State or Province,Evidence Name,Evidence URL"
)


@dataclass(frozen=True)
class Imported:
    """Processor seconds for each way of importing a sheet of that many rows."""

    rows: int
    first: float
    again: float
    unpeppered: float
    unpeppered_again: float

    def text(self) -> str:
        """Return the result as Markdown."""
        rows = (
            ("with a pepper, into an empty folder", self.first),
            ("the same again, which changes nothing", self.again),
            ("without a pepper", self.unpeppered),
            ("the same again", self.unpeppered_again),
        )
        lines = [
            "**Importing**\n",
            f"A sheet of {self.rows:,} rows in Credly's columns, one processor.\n",
            "| | seconds | rows per second |",
            "| --- | ---: | ---: |",
            *(f"| {name} | {seconds:.2f} | {self.rows / seconds:,.0f} |" for name, seconds in rows),
        ]
        return "\n".join(lines) + "\n\n"


def measure(folder: Path, now: datetime, rows: int = ROWS) -> Imported:
    """Generate a programme and a sheet below `folder` and import it in four ways."""
    sheet = folder / "people.csv"
    sheet.write_text("\n".join([COLUMNS, *(row(number) for number in range(rows))]) + "\n", "utf-8")
    seconds = []
    for pepper in (Pepper("a pepper for the benchmark"), None):
        root = generate(folder / f"{'with' if pepper else 'without'}" / "badges", 1)
        for _ in range(2):
            options = Options(now, pepper=pepper)

            def importing(root: Path = root, options: Options = options) -> int:
                with hold(root, "import") as held:
                    done = import_awards(root, [(sheet, sheet.name)], options)
                    apply_all(held, done.changes)
                return done.added

            time, added = timed(importing)
            assert added in (0, rows), added
            seconds.append(time.processor)
    return Imported(rows, *seconds)


def row(number: int) -> str:
    """Return one row. All people are invented."""
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)]
    day = f"{number % 12 + 1:02}/{number % 28 + 1:02}/26"
    country = COUNTRIES[number % len(COUNTRIES)]
    where = f"https://work.example.org/{number}"
    return f"class-{number % 12},p{number}@example.org,{given},,{family},{day},,{number},{country},,Notebook,{where}"
