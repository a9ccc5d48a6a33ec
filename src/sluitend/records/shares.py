"""From rows to what decides whether an action may leave its case, and the end of a share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.domain.action import ShareEnd, Shown
from sluitend.domain.case import PersonKind
from sluitend.domain.case.people import HELD
from sluitend.domain.person import age_on
from sluitend.domain.sharing import ConsentAnswer, ConsentState
from sluitend.domain.sharing.consent import CHILD_ALONE_FROM, CHILD_JOINS_FROM
from sluitend.domain.vocabulary import ActionKind, Category
from sluitend.records.models import Action, ActionShare, CasePerson, Consent, ConsentAsked, ParentalAuthority


def full_name(person: CasePerson) -> str:
    """Write the name of a person of a case as people say it."""
    return " ".join(part for part in (person.given_names, person.prefix, person.surname) if part)


def consent_state(row: Consent, asked_of: Iterable[UUID]) -> ConsentState | None:
    """Make the value the sharing rules ask for; None for a consent that is not about an organisation."""
    if row.organisation_id is None:
        return None
    return ConsentState(
        partner=row.organisation_id,
        category=Category(row.item),
        about=row.concerns_id,
        asked_of=frozenset(asked_of),
        asked_on=row.asked_on,
        answer=ConsentAnswer(row.answer),
        until=row.until,
    )


def consents_of(case_id: UUID) -> list[tuple[Consent, ConsentState]]:
    """Give every consent for an organisation in a case, with its value; two statements however many there are."""
    rows = list(Consent.objects.filter(case_id=case_id).exclude(organisation=None).order_by("asked_on", "id"))
    asked: dict[UUID, set[UUID]] = {}
    pairs = ConsentAsked.objects.filter(case_id=case_id).values_list("consent_id", "person_id")
    for consent_id, person_id in pairs:
        asked.setdefault(consent_id, set()).add(person_id)
    states = [(row, consent_state(row, asked.get(row.pk, ()))) for row in rows]
    return [(row, state) for row, state in states if state is not None]


def shown_of(share: ActionShare) -> Shown:
    """Give exactly what the organisation sees, from the copy that was kept."""
    return Shown(
        title=share.shown_title,
        kind=ActionKind(share.shown_kind),
        person=share.shown_person,
        birth_date=share.shown_birth_date,
        due_on=share.shown_due_on,
        legal_title=share.shown_legal_title,
        caller=share.coordinator_name,
        phone=share.coordinator_phone,
    )


def end_shares(actions: Iterable[UUID], because: ShareEnd, now: datetime) -> int:
    """Bring actions back inside: their organisation sees nothing from the next request on. Gives how many it saw."""
    ids = list(actions)
    ended = ActionShare.objects.filter(action_id__in=ids, ended_at=None).update(ended_at=now, ended_because=because)
    Action.objects.filter(pk__in=ids, outward=True).update(outward=False)
    return ended


def live_shares(case_id: UUID, on: date) -> dict[UUID, ActionShare]:
    """Give the shares of a case that run today, by action."""
    rows = ActionShare.objects.filter(case_id=case_id, ended_at=None, until__gte=on)
    return {row.action_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class ConsentPerson:
    """Whose data it is about, as the age rules need it. age: in whole years on the day of asking."""

    age: int
    parents_with_authority: frozenset[UUID]


AGE_WHEN_UNKNOWN = {PersonKind.CHILD: CHILD_JOINS_FROM, PersonKind.ADULT: CHILD_ALONE_FROM}
"""Without a birth date the age that asks most people: of a child both the parents and the child itself."""


def consent_person(person: CasePerson, on: date) -> ConsentPerson:
    """Give the age of a person on a day and who has authority over them then."""
    held = ParentalAuthority.objects.filter(child=person, kind__in=HELD).exclude(holder=None)
    held = held.exclude(ended_on__lte=on)
    born = person.birth_date
    age = AGE_WHEN_UNKNOWN[PersonKind(person.kind)] if born is None or born > on else age_on(born, on)
    return ConsentPerson(age, frozenset(held.values_list("holder_id", flat=True)))
