"""The programme's files: YAML and images in, frozen types out, every problem with file and line.

`read_program` takes the folder and gives a Program with everything but the awards; `read_awards`
takes the bytes of one assertion file, so that two million awards never stand in memory together, and
`load_awards` the file itself;
`check_ids` compares the ids of all files. Hostile files are problems, never exceptions.
"""

from badgepress.read.assertions import check_award, load_awards, read_awards
from badgepress.read.find import find_authored
from badgepress.read.program import read_program, read_tree, require_program
from badgepress.read.references import check_ids
from badgepress.read.tree import Tree

__all__ = [
    "Tree",
    "check_award",
    "check_ids",
    "find_authored",
    "load_awards",
    "read_awards",
    "read_program",
    "read_tree",
    "require_program",
]
