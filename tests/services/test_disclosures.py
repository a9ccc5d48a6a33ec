"""Consent as it was asked and answered, and what an organisation sees on it: not a day longer, not a word more."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from sluitend.domain.action import StepKind
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import ConsentAnswer
from sluitend.domain.vocabulary import Category
from sluitend.queries.actions import action_page
from sluitend.queries.consents import consent_options, consent_page
from sluitend.queries.partner import partner_action, partner_list
from sluitend.records.models import Action, ActionShare, AuditEvent, Consent
from sluitend.services.disclosures import AnswerConsent, ShareAction, TakeBack, answer_consent, share_action, take_back
from tests.action_stories import TODAY, Family, a_family, ask, consent, row, shared, show, step
from tests.refusals import refused
from tests.world import World, acting, later

YES, NO, ASKED, WITHDRAWN = ConsentAnswer.YES, ConsentAnswer.NO, ConsentAnswer.ASKED, ConsentAnswer.WITHDRAWN


def answers(family: Family, **said: ConsentAnswer) -> dict[uuid.UUID, ConsentAnswer]:
    return {getattr(family, who): answer for who, answer in said.items()}


def the_consent(family: Family) -> Consent:
    with acting(family.place.coordinator):
        return Consent.objects.get(item=Category.K16)


def say(family: Family, who: str, answer: ConsentAnswer) -> int:
    viewer, given = family.place.coordinator, the_consent(family)
    with acting(viewer) as now:
        command = AnswerConsent(given.pk, getattr(family, who), answer, uuid.uuid4(), words="Zo wil ik het.")
        return answer_consent(viewer, command, now=now).ended


def test_of_a_child_of_twelve_both_parents_and_the_child_are_asked(world: World) -> None:
    family = a_family(world.home)
    with refused("consent.someone_missing"):
        consent(family, "school", answers=answers(family, child=YES, mother=YES))
    consent(family, "school", answers=answers(family, child=YES, mother=YES, father=YES))
    assert the_consent(family).answer == YES


def test_without_known_authority_nobody_can_be_asked_about_a_child(world: World) -> None:
    family = a_family(world.home, authority=False)
    with refused("consent.nobody_with_authority"):
        consent(family, "school")


def test_an_adult_is_asked_alone(world: World) -> None:
    family = a_family(world.home)
    with refused("consent.only_the_person"):
        consent(family, "housing", concerns_id=family.mother, answers=answers(family, mother=YES, father=YES))
    consent(family, "housing", concerns_id=family.mother, answers=answers(family, mother=YES))


def test_one_no_makes_it_no_yes(world: World) -> None:
    family = a_family(world.home)
    consent(family, "school", answers=answers(family, child=YES, mother=YES, father=NO))
    assert the_consent(family).answer == NO
    action = ask(family, "school")
    with refused("sharing.consent_refused"):
        show(family, action)


@pytest.mark.parametrize(("days", "code"), [(366, "consent.too_long"), (-1, "consent.ends_before_asked")])
def test_a_consent_ends_by_itself_within_a_year(world: World, days: int, code: str) -> None:
    with refused(code):
        consent(a_family(world.home), "school", until=TODAY + timedelta(days=days))


def test_without_consent_the_action_stays_inside_and_the_screen_says_so(world: World) -> None:
    family = a_family(world.home)
    action = ask(family, "school")
    with refused("sharing.no_consent"):
        show(family, action)
    assert not row(family, action).outward
    with acting(world.home.coordinator) as now:
        share = action_page(world.home.coordinator, action, now=now).share
    assert share.refusal is not None
    assert share.refusal.sentence == "De actie blijft binnen: er is nog geen toestemming."
    assert share.missing == (Category.K16,)
    assert not share.running


def test_the_share_keeps_rule_ground_and_need_and_so_does_the_log(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    with acting(world.home.coordinator):
        kept = ActionShare.objects.get(action_id=action)
    assert (kept.rule, kept.ground, kept.need) == (14, "6(1)(a); toestemming", "Nodig om dit te doen.")
    assert kept.consent_id == the_consent(family).pk
    with acting(world.home.privacy):
        line = AuditEvent.objects.get(object_id=action, action="action.share")
    assert (line.rule, line.ground, line.purpose) == ("F.7 regel 14", "6(1)(a); toestemming", "p1")
    assert line.categories == ["k1", "k16"]
    assert line.fields == ["title", "person"]


def test_what_is_kept_is_what_the_preview_showed_and_what_the_partner_reads(world: World) -> None:
    family = a_family(world.home)
    action = ask(family, "school")
    consent(family, "school")
    with acting(world.home.coordinator) as now:
        preview = action_page(world.home.coordinator, action, now=now).share.shown
    show(family, action)
    with acting(world.home.teacher) as now:
        assert partner_action(world.home.teacher, action, now=now).shown == preview
        assert [found.shown for found in partner_list(world.home.teacher, now=now).to_answer] == [preview]
    assert preview.person == "Noor van Dijk"
    assert preview.birth_date is None


def test_youth_care_needs_no_consent_for_its_part_and_gets_the_birth_date(world: World) -> None:
    family = a_family(world.home)
    action = ask(family, "youth_care")
    show(family, action)
    with acting(world.home.helper) as now:
        assert partner_action(world.home.helper, action, now=now).shown.birth_date == date(2013, 9, 1)


def test_the_police_get_nothing_since_no_rule_says_so(world: World) -> None:
    family = a_family(world.home)
    action = ask(family, "police")
    with refused("sharing.no_rule"):
        show(family, action)


@pytest.mark.parametrize("who", ["child", "mother", "father"])
def test_a_withdrawal_by_one_ends_it_from_the_next_request(world: World, who: str) -> None:
    family = a_family(world.home)
    action = shared(family)
    assert say(family, who, WITHDRAWN) == 1
    assert not row(family, action).outward
    with acting(world.home.teacher) as now:
        assert not Action.objects.exists()
        with pytest.raises(NotFound):
            partner_action(world.home.teacher, action, now=now)
    with pytest.raises(NotFound):
        step(world.home.teacher, action, StepKind.ACCEPT)
    with acting(world.home.coordinator) as now:
        share = action_page(world.home.coordinator, action, now=now).share
    assert share.refusal is not None
    assert share.refusal.code == "sharing.consent_withdrawn"
    assert share.ended == "consent"


def test_what_was_withdrawn_is_not_withdrawn_again(world: World) -> None:
    family = a_family(world.home)
    consent(family, "school")
    say(family, "mother", WITHDRAWN)
    with refused("consent.withdrawn_already"):
        say(family, "mother", YES)


def test_at_its_end_the_partner_sees_nothing_without_anybody_doing_something(world: World) -> None:
    family = a_family(world.home)
    action = ask(family, "school", due_on=TODAY + timedelta(days=60))
    consent(family, "school", until=TODAY + timedelta(days=10))
    assert show(family, action) == TODAY + timedelta(days=10)
    with acting(world.home.teacher, later(days=10)) as now:
        assert partner_action(world.home.teacher, action, now=now).until == TODAY + timedelta(days=10)
    with acting(world.home.teacher, later(days=11)) as now:
        assert not Action.objects.exists()
        with pytest.raises(NotFound):
            partner_action(world.home.teacher, action, now=now)


def test_a_yes_that_comes_later_opens_the_way(world: World) -> None:
    family = a_family(world.home)
    action = ask(family, "school")
    consent(family, "school", answers=answers(family, child=YES, mother=YES, father=ASKED))
    with refused("sharing.no_consent"):
        show(family, action)
    say(family, "father", YES)
    show(family, action)


def test_taking_back_is_as_easy_as_showing(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    viewer = world.home.coordinator
    with acting(viewer) as now:
        take_back(viewer, TakeBack(action, uuid.uuid4()), now=now)
        with refused("share.not_shared"):
            take_back(viewer, TakeBack(action, uuid.uuid4()), now=now)
    with acting(world.home.teacher):
        assert not Action.objects.exists()
    show(family, action)
    with refused("share.shared"):
        show(family, action)


@pytest.mark.parametrize("organisation", ["school", "youth_care", "housing", "leerplicht"])
def test_under_heightened_safety_nothing_goes_out(world: World, organisation: str) -> None:
    family = a_family(world.home, heightened=True)
    action = ask(family, organisation)
    with refused("sharing.heightened"):
        show(family, action)


@pytest.mark.parametrize(
    "title", ["Samen met Anja naar school lopen", "Overleg met Jeugdhulp Het Anker", "Bespreken in de casus"]
)
def test_a_text_that_says_more_than_the_partner_may_see_stays_inside(world: World, title: str) -> None:
    family = a_family(world.home)
    action = ask(family, "school", title=title)
    consent(family, "school")
    with refused("share.says_too_much"):
        show(family, action)


def test_what_is_shared_needs_a_reason(world: World) -> None:
    family = a_family(world.home)
    action = ask(family, "youth_care")
    with acting(world.home.coordinator) as now, refused("share.need"):
        share_action(world.home.coordinator, ShareAction(action, " ", uuid.uuid4()), now=now)


@pytest.mark.parametrize("who", ["coordinator2", "member", "teacher", "lead", "privacy"])
def test_for_anybody_else_there_is_no_consent_page(world: World, who: str) -> None:
    family = a_family(world.home)
    consent(family, "school")
    with acting(world.home.people[who]) as now:
        assert not Consent.objects.exists()
        with pytest.raises(NotFound):
            consent_page(world.home.people[who], family.case_id, now=now)


def test_the_page_says_what_each_person_said_and_on_what_actions_stand(world: World) -> None:
    family = a_family(world.home)
    shared(family)
    with acting(world.home.coordinator) as now:
        page = consent_page(world.home.coordinator, family.case_id, now=now)
    part = next(found for found in page.current if found.item is Category.K16)
    assert part.holds
    assert part.carries == 1
    assert {one.name for one in part.asked} == {"Noor van Dijk", "Anja van Dijk", "Bram Vos"}


def test_the_form_says_whom_to_ask_and_for_what(world: World) -> None:
    family = a_family(world.home)
    viewer, school = world.home.coordinator, world.home.organisations["school"]
    with acting(viewer) as now:
        options = consent_options(viewer, family.case_id, school, family.child, now=now)
        alone = consent_options(viewer, family.case_id, world.home.organisations["housing"], family.mother, now=now)
        with pytest.raises(NotFound):
            consent_options(viewer, family.case_id, school, uuid.uuid4(), now=now)
    assert options.items == (Category.K3, Category.K16)
    assert {one.text for one in options.ask} == {"Noor van Dijk", "Anja van Dijk", "Bram Vos"}
    assert [one.text for one in alone.ask] == ["Anja van Dijk"]
    assert alone.items == (Category.K1, Category.K14, Category.K16)


def test_a_no_that_comes_later_ends_what_stood_on_the_earlier_yes(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    consent(family, "school", answers=answers(family, child=YES, mother=NO, father=YES))
    assert not row(family, action).outward
    with acting(world.home.coordinator) as now:
        page = consent_page(world.home.coordinator, family.case_id, now=now)
    assert [found.item for found in page.current] == [Category.K1]
    assert {(found.answer, found.replaced) for found in page.over} == {(NO, False), (YES, True)}


def test_withdrawing_the_newest_ends_what_stands_on_the_same_consent_asked_before(world: World) -> None:
    family = a_family(world.home)
    action = shared(family)
    later_on = later(days=5)
    consent(family, "school", asked_on=TODAY + timedelta(days=5), now=later_on)
    viewer = world.home.coordinator
    with acting(viewer, later_on) as now:
        newest = Consent.objects.filter(item=Category.K16).latest("asked_on")
        withdraw = AnswerConsent(newest.pk, family.mother, WITHDRAWN, uuid.uuid4())
        assert answer_consent(viewer, withdraw, now=now).ended == 1
        assert not Action.objects.get(pk=action).outward
