"""Open a case: persons, one coordinator and a deputy; from a decision of intake, or by a coordinator with the criteria."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sluitend.access import audit, context, norms
from sluitend.access.concern import may_hold_bsn
from sluitend.access.once import once
from sluitend.access.staff import free_for, on_roster, roles_of
from sluitend.access.words import check_words
from sluitend.content.criteria import criteria
from sluitend.content.sharing import default_matrix
from sluitend.domain.case import (
    NUMBER_LENGTH,
    NUMBER_LETTERS,
    CaseStatus,
    PersonIn,
    ReaderFacts,
    check_case_bsn,
    check_children,
    check_coordinator,
    check_deputy,
    check_named_readers,
    check_own_family,
    check_persons,
    check_title,
    new_number,
)
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.plan import PlanStatus, plan_clock
from sluitend.domain.sharing import Viewer
from sluitend.domain.transfer import TransferKind
from sluitend.domain.triage import DECIDERS, CriterionFact, Outcome, check_criteria
from sluitend.domain.vocabulary import N_, Category, Role, Track
from sluitend.records import models, persons
from sluitend.services import messages

FIRST_ADDRESS = N_("Eerste adres")
RAN_BEFORE = "ran_before"
FROM_OPENING = N_("Bij het openen van de casus")

OPENERS = DECIDERS | {Role.COORDINATOR}
"""Who opens a case: whoever decides about a concern on that decision, a coordinator also without one."""


@dataclass(frozen=True, slots=True)
class ReaderIn:
    """Somebody who may read a case of heightened safety. on_call: can be phoned when it cannot wait."""

    membership_id: UUID
    on_call: bool = False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What opening a case takes.

    signal_id: the signal it comes from, which becomes linked to the case; None when a coordinator opens it directly.
    decision_id: the integral decision on that signal. criteria: needed when there is no decision (A.14).
    transfer_id: the offer of another municipality whose help is continued (Jeugdwet 2.7a), instead of either.
    running_id: the matter that ran before, which its coordinator confirms, instead of all of these.
    heightened: also set when the signal is of heightened safety. readers: who may read it then; empty takes the
    readers of the signal, or else the municipality's roster, and always the coordinator and the deputy.
    quote: words that the guard points at are a necessary quote of the family.
    """

    signal_id: UUID | None
    title: str
    coordinator_id: UUID
    deputy_id: UUID | None
    persons: tuple[PersonIn, ...]
    track: Track = Track.INTEGRAL
    heightened: bool = False
    decision_id: UUID | None = None
    criteria: tuple[CriterionFact, ...] = ()
    readers: tuple[ReaderIn, ...] = ()
    quote: bool = False
    form_key: UUID | None = None
    transfer_id: UUID | None = None
    running_id: UUID | None = None

    @property
    def needs_criteria(self) -> bool:
        """Tell whether nobody decided about it yet: not intake, nor another municipality, nor anybody before Sluitend."""
        return self.decision_id is None and self.transfer_id is None and self.running_id is None

    @property
    def ruling(self) -> tuple[str, str]:
        """Give the rule on which the case opens without a decision of intake, with the version of its content."""
        if self.transfer_id is not None:
            return str(TransferKind.CASE.ruling.rule), default_matrix().version
        return ("A.14" if self.running_id is None else RAN_BEFORE), criteria().version


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """The case that was opened. person_ids: in the order of the persons given."""

    case_id: UUID
    number: str
    person_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """What was found before opening: whether it is of heightened safety, and who will be able to read it then."""

    heightened: bool
    readers: tuple[ReaderFacts, ...] = field(default=())


def open_case(viewer: Viewer, command: OpenCase, *, now: datetime) -> OpenedCase:
    """Open a case with its persons, its plan to be made, its readers and the link to its signal, in one go.

    The opener need not be able to read the case afterwards: an intake worker hands it to the coordinator.

    Raises:
        NotFound: the viewer may not open cases here, or the signal or decision is not there for them.
        Refused: no child, no name, no coordinator who works here, no criteria, too few named readers, or somebody for
            whom this family is closed.
    """
    if not viewer.has(*OPENERS) or (command.needs_criteria and not viewer.has(Role.COORDINATOR)):
        raise NotFound

    def make() -> dict[str, str]:
        made = _open(viewer, command, now)
        return {"case": str(made.case_id), "number": made.number, "persons": " ".join(map(str, made.person_ids))}

    if command.form_key is None:
        return _open(viewer, command, now)
    made = once(viewer, command.form_key, "case.open", make, now=now)
    return OpenedCase(UUID(made["case"]), made["number"], tuple(UUID(pk) for pk in made["persons"].split()))


