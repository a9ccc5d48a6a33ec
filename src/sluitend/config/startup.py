"""What must be true before anything is served. A process that may not run says why in one sentence and stops.

The bound roles are the second wall: a superuser, an owner of tables or a role with BYPASSRLS walks through it, so
nothing is ever served as one of those.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection

from sluitend.config import backup_tools, embedded_pg, key_marks, migrate, roles
from sluitend.config.faults import Fault
from sluitend.config.keys import Keyring
from sluitend.integrations.mail import SmtpMailer
from sluitend.records.policies import TABLES
from sluitend.records.policies.build import UNGUARDED

# There while a backup is being put back, outside everything that a backup holds: what is half is never served.
RESTORING = "sluitend_restoring"


class NotReady(Fault):
    """Something is missing or too strong; the message is a sentence for whoever runs this installation."""


def require_keys() -> Keyring:
    """Give the keys; refuse without a key file: nothing sealed could be read, nothing new could be sealed."""
    keyring: Keyring | None = settings.SLUITEND_KEYS
    if keyring is None:
        raise NotReady("Er is geen sleutelbestand. Zet SLUITEND_KEYS_FILE op het pad ervan (zie docs/installatie.md).")
    return keyring


def require_database() -> None:
    """Refuse when the database does not answer or is older than PostgreSQL 15."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            (major,) = cursor.fetchone()
    except DatabaseError as error:
        # The driver's own text may hold an address and a user: it is for the log of the database, not for ours.
        raise NotReady("De database antwoordt niet. Klopt DATABASE_URL, en draait PostgreSQL?") from error
    if major < embedded_pg.OLDEST_MAJOR:
        raise NotReady(f"Deze PostgreSQL is te oud: {embedded_pg.OLDEST_MAJOR} of nieuwer is nodig.")


def require_bound_role() -> None:
    """Refuse as superuser, as a role with BYPASSRLS or CREATEROLE, or as one that owns tables or is their owner's member."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole, "
            "EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'MEMBER')) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        name, too_strong, owns = cursor.fetchone()
    if too_strong or owns:
        raise NotReady(
            f"De databaserol {name} mag te veel: de afscherming tussen gemeenten en dossiers geldt niet voor een "
            f"beheerder of eigenaar. Gebruik {roles.WEB} (of {roles.WORKER} voor het werk op de achtergrond)."
        )


def require_owner() -> None:
    """Refuse anything but the owner of the database, for what only the owner may do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = current_database()"
        )
        name, owns = cursor.fetchone()
    if not owns:
        raise NotReady(f"De databaserol {name} is niet de eigenaar van deze database. Klopt DATABASE_OWNER_URL?")


def require_migrations() -> None:
    """Refuse when the database is older, or newer, than this version of the program."""
    try:
        missing = migrate.pending()
    except DatabaseError as error:
        raise NotReady("De database is nog leeg of niet te lezen. Voer eerst uit: sluitend migrate") from error
    if missing:
        raise NotReady(f"De database loopt {len(missing)} stap(pen) achter. Voer eerst uit: sluitend migrate")


def require_whole() -> None:
    """Refuse a database in which a backup is being put back, or in which that was broken off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [RESTORING])
        if cursor.fetchone():
            raise NotReady(
                "In deze database is het terugzetten van een reservekopie bezig of afgebroken. "
                "Voer opnieuw uit: sluitend restore BESTAND"
            )


def require_own_keys() -> None:
    """Refuse a key file that is not the one of this database, or that is ahead of it."""
    try:
        found = key_marks.fit(require_keys())
    except key_marks.KeysDoNotFit as error:
        raise NotReady(str(error)) from error
    if found is key_marks.Fit.BEHIND:
        raise NotReady("Een wisseling van sleutels is niet af. Voer opnieuw uit: sluitend rotate-keys")


def require_walls() -> None:
    """Refuse when the second wall has a hole: a table without its policies, or one that is written without a log line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, "
            "ARRAY(SELECT polname::text FROM pg_policy p WHERE p.polrelid = c.oid), "
            "ARRAY(SELECT tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled IN ('O', 'A')) "
            "FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        )
        found = {name: (bound, set(named), set(guards)) for name, bound, named, guards in cursor.fetchall()}
    for table, policy in TABLES.items():
        bound, named, guards = found.get(table, (False, set(), set()))
        wanted = {f"{table}_{verb}" for verb in ("read", "add", "change", "delete") if getattr(policy, verb)}
        if not bound or named != wanted or (table not in UNGUARDED and f"{table}_audited" not in guards):
            raise NotReady(
                f"De afscherming van tabel {table} is niet zoals deze versie haar maakt. "
                "Zet een reservekopie terug; bij een demo: begin die opnieuw."
            )


