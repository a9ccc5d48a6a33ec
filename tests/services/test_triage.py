"""Taking in a concern: who decides, what a decision holds, what a link opens and closes, and how a concern ends."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from sluitend.access import audit, matches
from sluitend.domain.matching import Traits
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import AdultIn, ReporterAnswer, SignalStatus
from sluitend.domain.triage import CriterionFact, LinkAnswer, Outcome, Phoned
from sluitend.domain.vocabulary import Role
from sluitend.records import keys
from sluitend.records.models import (
    AuditEvent,
    Case,
    CasePerson,
    Decision,
    FamilyBlock,
    FamilyBlockKey,
    HiddenMatch,
    MatchKey,
    NamedReader,
    SecondReading,
    Signal,
    SignalCaseLink,
    SignalPerson,
    SignalReceipt,
)
from sluitend.records.models import (
    CriterionFact as CriterionRow,
)
from sluitend.services import destruction, flow, triage
from sluitend.services.signals import HandedIn
from sluitend.services.triage import Answer, AskReader, Decide, Link, SecondView
from tests.concerns import a_concern, a_decision, opened, version_of, with_bsn
from tests.stories import CHILD, a_case
from tests.world import NOW, Place, World, acting, later


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def signal_of(place: Place, handed: HandedIn, by: str = "intake", now: Any = NOW) -> Signal:
    with acting(place.people[by], now):
        return Signal.objects.get(pk=handed.signal_id)


def sees(viewer: Viewer, handed: HandedIn, now: Any = NOW) -> bool:
    with acting(viewer, now):
        return Signal.objects.filter(pk=handed.signal_id).exists()


# --- Reading ----------------------------------------------------------------------------------------------------------


def test_opening_marks_once_that_somebody_began_to_read(world: World) -> None:
    made = a_concern(world.home)
    opened(world.home, made)
    opened(world.home, made, now=later(days=1))
    row = signal_of(world.home, made)
    assert (row.status, row.first_read_at) == (SignalStatus.READING, NOW)


@pytest.mark.parametrize("who", ["teacher", "coordinator", "member", "lead", "manager", "privacy", "admin", "protocol"])
def test_nobody_else_opens_it(world: World, who: str) -> None:
    made = a_concern(world.home)
    for viewer in (world.home.people[who], world.away.people[who], world.away.intake):
        with acting(viewer), pytest.raises(NotFound):
            triage.open_signal(viewer, made.signal_id, now=NOW)


def declare_own_family(viewer: Viewer, signal_id: uuid.UUID) -> None:
    """Write what a worker's own declaration writes: the keys of the people in this signal."""
    with acting(viewer) as now:
        audit.write(viewer, "test.block", audit.Ref("family_block"), now=now)
        digests = list(MatchKey.objects.filter(signal_id=signal_id).values_list("digest", flat=True))
        block = FamilyBlock(
            municipality_id=viewer.municipality_id,
            membership_id=viewer.membership_id,
            label="Mijn zus",
            declared_at=now,
        )
        block.save(force_insert=True)
        FamilyBlockKey.objects.bulk_create(
            FamilyBlockKey(
                municipality_id=viewer.municipality_id, block=block, membership_id=viewer.membership_id, digest=found
            )
            for found in digests
        )


def test_a_concern_about_ones_own_family_is_not_there(world: World) -> None:
    made = a_concern(world.home, children=(with_bsn(),))
    declare_own_family(world.home.intake, made.signal_id)
    assert not sees(world.home.intake, made)
    assert sees(world.home.intake2, made)
    with acting(world.home.intake), pytest.raises(NotFound):
        triage.open_signal(world.home.intake, made.signal_id, now=NOW)


