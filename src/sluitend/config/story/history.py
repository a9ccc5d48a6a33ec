"""The light history: concerns of more than a year, and the cases that came of some of them and were closed."""

from __future__ import annotations

from collections.abc import Iterator

from sluitend.config.story.acts import Act, Place
from sluitend.config.story.closed import Closed
from sluitend.config.story.concern import Concern
from sluitend.config.story.names import Lot

LAST = 6  # days back until which the history goes; what is newer lies on somebody's desk
OUT_OF_CASES = 3  # of four closed cases this many came from a concern


def history(place: Place, concerns: int, closed: int) -> Iterator[Act]:
    """Give the acts of so many concerns, of which some became one of so many closed cases."""
    if not concerns:
        return
    lot, days = Lot("history"), place.days
    reach = days.ago(days.first_half_year.starts_on)
    from_concern = min(closed * OUT_OF_CASES // 4, concerns)
    for number in range(closed):
        case = Closed(place, number, lot, reach)
        concern = Concern(place, number, case.opened + case.lot.number(1, 3), Lot(f"concern {number}"))
        if number < from_concern:
            yield concern.hand_in()
        yield from case.acts(concern if number < from_concern else None)
    for number in range(closed, closed + concerns - from_concern):
        concern = Concern(place, number, lot.number(LAST, reach), Lot(f"concern {number}"))
        yield concern.hand_in()
        yield from concern.decide()
