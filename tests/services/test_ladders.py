"""The two ladders for people: who sees a run takes the steps that name them, and safety asks nobody's leave."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from sluitend.access import audit
from sluitend.domain.clock import local_day
from sluitend.domain.mandate import MandateIn, Power, Rung
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries.ladder_board import board
from sluitend.queries.protocol_run import run_page
from sluitend.queries.protocols import case_protocols
from sluitend.records.models import AuditEvent, Membership, Message, ProtocolRun, RunEvent, Team
from sluitend.services import protocols
from sluitend.services.cases import GiveSeat, Heighten, give_seat, heighten
from sluitend.services.cases.opening import ReaderIn
from sluitend.services.mandates import set_mandate
from sluitend.services.protocols import SetStill, Withdraw
from sluitend.services.protocols.safety import EnterSafety, enter_safety
from tests.services.test_protocols import answers, begin, codes, open_steps, take
from tests.stories import a_case
from tests.world import NOW, World, acting

DAY = local_day(NOW)


DECIDED = {
    Rung.A2: frozenset({Power.CAPACITY, Power.PRIORITY}),
    Rung.A4: frozenset({Power.POLITICAL}),
    Rung.A5: frozenset({Power.AGENDA}),
    Rung.MAYOR: frozenset({Power.REQUEST}),
}


def mandate(world: World, rung: Rung, who: Viewer, *, now: datetime = NOW, until: date | None = None) -> UUID:
    given = MandateIn(
        rung, who.membership_id, "", DECIDED[rung], "Inzet en geld tot 5.000 euro.", "Convenant jeugd 2026, artikel 7.",
        local_day(now), until or local_day(now) + timedelta(days=300),
    )  # fmt: skip
    with acting(world.home.admin, now):
        return set_mandate(world.home.admin, given, form_key=uuid.uuid4(), now=now)


def seat(world: World, case: UUID, who: Viewer, now: Any = NOW) -> None:
    """Give somebody a seat in a case of the coordinator."""
    me = world.home.coordinator
    with acting(me, now):
        given = GiveSeat(case, who.membership_id, who.function, "Denkt mee.", local_day(now) + timedelta(days=60))
        give_seat(me, given, now=now)


def climb(viewer: Viewer, run: UUID, step: str, up: str) -> None:
    take(viewer, run, step, evidence=answers(viewer, run, step), leads_to=(up,))


def enter(viewer: Viewer, case: UUID, child: UUID, rung: str = "s1_reporting_code", **how: Any) -> None:
    command = EnterSafety(case, child, rung, how.pop("on", DAY), how.pop("form_key", uuid.uuid4()), **how)
    with acting(viewer):
        enter_safety(viewer, command, now=NOW)


def test_a_member_of_the_team_takes_the_first_rung_that_names_them(world: World) -> None:
    """Who sees a run takes the steps that name them."""
    case, member = a_case(world.home).case_id, world.home.member
    seat(world, case, member)
    run = begin(member, protocol="process_ladder", case_id=case)
    climb(member, run, "a0_professionals", "a1_meeting")
    assert open_steps(member, run) == {"a1_meeting"}
    with pytest.raises(Refused) as refused:
        take(member, run, "a1_meeting", evidence=answers(member, run, "a1_meeting"))
    assert codes(refused) == ["protocol.not_yours"]


def test_taking_a_step_gives_no_say_over_the_run_as_a_whole(world: World) -> None:
    """What touches the run as a whole stays with who writes its kind of data."""
    case, member = a_case(world.home).case_id, world.home.member
    seat(world, case, member)
    run = begin(world.home.coordinator, protocol="process_ladder", case_id=case)
    with acting(member):
        page = run_page(member, run, now=NOW)
        assert page.open[0].may_take is None
        assert page.may_withdraw is not None
        assert page.may_pause is not None
        still = SetStill(run, 1, uuid.uuid4(), "Vakantie.")
        with pytest.raises(Refused, match="not_yours_to_write"):
            protocols.withdraw(member, Withdraw(run, "Weg ermee.", 1, uuid.uuid4()), now=NOW)
        with pytest.raises(Refused, match="not_yours_to_write"):
            protocols.suspend(member, still, now=NOW)
        with pytest.raises(Refused, match="not_yours_to_write"):
            protocols.resume(member, still, now=NOW)


def test_the_process_director_reads_and_decides_only_while_an_escalation_is_open(world: World) -> None:
    case, me, director = a_case(world.home).case_id, world.home.coordinator, world.home.director
    seat(world, case, director)
    with acting(director), pytest.raises(NotFound):
        case_protocols(director, case, now=NOW)
    run = begin(me, protocol="process_ladder", case_id=case)
    climb(me, run, "a0_professionals", "a1_meeting")
    climb(me, run, "a1_meeting", "a2_process_director")
    with acting(director):
        assert case_protocols(director, case, now=NOW).running
    given = {**answers(director, run, Rung.A2), "named_decider": str(mandate(world, Rung.A2, director))}
    with acting(director):
        (opened,) = run_page(director, run, now=NOW).open
        assert opened.may_take is None
    solved = {"what_solved_it": "De school belde.", "all_rungs_told": "yes"}
    take(director, run, Rung.A2, evidence=given, leads_to=("closed_solved",))
    take(me, run, "closed_solved", evidence=solved)
    with acting(director), pytest.raises(NotFound):
        run_page(director, run, now=NOW)


def test_an_outsider_takes_no_step_and_enters_no_ladder(world: World) -> None:
    made = a_case(world.home)
    run = begin(world.home.coordinator, protocol="process_ladder", case_id=made.case_id)
    for outsider in (
        world.away.coordinator,
        world.away.director,
        world.home.director,
        world.home.member,
        world.home.lead,
    ):
        with pytest.raises(NotFound):
            enter(outsider, made.case_id, made.person_ids[0])
        command = protocols.TakeStep(run, "a0_professionals", DAY, 1, uuid.uuid4())
        with acting(outsider), pytest.raises(NotFound):
            protocols.take(outsider, command, now=NOW)
    with acting(world.home.coordinator):
        assert not RunEvent.objects.filter(run=run).exists()
        assert not ProtocolRun.objects.filter(protocol="safety_ladder").exists()


@pytest.mark.parametrize("rung", ["acute_called", "s1_reporting_code", "s2_veilig_thuis", "s4_child_protection_board"])
def test_anyone_in_the_case_enters_the_safety_ladder_at_any_rung_and_who_holds_the_case_is_told(
    world: World, rung: str
) -> None:
    """The safety ladder may be entered by anyone involved at any rung, without permission of the process ladder."""
    made, member, me = a_case(world.home), world.home.member, world.home.coordinator
    seat(world, made.case_id, member)
    enter(member, made.case_id, made.person_ids[0], rung, reason="Noor kwam met blauwe plekken op school.")
    with acting(me):
        run = ProtocolRun.objects.get(protocol="safety_ladder")
        assert RunEvent.objects.get(run=run).step == rung
        assert run_page(me, run.pk, now=NOW).open
        assert Message.objects.filter(kind="confirmation_asked").count() == 1
    with acting(member), pytest.raises(NotFound):
        run_page(member, run.pk, now=NOW)


def test_the_safety_ladder_goes_on_where_it_is_never_down_and_twice_is_once(world: World) -> None:
    made, member = a_case(world.home), world.home.member
    seat(world, made.case_id, member)
    key, child = uuid.uuid4(), made.person_ids[0]
    for _ in range(2):
        enter(member, made.case_id, child, "s1_reporting_code", form_key=key)
    enter(member, made.case_id, child, "s3_protection_table", reason="Gesprekken helpen niet genoeg.")
    with pytest.raises(Refused) as refused:
        enter(member, made.case_id, child, "s1_reporting_code")
    assert codes(refused) == ["safety.above_already"]
    with acting(world.home.coordinator):
        run = ProtocolRun.objects.get(protocol="safety_ladder")
        assert list(RunEvent.objects.filter(run=run).values_list("step", flat=True)) == [
            "s1_reporting_code",
            "s3_protection_table",
        ]


def test_a_rung_that_asks_something_of_the_family_needs_a_reason(world: World) -> None:
    made, me = a_case(world.home), world.home.coordinator
    with pytest.raises(Refused) as refused:
        enter(me, made.case_id, made.person_ids[0], "s2_veilig_thuis")
    assert codes(refused) == ["protocol.burden_reason"]
    with acting(me):
        assert not ProtocolRun.objects.filter(protocol="safety_ladder").exists()
    for wrong in ("closed_safe", "burgemeester_request", "x"):
        with pytest.raises(Refused) as refused:
            enter(me, made.case_id, made.person_ids[0], wrong)
        assert codes(refused) == ["safety.rung"]
    with pytest.raises(NotFound):
        enter(me, made.case_id, uuid.uuid4())


def names_on(viewer: Viewer) -> list[tuple[str, str]]:
    """Give the first word of each rung on the board of the ladder between organisations, with the name that stands there."""
    with acting(viewer):
        return [(row.rung.nl.split(":")[0], row.name) for row in board(viewer, now=NOW).process]


def test_a_board_shows_own_cases_by_name_and_others_without(world: World) -> None:
    """The coordinator sees own cases by name; process director and team lead see rung and days, without names."""
    made, me = a_case(world.home), world.home.coordinator
    run = begin(me, protocol="process_ladder", case_id=made.case_id)
    climb(me, run, "a0_professionals", "a1_meeting")
    assert names_on(me) == [("A1", "Gezin Van Dijk")]
    for other in (world.home.director, world.home.lead):
        assert names_on(other) == [("A1", "")]
        with acting(other):
            (row,) = board(other, now=NOW).process
            assert (row.run_id, row.asked, row.due_on is not None) == (None, "", True)
            assert "Van Dijk" not in repr(row)
            assert not ProtocolRun.objects.exists()
    for outsider in (world.home.coordinator2, world.home.member, world.away.director, world.away.lead):
        assert names_on(outsider) == []
    for nobody in (world.home.alderman, world.home.admin, world.home.manager, world.home.privacy, world.home.teacher):
        with acting(nobody), pytest.raises(NotFound):
            board(nobody, now=NOW)


def test_a_team_lead_sees_the_own_team_alone(world: World) -> None:
    begin(world.home.coordinator, protocol="process_ladder", case_id=a_case(world.home).case_id)
    lead = world.home.lead
    assert len(names_on(lead)) == 1
    with acting(world.home.admin):
        audit.write(world.home.admin, "test.team", audit.Ref("membership"), now=NOW)
        south = Team.objects.get(name="Zuid").pk
        Membership.objects.filter(pk=lead.membership_id).update(team_id=south)
    assert names_on(lead) == []


def test_nothing_of_heightened_safety_stands_on_a_board(world: World) -> None:
    made, me, people = a_case(world.home), world.home.coordinator, world.home.people
    begin(me, protocol="process_ladder", case_id=made.case_id)
    enter(me, made.case_id, made.person_ids[0])
    readers = (ReaderIn(people["protocol"].membership_id, on_call=True), ReaderIn(people["code"].membership_id))
    with acting(me):
        assert board(me, now=NOW).safety
        heighten(me, Heighten(made.case_id, "Dochter is bang.", 1, readers), now=NOW)
    for viewer in (me, world.home.director, world.home.lead, world.home.code):
        with acting(viewer):
            page = board(viewer, now=NOW)
            assert (page.process, page.safety) == ((), ())


def test_the_safety_ladder_stands_there_for_who_may_know_it_and_for_nobody_without_the_case(world: World) -> None:
    made, me, member = a_case(world.home), world.home.coordinator, world.home.member
    seat(world, made.case_id, member)
    enter(me, made.case_id, made.person_ids[0], "s3_protection_table", reason="Hulp helpt niet genoeg.")
    with acting(me):
        (row,) = board(me, now=NOW).safety
        assert (row.rung.nl.split(":")[0], row.name, row.since) == ("S3", "Gezin Van Dijk · Noor van Dijk", DAY)
    for other in (member, world.home.director, world.home.lead):
        with acting(other):
            assert board(other, now=NOW).safety == ()


def counted(viewer: Viewer) -> list[tuple[str, int]]:
    """Give the first word of each rung of the safety ladder with how many children stand there."""
    with acting(viewer):
        page = board(viewer, now=NOW)
        assert page.safety == () or page.holds
        return [(one.rung.nl.split(":")[0], one.number) for one in page.counts]


def test_who_directs_and_who_leads_a_team_count_the_safety_ladder_and_see_nothing_of_it(world: World) -> None:
    """Of the safety ladder only how many stand at each rung: what Veilig Thuis knows (K11) is not theirs."""
    me, home = world.home.coordinator, world.home
    made, other = a_case(home), a_case(home)
    enter(me, made.case_id, made.person_ids[0])
    for case in (made, other):
        enter(me, case.case_id, case.person_ids[0], "s3_protection_table", reason="Hulp helpt niet genoeg.")
    for viewer in (home.director, home.lead):
        assert counted(viewer) == [("S3", 2)]
        with acting(viewer):
            page = board(viewer, now=NOW)
            assert (page.safety, page.holds, page.team) == ((), False, viewer is home.lead)
            assert not RunEvent.objects.exists()
    for nobody in (me, home.member, home.code, world.away.director, world.away.lead):
        assert counted(nobody) == []
    with acting(home.privacy):
        lines = AuditEvent.objects.filter(action="ladder.board", membership_id=home.lead.membership_id)
        assert {line.count for line in lines} == {2}
    with acting(home.admin):
        audit.write(home.admin, "test.team", audit.Ref("membership"), now=NOW)
        south = Team.objects.get(name="Zuid").pk
        Membership.objects.filter(pk=home.lead.membership_id).update(team_id=south)
    assert counted(home.lead) == []
    people = home.people
    readers = (ReaderIn(people["protocol"].membership_id, on_call=True), ReaderIn(people["code"].membership_id))
    with acting(me):
        heighten(me, Heighten(made.case_id, "Dochter is bang.", 1, readers), now=NOW)
    assert counted(home.director) == [("S3", 1)]


def test_what_came_down_is_gone_from_the_board_and_every_look_left_its_line(world: World) -> None:
    me, director = world.home.coordinator, world.home.director
    run = begin(me, protocol="process_ladder", case_id=a_case(world.home).case_id)
    climb(me, run, "a0_professionals", "closed_solved")
    take(me, run, "closed_solved", evidence={"what_solved_it": "Gebeld.", "all_rungs_told": "yes"})
    assert names_on(me) == names_on(director) == []
    begin(me, protocol="process_ladder", case_id=a_case(world.home).case_id)
    names_on(me)
    names_on(director)
    with acting(world.home.privacy):
        lines = AuditEvent.objects.filter(action="ladder.board")
        seen = {(line.membership_id, line.case_id is not None) for line in lines}
    assert seen == {(me.membership_id, True), (director.membership_id, False)}
