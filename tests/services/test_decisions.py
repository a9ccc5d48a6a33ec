"""Decisions asked of a named decider: under a mandate that runs, without names, answered by nobody else, never by silence."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from sluitend.access.asked import asked_of
from sluitend.domain.clock import local_day
from sluitend.domain.escalation import DecisionAnswer, Question
from sluitend.domain.mandate import NOBODY, Rung
from sluitend.domain.outcome import Conflict, NotFound, Refusal, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries.decisions import ask_page, decision, decisions
from sluitend.queries.mandates import register
from sluitend.queries.protocol_run import run_page
from sluitend.records.models import AuditEvent, Case, ClockSaid, DecisionAsk, Message, ProtocolRun, RunEvent
from sluitend.services import protocols
from sluitend.services.cases import Heighten, heighten
from sluitend.services.cases.opening import ReaderIn
from sluitend.services.decisions import AnswerDecision, AskDecision, answer, ask
from sluitend.services.mandates import end_mandate
from sluitend.services.own_family import DeclareFamily, declare
from tests.services.test_clock_scan import worker
from tests.services.test_ladders import climb, mandate, seat
from tests.services.test_protocols import answers, begin, codes, open_steps, take
from tests.stories import CHILD, a_case
from tests.world import NOW, World, acting, later

DAY = local_day(NOW)
QUESTION = Question(
    "Wij vroegen de aanbieder drie keer om een plek.", "De aanbieder heeft een wachtlijst.", "Geef dit kind voorrang.",
    "Ja. De jurist keek het na.",
)  # fmt: skip


def at_rung(world: World, rung: Rung = Rung.A2) -> tuple[UUID, UUID]:
    """Give a case and a run of the ladder that stands at a rung."""
    case, me = a_case(world.home).case_id, world.home.coordinator
    run = begin(me, protocol="process_ladder", case_id=case)
    climb(me, run, "a0_professionals", "a1_meeting")
    climb(me, run, "a1_meeting", Rung.A2)
    if rung is Rung.A2:
        return case, run
    director = world.home.director
    seat(world, case, director)
    skip_to(director, run, Rung.A2, Rung.A3)
    if rung is not Rung.A3:
        skip_to(director, run, Rung.A3, Rung.A4)
    return case, run


def with_address(world: World) -> UUID:
    """Give a run at A2 in a case in which a child lives somewhere, so that it can be somebody's own family."""
    noor, me = replace(CHILD, postcode="1234AB", house_number="4"), world.home.coordinator
    run = begin(me, protocol="process_ladder", case_id=a_case(world.home, persons=(noor,)).case_id)
    climb(me, run, "a0_professionals", "a1_meeting")
    climb(me, run, "a1_meeting", Rung.A2)
    return run


def skip_to(viewer: Viewer, run: UUID, step: str, up: str) -> None:
    with acting(viewer):
        version = ProtocolRun.objects.get(pk=run).version
        command = protocols.SkipStep(run, step, version, uuid.uuid4(), "Hier valt niets te beslissen.", (up,))
        protocols.skip(viewer, command, now=NOW)


def put(
    viewer: Viewer, run: UUID, mandate_id: UUID | None, rung: Rung = Rung.A2, now: datetime = NOW, **how: Any
) -> UUID:
    with acting(viewer, now):
        version = how.pop("version", None) or ProtocolRun.objects.get(pk=run).version
        question = replace(QUESTION, **{k: how.pop(k) for k in list(how) if hasattr(QUESTION, k)})
        command = AskDecision(run, rung, mandate_id, question, version, how.pop("form_key", uuid.uuid4()), **how)
        return ask(viewer, command, now=now)


def say(
    viewer: Viewer, question: UUID, words: str = "Ja. Dit kind gaat voor.", now: datetime = NOW, **how: Any
) -> DecisionAnswer:
    with acting(viewer, now):
        said = how.pop("said", DecisionAnswer.DECIDED)
        return answer(viewer, AnswerDecision(question, said, how.pop("form_key", uuid.uuid4()), words), now=now)


