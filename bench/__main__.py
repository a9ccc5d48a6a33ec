"""`make bench`: how dear each page is against limits measured in the same run. Prints tables; `--write` keeps them."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence

from bench import place
from bench.measure import Figure
from bench.place import Bench, Say

LEVELS = (1_000, 100_000, 1_000_000)
PARTS = ("pages", "import", "guards", "memory", "clocks", "growth")
RUNNING = (1_000, 100_000)


def main() -> int:
    """Run the parts that were asked for, or all. Exit code 1 when a limit was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)} (all when none is named)")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/figures.md")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the import")
    parser.add_argument("--items", type=int, nargs="+", default=LEVELS, help="stored items of the growth part")
    parser.add_argument("--rounds", type=int, default=40, help="pairs of each ratio")
    given = parser.parse_args()
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    began, load = time.monotonic(), os.getloadavg()[0]

    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:4.0f} s] {what}", file=sys.stderr, flush=True)

    with place.database() as where:
        found = run(where, given, say)
        from bench import report

        minutes = (time.monotonic() - began) / 60
        page = report.text(found, where.postgres, minutes, load)
    print(page)
    if given.write:
        report.KEPT.write_text(page, encoding="utf-8")
        say(f"bewaard in {report.KEPT.relative_to(report.KEPT.parent.parent)}")
    return 0 if all(figures and all(figure.held for figure in figures) for figures in found.values()) else 1


def run(where: Bench, given: argparse.Namespace, say: Say) -> dict[str, list[Figure]]:
    """Make what is measured, and measure the wanted parts in a fixed order."""
    import psycopg
    from django.utils import timezone

    from bench import absences, bulk, clocks, growth, guards, memory, pages, story
    from tests.world import new_municipality, populate

    with psycopg.connect(where.owner, autocommit=True) as owner:
        home = populate(new_municipality(owner, "Vlierdam"), "Vlierdam")
    wanted = tuple(given.parts) or PARTS

    def running() -> list[Figure]:
        """Measure the scanner, and leave nothing that runs."""
        with place.thrown_away(where):
            return clocks.figures(where, home, RUNNING, rounds=max(rounds // 2, 5), say=say)

    rows, rounds = given.rows, given.rounds
    if wanted == ("clocks",):  # it needs none of the story
        return measured({"clocks": running}, wanted, say)
    told = story.tell(home, timezone.now(), say)
    with psycopg.connect(where.superuser, autocommit=True) as owner:
        owner.execute("ANALYZE")
    absences.load(home, absences.write_file(where, 5, "M"))
    model = bulk.model_of(where, told)  # before measuring adds to their log

    def put_back() -> list[Figure]:
        """Measure the guards on the story alone: without walls a list shows all there is. What they leave is no growth."""
        with place.thrown_away(where):
            return guards.figures(where, told, max(rows // 20, 100))

    parts: dict[str, Callable[[], list[Figure]]] = {
        "pages": lambda: pages.figures(pages.ratios(where, told, rounds=rounds)),
        "import": lambda: absences.figures(where, home, rows),
        "guards": put_back,
        "memory": lambda: memory.figures(where, told, 1000),
        "clocks": running,
        "growth": lambda: growth.figures(
            where, told, model, given.items, rounds=max(rounds * 3 // 4, 5), rows=max(rows // 10, 100), say=say
        ),
    }
    return measured(parts, wanted, say)


def measured(
    parts: Mapping[str, Callable[[], list[Figure]]], wanted: Sequence[str], say: Say
) -> dict[str, list[Figure]]:
    """Measure the wanted parts in the order given."""
    found = {}
    for part, measure in parts.items():
        if part in wanted:
            say(f"{part} ...")
            try:
                found[part] = measure()
            except Exception:  # noqa: BLE001 - what was measured before it is kept, and the page says what is missing
                traceback.print_exc()
                found[part] = []
            for figure in found[part]:
                say(f"    {figure.name}: {figure.ratio:.2f}{'' if figure.held else ' (boven de grens)'}; {figure.note}")
    return found


if __name__ == "__main__":
    sys.exit(main())