def require_ready() -> None:
    """Refuse unless keys, database, role, migrations and walls are all as they should be."""
    require_keys()
    require_database()
    require_bound_role()
    require_whole()
    require_migrations()
    require_walls()
    require_own_keys()
    connection.close()  # children make their own


def require_assets() -> None:
    """Refuse without the front end's files: an installation from the package has them, a work tree builds them."""
    if finders.find("vendor/components.css") is None:
        raise NotReady("De bestanden van de vormgeving ontbreken. Voer eerst uit: make assets")


def require_hosts() -> None:
    """Refuse to call an installation right that answers to this machine's own names only, or goes without TLS."""
    if not settings.TLS:
        raise NotReady("SLUITEND_TLS staat uit: wachtwoorden gaan dan leesbaar over het net.")
    if settings.ALLOWED_HOSTS[0] == "127.0.0.1":
        raise NotReady("SLUITEND_HOSTS is leeg: alleen deze computer zelf kan de pagina's openen.")


# What can only be looked at once something else is as it should be.
AFTER: Mapping[Callable[[], object], tuple[Callable[[], object], ...]] = MappingProxyType(
    {require_walls: (require_migrations,), require_own_keys: (require_keys, require_migrations)}
)


def advice() -> Iterator[str]:
    """Give what is no fault and is good to know: of a change of keys, of mail, and of the tools for a backup."""
    keyring = settings.SLUITEND_KEYS
    if keyring is not None and keyring.digest_waiting is not None:
        yield "Een wisseling van sleutels is niet af. Voer opnieuw uit: sluitend rotate-keys"
    elif keyring is not None and len(keyring.field_keys) > 1:
        yield "Er staan oude sleutels in het sleutelbestand. Haal ze weg met: sluitend rotate-keys --drop-old"
    if settings.SLUITEND_MAIL is None:
        yield "Er is geen mailserver (SLUITEND_SMTP_URL): berichten staan alleen in het programma."
    try:
        backup_tools.find("pg_dump", backup_tools.server_major())
    except Fault as fault:
        yield f"Vanaf deze computer kan geen reservekopie worden gemaakt. {fault}"


def require_mail() -> None:
    """Refuse a mail server that is set and does not take mail from us; without one there is nothing to refuse."""
    if settings.SLUITEND_MAIL is None:
        return
    try:
        SmtpMailer(*settings.SLUITEND_MAIL).connect().close()
    except (OSError, smtplib.SMTPException) as error:
        # The server's own words may hold the address or the user: they are for its log, not for ours.
        raise NotReady(
            "De mailserver antwoordt niet, heeft geen geldig certificaat of kent ons niet. "
            "Kloppen SLUITEND_SMTP_URL en het wachtwoord erin?"
        ) from error


def report(say: Callable[[str], None]) -> int:
    """Say of each requirement whether it holds, then what is good to know; gives 1 when one does not hold."""
    parts: dict[str, Callable[[], object]] = {
        "sleutels": require_keys,
        "database": require_database,
        "databaserol": require_bound_role,
        "terugzetten": require_whole,
        "migraties": require_migrations,
        "afscherming": require_walls,
        "sleutels van deze database": require_own_keys,
        "vormgeving": require_assets,
        "adres": require_hosts,
        "e-mail": require_mail,
    }
    wrong: set[Callable[[], object]] = set()
    for name, require in parts.items():
        if wrong & set(AFTER.get(require, ())):
            continue
        try:
            require()
        except NotReady as error:
            wrong.add(require)
            say(f"FOUT  {name}: {error}")
            if require is require_database:
                return 1
        else:
            say(f"goed  {name}")
    for sentence in advice():
        say(f"let op  {sentence}")
    return 1 if wrong else 0
