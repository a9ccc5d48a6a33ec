"""The command `sluitend`: everything an administrator does from a shell."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from sluitend import __version__
from sluitend.config import database
from sluitend.config.faults import Fault

STOPPED = 130
"""What a shell expects of a command that was stopped with Ctrl-C."""


def load_django(variable: str | None) -> None:
    """Load Django with the connection of one role, and no other, in this process's environment; None: with none at all.

    Raises:
        DatabaseUrlError: that role's variable is not set.
        KeysError: the key file cannot be read.
    """
    environment = database.as_role(variable) if variable else {}
    for name in (database.WEB, database.WORKER, database.OWNER):
        os.environ.pop(name, None)
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluitend.config.settings")
    import django

    django.setup()


def serve(arguments: argparse.Namespace) -> int:
    """Check that all is as it should be, then serve pages and do the background work until stopped."""
    whole = dict(os.environ)
    load_django(database.WEB)
    from sluitend.config import serve as commands
    from sluitend.config import startup
    from sluitend.config.supervisor import Supervisor

    startup.require_ready()
    children = [commands.web(whole, arguments.bind, arguments.workers, arguments.threads)]
    if not arguments.web_only:
        database.as_role(database.WORKER, whole)  # says now, not in a child, that it is not set
        children.append(commands.worker(whole))
    return Supervisor(children, say).run()


def worker(arguments: argparse.Namespace) -> int:
    """Do the background work until stopped: due terms, what leaves the outbox, what must be erased."""
    load_django(database.WORKER)
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    from sluitend.config import startup

    startup.require_ready()
    # Five seconds, not the usual thirty, before a database that is gone is believed to be gone.
    with app.replace_connector(PsycopgConnector(kwargs=connector_params(), timeout=5)) as running:
        running.run_worker(concurrency=arguments.concurrency, listen_notify=True, delete_jobs="successful")
    return 0


def migrate(arguments: argparse.Namespace) -> int:
    """Bring the database to this version, as the owner role."""
    load_django(database.OWNER)
    from sluitend.config import migrate as migration
    from sluitend.config import startup

    startup.require_database()
    startup.require_whole()
    migration.run(verbosity=0 if arguments.quiet else 1)
    return 0


def make_keys(arguments: argparse.Namespace) -> int:
    """Make the key file of a new installation; never overwrites one.

    Raises:
        Fault: there is a file already.
    """
    from sluitend.config import keys

    path = Path(arguments.path)
    if path.exists():
        raise Fault(f"{path} bestaat al. Wie de sleutels vervangt, kan niet meer lezen wat ermee verzegeld is.")
    keys.write(path, keys.generate())
    say(f"Gemaakt: {path}. Bewaar een kopie, apart van de reservekopieën van de database.")
    return 0


def create_admin(arguments: argparse.Namespace) -> int:
    """Make the first administrator of a municipality, and show the one-time link."""
    load_django(database.OWNER)
    from django.utils import timezone

    from sluitend.config import create_admin as making
    from sluitend.config import key_marks, startup

    keyring = startup.require_keys()
    startup.require_database()
    startup.require_whole()
    startup.require_migrations()
    key_marks.remember_first(keyring)
    startup.require_own_keys()
    made = making.create_admin(
        arguments.municipality,
        arguments.email,
        arguments.name,
        practice_for=arguments.practice_for,
        now=timezone.now(),
    )
    for line in making.told(made, arguments.address):
        say(line)
    return 0


def check(_arguments: argparse.Namespace) -> int:
    """Say what is right and what is not about this installation; exit code 1 when something is not."""
    load_django(database.WEB)
    from sluitend.config import startup

    return startup.report(say)


def backup(arguments: argparse.Namespace) -> int:
    """Write everything in the database to one encrypted file, without the keys."""
    load_django(database.OWNER)
    from django.utils import timezone

    from sluitend.config import backup as making

    return making.run(arguments.file, key_file(), say, now=timezone.now())


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup into an empty database, or only read whether it is whole and these keys open it."""
    load_django(None if arguments.only_check else database.OWNER)
    from django.utils import timezone

    from sluitend.config import restore as putting
    from sluitend.config import startup

    if arguments.only_check:
        putting.check_file(arguments.file, startup.require_keys(), say)
        return 0
    return putting.run(arguments.file, say, now=timezone.now())


