"""The command line: arguments, environment, printing and exit codes. Only this room knows about the terminal.

Exit codes: 0 success, 1 problems found, 2 wrong usage, 130 interrupted. `verify` documents its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from badgepress.cli import (
    awarding,
    badges,
    building,
    certificate,
    doctoring,
    hosting,
    importing,
    issuers,
    issuing,
    key,
    publishing,
    resolving,
    restoring,
    schemas,
    starting,
    templates,
    verifying,
)
from badgepress.cli.show import print_problems, system_problem
from badgepress.errors import BadgepressError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="badgepress", message="%(prog)s %(version)s")
def cli() -> None:
    """Badge programmes as static sites: YAML in git becomes signed, baked, verifiable Open Badges."""


for _command in (
    starting.init,
    hosting.workflows,
    building.build,
    building.check,
    building.serve,
    publishing.publish,
    doctoring.doctor,
    awarding.award,
    awarding.badge,
    importing.import_,
    issuing.revoke,
    issuing.suspend,
    issuing.reissue,
    issuing.renew,
    issuing.erase,
    restoring.restore,
    issuers.issuer,
    resolving.resolve,
    key.key,
    certificate.certificate,
    schemas.schemas,
    templates.templates,
    verifying.verify,
    badges.bake,
    badges.unbake,
):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; prints errors instead of raising them."""
    try:
        code = cli.main(
            args=list(arguments) if arguments is not None else None, prog_name="badgepress", standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        return 130
    except BadgepressError as error:
        print_problems(error.problems)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        print_problems([system_problem(error)])
        return 1
    return code if isinstance(code, int) else 0


def run() -> None:
    """The entry point of the `badgepress` program."""
    sys.exit(main())