# --- Deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_keeps_rule_version_who_when_why_and_digests_of_what_was_told(world: World) -> None:
    made = a_concern(world.home)
    decision = a_decision(world.home, made, Outcome.REGULAR)
    with acting(world.home.intake):
        row = Decision.objects.get(pk=decision)
    assert (row.rule, row.rule_version) == ("spoor 2", "2026-11-24")
    assert (row.decided_by_id, row.decided_at) == (world.home.intake.membership_id, NOW)
    assert row.reason.startswith("De school")
    assert {"seen", "reason", "persons"} <= set(row.inputs)
    assert all(len(bytes.fromhex(found)) == 32 for found in row.inputs.values())
    assert (signal_of(world.home, made).track, signal_of(world.home, made).status) == ("regular", "decided")


@pytest.mark.parametrize(
    ("outcome", "how", "code"),
    [
        (Outcome.REGULAR, {"organisation_id": None}, "triage.no_organisation"),
        (Outcome.ACT_NOW, {"organisation_id": uuid.uuid4()}, "triage.no_organisation"),
        (Outcome.REGULAR, {"reason": ""}, "triage.no_reason"),
        (Outcome.DANGER, {}, "triage.not_phoned"),
        (Outcome.DANGER, {"phoned": Phoned.POLICE, "phoned_at": NOW + timedelta(minutes=1)}, "triage.phoned_future"),
        (Outcome.DANGER, {"phoned": Phoned.POLICE, "phoned_at": NOW - timedelta(days=8)}, "triage.phoned_long_ago"),
        (Outcome.NOT_TAKEN_UP, {"ends_on": date(2026, 3, 2)}, "triage.end_past"),
        (Outcome.NOT_TAKEN_UP, {"ends_on": date(2027, 3, 3)}, "triage.end_late"),
        (Outcome.NOT_TAKEN_UP, {"reason": "Het is een Turks gezin."}, "words.not_needed"),
    ],
)
def test_what_a_decision_must_hold(world: World, outcome: Outcome, how: dict[str, Any], code: str) -> None:
    made = a_concern(world.home)
    with pytest.raises(Refused) as refused:
        a_decision(world.home, made, outcome, **how)
    assert code in codes(refused)
    assert signal_of(world.home, made).decided_at is None


def test_after_phoning_it_is_still_to_be_decided(world: World) -> None:
    made = a_concern(world.home)
    a_decision(world.home, made, Outcome.DANGER, phoned=Phoned.SAFE_AT_HOME, phoned_at=NOW - timedelta(minutes=9))
    row = signal_of(world.home, made)
    assert (row.status, row.danger_now, row.outcome) == (SignalStatus.READING, True, "")


def test_two_deciders_do_not_overwrite_each_other(world: World) -> None:
    made = a_concern(world.home)
    seen = opened(world.home, made)
    a_decision(world.home, made, Outcome.REGULAR, by="intake2")
    with pytest.raises(Refused) as refused:
        a_decision(world.home, made, Outcome.NOT_TAKEN_UP, version=seen)
    assert codes(refused) == {"triage.changed"}
    assert signal_of(world.home, made).outcome == Outcome.REGULAR


def test_decided_again_both_decisions_stay(world: World) -> None:
    made = a_concern(world.home)
    a_decision(world.home, made, Outcome.NOT_TAKEN_UP)
    a_decision(world.home, made, Outcome.REGULAR, now=later(days=2))
    with acting(world.home.intake):
        assert Decision.objects.filter(signal_id=made.signal_id).count() == 2
    assert signal_of(world.home, made).ends_on == date(2046, 3, 4)


def test_the_same_form_twice_is_one_decision(world: World) -> None:
    made = a_concern(world.home)
    key = uuid.uuid4()
    first = a_decision(world.home, made, Outcome.REGULAR, form_key=key)
    assert a_decision(world.home, made, Outcome.REGULAR, form_key=key) == first


@pytest.mark.parametrize("outcome", [Outcome.INTEGRAL, Outcome.TO_CASE])
def test_a_case_is_not_decided_without_opening_or_linking_it(world: World, outcome: Outcome) -> None:
    made = a_concern(world.home)
    with pytest.raises(NotFound):
        a_decision(world.home, made, outcome)