def rotate_keys(arguments: argparse.Namespace) -> int:
    """Change to new keys, or take the old ones out of the key file."""
    load_django(database.OWNER)
    from django.utils import timezone

    from sluitend.config import rotate

    change = rotate.drop_old if arguments.drop_old else rotate.run
    return change(key_file(), say, now=timezone.now())


def key_file() -> Path:
    """Give where the key file is.

    Raises:
        Fault: the environment does not say so.
    """
    from sluitend.config import keys, startup

    startup.require_keys()
    return Path(os.environ[keys.ENVIRONMENT])


def report(arguments: argparse.Namespace) -> int:
    """Make the report of a half-year, as a programme manager."""
    load_django(database.WEB)
    from django.utils import timezone

    from sluitend.config import make_report, startup

    startup.require_ready()
    return make_report.run(
        arguments.municipality, arguments.user, arguments.period, arguments.pdf, say, now=timezone.now()
    )


def import_absence(arguments: argparse.Namespace) -> int:
    """Load a file with absence reports, as an attendance officer."""
    load_django(database.WEB)
    from sluitend.config import load_absences, startup

    startup.require_ready()
    return load_absences.run(arguments.file, arguments.municipality, arguments.user, say)


def import_departures(arguments: argparse.Namespace) -> int:
    """Load a file with notices of departure, as an attendance officer."""
    load_django(database.WEB)
    from sluitend.config import load_absences, startup

    startup.require_ready()
    return load_absences.run(arguments.file, arguments.municipality, arguments.user, say, load_absences.DEPARTURES)


def export_status(arguments: argparse.Namespace) -> int:
    """Write what changed for the absence register to a file, as an attendance officer."""
    load_django(database.WEB)
    from sluitend.config import export_absence_status, startup

    startup.require_ready()
    return export_absence_status.run(arguments.file, arguments.municipality, arguments.user, say)


def handover_export(arguments: argparse.Namespace) -> int:
    """Write the file of a handover, or the receipt of one, as somebody who may."""
    load_django(database.WEB)
    from sluitend.config import handover, startup

    startup.require_ready()
    return handover.export(arguments.file, arguments.id, arguments.municipality, arguments.user, say)


def handover_import(arguments: argparse.Namespace) -> int:
    """Take in a file of a handover, or the receipt of one, as somebody who may."""
    load_django(database.WEB)
    from sluitend.config import handover, startup

    startup.require_ready()
    return handover.bring(arguments.file, arguments.municipality, arguments.user, say)


def demo(arguments: argparse.Namespace) -> int:
    """Start the demo, with a PostgreSQL of its own, for this machine only."""
    from sluitend.config import demo as demonstration

    return demonstration.run(os.environ, reset=arguments.reset, port=arguments.port, say=say)


def say(line: str) -> None:
    """Print one line at once."""
    print(line, flush=True)


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add what makes files for others."""
    added = commands.add_parser("export", help="een bestand maken", description="Een bestand maken.")
    kinds = added.add_subparsers(metavar="soort", required=True)
    added = kinds.add_parser(
        "absence-status",
        help="standen voor het verzuimregister",
        description="Maken wat sinds het vorige bestand veranderde, voor het verzuimregister.",
    )
    added.set_defaults(run=export_status)
    added.add_argument("file", type=Path, help="waar het CSV-bestand komt; het mag er nog niet zijn")
    added.add_argument("--municipality", required=True, help="korte naam van de gemeente")
    added.add_argument("--user", required=True, help="e-mailadres van de leerplichtambtenaar")


def _add_handover(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add what carries a handover to another installation and back."""
    words = "een overdracht naar of van een gemeente in een ander systeem"
    added = commands.add_parser("handover", help=words, description=f"{words.capitalize()}.")
    kinds = added.add_subparsers(metavar="wat", required=True)
    for name, run, help_words in (
        ("export", handover_export, "het bestand maken om mee te nemen"),
        ("import", handover_import, "een bestand inlezen dat is gebracht"),
    ):
        one = kinds.add_parser(name, help=help_words, description=f"{help_words.capitalize()}.")
        one.set_defaults(run=run)
        one.add_argument("file", type=Path, help="het bestand")
        one.add_argument("--municipality", required=True, help="korte naam van de gemeente")
        one.add_argument("--user", required=True, help="e-mailadres van wie overdraagt of overneemt")
        if run is handover_export:
            one.add_argument("--id", required=True, type=UUID, help="uit het adres van de bladzijde van de overdracht")


