"""Handing in a concern: what it must hold, on what footing, who can read it afterwards, and what its author keeps."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import psycopg
import pytest

from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.signal import (
    NUMBER_LETTERS,
    AgreedBy,
    Agreement,
    Channel,
    ChildIn,
    Door,
    Footing,
    ReporterKind,
    SignalStatus,
)
from sluitend.queries import signals as pages
from sluitend.records.models import (
    Draft,
    MatchKey,
    NamedReader,
    OutsideReport,
    SafetyRoster,
    Signal,
    SignalPerson,
    SignalReceipt,
)
from sluitend.services import signals
from sluitend.services.signals import OutsideReportIn, SaveDraft
from tests.concerns import NAMELESS, NOOR, SAID_YES, a_concern, a_hand_in, with_bsn
from tests.world import NOW, World, acting, later


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_a_concern_reaches_the_inbox_and_its_author_keeps_a_receipt(world: World) -> None:
    made = a_concern(world.home)
    with acting(world.home.intake):
        row = Signal.objects.get()
        assert (row.pk, row.status, row.footing) == (made.signal_id, SignalStatus.RECEIVED, Footing.AGREED)
        assert row.reporter_organisation_id == world.home.teacher.organisation_id
        assert SignalPerson.objects.get().surname == "Dijk"
        assert MatchKey.objects.exists()
    with acting(world.home.teacher):
        assert SignalReceipt.objects.get().number == made.number


def test_a_receipt_number_has_letters_that_cannot_be_misheard_and_says_nothing(world: World) -> None:
    numbers = [a_concern(world.home).number for _ in range(5)]
    assert len(set(numbers)) == 5
    assert all(set(number.replace("-", "")) <= set(NUMBER_LETTERS) and len(number) == 9 for number in numbers)
    assert not set("01OILAEUSY5") & set(NUMBER_LETTERS)


def test_it_is_read_on_the_next_working_day(world: World) -> None:
    friday = later(days=4)
    assert a_concern(world.home, now=friday).read_by == date(2026, 3, 9)


@pytest.mark.parametrize("who", ["teacher", "teacher2", "coordinator", "lead", "manager", "privacy", "admin"])
def test_whoever_hands_in_or_works_elsewhere_cannot_read_it(world: World, who: str) -> None:
    a_concern(world.home)
    with acting(world.home.people[who]):
        assert not Signal.objects.exists()
        assert not SignalPerson.objects.exists()
        assert not MatchKey.objects.exists()
        assert SignalReceipt.objects.count() == (1 if who == "teacher" else 0)


def test_another_municipality_sees_nothing_of_it(world: World) -> None:
    a_concern(world.home)
    for viewer in world.away.people.values():
        with acting(viewer):
            assert not Signal.objects.exists()
            assert not SignalReceipt.objects.exists()


@pytest.mark.parametrize("who", ["admin", "manager", "privacy"])
def test_who_counts_checks_or_manages_hands_in_nothing(world: World, who: str) -> None:
    with pytest.raises(NotFound):
        a_concern(world.home, by=who)


def test_it_holds_a_fact(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, seen="", interpretation="Ik heb er geen goed gevoel bij.")
    assert codes(refused) == {"signal.no_fact"}


def test_what_was_heard_names_its_source(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, seen="", heard="Er is elke nacht ruzie.")
    assert codes(refused) == {"signal.heard_from"}
    assert a_concern(world.home, seen="", heard="Er is elke nacht ruzie.", heard_from="een buur")


def test_with_a_name_only_when_a_parent_or_the_youth_knows_and_agrees(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, agreement=None)
    assert codes(refused) == {"signal.no_agreement"}


def test_a_youth_agrees_alone_from_sixteen(world: World) -> None:
    by_youth = Agreement(AgreedBy.YOUTH, "Noor", SAID_YES.how, SAID_YES.on)
    with pytest.raises(Refused) as refused:
        a_concern(world.home, agreement=by_youth)
    assert codes(refused) == {"signal.too_young"}
    assert a_concern(world.home, agreement=by_youth, children=(replace(NOOR, birth_date=date(2010, 3, 1)),))


def test_an_agreement_is_not_of_tomorrow(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, agreement=replace(SAID_YES, on=date(2026, 3, 3)))
    assert codes(refused) == {"signal.agreed_future"}


def test_a_parent_who_asks_for_help_needs_no_other_agreement(world: World) -> None:
    made = a_concern(world.home, by="intake", kind=ReporterKind.PARENT, agreement=None)
    with acting(world.home.intake):
        assert Signal.objects.get(pk=made.signal_id).footing == Footing.OWN_REQUEST


@pytest.mark.parametrize("who", ["teacher", "coordinator", "member"])
def test_only_intake_enters_what_somebody_else_tells(world: World, who: str) -> None:
    with pytest.raises(NotFound):
        a_concern(world.home, by=who, kind=ReporterKind.RESIDENT, channel=Channel.PHONE)


def test_a_child_is_named_or_described(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, children=(ChildIn(birth_date=date(2015, 1, 2)),))
    assert codes(refused) == {"signal.child_unknown"}
    assert a_concern(world.home, children=(NAMELESS,))


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(2026, 3, 3), "birth.future"),
        (date(1900, 1, 1), "birth.placeholder"),
        (date(1898, 6, 1), "birth.too_old"),
        (date(1990, 1, 1), "signal.no_youth"),
        (date(2024, 2, 29), None),
        (None, None),
    ],
)
def test_birth_dates(world: World, born: date | None, code: str | None) -> None:
    child = replace(NOOR, birth_date=born)
    if code is None:
        assert a_concern(world.home, children=(child,))
        return
    with pytest.raises(Refused) as refused:
        a_concern(world.home, children=(child,))
    assert codes(refused) == {code}


def test_born_today_counts_by_the_clock_of_amsterdam(world: World) -> None:
    just_past_midnight = NOW.replace(hour=23, minute=30)  # in Amsterdam it is the third
    assert a_concern(world.home, children=(replace(NOOR, birth_date=date(2026, 3, 3)),), now=just_past_midnight)


def test_a_bsn_is_sealed_and_found_by_a_keyed_digest(world: World) -> None:
    a_concern(world.home, children=(with_bsn(),))
    with acting(world.home.intake):
        row = SignalPerson.objects.get()
    assert b"111222333" not in bytes(row.bsn_sealed)
    assert len(bytes(row.bsn_digest)) == 32


def test_a_housing_association_never_uses_a_bsn(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, by="landlord", children=(with_bsn(),))
    assert codes(refused) == {"signal.no_bsn"}


def test_the_police_hand_in_only_on_a_written_decision(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, by="officer")
    assert codes(refused) == {"signal.police_decision"}
    made = a_concern(world.home, by="officer", police_decision="Wpg-2026-0117")
    with acting(world.home.intake):
        assert Signal.objects.get(pk=made.signal_id).police_decision == "Wpg-2026-0117"


def test_words_about_who_people_are_get_written_again(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, interpretation="Het is een Turks gezin.")
    assert codes(refused) == {"words.not_needed"}
    assert refused.value.refusals[0].field == "interpretation"
    said = a_hand_in(interpretation="Moeder zei: “wij zijn een Turks gezin”.", quote=True)
    with acting(world.home.teacher):
        assert signals.hand_in(world.home.teacher, said, now=NOW)


def test_sent_twice_it_is_one_concern(world: World) -> None:
    command = a_hand_in()
    with acting(world.home.teacher):
        first = signals.hand_in(world.home.teacher, command, now=NOW)
    with acting(world.home.teacher, later(days=3)):
        again = signals.hand_in(world.home.teacher, command, now=later(days=3))
    assert again == first
    with acting(world.home.intake):
        assert Signal.objects.count() == 1


# --- Heightened safety ------------------------------------------------------------------------------------------------


def test_when_home_may_not_know_only_named_readers_see_it(world: World) -> None:
    made = a_concern(world.home, heightened=True)
    for key in ("protocol", "code", "second"):
        with acting(world.home.people[key]):
            assert Signal.objects.get().pk == made.signal_id
    for key in ("intake", "intake2", "coordinator", "member", "teacher", "manager", "privacy", "attendance"):
        with acting(world.home.people[key]):
            assert not Signal.objects.exists()
            assert not SignalPerson.objects.exists()
            assert not NamedReader.objects.exists()
    with acting(world.away.protocol):
        assert not Signal.objects.exists()


def test_without_three_readers_it_is_refused_with_whom_to_phone(world: World) -> None:
    now = NOW
    with acting(world.home.admin, now):
        from sluitend.access import audit

        audit.write(world.home.admin, "test.roster", audit.Ref("safety_roster"), now=now)
        SafetyRoster.objects.filter(membership_id=world.home.second.membership_id).delete()
    with pytest.raises(Refused) as refused:
        a_concern(world.home, heightened=True)
    assert codes(refused) == {"signal.no_roster"}
    assert "030-0123999" in str(refused.value.refusals[0])
    assert "0800 2000" in str(refused.value.refusals[0])


def test_without_somebody_on_call_it_is_refused(world: World) -> None:
    with acting(world.home.admin) as now:
        from sluitend.access import audit

        audit.write(world.home.admin, "test.roster", audit.Ref("safety_roster"), now=now)
        SafetyRoster.objects.update(on_call=False)
    with pytest.raises(Refused, match=r"signal\.no_roster"):
        a_concern(world.home, heightened=True)


def test_a_name_goes_with_it_only_when_the_child_wants_it_or_there_is_danger_now(world: World) -> None:
    with pytest.raises(Refused) as refused:
        a_concern(world.home, heightened=True, children=(NOOR,))
    assert codes(refused) == {"signal.no_name_yet"}
    assert a_concern(world.home, heightened=True, children=(NOOR,), own_wish=True)
    assert a_concern(world.home, heightened=True, children=(NOOR,), danger_now=True)
    assert a_concern(world.home, by="intake", heightened=True, children=(NOOR,), kind=ReporterKind.YOUTH)


def test_parents_never_read_the_reporter_when_home_may_not_know(world: World) -> None:
    made = a_concern(world.home, heightened=True, parents_may_read_reporter=True)
    with acting(world.home.protocol):
        assert not Signal.objects.get(pk=made.signal_id).parents_may_read_reporter


# --- Drafts and other ways --------------------------------------------------------------------------------------------


def a_draft(world: World, **how: object) -> uuid.UUID:
    viewer = world.home.teacher
    command = SaveDraft(None, heightened=False, door=Door.AGREES, typed={"seen": ["Noor huilde"]})
    with acting(viewer):
        return signals.save_draft(viewer, replace(command, **how), now=NOW)


def test_a_draft_is_sealed_and_only_its_author_opens_it(world: World, as_owner: psycopg.Connection) -> None:
    draft = a_draft(world)
    with acting(world.home.teacher):
        page = pages.draft_page(world.home.teacher, draft, now=NOW)
        assert isinstance(page, pages.DraftPage)
        assert page.typed == {"seen": ["Noor huilde"]}
        assert b"huilde" not in bytes(Draft.objects.get().sealed)
    for viewer in (world.home.teacher2, world.home.intake, world.home.privacy, world.away.teacher):
        with acting(viewer), pytest.raises(NotFound):
            pages.draft_page(viewer, draft, now=NOW)


def test_a_draft_lasts_fourteen_days(world: World) -> None:
    draft = a_draft(world)
    with acting(world.home.teacher, later(days=14)) as now:
        assert pages.draft_page(world.home.teacher, draft, now=now)
    with acting(world.home.teacher, later(days=15)) as now, pytest.raises(NotFound):
        pages.draft_page(world.home.teacher, draft, now=now)


def test_the_answer_to_the_first_question_stays_with_the_draft(world: World) -> None:
    draft = a_draft(world, heightened=True, door=None)
    with acting(world.home.teacher):
        page = pages.draft_page(world.home.teacher, draft, now=NOW)
    assert isinstance(page, pages.DraftPage)
    assert page.heightened


def test_a_draft_goes_when_it_is_handed_in_or_thrown_away(world: World) -> None:
    draft, other = a_draft(world), a_draft(world)
    made = a_concern(world.home, draft_id=draft, form_key=draft)
    with acting(world.home.teacher):
        signals.delete_draft(world.home.teacher, other, now=NOW)
        assert not Draft.objects.exists()
        assert pages.draft_page(world.home.teacher, draft, now=NOW) == pages.HandedInBefore(made.receipt_id)
        with pytest.raises(NotFound):
            signals.delete_draft(world.home.teacher, other, now=NOW)


def test_nobody_throws_away_somebody_elses_draft(world: World) -> None:
    draft = a_draft(world)
    with acting(world.home.teacher2), pytest.raises(NotFound):
        signals.delete_draft(world.home.teacher2, draft, now=NOW)


def test_of_a_report_to_veilig_thuis_only_the_date_stays(world: World) -> None:
    command = OutsideReportIn(uuid.uuid4(), date(2026, 3, 1))
    with acting(world.home.teacher):
        signals.note_outside_report(world.home.teacher, command, now=NOW)
        signals.note_outside_report(world.home.teacher, command, now=NOW)
        row = OutsideReport.objects.get()
    assert {f.name for f in row._meta.concrete_fields} == {
        "id", "municipality", "organisation", "noted_by", "kind", "reported_on", "noted_at",
    }  # fmt: skip
    assert row.reported_on == date(2026, 3, 1)
    with acting(world.home.teacher2):
        assert not OutsideReport.objects.exists()


def test_a_report_to_veilig_thuis_is_not_of_tomorrow(world: World) -> None:
    with acting(world.home.teacher), pytest.raises(Refused, match=r"signal\.outside_future"):
        signals.note_outside_report(world.home.teacher, OutsideReportIn(uuid.uuid4(), date(2026, 3, 3)), now=NOW)