FACTS = (
    CriterionFact("a1", "a", "Noor woont hier.", "BRP"),
    CriterionFact("b2", "b", "De school doorliep de meldcode tot stap 4."),
    CriterionFact("c2", "c", "Moeder vroeg om één plan, op 1 maart."),
)


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_for_each_letter_the_decider_writes_the_facts(world: World, left_out: int) -> None:
    made = a_concern(world.home)
    facts = tuple(replace(f, fact=" ") if n == left_out else f for n, f in enumerate(FACTS))
    version = opened(world.home, made)
    command = Decide(uuid.uuid4(), made.signal_id, version, Outcome.INTEGRAL, criteria=facts)
    with acting(world.home.intake), pytest.raises(Refused) as refused:
        triage.record(world.home.intake, command, now=NOW)
    assert [r.field for r in refused.value.refusals] == [f"{'abc'[left_out]}1_fact"]


def test_the_facts_stand_with_the_decision(world: World) -> None:
    made = a_concern(world.home)
    version = opened(world.home, made)
    command = Decide(uuid.uuid4(), made.signal_id, version, Outcome.INTEGRAL, criteria=FACTS)
    with acting(world.home.intake):
        decision = triage.record(world.home.intake, command, now=NOW)
        found = dict(CriterionRow.objects.filter(decision_id=decision).values_list("code", "fact"))
    assert found == {one.code: one.fact for one in FACTS}


# --- What the reporter hears ------------------------------------------------------------------------------------------


def receipt_of(world: World, handed: HandedIn) -> tuple[Any, ...]:
    with acting(world.home.teacher):
        row = SignalReceipt.objects.get(pk=handed.receipt_id)
    return row.outcome, row.outcome_at, row.read_by, row.expires_on


def test_the_reporter_hears_the_same_whether_or_not_the_child_was_known(world: World) -> None:
    a_case(world.home, persons=(replace(CHILD, bsn=with_bsn().bsn),))
    add_keys_to_cases(world.home)
    unknown, known = a_concern(world.home), a_concern(world.home, children=(with_bsn(),))
    a_decision(world.home, unknown, Outcome.REGULAR)
    linked(world.home, known)
    assert receipt_of(world, unknown) == receipt_of(world, known)
    assert receipt_of(world, known)[0] == ReporterAnswer.TAKEN_UP


def test_of_a_concern_that_home_may_not_know_the_reporter_hears_nothing_more(world: World) -> None:
    hidden, waiting = a_concern(world.home, heightened=True), a_concern(world.home)
    a_decision(world.home, hidden, Outcome.REGULAR, by="protocol")
    assert receipt_of(world, hidden) == receipt_of(world, waiting)


# --- Who is involved, and a link --------------------------------------------------------------------------------------


def add_keys_to_cases(place: Place) -> None:
    """Give the persons of every case their keys."""
    with acting(place.coordinator) as now:
        audit.write(place.coordinator, "test.keys", audit.Ref("match_key"), now=now)
        MatchKey.objects.filter(case__isnull=False).delete()
        rows = [
            row
            for one in CasePerson.objects.exclude(bsn_sealed=None)
            for row in keys.rows_for(place.id, one.pk, Traits(with_bsn().bsn), case_id=one.case_id)
        ]
        MatchKey.objects.bulk_create(rows)


def known_child(place: Place, **how: Any) -> HandedIn:
    """A case about Noor, and a concern about the same child."""
    a_case(place, persons=(replace(CHILD, bsn=with_bsn().bsn),), **how)
    add_keys_to_cases(place)
    return a_concern(place, children=(with_bsn(),))


def found_for(viewer: Viewer, handed: HandedIn) -> tuple[matches.Match, ...]:
    with acting(viewer) as now:
        audit.read(viewer, "test.match", audit.Ref("signal", handed.signal_id), now=now)
        return matches.of_signal(handed.signal_id)


def linked(place: Place, handed: HandedIn, *, now: Any = NOW, **how: Any) -> uuid.UUID:
    version = opened(place, handed, now=now)
    found = found_for(place.intake, handed)
    command = Link(
        uuid.uuid4(), handed.signal_id, version, found[0].case_id, "Zelfde BSN, en de school noemt de regisseur."
    )
    with acting(place.intake, now):
        return triage.link(place.intake, replace(command, **how), now=now)


