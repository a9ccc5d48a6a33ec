"""The command `sluitend`: everything an administrator does from a shell."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from sluitend.config import database
from sluitend.config.keys import KeysError


def _load_django(variable: str) -> None:
    """Load Django with the database connection of one role, and only that one, in the environment."""
    environment = database.as_role(variable)
    for name in (database.WEB, database.WORKER, database.OWNER):
        os.environ.pop(name, None)
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluitend.config.settings")
    import django

    django.setup()


def migrate(arguments: argparse.Namespace) -> int:
    """Bring the database to this version, as the owner role."""
    _load_django(database.OWNER)
    from sluitend.config import migrate

    migrate.run(verbosity=0 if arguments.quiet else 1)
    return 0


def parser() -> argparse.ArgumentParser:
    """Make the parser; each command names the function that runs it."""
    whole = argparse.ArgumentParser(prog="sluitend", description="Sluitend: from a concern to one plan that holds.")
    commands = whole.add_subparsers(metavar="command", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        added.set_defaults(run=run)
        return added

    command("migrate", migrate).add_argument("--quiet", action="store_true", help="say nothing when all goes well")
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. An expected fault is one sentence on the error stream and exit code 1."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (database.DatabaseUrlError, KeysError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
