"""The safety plan of a case: what we fear, what must be so, rules that people keep, and how safe each says it is."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context, norms
from sluitend.access.once import once
from sluitend.access.safety import change_safety
from sluitend.access.words import check_words
from sluitend.domain.outcome import Conflict, NotFound, Refused, refuse_any
from sluitend.domain.safety import NO_PLAN, SafetyPlanIn, check_rule, check_safety_plan, check_word, reads_demands
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import CasePerson, FlightRisk, Residence, SafetyPlan, SafetyRule, SafetyWord

_TEXTS = (
    "concerns",
    "complicating",
    "danger",
    "aim",
    "child_knows",
    "checks",
    "if_broken",
    "ends_when",
    "demands_words",
)


@dataclass(frozen=True, slots=True)
class SaveSafetyPlan:
    """A safety plan as it is now. version: what the writer started from, 0 when there was none."""

    case_id: UUID
    given: SafetyPlanIn
    version: int
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class AddRule:
    """A rule: who does what, when. helpers: who around the family helps with it, as the family calls them."""

    case_id: UUID
    person_id: UUID
    does: str = field(repr=False)
    moment: str = field(repr=False)
    form_key: UUID
    helpers: str = field(default="", repr=False)
    quote: bool = False


@dataclass(frozen=True, slots=True)
class StopRule:
    """A rule that no longer holds; it stays to be read."""

    case_id: UUID
    rule_id: UUID
    form_key: UUID


@dataclass(frozen=True, slots=True)
class NoteWord:
    """How safe somebody says it is. person_id: who said it; None: the writer, of their own."""

    case_id: UUID
    person_id: UUID | None
    words: str = field(repr=False)
    said_on: date
    form_key: UUID
    quote: bool = False


def save_safety_plan(viewer: Viewer, command: SaveSafetyPlan, *, now: datetime) -> UUID:
    """Write the safety plan of a case, or write it anew. What Veilig Thuis asks stays as it was for who may not know it.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: it is not theirs to write, something is missing, or nobody would look for too long.
        Conflict: somebody else saved first.
    """
    day = context.today(now)
    texts = {name: text for name, text in asdict(command.given).items() if name in _TEXTS}

    def make() -> dict[str, str]:
        words = check_words(viewer, texts, quote=command.quote, now=now)
        row = _running(command.case_id)
        about = row.pk if row else uuid.uuid4()
        with change_safety(
            viewer, command.case_id, action="safety_plan.save", kind="safety_plan", about=about,
            fields=sorted({*texts, "demands"}), now=now,
        ) as access:  # fmt: skip
            knows = reads_demands(access.levels)
            if (row.version if row else 0) != command.version:
                raise _conflict(row, demands=knows)
            latest = norms.due_day("safety.check", now)
            refuse_any(*check_safety_plan(command.given, today=day, latest=latest), *words)
            row = row or SafetyPlan(
                id=about,
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                made_at=now,
                version=0,
            )
            for name, text in texts.items():
                if knows or name != "demands_words":
                    setattr(row, name, text.strip())
            row.demands = command.given.demands if knows else row.demands
            row.next_check = command.given.next_check
            row.changed_by_id, row.changed_at, row.version = viewer.membership_id, now, row.version + 1
            row.save(force_insert=row.version == 1, force_update=row.version > 1)
        return {"id": str(about)}

    return UUID(once(viewer, command.form_key, "safety_plan.save", make, now=now)["id"])


def add_rule(viewer: Viewer, command: AddRule, *, now: datetime) -> UUID:
    """Add a rule to the safety plan.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: there is no safety plan yet, or the rule does not say what or when.
    """
    texts = {"does": command.does, "moment": command.moment, "helpers": command.helpers}

    def make() -> dict[str, str]:
        words = check_words(viewer, texts, quote=command.quote, now=now)
        pk = uuid.uuid4()
        with change_safety(
            viewer, command.case_id, action="safety_rule.add", kind="safety_rule", about=pk,
            fields=sorted(texts), person_id=command.person_id, now=now,
        ):  # fmt: skip
            plan, person = _plan(command.case_id), _person(command.case_id, command.person_id)
            refuse_any(*check_rule(command.does, command.moment), *words)
            SafetyRule(
                id=pk,
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                plan=plan,
                person=person,
                **{name: text.strip() for name, text in texts.items()},
                added_by_id=viewer.membership_id,
                added_at=now,
            ).save(force_insert=True)
        return {"id": str(pk)}

    return UUID(once(viewer, command.form_key, "safety_rule.add", make, now=now)["id"])


def stop_rule(viewer: Viewer, command: StopRule, *, now: datetime) -> None:
    """Stop a rule.

    Raises:
        NotFound: there is no such rule in a case of the viewer.
        Refused: it is not theirs to change.
    """

    def make() -> dict[str, str]:
        with change_safety(
            viewer, command.case_id, action="safety_rule.stop", kind="safety_rule", about=command.rule_id, now=now
        ):
            rows = SafetyRule.objects.filter(pk=command.rule_id, case_id=command.case_id)
            if not rows.exists():
                raise NotFound
            rows.filter(stopped_on=None).update(stopped_on=context.today(now))
        return {}

    once(viewer, command.form_key, "safety_rule.stop", make, now=now)


def note_word(viewer: Viewer, command: NoteWord, *, now: datetime) -> UUID:
    """Keep how safe somebody says it is, in their own words. A number in it stays words: nothing computes with it.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: there is no safety plan yet, no words, or a day that must still come.
    """

    def make() -> dict[str, str]:
        words = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
        pk = uuid.uuid4()
        with change_safety(
            viewer, command.case_id, action="safety_word.note", kind="safety_word", about=pk,
            person_id=command.person_id, now=now,
        ):  # fmt: skip
            plan = _plan(command.case_id)
            person = _person(command.case_id, command.person_id) if command.person_id else None
            refuse_any(*check_word(command.words, command.said_on, today=context.today(now)), *words)
            SafetyWord(
                id=pk,
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                plan=plan,
                person=person,
                words=command.words.strip(),
                said_on=command.said_on,
                noted_by_id=viewer.membership_id,
                noted_at=now,
            ).save(force_insert=True)
        return {"id": str(pk)}

    return UUID(once(viewer, command.form_key, "safety_word.note", make, now=now)["id"])


def end_with_case(viewer: Viewer, case_id: UUID, *, now: datetime) -> None:
    """End with its case what kept its children safe: part of closing it, by whoever did that."""
    running = [kind.objects.filter(case_id=case_id, ended_on=None) for kind in (SafetyPlan, FlightRisk, Residence)]
    if not any(rows.exists() for rows in running):
        return
    audit.write(
        viewer,
        "safety_plan.end",
        audit.Ref("case", case_id, case_id=case_id),
        now=now,
        categories=(Category.K10, Category.K16),
        fields=("ended_on",),
    )
    for rows in running:
        rows.update(ended_on=context.today(now))


def _running(case_id: UUID) -> SafetyPlan | None:
    rows = SafetyPlan.objects.select_for_update(of=("self",)).select_related("changed_by")
    return rows.filter(case_id=case_id, ended_on=None).first()


def _plan(case_id: UUID) -> SafetyPlan:
    plan = _running(case_id)
    if plan is None:
        raise Refused(NO_PLAN)
    return plan


def _person(case_id: UUID, person_id: UUID) -> CasePerson:
    person = CasePerson.objects.filter(pk=person_id, case_id=case_id, left_on=None).first()
    if person is None:
        raise NotFound
    return person


def _conflict(row: SafetyPlan | None, *, demands: bool) -> Conflict:
    if row is None:
        raise NotFound
    stored = {name: getattr(row, name) for name in _TEXTS if demands or name != "demands_words"}
    by = f"{row.changed_by.display_name}, {row.changed_by.function.lower()}"
    return Conflict(stored, version=row.version, by=by, at=row.changed_at)