def test_intake_hears_that_a_case_runs_and_whom_to_call(world: World) -> None:
    made = known_child(world.home)
    (found,) = found_for(world.home.intake, made)
    assert found.coordinator == world.home.coordinator.name
    assert found.phone
    assert found.kinds == ("bsn",)


@pytest.mark.parametrize("who", ["teacher", "coordinator", "member", "manager", "privacy", "protocol", "code"])
def test_nobody_else_can_ask_what_a_concern_touches(world: World, who: str) -> None:
    made = known_child(world.home)
    assert found_for(world.home.people[who], made) == ()
    assert found_for(world.away.intake, made) == ()


def test_a_case_of_heightened_safety_is_told_to_its_own_readers_only(world: World) -> None:
    made = known_child(world.home, heightened=True)
    assert found_for(world.home.intake, made) == ()
    assert sees(world.home.coordinator, made)
    with acting(world.home.coordinator):
        assert HiddenMatch.objects.get().signal_id == made.signal_id
    with acting(world.home.intake):
        assert not HiddenMatch.objects.exists()
    with acting(world.home.coordinator):
        triage.seen_hidden(world.home.coordinator, made.signal_id, now=NOW)
    with acting(world.home.coordinator2), pytest.raises(NotFound):
        triage.seen_hidden(world.home.coordinator2, made.signal_id, now=NOW)


def test_a_link_opens_the_concern_to_the_coordinator_and_asks_an_answer(world: World) -> None:
    made = known_child(world.home)
    assert not sees(world.home.coordinator, made)
    linked(world.home, made)
    assert sees(world.home.coordinator, made)
    assert not sees(world.home.coordinator2, made)
    assert not sees(world.home.member, made)
    with acting(world.home.coordinator):
        assert SignalCaseLink.objects.get().answer_by == date(2026, 3, 5)
    assert signal_of(world.home, made).status == SignalStatus.WITH_COORDINATOR


def test_only_to_a_case_that_was_found(world: World) -> None:
    made = known_child(world.home)
    other = a_case(world.home, persons=(replace(CHILD, given_names="Sam", bsn=None),))
    with pytest.raises(Refused) as refused:
        linked(world.home, made, case_id=other.case_id)
    assert codes(refused) == {"triage.no_such_case"}


def test_unlinking_ends_the_access_at_once_and_the_concern_is_decided_about_again(world: World) -> None:
    made = known_child(world.home)
    linked(world.home, made)
    version = version_of(world.home, made.signal_id)
    with acting(world.home.intake, later(days=30)) as now:
        triage.unlink(world.home.intake, made.signal_id, version=version, now=now)
    assert not sees(world.home.coordinator, made, later(days=30))
    with acting(world.home.coordinator, later(days=30)):
        assert not SignalPerson.objects.exists()
        assert not Decision.objects.filter(signal__isnull=False).exists()
        assert SignalCaseLink.objects.get().ended_at == later(days=30)
    row = signal_of(world.home, made, now=later(days=30))
    assert (row.status, row.outcome, row.decided_at) == (SignalStatus.READING, "", None)


@pytest.mark.parametrize("answer", [LinkAnswer.CONTACTED, LinkAnswer.ALREADY_KNOWN, LinkAnswer.NO_CONCERN])
def test_the_coordinator_answers(world: World, answer: LinkAnswer) -> None:
    made = known_child(world.home)
    linked(world.home, made)
    command = Answer(uuid.uuid4(), made.signal_id, answer, "Gisteren thuis geweest.")
    with acting(world.home.coordinator):
        triage.answer(world.home.coordinator, command, now=NOW)
    row = signal_of(world.home, made)
    assert row.status == SignalStatus.DECIDED
    # Where there is no concern it ends like one that proved unfounded (F.12); otherwise it stays with the file.
    assert row.ends_on == (date(2026, 6, 2) if answer is LinkAnswer.NO_CONCERN else date(2046, 3, 2))
    with acting(world.home.intake):
        assert SignalCaseLink.objects.get().answer == answer
    with acting(world.home.coordinator), pytest.raises(NotFound):
        triage.answer(world.home.coordinator, replace(command, form_key=uuid.uuid4()), now=NOW)


