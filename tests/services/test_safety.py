"""What keeps a child safe: written by who holds the case, read as the table says, safe on paper, gone with the case."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from sluitend.access import audit
from sluitend.domain.case import HouseholdIn
from sluitend.domain.clock import add_months, local_day
from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.safety import ByWhom, Demands, FlightRiskIn, ResidenceIn, SafetyPlanIn
from sluitend.domain.sharing import Viewer
from sluitend.queries.cases import case_page
from sluitend.queries.safety import safety_page, safety_paper
from sluitend.records.models import AuditEvent, FlightRisk, Message, Residence, SafetyPlan, SafetyRule, SafetyWord
from sluitend.services import flow, safety
from sluitend.services.cases import ReaderIn
from sluitend.services.followup import CloseCase
from sluitend.services.people import LetGo, SaveHousehold, let_go, save_household
from tests.action_stories import a_family
from tests.case_stories import FullCase, a_full_case
from tests.refusals import refused
from tests.stories import a_case
from tests.world import NOW, World, acting, later

DAY = local_day(NOW)
GIVEN = SafetyPlanIn(
    concerns="Noor zag twee keer ruzie, op 1 en 9 februari. Dat zei zij zelf.",
    danger="Wij zijn bang dat Noor gewond raakt als er weer ruzie is.",
    aim="Noor slaapt rustig en is nooit alleen bij ruzie.",
    checks="Riet Dekker, iedere vrijdag",
    if_broken="Dan bellen wij dezelfde dag met elkaar.",
    ends_when="Drie maanden zonder ruzie waar Noor bij is.",
    next_check=DAY + timedelta(days=14),
    complicating="Er is weinig geld.",
    child_knows="Als er ruzie is, mag ik naar oma. De tekening hangt op mijn kamer.",
    demands=Demands.NOT_MET,
    demands_words="Iedere week ziet een hulpverlener Noor. Dat moet nog beginnen.",
)
RISK = FlightRiskIn(
    facts="Noor zegt dat haar tas klaarstaat.",
    facts_from="Noor zelf",
    facts_on=DAY,
    to_call="Eerst de casusregisseur, dan 112",
    decided="School belt meteen bij een lege stoel",
    why="Noor is bang",
    until=DAY + timedelta(days=120),
    review_on=DAY + timedelta(days=30),
    papers="Moeder bewaart ze, vader haalt ze niet op",
)
STAY = ResidenceIn(
    stays="bij oma Riet",
    by_whom=ByWhom.FAMILY,
    decided="Ouders en Noor spraken dit samen af",
    why="Rust",
    who_knows="beide ouders en school",
    since=DAY,
    until=DAY + timedelta(days=60),
    review_on=DAY + timedelta(days=30),
)


def write(viewer: Viewer, case: UUID, *, version: int = 0, given: SafetyPlanIn = GIVEN, **how: Any) -> UUID:
    command = {"form_key": uuid.uuid4(), **how}
    with acting(viewer):
        return safety.save_safety_plan(viewer, safety.SaveSafetyPlan(case, given, version, **command), now=NOW)


def rule(viewer: Viewer, case: UUID, person: UUID, does: str, *, moment: str = "bij ruzie", helpers: str = "") -> UUID:
    with acting(viewer):
        command = safety.AddRule(case, person, does, moment, uuid.uuid4(), helpers=helpers)
        return safety.add_rule(viewer, command, now=NOW)


def word(viewer: Viewer, case: UUID, person: UUID | None, words: str) -> UUID:
    with acting(viewer):
        return safety.note_word(viewer, safety.NoteWord(case, person, words, DAY, uuid.uuid4()), now=NOW)


def risk(viewer: Viewer, case: UUID, child: UUID, *, version: int = 0, given: FlightRiskIn = RISK) -> UUID:
    with acting(viewer):
        command = safety.SaveFlightRisk(case, child, given, version, uuid.uuid4())
        return safety.save_flight_risk(viewer, command, now=NOW)


def stay(viewer: Viewer, case: UUID, child: UUID, *, version: int = 0, given: ResidenceIn = STAY) -> UUID:
    with acting(viewer):
        return safety.save_residence(viewer, safety.SaveResidence(case, child, given, version, uuid.uuid4()), now=NOW)


def whole(world: World) -> FullCase:
    """A case of parents who live apart, with a safety plan, rules of both, words, and both sheets."""
    case, me = a_full_case(world.home), world.home.coordinator
    write(me, case.case_id)
    rule(me, case.case_id, case.mother, "brengt Noor naar oma", helpers="oma Riet")
    rule(me, case.case_id, case.father, "belt eerst voor hij komt", moment="elke keer")
    word(me, case.case_id, case.child, "Een 4, want ik word wakker.")
    word(me, case.case_id, None, "Een 5. Er zijn afspraken, maar die zijn nieuw.")
    risk(me, case.case_id, case.child)
    stay(me, case.case_id, case.child)
    return case


# --- Written and read -------------------------------------------------------------------------------------------------


def test_who_holds_the_case_writes_and_reads_all_of_it(world: World) -> None:
    case, me = whole(world), world.home.coordinator
    with acting(me) as now:
        page = safety_page(me, case.case_id, now=now)
    assert page.plan is not None
    assert (page.plan.concerns, page.plan.danger, page.plan.version) == (GIVEN.concerns, GIVEN.danger, 1)
    assert (page.plan.demands, page.plan.demands_words) == (Demands.NOT_MET, GIVEN.demands_words)
    assert {(one.does, one.helpers) for one in page.rules} == {
        ("brengt Noor naar oma", "oma Riet"),
        ("belt eerst voor hij komt", ""),
    }
    assert {one.words for one in page.words} == {
        "Een 4, want ik word wakker.",
        "Een 5. Er zijn afspraken, maar die zijn nieuw.",
    }
    child = page.child(case.child)
    assert child.risk is not None
    assert child.stay is not None
    assert child.risk.by.startswith(me.name)
    assert child.stay.by_whom is ByWhom.FAMILY


def test_who_sits_at_the_table_reads_what_was_agreed_and_not_what_is_feared(world: World) -> None:
    case, member = whole(world), world.home.member
    with acting(member) as now:
        page = safety_page(member, case.case_id, now=now)
        assert page.plan is not None
        assert (page.plan.concerns, page.plan.complicating, page.plan.danger) == ("", "", "")
        assert (page.plan.demands, page.plan.demands_words) == (None, "")
        assert page.plan.aim == GIVEN.aim
        assert len(page.rules) == 2
        assert page.words == ()
        assert all(one.risk is None and one.stay is None for one in page.children)
        assert page.may_write is not None
        with refused("safety.not_yours"):
            safety.save_safety_plan(member, safety.SaveSafetyPlan(case.case_id, GIVEN, 1, uuid.uuid4()), now=now)
    with acting(world.home.privacy) as now:
        line = AuditEvent.objects.filter(action="safety_plan.page", membership_id=member.membership_id).latest("at")
    assert "k10" not in line.categories


@pytest.mark.parametrize("who", ["teacher", "lead", "intake", "manager", "admin", "attendance"])
def test_for_who_is_not_involved_there_is_nothing(world: World, who: str) -> None:
    case, viewer = whole(world), world.home.people[who]
    with acting(viewer) as now:
        for kind in (SafetyPlan, SafetyRule, SafetyWord, FlightRisk, Residence):
            assert not kind.objects.exists()
        for look in (
            lambda: safety_page(viewer, case.case_id, now=now),
            lambda: safety_paper(viewer, case.case_id, case.mother, now=now),
            lambda: safety.stop_rule(viewer, safety.StopRule(case.case_id, uuid.uuid4(), uuid.uuid4()), now=now),
        ):
            with pytest.raises(NotFound):
                look()


def test_an_outsider_finds_nothing(world: World) -> None:
    case, away = whole(world), world.away.coordinator
    with acting(away) as now:
        assert not SafetyPlan.objects.exists()
        with pytest.raises(NotFound):
            safety_page(away, case.case_id, now=now)
    with pytest.raises(NotFound):
        write(away, case.case_id)
    with pytest.raises(NotFound):
        risk(away, case.case_id, case.child)


def test_a_person_of_another_case_is_not_found(world: World) -> None:
    case, other, me = whole(world), a_family(world.home), world.home.coordinator
    for act in (
        lambda: rule(me, case.case_id, other.mother, "belt"),
        lambda: word(me, case.case_id, other.child, "Een 7."),
        lambda: risk(me, case.case_id, other.child),
        lambda: stay(me, case.case_id, other.child),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_database_keeps_a_rule_within_its_case(world: World) -> None:
    """Whatever the program asks, a rule of one case points at no person of another."""
    case, other, me = whole(world), a_family(world.home), world.home.coordinator
    with pytest.raises(DatabaseError, match="same_case"), acting(me) as now:  # noqa: PT012 - the wall is the commit
        audit.write(me, "safety_rule.add", audit.Ref("case", case.case_id, case_id=case.case_id), now=now)
        SafetyRule(
            municipality_id=me.municipality_id,
            case_id=case.case_id,
            plan=SafetyPlan.objects.get(case_id=case.case_id),
            person_id=other.mother,
            does="x",
            moment="y",
            added_by_id=me.membership_id,
            added_at=now,
        ).save(force_insert=True)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- Bad input --------------------------------------------------------------------------------------------------------


def test_two_who_write_at_once_see_both_texts(world: World) -> None:
    case, me = whole(world), world.home.coordinator
    write(me, case.case_id, version=1, given=replace(GIVEN, aim="In het ene venster."))
    with pytest.raises(Conflict) as caught:
        write(me, case.case_id, version=1, given=replace(GIVEN, aim="In het andere venster."))
    assert caught.value.stored["aim"] == "In het ene venster."
    assert caught.value.version == 2
    with pytest.raises(Conflict) as caught:
        risk(me, case.case_id, case.child, version=0)
    assert caught.value.stored["facts"] == RISK.facts


def test_what_is_missing_is_asked_and_nothing_is_kept(world: World) -> None:
    family, me = a_family(world.home), world.home.coordinator
    with pytest.raises(Refused) as caught:
        write(me, family.case_id, given=replace(GIVEN, danger=" ", next_check=add_months(DAY, 4)))
    assert {one.code for one in caught.value.refusals} == {"safety.missing", "safety.check_too_late"}
    with refused("safety.no_plan"):
        rule(me, family.case_id, family.mother, "belt")
    with refused("safety.no_plan"):
        word(me, family.case_id, None, "Een 6.")
    with refused("safety.only_child"):
        risk(me, family.case_id, family.mother)
    with refused("safety.until_far"):
        stay(me, family.case_id, family.child, given=replace(STAY, until=add_months(DAY, 13)))
    with acting(me):
        assert not SafetyPlan.objects.exists()
        assert not FlightRisk.objects.exists()


def test_words_about_who_people_are_are_asked_again(world: World) -> None:
    family, me = a_family(world.home), world.home.coordinator
    with refused("words.not_needed"):
        risk(me, family.case_id, family.child, given=replace(RISK, facts="Zij zijn Marokkaans en willen weg."))


def test_the_same_form_sent_twice_writes_once(world: World) -> None:
    family, me, key = a_family(world.home), world.home.coordinator, uuid.uuid4()
    assert write(me, family.case_id, form_key=key) == write(me, family.case_id, form_key=key)
    with acting(me):
        assert SafetyPlan.objects.get().version == 1


# --- On paper ---------------------------------------------------------------------------------------------------------


def test_paper_for_one_parent_says_nothing_of_the_other_who_lives_elsewhere(world: World) -> None:
    case, me = whole(world), world.home.coordinator
    with acting(me) as now:
        for_mother = safety_paper(me, case.case_id, case.mother, now=now)
        for_father = safety_paper(me, case.case_id, case.father, now=now)
        for_child = safety_paper(me, case.case_id, case.child, now=now)
    assert [one.does for one in for_mother.rules] == ["brengt Noor naar oma"]
    assert [one.does for one in for_father.rules] == ["belt eerst voor hij komt"]
    assert for_child.rules == ()  # a child with two homes takes nothing of either parent along
    for paper in (for_mother, for_father, for_child):
        assert (paper.aim, paper.if_broken, paper.ends_when, paper.checks) == ("", "", "", "")
        text = repr(paper)
        for never in (
            GIVEN.danger,
            GIVEN.concerns,
            GIVEN.complicating,
            GIVEN.demands_words,
            "Een 4",
            RISK.facts,
            STAY.stays,
        ):
            assert never not in text


def test_paper_of_a_family_in_one_home_says_the_whole_agreement_and_nothing_of_the_fear(world: World) -> None:
    family, me = a_family(world.home), world.home.coordinator
    with acting(me) as now:
        home = HouseholdIn("thuis", (family.child, family.mother, family.father), "moeder", DAY)
        save_household(me, SaveHousehold(family.case_id, home), now=now)
    write(me, family.case_id)
    rule(me, family.case_id, family.father, "gaat een blokje om")
    with acting(me) as now:
        paper = safety_paper(me, family.case_id, family.mother, now=now)
    assert (paper.aim, paper.if_broken) == (GIVEN.aim, GIVEN.if_broken)
    assert [one.does for one in paper.rules] == ["gaat een blokje om"]
    assert GIVEN.danger not in repr(paper)


def test_paper_warns_when_a_rule_names_somebody_who_lives_elsewhere(world: World) -> None:
    case, me = whole(world), world.home.coordinator
    rule(me, case.case_id, case.mother, "belt niet met Bram")
    with acting(me) as now:
        assert safety_paper(me, case.case_id, case.mother, now=now).mentions == ("Bram",)


# --- Heightened safety ------------------------------------------------------------------------------------------------


def hidden(world: World) -> tuple[UUID, tuple[UUID, ...]]:
    place = world.home
    readers = [ReaderIn(place.coordinator.membership_id), ReaderIn(place.protocol.membership_id, on_call=True)]
    readers.append(ReaderIn(place.coordinator2.membership_id))
    made = a_case(place, heightened=True, readers=tuple(readers))
    return made.case_id, made.person_ids


def test_under_heightened_safety_only_named_readers_see_it_and_nothing_goes_home(world: World) -> None:
    case, (child, mother, _father) = hidden(world)
    me, protocol = world.home.coordinator, world.home.protocol
    write(me, case)
    rule(me, case, child, "belt de regisseur met het codewoord")
    risk(protocol, case, child)  # who leads the protocol writes it too
    with acting(protocol) as now:
        page = safety_page(protocol, case, now=now)
        assert page.child(child).risk is not None
        assert page.may_print is not None
    for viewer in (me, protocol):
        with acting(viewer) as now, pytest.raises((Refused, NotFound)):
            safety_paper(viewer, case, mother, now=now)
    with acting(me) as now, refused("safety.no_print"):
        safety_paper(me, case, mother, now=now)
    for who in ("member", "teacher", "intake", "lead", "attendance"):
        viewer = world.home.people[who]
        with acting(viewer) as now:
            assert not SafetyPlan.objects.exists()
            with pytest.raises(NotFound):
                safety_page(viewer, case, now=now)
    with acting(me):
        assert not Message.objects.filter(case_ref=case).exists()


# --- To look at again, and the end ------------------------------------------------------------------------------------


def test_the_days_to_look_again_stand_with_what_must_be_done_in_the_case_and_nowhere_else(world: World) -> None:
    case, me, member = whole(world), world.home.coordinator, world.home.member
    with acting(me) as now:
        found = {(one.kind, one.due, one.about) for one in case_page(me, case.case_id, now=now).todos}
        assert not Message.objects.exists()
    assert ("safety_check", GIVEN.next_check, "") in found
    assert ("flight_risk", RISK.review_on, "Noor") in found
    assert ("residence", STAY.review_on, "Noor") in found
    with acting(member) as now:
        kinds = {one.kind for one in case_page(member, case.case_id, now=now).todos}
    assert not kinds & {"safety_check", "flight_risk", "residence"}


def test_it_ends_with_the_case(world: World) -> None:
    family, me = a_family(world.home), world.home.coordinator
    write(me, family.case_id)
    risk(me, family.case_id, family.child)
    stay(me, family.case_id, family.child)
    with acting(me) as now:
        flow.close_case(me, CloseCase(family.case_id, "reached", "Het is veilig.", uuid.uuid4()), now=now)
        for kind in (SafetyPlan, FlightRisk, Residence):
            assert kind.objects.get().ended_on == DAY
        assert safety_page(me, family.case_id, now=now).plan is None
    with refused("case.closed"):
        write(me, family.case_id)


def test_a_sheet_ends_by_hand_and_a_new_one_begins(world: World) -> None:
    case, me = whole(world), world.home.coordinator
    with acting(me, later(days=1)) as now:
        safety.end_flight_risk(me, safety.EndSheet(case.case_id, case.child, uuid.uuid4()), now=now)
        safety.end_residence(me, safety.EndSheet(case.case_id, case.child, uuid.uuid4()), now=now)
        child = safety_page(me, case.case_id, now=now).child(case.child)
        assert (child.risk, child.stay) == (None, None)
        with pytest.raises(NotFound):
            safety.end_residence(me, safety.EndSheet(case.case_id, case.child, uuid.uuid4()), now=now)
    risk(me, case.case_id, case.child)


def test_a_rule_stops_and_stays_to_be_read(world: World) -> None:
    case, me = whole(world), world.home.coordinator
    with acting(me) as now:
        rows = safety_page(me, case.case_id, now=now).rules
        hers = next(one.rule_id for one in rows if one.person_id == case.mother)
        safety.stop_rule(me, safety.StopRule(case.case_id, hers, uuid.uuid4()), now=now)
        stopped = {one.rule_id: one.stopped_on for one in safety_page(me, case.case_id, now=now).rules}
        assert {pk for pk, on in stopped.items() if on == DAY} == {hers}
        assert safety_paper(me, case.case_id, case.mother, now=now).rules == ()


def test_nothing_is_left_about_somebody_who_was_put_in_the_case_by_mistake(world: World) -> None:
    case, me = whole(world), world.home.coordinator
    rule(me, case.case_id, case.brother, "slaapt bij Noor")
    word(me, case.case_id, case.brother, "Een 8.")
    risk(me, case.case_id, case.brother)
    stay(me, case.case_id, case.brother)
    with acting(me) as now:
        let_go(
            me, LetGo(case.case_id, case.brother, "Hoort hier niet.", DAY, mistake=True, form_key=uuid.uuid4()), now=now
        )
        for kind in (SafetyRule, SafetyWord, FlightRisk, Residence):
            assert not kind.objects.filter(person_id=case.brother).exists()
            assert kind.objects.filter(person_id=case.child).exists() or kind is SafetyRule


def test_each_of_it_leaves_its_line(world: World) -> None:
    case = whole(world)
    with acting(world.home.privacy):
        lines = set(AuditEvent.objects.filter(case_id=case.case_id, kind="write").values_list("action", flat=True))
    assert {"safety_plan.save", "safety_rule.add", "safety_word.note", "flight_risk.save", "residence.save"} <= lines
