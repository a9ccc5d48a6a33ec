"""What must be true before anything is served. A process that may not run says why in one sentence and stops.

The bound roles are the second wall: a superuser, an owner of tables or a role with BYPASSRLS walks through it, so
nothing is ever served as one of those.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection

from sluitend.config import embedded_pg, migrate, roles
from sluitend.config.faults import Fault


class NotReady(Fault):
    """Something is missing or too strong; the message is a sentence for whoever runs this installation."""


def require_keys() -> None:
    """Refuse without a key file: nothing sealed could be read, nothing new could be sealed."""
    if settings.SLUITEND_KEYS is None:
        raise NotReady("Er is geen sleutelbestand. Zet SLUITEND_KEYS_FILE op het pad ervan (zie docs/installatie.md).")


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


def require_migrations() -> None:
    """Refuse when the database is older, or newer, than this version of the program."""
    try:
        missing = migrate.pending()
    except DatabaseError as error:
        raise NotReady("De database is nog leeg of niet te lezen. Voer eerst uit: sluitend migrate") from error
    if missing:
        raise NotReady(f"De database loopt {len(missing)} stap(pen) achter. Voer eerst uit: sluitend migrate")


def require_ready() -> None:
    """Refuse unless keys, database, role and migrations are all as they should be."""
    require_keys()
    require_database()
    require_bound_role()
    require_migrations()
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


def report(say: Callable[[str], None]) -> int:
    """Say of each requirement whether it holds; gives 1 when one does not."""
    parts: dict[str, Callable[[], None]] = {
        "sleutels": require_keys,
        "database": require_database,
        "databaserol": require_bound_role,
        "migraties": require_migrations,
        "vormgeving": require_assets,
        "adres": require_hosts,
    }
    wrong = 0
    for name, require in parts.items():
        try:
            require()
        except NotReady as error:
            wrong += 1
            say(f"FOUT  {name}: {error}")
            if require is require_database:
                break
        else:
            say(f"goed  {name}")
    return 1 if wrong else 0
