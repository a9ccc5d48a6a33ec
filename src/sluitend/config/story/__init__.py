"""The demo's story: a fictional municipality in which people worked for more than a year, and a small neighbour.

Everything is made through the services, each at its own moment before now, by the person whose work it is; so every
rule held and every line of the log is there. The same story at every load, except for the numbers of cases and
concerns: those are drawn by the program itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import psycopg

from sluitend.config import database
from sluitend.config.story.absences import absence_reports
from sluitend.config.story.acts import Act, Do, Place, play, play_in_two
from sluitend.config.story.cast import HOME, NEIGHBOUR, PRACTICE, town
from sluitend.config.story.course import course
from sluitend.config.story.days import Days
from sluitend.config.story.departures import departure_notices, departure_today
from sluitend.config.story.desk import desk
from sluitend.config.story.escalations import escalations
from sluitend.config.story.family import families
from sluitend.config.story.founding import found
from sluitend.config.story.handovers import play_handovers
from sluitend.config.story.history import history
from sluitend.config.story.lives import Life
from sluitend.config.story.names import Lot
from sluitend.config.story.official import official_reports
from sluitend.config.story.own_norm import own_norm
from sluitend.config.story.promises import promises
from sluitend.config.story.reach import reach
from sluitend.config.story.returning import return_check
from sluitend.config.story.running import running_matters
from sluitend.config.story.safe import safe
from sluitend.domain.report import HalfYear
from sluitend.services import reports

REPORTED_AFTER = 6  # days after a half-year


@dataclass(frozen=True, slots=True)
class Size:
    """How much of the story is loaded. families: their codes, or None for all of them."""

    families: Collection[str] | None = None
    signals: int = 400
    closed_cases: int = 120
    absence_reports: int = 150


WHOLE = Size()


def load(now: datetime, size: Size = WHOLE, say: Callable[[str], None] = print, owner: str | None = None) -> Place:
    """Load the story into an empty, migrated database, as the web role.

    now: the moment the story leads up to. say: is told how far it is. owner: connection string of the owner role; the
    one in the environment when it is left out.

    Raises:
        StoryStopped: a part of it could not be played.
    """
    days, owner = Days(now), owner or os.environ[database.OWNER]
    place = found(town(HOME), days, owner)
    neighbour = found(town(NEIGHBOUR), days, owner)
    found(town(PRACTICE), days, owner)
    wanted = [family for family in families() if size.families is None or family.code in size.families]
    lives = [Life(place, family, Lot(family.code), 10 * number) for number, family in enumerate(wanted)]
    acts: list[Act] = [*absence_reports(place, size.absence_reports), *history(place, size.signals, size.closed_cases)]
    if size.absence_reports:
        acts += [*departure_notices(place), *official_reports(place), *return_check(place)]
    acts += [*own_norm(), *running_matters(place)]
    for life in lives:
        acts += [
            *life.opening(),
            *life.around(),
            *life.planning(),
            *promises(life),
            *course(life),
            *reach(life),
            *safe(life),
            *escalations(life),
        ]

    def count_rows() -> None:
        """Let PostgreSQL see how the tables grew before it looks by itself: until then it plans for empty ones."""
        with psycopg.connect(owner, autocommit=True) as tables:
            tables.execute("ANALYZE")

    if size is WHOLE:
        play_in_two(place, acts, say, count_rows)
    else:
        play(place, acts, say)
    say("  vandaag")
    play_handovers(place, neighbour, lives)
    play(place, [*desk(place, lives), *departure_today(), *half_years(place)], lambda _line: None)
    count_rows()
    return place


def half_years_over(days: Days) -> tuple[HalfYear, ...]:
    """Give the half-years that the story tells about and that are over, oldest first."""
    found = [days.first_half_year]
    while found[-1].ends_on < days.today:
        last = found[-1]
        found.append(HalfYear(last.year, 2) if last.half == 1 else HalfYear(last.year + 1, 1))
    return tuple(found[:-1])


def half_years(place: Place) -> Iterator[Act]:
    """Give the acts of making the report of each half-year that is over, some days after its end."""
    for period in half_years_over(place.days):
        ago = max(place.days.ago(period.ends_on) - REPORTED_AFTER, 0)
        yield Act(ago, 9, f"verslag {period.code}", "manager", _report(period))


def _report(period: HalfYear) -> Do:
    return lambda viewer, now: reports.make_report(viewer, period, now=now)