def test_the_register_is_the_administrators_and_says_where_nobody_decides(world: World) -> None:
    mandate(world, Rung.A2, world.home.director)
    with acting(world.home.admin):
        page = register(world.home.admin, now=NOW)
        assert [(row.rung, row.state.value) for row in page.rows] == [(Rung.A2, "runs")]
        assert set(page.without) == set(Rung) - {Rung.A2}
        line = AuditEvent.objects.filter(action="mandate.set")
        assert not line.exists()  # the administrator reads no log
    with acting(world.home.privacy):
        assert AuditEvent.objects.get(action="mandate.set").fields
    for outsider in (world.home.coordinator, world.home.alderman, world.away.coordinator):
        with acting(outsider):
            with pytest.raises(NotFound):
                register(outsider, now=NOW)
            with pytest.raises(NotFound):
                end_mandate(outsider, page.rows[0].id, now=NOW)
    with acting(world.away.admin):
        assert register(world.away.admin, now=NOW).rows == ()
        with pytest.raises(NotFound):
            end_mandate(world.away.admin, page.rows[0].id, now=NOW)


def test_a_decision_is_asked_answered_and_becomes_the_step(world: World) -> None:
    """The answer is the step of the run itself, by the decider, with the mandate it was taken under."""
    case, run = at_rung(world, Rung.A4)
    me, alderman = world.home.coordinator, world.home.alderman
    question = put(me, run, mandate(world, Rung.A4, alderman), Rung.A4)
    with acting(alderman):
        assert Message.objects.get().kind == "decision_asked"
        (row,) = decisions(alderman, now=NOW).waiting
        assert (row.question.asked, row.rung, row.due_on is not None) == ("Geef dit kind voorrang.", Rung.A4, True)
        assert not ProtocolRun.objects.exists()
        assert not RunEvent.objects.exists()
        assert not DecisionAsk.objects.exists()
        assert not Case.objects.exists()
    assert say(alderman, question) is DecisionAnswer.DECIDED
    assert open_steps(me, run) == {"closed_solved", "a5_national"}
    with acting(me):
        event = RunEvent.objects.filter(run=run).order_by("-seq")[0]
        assert (event.step, event.by_id, event.reason) == (Rung.A4, alderman.membership_id, "Ja. Dit kind gaat voor.")
        assert event.evidence["named_decider"] == "Alderman Vlierdam, wethouder jeugd"
        assert event.evidence["power"] == "Inzet en geld tot 5.000 euro."
        assert event.facts == {"power_valid_until": (DAY + timedelta(days=300)).isoformat()}
        assert Message.objects.filter(kind="decision_answered", case_ref=case).count() == 1
        assert run_page(me, run, now=NOW).history[0].answers
    with acting(alderman):
        page = decisions(alderman, now=NOW)
        assert page.waiting == ()
        assert page.answered[0].words == "Ja. Dit kind gaat voor."
    with pytest.raises(NotFound):
        say(alderman, question, "Toch niet.")


def test_it_comes_down_again_when_solved_and_nothing_waits_any_more(world: World) -> None:
    _, run = at_rung(world, Rung.A4)
    me, alderman = world.home.coordinator, world.home.alderman
    say(alderman, put(me, run, mandate(world, Rung.A4, alderman), Rung.A4))
    take(me, run, "closed_solved", evidence={"what_solved_it": "Er kwam een plek.", "all_rungs_told": "yes"})
    with acting(me):
        assert ProtocolRun.objects.get(pk=run).ended_by == "closed_solved"
    with acting(alderman):
        assert decisions(alderman, now=NOW).waiting == ()
    _, other = at_rung(world, Rung.A4)
    with acting(world.home.admin):
        (row,) = register(world.home.admin, now=NOW).rows
    question = put(me, other, row.id, Rung.A4)
    with acting(me):
        version = ProtocolRun.objects.get(pk=other).version
        protocols.withdraw(me, protocols.Withdraw(other, "Niet meer nodig.", version, uuid.uuid4()), now=NOW)
    with acting(alderman):
        assert decisions(alderman, now=NOW).waiting == ()
        with pytest.raises(NotFound):
            decision(alderman, question, now=NOW)


def test_what_is_given_back_says_what_is_missing_and_can_be_asked_again(world: World) -> None:
    _, run = at_rung(world)
    me, director = world.home.coordinator, world.home.director
    given = mandate(world, Rung.A2, director)
    first = put(me, run, given)
    with pytest.raises(Refused) as refused:
        put(me, run, given)
    assert codes(refused) == ["escalation.asked_already"]
    said = say(director, first, "Wat kost het?", said=DecisionAnswer.RETURNED)
    assert said is DecisionAnswer.RETURNED
    assert open_steps(me, run) == {Rung.A2}
    with acting(me):
        assert not RunEvent.objects.filter(run=run, by_id=director.membership_id).exists()
        (opened,) = run_page(me, run, now=NOW).open
        assert opened.asking is not None
        assert (opened.asking.returned, opened.asking.refusal) == ("Wat kost het?", None)
    second = put(me, run, given, asked="Geef voorrang. Het kost 400 euro.", now=NOW + timedelta(hours=1))
    with acting(director, NOW + timedelta(hours=2)):
        assert [row.ask_id for row in decisions(director, now=NOW + timedelta(hours=2)).waiting] == [second]


