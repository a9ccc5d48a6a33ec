"""My work: what is late, what is for today, what comes, and what changed since I last looked. Nothing of others' cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from sluitend.access import audit, context, norms
from sluitend.content.parameters import default_norms
from sluitend.domain.action import OPEN, ActionStatus
from sluitend.domain.case import CaseStatus
from sluitend.domain.followup import WorkGroup, WorkKind, work_group
from sluitend.domain.plan import FamilyAnswer
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import is_absent
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.records.models import (
    Action,
    ActionShare,
    ActionStep,
    AfterCare,
    AuditEvent,
    Bottleneck,
    Case,
    Consent,
    Informing,
    LastLook,
    Plan,
    SignalCaseLink,
    TeamSeat,
)

HAS_WORK = frozenset({Role.COORDINATOR, Role.TEAM_MEMBER, Role.PROTOCOL_COORDINATOR, Role.PROCESS_DIRECTOR})
SHOWN = (Category.K1, Category.K16, Category.K19)
_CASE_FIELDS = (
    "pk", "title", "status", "opened_at", "plan_due", "evaluate_by", "review_by", "closed_at", "coordinator_id", "deputy_id", "absent_from", "absent_until",
)  # fmt: skip
_MAKING = (CaseStatus.OPENED, CaseStatus.PLANNING)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do. text: what it is about; who: the organisation or person it waits for. statutory: the law sets its day, so that late is red.

    target: the action, bottleneck or moment it opens, or None for the case itself. replacing: in a case of a colleague
    who is absent.
    """

    kind: WorkKind
    case_id: UUID
    case_title: str
    text: str
    who: str
    due: date
    statutory: bool = False
    target: UUID | None = None
    replacing: bool = False


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case in which others did something since the viewer last looked. changes: how often; 0 when they never looked."""

    case_id: UUID
    case_title: str
    changes: int
    last_at: datetime

    @property
    def never_seen(self) -> bool:
        """The viewer has not opened this case yet."""
        return self.changes == 0


@dataclass(frozen=True, slots=True)
class MyWork:
    """What waits, by how near it is; changed: the cases in which something happened. cases: how many one holds."""

    late: tuple[WorkItem, ...]
    waits: tuple[WorkItem, ...]
    today: tuple[WorkItem, ...]
    coming: tuple[WorkItem, ...]
    changed: tuple[ChangedCase, ...]
    cases: int
    late_by_law: int


@dataclass(frozen=True, slots=True)
class _Held:
    """The cases the viewer answers for: title by case, and those of an absent colleague.

    opened: since when each is there, of those that are the viewer's to know: what runs, and not as a deputy who
    waits.
    """

    titles: Mapping[UUID, str]
    held: frozenset[UUID]
    replacing: frozenset[UUID]
    opened: Mapping[UUID, datetime]


def has_my_work(viewer: Viewer) -> bool:
    """Tell whether the viewer works in cases."""
    return viewer.has(*HAS_WORK)


def my_work(viewer: Viewer, *, now: datetime) -> MyWork:
    """Gather what waits for the viewer. The number of statements does not grow with the cases or the work."""
    day = context.today(now)
    readable = Case.objects.filter(ends_on__gte=day).exclude(status=CaseStatus.CLOSED)
    readable = readable.annotate(absent_from=F("coordinator__absent_from"), absent_until=F("coordinator__absent_until"))
    rows: list[Mapping[str, Any]] = list(readable.values(*_CASE_FIELDS))
    cases = _held(viewer, rows, day)
    coming = norms.value("work.coming", day)
    items = [*_of_cases(rows, cases, day), *_of_actions(viewer, cases, day, coming), *_of_people(viewer, cases, day)]
    grouped: dict[WorkGroup, list[WorkItem]] = {group: [] for group in WorkGroup}
    for item in items:
        group = work_group(item.kind, item.due, day, norms.value("work.ends", day) if _ends(item) else coming)
        if group is not None:
            grouped[group].append(item)
    for group, found in grouped.items():
        # Law first, then by day, then by case: a fixed order that says nothing about people.
        found.sort(key=lambda item: (not item.statutory, item.due, item.case_title, item.text))
        if group is WorkGroup.COMING:
            found.sort(key=lambda item: item.due)
    changed = _changed(viewer, cases)
    _log(viewer, {item.case_id for found in grouped.values() for item in found} | {c.case_id for c in changed}, now)
    late = grouped[WorkGroup.LATE]
    return MyWork(
        late=tuple(late),
        waits=tuple(grouped[WorkGroup.WAITS]),
        today=tuple(grouped[WorkGroup.TODAY]),
        coming=tuple(grouped[WorkGroup.COMING]),
        changed=changed,
        cases=len(cases.held),
        late_by_law=sum(item.statutory for item in late),
    )


def _ends(item: WorkItem) -> bool:
    return item.kind in (WorkKind.SEAT, WorkKind.CONSENT)


def _held(viewer: Viewer, rows: Iterable[Mapping[str, Any]], day: date) -> _Held:
    """Split the readable cases: held as coordinator, held for an absent colleague, and only a seat."""
    titles, held, replacing, opened = {}, set(), set(), {}
    for row in rows:
        titles[row["pk"]] = row["title"]
        if row["closed_at"] is None:
            opened[row["pk"]] = row["opened_at"]
        if row["coordinator_id"] == viewer.membership_id:
            held.add(row["pk"])
        elif row["deputy_id"] == viewer.membership_id and is_absent(row["absent_from"], row["absent_until"], day):
            replacing.add(row["pk"])
        elif row["deputy_id"] == viewer.membership_id:
            opened.pop(row["pk"], None)
    return _Held(titles, frozenset(held | replacing), frozenset(replacing), opened)


def _of_cases(rows: Iterable[Mapping[str, Any]], cases: _Held, day: date) -> Iterator[WorkItem]:
    """Terms of the cases themselves: the plan, its copy on paper, the evaluation, after care."""
    ids = list(cases.held)
    fields = ("family_plan_answer", "written_copy_asked_on", "written_copy_given_on")
    plans = {plan["case_id"]: plan for plan in Plan.objects.filter(case_id__in=ids).values("case_id", *fields)}
    by_law = default_norms().at("plan.evaluation", day).statutory
    for row in rows:
        pk = row["pk"]
        if pk not in cases.held:
            continue
        plan = plans.get(pk)
        if row["status"] in _MAKING and row["plan_due"]:
            family_makes_it = plan is not None and plan["family_plan_answer"] == FamilyAnswer.YES
            yield _item(WorkKind.PLAN, cases, pk, row["plan_due"], statutory=not family_makes_it)
        if row["status"] == CaseStatus.RUNNING and row["evaluate_by"]:
            yield _item(WorkKind.EVALUATION, cases, pk, row["evaluate_by"], statutory=by_law)
        if row["closed_at"] is None:
            yield _item(WorkKind.REVIEW, cases, pk, row["review_by"])
            if row["deputy_id"] is None and pk not in cases.replacing:
                yield _item(WorkKind.DEPUTY, cases, pk, context.today(row["opened_at"]))
        asked = plan is not None and plan["written_copy_asked_on"] and not plan["written_copy_given_on"]
        if plan is not None and asked and row["closed_at"] is None:
            give_by = norms.due_day("plan.in_writing", plan["written_copy_asked_on"])
            yield _item(WorkKind.WRITTEN_COPY, cases, pk, give_by, statutory=True)
    waiting = AfterCare.objects.filter(case_id__in=ids, held_on=None, cancelled_on=None)
    for after in waiting.values("pk", "case_id", "due_on"):
        yield _item(WorkKind.AFTER_CARE, cases, after["case_id"], after["due_on"], target=after["pk"])


def _of_actions(viewer: Viewer, cases: _Held, day: date, coming: int) -> Iterator[WorkItem]:
    """Actions of one's cases that need a look, and one's own; one that is stuck stands there once, as stuck."""
    horizon = day + timedelta(days=coming)
    wanted = Q(status__in=OPEN, due_on__lte=horizon) | Q(status__in=(ActionStatus.DECLINED, ActionStatus.ASKED))
    mine = Q(assignee_id=viewer.membership_id, status__in=OPEN, due_on__lte=horizon)
    actions = Action.objects.filter((Q(case_id__in=list(cases.held)) & wanted) | mine).filter(case__closed_at=None)
    fields = (
        "pk",
        "case_id",
        "title",
        "status",
        "due_on",
        "asked_at",
        "contradicted",
        "assignee_id",
        "organisation_id",
    )
    bottlenecks = Bottleneck.objects.filter(case_id__in=list(cases.held), solved_at=None, case__closed_at=None)
    blocking = "pk", "case_id", "action_id", "raised_at", "action__title", "action__organisation__name"
    open_bottlenecks = list(bottlenecks.values(*blocking))
    unseen = list(_out_of_sight(cases, day))
    stuck = {one["action_id"] for one in (*open_bottlenecks, *unseen)}
    said = ActionStep.objects.filter(action_id=OuterRef("pk")).order_by("-at").values("at")[:1]
    rows: Iterable[Mapping[str, Any]] = actions.annotate(said_at=Subquery(said)).values(
        *fields, "organisation__name", "said_at"
    )
    for row in rows:
        if row["case_id"] not in cases.titles or row["pk"] in stuck:
            continue
        own = row["organisation_id"] == viewer.organisation_id
        kind, due = _action_kind(viewer, row, day)
        who = "" if own else row["organisation__name"]
        yield _item(kind, cases, row["case_id"], due, row["title"], who=who, target=row["pk"])
    for one in unseen:
        title, who = one["action__title"], one["organisation__name"]
        yield _item(WorkKind.UNSEEN, cases, one["case_id"], one["until"], title, who=who, target=one["action_id"])
    for one in open_bottlenecks:
        raised = context.today(one["raised_at"])
        title, who = one["action__title"], one["action__organisation__name"]
        yield _item(WorkKind.BOTTLENECK, cases, one["case_id"], raised, title, who=who, target=one["pk"])


def _out_of_sight(cases: _Held, day: date) -> Iterable[Mapping[str, Any]]:
    """Give the open actions that their organisation saw until a day that has passed: nobody ended that, it ended by itself."""
    ended = ActionShare.objects.filter(case_id__in=list(cases.held), ended_at=None, until__lt=day)
    ended = ended.filter(action__status__in=OPEN, action__outward=True, case__closed_at=None)
    # One that is stuck already stands there as that.
    ended = ended.exclude(Exists(Bottleneck.objects.filter(action_id=OuterRef("action_id"), solved_at=None)))
    return ended.values("action_id", "case_id", "until", "action__title", "organisation__name")


def _action_kind(viewer: Viewer, row: Mapping[str, Any], day: date) -> tuple[WorkKind, date]:
    """Say what an action needs, and before which day; a no waits since the day it was said."""
    due: date = row["due_on"]
    said = context.today(row["said_at"]) if row["said_at"] else due
    if row["assignee_id"] == viewer.membership_id:
        return WorkKind.OWN_ACTION, due
    if row["organisation_id"] == viewer.organisation_id and row["assignee_id"] is None:
        return WorkKind.UNTAKEN, due
    if row["status"] == ActionStatus.DECLINED:
        return WorkKind.DECLINED, said
    if row["status"] == ActionStatus.ASKED:
        if row["contradicted"]:
            return WorkKind.CONTRADICTED, said
        answer_by = norms.due_day("action.answer", row["asked_at"])
        return (WorkKind.ASKED_LONG, answer_by) if answer_by < min(day, due) else (WorkKind.ACTION, due)
    return WorkKind.ACTION, due


def _of_people(viewer: Viewer, cases: _Held, day: date) -> Iterator[WorkItem]:
    """What ends or waits around people: telling them, seats, consents, signals."""
    ids = list(cases.held)
    horizon = day + timedelta(days=norms.value("work.ends", day))
    newest = (
        Informing.objects.filter(case_id__in=ids, case__closed_at=None)
        .order_by("person_id", "-recorded_at")
        .distinct("person_id")
    )
    for wait in newest.values("case_id", "person_id", "wait_until", "told_on", "person__given_names"):
        if wait["told_on"] is None and wait["wait_until"] is not None:
            who = wait["person__given_names"]
            yield _item(WorkKind.INFORM, cases, wait["case_id"], wait["wait_until"], who, target=wait["person_id"])
    seats = TeamSeat.objects.filter(ended_at=None, until__gte=day, until__lte=horizon, case__closed_at=None)
    seats = seats.filter(Q(case_id__in=ids) | Q(membership_id=viewer.membership_id))
    for seat in seats.values("case_id", "until", "membership__display_name"):
        if seat["case_id"] in cases.titles:
            yield _item(WorkKind.SEAT, cases, seat["case_id"], seat["until"], seat["membership__display_name"])
    consents = Consent.objects.filter(case_id__in=ids, answer="yes", until__gte=day, until__lte=horizon)
    consents = consents.filter(case__closed_at=None).order_by("case_id", "organisation_id", "concerns_id", "until")
    first = consents.distinct("case_id", "organisation_id", "concerns_id")
    for given in first.values("case_id", "until", "organisation__name", "concerns__given_names"):
        who, text = given["organisation__name"] or "", given["concerns__given_names"]
        yield _item(WorkKind.CONSENT, cases, given["case_id"], given["until"], text, who=who)
    links = SignalCaseLink.objects.filter(case_id__in=ids, ended_at=None, answered_at=None).exclude(answer_by=None)
    for link in links.values("case_id", "answer_by", "signal_id"):
        if link["answer_by"] is not None:
            yield _item(WorkKind.SIGNAL, cases, link["case_id"], link["answer_by"], target=link["signal_id"])


def _item(
    kind: WorkKind,
    cases: _Held,
    case_id: UUID,
    due: date,
    text: str = "",
    *,
    who: str = "",
    statutory: bool = False,
    target: UUID | None = None,
) -> WorkItem:
    title = cases.titles.get(case_id, "")
    return WorkItem(kind, case_id, title, text, who, due, statutory, target, replacing=case_id in cases.replacing)


def _changed(viewer: Viewer, cases: _Held) -> tuple[ChangedCase, ...]:
    """Give the cases in which others changed something since the viewer last looked, newest first; unseen ones on top."""
    titles = cases.titles
    looks = dict(LastLook.objects.filter(membership_id=viewer.membership_id).values_list("case_id", "at"))
    unseen = [ChangedCase(pk, titles[pk], 0, at) for pk, at in cases.opened.items() if pk not in looks]
    unseen.sort(key=lambda case: case.last_at, reverse=True)
    if not titles or not looks:
        return tuple(unseen)
    oldest = min(looks.values())
    lines = AuditEvent.objects.filter(kind=AuditKind.WRITE, case_id__in=list(titles), at__gt=oldest)
    lines = lines.exclude(membership_id=viewer.membership_id)
    since = Q()
    for case_id, at in looks.items():
        since |= Q(case_id=case_id, at__gt=at)
    counted = lines.filter(since).values("case_id").annotate(number=Count("id"), last=Max("at")).order_by("-last")
    changed = (ChangedCase(row["case_id"], titles[row["case_id"]], row["number"], row["last"]) for row in counted)
    return (*unseen, *changed)


def _log(viewer: Viewer, shown: Iterable[UUID], now: datetime) -> None:
    """One line for each case shown, in one statement."""
    audit.record(
        viewer,
        *(
            audit.Line(
                AuditKind.READ,
                "work.mine",
                audit.Ref("case", case_id, case_id=case_id),
                categories=SHOWN,
                why=audit.Why(ground="own_work", rule="F.7b"),
            )
            for case_id in sorted(shown)
        ),
        now=now,
    )