def test_another_child_gives_the_concern_back_and_closes_it_for_the_coordinator(world: World) -> None:
    made = known_child(world.home)
    linked(world.home, made)
    command = Answer(uuid.uuid4(), made.signal_id, LinkAnswer.OTHER_CHILD, "Dit meisje zit op een andere school.")
    with acting(world.home.coordinator):
        triage.answer(world.home.coordinator, command, now=NOW)
    assert not sees(world.home.coordinator, made)
    assert signal_of(world.home, made).status == SignalStatus.READING


@pytest.mark.parametrize("who", ["intake", "coordinator2", "member", "teacher"])
def test_nobody_else_answers_for_the_coordinator(world: World, who: str) -> None:
    made = known_child(world.home)
    linked(world.home, made)
    command = Answer(uuid.uuid4(), made.signal_id, LinkAnswer.NO_CONCERN)
    with acting(world.home.people[who]), pytest.raises(NotFound):
        triage.answer(world.home.people[who], command, now=NOW)


# --- A second reader --------------------------------------------------------------------------------------------------


def asked(place: Place, handed: HandedIn, who: str = "intake2", by: str = "intake") -> None:
    opened(place, handed, by=by)
    with acting(place.people[by]):
        triage.ask_reader(
            place.people[by], AskReader(uuid.uuid4(), handed.signal_id, place.people[who].membership_id), now=NOW
        )


def test_a_second_reader_disagrees_and_that_stays_beside_the_decision(world: World) -> None:
    made = a_concern(world.home)
    asked(world.home, made)
    a_decision(world.home, made, Outcome.NOT_TAKEN_UP)
    view = SecondView(uuid.uuid4(), made.signal_id, agrees=False, words="Drie keer in een week is niet niks.")
    with acting(world.home.intake2):
        triage.give_view(world.home.intake2, view, now=NOW)
        with pytest.raises(Refused, match=r"triage\.view_given"):
            triage.give_view(world.home.intake2, replace(view, form_key=uuid.uuid4(), agrees=True), now=NOW)
    with acting(world.home.intake):
        assert SecondReading.objects.get().agrees is False
        assert Decision.objects.get().outcome == Outcome.NOT_TAKEN_UP


def test_a_second_reader_says_why(world: World) -> None:
    made = a_concern(world.home)
    asked(world.home, made)
    with acting(world.home.intake2), pytest.raises(Refused) as refused:
        triage.give_view(world.home.intake2, SecondView(uuid.uuid4(), made.signal_id, None, ""), now=NOW)
    assert codes(refused) == {"triage.no_view", "triage.no_words"}


@pytest.mark.parametrize("who", ["intake", "teacher", "coordinator", "privacy", "protocol"])
def test_only_a_colleague_who_reads_concerns_is_asked(world: World, who: str) -> None:
    made = a_concern(world.home)
    if who == "protocol":  # reads along only where she is named
        made = a_concern(world.home, heightened=True)
        with pytest.raises(Refused, match=r"triage\.no_reader"):
            asked(world.home, made, who="intake2", by="protocol")
        asked(world.home, made, who="code", by="protocol")
        return
    with pytest.raises(Refused, match=r"triage\.no_reader"):
        asked(world.home, made, who=who)


def test_nobody_is_asked_about_their_own_family(world: World) -> None:
    made = a_concern(world.home, children=(with_bsn(),))
    declare_own_family(world.home.intake2, made.signal_id)
    with pytest.raises(Refused, match=r"triage\.no_reader"):
        asked(world.home, made)


def test_who_was_not_asked_gives_no_view(world: World) -> None:
    made = a_concern(world.home)
    for key in ("intake2", "coordinator", "teacher"):
        viewer = world.home.people[key]
        with acting(viewer), pytest.raises(NotFound):
            triage.give_view(viewer, SecondView(uuid.uuid4(), made.signal_id, True, "Eens."), now=NOW)


