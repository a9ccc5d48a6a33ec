"""What an organisation would see of an action, and whether it may: the same for the preview, the share and the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sluitend.access import norms
from sluitend.access.gate import CaseAccess
from sluitend.access.parties import party_of
from sluitend.content.legal_titles import default_titles
from sluitend.content.sharing import default_matrix
from sluitend.domain.action import (
    NOBODY_TO_CALL,
    OWN_ORGANISATION,
    ShareDecision,
    ShareFacts,
    Shown,
    check_shown_text,
    decide_share,
    share_until,
)
from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Answer, ConsentState, Decision, find_consent
from sluitend.domain.vocabulary import ActionKind, Category, LifeDomain
from sluitend.records.models import Action, Case, CasePerson, Consent, Membership, Municipality, Organisation
from sluitend.records.shares import consents_of, full_name


@dataclass(frozen=True, slots=True)
class Preview:
    """What the organisation would see, and whether it may.

    shown: exactly that. decision: by which rule. refusal: why it stays inside, or None. consent_id, name_consent_id:
    the consents it would stand on. until: its last day; None when it may not.
    """

    shown: Shown
    decision: ShareDecision
    refusal: Refusal | None
    consent_id: UUID | None
    name_consent_id: UUID | None
    until: date | None


def preview_of(access: CaseAccess, action: Action, *, on: date) -> Preview:
    """Make the copy that the organisation of this action would see, with the decision behind it.

    Writes nothing. The number of statements does not grow with the case.
    """
    organisations = {row.pk: row for row in Organisation.objects.all()}
    recipient = party_of(organisations[action.organisation_id].kind, on)
    persons = {row.pk: row for row in CasePerson.objects.filter(case_id=action.case_id)}
    person = persons[action.concerns_id]
    consents = consents_of(action.case_id)
    part = _consent(consents, action, Category.K16, on)
    name = _consent(consents, action, Category.K1, on)
    goal = action.goal.domain.code if action.goal is not None and action.goal.domain is not None else None
    facts = ShareFacts(
        recipient=recipient,
        about_child=person.kind == "child",
        goal=LifeDomain(goal) if goal else None,
        stages=access.child_stages.get(person.pk, access.stages),
        part=part[1] if part else None,
        name=name[1] if name else None,
        heightened=access.heightened,
    )
    decision = decide_share(facts, matrix=default_matrix(), on=on)
    shown = _shown(action, person, with_birth_date=decision.with_birth_date)
    never = [access.number, *_names(persons.values(), person)]
    never += [row.name for pk, row in organisations.items() if pk != action.organisation_id]
    own = OWN_ORGANISATION if action.organisation_id == access.viewer.organisation_id else None
    refusal = own or decision.refusal or check_shown_text(action.title, never)
    if refusal is None and not shown.phone:
        refusal = NOBODY_TO_CALL
    stands_on = part if part and _needs(decision.part) else None
    name_stands_on = name if name and _needs(decision.name) else None
    days_after = norms.value("action.share_after", on)
    until = share_until(
        [found[1] for found in (stands_on, name_stands_on) if found], action.due_on, on=on, days_after=days_after
    )
    return Preview(
        shown,
        decision,
        refusal,
        stands_on[0].pk if stands_on else None,
        name_stands_on[0].pk if name_stands_on else None,
        until if refusal is None else None,
    )


def _needs(decision: Decision | None) -> bool:
    return decision is not None and decision.allowed and decision.answer is Answer.ALLOW_WITH_CONSENT


def _consent(
    consents: list[tuple[Consent, ConsentState]], action: Action, category: Category, on: date
) -> tuple[Consent, ConsentState] | None:
    state = find_consent(
        [found for _, found in consents],
        partner=action.organisation_id,
        category=category,
        about=action.concerns_id,
        on=on,
    )
    return next(((row, found) for row, found in consents if found is state), None)


def _shown(action: Action, person: CasePerson, *, with_birth_date: bool) -> Shown:
    coordinator = Membership.objects.get(
        pk=Case.objects.values_list("coordinator_id", flat=True).get(pk=action.case_id)
    )
    phone = coordinator.phone or Municipality.objects.values_list("phone", flat=True).get(pk=action.municipality_id)
    title = default_titles().get(action.legal_title)
    return Shown(
        title=action.title,
        kind=ActionKind(action.kind),
        person=full_name(person),
        birth_date=person.birth_date if with_birth_date else None,
        due_on=action.due_on,
        legal_title=f"{title.text_nl} ({title.law})" if title else "",
        caller=coordinator.display_name,
        phone=phone,
    )


def _names(persons: Iterable[CasePerson], concerned: CasePerson) -> list[str]:
    """Give the names of everybody else, without those that the person concerned carries too."""
    own = set(full_name(concerned).casefold().split())
    found: list[str] = []
    for row in persons:
        if row.pk == concerned.pk:
            continue
        parts = [*row.given_names.split(), row.surname]
        found += [part for part in parts if len(part) > 1 and part.casefold() not in own]
    return found
