"""A letter from a step of a protocol: the one that fits, kept with its step, and never where nothing goes home."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

import pytest

from sluitend.content.letters import default_letters
from sluitend.content.protocols import protocols as packaged
from sluitend.domain.letters import Blank, GivenHow
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries.letters import letter_page
from sluitend.queries.step_letters import StepLetters, step_letters
from sluitend.records.models import Letter
from sluitend.services import contact, protocols
from sluitend.services.protocols import StartRun
from tests.action_stories import Family, a_family
from tests.case_stories import a_full_case
from tests.services.test_protocols import DAY, begin
from tests.stories import a_case
from tests.transfer_stories import a_report
from tests.world import NOW, World, acting

STEP = "letter_sent"
TYPED = {Blank.DAY: "2026-03-09", Blank.TIME: "10:00", Blank.PLACE: "thuis", Blank.WORDS: "Ik hoor graag hoe het gaat."}


def reaching(viewer: Viewer, case: UUID) -> UUID:
    with acting(viewer):
        return protocols.start(viewer, StartRun("reachability", DAY, uuid.uuid4(), case_id=case), now=NOW).run_id


def look(viewer: Viewer, run: UUID, step: str = STEP) -> StepLetters:
    with acting(viewer):
        return step_letters(viewer, run, step, now=NOW)


def write(viewer: Viewer, *, run: UUID, step: str = STEP, code: str = "gesprek", **about: Any) -> UUID:
    typed = {blank: TYPED[blank] for blank in default_letters()[code].typed if blank in TYPED}
    with acting(viewer):
        command = contact.WriteLetter(code, uuid.uuid4(), typed, run_id=run, step=step, **about)
        return contact.write_letter(viewer, command, now=NOW)


def of(family: Family) -> dict[str, UUID]:
    return {"case_id": family.case_id, "person_id": family.mother}


@pytest.mark.parametrize("letter", sorted(default_letters()))
def test_every_step_that_a_letter_fits_sends_something_home(letter: str) -> None:
    for code in default_letters()[letter].steps:
        protocol, step = code.split(".")
        assert packaged()[protocol].step(step).sends_home, code


def test_a_step_that_sends_something_home_offers_the_letter_that_fits_to_who_may_get_one(world: World) -> None:
    family, me = a_family(world.home), world.home.coordinator
    found = look(me, reaching(me, family.case_id))
    assert found.sends
    assert found.refusal is None
    assert {(one.code, one.person_id) for one in found.fitting} == {
        ("gesprek", family.mother),
        ("gesprek", family.father),
        ("gesprek", family.child),
    }


def test_a_step_that_sends_nothing_offers_no_letter(world: World) -> None:
    family, me = a_family(world.home), world.home.coordinator
    run = reaching(me, family.case_id)
    found = look(me, run, "letter_explained")
    assert (found.sends, found.fitting) == (False, ())
    with pytest.raises(Refused, match=r"protocol\.stays_here"):
        write(me, run=run, step="letter_explained", **of(family))
    with pytest.raises(NotFound):
        write(me, run=run, step="no_such_step", **of(family))


def test_the_letter_stays_with_its_step_and_leads_back_to_it(world: World) -> None:
    family, me = a_family(world.home), world.home.coordinator
    run = reaching(me, family.case_id)
    letter = write(me, run=run, **of(family))
    with acting(me) as now:
        contact.read_letter(me, contact.ReadLetter(letter, 1, uuid.uuid4()), now=now)
        contact.give_letter(me, contact.GiveLetter(letter, 2, GivenHow.HANDED, DAY, uuid.uuid4()), now=now)
        page = letter_page(me, letter, now=now)
    assert (page.run_id, page.step) == (run, STEP)
    (row,) = look(me, run).here
    assert (row.letter_id, row.given_on) == (letter, DAY)
    assert look(me, run, "called").all == (row,)


def test_a_letter_of_a_step_belongs_to_the_case_of_its_run(world: World) -> None:
    family, other, me = a_family(world.home), a_family(world.home), world.home.coordinator
    run = reaching(me, family.case_id)
    with pytest.raises(NotFound):
        write(me, run=run, **of(other))
    with acting(me):
        assert not Letter.objects.exists()


def test_under_heightened_safety_the_step_says_why_there_is_no_letter(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    run = reaching(me, made.case_id)
    found = look(me, run)
    assert found.fitting == ()
    assert found.refusal is not None
    assert found.refusal.code == "protocol.goes_home"
    with pytest.raises(Refused):
        write(me, run=run, case_id=made.case_id, person_id=made.person_ids[1])
    with acting(me):
        assert not Letter.objects.exists()


def test_the_officer_writes_the_warning_from_its_step(world: World) -> None:
    officer = world.home.attendance
    report = a_report(world)
    run = begin(officer, report_id=report)
    (one,) = look(officer, run, "ladder_2_warning").fitting
    assert (one.code, one.person_id) == ("waarschuwing_verzuim", None)


@pytest.mark.parametrize("who", ["teacher", "intake", "manager", "attendance"])
def test_for_who_is_not_involved_there_is_nothing(world: World, who: str) -> None:
    family, viewer = a_family(world.home), world.home.people[who]
    run = reaching(world.home.coordinator, family.case_id)
    with pytest.raises(NotFound):
        look(viewer, run)


def test_an_outsider_finds_nothing(world: World) -> None:
    family, away = a_family(world.home), world.away.coordinator
    run = reaching(world.home.coordinator, family.case_id)
    with pytest.raises(NotFound):
        look(away, run)
    with pytest.raises(NotFound):
        write(away, run=run, **of(family))


def test_who_reads_the_plan_only_reads_the_letters(world: World) -> None:
    case, me = a_full_case(world.home), world.home.coordinator
    run = reaching(me, case.case_id)
    found = look(world.home.member, run)
    assert found.fitting == ()
