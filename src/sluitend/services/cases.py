"""Open a case: persons, one coordinator and a deputy; from a decision of intake, or by a coordinator with the criteria."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from sluitend.access import audit, context
from sluitend.domain.case import (
    NUMBER_LETTERS,
    CaseStatus,
    PersonIn,
    ReaderFacts,
    check_children,
    check_coordinator,
    check_deputy,
    check_named,
    check_named_readers,
    check_own_family,
    check_title,
)
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category, Role, Track
from sluitend.records.models import (
    Case,
    CasePerson,
    CriterionFact,
    Decision,
    Membership,
    NamedReader,
    SafetyRoster,
    Signal,
    SignalCaseLink,
)
from sluitend.records.persons import person_rows

PLAN_WITHIN = timedelta(weeks=6)
REVIEW_WITHIN = timedelta(days=182)
KEPT_FOR = timedelta(days=20 * 365 + 5)

OPENERS = frozenset({Role.COORDINATOR, Role.INTAKE, Role.PROTOCOL_COORDINATOR})


@dataclass(frozen=True, slots=True)
class CriterionIn:
    """One entry criterion that the opener ticked (A.14), with the fact that carries it, its source and its date."""

    code: str
    fact: str
    source: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ReaderIn:
    """Somebody who may read a case of heightened safety. on_call: can be phoned when it cannot wait."""

    membership_id: UUID
    on_call: bool = False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What opening a case takes.

    signal_id: the signal it comes from, which becomes linked to the case; None when a coordinator opens it directly.
    decision_id: the integral decision on that signal. criteria: needed when there is no decision.
    heightened: also set when the signal is of heightened safety. readers: who may read it then; empty takes the
    readers of the signal, or else the municipality's roster, and always the coordinator and the deputy.
    """

    signal_id: UUID | None
    title: str
    coordinator_id: UUID
    deputy_id: UUID | None
    persons: tuple[PersonIn, ...]
    track: Track = Track.INTEGRAL
    heightened: bool = False
    decision_id: UUID | None = None
    criteria: tuple[CriterionIn, ...] = ()
    readers: tuple[ReaderIn, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """The case that was opened. person_ids: in the order of the persons given."""

    case_id: UUID
    number: str
    person_ids: tuple[UUID, ...] = ()


def open_case(viewer: Viewer, command: OpenCase, *, now: datetime) -> OpenedCase:
    """Open a case, with its persons, readers and the link to its signal, in one go.

    The opener need not be able to read the case afterwards: an intake worker hands it to the coordinator.

    Raises:
        NotFound: the viewer may not open cases here, or the signal or decision is not there for them.
        Refused: no child, no name, no coordinator who works here, no criteria, too few named readers, or somebody for
            whom this family is closed.
    """
    if not viewer.has(*OPENERS):
        raise NotFound
    day = context.today(now)
    heightened = _of_signal(command) or command.heightened
    roles = _roles_of({command.coordinator_id, command.deputy_id, *(r.membership_id for r in command.readers)}, day)
    readers = _readers(command, roles, day) if heightened else {}
    refuse_any(
        check_title(command.title),
        check_children(command.persons),
        check_named(command.persons),
        check_coordinator(roles.get(command.coordinator_id)),
        check_deputy(
            command.deputy_id, roles.get(command.deputy_id) if command.deputy_id else None, command.coordinator_id
        ),
        _check_entry(command),
        check_named_readers(readers.values()) if heightened else None,
    )
    case = _case_row(viewer, command, heightened, now)
    audit.write(
        viewer,
        "case.open",
        audit.Ref("case", case.pk, case_id=case.pk, signal_id=command.signal_id),
        now=now,
        categories=(Category.K1, Category.K16),
    )
    case.save(force_insert=True)
    _add_readers(case, readers.values(), command, day)
    persons = CasePerson.objects.bulk_create(person_rows(case, command.persons))
    _link(viewer, case, command, now)
    _check_free(case, command)
    return OpenedCase(case.pk, case.number, tuple(person.pk for person in persons))


def _of_signal(command: OpenCase) -> bool:
    """Tell whether the signal behind the case is of heightened safety. Raises NotFound when it is not there."""
    if command.decision_id is not None:
        decision = Decision.objects.filter(pk=command.decision_id, signal_id=command.signal_id).first()
        if decision is None or decision.outcome != Track.INTEGRAL:
            raise NotFound
    if command.signal_id is None:
        return False
    found = Signal.objects.filter(pk=command.signal_id).values_list("heightened", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _roles_of(ids: Iterable[UUID | None], day: date) -> dict[UUID, frozenset[Role]]:
    """Give the roles of those memberships that are active today."""
    rows = Membership.objects.filter(pk__in={i for i in ids if i}, active_from__lte=day).exclude(active_until__lt=day)
    return {pk: frozenset(Role(r) for r in roles) for pk, roles in rows.values_list("pk", "roles")}


def _readers(command: OpenCase, roles: dict[UUID, frozenset[Role]], day: date) -> dict[UUID, ReaderFacts]:
    """Give everyone who will be on the reading list, by membership."""
    listed = [(r.membership_id, r.on_call) for r in command.readers]
    if not listed and command.signal_id is not None:
        rows = NamedReader.objects.filter(signal_id=command.signal_id, until__gte=day)
        listed = list(rows.values_list("membership_id", "on_call"))
    if not listed:
        roster = SafetyRoster.objects.filter(since__lte=day).exclude(until__lt=day)
        listed = list(roster.values_list("membership_id", "on_call"))
    known = {**_roles_of((pk for pk, _ in listed), day), **roles}
    on_call = {pk for pk, is_on_call in listed if is_on_call}
    everyone = [pk for pk, _ in listed] + [pk for pk in (command.coordinator_id, command.deputy_id) if pk]
    return {pk: ReaderFacts(pk, known[pk], pk in on_call) for pk in everyone if pk in known}


def _check_entry(command: OpenCase) -> Refusal | None:
    """A family enters by an integral decision, or with the criteria ticked and the facts that carry them (A.14)."""
    if command.decision_id is not None or any(c.fact.strip() for c in command.criteria):
        return None
    return Refusal(
        "case.criteria",
        N_("Kruis aan waarom dit gezin in aanmerking komt, en schrijf bij elk punt het feit op."),
        field="criteria",
        source="A.14",
    )


def new_number() -> str:
    """Make a case number that says nothing: no order, no date, no place."""
    letters = [secrets.choice(NUMBER_LETTERS) for _ in range(8)]
    return f"C-{''.join(letters[:4])}-{''.join(letters[4:])}"


def _case_row(viewer: Viewer, command: OpenCase, heightened: bool, now: datetime) -> Case:
    day = context.today(now)
    return Case(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        number=new_number(),
        title=command.title.strip(),
        status=CaseStatus.OPENED,
        track=command.track,
        heightened=heightened,
        opened_at=now,
        opened_by_id=viewer.membership_id,
        coordinator_id=command.coordinator_id,
        deputy_id=command.deputy_id,
        plan_due=day + PLAN_WITHIN,
        review_by=day + REVIEW_WITHIN,
        ends_on=day + KEPT_FOR,
    )


def _add_readers(case: Case, readers: Iterable[ReaderFacts], command: OpenCase, day: date) -> None:
    holders = {command.coordinator_id, command.deputy_id}
    NamedReader.objects.bulk_create(
        NamedReader(
            municipality_id=case.municipality_id,
            case=case,
            membership_id=reader.membership_id,
            on_call=reader.on_call,
            since=day,
            # Whoever holds the case keeps it readable: a list that lapses must not close it for everybody.
            until=case.ends_on if reader.membership_id in holders else case.review_by,
        )
        for reader in readers
    )


def _link(viewer: Viewer, case: Case, command: OpenCase, now: datetime) -> None:
    if command.signal_id is not None:
        SignalCaseLink.objects.create(
            municipality_id=case.municipality_id,
            signal_id=command.signal_id,
            case=case,
            linked_by_id=viewer.membership_id,
            linked_at=now,
        )
    if command.decision_id is None:
        decision = Decision(
            id=uuid.uuid4(),
            municipality_id=case.municipality_id,
            case=case,
            kind="entry",
            outcome=command.track,
            rule="A.14",
            rule_version="1",
            decided_by_id=viewer.membership_id,
            decided_at=now,
            ends_on=case.review_by,
        )
        decision.save(force_insert=True)
        CriterionFact.objects.bulk_create(
            CriterionFact(
                municipality_id=case.municipality_id,
                decision=decision,
                code=c.code,
                fact=c.fact,
                fact_source=c.source,
                fact_on=c.on,
            )
            for c in command.criteria
        )


def _check_free(case: Case, command: OpenCase) -> None:
    """Refuse when one of the people who get the case closed this family for themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_case_reader(%s, %s)", [case.pk, command.coordinator_id])
        coordinator = cursor.fetchone()[0]
        deputy = True
        if command.deputy_id:
            cursor.execute("SELECT app_case_reader(%s, %s)", [case.pk, command.deputy_id])
            deputy = cursor.fetchone()[0]
    refuse_any(check_own_family(coordinator, field="coordinator"), check_own_family(deputy, field="deputy"))
