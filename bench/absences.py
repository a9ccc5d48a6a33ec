"""Loading absence reports against a bare COPY of the same rows into the same table and indexes, without guards."""

from __future__ import annotations

import io
import resource
import time

import psycopg

from bench.measure import Figure
from bench.place import Bench
from tests.world import NOW, Place, acting

ROW = (
    "V-{n};16 uur in 4 weken;;{o:09};Kind{n};;Achternaam{n};2013-05-04;12AB;00;2026-02-02;2026-02-20;16,5;"
    "Vaak te laat of niet aanwezig.;Gesprek met de ouders.;Geregistreerd"
)


def file_of(rows: int) -> io.BytesIO:
    """Make a file of rows; every tenth has no end date."""
    from sluitend.domain.absence import HEADER

    lines = [";".join(HEADER), *(ROW.format(n=number, o=number) for number in range(rows))]
    return io.BytesIO("\n".join(lines).encode())


def load(home: Place, file: io.BytesIO) -> float:
    """Load a file through the services; gives seconds."""
    from sluitend.services import absences

    viewer = home.attendance
    began = time.perf_counter()
    with acting(viewer, NOW):
        progress = absences.receive_file(viewer, file, "csv", now=NOW)
    while not progress.finished:
        with acting(viewer, NOW):
            progress = absences.load_next_piece(viewer, progress.id, now=NOW)
    return time.perf_counter() - began


def bare_copy(where: Bench) -> float:
    """COPY the loaded rows out and into the same table with its indexes, triggers off, as a superuser; gives seconds."""
    with psycopg.connect(where.superuser) as connection:
        with connection.cursor().copy("COPY absence_report TO STDOUT (FORMAT binary)") as copy:
            content = b"".join(copy)
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM absence_report")
        connection.commit()
        connection.execute("SET session_replication_role = replica")
        began = time.perf_counter()
        with connection.cursor().copy("COPY absence_report FROM STDIN (FORMAT binary)") as copy:
            copy.write(content)
        connection.commit()
        return time.perf_counter() - began


def figures(where: Bench, home: Place, rows: int) -> list[Figure]:
    """Measure the import of many rows, and how much memory grows from a tenth of them to all."""
    load(home, file_of(max(rows // 10, 1)))
    small = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with psycopg.connect(where.superuser, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM absence_report")
        connection.execute("VACUUM absence_report")
    whole = load(home, file_of(rows))
    large = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bare = sorted(bare_copy(where) for _ in range(3))[1]
    pair = whole / bare
    return [
        Figure(f"Verzuim inlezen, {rows} regels / kale COPY", pair, 15, pair, pair, f"{whole:.1f} tegen {bare:.2f} s"),
        Figure(
            "Geheugen bij tien keer zoveel regels",
            large / small,
            1.3,
            large / small,
            large / small,
            f"{large // 1024} tegen {small // 1024} MB, het bestand zelf meegeteld",
        ),
    ]
