"""Letters and contact as rules: everything filled, the call that was asked for first, nothing home where it is not safe."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from string import printable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluitend.content.letters import default_letters
from sluitend.domain.blindness import check_name
from sluitend.domain.case import PersonKind
from sluitend.domain.contact import (
    Interpreter,
    Moment,
    MomentIn,
    Way,
    Wish,
    WishIn,
    check_home,
    check_moment,
    check_need,
    check_wish,
)
from sluitend.domain.letters import (
    Addressee,
    Blank,
    LetterFacts,
    LetterState,
    LetterSubject,
    Pressure,
    check_change,
    check_given,
    check_given_on,
    check_may_write,
    check_ready,
    day_in_words,
    fill,
    in_words,
)
from sluitend.domain.vocabulary import Role

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LETTERS = default_letters()
ADULT = Addressee(PersonKind.ADULT, None)
CALL = Moment(Way.CALL, TODAY, reached=True, noted_at=NOW + timedelta(hours=1))
FACTS = LetterFacts(
    template=LETTERS["gesprek"],
    subject=LetterSubject.CASE_PERSON,
    roles=frozenset({Role.COORDINATOR}),
    heightened=False,
    addressee=ADULT,
    wish=None,
    moments=(),
    talk_weeks=4,
    today=TODAY,
)


def codes(facts: LetterFacts) -> list[str]:
    return [check.code for check in check_may_write(facts)]


words = st.text(alphabet=printable, min_size=1, max_size=60).filter(
    lambda t: t.strip() and "{" not in t and "}" not in t
)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), code=st.sampled_from(sorted(LETTERS)), english=st.booleans())
def test_no_filled_letter_holds_an_unfilled_place_and_every_word_typed_is_in_it(data, code, english) -> None:
    template = LETTERS[code]
    filling = {blank: data.draw(words) for blank in sorted(template.blanks)}
    letter = fill(template, filling, english=english)
    text = "\n".join([letter.title, *(one for part in letter.parts for one in (part.heading, part.text))])
    assert "{" not in text
    assert "}" not in text
    assert all(typed in text for typed in filling.values())


@pytest.mark.parametrize("code", sorted(LETTERS))
def test_a_letter_is_filled_exactly_or_not_at_all(code: str) -> None:
    template = LETTERS[code]
    filling = dict.fromkeys(template.blanks, "x")
    fill(template, filling)
    for wrong in (
        {k: v for k, v in filling.items() if k is not Blank.PHONE},
        filling | {Blank.PHONE: "  "},
        filling | {Blank.PHONE: "{medewerker}"},
        {**filling, **dict.fromkeys(Blank, "x")},
    ):
        with pytest.raises(ValueError, match=code):
            fill(template, wrong)


def test_under_heightened_safety_no_letter_can_be_written_whatever_else_holds() -> None:
    """Bij verhoogde veiligheid gaat er niets naar huis."""
    for template in LETTERS.values():
        for subject in LetterSubject:
            for roles in (frozenset(Role), frozenset[Role]()):
                facts = replace(
                    FACTS, template=template, subject=subject, roles=roles, heightened=True, moments=(CALL,)
                )
                assert codes(facts) == ["contact.heightened"]
    assert str(check_home(heightened=True)).startswith("Bij verhoogde veiligheid gaat er niets naar huis.")
    assert check_home(heightened=False) is None


@pytest.mark.parametrize(
    ("kind", "born", "refused"),
    [
        (PersonKind.CHILD, date(2014, 3, 3), True),
        (PersonKind.CHILD, date(2014, 3, 2), False),
        (PersonKind.CHILD, date(2005, 1, 1), False),
        (PersonKind.CHILD, None, True),
        (PersonKind.ADULT, None, False),
    ],
)
def test_a_child_under_twelve_gets_no_letter(kind: PersonKind, born: date | None, refused: bool) -> None:
    facts = replace(FACTS, addressee=Addressee(kind, born))
    assert codes(facts) == (["letter.child"] if refused else [])


def test_a_call_or_visit_comes_before_the_letter_where_the_family_asked_for_it() -> None:
    wish = Wish(call_first=True, on=TODAY, noted_at=NOW)
    asked = replace(FACTS, wish=wish)
    assert codes(asked) == ["letter.call_first"]
    assert codes(replace(asked, moments=(CALL,))) == []
    assert codes(replace(asked, moments=(replace(CALL, reached=False),))) == [], "trying counts"
    for other in (
        replace(CALL, way=Way.LETTER),
        replace(CALL, on=TODAY - timedelta(1)),
        replace(CALL, noted_at=NOW - timedelta(hours=1)),
    ):
        assert codes(replace(asked, moments=(other,))) == ["letter.call_first"]
    assert codes(replace(FACTS, wish=replace(wish, call_first=False))) == []


def test_a_letter_that_asks_with_some_pressure_is_talked_through_before_it_is_written() -> None:
    facts = replace(FACTS, template=LETTERS["vrijwillig"])
    old = replace(CALL, on=TODAY - timedelta(weeks=4, days=1))
    assert codes(facts) == ["letter.talk_first"]
    assert codes(replace(facts, moments=(replace(CALL, reached=False), old))) == ["letter.talk_first"]
    assert codes(replace(facts, moments=(replace(CALL, on=TODAY - timedelta(weeks=4)),))) == []


def test_a_letter_is_for_its_own_functions_and_subject() -> None:
    warning = LETTERS["waarschuwing_verzuim"]
    officer = frozenset({Role.ATTENDANCE})
    about = replace(FACTS, template=warning, subject=LetterSubject.ABSENCE, addressee=None)
    assert codes(replace(about, roles=officer)) == []
    assert codes(about) == ["letter.not_yours"]
    assert codes(replace(FACTS, template=warning, roles=officer)) == ["letter.not_yours"]


def test_a_letter_is_read_before_it_is_printed_and_stays_as_it_was_given() -> None:
    assert [state for state in LetterState if check_ready(state)] == [LetterState.WRITTEN]
    assert [state for state in LetterState if check_change(state)] == [LetterState.GIVEN]
    assert check_given_on(TODAY, TODAY, today=TODAY) is None
    assert check_given_on(TODAY + timedelta(1), TODAY, today=TODAY)
    assert check_given_on(TODAY - timedelta(1), TODAY, today=TODAY)


def test_what_is_empty_past_or_no_time_is_said_at_its_own_field() -> None:
    template = LETTERS["gesprek"]
    right = {Blank.DAY: "2026-03-02", Blank.TIME: "9:30", Blank.PLACE: "bij u thuis", Blank.WORDS: "Ik wil u spreken."}
    assert check_given(template, right, today=TODAY) == ()
    for blank, wrong in (
        (Blank.DAY, "2026-03-01"), (Blank.TIME, "half tien"), (Blank.PLACE, " "), (Blank.WORDS, "{dag}"),
    ):  # fmt: skip
        found = check_given(template, right | {blank: wrong}, today=TODAY)
        assert [check.field for check in found] == [blank.value]
    assert len(check_given(template, {}, today=TODAY)) == 4


def test_a_day_and_a_time_are_written_as_people_say_them() -> None:
    assert day_in_words(date(2026, 11, 24)) == "dinsdag 24 november 2026"
    assert day_in_words(date(2026, 3, 1), english=True) == "Sunday 1 March 2026"
    assert in_words(Blank.TIME, "09.05") == "9.05 uur"
    assert in_words(Blank.TIME, "14:30", english=True) == "14:30"
    assert in_words(Blank.PLACE, " Dorpsplein 1,\nkamer 2. ") == "Dorpsplein 1, kamer 2"
    assert in_words(Blank.WORDS, "Een zin.\nNog een.") == "Een zin. Nog een."


def test_a_child_never_interprets_not_even_for_a_moment() -> None:
    given = MomentIn(Way.VISIT, TODAY, reached=True, words="Over school gesproken.")
    assert check_moment(given, today=TODAY) == ()
    assert check_moment(replace(given, interpreter=Interpreter.ADULT), today=TODAY) == ()
    refused = check_moment(replace(given, interpreter=Interpreter.CHILD), today=TODAY)
    assert [check.code for check in refused] == ["contact.child_interprets"]


def test_contact_that_worked_has_one_sentence_and_a_day_that_came() -> None:
    given = MomentIn(Way.CALL, TODAY, reached=True)
    assert [check.code for check in check_moment(given, today=TODAY)] == ["contact.words"]
    assert check_moment(replace(given, reached=False), today=TODAY) == ()
    later = replace(given, on=TODAY + timedelta(1), words="x")
    assert [check.code for check in check_moment(later, today=TODAY)] == ["contact.future"]


def test_an_interpreter_is_needed_until_a_day_that_is_near() -> None:
    near = TODAY + timedelta(weeks=26)
    assert check_need(TODAY, today=TODAY, weeks=26) is None
    assert check_need(near, today=TODAY, weeks=26) is None
    for wrong in (TODAY - timedelta(1), near + timedelta(1)):
        assert "binnen 26 weken" in str(check_need(wrong, today=TODAY, weeks=26))


def test_a_wish_says_at_least_one_thing() -> None:
    assert check_wish(WishIn(None))
    for wish in (
        WishIn(Way.CALL),
        WishIn(None, "na zessen"),
        WishIn(None, call_first=True),
        WishIn(None, help_reading=True),
    ):
        assert check_wish(wish) is None


def test_nothing_here_could_hold_a_language_or_where_somebody_comes_from() -> None:
    named = [*Blank, *Way, *Interpreter, *(member.name for kind in (Blank, Way, Interpreter) for member in kind)]
    assert [name for name in named if check_name(name)] == []
    for kind in (Wish, WishIn, Moment, MomentIn):
        assert [name for name in kind.__slots__ if "lang" in name or "taal" in name or check_name(name)] == []


def test_only_a_letter_on_a_ground_in_the_law_presses() -> None:
    assert {letter.code: letter.pressure for letter in LETTERS.values() if letter.pressure is not Pressure.NONE} == {
        "waarschuwing_verzuim": Pressure.COERCES,
        "vrijwillig": Pressure.VOLUNTARY,
    }
