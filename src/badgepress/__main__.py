"""`python -m badgepress`."""

from badgepress.cli import run

run()
