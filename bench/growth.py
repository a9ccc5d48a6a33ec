"""The same measurements beside 1,000, 100,000 and 1,000,000 stored items: what does it cost to have more?"""

from __future__ import annotations

import time
from collections.abc import Sequence

from bench import absences, bulk, pages
from bench.measure import Figure, Ratio, thousands
from bench.place import Bench, Say
from bench.story import Story

LIMIT = 1.3
IMPORT = "Verzuim inlezen"
WHY = "zie het verschil in milliseconden; een vraag die meer rijen leest dan zij toont vraagt om een index"


def figures(
    where: Bench, story: Story, model: bulk.Model, levels: Sequence[int], *, rounds: int, rows: int, say: Say
) -> list[Figure]:
    """Grow the store step by step, compare copies with what the services made, and measure everything at each step."""
    measured: dict[int, dict[str, Ratio]] = {}
    copies = 0
    for level in levels:
        began = time.perf_counter()
        wanted = max(level // model.size, copies + 1)
        bulk.grow(where, model, copies + 1, wanted)
        copies = wanted
        compared = bulk.check(where, model, copies)
        say(
            f"{thousands(bulk.stored(where))} rijen ({copies} kopieën van {model.size}; {compared} waarden van een steekproef "
            f"vergeleken), {time.perf_counter() - began:.0f} s"
        )
        measured[level] = pages.ratios(where, story, rounds=rounds)
        measured[level][IMPORT] = absences.ratio(where, story.home, rows, f"L{level}x", times=3)
    return [_figure(name, level, measured, levels[0]) for level in levels[1:] for name in measured[level]]


def _figure(name: str, level: int, measured: dict[int, dict[str, Ratio]], first: int) -> Figure:
    here, there = measured[level][name], measured[first][name]
    called = pages.KINDS[name].short if name in pages.KINDS else name
    note = f"verhouding {here.value:.2f} tegen {there.value:.2f}; {here.work_ms:.1f} ms, de grens ernaast {here.bare_ms:.1f} ms"
    return Figure(
        f"{called}, van {thousands(first)} naar {thousands(level)} bewaarde gegevens",
        here.value / there.value,
        LIMIT,
        here.lowest / there.value,
        here.highest / there.value,
        note,
        WHY,
    )
