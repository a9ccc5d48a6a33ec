"""The actions of a family: asked, agreed to by the family, shown to their organisation, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sluitend.config.story.acts import Act, Do
from sluitend.config.story.cast import LOCAL_TEAM
from sluitend.config.story.family import Action, Step
from sluitend.config.story.lives import Life
from sluitend.domain.action import Alternative, BottleneckKind, StepKind
from sluitend.domain.case import PersonKind
from sluitend.domain.person import age_on
from sluitend.domain.sharing import ConsentAnswer, Viewer
from sluitend.domain.sharing.consent import CHILD_ALONE_FROM, needed_from
from sluitend.records.models import Bottleneck, Consent
from sluitend.services import actions, disclosures

ASK, CONSENT, SHARE, STEP = range(120, 160, 10)
CONSENT_DAYS = 200
CASE_STEPS = frozenset({StepKind.ACCEPT_AT_TABLE, StepKind.ASK_AGAIN, StepKind.PUT_BACK, StepKind.DROP})


def promises(life: Life) -> Iterator[Act]:
    """Give the acts around every action of a family."""
    for action in life.family.actions:
        yield life.act(action.ago, ASK, _ask(life, action))
        if action.consent:
            yield life.act(action.ago, CONSENT, _consent(life, action))
        if action.withdrawn is not None:
            yield life.act(action.withdrawn, CONSENT, _withdraw(life, action))
        if action.share:
            yield life.act(action.ago, SHARE, _share(life, action))
        for step in action.steps:
            yield life.act(step.ago, STEP, _step(life, action, step), _who(life, action, step))


def _who(life: Life, action: Action, step: Step) -> str:
    """Whoever signs in for the organisation takes its steps; the coordinator writes down what came by another way."""
    contact = life.place.contact(action.org) if action.share and action.org != LOCAL_TEAM else None
    return "" if step.kind in CASE_STEPS or step.kind == "solve" else contact or ""


def _ask(life: Life, action: Action) -> Do:
    def ask(viewer: Viewer, now: datetime) -> None:
        made = actions.ask_action(
            viewer,
            actions.AskAction(
                case_id=life.case,
                organisation_id=life.place.organisations[action.org],
                concerns_id=life.persons[action.about],
                kind=action.kind,
                title=action.title,
                due_on=life.day(action.ago) + timedelta(days=action.due),
                form_key=life.lot.key(),
                goal_id=life.goals[action.goal] if action.goal else None,
                legal_title=action.legal_title,
                lighter_tried=action.lighter,
                remedy=action.remedy,
                paired_with_id=life.actions[action.paired_with] if action.paired_with else None,
            ),
            now=now,
        )
        life.actions[action.key] = made.action_id

    return ask


def _consent(life: Life, action: Action) -> Do:
    answer = {"no": ConsentAnswer.NO, "asked": ConsentAnswer.ASKED}.get(action.consent, ConsentAnswer.YES)
    person, on = life.family.person(action.about), life.day(action.ago)

    def record(viewer: Viewer, now: datetime) -> None:
        age = CHILD_ALONE_FROM if person.kind is PersonKind.ADULT else age_on(life.born(person), on)
        parents = frozenset(life.persons[key] for key in life.family.authority.get(person.key, ()))
        asked = needed_from(life.persons[person.key], age, parents, heightened=life.family.heightened)
        disclosures.record_consent(
            viewer,
            disclosures.RecordConsent(
                case_id=life.case,
                organisation_id=life.place.organisations[action.org],
                items=action.items,
                concerns_id=life.persons[person.key],
                answers=dict.fromkeys(sorted(asked), answer),
                asked_on=on,
                until=on + timedelta(days=CONSENT_DAYS),
                how="thuis, in een gesprek",
                form_key=life.lot.key(),
            ),
            now=now,
        )

    return record


def _withdraw(life: Life, action: Action) -> Do:
    def withdraw(viewer: Viewer, now: datetime) -> None:
        wanted = Consent.objects.filter(
            case_id=life.case,
            organisation_id=life.place.organisations[action.org],
            concerns_id=life.persons[action.about],
        )
        for consent_id in list(wanted.values_list("pk", flat=True)):
            said = life.family.authority.get(action.about, (action.about,))[0]
            disclosures.answer_consent(
                viewer,
                disclosures.AnswerConsent(
                    consent_id, life.persons[said], ConsentAnswer.WITHDRAWN, life.lot.key(), "Ik wil dit niet meer."
                ),
                now=now,
            )

    return withdraw


def _share(life: Life, action: Action) -> Do:
    return lambda viewer, now: disclosures.share_action(
        viewer, disclosures.ShareAction(life.actions[action.key], action.need, life.lot.key()), now=now
    )


def _step(life: Life, action: Action, step: Step) -> Do:
    def solve(viewer: Viewer, now: datetime) -> None:
        stuck = Bottleneck.objects.get(action_id=life.actions[action.key], solved_at=None)
        actions.solve_bottleneck(viewer, actions.SolveBottleneck(stuck.pk, step.words, life.lot.key()), now=now)

    def take(viewer: Viewer, now: datetime) -> None:
        kind = StepKind(step.kind)
        actions.take_step(
            viewer,
            actions.TakeStep(
                life.actions[action.key],
                kind,
                life.lot.key(),
                step.words,
                Alternative(step.extra) if kind is StepKind.DECLINE else None,
                BottleneckKind(step.extra) if kind is StepKind.BLOCK else BottleneckKind.OTHER,
            ),
            now=now,
        )

    return solve if step.kind == "solve" else take
