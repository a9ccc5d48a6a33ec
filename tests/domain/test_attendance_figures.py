"""Lead times between each pair of states, what waits, and how schools report; numbers below the threshold stay away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sluitend.domain.absence import OfficialState
from sluitend.domain.absence import figures as rules
from sluitend.domain.report import Disclosure, median

S = OfficialState
DAY = date(2026, 3, 2)
RULE = Disclosure(minimum=10, base=5, percentage_from=50)


def report(*steps: tuple[S, int], over: bool = False) -> rules.OfficialDays:
    return rules.OfficialDays(tuple((state, DAY + timedelta(after)) for state, after in steps), over)


def test_days_are_counted_between_each_pair_of_states_that_a_report_reached() -> None:
    """Lead-times measured between each pair (R212, R213)."""
    whole = report(
        (S.DRAFT, 0), (S.HEARD, 7), (S.SIGNED, 10), (S.SENT, 11), (S.SESSION, 41), (S.RULED, 101), (S.FINAL, 115)
    )
    half = report((S.DRAFT, 0), (S.HEARD, 3))
    found = rules.days_between([whole, half])
    assert list(found.values()) == [[7, 3], [3], [1], [30], [60], [90], [14]]
    assert set(found) == set(rules.PAIRS)


def test_a_session_that_moved_counts_from_when_it_was_first_planned() -> None:
    moved = report((S.SENT, 0), (S.SESSION, 10), (S.SESSION, 50), (S.RULED, 90))
    assert rules.days_between([moved])[S.SESSION, S.RULED] == [80]
    assert rules.days_waiting([report((S.SENT, 0), (S.SESSION, 10), (S.SESSION, 50))], DAY + timedelta(60)) == {
        **{state: [] for state in rules.WAITING},
        S.SESSION: [10],
    }


def test_what_is_over_waits_for_nothing() -> None:
    found = rules.days_waiting([report((S.DRAFT, 0), (S.STOPPED, 2), over=True), report((S.DRAFT, 0))], DAY)
    assert found[S.DRAFT] == [0]
    assert sum(map(len, found.values())) == 1


@pytest.mark.parametrize(
    ("values", "shown"),
    [([5] * 9, None), ([5] * 10, 5), (list(range(11)), 5), ([0] * 5 + [9] * 5, 5), ([], None)],
)
def test_medians_only_from_ten(values: list[int], shown: int | None) -> None:
    """Medians only if n >= 10; no min/max (I.5 rule 7)."""
    assert median(values, RULE) == shown


def test_a_school_reports_within_five_working_days_after_the_last_day_in_the_report() -> None:
    """I-02b: reports received <= 5 working days after einddatum / all."""
    friday, holiday = date(2026, 3, 6), date(2026, 3, 10)
    assert rules.in_time(friday, date(2026, 3, 13), 5, frozenset())
    assert not rules.in_time(friday, date(2026, 3, 14), 5, frozenset())
    assert rules.in_time(friday, date(2026, 3, 16), 5, frozenset({holiday}))


def test_schools_stand_in_the_order_of_their_numbers_and_are_not_ranked() -> None:
    late, timely = DAY + timedelta(30), DAY + timedelta(1)
    found = rules.by_school([("22BB", DAY, timely), ("11AA", DAY, late), ("11AA", DAY, timely)], 5, frozenset())
    assert found == (rules.SchoolReports("11AA", 2, 1), rules.SchoolReports("22BB", 1, 1))
