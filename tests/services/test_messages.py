"""Who is told that there is something new, once, without a word of what; and of heightened safety nobody."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from sluitend.access import audit
from sluitend.domain.action import Alternative, StepKind
from sluitend.domain.case import InformingIn
from sluitend.domain.messages import Delivery, MessageKind, MessagePage, MessageState, Preference
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import ConsentAnswer, Viewer
from sluitend.queries.messages import my_messages, unread
from sluitend.records.models import AuditEvent, Consent, FamilyBlock, FamilyBlockKey, MatchKey, Message
from sluitend.services import messages, own_family
from sluitend.services.actions import Reassign, reassign
from sluitend.services.cases import GiveSeat, Heighten, ReaderIn, give_seat, heighten
from sluitend.services.disclosures import AnswerConsent, answer_consent
from sluitend.services.messages import About, Whom
from sluitend.services.own_family import DeclareFamily
from sluitend.services.people import RecordInforming, record_informing
from sluitend.services.teams import HandOver, hand_over
from tests.action_stories import TODAY, Family, a_family, ask, row, shared, step
from tests.concerns import NOOR, a_concern
from tests.stories import a_case
from tests.world import NOW, World, acting, later


def inbox(viewer: Viewer, now: datetime = NOW) -> list[str]:
    """Give the kinds of what a member was told, oldest first, as that member reads it."""
    with acting(viewer, now):
        return list(Message.objects.order_by("created_at", "id").values_list("kind", flat=True))


def everyone(world: World) -> Iterable[tuple[str, Viewer]]:
    for place in (world.home, world.away):
        yield from ((f"{place.name} {key}", viewer) for key, viewer in place.people.items())


def told(world: World, now: datetime = NOW) -> dict[str, list[str]]:
    """Give everybody who was told something, with what."""
    found = {name: inbox(viewer, now) for name, viewer in everyone(world)}
    return {name: kinds for name, kinds in found.items() if kinds}


def test_who_is_asked_for_an_action_is_told_when_it_is_shown_and_nobody_else(world: World) -> None:
    family = a_family(world.home)
    action_id = ask(family, "school")
    assert told(world) == {}  # it stays inside until somebody lets the school see it
    shared(family, "school")
    assert told(world) == {"Vlierdam teacher": ["action_asked"]}
    assert action_id


def test_the_answer_goes_to_who_coordinates(world: World) -> None:
    family = a_family(world.home)
    action_id = shared(family)
    step(world.home.teacher, action_id, StepKind.ACCEPT)
    assert inbox(world.home.coordinator) == ["answer_arrived"]
    with acting(world.home.coordinator):
        message = Message.objects.get()
    assert (message.page, message.target_ref, message.case_ref) == ("action", action_id, family.case_id)


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (StepKind.DECLINE, {"words": "Geen plek.", "alternative": Alternative.LATER}),
        (StepKind.ACCEPT, {}),
    ],
)
def test_every_answer_is_an_answer(world: World, kind: StepKind, how: dict[str, Any]) -> None:
    action_id = shared(a_family(world.home))
    step(world.home.teacher, action_id, kind, **how)
    assert inbox(world.home.coordinator) == ["answer_arrived"]


def test_to_begin_is_no_news(world: World) -> None:
    action_id = shared(a_family(world.home))
    step(world.home.teacher, action_id, StepKind.ACCEPT)
    step(world.home.teacher, action_id, StepKind.START, now=later(1))
    assert inbox(world.home.coordinator, later(1)) == ["answer_arrived"]


def test_who_does_it_is_not_told_of_it(world: World) -> None:
    family = a_family(world.home)
    action_id = shared(family)
    step(world.home.coordinator, action_id, StepKind.ACCEPT_AT_TABLE)
    assert inbox(world.home.coordinator) == []


def test_the_same_form_sent_twice_tells_once(world: World) -> None:
    action_id = shared(a_family(world.home))
    key = uuid.uuid4()
    for _ in range(2):
        step(world.home.teacher, action_id, StepKind.ACCEPT, form_key=key)
    assert inbox(world.home.coordinator) == ["answer_arrived"]


def test_the_same_event_told_twice_makes_one_message(world: World) -> None:
    family = a_family(world.home)
    about = About(MessagePage.CASE, family.case_id, case_id=family.case_id)
    for event in ("1", "1", "2"):
        with acting(world.home.intake):
            messages.tell(world.home.intake, MessageKind.TERM_NEAR, about, whom=Whom.HOLDERS, event=event, now=NOW)
    assert inbox(world.home.coordinator) == ["term_near", "term_near"]


def test_asked_again_the_organisation_is_told_again(world: World) -> None:
    action_id = shared(a_family(world.home))
    step(world.home.teacher, action_id, StepKind.DECLINE, words="Geen plek.", alternative=Alternative.LATER)
    step(world.home.coordinator, action_id, StepKind.ASK_AGAIN, now=later(1))
    assert inbox(world.home.teacher, later(1)) == ["action_asked", "action_asked"]


def news(viewer: Viewer, now: datetime = NOW) -> int:
    with acting(viewer, now):
        return unread(viewer, now)


def test_a_request_is_new_until_it_is_answered(world: World) -> None:
    """Only requests that wait for an answer are counted as new."""
    family = a_family(world.home)
    action_id = shared(family)
    shared(family)
    assert news(world.home.teacher) == 2
    step(world.home.teacher, action_id, StepKind.ACCEPT)
    assert news(world.home.teacher) == 1
    with acting(world.home.teacher) as now:
        page = my_messages(world.home.teacher, now=now)
    assert (len(page.new), len(page.read), page.unread) == (1, 1, 1)


def test_a_request_that_was_answered_at_the_table_or_dropped_is_not_new(world: World) -> None:
    family = a_family(world.home)
    at_table, dropped = shared(family), shared(family)
    assert news(world.home.teacher) == 2
    step(world.home.coordinator, at_table, StepKind.ACCEPT_AT_TABLE)
    assert news(world.home.teacher) == 1
    step(world.home.coordinator, dropped, StepKind.DROP, words="Niet meer nodig.")
    assert news(world.home.teacher) == 0


def test_of_a_request_that_is_made_again_only_the_new_one_waits(world: World) -> None:
    action_id = shared(a_family(world.home))
    step(world.home.teacher, action_id, StepKind.DECLINE, words="Geen plek.", alternative=Alternative.LATER)
    assert news(world.home.teacher) == 0
    step(world.home.coordinator, action_id, StepKind.ASK_AGAIN, now=later(1))
    assert news(world.home.teacher, later(1)) == 1


def test_a_case_that_is_opened_for_somebody_is_told_to_them(world: World) -> None:
    a_case(world.home)
    assert told(world) == {}  # opened by who coordinates
    a_case(world.home, coordinator_id=world.home.coordinator2.membership_id)
    assert told(world) == {"Vlierdam coordinator2": ["handover"]}


def test_a_handover_a_seat_and_an_action_of_ones_own_are_told(world: World) -> None:
    home = world.home
    case_id = a_case(home).case_id
    with acting(home.lead):
        hand_over(
            home.lead,
            HandOver(
                uuid.uuid4(),
                home.coordinator.membership_id,
                home.coordinator2.membership_id,
                (case_id,),
                "Verlof",
            ),
            now=NOW,
        )
    with acting(home.coordinator2):
        seat = GiveSeat(case_id, home.member.membership_id, "Gezinswerker", "Helpt thuis.", TODAY + timedelta(days=60))
        give_seat(home.coordinator2, seat, now=NOW)
    assert told(world) == {"Vlierdam coordinator2": ["handover"], "Vlierdam member": ["seat_given"]}


def test_who_gets_an_action_from_a_colleague_is_told(world: World) -> None:
    home, family = world.home, a_family(world.home)
    with acting(home.coordinator):
        seat = GiveSeat(family.case_id, home.member.membership_id, "Gezinswerker", "Helpt.", TODAY + timedelta(days=60))
        give_seat(home.coordinator, seat, now=NOW)
    action_id = ask(family, "gemeente")
    assert sorted(inbox(home.member)) == ["action_asked", "seat_given"]
    with acting(home.coordinator):
        reassign(home.coordinator, Reassign(action_id, home.member.membership_id, uuid.uuid4()), now=NOW)
    assert sorted(inbox(home.member)) == ["action_asked", "action_given", "seat_given"]


def test_a_withdrawn_consent_is_told_to_who_holds_the_case_and_not_to_the_partner(world: World) -> None:
    home, family = world.home, a_family(world.home)
    with acting(home.coordinator):
        seat = GiveSeat(family.case_id, home.member.membership_id, "Gezinswerker", "Helpt.", TODAY + timedelta(days=60))
        give_seat(home.coordinator, seat, now=NOW)
    shared(family)
    with acting(home.coordinator):
        consent = Consent.objects.filter(case_id=family.case_id).first()
        assert consent is not None
        command = AnswerConsent(consent.pk, family.mother, ConsentAnswer.WITHDRAWN, uuid.uuid4(), "Liever niet.")
        answer_consent(home.coordinator, command, now=NOW)
    assert inbox(home.coordinator) == []  # it was her who wrote it down
    assert inbox(home.teacher) == ["action_asked"]


def wait_with_telling(world: World, family: Family) -> None:
    """Ask a colleague whether telling the mother may wait."""
    home = world.home
    wait = InformingIn(
        wait_reason="ligt in het ziekenhuis",
        wait_until=TODAY + timedelta(weeks=2),
        second_person_id=home.protocol.membership_id,
    )
    with acting(home.coordinator):
        record_informing(home.coordinator, RecordInforming(family.case_id, family.mother, wait), now=NOW)


def test_who_is_asked_to_decide_along_is_told(world: World) -> None:
    wait_with_telling(world, a_family(world.home))
    assert told(world) == {"Vlierdam protocol": ["confirmation_asked"]}


# -- heightened safety (D.3) -------------------------------------------------------------------------------------------


def readers(world: World) -> tuple[ReaderIn, ...]:
    home = world.home
    members = (home.protocol, home.code, home.lead)
    return tuple(ReaderIn(one.membership_id, on_call=one is home.protocol) for one in members)


def test_of_heightened_safety_no_message_comes_into_being(world: World) -> None:
    home = world.home
    case = a_case(home, coordinator_id=home.coordinator2.membership_id, heightened=True, readers=readers(world)).case_id
    for kind in MessageKind:
        for whom in Whom:
            with acting(home.intake):
                about = About(MessagePage.CASE, case, case_id=case)
                to = [home.coordinator2.membership_id, home.protocol.membership_id]
                messages.tell(home.intake, kind, about, to=to, whom=whom, event=whom, now=NOW)
    assert told(world) == {}


def test_when_home_may_not_know_what_was_told_is_gone_for_everybody(world: World) -> None:
    home, family = world.home, a_family(world.home)
    action_id = shared(family)
    step(home.teacher, action_id, StepKind.ACCEPT)
    other = a_case(home, coordinator_id=home.coordinator2.membership_id).case_id
    assert set(told(world)) == {"Vlierdam teacher", "Vlierdam coordinator", "Vlierdam coordinator2"}
    with acting(home.coordinator):
        version = row(family, action_id).case.version
        command = Heighten(family.case_id, reason="Gevaar.", version=version, readers=readers(world))
        heighten(home.coordinator, command, now=NOW)
    assert told(world) == {"Vlierdam coordinator2": ["handover"]}
    assert other


def test_danger_now_calls_who_is_on_call_and_the_message_is_about_nothing(world: World) -> None:
    """Except that danger now calls whoever is on call to the program: with a message that says nothing."""
    home = world.home
    a_concern(home, heightened=True, danger_now=True)
    assert told(world) == {"Vlierdam protocol": ["something_new"]}
    with acting(home.protocol):
        message = Message.objects.get()
        assert {message.target_ref, message.case_ref, message.signal_ref} == {None}


def test_a_concern_of_heightened_safety_without_danger_now_tells_nobody(world: World) -> None:
    a_concern(world.home, heightened=True)
    assert told(world) == {}


def test_danger_now_calls_nobody_whose_own_family_it_is(world: World) -> None:
    home = world.home
    assert NOOR.birth_date
    with acting(home.intake2) as now:
        nobody_elses = DeclareFamily(uuid.uuid4(), "nicht", NOOR.birth_date, NOOR.postcode)
        own_family.declare(home.intake2, nobody_elses, now=now)
    a_concern(home, danger_now=True)
    assert told(world) == {"Vlierdam intake": ["something_new"]}


# -- walls -------------------------------------------------------------------------------------------------------------


def test_an_outsider_tells_nobody_anything(world: World) -> None:
    family = a_family(world.home)
    about = About(MessagePage.CASE, family.case_id, case_id=family.case_id)
    with acting(world.away.coordinator):
        messages.tell(world.away.coordinator, MessageKind.HANDOVER, about, whom=Whom.HOLDERS, now=NOW)
        to = [world.home.coordinator.membership_id]
        messages.tell(world.away.coordinator, MessageKind.HANDOVER, About(MessagePage.HOME), to=to, now=NOW)
    assert told(world) == {}


def test_nothing_is_told_to_whom_the_family_is_closed(world: World) -> None:
    home, family = world.home, a_family(world.home)
    digest = b"\x07" * 32
    with acting(home.coordinator) as now:
        audit.write(home.coordinator, "test.key", audit.Ref("match_key"), now=now)
        MatchKey(
            municipality_id=home.id,
            case_id=family.case_id,
            purpose="p1",
            kind="born",
            digest=digest,
            person_ref=family.child,
        ).save(force_insert=True)
    with acting(home.member) as now:
        audit.write(home.member, "test.block", audit.Ref("family_block"), now=now)
        block = FamilyBlock.objects.create(
            municipality_id=home.id, membership_id=home.member.membership_id, label="tante", declared_at=now
        )
        FamilyBlockKey.objects.create(
            municipality_id=home.id, block=block, membership_id=home.member.membership_id, digest=digest
        )
    about = About(MessagePage.CASE, family.case_id, case_id=family.case_id)
    with acting(home.intake):
        to = [home.member.membership_id, home.coordinator.membership_id]
        messages.tell(home.intake, MessageKind.TERM_NEAR, about, to=to, now=NOW)
    assert told(world) == {"Vlierdam coordinator": ["term_near"]}


def test_what_was_told_leaves_a_line_that_names_nobody(world: World) -> None:
    shared(a_family(world.home))
    with acting(world.home.privacy):
        line = AuditEvent.objects.filter(action="message.tell").order_by("-id")[0]
    assert (line.kind, line.object_kind, line.object_id, line.case_id, line.person_id) == (
        "system",
        "message",
        None,
        None,
        None,
    )


# -- one's own list and preference ------------------------------------------------------------------------------------


def test_a_message_is_read_by_its_reader_alone(world: World) -> None:
    family = a_family(world.home)
    action_id = shared(family)
    with acting(world.home.teacher):
        pk = Message.objects.get().pk
    for name, viewer in everyone(world):
        if viewer is not world.home.teacher:
            with acting(viewer), pytest.raises(NotFound):
                messages.open_message(viewer, pk, now=NOW)
            assert name
    with acting(world.home.teacher, later(1)) as now:
        about = messages.open_message(world.home.teacher, pk, now=now)
        assert about == About(MessagePage.ACTION, action_id, case_id=family.case_id)
        assert Message.objects.get().read_at == now


def test_all_at_once_is_read(world: World) -> None:
    family = a_family(world.home)
    shared(family)
    shared(family, title="Samen rekenen")
    with acting(world.home.teacher):
        assert messages.read_all(world.home.teacher, now=NOW) == 2
        assert messages.read_all(world.home.teacher, now=NOW) == 0


def test_a_choice_counts_for_what_waits_already_and_needs_an_hour(world: World) -> None:
    shared(a_family(world.home))
    teacher = world.home.teacher
    with acting(teacher, later(1)) as now:
        messages.choose(teacher, Preference(Delivery.DAILY, 6), now=now)
        messages.choose(teacher, Preference(Delivery.IN_APP, 6), now=now)
        waiting = Message.objects.get()
        assert (waiting.state, waiting.look_at) == (MessageState.WAITING, now)
        with pytest.raises(Refused):
            messages.choose(teacher, Preference(Delivery.DAILY, 24), now=now)


def test_only_an_administrator_lets_mail_be_tried_again(world: World) -> None:
    for who in ("coordinator", "manager", "teacher"):
        viewer = world.home.people[who]
        with acting(viewer), pytest.raises(NotFound):
            messages.try_again(viewer, world.home.teacher.membership_id, now=NOW)
