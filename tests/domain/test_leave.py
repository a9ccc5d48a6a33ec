"""Leave and exemption: who decides up to and above ten school days, and dates with an article alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluitend.domain.absence import leave as rules
from sluitend.domain.absence.leave import DecidedBy, LeaveArticle, LeaveNorms

HEAD, OFFICER = DecidedBy
A13, A13A, A14 = LeaveArticle
DAY = date(2026, 3, 2)
NORMS = LeaveNorms(head_days=10, work_days=10, first_weeks=2)


def refused(article: LeaveArticle, by: DecidedBy, days: int, before: int = 0, first: date = DAY) -> str:
    found = rules.check_leave(article, by, days=days, before=before, first=first, norms=NORMS)
    return found.code.removeprefix("leave.") if found else ""


@pytest.mark.parametrize(
    ("by", "days", "before", "code"),
    [
        (HEAD, 10, 0, ""),
        (HEAD, 11, 0, "above_ten"),
        (HEAD, 4, 7, "above_ten"),
        (HEAD, 3, 7, ""),
        (OFFICER, 11, 0, ""),
        (OFFICER, 4, 7, ""),
        (OFFICER, 10, 0, "up_to_ten"),
    ],
)
def test_the_head_decides_up_to_ten_school_days_and_the_officer_above(
    by: DecidedBy, days: int, before: int, code: str
) -> None:
    """Head decides <= 10 school days per school year; above 10: the attendance officer, after hearing the head (art. 14)."""
    assert refused(A14, by, days, before) == code


def test_the_head_is_heard_first() -> None:
    assert rules.check_heard(HEAD, None, DAY) is None
    assert rules.check_heard(OFFICER, None, DAY) is not None
    assert rules.check_heard(OFFICER, DAY + timedelta(1), DAY) is not None
    assert rules.check_heard(OFFICER, DAY, DAY) is None


def test_leave_for_the_work_of_a_parent_is_once_ten_days_and_not_in_the_first_two_weeks() -> None:
    """Once a year, <= 10 school days, not in the first two weeks of the school year (art. 13a)."""
    assert refused(A13A, HEAD, 10) == ""
    assert refused(A13A, HEAD, 11) == "too_long"
    assert refused(A13A, HEAD, 5, before=1) == "once"
    assert refused(A13A, HEAD, 5, first=date(2025, 8, 14)) == "first_weeks"
    assert refused(A13A, HEAD, 5, first=date(2025, 8, 15)) == ""
    assert refused(A13A, OFFICER, 5) == "head_decides"


def test_other_numbers_in_the_law_are_other_numbers_here() -> None:
    """Norms are dated data: nothing of them stands in the rule, nor in its sentence."""
    other = LeaveNorms(head_days=5, work_days=7, first_weeks=3)

    def said(article: LeaveArticle, by: DecidedBy, days: int, first: date = DAY) -> tuple[str, dict[str, str]]:
        found = rules.check_leave(article, by, days=days, before=0, first=first, norms=other)
        return (found.code, dict(found.params)) if found else ("", {})

    assert said(A14, HEAD, 6) == ("leave.above_ten", {"days": "5"})
    assert said(A14, OFFICER, 5) == ("leave.up_to_ten", {"days": "5"})
    assert said(A13A, HEAD, 8) == ("leave.too_long", {"days": "7"})
    assert said(A13A, HEAD, 7, date(2025, 8, 21)) == ("leave.first_weeks", {"weeks": "3"})
    assert said(A13A, HEAD, 7, date(2025, 8, 22)) == ("", {})


def test_article_13_is_dates_alone() -> None:
    """Store only "art. 13, dates", never which religion."""
    assert refused(A13, HEAD, 1) == ""
    assert refused(A13, OFFICER, 1) == "head_decides"
    assert str(A13.sentence) == "artikel 13"


def test_only_school_days_count() -> None:
    friday = date(2026, 3, 6)
    assert rules.school_days(friday, friday + timedelta(3), frozenset()) == 2
    assert rules.school_days(friday, friday + timedelta(3), frozenset({friday})) == 1
    assert refused(A14, HEAD, 0) == "no_school_days"


def test_leave_lies_in_one_school_year_and_an_exemption_lasts_a_year_at_most() -> None:
    assert rules.check_dates(DAY, DAY - timedelta(1)).code == "leave.order"
    assert rules.check_dates(date(2026, 7, 30), date(2026, 8, 1)).code == "leave.two_years"
    assert rules.check_dates(date(2026, 7, 30), date(2026, 7, 31)) is None
    assert rules.check_exemption(DAY, DAY + timedelta(366)) is None
    assert rules.check_exemption(DAY, DAY + timedelta(367)).code == "exemption.too_long"
    assert rules.check_exemption(DAY, DAY - timedelta(1)).code == "leave.order"
