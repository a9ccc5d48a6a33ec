"""What a concern must hold: each test repeats the sentence of its rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sluitend.domain.person import Bsn
from sluitend.domain.signal import (
    NUMBER_LENGTH,
    NUMBER_LETTERS,
    WAYS,
    AgreedBy,
    AgreedHow,
    Agreement,
    ChildIn,
    Footing,
    ReporterAnswer,
    ReporterKind,
    SignalStatus,
    check_agreement,
    check_bsn,
    check_call_back,
    check_children,
    check_facts,
    check_name_under_danger,
    check_outside_date,
    check_police,
    check_roster,
    footing_of,
    new_number,
)
from tests.refusals import codes

TODAY = date(2026, 3, 2)
NOOR = ChildIn("Noor", "van", "Dijk", date(2013, 9, 1))
YES = Agreement(AgreedBy.PARENT, "Anja van Dijk", AgreedHow.TALK, TODAY)


class TestAConcernHoldsAtLeastOneFact:
    """What somebody saw, or what somebody heard and from whom."""

    @pytest.mark.parametrize(
        ("seen", "heard", "heard_from", "code"),
        [
            ("Noor huilde.", "", "", set()),
            ("", "Er is ruzie.", "een buur", set()),
            ("Noor huilde.", "Er is ruzie.", "een buur", set()),
            ("", "", "", {"signal.no_fact"}),
            ("", "", "een buur", {"signal.no_fact"}),
            ("", "Er is ruzie.", "", {"signal.heard_from"}),
            ("Noor huilde.", "Er is ruzie.", "", {"signal.heard_from"}),
        ],
    )
    def test(self, seen: str, heard: str, heard_from: str, code: set[str]) -> None:
        assert codes(check_facts(seen, heard, heard_from)) == code


class TestAConcernIsAboutAChildThatIsNamedOrDescribed:
    def test_a_name_a_description_or_a_bsn_is_enough(self) -> None:
        for child in (ChildIn(given_names="Noor"), ChildIn(surname="Dijk"), ChildIn(description="jongen van 8")):
            assert check_children([child], today=TODAY) == ()
        assert check_children([ChildIn(bsn=Bsn("111222333"))], today=TODAY) == ()

    def test_a_birth_date_or_postcode_alone_is_not(self) -> None:
        assert codes(check_children([ChildIn(birth_date=date(2015, 1, 1), postcode="8211AB")], today=TODAY)) == {
            "signal.child_unknown"
        }

    def test_nobody_is_not(self) -> None:
        assert codes(check_children([], today=TODAY)) == {"signal.no_child"}

    def test_each_child_is_looked_at(self) -> None:
        found = check_children([NOOR, ChildIn()], today=TODAY)
        assert [refusal.field for refusal in found] == ["child_2_surname"]

    @pytest.mark.parametrize(("born", "fits"), [(date(1998, 3, 3), True), (date(1998, 3, 2), False)])
    def test_up_to_27_years(self, born: date, fits: bool) -> None:
        assert (check_children([replace(NOOR, birth_date=born)], today=TODAY) == ()) is fits


class TestWithANameOnlyWhenTheFamilyKnowsAndAgrees:
    """A parent with authority, or the youth from 16: who, how, when (rule 51)."""

    def test_yes(self) -> None:
        assert check_agreement(YES, [NOOR], today=TODAY) is None

    @pytest.mark.parametrize(
        ("agreement", "code"),
        [
            (None, "signal.no_agreement"),
            (replace(YES, name=""), "signal.agreed_name"),
            (replace(YES, on=date(2026, 3, 3)), "signal.agreed_future"),
        ],
    )
    def test_no(self, agreement: Agreement | None, code: str) -> None:
        assert codes(check_agreement(agreement, [NOOR], today=TODAY)) == {code}

    @pytest.mark.parametrize(("born", "alone"), [(date(2010, 3, 2), True), (date(2010, 3, 3), False), (None, True)])
    def test_the_youth_alone_from_sixteen(self, born: date | None, alone: bool) -> None:
        said = replace(YES, by=AgreedBy.YOUTH)
        assert (check_agreement(said, [replace(NOOR, birth_date=born)], today=TODAY) is None) is alone


class TestWhenHomeMayNotKnow:
    """A name is given only if the child wants it, or when there is danger now (D.3, rule 51)."""

    @pytest.mark.parametrize("part", ["given_names", "surname", "postcode"])
    def test_whatever_somebody_could_look_the_child_up_by_counts_as_a_name(self, part: str) -> None:
        child = ChildIn(description="meisje van 15", **{part: "8211AB"})
        assert codes(check_name_under_danger([child], own_wish=False, danger_now=False)) == {"signal.no_name_yet"}

    def test_a_description_is_enough(self) -> None:
        assert check_name_under_danger([ChildIn(description="meisje van 15")], own_wish=False, danger_now=False) is None

    @pytest.mark.parametrize(("own_wish", "danger_now"), [(True, False), (False, True)])
    def test_the_childs_wish_or_danger_now(self, own_wish: bool, danger_now: bool) -> None:
        assert check_name_under_danger([NOOR], own_wish=own_wish, danger_now=danger_now) is None

    def test_the_reporter_can_be_phoned(self) -> None:
        assert codes(check_call_back(ReporterKind.PARTNER, "")) == {"signal.no_phone"}
        assert check_call_back(ReporterKind.PARTNER, "+31612345678") is None
        assert check_call_back(ReporterKind.YOUTH, "") is None

    @pytest.mark.parametrize(
        ("on_call", "enough"),
        [
            ([True, False, False], True),
            ([True, True, True, False], True),
            ([False, False, False], False),
            ([True, True], False),
            ([], False),
        ],
    )
    def test_three_named_readers_one_of_them_on_call(self, on_call: list[bool], enough: bool) -> None:
        found = check_roster(on_call, phone="0300 123 999")
        assert (found is None) is enough
        assert found is None or "030-0123999" in str(found)


def test_danger_comes_first_then_who_asks_then_the_familys_agreement() -> None:
    assert footing_of(ReporterKind.PARENT, heightened=True) is Footing.HEIGHTENED
    assert footing_of(ReporterKind.PARENT, heightened=False) is Footing.OWN_REQUEST
    assert footing_of(ReporterKind.YOUTH, heightened=False) is Footing.OWN_REQUEST
    assert {footing_of(kind, heightened=False) for kind in (ReporterKind.PARTNER, ReporterKind.RESIDENT)} == {
        Footing.AGREED
    }


def test_without_a_law_for_it_no_bsn() -> None:
    numbered = [ChildIn("Noor", bsn=Bsn("111222333"))]
    assert codes(check_bsn(numbered, may_hold=False)) == {"signal.no_bsn"}
    assert check_bsn(numbered, may_hold=True) is None
    assert check_bsn([NOOR], may_hold=False) is None


def test_the_police_only_on_a_written_decision() -> None:
    assert codes(check_police(True, "")) == {"signal.police_decision"}
    assert check_police(True, "Wpg-1") is None
    assert check_police(False, "") is None


def test_a_report_to_veilig_thuis_was_made_today_or_before() -> None:
    assert check_outside_date(TODAY, today=TODAY) is None
    assert codes(check_outside_date(date(2026, 3, 3), today=TODAY)) == {"signal.outside_future"}


def test_a_receipt_number_reads_in_two_halves() -> None:
    assert new_number("BCDFGHJK") == "BCDF-GHJK"
    assert len(set(NUMBER_LETTERS)) == len(NUMBER_LETTERS)
    assert len(NUMBER_LETTERS) ** NUMBER_LENGTH > 10**11


def test_what_a_reporter_hears_never_speaks_of_a_child_or_a_case() -> None:
    for answer in ReporterAnswer:
        assert not {"kind", "gezin", "casus", "bekend"} & set(answer.sentence.lower().replace(".", "").split())


def test_every_stand_has_its_ways_and_every_stand_can_be_reached() -> None:
    assert set(WAYS) == set(SignalStatus)
    reached = {SignalStatus.RECEIVED}.union(*WAYS.values())
    assert reached == set(SignalStatus)
    assert all(SignalStatus.RECEIVED not in ways for ways in WAYS.values())


def test_a_child_shows_no_name_in_a_trace() -> None:
    assert "Noor" not in repr(NOOR)
    assert "Anja" not in repr(YES)
