"""The scanner beside many running protocols: it costs what is due, and not how many run."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bench import absences, bulk
from bench.measure import Figure, Ratio, in_turn, over, seconds, thousands
from bench.place import Bench, Say
from tests.world import NOW, Place, acting

FEW, MANY = 100, 1_000
"""How many have something to say in one scan."""
SAME = 1.3
PROPORTION = 1.3
TIMES = 25
"""A scan reads what the bare query reads, and replays and writes it too: that is work on each run, whatever runs beside it."""
RECEIVED = {"kind_of_absence": "sixteen_hours", "first_day": "2026-02-02", "last_day": "2026-02-20"}
LATER = timedelta(days=3650)
WHY = "elk dossier wordt opnieuw afgespeeld uit wat mensen deden; dat gebeurt in Python en is meer werk dan het lezen ervan"

Rows = psycopg.Connection[tuple[Any, ...]]
BARE = """
SELECT r.id, r.content_id, r.started_on, r.look_again_at, e.* FROM protocol_run r JOIN run_event e ON e.run_id = r.id
WHERE r.ended_at IS NULL AND r.look_again_at <= %s ORDER BY r.look_again_at, r.id, e.seq
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a scan costs beside so many running protocols, each against the bare query; more: of MANY against FEW."""

    idle: Ratio
    few: Ratio
    many: Ratio
    more: Ratio


def figures(where: Bench, home: Place, levels: tuple[int, int], *, rounds: int, say: Say) -> list[Figure]:
    """Let many protocols run, copies of one that the services made, and scan with nothing, some and many of them due.

    What is due says something new at each scan; in between, untimed, it is put back as it was.
    """
    model, moment = a_run(where, home)
    found, copies = [], 0
    for level in levels:
        bulk.grow(where, model, copies + 1, level - 1)
        copies = level - 1
        compared = bulk.check(where, model, copies)
        say(f"{thousands(level)} lopende protocollen; {compared} waarden van een steekproef vergeleken")
        with psycopg.connect(where.superuser, autocommit=True) as rows:
            rest(rows, moment)
            found.append(beside(rows, moment, rounds=rounds))
            rows.execute("UPDATE protocol_run SET look_again_at = %s", [moment])  # as the services left it
    little, much = found
    return list(_figures(little, much, *levels))


def a_run(where: Bench, home: Place) -> tuple[bulk.Model, datetime]:
    """Let one protocol run through the services; gives its rows, and when its clock first says something."""
    from sluitend.domain.clock import local_day
    from sluitend.records.models import AbsenceReport, ProtocolRun, RunEvent
    from sluitend.services import protocols
    from sluitend.services.protocols import StartRun, TakeStep

    me, day = home.attendance, local_day(NOW)
    absences.load(home, absences.write_file(where, 1, "K"))
    with acting(me, NOW):
        report = AbsenceReport.objects.values_list("pk", flat=True).get(melding_id__startswith="K-")
        run = protocols.start(me, StartRun("school_absence", day, uuid.uuid4(), report_id=report), now=NOW).run_id
        first = TakeStep(run, "report_received", day, 1, uuid.uuid4(), evidence=RECEIVED)
        protocols.take(me, first, now=NOW)
        protocols.take(me, TakeStep(run, "assessed", day, 2, uuid.uuid4(), leads_to=("first_contact",)), now=NOW)
        moment = ProtocolRun.objects.get(pk=run).look_again_at
        events = list(RunEvent.objects.filter(run_id=run).values_list("pk", flat=True))
    assert moment is not None
    return bulk.Model({"protocol_run": [run], "run_event": [*events]}, [run, *events], [], [], []), moment


def beside(rows: Rows, moment: datetime, *, rounds: int) -> Beside:
    """Scan with nothing, FEW and MANY due, and read the same rows bare by the index, in turn."""
    ids = [pk for (pk,) in rows.execute("SELECT id FROM protocol_run ORDER BY id LIMIT %s", [MANY]).fetchall()]

    def bare() -> None:
        rows.execute(BARE, [moment]).fetchall()

    times: dict[tuple[int, bool], list[float]] = defaultdict(list)
    with as_worker() as scan:
        idle = over(*in_turn(lambda: _seen(scan(moment), 0), bare, rounds=10 * rounds))
        for _ in range(rounds + 1):
            for due in (FEW, MANY):
                again(rows, ids[:due], moment)
                bare()
                times[due, False].append(seconds(bare))
                times[due, True].append(seconds(lambda due=due: _seen(scan(moment), due)))  # type: ignore[misc]
    again(rows, ids, moment)
    rest(rows, moment)
    warm = {key: found[1:] for key, found in times.items()}
    return Beside(
        idle,
        over(warm[FEW, True], warm[FEW, False]),
        over(warm[MANY, True], warm[MANY, False]),
        over(warm[MANY, True], warm[FEW, True]),
    )


def _seen(scanned: Any, due: int) -> None:
    assert (scanned.runs, scanned.said) == (due, due), scanned


def rest(rows: Rows, moment: datetime) -> None:
    """Let nothing be due at that moment."""
    rows.execute("SET session_replication_role = replica")
    rows.execute("UPDATE protocol_run SET look_again_at = %s WHERE ended_at IS NULL", [moment + LATER])
    rows.execute("VACUUM ANALYZE protocol_run")


def again(rows: Rows, ids: list[Any], moment: datetime) -> None:
    """Let these be due, and have said nothing."""
    rows.execute("DELETE FROM clock_said")
    rows.execute("DELETE FROM message")
    rows.execute("UPDATE protocol_run SET look_again_at = %s WHERE id = ANY(%s)", [moment, ids])


@contextmanager
def as_worker() -> Iterator[Callable[[datetime], Any]]:
    """Be the worker, on a connection of its own role; gives the scan."""
    from django.db import connection

    from sluitend.config import roles
    from sluitend.services import protocols

    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = roles.WORKER
    try:
        yield protocols.scan
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


def _figures(little: Beside, much: Beside, few: int, many: int) -> Iterator[Figure]:
    running = f"{thousands(many)} lopen"
    yield much.idle.figure(f"Ronde zonder iets te doen, {running} / kale vraag", None)
    first = little.idle.value
    yield Figure(
        f"Ronde zonder iets te doen, van {thousands(few)} naar {thousands(many)} lopende protocollen",
        much.idle.value / first,
        SAME,
        much.idle.lowest / first,
        much.idle.highest / first,
        f"verhouding {much.idle.value:.1f} tegen {first:.1f}; {much.idle.work_ms:.1f} tegen {little.idle.work_ms:.1f} ms",
        "een ronde mag niet groeien met wat loopt en nog niets zegt",
    )
    yield much.few.figure(f"Ronde met {thousands(FEW)} te doen, {running} / kale vraag", TIMES, why=WHY)
    yield much.many.figure(f"Ronde met {thousands(MANY)} te doen, {running} / kale vraag", TIMES, why=WHY)
    more, times = much.more, MANY / FEW
    yield Figure(
        f"Per protocol met iets te doen, {thousands(MANY)} tegen {thousands(FEW)}",
        more.value / times,
        PROPORTION,
        more.lowest / times,
        more.highest / times,
        f"{more.work_ms / MANY:.2f} tegen {more.bare_ms / FEW:.2f} ms",
        "een ronde kost meer dan naar verhouding van wat te doen is",
    )
