"""The parts of the bench, each a list of figures."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from bench.measure import Figure
from bench.place import Bench

ALL = ("pages", "import")


def run(where: Bench, wanted: Sequence[str], *, rows: int, items: Sequence[int]) -> list[Figure]:
    """Run the wanted parts in one municipality with people in every role."""
    from bench import absences, pages
    from tests.world import new_municipality, populate

    with psycopg.connect(where.owner, autocommit=True) as owner:
        home = populate(new_municipality(owner, "Vlierdam"), "Vlierdam")
    found: list[Figure] = []
    if "pages" in wanted:
        found += pages.figures(home)
    if "import" in wanted:
        found += absences.figures(where, home, rows)
    del items
    return found