def test_silence_decides_nothing_and_only_shows(world: World) -> None:
    """Not answering decides nothing: the term that passes only shows."""
    _, run = at_rung(world)
    me, director = world.home.coordinator, world.home.director
    question = put(me, run, mandate(world, Rung.A2, director))
    after = later(days=60)
    with worker():
        protocols.scan(after)
    assert open_steps(me, run, after) == {Rung.A2}
    with acting(me, after):
        assert ClockSaid.objects.filter(run=run, step=Rung.A2, word="late", raised=True).exists()
        assert DecisionAsk.objects.get(pk=question).answered_at is None
    assert say(director, question, now=after) is DecisionAnswer.DECIDED


def test_a_late_answer_before_the_scanner_writes_down_what_the_clock_had_said(world: World) -> None:
    _, run = at_rung(world)
    director, after = world.home.director, later(days=60)
    say(director, put(world.home.coordinator, run, mandate(world, Rung.A2, director)), now=after)
    with acting(world.home.coordinator, after):
        assert ClockSaid.objects.filter(run=run, step=Rung.A2, word="late", raised=True).exists()


@pytest.mark.parametrize("field", ["tried", "blocks", "asked", "legal"])
def test_a_name_of_the_case_stops_the_question_and_nothing_is_kept(world: World, field: str) -> None:
    _, run = at_rung(world)
    given = mandate(world, Rung.A2, world.home.director)
    with pytest.raises(Refused) as refused:
        put(world.home.coordinator, run, given, **{field: "Noor wacht al acht weken."})
    assert [(one.code, one.field) for one in refused.value.refusals] == [("escalation.name", field)]
    with acting(world.home.coordinator):
        assert not DecisionAsk.objects.exists()
    named = put(
        world.home.coordinator, run, given, asked="Plaats Noor.", identity="De aanbieder vraagt om wie het gaat."
    )
    assert named


def test_a_word_about_who_people_are_stops_question_and_answer(world: World) -> None:
    _, run = at_rung(world)
    me, director = world.home.coordinator, world.home.director
    given = mandate(world, Rung.A2, director)
    with pytest.raises(Refused) as refused:
        put(me, run, given, blocks="Het is een Turks gezin.")
    assert codes(refused) == ["words.not_needed"]
    question = put(me, run, given)
    for words, code in (("Het is een Turks gezin.", "words.not_needed"), (" ", "escalation.no_answer")):
        with pytest.raises(Refused) as refused:
            say(director, question, words)
        assert codes(refused) == [code]


def test_a_named_decider_has_a_mandate_that_runs_today(world: World) -> None:
    """A named decider for a rung has a mandate that runs today: asked on screen, or written down by the process director."""
    case, run = at_rung(world)
    me, director = world.home.coordinator, world.home.director
    other_rung = mandate(world, Rung.A4, world.home.alderman)
    for wrong in (None, uuid.uuid4(), other_rung):
        with pytest.raises(Refused) as refused:
            put(me, run, wrong)
        assert codes(refused) == ["escalation.no_mandate"]
    seat(world, case, director)
    given = {**answers(director, run, Rung.A2), "named_decider": "P. de Boer, directeur"}
    with pytest.raises(Refused) as refused:
        take(director, run, Rung.A2, evidence=given)
    assert codes(refused) == ["mandate.nobody"]
    own = mandate(world, Rung.A2, director)
    take(director, run, Rung.A2, evidence={**given, "named_decider": str(own), "power": "Alles."})
    with acting(me):
        kept = RunEvent.objects.filter(run=run).order_by("-seq")[0].evidence
        assert (kept["named_decider"], kept["power"]) == (
            "Director Vlierdam, procesregisseur",
            "Inzet en geld tot 5.000 euro.",
        )


def at_the_end(world: World, rung: Rung) -> tuple[Viewer, UUID]:
    """Give who takes the step of the last rung on the page of a run, and a run that stands there."""
    director, me = world.home.director, world.home.coordinator
    if rung is Rung.A5:
        _, run = at_rung(world, Rung.A4)
        skip_to(director, run, Rung.A4, Rung.A5)
        return director, run
    made = a_case(world.home)
    if rung is Rung.MAYOR:
        run = begin(me, protocol="protection_chain", case_id=made.case_id, child_id=made.person_ids[0])
        to_mayor(me, run)
    seat(world, made.case_id, director)
    begin(
        me, protocol="process_ladder", case_id=made.case_id
    )  # opens the case for who directs the work between organisations
    return director, run