def _open(viewer: Viewer, command: OpenCase, now: datetime) -> OpenedCase:
    day = context.today(now)
    entry = _check(viewer, command, day, now)
    with transaction.atomic():
        case = _case_row(viewer, command, entry.heightened, now)
        ref = audit.Ref("case", case.pk, case_id=case.pk, signal_id=command.signal_id)
        audit.write(viewer, "case.open", ref, now=now, categories=(Category.K1, Category.K16))
        case.save(force_insert=True)
        models.Plan(municipality_id=case.municipality_id, case=case, status=PlanStatus.MAKING, made_at=now).save(
            force_insert=True
        )
        rows = models.CasePerson.objects.bulk_create(persons.person_rows(case, command.persons))
        _add_homes(case, zip(rows, command.persons, strict=True), day)
        persons.write_keys(case, command.persons, rows)
        _add_readers(case, entry.readers, command, day)
        _link(viewer, case, command, now)
        _check_free(case, command)
        about = messages.About(MessagePage.CASE, case.pk, case_id=case.pk)
        messages.tell(viewer, MessageKind.HANDOVER, about, whom=messages.Whom.HOLDERS, now=now)
    return OpenedCase(case.pk, case.number, tuple(row.pk for row in rows))


def _check(viewer: Viewer, command: OpenCase, day: date, now: datetime) -> _Entry:
    """Raise with everything that is not right at once; else give what was found."""
    _must_be_offered(command)
    _must_be_entered(viewer, command)
    heightened = _signal_heightened(command) or command.heightened
    roles = roles_of({command.coordinator_id, command.deputy_id}, day)
    readers = _readers(command, day) if heightened else ()
    facts = {f"{one.code}_fact": one.fact for one in command.criteria}
    refuse_any(
        check_title(command.title),
        check_children(command.persons),
        *check_persons(command.persons, today=day),
        check_case_bsn(command.persons, may_hold=may_hold_bsn(viewer)),
        check_coordinator(roles.get(command.coordinator_id)),
        check_deputy(command.deputy_id, roles.get(command.deputy_id or command.coordinator_id), command.coordinator_id),
        *(check_criteria(command.criteria) if command.needs_criteria else ()),
        check_named_readers(readers) if heightened else None,
        *check_words(viewer, {"title": command.title, **facts}, quote=command.quote, now=now),
    )
    return _Entry(heightened, readers)


def _must_be_offered(command: OpenCase) -> None:
    """Raise NotFound when the case would continue what nobody offered, or what was answered already."""
    if command.transfer_id is None:
        return
    offered = models.TransferOffer.objects.filter(pk=command.transfer_id, kind=TransferKind.CASE, answered_at=None)
    if not offered.exclude(opened_at=None).exists():
        raise NotFound


def _must_be_entered(viewer: Viewer, command: OpenCase) -> None:
    """Raise NotFound when the case would stand for a matter that nobody entered for this coordinator, or that was answered."""
    if command.running_id is None:
        return
    entered = models.RunningMatter.objects.filter(pk=command.running_id, answer="", coordinator_id=viewer.membership_id)
    if command.coordinator_id != viewer.membership_id or not entered.exists():
        raise NotFound


