"""What the family was asked and what it said: for each partner, each kind of data, each person, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import CaseAccess, enter_case
from sluitend.access.parties import party_of
from sluitend.content.sharing import default_matrix
from sluitend.domain.clock import add_months
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import ConsentAnswer, Viewer, may_share, needed_from, valid
from sluitend.domain.sharing.consent import CHILD_ALONE_FROM, CHILD_JOINS_FROM, NOBODY_WITH_AUTHORITY
from sluitend.domain.vocabulary import N_, Category, Party, Purpose, Stage, Worded
from sluitend.queries.case_head import CaseHead, head_of, plan_of
from sluitend.records.models import ActionShare, CasePerson, Consent, ConsentAsked, Organisation
from sluitend.records.shares import consent_person, consent_state, full_name

T = TypeVar("T", Organisation, CasePerson)

SHOWN = (Category.K1, Category.K2, Category.K16)
_PLAN_RUNS = frozenset({Stage.S2, Stage.S3})


class WhoDecides(Worded):
    """Who says yes or no about somebody's data, by age (Jeugdwet 7.3.4 and 7.3.5)."""

    PARENTS = "parents", N_("Jonger dan 12 jaar: de ouders met gezag beslissen.")
    TOGETHER = "together", N_("Van 12 tot 16 jaar: de ouders met gezag en het kind beslissen samen.")
    ALONE = "alone", N_("Vanaf 16 jaar beslist iemand zelf.")
    HEIGHTENED = (
        "heightened",
        N_("Bij verhoogde veiligheid vraagt u het alleen aan de persoon zelf, en aan niemand thuis."),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """One person who was asked."""

    person_id: UUID
    name: str
    answer: ConsentAnswer
    answered_on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent, as it was asked and answered.

    holds: it counts today. ended: its last day has passed. replaced: it was asked again later, and that answer counts.
    carries: actions an organisation sees on it.
    """

    consent_id: UUID
    organisation: str
    item: Category
    concerns: str
    answer: ConsentAnswer
    asked: tuple[Answered, ...]
    asked_on: date
    until: date
    how: str
    holds: bool
    ended: bool
    replaced: bool
    carries: int

    @property
    def said_on(self) -> date | None:
        """Give the day of a no or a withdrawal; None for any other answer."""
        if self.answer not in {ConsentAnswer.NO, ConsentAnswer.WITHDRAWN}:
            return None
        days = [one.answered_on for one in self.asked if one.answer is self.answer and one.answered_on]
        return max(days, default=self.asked_on)


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """Every consent of a case: those that count or wait, and those that are over."""

    head: CaseHead
    current: tuple[ConsentRow, ...]
    over: tuple[ConsentRow, ...]
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something to choose."""

    id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class ConsentOptions:
    """What the form for a consent offers, once the organisation and the person are known.

    items: the kinds of data that a rule lets go between this organisation and the case only with consent. ask: who
    must be asked; decides: why they. refusal: why it cannot be asked now. latest: the last day it may hold.
    """

    case_id: UUID
    title: str
    organisations: tuple[Named, ...]
    persons: tuple[Named, ...]
    organisation: Named | None
    person: Named | None
    items: tuple[Category, ...]
    ask: tuple[Named, ...]
    decides: WhoDecides | None
    latest: date
    refusal: Refusal | None


def consent_page(viewer: Viewer, case_id: UUID, *, now: datetime) -> ConsentPage:
    """List what was asked and answered. The number of statements does not grow with the list.

    Raises:
        NotFound: there is no such case for this viewer, or the plan is not theirs to read.
    """
    access = _enter(viewer, case_id, "consent.list", now)
    day = context.today(now)
    people = CasePerson.objects.filter(case_id=case_id).order_by("position", "id")
    names = {person.pk: full_name(person) for person in people}
    place = {pk: number for number, pk in enumerate(names)}
    asked: dict[UUID, list[Answered]] = {}
    for one in sorted(ConsentAsked.objects.filter(case_id=case_id), key=lambda one: place[one.person_id]):
        given = Answered(one.person_id, names[one.person_id], ConsentAnswer(one.answer), one.answered_on, one.words)
        asked.setdefault(one.consent_id, []).append(given)
    carries: dict[UUID, int] = {}
    shares = ActionShare.objects.filter(case_id=case_id, ended_at=None, until__gte=day)
    for pair in shares.values_list("consent_id", "name_consent_id"):
        for pk in {pk for pk in pair if pk}:
            carries[pk] = carries.get(pk, 0) + 1
    rows = Consent.objects.filter(case_id=case_id).select_related("organisation").exclude(organisation=None)
    found = []
    newest: set[tuple[UUID | None, str, UUID]] = set()
    # As the rule for sharing reads them: what was asked last counts, and on one day what is not a yes.
    for row in sorted(rows, key=lambda row: (row.asked_on, row.answer != "yes", row.until), reverse=True):
        key = (row.organisation_id, row.item, row.concerns_id)
        told = asked.get(row.pk, [])
        found.append(_row(row, names, told, carries.get(row.pk, 0), day, replaced=key in newest))
        newest.add(key)
    waits = {ConsentAnswer.ASKED, ConsentAnswer.YES}
    current = tuple(row for row in found if not row.ended and not row.replaced and row.answer in waits)
    over = tuple(row for row in found if row.ended or row.replaced or row.answer not in waits)
    return ConsentPage(head_of(access, plan_of(case_id), now=now), current, over, access.check_write(Category.K16))


def consent_options(
    viewer: Viewer, case_id: UUID, organisation_id: UUID | None, person_id: UUID | None, *, now: datetime
) -> ConsentOptions:
    """Give what the form offers for this organisation and person.

    Raises:
        NotFound: there is no such case, organisation or person for this viewer.
    """
    access = _enter(viewer, case_id, "consent.form", now)
    day = context.today(now)
    organisations = Organisation.objects.filter(active_from__lte=day).exclude(active_until__lt=day).order_by("name")
    others = [row for row in organisations if row.pk != viewer.organisation_id]
    people = list(CasePerson.objects.filter(case_id=case_id, left_on=None).order_by("position"))
    organisation = _pick(others, organisation_id)
    person = _pick(people, person_id)
    ask: tuple[Named, ...] = ()
    decides, refusal = None, access.check_write(Category.K16)
    if person is not None:
        who = consent_person(person, day)
        needed = needed_from(person.pk, who.age, who.parents_with_authority, heightened=access.heightened)
        ask = tuple(Named(p.pk, full_name(p)) for p in people if p.pk in needed)
        decides = _decides(who.age, heightened=access.heightened)
        refusal = refusal or (None if needed else NOBODY_WITH_AUTHORITY)
    party = party_of(organisation.kind, day) if organisation else None
    return ConsentOptions(
        case_id=case_id,
        title=access.row.title,
        organisations=tuple(Named(o.pk, o.name) for o in others),
        persons=tuple(Named(p.pk, full_name(p)) for p in people),
        organisation=Named(organisation.pk, organisation.name) if organisation else None,
        person=Named(person.pk, full_name(person)) if person else None,
        items=_items(party, day) if party else (),
        ask=ask,
        decides=decides,
        latest=add_months(day, norms.value("consent.longest", day)),
        refusal=refusal,
    )


def _enter(viewer: Viewer, case_id: UUID, action: str, now: datetime) -> CaseAccess:
    access = enter_case(viewer, case_id, action=action, categories=SHOWN, now=now)
    if access.check(Category.K16) is not None:
        raise NotFound
    return access


def _pick(rows: Iterable[T], pk: UUID | None) -> T | None:
    """Give the row with this id; None when nothing was chosen. Raises NotFound for an id that is not offered."""
    if pk is None:
        return None
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise NotFound
    return found


def _decides(age: int, *, heightened: bool) -> WhoDecides:
    if heightened:
        return WhoDecides.HEIGHTENED
    if age >= CHILD_ALONE_FROM:
        return WhoDecides.ALONE
    return WhoDecides.TOGETHER if age >= CHILD_JOINS_FROM else WhoDecides.PARENTS


def _items(party: Party, day: date) -> tuple[Category, ...]:
    """Give the kinds of data that go between this organisation and the case only with consent, either way."""
    ways = ((Party.COORDINATOR, party), (party, Party.COORDINATOR))
    return tuple(c for c in Category if any(_asks_consent(sender, to, c, day) for sender, to in ways))


def _asks_consent(sender: Party, recipient: Party, category: Category, day: date) -> bool:
    decision = may_share(
        sender=sender,
        recipient=recipient,
        category=category,
        stages=_PLAN_RUNS,
        purpose=Purpose.ACCESS_AND_DIRECTION,
        consent=None,
        heightened=False,
        matrix=default_matrix(),
        on=day,
    )
    return decision.reason == "sharing.no_consent"


def _row(
    row: Consent, names: dict[UUID, str], asked: list[Answered], carries: int, day: date, *, replaced: bool
) -> ConsentRow:
    return ConsentRow(
        consent_id=row.pk,
        organisation=row.organisation.name if row.organisation else "",
        item=Category(row.item),
        concerns=names[row.concerns_id],
        answer=ConsentAnswer(row.answer),
        asked=tuple(asked),
        asked_on=row.asked_on,
        until=row.until,
        how=row.how,
        replaced=replaced,
        holds=not replaced and valid(consent_state(row, [one.person_id for one in asked]), day),
        ended=row.until < day,
        carries=carries,
    )