@pytest.mark.parametrize("rung", [Rung.A5, Rung.MAYOR])
def test_a5_and_the_request_of_the_mayor_ask_for_a_mandate_on_the_page_of_the_run_too(world: World, rung: Rung) -> None:
    """At each rung whoever decides has a mandate that runs: with nobody in the register nobody takes the step."""
    director, run = at_the_end(world, rung)
    me, why = world.home.coordinator, "Het kind is niet veilig."

    def opened() -> Refusal | None:
        with acting(director):
            found = run_page(director, run, now=NOW).opened(rung)
            assert found is not None
            return found.may_take

    blank = {**answers(director, run, rung), "named_decider": ""}
    assert opened() == NOBODY
    with pytest.raises(Refused) as refused:
        take(director, run, rung, evidence=blank, reason=why)
    assert codes(refused) == ["mandate.nobody"]
    own = mandate(world, rung, world.home.alderman if rung is Rung.A5 else world.home.mayor)
    assert opened() is None
    for typed in ("", "P. de Boer, burgemeester"):
        with pytest.raises(Refused) as refused:
            take(director, run, rung, evidence={**blank, "named_decider": typed}, reason=why)
        assert codes(refused) == ["escalation.no_mandate"]
    take(director, run, rung, evidence={**blank, "named_decider": str(own), "power": "Alles."}, reason=why)
    with acting(me):
        kept = RunEvent.objects.filter(run=run).order_by("-seq")[0]
        assert kept.evidence["power"] == "Inzet en geld tot 5.000 euro."
        assert kept.facts["power_valid_until"] == (DAY + timedelta(days=300)).isoformat()


def test_a_mandate_that_ends_takes_the_question_away_and_somebody_else_is_asked(world: World) -> None:
    _, run = at_rung(world)
    me, director, lead = world.home.coordinator, world.home.director, world.home.lead
    first = mandate(world, Rung.A2, director)
    question = put(me, run, first)
    with acting(world.home.admin):
        end_mandate(world.home.admin, first, now=NOW)
    with pytest.raises(NotFound):
        say(director, question)
    with acting(me):
        (opened,) = run_page(me, run, now=NOW).open
        assert opened.asking is not None
        assert opened.asking.lapsed
    again = put(me, run, mandate(world, Rung.A2, lead), now=NOW + timedelta(minutes=5))
    assert say(lead, again, now=NOW + timedelta(minutes=9)) is DecisionAnswer.DECIDED


def test_an_outsider_neither_asks_nor_reads_nor_answers(world: World) -> None:
    _, run = at_rung(world)
    given = mandate(world, Rung.A2, world.home.director)
    question = put(world.home.coordinator, run, given)
    for outsider in (
        world.home.alderman,
        world.home.mayor,
        world.home.lead,
        world.away.director,
        world.home.coordinator,
    ):
        with acting(outsider):
            if outsider is world.home.coordinator:  # with a role that never decides there is no such page
                with pytest.raises(NotFound):
                    decisions(outsider, now=NOW)
            else:
                assert decisions(outsider, now=NOW).waiting == ()
            with pytest.raises(NotFound):
                decision(outsider, question, now=NOW)
        with pytest.raises(NotFound):
            say(outsider, question)
        with acting(outsider), connection.cursor() as cursor:
            cursor.execute(
                "SELECT app_answer_ask(%s, 4, 'decided', 'ja', '{\"evidence\": {}, \"facts\": {}}', '[]', NULL)",
                [question],
            )
            assert cursor.fetchone() == (False,)
    for outsider in (world.home.alderman, world.home.member, world.away.coordinator, world.home.director):
        with pytest.raises(NotFound):
            put(outsider, run, given, version=3)
        with acting(outsider), pytest.raises(NotFound):
            ask_page(outsider, run, Rung.A2, now=NOW)


def test_who_only_has_a_seat_does_not_ask_where_they_do_not_decide(world: World) -> None:
    case, run = at_rung(world)
    seat(world, case, world.home.member)
    with pytest.raises(Refused) as refused:
        put(world.home.member, run, mandate(world, Rung.A2, world.home.director))
    assert codes(refused) == ["case.not_yours_to_write"]


