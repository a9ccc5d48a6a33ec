"""Leave and exemption: dates and an article, and never which faith or why (Leerplichtwet 5, 5a, 11 and 13 to 15)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded
from sluitend.domain.workdays import is_working_day

from .education import school_year

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LeaveNorms:
    """The numbers of the law on a day, out of the dated norms.

    head_days: up to so many school days the head decides (article 14). work_days: so many at most for the work of a parent,
    and not in the first first_weeks weeks of the school year (article 13a).
    """

    head_days: int
    work_days: int
    first_weeks: int


class LeaveArticle(Worded):
    """On which article leave stands; nothing more than its number is kept."""

    ART_13 = "13", N_("artikel 13")
    ART_13A = "13a", N_("artikel 13a (beroep van een ouder)")
    ART_14 = "14", N_("artikel 14 (gewichtige omstandigheden)")


class DecidedBy(Worded):
    """Who decides on leave."""

    HEAD = "head", N_("de directeur van de school")
    OFFICER = "officer", N_("de leerplichtambtenaar")


class ExemptionArticle(Worded):
    """On which article an exemption stands; sealed, seen by the attendance desk alone, and never counted."""

    ART_5_A = "5_a", N_("artikel 5 onder a")
    ART_5_B = "5_b", N_("artikel 5 onder b")
    ART_5_C = "5_c", N_("artikel 5 onder c")
    ART_5A = "5a", N_("artikel 5a")
    ART_15 = "15", N_("artikel 15")


def school_days(first: date, last: date, free: AbstractSet[date]) -> int:
    """Count the school days of leave. free: holidays and the school holidays of the region."""
    return sum(is_working_day(first + _DAY * n, free) for n in range((last - first).days + 1))


def check_dates(first: date, last: date) -> Refusal | None:
    """The last day is not before the first, and both lie in one school year, for which leave is counted."""
    if last < first:
        return Refusal("leave.order", N_("De laatste dag ligt voor de eerste."), "until_on")
    if school_year(first) != school_year(last):
        return Refusal(
            "leave.two_years",
            N_("Dit loopt door in het volgende schooljaar. Schrijf het in twee delen op."),
            "until_on",
        )
    return None


def check_leave(
    article: LeaveArticle, by: DecidedBy, *, days: int, before: int, first: date, norms: LeaveNorms
) -> Refusal | None:
    """Leave by the law.

    Article 14: the head decides up to ten school days in a school year, above that the attendance officer (lid 3).
    Article 13a: once a year, at most ten school days, and not in the first two weeks. Article 13: a notice to the head.

    days: school days of this leave. before: school days on the same article earlier in this school year.
    """
    if days == 0:
        return Refusal("leave.no_school_days", N_("In deze dagen is geen schooldag. Verlof is niet nodig."), "from_on")
    if article is not LeaveArticle.ART_14 and by is DecidedBy.OFFICER:
        return Refusal("leave.head_decides", N_("Bij dit artikel gaat de directeur erover."), "decided_by")
    if article is LeaveArticle.ART_13A:
        return _check_13a(days, before, first, norms)
    if article is LeaveArticle.ART_14:
        above, most = days + before > norms.head_days, {"days": str(norms.head_days)}
        if above and by is DecidedBy.HEAD:
            return Refusal(
                "leave.above_ten",
                N_("Samen is dit meer dan %(days)s schooldagen in dit schooljaar. Dan beslist de leerplichtambtenaar."),
                "decided_by",
                "Leerplichtwet 14",
                most,
            )
        if not above and by is DecidedBy.OFFICER:
            return Refusal(
                "leave.up_to_ten",
                N_("Tot en met %(days)s schooldagen beslist de directeur van de school."),
                "decided_by",
                "Leerplichtwet 14",
                most,
            )
    return None


def _check_13a(days: int, before: int, first: date, norms: LeaveNorms) -> Refusal | None:
    if before:
        return Refusal("leave.once", N_("Dit verlof kan één keer per schooljaar."), "from_on", "Leerplichtwet 13a")
    if days > norms.work_days:
        return Refusal(
            "leave.too_long",
            N_("Dit verlof is hooguit %(days)s schooldagen."),
            "until_on",
            "Leerplichtwet 13a",
            {"days": str(norms.work_days)},
        )
    if first < school_year(first)[0] + timedelta(weeks=norms.first_weeks):
        return Refusal(
            "leave.first_weeks",
            N_("Dit verlof kan niet in de eerste %(weeks)s weken van het schooljaar."),
            "from_on",
            "Leerplichtwet 13a",
            {"weeks": str(norms.first_weeks)},
        )
    return None


def check_heard(by: DecidedBy, heard_on: date | None, today: date) -> Refusal | None:
    """Above ten school days the attendance officer decides after hearing the head (Leerplichtwet 14)."""
    if by is DecidedBy.HEAD:
        return None
    if heard_on is None:
        return Refusal(
            "leave.head_not_heard", N_("Vul in wanneer u de directeur hoorde."), "heard_on", "Leerplichtwet 14"
        )
    if heard_on > today:
        return Refusal("leave.ahead", N_("Deze dag moet nog komen."), "heard_on")
    return None


def check_exemption(first: date, last: date) -> Refusal | None:
    """An exemption has its dates; most hold for one school year and are claimed again before 1 July (Leerplichtwet 6)."""
    if last < first:
        return Refusal("leave.order", N_("De laatste dag ligt voor de eerste."), "until_on")
    if (last - first).days > 366:
        return Refusal(
            "exemption.too_long",
            N_("Schrijf hooguit één jaar op. Daarna kijkt u opnieuw."),
            "until_on",
            "Leerplichtwet 6",
        )
    return None