def _signal_heightened(command: OpenCase) -> bool:
    """Tell whether the signal behind the case is of heightened safety.

    Raises:
        NotFound: the signal is not there for the viewer, or the decision is not an integral one on that signal.
    """
    if command.decision_id is not None:
        decided = models.Decision.objects.filter(pk=command.decision_id).exclude(signal=None)
        decided = decided.filter(signal=command.signal_id) if command.signal_id else decided.none()
        if not decided.filter(outcome=Outcome.INTEGRAL).exists():
            raise NotFound
    if command.signal_id is None:
        return False
    found = models.Signal.objects.filter(pk=command.signal_id).values_list("heightened", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _readers(command: OpenCase, day: date) -> tuple[ReaderFacts, ...]:
    """Give everyone who will be on the reading list: those asked for, or of the signal, or the roster; and who holds the case."""
    listed = [(reader.membership_id, reader.on_call) for reader in command.readers]
    if not listed and command.signal_id is not None:
        named = models.NamedReader.objects.filter(signal_id=command.signal_id, until__gte=day)
        listed = list(named.values_list("membership_id", "on_call"))
    if not listed:
        listed = list(on_roster(day).values_list("membership_id", "on_call"))
    on_call = {pk for pk, is_on_call in listed if is_on_call}
    everyone = dict.fromkeys([*(pk for pk, _ in listed), command.coordinator_id, command.deputy_id])
    known = roles_of(everyone, day)
    return tuple(ReaderFacts(pk, known[pk], pk in on_call) for pk in everyone if pk in known)


def _case_row(viewer: Viewer, command: OpenCase, heightened: bool, now: datetime) -> models.Case:
    day = context.today(now)
    return models.Case(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        number=new_number(secrets.choice(NUMBER_LETTERS) for _ in range(NUMBER_LENGTH)),
        title=command.title.strip(),
        status=CaseStatus.OPENED,
        track=command.track,
        heightened=heightened,
        opened_at=now,
        opened_by_id=viewer.membership_id,
        coordinator_id=command.coordinator_id,
        deputy_id=command.deputy_id,
        plan_due=norms.due_day("plan.first", plan_clock(day, None, None, not_offered_on=None).start),
        review_by=norms.due_day("case.review", day),
        ends_on=norms.due_day("case.keep", day),
    )


def _add_homes(case: models.Case, people: Iterable[tuple[models.CasePerson, PersonIn]], day: date) -> None:
    """Let the case begin with the addresses that came with its people."""
    homes: dict[tuple[str, str], list[models.CasePerson]] = {}
    for row, person in people:
        if person.postcode:
            homes.setdefault((person.postcode, person.house_number), []).append(row)
    for (postcode, house_number), rows in homes.items():
        home = models.Household(
            id=uuid.uuid4(),
            municipality_id=case.municipality_id,
            case=case,
            label=FIRST_ADDRESS,
            postcode=postcode,
            house_number=house_number,
            bron=FROM_OPENING,
            as_of=day,
        )
        home.save(force_insert=True)
        models.HouseholdMember.objects.bulk_create(
            models.HouseholdMember(
                municipality_id=case.municipality_id, case=case, household=home, person=row, since=day
            )
            for row in rows
        )


def _add_readers(case: models.Case, readers: Iterable[ReaderFacts], command: OpenCase, day: date) -> None:
    """Put everybody on the reading list for whom this family is not closed; with too few of them nothing opens."""
    if not readers:
        return
    free = [reader for reader in readers if free_for(case.pk, reader.membership_id)]
    refuse_any(check_named_readers(free))
    holders = {command.coordinator_id, command.deputy_id}
    models.NamedReader.objects.bulk_create(
        models.NamedReader(
            municipality_id=case.municipality_id,
            case=case,
            membership_id=reader.membership_id,
            on_call=reader.on_call,
            since=day,
            # Whoever holds the case keeps it readable: a list that lapses must not close it for everybody.
            until=case.ends_on if reader.membership_id in holders else case.review_by,
        )
        for reader in free
    )


def _link(viewer: Viewer, case: models.Case, command: OpenCase, now: datetime) -> None:
    """Keep where the case comes from: the signal it is linked to, or the decision with its criteria."""
    if command.signal_id is not None:
        models.SignalCaseLink(
            municipality_id=case.municipality_id,
            signal_id=command.signal_id,
            case=case,
            linked_by_id=viewer.membership_id,
            linked_at=now,
        ).save(force_insert=True)
    if command.decision_id is not None:
        return
    decision = models.Decision(
        id=uuid.uuid4(),
        municipality_id=case.municipality_id,
        case=case,
        kind="entry",
        outcome=Outcome.INTEGRAL,
        rule=command.ruling[0],
        rule_version=command.ruling[1],
        decided_by_id=viewer.membership_id,
        decided_at=now,
        ends_on=case.review_by,
    )
    decision.save(force_insert=True)
    models.CriterionFact.objects.bulk_create(
        models.CriterionFact(
            municipality_id=case.municipality_id,
            decision=decision,
            code=one.code,
            fact=one.fact,
            fact_source=one.source,
            fact_on=one.on,
        )
        for one in command.criteria
    )


def _check_free(case: models.Case, command: OpenCase) -> None:
    """Refuse when whoever gets the case closed this family for themselves."""
    refuse_any(
        check_own_family(free_for(case.pk, command.coordinator_id), field="coordinator"),
        check_own_family(command.deputy_id is None or free_for(case.pk, command.deputy_id), field="deputy"),
    )
