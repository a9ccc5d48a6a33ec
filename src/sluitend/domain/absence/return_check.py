"""The check of the first school week: every school says of all its pupils alike who is not back (decision 0016).

Nothing here knows of cases. Which school is asked, when and what depends on the calendar alone.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Role, Worded
from sluitend.domain.workdays import add_working_days, first_working_day

from .education import must_be_at_school

SCHOOL: Final = "school"
"""The kind of organisation that is asked."""

MOST_PUPILS: Final = 30
"""How many can be written down at once, so that one page holds them."""

NOT_BACK: Final = N_(
    "Niet terug na de zomervakantie. Dit komt uit de controle van alle leerlingen in de eerste schoolweek."
)
"""What stands as the explanation of the report of each of them; the school adds no words."""


class SchoolAnswer(Worded):
    """Where a school stands in the check."""

    NOT_YET = "not_yet", N_("nog niet ingeleverd")
    ALL_BACK = "all_back", N_("iedereen is terug")
    SOME_AWAY = "some_away", N_("niet iedereen is terug")


@dataclass(frozen=True, slots=True)
class CheckWeek:
    """One first school week. first: its first school day. counted_on: the day on which the school counts. until: the last day to hand in."""

    first: date
    counted_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil who is not back."""

    given_names: str
    prefix: str
    surname: str
    birth_date: date


def speaks_for_school(viewer: Viewer) -> bool:
    """A partner of an organisation that is a school hands in for it."""
    return viewer.has(Role.PARTNER) and viewer.organisation_type == SCHOOL


def check_week(last_holiday_day: date, free: AbstractSet[date], *, school_days: int, open_days: int) -> CheckWeek:
    """The school counts on the fifth school day after the summer holiday, and hands in from then on.

    last_holiday_day: of the summer holiday in the region. free: holidays and school holidays of the region. school_days
    and open_days: the norms, the second in calendar days after the day of counting.
    """
    first = first_working_day(last_holiday_day + timedelta(days=1), free)
    counted = add_working_days(first, school_days - 1, free)
    return CheckWeek(first, counted, counted + timedelta(days=open_days))


def answer_of(missing: int | None) -> SchoolAnswer:
    """Say where a school stands. missing: how many it said are not back, None when it handed in nothing."""
    if missing is None:
        return SchoolAnswer.NOT_YET
    return SchoolAnswer.SOME_AWAY if missing else SchoolAnswer.ALL_BACK


def check_hand_in(week: CheckWeek | None, today: date, *, handed_in: bool) -> Refusal | None:
    """A school hands in once, from the day of counting until the last day."""
    if week is None:
        return Refusal("return.no_week", N_("De schoolvakanties van dit jaar staan nog niet in het programma."))
    if handed_in:
        return Refusal(
            "return.once",
            N_("Uw school leverde deze controle al in. Mist er toch nog iemand? Meld dat zoals u ander verzuim meldt."),
        )
    if today < week.counted_on:
        return Refusal("return.too_early", N_("Inleveren kan vanaf de vijfde schooldag. Dan telt u wie er niet is."))
    if today > week.until:
        return Refusal(
            "return.too_late",
            N_("Deze controle is voorbij. Is een leerling er nog niet? Meld dat zoals u ander verzuim meldt."),
        )
    return None


def check_pupil(birth_date: date, counted_on: date, field: str = "") -> Refusal | None:
    """Only who must be at school on the day of counting stands on the list (Leerplichtwet 3 and 4a)."""
    if must_be_at_school(birth_date, counted_on):
        return None
    return Refusal(
        "return.no_duty",
        N_("Deze leerling hoeft op die dag niet naar school: jonger dan 5 of al 18 jaar. Laat deze leerling weg."),
        field,
        "Leerplichtwet 3 en 4a",
    )


def check_number(number: int, field: str = "") -> Refusal | None:
    """So many are written down on one page; are there more, then somebody phones first."""
    if 0 <= number <= MOST_PUPILS:
        return None
    return Refusal(
        "return.too_many",
        N_(
            "Hier kunt u hooguit %(most)s leerlingen opschrijven. Zijn het er meer? Bel dan eerst de leerplichtambtenaar."
        ),
        field,
        params={"most": str(MOST_PUPILS)},
    )