def parser() -> argparse.ArgumentParser:
    """Make the parser; each command names the function that runs it."""
    whole = argparse.ArgumentParser(
        prog="sluitend", description="Sluitend beheren. Instellingen: zie docs/installatie.md."
    )
    whole.add_argument("--version", action="version", version=f"sluitend {__version__}")
    commands = whole.add_subparsers(metavar="opdracht", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    added = command("serve", serve, "de pagina's tonen en het werk op de achtergrond doen")
    added.add_argument("--bind", default="127.0.0.1:8000", help="adres:poort of unix:/pad (nu: %(default)s)")
    added.add_argument("--workers", type=int, default=2, help="aantal processen (nu: %(default)s)")
    added.add_argument("--threads", type=int, default=4, help="draden per proces (nu: %(default)s)")
    added.add_argument("--web-only", action="store_true", help="zonder het werk op de achtergrond")
    added = command("worker", worker, "alleen het werk op de achtergrond doen")
    added.add_argument("--concurrency", type=int, default=1, help="taken tegelijk (nu: %(default)s)")
    added = command("migrate", migrate, "de database bijwerken naar deze versie")
    added.add_argument("--quiet", action="store_true", help="zwijgen als alles goed gaat")
    added = command("make-keys", make_keys, "het sleutelbestand van een nieuwe installatie maken")
    added.add_argument("path", metavar="pad", help="waar het komt te staan")
    command("check", check, "zeggen wat er klopt en wat niet aan deze installatie")
    added = command("create-admin", create_admin, "een beheerder van een gemeente maken, of opnieuw laten beginnen")
    added.add_argument("--municipality", required=True, help="naam van de gemeente; een nieuwe wordt gemaakt")
    added.add_argument("--email", required=True, help="e-mailadres waarmee de beheerder zich aanmeldt")
    added.add_argument("--name", required=True, help="naam van de beheerder")
    added.add_argument("--address", help="begin van het adres, zoals https://sluitend.gemeente.example")
    added.add_argument("--practice-for", default="", help="een nieuwe oefengemeente maken voor deze gemeente")
    added = command("backup", backup, "een reservekopie van de database maken, zonder de sleutels")
    added.add_argument("file", metavar="bestand", type=Path, help="waar hij komt te staan; niet bij de sleutels")
    added = command("restore", restore, "een reservekopie terugzetten in een lege database")
    added.add_argument("file", metavar="bestand", type=Path, help="de reservekopie")
    added.add_argument("--only-check", action="store_true", help="alleen nakijken of hij heel is en opengaat")
    added = command("rotate-keys", rotate_keys, "nieuwe sleutels maken en alles daarmee verzegelen")
    added.add_argument("--drop-old", action="store_true", help="de oude sleutels uit het sleutelbestand halen")
    added = command("report", report, "het verslag van een half jaar maken en tonen")
    added.add_argument("--municipality", required=True, help="korte naam van de gemeente")
    added.add_argument("--user", required=True, help="e-mailadres van de programmamanager")
    added.add_argument("--period", required=True, help="jaar en helft, zoals 2026-1")
    added.add_argument("--pdf", type=Path, help="bestand voor de PDF")
    added = commands.add_parser("import", help="een bestand inlezen", description="Een bestand inlezen.")
    kinds = added.add_subparsers(metavar="soort", required=True)
    for name, run, words in (
        ("absence", import_absence, "meldingen van verzuim"),
        ("departures", import_departures, "meldingen van vertrek, verhuizing en uitschrijving"),
    ):
        added = kinds.add_parser(name, help=words, description=f"{words.capitalize()} inlezen.")
        added.set_defaults(run=run)
        added.add_argument("file", type=Path, help="CSV-bestand of, als de naam op .json eindigt, JSON-bestand")
        added.add_argument("--municipality", required=True, help="korte naam van de gemeente")
        added.add_argument("--user", required=True, help="e-mailadres van de leerplichtambtenaar")
    _add_export(commands)
    _add_handover(commands)
    added = command("demo", demo, "de demo starten, alleen voor deze computer")
    added.add_argument("--reset", action="store_true", help="de demo opnieuw beginnen")
    added.add_argument("--port", type=int, help="poort (nu: de eerste vrije vanaf 8000)")
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. An expected fault is one sentence on the error stream and exit code 1."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