# --- Home may not know, after all -------------------------------------------------------------------------------------


def test_from_then_on_only_the_named_readers_see_it(world: World) -> None:
    made = a_concern(world.home)
    version = opened(world.home, made)
    with acting(world.home.intake):
        triage.heighten(world.home.intake, made.signal_id, version=version, now=NOW)
    assert not sees(world.home.intake, made)
    assert not sees(world.home.intake2, made)
    assert sees(world.home.protocol, made)
    assert sees(world.home.code, made)


def test_a_second_reader_who_was_asked_before_no_longer_sees_it(world: World) -> None:
    made = a_concern(world.home)
    asked(world.home, made)
    with acting(world.home.intake):
        version = Signal.objects.get().version
        triage.heighten(world.home.intake, made.signal_id, version=version, now=NOW)
    assert not sees(world.home.intake2, made)
    with acting(world.home.intake2):
        assert not SecondReading.objects.filter(until__gte=NOW.date()).exists()


# --- The end ----------------------------------------------------------------------------------------------------------


def everything_about(owner: psycopg.Connection[Any], signal_id: uuid.UUID) -> dict[str, int]:
    """Count the rows that stand anywhere about a signal, as the owner of the tables."""
    tables = {
        "signal": "id", "signal_person": "signal_id", "match_key": "signal_id", "decision": "signal_id",
        "second_reading": "signal_id", "signal_case_link": "signal_id", "hidden_match": "signal_id",
        "named_reader": "signal_id", "signal_receipt": "signal_ref", "draft": "about",
    }  # fmt: skip
    return {
        table: owner.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [signal_id]).fetchone()[0]
        for table, column in tables.items()
    }


@pytest.mark.django_db(transaction=True)
def test_after_its_end_date_it_is_closed_and_erased_when_two_people_say_so(
    world: World, as_owner: psycopg.Connection[Any]
) -> None:
    made = a_concern(world.home, children=(with_bsn(),))
    asked(world.home, made)
    a_decision(world.home, made, Outcome.NOT_TAKEN_UP)
    day_after = NOW.replace(month=5, day=3)
    privacy, admin = world.home.privacy, world.home.admin
    for key in ("intake", "intake2", "teacher", "privacy", "coordinator"):
        assert not sees(world.home.people[key], made, day_after)
    before = everything_about(as_owner, made.signal_id)
    assert before["signal"] == before["signal_person"] == before["decision"] == before["second_reading"] == 1
    with acting(privacy, day_after):
        proposal = destruction.propose(privacy, destruction.Propose(uuid.uuid4(), (made.signal_id,)), now=day_after)
    with acting(admin, day_after):
        destruction.confirm(admin, proposal, form_key=uuid.uuid4(), now=day_after)
    assert set(everything_about(as_owner, made.signal_id).values()) == {0}
    with acting(privacy, day_after):
        line = AuditEvent.objects.get(action="signal.erase")
        assert (line.object_id, line.rule, line.categories) == (made.signal_id, "F.14", [])


# --- The log ----------------------------------------------------------------------------------------------------------


def test_every_step_leaves_its_line(world: World) -> None:
    made = known_child(world.home)
    asked(world.home, made)
    linked(world.home, made)
    with acting(world.home.coordinator):
        command = Answer(uuid.uuid4(), made.signal_id, LinkAnswer.OTHER_CHILD)
        triage.answer(world.home.coordinator, command, now=NOW)
    a_decision(world.home, made, Outcome.REGULAR)
    with acting(world.home.intake2):
        view = SecondView(uuid.uuid4(), made.signal_id, agrees=True, words="Eens.")
        triage.give_view(world.home.intake2, view, now=NOW)
    with acting(world.home.privacy):
        lines = list(AuditEvent.objects.filter(signal_id=made.signal_id, kind="write").order_by("id"))
    assert [line.action for line in lines] == [
        "signal.hand_in",
        "signal.first_read",
        "signal.ask_reader",
        "signal.link",
        "signal.answer",
        "signal.decide_regular",
        "signal.second_view",
    ]
    assert (lines[0].rule, lines[0].membership_id) == ("F.7, regel 51", world.home.teacher.membership_id)
    assert lines[3].case_id is not None
    assert all(line.membership_id and line.at == NOW for line in lines)


