"""Ask the family for consent, and let an organisation see its own action: on a rule, as a frozen copy, until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sluitend.access import audit, context, norms
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.once import once
from sluitend.access.sharing import Preview, preview_of
from sluitend.access.words import check_words
from sluitend.domain.action import NO_NEED, ActionStatus, ShareEnd, Side, StepKind, check_step, joint_answer
from sluitend.domain.clock import add_months
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.sharing import ConsentAnswer, ConsentState, Viewer, check_consent
from sluitend.domain.vocabulary import N_, Category, Purpose
from sluitend.records.models import Action, ActionShare, CasePerson, Consent, ConsentAsked, Organisation
from sluitend.records.shares import consent_person, end_shares, live_shares
from sluitend.services import messages

NO_ITEM = Refusal("consent.item", N_("Kies waar de toestemming over gaat."), field="items")
ASKED_IN_FUTURE = Refusal(
    "consent.asked_in_future", N_("Deze dag moet nog komen. Kies vandaag of eerder."), field="asked_on"
)
TOO_LONG = Refusal(
    "consent.too_long", N_("Toestemming geldt ten hoogste %(months)s maanden. Kies een eerdere dag."), field="until"
)
ALREADY_ENDED = Refusal("consent.withdrawn_already", N_("Deze toestemming is al ingetrokken."))
NOT_SHARED = Refusal("share.not_shared", N_("Deze organisatie ziet de actie nu niet."))
ALREADY_SHARED = Refusal("share.shared", N_("Deze organisatie ziet de actie al."))


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """What was asked of the family and what was answered.

    organisation_id: the partner it is for. items: the kinds of data; each becomes a consent of its own. concerns_id:
    whose data. answers: for everyone who was asked, what they said. words: in their own words. until: the last day.
    """

    case_id: UUID
    organisation_id: UUID
    items: tuple[Category, ...]
    concerns_id: UUID
    answers: Mapping[UUID, ConsentAnswer]
    asked_on: date
    until: date
    how: str
    form_key: UUID
    words: Mapping[UUID, str] = field(default_factory=dict, repr=False)
    quote: bool = False


@dataclass(frozen=True, slots=True)
class AnswerConsent:
    """What one person says now: yes, no, or withdrawn."""

    consent_id: UUID
    person_id: UUID
    answer: ConsentAnswer
    form_key: UUID
    words: str = field(default="", repr=False)
    quote: bool = False


@dataclass(frozen=True, slots=True)
class ShareAction:
    """Let the organisation of an action see it. need: why it must know."""

    action_id: UUID
    need: str
    form_key: UUID


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take an action back inside."""

    action_id: UUID
    form_key: UUID


@dataclass(frozen=True, slots=True)
class ConsentDone:
    """What came of it: the case, and how many organisations' views of an action ended with it."""

    case_id: UUID
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Shared:
    """The share that was made. until: the last day."""

    action_id: UUID
    case_id: UUID
    until: date


def record_consent(viewer: Viewer, command: RecordConsent, *, now: datetime) -> ConsentDone:
    """Write down a consent as it was asked and answered, one for each kind of data.

    Raises:
        NotFound: the case, the organisation or one of the persons is not there for the viewer.
        Refused: not everyone was asked who must be, the days are not possible, or nothing was chosen.
    """
    access = case_access(viewer, command.case_id, now=now)
    refuse_any(access.check_write(Category.K16))
    day = context.today(now)
    person = _person(command.case_id, command.concerns_id)
    known = set(CasePerson.objects.filter(case_id=command.case_id).values_list("pk", flat=True))
    if not set(command.answers) <= known or not _partner(viewer, command.organisation_id, day):
        raise NotFound
    longest = norms.value("consent.longest", day)
    refuse_any(
        NO_ITEM if not command.items else None,
        ASKED_IN_FUTURE if command.asked_on > day else None,
        _too_long(command, longest),
        _check_asked(access, command, person),
        *check_words(viewer, {"words": " ".join(command.words.values())}, quote=command.quote, now=now),
    )

    def make() -> dict[str, str]:
        audit.write(
            viewer,
            "consent.record",
            audit.Ref("consent", case_id=command.case_id, person_id=command.concerns_id),
            now=now,
            categories=(Category.K16,),
            why=audit.Why(rule="F.7b", ground=access.reason.value),
        )
        for item in command.items:
            made = _add_consent(viewer, command, item)
            if made.answer != ConsentAnswer.YES:
                _end_on(made, now)  # what was said last counts
        return {"case": str(command.case_id)}

    once(viewer, command.form_key, "consent.record", make, now=now)
    return ConsentDone(command.case_id)


