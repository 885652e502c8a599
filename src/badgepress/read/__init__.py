"""The programme's files: YAML and images in, frozen types out, every problem with file and line.

`read_program` takes the folder and gives a Program with everything but the awards; `read_awards`
takes one assertion file at a time, so that two million awards never stand in memory together;
`check_ids` compares the ids of all files. Hostile files are problems, never exceptions.
"""

from badgepress.read.assertions import check_award, read_awards
from badgepress.read.program import read_program, require_program
from badgepress.read.references import check_ids

__all__ = ["check_award", "check_ids", "read_awards", "read_program", "require_program"]