def test_nothing_of_heightened_safety_is_asked_or_stays_with_a_decider(world: World) -> None:
    case, run = at_rung(world)
    me, director = world.home.coordinator, world.home.director
    given = mandate(world, Rung.A2, director)
    question = put(me, run, given)
    people = world.home.people
    readers = (ReaderIn(people["protocol"].membership_id, on_call=True), ReaderIn(people["code"].membership_id))
    with acting(me):
        heighten(me, Heighten(case, "Dochter is bang.", 1, readers), now=NOW)
    with pytest.raises(Refused) as refused:
        put(me, run, given)
    assert codes(refused) == ["escalation.heightened"]
    with acting(director):
        assert asked_of(director, NOW) == ()
    with pytest.raises(NotFound):
        say(director, question)


def test_nobody_is_asked_about_their_own_family(world: World) -> None:
    me, director = world.home.coordinator, world.home.director
    run = with_address(world)
    given = mandate(world, Rung.A2, director)
    question = put(me, run, given)
    with acting(director):
        declare(director, DeclareFamily(uuid.uuid4(), "mijn nichtje", CHILD.birth_date, "1234 AB"), now=NOW)
        assert decisions(director, now=NOW).waiting == ()
    with pytest.raises(NotFound):
        say(director, question)
    with acting(me):
        assert ask_page(me, run, Rung.A2, now=NOW).deciders == {}


def test_the_answer_of_a_decider_who_was_second_is_not_written(world: World) -> None:
    case, run = at_rung(world)
    director = world.home.director
    question = put(world.home.coordinator, run, mandate(world, Rung.A2, director))
    seat(world, case, director)
    skip_to(director, run, Rung.A2, Rung.A3)
    with pytest.raises(NotFound):
        say(director, question)


def test_the_same_form_asks_and_answers_once(world: World) -> None:
    _, run = at_rung(world)
    me, director, key = world.home.coordinator, world.home.director, uuid.uuid4()
    given = mandate(world, Rung.A2, director)
    first = put(me, run, given, form_key=key)
    assert put(me, run, given, form_key=key) == first
    for _ in range(2):
        assert say(director, first, form_key=key) is DecisionAnswer.DECIDED
    with acting(me):
        assert RunEvent.objects.filter(run=run, step=Rung.A2).count() == 1
        with pytest.raises(Conflict):
            ask(me, AskDecision(run, Rung.A3, given, QUESTION, 1, uuid.uuid4()), now=NOW)


def test_the_request_of_the_mayor_needs_the_letter_and_shows_the_two_weeks_of_the_board(world: World) -> None:
    """BW 1:255 lid 3: only with the board's letter; the board asks the court within two weeks of the request."""
    made, me, mayor = a_case(world.home), world.home.coordinator, world.home.mayor
    run = begin(me, protocol="protection_chain", case_id=made.case_id, child_id=made.person_ids[0])
    to_mayor(me, run)
    given = mandate(world, Rung.MAYOR, mayor)
    with pytest.raises(Refused) as refused:
        put(me, run, given, Rung.MAYOR)
    assert codes(refused) == ["escalation.no_letter"]
    question = put(me, run, given, Rung.MAYOR, letter_on=DAY)
    with acting(mayor):
        assert decision(mayor, question, now=NOW).letter_on == DAY
    say(mayor, question, "Ik vraag de Raad om het oordeel van de kinderrechter.")
    with acting(mayor):
        (row,) = decisions(mayor, now=NOW).answered
        assert row.board_until == DAY + timedelta(days=14)
    assert "rvdk_asked_court" in open_steps(me, run)


def to_mayor(me: Viewer, run: UUID) -> None:
    """Walk a run of the protection chain until the mayor may be asked."""
    climb_all = (
        ("vto_written", ()),
        ("vto_copy_to_parents", ()),
        ("vto_sent", ()),
        ("rvdk_answered", ("rvdk_refused_in_writing",)),
        ("rvdk_refused_in_writing", ("burgemeester_request",)),
    )
    for step, up in climb_all:
        take(me, run, step, evidence=answers(me, run, step), leads_to=up, reason="Het kind is niet veilig.")


def test_the_database_lets_nobody_write_an_answer_past_the_function(world: World) -> None:
    _, run = at_rung(world)
    question = put(world.home.coordinator, run, mandate(world, Rung.A2, world.home.director))
    with acting(world.home.coordinator), pytest.raises(DatabaseError, match="permission denied"):
        DecisionAsk.objects.filter(pk=question).update(answer="decided", words="ja", answered_at=NOW)
