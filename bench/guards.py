"""What each guard costs: the same work with and without it, in turn. Switched off here, inside the bench, and nowhere else."""

from __future__ import annotations

import contextlib
import statistics
import uuid
from collections.abc import Callable, Iterator, Sequence
from unittest import mock

import psycopg
from django.db import connection
from django.utils import timezone

from bench import absences, pages
from bench.measure import Figure, Work, seconds
from bench.place import Bench
from bench.story import Story

BLOCKS = 5
CALLS = 6


@contextlib.contextmanager
def without_lines(_where: Bench) -> Iterator[None]:
    """Write no line in the log; the database is told that there was one, so that a change is not refused."""
    from sluitend.access import audit
    from sluitend.domain.vocabulary import AuditKind

    def nothing(own: object, rows: Sequence[object]) -> None:
        if any(getattr(row, "kind", "") != AuditKind.READ for row in rows):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('app.line', pg_current_xact_id()::text, true)")

    with mock.patch.object(audit, "_insert", nothing):
        yield


@contextlib.contextmanager
def without_walls(where: Bench) -> Iterator[None]:
    """Let the web role past row-level security."""
    yield from _between(where, "ALTER ROLE sluitend_web BYPASSRLS", "ALTER ROLE sluitend_web NOBYPASSRLS")


@contextlib.contextmanager
def without_triggers(where: Bench) -> Iterator[None]:
    """Switch the program's own triggers off; foreign keys stay."""
    each = (
        "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT DISTINCT tgrelid FROM pg_trigger g JOIN pg_class c ON c.oid = tgrelid"
        " WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace LOOP"
        " EXECUTE 'ALTER TABLE ' || t || ' {verb} TRIGGER USER'; END LOOP; END $$"
    )
    yield from _between(where, each.format(verb="DISABLE"), each.format(verb="ENABLE"))


@contextlib.contextmanager
def without_seals(_where: Bench) -> Iterator[None]:
    """Store sealed fields as they are; digests stay, because people are found by them."""
    from sluitend.records import crypto

    class Open:
        def __init__(self, _key: bytes) -> None:
            pass

        def encrypt(self, _nonce: bytes, value: bytes, _bound: bytes) -> bytes:
            return value

        def decrypt(self, _nonce: bytes, body: bytes, _bound: bytes) -> bytes:
            return body

    with mock.patch.object(crypto, "AESGCM", Open):
        yield


def _between(where: Bench, before: str, after: str) -> Iterator[None]:
    with psycopg.connect(where.superuser, autocommit=True) as owner:
        owner.execute(before.encode())
        try:
            yield
        finally:
            owner.execute(after.encode())


Switch = Callable[[Bench], contextlib.AbstractContextManager[None]]
SWITCHES: dict[str, Switch] = {
    "logregel": without_lines,
    "rijbeveiliging": without_walls,
    "triggers": without_triggers,
    "verzegelen": without_seals,
}


def share(where: Bench, switch: Switch, work: Work, calls: int) -> tuple[float, float, float]:
    """Give which part of the work the guard is, in percent, with the quarter below and above; from blocks in turn."""
    found = []
    for _ in range(BLOCKS):
        work()
        with_it = [seconds(work) for _ in range(calls)]
        with switch(where):
            work()
            without = [seconds(work) for _ in range(calls)]
        found.append(100 * (1 - statistics.median(without) / statistics.median(with_it)))
    found.sort()
    return statistics.median(found), found[1], found[-2]


def figures(where: Bench, story: Story, rows: int) -> list[Figure]:
    """Measure each guard's share of the things that have a limit."""
    works: dict[str, tuple[Work, int]] = {
        "Casuspagina": (pages.works(story)["case"], CALLS),
        "*Mijn werk*": (pages.works(story)["work"], CALLS),
        "Persoon opzoeken": (pages.works(story)["lookup"], 2 * CALLS),
        "Melding aannemen": (_hand_in(story), 2 * CALLS),
        f"Verzuim inlezen ({rows} regels)": (_import(where, story, rows), 1),
    }
    found = []
    for what, (work, calls) in works.items():
        for guard, switch in SWITCHES.items():
            middle, low, high = share(where, switch, work, calls)
            found.append(Figure(f"{what}: {guard}", middle, None, low, high, "% van de tijd"))
    return found


def _hand_in(story: Story) -> Work:
    """Hand in through the service: the form's own work is no guard."""
    from tests.concerns import a_concern, with_bsn

    return lambda: a_concern(story.home, now=timezone.now(), by="intake", children=(with_bsn(),))


def _import(where: Bench, story: Story, rows: int) -> Work:
    def work() -> None:
        absences.load(story.home, absences.write_file(where, rows, f"G{uuid.uuid4().hex[:6]}"))

    return work