def answer_consent(viewer: Viewer, command: AnswerConsent, *, now: datetime) -> ConsentDone:
    """Write down what one person says. A no or a withdrawal ends what stood on it, from the next request on.

    Raises:
        NotFound: the consent, or the person among those who were asked, is not there for the viewer.
        Refused: the viewer may not write the plan, or this person had withdrawn already.
    """
    consent = Consent.objects.select_for_update().filter(pk=command.consent_id).first()
    if consent is None:
        raise NotFound
    access = case_access(viewer, consent.case_id, now=now)
    asked = ConsentAsked.objects.filter(consent=consent, person_id=command.person_id).first()
    if asked is None:
        raise NotFound
    day = context.today(now)

    def make() -> dict[str, str]:
        refuse_any(
            access.check_write(Category.K16),
            ALREADY_ENDED if asked.answer == ConsentAnswer.WITHDRAWN else None,
            *check_words(viewer, {"words": command.words}, quote=command.quote, now=now),
        )
        audit.write(
            viewer,
            f"consent.{command.answer}",
            audit.Ref("consent", consent.pk, case_id=consent.case_id, person_id=consent.concerns_id),
            now=now,
            categories=(Category.K16,),
            why=audit.Why(rule="F.7b", ground=access.reason.value),
        )
        asked.answer, asked.answered_on, asked.words = command.answer, day, command.words
        asked.save(update_fields=["answer", "answered_on", "words"])
        answers = ConsentAsked.objects.filter(consent=consent).values_list("answer", flat=True)
        consent.answer = joint_answer(ConsentAnswer(answer) for answer in answers)
        consent.withdrawn_on = day if consent.answer == ConsentAnswer.WITHDRAWN else None
        consent.version += 1
        consent.save(update_fields=["answer", "withdrawn_on", "version"])
        ended = 0 if consent.answer == ConsentAnswer.YES else _end_on(consent, now)
        if consent.answer == ConsentAnswer.WITHDRAWN:
            about = messages.About(MessagePage.CASE, consent.case_id, case_id=consent.case_id)
            whom, event = messages.Whom.HOLDERS, f"{consent.pk} {consent.version}"
            messages.tell(viewer, MessageKind.CONSENT_ENDED, about, whom=whom, event=event, now=now)
        return {"ended": str(ended)}

    made = once(viewer, command.form_key, f"consent.{command.answer}", make, now=now)
    return ConsentDone(consent.case_id, int(made["ended"]))


def share_action(viewer: Viewer, command: ShareAction, *, now: datetime) -> Shared:
    """Let the organisation see its action: exactly the copy of the preview, on its rule, until its day.

    Raises:
        NotFound: there is no such action in a case of the viewer.
        Refused: no rule allows it, a consent is missing, the text says too much, it is over, or no need was written.
    """
    action = Action.objects.select_for_update().filter(pk=command.action_id).first()
    if action is None:
        raise NotFound
    access = case_access(viewer, action.case_id, now=now)
    day = context.today(now)

    def make() -> dict[str, str]:
        preview = preview_of(access, action, on=day)
        over = check_step(ActionStatus(action.status), StepKind.DROP, Side.CASE)
        refuse_any(
            access.check_write(Category.K16),
            over,
            NO_NEED if not command.need.strip() else None,
            ALREADY_SHARED if action.pk in live_shares(action.case_id, day) else None,
            preview.refusal,
            *check_words(viewer, {"need": command.need}, quote=False, now=now),
        )
        share = _share_row(viewer, action, preview, command.need, now)
        audit.write(
            viewer,
            "action.share",
            audit.Ref("action", action.pk, case_id=action.case_id, person_id=action.concerns_id),
            now=now,
            categories=preview.decision.categories,
            fields=("title", "person") + (("birth_date",) if share.shown_birth_date else ()),
            why=audit.Why(Purpose.ACCESS_AND_DIRECTION, share.ground, f"F.7 regel {share.rule}"),
        )
        ActionShare.objects.filter(action=action, ended_at=None).update(ended_at=now, ended_because=ShareEnd.CHANGED)
        share.save(force_insert=True)
        action.outward = True
        action.save(update_fields=["outward"])
        about = messages.About(MessagePage.ACTION, action.pk, case_id=action.case_id)
        whom, event = messages.Whom.ORGANISATION, str(share.pk)
        messages.tell(viewer, MessageKind.ACTION_ASKED, about, whom=whom, event=event, now=now)
        return {"until": share.until.isoformat()}

    made = once(viewer, command.form_key, "action.share", make, now=now)
    return Shared(action.pk, action.case_id, date.fromisoformat(made["until"]))


