"""Handing over to another municipality: what goes along by the rules, what travels, and who does which step."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from sluitend.content.sharing import default_matrix
from sluitend.domain.absence import AbsenceKind
from sluitend.domain.sharing import ConsentAnswer, ConsentState
from sluitend.domain.transfer import (
    Absence,
    Package,
    PackedPiece,
    Piece,
    PieceKind,
    Pupil,
    Question,
    TransferAnswer,
    TransferKind,
    TransferState,
    Unfit,
    Verdict,
    category_of_action,
    category_of_goal,
    check_answer,
    check_kept,
    check_lay_out,
    check_receiver,
    check_refuse,
    check_send,
    check_take_back,
    check_told,
    from_plain,
    packed,
    state_of,
    to_plain,
    weigh,
)
from sluitend.domain.transfer.packing import NAMES_BY_THE_FAMILY, NOT_NEEDED, ONLY_THE_PLAN
from sluitend.domain.vocabulary import Category, LifeDomain, Party, Stage

DAY = date(2026, 11, 24)
CHILD, MOTHER, OTHERS = UUID(int=1), UUID(int=2), UUID(int=3)
CASE = Question(TransferKind.CASE, False, frozenset({Stage.S2}), default_matrix(), DAY)
REPORT = Question(TransferKind.REPORT, False, frozenset(), default_matrix(), DAY)
_OF_CASE = {
    PieceKind.GOAL: Category.K16,
    PieceKind.ACTION: Category.K16,
    PieceKind.WHAT_IF: Category.K16,
    PieceKind.HELP: Category.K5,
    PieceKind.PERSON: Category.K1,
    PieceKind.FAMILY: Category.K2,
    PieceKind.VOICE: Category.K16,
    PieceKind.NOTE: Category.K16,
    PieceKind.CONCERN: Category.K18,
}
_OF_REPORT = {
    PieceKind.PUPIL: Category.K1,
    PieceKind.SCHOOL: Category.K3,
    PieceKind.ABSENCE: Category.K4,
    PieceKind.OPEN_STEP: Category.K4,
    PieceKind.NUMBERS: Category.K1,
    PieceKind.EXPLANATION: Category.K4,
}


def a_piece(kind: PieceKind = PieceKind.GOAL, category: Category = Category.K16, **how: Any) -> Piece:
    return Piece(how.pop("key", kind.value), kind, category, "tekst", **how)


def goes(question: Question, *pieces: Piece) -> set[PieceKind]:
    return {one.piece.kind for one in weigh(pieces, question) if one.goes}


def verdict(question: Question, piece: Piece) -> Verdict:
    return weigh([piece], question)[0]


def a_consent(category: Category, about: UUID = CHILD, **how: Any) -> ConsentState:
    given = {
        "partner": OTHERS,
        "asked_of": frozenset({MOTHER}),
        "asked_on": DAY - timedelta(days=3),
        "answer": ConsentAnswer.YES,
        "until": DAY + timedelta(days=30),
        **how,
    }
    return ConsentState(category=category, about=about, **given)


def with_consent(*consents: ConsentState, **how: Any) -> Question:
    return replace(CASE, consents=consents, partner=OTHERS, **how)


# -- what goes along ---------------------------------------------------------------------------------------------------


def test_a_coordinator_passes_on_that_help_runs_and_the_plan() -> None:
    """Rule 31: coordinator to coordinator, K16 and K5."""
    pieces = [a_piece(kind, category) for kind, category in _OF_CASE.items()]
    assert goes(CASE, *pieces) == {PieceKind.GOAL, PieceKind.ACTION, PieceKind.WHAT_IF, PieceKind.HELP}
    assert {one.rule for one in weigh(pieces, CASE) if one.goes} == {31}


def test_attendance_passes_on_kind_dates_and_open_actions() -> None:
    """Rule 30: attendance to attendance, the open file (K1, K3, K4): kind, dates, open actions."""
    pieces = [a_piece(kind, category) for kind, category in _OF_REPORT.items()]
    assert goes(REPORT, *pieces) == {PieceKind.PUPIL, PieceKind.SCHOOL, PieceKind.ABSENCE, PieceKind.OPEN_STEP}
    assert {one.rule for one in weigh(pieces, REPORT) if one.goes} == {30}
    stays = {one.piece.kind: one.sentence for one in weigh(pieces, REPORT) if not one.goes}
    assert stays == {PieceKind.NUMBERS: NOT_NEEDED, PieceKind.EXPLANATION: NOT_NEEDED}


def test_every_category_that_no_rule_names_stays() -> None:
    """Deny by default: everything else stays."""
    plan = {Category.K5, Category.K16}
    for category in Category:
        assert verdict(CASE, a_piece(category=category)).goes == (category in plan), category
        assert verdict(REPORT, a_piece(PieceKind.ABSENCE, category)).goes == (
            category in {Category.K1, Category.K3, Category.K4}
        ), category


def test_names_are_given_by_the_family_itself() -> None:
    """Rule 31 names K16 and K5, and no names: these the family gives in the talk."""
    found = verdict(CASE, a_piece(PieceKind.PERSON, Category.K1))
    assert (found.goes, found.sentence) == (False, NAMES_BY_THE_FAMILY)


@pytest.mark.parametrize("kind", [PieceKind.VOICE, PieceKind.NOTE])
def test_what_is_not_the_plan_stays_although_it_is_kept_with_the_plan(kind: PieceKind) -> None:
    found = verdict(CASE, a_piece(kind))
    assert (found.goes, found.sentence) == (False, ONLY_THE_PLAN)


@pytest.mark.parametrize("category", [Category.K6, Category.K7])
def test_help_of_content_and_health_go_with_consent_only(category: Category) -> None:
    """K6 and K7 only with consent: for this municipality, this kind and this person."""
    piece = a_piece(category=category, about=frozenset({CHILD}))
    assert not verdict(CASE, piece).goes
    assert verdict(with_consent(a_consent(category)), piece).goes
    for consent in (
        a_consent(category, partner=uuid4()),
        a_consent(category, about=MOTHER),
        a_consent(Category.K16),
        a_consent(category, until=DAY - timedelta(days=1)),
        a_consent(category, answer=ConsentAnswer.NO),
        a_consent(category, answer=ConsentAnswer.WITHDRAWN),
        a_consent(category, answer=ConsentAnswer.ASKED),
    ):
        found = verdict(with_consent(consent), piece)
        assert not found.goes, consent
        assert found.sentence.startswith("Dit ")


def test_consent_is_asked_of_everybody_whom_a_piece_concerns() -> None:
    piece = a_piece(category=Category.K7, about=frozenset({CHILD, MOTHER}))
    assert not verdict(with_consent(a_consent(Category.K7)), piece).goes
    assert verdict(with_consent(a_consent(Category.K7), a_consent(Category.K7, MOTHER)), piece).goes


def test_consent_without_anybody_it_concerns_is_no_consent() -> None:
    assert not verdict(with_consent(a_consent(Category.K7)), a_piece(category=Category.K7)).goes


def test_under_heightened_safety_nothing_goes() -> None:
    """Neither rule 30 nor rule 31 holds under heightened safety (D.3)."""
    pieces = [a_piece(kind, category, about=frozenset({CHILD})) for kind, category in _OF_CASE.items()]
    agreed = with_consent(a_consent(Category.K7, asked_of=frozenset({CHILD})), heightened=True)
    assert goes(agreed, *pieces, a_piece(category=Category.K7, about=frozenset({CHILD}))) == set()
    assert goes(replace(REPORT, heightened=True), *(a_piece(k, c) for k, c in _OF_REPORT.items())) == set()


def test_a_plan_goes_in_the_stages_of_the_rule_only() -> None:
    for stage in Stage:
        allowed = stage in {Stage.S2, Stage.S3, Stage.S4, Stage.S5}
        assert verdict(replace(CASE, stages=frozenset({stage})), a_piece()).goes == allowed, stage
    assert verdict(replace(CASE, stages=frozenset({Stage.S8, Stage.S3})), a_piece()).goes


def test_what_the_police_do_is_of_the_police_and_not_of_the_plan() -> None:
    assert category_of_action(Party.SCHOOL) is Category.K16
    assert category_of_action(Party.YOUTH_CARE) is Category.K16
    assert category_of_action(None) is Category.K16
    stays = {Party.POLICE, Party.SAFE_AT_HOME, Party.CERTIFIED_BODY, Party.DEBT_HELP, Party.GP, Party.HOUSING}
    for party in stays:
        assert not verdict(CASE, a_piece(PieceKind.ACTION, category_of_action(party))).goes, party


def test_a_goal_about_health_is_of_health_and_not_of_the_plan() -> None:
    assert category_of_goal(None) is Category.K16
    assert category_of_goal(LifeDomain.D03) is Category.K16
    assert category_of_goal(LifeDomain.D08) is Category.K7
    assert category_of_goal(LifeDomain.D12) is Category.K8


def test_the_worker_takes_out_and_never_adds() -> None:
    assert check_kept(["a"], ["a", "b"]) is None
    for kept, code in (
        (["c"], "transfer.not_along"),
        (["a", "c"], "transfer.not_along"),
        ([], "transfer.nothing_left"),
    ):
        refused = check_kept(kept, ["a", "b"])
        assert refused is not None
        assert refused.code == code
    pieces = [a_piece(key="a"), a_piece(key="b"), a_piece(PieceKind.PERSON, Category.K1, key="c")]
    assert [one.key for one in packed(weigh(pieces, CASE), ["a", "c"])] == ["a"]


# -- what travels ------------------------------------------------------------------------------------------------------

CASE_PACKAGE = Package(
    TransferKind.CASE,
    UUID(int=9),
    ("kind 1", "volwassene 1"),
    (
        PackedPiece(PieceKind.GOAL, "Elke dag naar school", on=DAY, about=("kind 1",)),
        PackedPiece(PieceKind.HELP, "Het Anker", "Het Anker, 0300 123 456", about=("kind 1", "volwassene 1")),
    ),
)
REPORT_PACKAGE = Package(
    TransferKind.REPORT,
    UUID(int=8),
    (),
    (PackedPiece(PieceKind.OPEN_STEP, "Praat met het kind", on=DAY),),
    Pupil("Noor", "van", "Dijk", date(2013, 9, 1)),
    Absence(AbsenceKind.SIXTEEN_HOURS, DAY, None, "99AA", "00"),
)


@pytest.mark.parametrize("package", [CASE_PACKAGE, REPORT_PACKAGE])
def test_what_travels_arrives_as_it_was(package: Package) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(package)))) == package


def test_a_package_shows_no_words_by_itself() -> None:
    assert "Noor" not in repr(REPORT_PACKAGE)
    assert "school" not in repr(CASE_PACKAGE)


@pytest.mark.parametrize(
    "change",
    [
        {"form": 2},
        {"kind": "signal"},
        {"ref": "x"},
        {"people": ["kind 1"] * 41},
        {"people": "kind 1"},
        {"pieces": [{"kind": "goal"}]},
        {"pieces": [{"kind": "goal", "text": "x" * 4001, "who": "", "on": None, "about": []}]},
        {"pieces": [{"kind": "goal", "text": "a\x00", "who": "", "on": None, "about": []}]},
        {"pieces": [{"kind": "goal", "text": 1, "who": "", "on": None, "about": []}]},
        {"pieces": [{"kind": "goal", "text": "a", "who": "", "on": "gisteren", "about": []}]},
        {"pieces": [{"kind": "goal", "text": "a", "who": "", "on": None, "about": ["kind 9"]}]},
        {"pieces": [{"kind": "goal", "text": "a", "who": "", "on": None, "about": [], "score": 3}]},
        {"nationality": "x"},
        {"pupil": None},
        {"absence": {"kind": "16 uur in 4 weken"}},
    ],
)
def test_what_is_no_package_is_refused_whole(change: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        from_plain({**to_plain(CASE_PACKAGE), **change})


@pytest.mark.parametrize("plain", [None, [], "x", 3, {}, {"form": 1}])
def test_nonsense_is_refused(plain: Any) -> None:
    with pytest.raises(Unfit):
        from_plain(plain)


def test_a_package_between_attendance_officers_holds_the_pupil_and_no_other_does() -> None:
    plain = to_plain(REPORT_PACKAGE)
    for left_out in ("pupil", "absence"):
        with pytest.raises(Unfit):
            from_plain({key: value for key, value in plain.items() if key != left_out})
    with pytest.raises(Unfit):
        from_plain({**plain, "kind": "case"})
    with pytest.raises(Unfit):
        from_plain({**plain, "absence": {**plain["absence"], "brin": "99AAA"}})


# -- who does which step -----------------------------------------------------------------------------------------------


def a_state(**how: Any) -> TransferState:
    given = {"told": False, "sent": False, "taken_back": False, "answer": None, "ends_on": None, "today": DAY, **how}
    return state_of(**given)


def test_where_a_handover_stands_follows_from_what_people_did() -> None:
    assert a_state() is TransferState.LAID_OUT
    assert a_state(told=True) is TransferState.TOLD
    assert a_state(told=True, sent=True, ends_on=DAY) is TransferState.SENT
    assert a_state(sent=True, ends_on=DAY - timedelta(days=1)) is TransferState.ENDED
    assert a_state(sent=True, ends_on=DAY, answer=TransferAnswer.ACCEPTED) is TransferState.ACCEPTED
    assert a_state(sent=True, ends_on=DAY, answer=TransferAnswer.REFUSED) is TransferState.REFUSED
    assert a_state(sent=True, taken_back=True) is TransferState.TAKEN_BACK


def test_only_what_was_laid_out_and_what_the_family_saw_goes() -> None:
    assert check_send(TransferState.TOLD) is None
    assert check_send(TransferState.LAID_OUT, unreachable=True) is None
    for state in (None, *(set(TransferState) - {TransferState.TOLD})):
        assert check_send(state) is not None, state


def test_the_family_is_told_after_it_was_laid_out_and_before_it_goes() -> None:
    assert check_told(TransferState.LAID_OUT, DAY, DAY, DAY) is None
    assert check_told(TransferState.LAID_OUT, DAY + timedelta(days=1), DAY, DAY) is not None
    assert check_told(TransferState.LAID_OUT, DAY - timedelta(days=1), DAY, DAY) is not None
    assert check_told(None, DAY, None, DAY) is not None
    assert check_told(TransferState.SENT, DAY, DAY, DAY) is not None


def test_what_is_offered_or_taken_over_does_not_change_any_more() -> None:
    fixed = {TransferState.SENT, TransferState.ACCEPTED}
    assert {state for state in TransferState if check_lay_out(state)} == fixed
    assert check_lay_out(None) is None


def test_an_offer_can_be_taken_back_until_it_was_answered() -> None:
    free = {TransferState.SENT, TransferState.ENDED}
    assert {state for state in TransferState if check_take_back(state) is None} == free


def test_an_offer_is_answered_once_and_in_time() -> None:
    assert check_answer(None, DAY, DAY) is None
    assert check_answer(None, DAY - timedelta(days=1), DAY) is not None
    assert check_answer(datetime(2026, 11, 24, tzinfo=UTC), DAY, DAY) is not None


def test_who_does_not_take_over_says_why() -> None:
    assert check_refuse("Het gezin woont hier nog niet.") is None
    assert check_refuse("  ") is not None


def test_a_receiver_is_chosen_from_the_list() -> None:
    assert check_receiver("g-1", frozenset({"g-1"})) is None
    assert check_receiver("", frozenset({"g-1"})) is not None
    assert check_receiver("g-2", frozenset({"g-1"})) is not None
