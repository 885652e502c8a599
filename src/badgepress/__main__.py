"""Runs the command line as `python -m badgepress`."""

from badgepress.cli import run

run()
