"""Reads the programme's files: YAML and images in, frozen types out. Every problem has a file and a line.

`read_program` reads the folder into a Program with everything except the awards. `read_awards` parses the bytes of one
assertion file and `load_awards` reads such a file from disk; one file at a time, so two million awards are never in
memory together. `check_ids` compares the ids of all files. A hostile file is a problem, never an exception.
"""

from badgepress.read.assertions import check_award, load_awards, read_awards, wrong_text
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
    "wrong_text",
]
