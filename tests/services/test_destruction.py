"""Destroying: one proposes, another confirms; only what ended goes, all of it, and a record without content stays."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from sluitend.access import audit
from sluitend.access.destruction import due
from sluitend.domain.destruction import CONFIRMERS, MOST, READERS, Kept, check_chosen, check_other_person
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.domain.triage import Outcome
from sluitend.domain.vocabulary import Role
from sluitend.queries.destruction import destruction_count, destruction_page, proposal_page
from sluitend.records.models import AuditEvent, Case, Destruction, DestructionItem, Membership, Signal
from sluitend.records.policies.erasing import OF_ABSENCE, OF_CASE, OF_SIGNAL
from sluitend.services import destruction
from sluitend.services.destruction import Keep, Propose
from sluitend.services.signals import HandedIn
from tests.case_stories import a_full_case
from tests.concerns import a_concern, a_decision, with_bsn
from tests.world import NOW, World, acting

AFTER = NOW.replace(month=5, day=3)
LAST = NOW.replace(month=5, day=2)


@pytest.fixture
def ended(world: World) -> HandedIn:
    """A concern that is not taken up and ends on 2 May."""
    made = a_concern(world.home, children=(with_bsn(),))
    a_decision(world.home, made, Outcome.NOT_TAKEN_UP)
    return made


def listed(viewer: Viewer, now: datetime = AFTER) -> list[uuid.UUID]:
    with acting(viewer, now):
        return [line.object_id for line in due()]


def proposed(world: World, *objects: uuid.UUID, by: str = "privacy", now: datetime = AFTER) -> uuid.UUID:
    viewer = world.home.people[by]
    with acting(viewer, now):
        return destruction.propose(viewer, Propose(uuid.uuid4(), objects), now=now)


def confirmed(viewer: Viewer, pk: uuid.UUID, now: datetime = AFTER) -> None:
    with acting(viewer, now):
        destruction.confirm(viewer, pk, form_key=uuid.uuid4(), now=now)


# --- Two people -------------------------------------------------------------------------------------------------------


def test_one_proposes_another_confirms_and_everything_is_gone_but_a_record(world: World, ended: HandedIn) -> None:
    home = world.home
    assert listed(home.privacy, LAST) == []
    assert listed(home.privacy) == [ended.signal_id]
    pk = proposed(world, ended.signal_id)
    assert listed(home.privacy) == [], "what is proposed stands on no other list"
    confirmed(home.admin, pk)
    with acting(home.privacy, AFTER):
        page = destruction_page(home.privacy, now=AFTER)
        assert not DestructionItem.objects.exists()
        lines = AuditEvent.objects.filter(action="signal.erase").values_list("object_id", "categories")
        assert list(lines) == [(ended.signal_id, [])]
    (record,) = page.records
    assert record.counts == ((Kept.SIGNAL_REFUSED, 1),)
    assert (record.proposed_by, record.ended_by, record.ended_at) == ("Privacy Vlierdam", "Admin Vlierdam", AFTER)
    assert record.ground == "AVG 5(1)(e)"


def test_who_proposes_does_not_confirm(world: World, ended: HandedIn) -> None:
    """Two different people destroy: who proposes does not confirm."""
    pk = proposed(world, ended.signal_id)
    with pytest.raises(Refused, match=r"destruction\.same_person"):
        confirmed(world.home.privacy, pk)
    with acting(world.home.privacy, AFTER) as now:
        assert proposal_page(world.home.privacy, pk, now=now).refused is not None
    assert check_other_person(world.home.privacy.user_id, world.home.admin.user_id) is None


@pytest.mark.parametrize("who", ["intake", "coordinator", "lead", "manager", "teacher", "protocol"])
def test_nobody_else_proposes_confirms_keeps_or_looks(world: World, ended: HandedIn, who: str) -> None:
    viewer, pk = world.home.people[who], proposed(world, ended.signal_id)
    for act in (
        lambda now: destruction.propose(viewer, Propose(uuid.uuid4(), (ended.signal_id,)), now=now),
        lambda now: destruction.confirm(viewer, pk, form_key=uuid.uuid4(), now=now),
        lambda now: destruction.keep(viewer, Keep(uuid.uuid4(), pk, "nee"), now=now),
        lambda now: destruction_page(viewer, now=now),
        lambda now: proposal_page(viewer, pk, now=now),
    ):
        with acting(viewer, AFTER) as now, pytest.raises(NotFound):
            act(now)
    with acting(viewer, AFTER) as now:
        assert not Destruction.objects.exists()
        assert destruction_count(viewer, now) == 0


def test_a_neighbour_sees_and_destroys_nothing(world: World, ended: HandedIn) -> None:
    pk = proposed(world, ended.signal_id)
    assert listed(world.away.privacy) == []
    for viewer in (world.away.privacy, world.away.admin):
        with pytest.raises(NotFound):
            confirmed(viewer, pk)
    with acting(world.away.privacy, AFTER) as now, pytest.raises(Refused, match=r"destruction\.none"):
        destruction.propose(world.away.privacy, Propose(uuid.uuid4(), (ended.signal_id,)), now=now)


def test_the_second_may_say_no_and_it_stands_on_the_list_again(world: World, ended: HandedIn) -> None:
    home, pk = world.home, proposed(world, ended.signal_id)
    with acting(home.admin, AFTER) as now:
        with pytest.raises(Refused, match=r"destruction\.no_words"):
            destruction.keep(home.admin, Keep(uuid.uuid4(), pk, " "), now=now)
        destruction.keep(home.admin, Keep(uuid.uuid4(), pk, "Er loopt een verzoek om inzage."), now=now)
    assert listed(home.privacy) == [ended.signal_id]
    with pytest.raises(NotFound):
        confirmed(home.admin, pk)
    with acting(home.privacy, AFTER) as now:
        assert destruction_page(home.privacy, now=now).records[0].kept_words == "Er loopt een verzoek om inzage."


def test_a_data_protection_officer_reads_what_was_destroyed_and_does_nothing(world: World, ended: HandedIn) -> None:
    """FG: supervises, reads the log, carries no processing task (F.7b)."""
    assert Role.DPO in READERS - CONFIRMERS
    dpo = replace(world.home.manager, roles=frozenset({Role.DPO}))
    pk = proposed(world, ended.signal_id)
    with pytest.raises(NotFound):
        confirmed(dpo, pk)
    confirmed(world.home.admin, pk)
    with acting(dpo, AFTER) as now:
        page = destruction_page(dpo, now=now)
    assert (page.proposes, page.due, len(page.records)) == (False, (), 1)


def test_the_list_shows_numbers_and_dates_and_no_content(world: World, ended: HandedIn) -> None:
    with acting(world.home.privacy, AFTER) as now:
        page = destruction_page(world.home.privacy, now=now)
    assert [(line.number, line.kind, line.ended_on) for line in page.due] == [
        (ended.number, Kept.SIGNAL_REFUSED, date(2026, 5, 2))
    ]
    assert [term.kind for term in page.terms] == [Kept.SIGNAL_REFUSED]
    assert "Noor" not in repr(page)


def test_a_proposal_is_no_longer_than_somebody_can_oversee() -> None:
    assert check_chosen(1) is None
    assert check_chosen(MOST) is None
    assert check_chosen(0).code == "destruction.none"
    assert check_chosen(MOST + 1).code == "destruction.many"


# --- The database itself ----------------------------------------------------------------------------------------------


def broken(viewer: Viewer, match: str, sql: str, *values: object) -> None:
    with acting(viewer, AFTER) as now:
        audit.write(viewer, "test.line", audit.Ref("destruction"), now=now)
        with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)


def destroyed(viewer: Viewer, pk: uuid.UUID) -> object:
    """Call the function of the database behind the back of the service."""
    with acting(viewer, AFTER) as now:
        audit.write(viewer, "test.line", audit.Ref("destruction"), now=now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_destroy(%s)", [pk])
            found = cursor.fetchone()[0]
    return found if found is None else json.loads(found)


def test_the_database_demands_two_people_itself(world: World, ended: HandedIn) -> None:
    home, pk = world.home, proposed(world, ended.signal_id)
    assert destroyed(home.privacy, pk) is None
    same_login = replace(home.admin, user_id=home.privacy.user_id)
    assert destroyed(same_login, pk) is None
    with acting(home.admin, AFTER) as now:
        audit.write(home.admin, "test.line", audit.Ref("membership"), now=now)
        with transaction.atomic():
            Membership.objects.filter(pk=home.admin.membership_id).update(
                user_id=home.privacy.user_id, organisation_id=home.organisations["leerplicht"]
            )
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('app.user', %s, true)", [str(home.privacy.user_id)])
                cursor.execute("SELECT app_destroy(%s)", [pk])
                assert cursor.fetchone()[0] is None, "one person with two places is still one person"
            transaction.set_rollback(True)
    for outsider in (home.intake, home.manager, world.away.admin, world.away.privacy):
        assert destroyed(outsider, pk) is None
    assert destroyed(replace(home.intake, roles=frozenset({Role.ADMIN})), pk) is None, "a role one does not have"
    assert destroyed(home.admin, pk) == {"signal_refused": 1}
    assert destroyed(home.admin, pk) is None


def test_nobody_writes_a_confirmation_or_deletes_past_the_function(world: World, ended: HandedIn) -> None:
    pk = proposed(world, ended.signal_id)
    denied = "permission denied"
    for viewer in (world.home.privacy, world.home.admin):
        broken(viewer, denied, "UPDATE destruction SET confirmed_at = now() WHERE id = %s", pk)
        broken(viewer, denied, "DELETE FROM destruction_item")
        broken(viewer, denied, "DELETE FROM signal")
        broken(viewer, denied, "DELETE FROM case_file")


def test_what_has_not_ended_stays_whatever_a_proposal_says(world: World, ended: HandedIn) -> None:
    """Only what ended goes."""
    home = world.home
    kept = a_concern(home)
    pk = proposed(world, ended.signal_id)
    with acting(home.privacy, AFTER) as now:
        made = Destruction(
            municipality_id=home.id, proposed_by_id=home.privacy.membership_id, proposed_at=now, ground="x"
        )
        audit.write(home.privacy, "test.line", audit.Ref("destruction", made.pk), now=now)
        made.save(force_insert=True)
        DestructionItem.objects.create(
            municipality_id=home.id, destruction=made, kind=Kept.SIGNAL_TAKEN, object_ref=kept.signal_id,
            number="M-X", ended_on=date(2026, 1, 1),
        )  # fmt: skip
    assert destroyed(home.admin, made.pk) == {}
    confirmed(home.admin, pk)
    with acting(home.intake, AFTER):
        assert list(Signal.objects.values_list("pk", flat=True)) == [kept.signal_id]


# --- All of it --------------------------------------------------------------------------------------------------------


def holding(table: str) -> set[str]:
    """Give every table that points at this one, straight or through what points at it."""
    found, before = {table}, set()
    models = list(apps.get_app_config("records").get_models())
    while found != before:
        before = set(found)
        for model in models:
            keys = [f for f in model._meta.concrete_fields if f.is_relation and f.related_model]
            if any(f.related_model._meta.db_table in found for f in keys):
                found.add(model._meta.db_table)
    return found - {table}


def test_no_table_that_holds_something_of_a_case_a_signal_or_a_report_is_left_out() -> None:
    loose = {"message", "draft"}  # they point without a key
    assert holding("case_file") | loose == set(OF_CASE)
    of_signal = holding("signal") | loose | {"signal_receipt"}
    assert of_signal - {"absence_pass"} == set(OF_SIGNAL), "what was passed on stays with its report"
    assert holding("absence_report") == set(OF_ABSENCE)


@pytest.mark.django_db(transaction=True)
def test_of_a_case_nothing_stays_behind(world: World, as_owner: psycopg.Connection[Any]) -> None:
    """After confirmation row, history and drafts are erased."""
    case = a_full_case(world.home)
    far = NOW.replace(year=2047)
    with acting(world.home.privacy, far) as now:
        audit.write(world.home.privacy, "test.line", audit.Ref("case"), now=now)
    with as_owner.transaction():
        as_owner.execute("SELECT set_config('app.line', pg_current_xact_id()::text, true)")
        as_owner.execute("UPDATE case_file SET ends_on = '2046-03-02' WHERE id = %s", [case.case_id])
    tables = [
        t for t in OF_CASE if t not in {"message", "draft", "criterion_fact", "run_event", "clock_said", "decision_ask"}
    ]

    def there() -> dict[str, int]:
        counts = {}
        for table in tables:
            (counts[table],) = as_owner.execute(
                f"SELECT count(*) FROM {table} WHERE case_id = %s".encode(), [case.case_id]
            ).fetchone() or (0,)
        return counts

    assert sum(1 for number in there().values() if number) >= 20
    pk = proposed(world, case.case_id, now=far)
    confirmed(world.home.admin, pk, far)
    assert set(there().values()) == {0}
    with acting(world.home.privacy, far) as now:
        (record,) = destruction_page(world.home.privacy, now=now).records
        assert record.counts == ((Kept.CASE, 1),)
        last = AuditEvent.objects.filter(case_id=case.case_id).order_by("-id").values_list("action", flat=True)[0]
    assert last == "case.erase"
    assert not Case.objects.exists()