def test_only_the_children_have_keys(world: World) -> None:
    made = a_concern(world.home, adults=(AdultIn("Anja van Dijk", "moeder", "+31612345678"),))
    with acting(world.home.intake):
        persons = set(MatchKey.objects.filter(signal_id=made.signal_id).values_list("person_ref", flat=True))
        assert persons == set(SignalPerson.objects.filter(kind="child").values_list("pk", flat=True))
        assert SignalPerson.objects.count() == 2


# --- Heightened safety: the few who may read it decide about it, all of it ---------------------------------------------


@pytest.mark.parametrize("who", ["code", "protocol"])
@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.DANGER, SignalStatus.READING),
        (Outcome.ACT_NOW, SignalStatus.DECIDED),
        (Outcome.REGULAR, SignalStatus.DECIDED),
        (Outcome.NOT_TAKEN_UP, SignalStatus.ENDED),
    ],
)
def test_a_named_reader_decides_about_a_concern_that_home_may_not_know_of(
    world: World, who: str, outcome: Outcome, status: SignalStatus
) -> None:
    made = a_concern(world.home, heightened=True)
    danger = {"phoned": Phoned.SAFE_AT_HOME, "phoned_at": NOW} if outcome is Outcome.DANGER else {}
    a_decision(world.home, made, outcome, by=who, **danger)
    row = signal_of(world.home, made, by=who)
    assert (row.status, row.heightened) == (status, True)
    with acting(world.home.teacher):
        assert SignalReceipt.objects.get().outcome == "", "nothing of it goes to the reporter"


@pytest.mark.parametrize("who", ["code", "protocol"])
def test_an_integral_decision_of_a_named_reader_opens_a_case_with_its_three_readers_one_on_call(
    world: World, who: str
) -> None:
    """A case of this kind cannot be saved without three named readers, one of them on call."""
    made, reader = a_concern(world.home, heightened=True), world.home.people[who]
    version = opened(world.home, made, by=who)
    with acting(reader) as now:
        child = SignalPerson.objects.get()
        facts = tuple(CriterionFact(code, code[0], "Zo staat het er.") for code in ("a1", "b2", "c1"))
        decided = Decide(uuid.uuid4(), made.signal_id, version, Outcome.INTEGRAL, criteria=facts)
        command = flow.TakeInIntegral(
            decided, "Gezin Smit", world.home.coordinator.membership_id, names={child.pk: "Yara"}
        )
        opened_case = flow.take_in_integral(reader, command, now=now)
    with acting(world.home.coordinator):
        case = Case.objects.get(pk=opened_case.case_id)
        named = dict(NamedReader.objects.filter(case=case).values_list("membership_id", "on_call"))
    people = world.home.people
    assert case.heightened
    assert set(named) == {people[key].membership_id for key in ("protocol", "code", "second", "coordinator")}
    assert [pk for pk, on_call in named.items() if on_call] == [people["protocol"].membership_id]
    for outsider in (world.home.intake, world.home.coordinator2, world.home.lead, world.away.code):
        with acting(outsider):
            assert not Case.objects.exists()


def test_whoever_is_not_named_decides_nothing_about_it_in_any_role(world: World) -> None:
    made = a_concern(world.home, heightened=True)
    not_named = replace(world.home.member, roles=frozenset({Role.CODE_OFFICER}))
    for outsider in (not_named, world.home.intake, world.home.intake2, world.away.code):
        for outcome in (Outcome.NOT_TAKEN_UP, Outcome.INTEGRAL):
            decided = Decide(uuid.uuid4(), made.signal_id, 1, outcome, "Nee.")
            with acting(outsider) as now, pytest.raises(NotFound):
                triage.record(outsider, decided, now=now)
