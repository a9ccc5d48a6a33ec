"""What may be told, in which words, and when its mail may leave: also in the hour that does not exist or comes twice."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.domain.clock import AMSTERDAM, local_day
from sluitend.domain.messages import (
    BAD_HOUR,
    CALENDAR_ACTION,
    CALENDAR_TERM,
    MAIL_BODY,
    MAIL_SUBJECT,
    Delivery,
    MessageKind,
    Preference,
    Quiet,
    at_hour,
    check_preference,
    is_too_old,
    mail_id,
    mail_moment,
    may_tell,
    message_key,
    next_try,
)

NIGHT = Quiet(20, 7)
ABOUT = uuid.UUID(int=7)
DAILY_AT_TWO = Preference(Delivery.DAILY, 2)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PREFERENCES = st.builds(Preference, st.sampled_from([Delivery.AT_ONCE, Delivery.DAILY]), st.integers(0, 23))
QUIET = st.builds(Quiet, st.integers(0, 23), st.integers(0, 23))


def ams(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)


def test_of_heightened_safety_no_message_comes_into_being() -> None:
    assert not may_tell(heightened=True)
    assert may_tell(heightened=False)


@pytest.mark.parametrize("kind", MessageKind)
def test_a_sentence_has_no_place_for_a_name(kind: MessageKind) -> None:
    assert not re.search(r"[%{}\d]", kind.sentence)
    assert kind.sentence.endswith(".")
    assert len(kind.sentence.split()) <= 10


def test_a_mail_says_that_there_is_something_and_never_what() -> None:
    mail = MAIL_SUBJECT + MAIL_BODY.format(link="", settings="")
    assert "iets nieuws" in MAIL_SUBJECT
    assert "something new" in mail
    telling = ("actie", "termijn", "casus", "melding", "antwoord", "gezin", "kind", "toestemming", "action", "case")
    assert [word for word in telling if re.search(rf"\b{word}\b", mail.casefold())] == []


def test_a_calendar_says_two_words() -> None:
    assert (CALENDAR_TERM, CALENDAR_ACTION) == ("Sluitend: termijn", "Sluitend: actie")


def test_the_same_event_has_the_same_key_and_another_has_another() -> None:
    key = message_key(MessageKind.ANSWER_ARRIVED, ABOUT, "3")
    assert key == message_key(MessageKind.ANSWER_ARRIVED, ABOUT, "3")
    others = {
        message_key(MessageKind.ANSWER_ARRIVED, ABOUT, "4"),
        message_key(MessageKind.ACTION_ASKED, ABOUT, "3"),
        message_key(MessageKind.ANSWER_ARRIVED, uuid.UUID(int=8), "3"),
    }
    assert len(others | {key}) == 4


def test_a_mail_is_named_by_its_messages_in_any_order() -> None:
    first, second = uuid.UUID(int=1), uuid.UUID(int=2)
    assert mail_id([first, second]) == mail_id([second, first])
    assert mail_id([first]) != mail_id([first, second])


@pytest.mark.parametrize("hour", [-1, 24])
def test_once_a_day_is_at_a_whole_hour_of_the_day(hour: int) -> None:
    assert check_preference(Preference(Delivery.DAILY, hour)) is BAD_HOUR
    assert check_preference(Preference(Delivery.AT_ONCE, hour)) is None
    assert check_preference(Preference(Delivery.DAILY, 23)) is None


@pytest.mark.parametrize(
    ("preference", "created", "leaves"),
    [
        (Preference(), ams(2026, 3, 2, 10, 5), ams(2026, 3, 2, 10, 5)),
        (Preference(), ams(2026, 3, 2, 19, 59), ams(2026, 3, 2, 19, 59)),
        (Preference(), ams(2026, 3, 2, 20, 0), ams(2026, 3, 3, 7)),
        (Preference(), ams(2026, 3, 3, 6, 59), ams(2026, 3, 3, 7)),
        (Preference(), ams(2026, 3, 3, 7, 0), ams(2026, 3, 3, 7)),
        (Preference(Delivery.DAILY, 8), ams(2026, 3, 2, 7, 59), ams(2026, 3, 2, 8)),
        (Preference(Delivery.DAILY, 8), ams(2026, 3, 2, 8, 0), ams(2026, 3, 2, 8)),
        (Preference(Delivery.DAILY, 8), ams(2026, 3, 2, 8, 1), ams(2026, 3, 3, 8)),
        (Preference(Delivery.DAILY, 23), ams(2026, 3, 2, 12), ams(2026, 3, 2, 23)),
        (Preference(Delivery.IN_APP), ams(2026, 3, 2, 12), None),
        # 29 March 2026: from 2:00 it is 3:00. The hour that does not exist begins when the next one does.
        (DAILY_AT_TWO, ams(2026, 3, 28, 12), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (Preference(), ams(2026, 3, 28, 23), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        # 25 October 2026: at 3:00 it is 2:00 again. Of the hour that comes twice it is the first.
        (DAILY_AT_TWO, ams(2026, 10, 24, 12), datetime(2026, 10, 25, 0, tzinfo=UTC)),
        (DAILY_AT_TWO, ams(2026, 10, 25, 2, 0, fold=1), ams(2026, 10, 26, 2)),
        (Preference(), ams(2026, 10, 24, 23), datetime(2026, 10, 25, 6, tzinfo=UTC)),
    ],
)
def test_when_a_mail_may_leave(preference: Preference, created: datetime, leaves: datetime | None) -> None:
    assert mail_moment(preference, NIGHT, created) == leaves


def test_quiet_hours_may_lie_within_one_day_or_be_none() -> None:
    created = ams(2026, 3, 2, 13, 30)
    assert mail_moment(Preference(), Quiet(13, 14), created) == ams(2026, 3, 2, 14)
    assert mail_moment(Preference(), Quiet(9, 9), created) == created


@given(PREFERENCES, QUIET, MOMENTS)
def test_a_mail_never_leaves_before_its_message_nor_more_than_a_day_after(
    preference: Preference, quiet: Quiet, created: datetime
) -> None:
    leaves = mail_moment(preference, quiet, created)
    assert leaves is not None
    assert created <= leaves <= created + timedelta(hours=25)
    if leaves != created:
        wanted = preference.hour if preference.delivery is Delivery.DAILY else quiet.end
        told = leaves.astimezone(AMSTERDAM)
        assert (told.hour, told.minute) in {(wanted, 0), (wanted + 1, 0)}  # the second: where the hour does not exist


@given(st.integers(0, 23), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_a_day_has_each_hour_once(hour: int, day: date) -> None:
    moment = at_hour(day, hour)
    assert local_day(moment) == day
    assert at_hour(day + timedelta(days=1), hour) > moment


@given(st.lists(MOMENTS, min_size=2, max_size=20), st.integers(0, 23))
def test_whoever_wants_to_hear_once_a_day_hears_once_a_day(created: list[datetime], hour: int) -> None:
    moments = {mail_moment(Preference(Delivery.DAILY, hour), NIGHT, moment) for moment in created}
    days = {local_day(moment) for moment in moments if moment}
    assert len(days) == len(moments)


def test_what_is_old_stands_in_the_program_only() -> None:
    now = ams(2026, 3, 10, 9)
    assert not is_too_old(now - timedelta(days=7), now, 7)
    assert is_too_old(now - timedelta(days=7, seconds=1), now, 7)


def test_each_wait_is_twice_the_one_before_and_it_ends() -> None:
    now = ams(2026, 3, 10, 9)
    waits = [next_try(n, now, minutes=5, most=8) for n in range(1, 9)]
    assert [int((one - now).total_seconds() / 60) for one in waits if one] == [5, 10, 20, 40, 80, 160, 320]
    assert waits[-1] is None
    late = next_try(30, now, minutes=5, most=99)
    assert late == now + timedelta(days=1)