def take_back(viewer: Viewer, command: TakeBack, *, now: datetime) -> Shared:
    """Take an action back inside: its organisation sees nothing from the next request on.

    Raises:
        NotFound: there is no such action in a case of the viewer.
        Refused: the viewer may not write the plan, or the organisation did not see it.
    """
    action = Action.objects.select_for_update().filter(pk=command.action_id).first()
    if action is None:
        raise NotFound
    access = case_access(viewer, action.case_id, now=now)

    def make() -> dict[str, str]:
        refuse_any(access.check_write(Category.K16), None if action.outward else NOT_SHARED)
        audit.write(
            viewer,
            "action.take_back",
            audit.Ref("action", action.pk, case_id=action.case_id, person_id=action.concerns_id),
            now=now,
            categories=(Category.K16,),
            why=audit.Why(rule="F.7b", ground=access.reason.value),
        )
        end_shares([action.pk], ShareEnd.TAKEN_BACK, now)
        return {"day": context.today(now).isoformat()}

    made = once(viewer, command.form_key, "action.take_back", make, now=now)
    return Shared(action.pk, action.case_id, date.fromisoformat(made["day"]))


def _person(case_id: UUID, person_id: UUID) -> CasePerson:
    row = CasePerson.objects.filter(pk=person_id, case_id=case_id).first()
    if row is None:
        raise NotFound
    return row


def _partner(viewer: Viewer, organisation_id: UUID, day: date) -> bool:
    """Tell whether this is another organisation of this municipality, active today."""
    rows = Organisation.objects.filter(pk=organisation_id, active_from__lte=day).exclude(active_until__lt=day)
    return organisation_id != viewer.organisation_id and rows.exists()


def _too_long(command: RecordConsent, longest: int) -> Refusal | None:
    if command.until <= add_months(command.asked_on, longest):
        return None
    return Refusal(TOO_LONG.code, TOO_LONG.sentence, TOO_LONG.field, params={"months": str(longest)})


def _check_asked(access: CaseAccess, command: RecordConsent, person: CasePerson) -> Refusal | None:
    who = consent_person(person, command.asked_on)
    state = ConsentState(
        partner=command.organisation_id,
        category=Category.K16,
        about=person.pk,
        asked_of=frozenset(command.answers),
        asked_on=command.asked_on,
        answer=joint_answer(command.answers.values()),
        until=command.until,
    )
    return check_consent(
        state, age=who.age, parents_with_authority=who.parents_with_authority, heightened=access.heightened
    )


def _add_consent(viewer: Viewer, command: RecordConsent, item: Category) -> Consent:
    joint = joint_answer(command.answers.values())
    consent = Consent(
        id=uuid4(),
        municipality_id=viewer.municipality_id,
        case_id=command.case_id,
        organisation_id=command.organisation_id,
        item=item,
        concerns_id=command.concerns_id,
        asked_by_id=viewer.membership_id,
        asked_on=command.asked_on,
        answer=joint,
        how=command.how,
        until=command.until,
    )
    consent.save(force_insert=True)
    ConsentAsked.objects.bulk_create(
        ConsentAsked(
            municipality_id=viewer.municipality_id,
            case_id=command.case_id,
            consent=consent,
            person_id=person_id,
            answer=answer,
            answered_on=None if answer is ConsentAnswer.ASKED else command.asked_on,
            words=command.words.get(person_id, ""),
        )
        for person_id, answer in command.answers.items()
    )
    return consent


def _end_on(consent: Consent, now: datetime) -> int:
    """End what stood on this consent, or on an earlier one for the same organisation, data and person."""
    same = Consent.objects.filter(
        case_id=consent.case_id,
        organisation=consent.organisation,
        item=consent.item,
        concerns_id=consent.concerns_id,
    )
    ids = list(same.values_list("pk", flat=True))
    return end_shares(_standing_on(ids), ShareEnd.CONSENT, now)


def _standing_on(ids: Iterable[UUID]) -> list[UUID]:
    running = ActionShare.objects.filter(ended_at=None)
    found = running.filter(consent_id__in=ids) | running.filter(name_consent_id__in=ids)
    return list(found.values_list("action_id", flat=True))


def _share_row(viewer: Viewer, action: Action, preview: Preview, need: str, now: datetime) -> ActionShare:
    part = preview.decision.part
    if part is None or part.rule is None or preview.until is None:
        raise Refused(NOT_SHARED)
    shown = preview.shown
    return ActionShare(
        id=uuid4(),
        municipality_id=viewer.municipality_id,
        action=action,
        case_id=action.case_id,
        organisation_id=action.organisation_id,
        consent_id=preview.consent_id,
        name_consent_id=preview.name_consent_id,
        rule=part.rule,
        ground=part.ground[:200],
        need=need,
        shown_title=shown.title,
        shown_kind=shown.kind,
        shown_due_on=shown.due_on,
        shown_legal_title=shown.legal_title,
        shown_person=shown.person,
        shown_birth_date=shown.birth_date,
        coordinator_name=shown.caller,
        coordinator_phone=shown.phone,
        shared_by_id=viewer.membership_id,
        since=now,
        until=preview.until,
    )
