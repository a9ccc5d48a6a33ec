"""The half-year report counts people only in closed periods, and only in numbers that nobody can be found in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.report import (
    Disclosure,
    Flow,
    HalfYear,
    build_tables,
    check_closed,
    closed_half_years,
    half_year_of,
    percentage,
    safe,
    safe_flow,
)

RULE = Disclosure(minimum=10, base=5, percentage_from=50)
counts = st.integers(min_value=0, max_value=5000)


@pytest.mark.parametrize("number", range(10))
def test_a_cell_of_fewer_than_ten_people_is_not_published(number: int) -> None:
    assert safe(number, RULE) is None


@pytest.mark.parametrize(("number", "shown"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (2502, 2500)])
def test_other_numbers_are_rounded_to_multiples_of_five(number: int, shown: int) -> None:
    assert safe(number, RULE) == shown


@given(counts)
def test_a_published_number_is_a_multiple_of_five_close_to_the_real_one(number: int) -> None:
    shown = safe(number, RULE)
    assert shown is None or (shown % 5 == 0 and abs(shown - number) <= 2)


@pytest.mark.parametrize("whole", [10, 45, 49])
def test_a_percentage_is_given_only_from_fifty_people(whole: int) -> None:
    assert percentage(10, whole, RULE) is None
    assert percentage(10, 50, RULE) == 20


def test_seventy_people_in_seventeen_households_give_no_percentage_of_households() -> None:
    assert percentage(safe(12, RULE), safe(17, RULE), RULE) is None


@given(counts, counts)
def test_a_percentage_comes_from_published_numbers_only(part: int, whole: int) -> None:
    shown = percentage(safe(part, RULE), safe(whole, RULE), RULE)
    if shown is not None:
        assert safe(part, RULE) is not None
        assert 0 <= shown <= 100


@given(counts, counts, counts)
def test_begin_plus_in_minus_out_is_end(begin: int, inflow: int, outflow: int) -> None:
    assert Flow(begin, inflow, outflow, begin + inflow - outflow).balances()
    assert not Flow(begin, inflow, outflow, begin + inflow - outflow + 1).balances()


@given(counts, counts, st.data())
def test_one_suppressed_number_cannot_be_computed_from_the_other_three(
    begin: int, inflow: int, data: st.DataObject
) -> None:
    outflow = data.draw(st.integers(min_value=0, max_value=begin + inflow))
    shown = safe_flow(Flow(begin, inflow, outflow, begin + inflow - outflow), RULE)
    assert shown.count(None) != 1


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)])
def test_people_are_counted_only_for_periods_that_are_over(day: date) -> None:
    period = half_year_of(day)
    assert period.starts_on <= day <= period.ends_on
    assert check_closed(period, period.ends_on) is not None
    assert check_closed(period, period.ends_on + timedelta(days=1)) is None


def test_closed_half_years_run_from_the_first_day_to_the_last_that_is_over() -> None:
    found = closed_half_years(date(2025, 3, 1), date(2026, 11, 24))
    assert [period.code for period in found] == ["2026-1", "2025-2", "2025-1"]


def test_a_half_year_is_written_with_its_number() -> None:
    assert HalfYear.parse("2026-1") == HalfYear(2026, 1)
    for wrong in ("2026", "2026-3", "x-1", "1-1"):
        with pytest.raises(ValueError, match=r".*"):
            HalfYear.parse(wrong)


@given(st.dictionaries(st.tuples(st.sampled_from(["signals", "absences", "goals"]), st.sampled_from("abcd")), counts))
def test_no_table_shows_a_number_under_ten_or_one_that_is_not_rounded(raw: dict[tuple[str, str], int]) -> None:
    for table in build_tables(raw, RULE):
        for _key, number in table.rows:
            assert number is None or (number >= 10 and number % 5 == 0)


def test_no_table_has_a_total_beside_its_parts() -> None:
    raw = {("goals", "reached"): 60, ("goals", "partly"): 30, ("goals", "missed"): 3}
    goals = next(table for table in build_tables(raw, RULE) if table.measure == "goals")
    assert dict(goals.rows) == {"reached": 60, "partly": 30, "missed": None}
    assert dict(goals.percentages) == {"reached": None, "partly": None, "missed": None}


def test_forty_four_people_who_round_to_fifty_give_no_percentage() -> None:
    """13, 13 and 18 become 15, 15 and 20: fifty on paper, and forty-four people."""
    raw = {("goals", "reached"): 13, ("goals", "partly"): 13, ("goals", "missed"): 18}
    goals = next(table for table in build_tables(raw, RULE) if table.measure == "goals")
    assert sum(number or 0 for _key, number in goals.rows) == 50
    assert set(dict(goals.percentages).values()) == {None}
