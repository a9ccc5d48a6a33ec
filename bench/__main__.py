"""`make bench`: how dear each page is against limits measured in the same run. Prints a table; `--write` keeps it."""

from __future__ import annotations

import argparse
import datetime
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

from bench import place
from bench.measure import Figure

KEPT = Path(__file__).resolve().parent.parent / "docs" / "figures.md"


def machine() -> str:
    """Say on what it ran, as far as it matters."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line.partition(":")[2].strip() for line in facts.splitlines() if line.startswith("model name")), "?")
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
    return (
        f"{facts.count('processor')} rekenkernen ({model}), {int(memory) // 1024 // 1024} GB, "
        f"Python {platform.python_version()}, {platform.system()}"
    )


def table(figures: Iterable[Figure]) -> str:
    """Write the figures as a Markdown table."""
    lines = ["| Wat | Verhouding | Grens | Middelste helft | Bij |", "|---|---:|---:|---|---|"]
    for figure in figures:
        limit = "" if figure.limit is None else f"≤ {figure.limit:g}"
        mark = "" if figure.held else " **boven de grens**"
        lines.append(
            f"| {figure.name} | {figure.ratio:.2f}{mark} | {limit} | {figure.lowest:.2f} – {figure.highest:.2f} | {figure.note} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Run the parts that were asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help="pages, import, growth, memory (all when none is named)")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {KEPT.name}")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the import")
    parser.add_argument(
        "--items", type=int, nargs="*", default=[1_000, 100_000], help="stored items of the growth part"
    )
    arguments = parser.parse_args()
    with place.database() as where:
        from bench import parts

        figures = parts.run(where, arguments.parts or parts.ALL, rows=arguments.rows, items=arguments.items)
    text = table(figures)
    print(text)
    if arguments.write:
        day = datetime.datetime.now(tz=datetime.UTC).date()
        KEPT.write_text(
            f"# Cijfers\n\nGemeten met `make bench` op {day:%d-%m-%Y}: {machine()}. Elke verhouding is de mediaan van "
            "paren die om en om in dezelfde run zijn gemeten; het logboek, de bewaking en `synchronous_commit` staan "
            f"aan.\n\n{text}\n",
            encoding="utf-8",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
