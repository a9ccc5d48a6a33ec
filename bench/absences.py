"""Loading absence reports against a bare COPY of the same rows into the same table and indexes, without guards."""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench.measure import Figure, Ratio, over, thousands
from bench.place import Bench
from tests.world import NOW, Place, acting

ROW = (
    "{p}-{n};16 uur in 4 weken;;{o:09};Kind{n};;Achternaam{n};2013-05-04;12AB;00;2026-02-02;2026-02-20;16,5;"
    "Vaak te laat of niet aanwezig.;Gesprek met de ouders.;Geregistreerd\n"
)
WHY = "elke regel wordt nagekeken, verzegeld en van een vingerafdruk voorzien in Python; dat over twee processen verdelen helpt het meest"


def write_file(where: Bench, rows: int, prefix: str) -> Path:
    """Write a file of rows whose numbers begin with prefix."""
    from sluitend.domain.absence import HEADER

    path = where.directory / f"verzuim-{prefix}.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(HEADER) + "\n")
        file.writelines(ROW.format(p=prefix, n=number, o=number) for number in range(rows))
    return path


def load(home: Place, path: Path) -> float:
    """Load a file through the services; gives seconds."""
    from sluitend.services import absences

    viewer = home.attendance
    began = time.perf_counter()
    with path.open("rb") as file, acting(viewer, NOW):
        progress = absences.receive_file(viewer, file, "csv", now=NOW)
    while not progress.finished:
        with acting(viewer, NOW):
            progress = absences.load_next_piece(viewer, progress.id, now=NOW)
    assert progress.rows_bad == 0
    return time.perf_counter() - began


def bare_copy(where: Bench, prefix: str) -> float:
    """COPY the loaded rows out and back into the same table with its indexes, triggers off; gives seconds."""
    own = f"SELECT * FROM absence_report WHERE melding_id LIKE '{prefix}-%'"
    with psycopg.connect(where.superuser) as connection:
        with connection.cursor().copy(f"COPY ({own}) TO STDOUT (FORMAT binary)".encode()) as copy:
            content = b"".join(copy)
        forget(connection, prefix)
        connection.commit()
        connection.execute("SET session_replication_role = replica")
        began = time.perf_counter()
        with connection.cursor().copy("COPY absence_report FROM STDIN (FORMAT binary)") as copy:
            copy.write(content)
        connection.commit()
        return time.perf_counter() - began


def forget(connection: psycopg.Connection[tuple[object, ...]], prefix: str) -> None:
    """Delete what was loaded, past the guards."""
    connection.execute("SET session_replication_role = replica")
    connection.execute(f"DELETE FROM absence_report WHERE melding_id LIKE '{prefix}-%'".encode())


def ratio(where: Bench, home: Place, rows: int, prefix: str, *, times: int = 1) -> Ratio:
    """Load a file of rows and COPY them bare, in turn; of each time the middle of three COPYs counts."""
    wholes, bares = [], []
    for time_ in range(times):
        wholes.append(load(home, write_file(where, rows, f"{prefix}{time_}")))
        bares.append(statistics.median(bare_copy(where, f"{prefix}{time_}") for _ in range(3)))
    return over(wholes, bares)


def figures(where: Bench, home: Place, rows: int) -> list[Figure]:
    """Measure the import of many rows, and how much memory grows from a tenth of them to all."""
    load(home, write_file(where, max(rows // 10, 1), "W"))
    with peak_memory() as small:
        load(home, write_file(where, max(rows // 10, 1), "T"))
    with peak_memory() as large:
        whole = load(home, write_file(where, rows, "V0"))
    pair = over([whole], [statistics.median(bare_copy(where, "V0") for _ in range(3))])
    times = f"{pair.work_ms / 1000:.1f} tegen {pair.bare_ms / 1000:.2f} s"
    with psycopg.connect(where.superuser, autocommit=True) as connection:
        for prefix in ("W", "T", "V0"):
            forget(connection, prefix)
        connection.execute("VACUUM ANALYZE absence_report")
    return [
        Figure(
            f"Verzuim inlezen, {thousands(rows)} regels / kale COPY",
            pair.value,
            15,
            pair.lowest,
            pair.highest,
            times,
            WHY,
        ),
        Figure(
            "Geheugen van het inlezen bij tien keer zoveel regels",
            large[0] / small[0],
            1.1,
            large[0] / small[0],
            large[0] / small[0],
            f"{large[0] // 1024} tegen {small[0] // 1024} MB op het hoogste punt",
        ),
    ]


@contextlib.contextmanager
def peak_memory() -> Iterator[list[int]]:
    """Watch this process's own memory; at the end the list holds the highest number of kB seen."""
    found = [resident()]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            found[0] = max(found[0], resident())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def resident() -> int:
    """Give this process's resident memory in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
