"""The plan on paper for one person: what is theirs, in large letters, and nothing of anybody they do not live with.

What is left out leaves no gap: no numbering, no "and more". Somebody else's address, care, authority and words are
never on it; a plan of heightened safety is not printed at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.gate import CaseAccess, case_access
from sluitend.access.parties import organisations_inside
from sluitend.domain.action import PROMISED, ActionStatus
from sluitend.domain.case import AuthorityKind, PersonKind
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.person import RightsAge, rights_age, show_phone
from sluitend.domain.plan import Circle, GoalStatus, check_paper_for, check_print, goal_is_theirs
from sluitend.domain.sharing import ConsentAnswer, Viewer
from sluitend.domain.vocabulary import Category
from sluitend.queries.case_head import Colleague, colleague
from sluitend.queries.case_people import load_people
from sluitend.records.models import (
    Action,
    ActionShare,
    Agreement,
    CasePerson,
    ChildVoice,
    ConsentAsked,
    Goal,
    GoalPerson,
    HouseholdMember,
    Municipality,
    ParentalAuthority,
    Plan,
    TeamSeat,
)
from sluitend.records.persons import name_of
from sluitend.records.shares import live_shares

SHOWS = (Category.K1, Category.K2, Category.K16)
_JOINT = frozenset({RightsAge.UNDER_12, RightsAge.FROM_12})


@dataclass(frozen=True, slots=True)
class Promise:
    """What an organisation promised, or was asked. remedy: how to object, with something that the law imposes.

    inside: nobody asked it yet, because it may not know; the family is asked first.
    """

    who: str
    what: str
    about: str
    before: date
    promised: bool
    done: bool
    remedy: str
    inside: bool = False


@dataclass(frozen=True, slots=True)
class PrintedGoal:
    """A goal with the promises that belong to it."""

    words: str
    measure: str
    target_on: date
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Knows:
    """What one organisation was told, until when. over: it sees it no longer."""

    who: str
    what: str
    until: date
    over: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's own words, on a day. agrees: with the plan; None when it is not about that."""

    who: str
    words: str
    on: date
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What this person said no to."""

    what: Category
    to: str


@dataclass(frozen=True, slots=True)
class PrintedPlan:
    """Everything on the paper for one person. authority: over whom they have it; only their own.

    mentions: first names of people who are nobody's business here and stand in a text all the same.
    """

    case_id: UUID
    person_id: UUID
    name: str
    is_child: bool
    worker: Colleague
    deputy: Colleague | None
    municipality: str
    phone: str
    phone_hours: str
    independent_help: str
    independent_help_phone: str
    started_on: date | None
    look_again: date | None
    goals: tuple[PrintedGoal, ...]
    promises: tuple[Promise, ...]
    authority: tuple[tuple[str, AuthorityKind], ...]
    team: tuple[str, ...]
    knows: tuple[Knows, ...]
    said_no: tuple[Refusal, ...]
    own_words: tuple[Said, ...]
    children_said: tuple[Said, ...]
    what_if: str
    mentions: tuple[str, ...] = ()


def printed_plan(viewer: Viewer, case_id: UUID, person_id: UUID, *, now: datetime) -> PrintedPlan:
    """Give the plan on paper for one person of a case; the look is logged with that person.

    Raises:
        NotFound: there is no such person in a case of this viewer, or the plan is not theirs to read.
        Refused: under heightened safety nothing goes home, and who may not know yet gets no paper.
    """
    access = case_access(viewer, case_id, now=now)
    persons = {row.pk: row for row in CasePerson.objects.filter(case_id=case_id, left_on=None).order_by("position")}
    me = persons.get(person_id)
    if me is None or not access.reads(Category.K16) or not access.reads(Category.K2):
        raise NotFound
    told = next((one.told for one in load_people(access, now=now).persons if one.person_id == person_id), None)
    refuse_any(check_print(heightened=access.heightened), check_paper_for(told.state if told else None))
    audit.read(
        viewer,
        "plan.print",
        audit.Ref("person", person_id, case_id=case_id, person_id=person_id),
        now=now,
        categories=SHOWS,
        why=audit.Why(ground=access.reason.value, rule="F.7, regel 47"),
    )
    return _print(access, me, persons, context.today(now))


def _print(access: CaseAccess, me: CasePerson, persons: Mapping[UUID, CasePerson], day: date) -> PrintedPlan:
    authority = _authority(me, persons)
    circle = _circle(me, persons, authority, day)
    names = {pk: str(name_of(row)) for pk, row in persons.items()}
    plan = Plan.objects.get(case_id=access.case_id)
    place = Municipality.objects.get(pk=access.viewer.municipality_id)
    goals, promises, shown = _work(access, circle, names, day)
    paper = PrintedPlan(
        case_id=access.case_id,
        person_id=me.pk,
        name=names[me.pk],
        is_child=me.kind == PersonKind.CHILD,
        worker=colleague(access.row.coordinator),
        deputy=colleague(access.row.deputy) if access.row.deputy else None,
        municipality=place.name,
        phone=show_phone(place.phone),
        phone_hours=place.phone_hours,
        independent_help=place.independent_help,
        independent_help_phone=show_phone(place.independent_help_phone),
        started_on=plan.started_on,
        look_again=access.row.evaluate_by,
        goals=goals,
        promises=promises,
        authority=tuple((names[child], kind) for child, kind in authority.items()),
        team=_team(access, day),
        knows=_knows(access.case_id, shown, day),
        said_no=_said_no(access.case_id, me.pk),
        own_words=(*_agreement(access.case_id, me, names), *_voices(access.case_id, {me.pk}, names)),
        children_said=_voices(access.case_id, circle.own - {me.pk}, names),
        what_if=plan.what_if if circle.whole_family else "",
    )
    others = [row.given_names.split(" ")[0] for pk, row in persons.items() if pk not in circle.own | circle.together]
    return replace(paper, mentions=mentioned(paper, others))


def circle_of(me: CasePerson, persons: Mapping[UUID, CasePerson], day: date) -> Circle:
    """Say whose data stand on a paper for one person; persons: those who belong to the case now."""
    return _circle(me, persons, _authority(me, persons), day)


def _authority(me: CasePerson, persons: Mapping[UUID, CasePerson]) -> dict[UUID, AuthorityKind]:
    rows = ParentalAuthority.objects.filter(holder=me, ended_on=None).order_by("as_of")
    return {child: AuthorityKind(kind) for child, kind in rows.values_list("child_id", "kind") if child in persons}


def _circle(me: CasePerson, persons: Mapping[UUID, CasePerson], authority: Iterable[UUID], day: date) -> Circle:
    """Say whose data stand on this paper, from who lives where and who has authority over whom."""
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    hidden: set[UUID] = set()
    living = HouseholdMember.objects.filter(case_id=me.case_id, until=None)
    for person, household, protected in living.values_list("person_id", "household_id", "household__address_protected"):
        homes[person].add(household)
        if protected:
            hidden.add(household)
    mine = homes[me.pk]
    children = {pk for pk in authority if rights_age(persons[pk].birth_date, day) in _JOINT}
    alone = me.kind == PersonKind.CHILD and len(mine) != 1
    adults = {pk for pk, row in persons.items() if row.kind == PersonKind.ADULT and pk != me.pk}
    together = frozenset(pk for pk in adults if not alone and homes[pk] & mine)
    sheltered = {pk for pk in persons if homes[pk] & hidden - mine}
    return Circle(
        own=frozenset({me.pk, *children}),
        together=together,
        sheltered=frozenset(sheltered),
        whole_family=adults <= together,
    )


def _work(
    access: CaseAccess, circle: Circle, names: Mapping[UUID, str], day: date
) -> tuple[tuple[PrintedGoal, ...], tuple[Promise, ...], set[UUID]]:
    """Give goals with their promises, promises without a goal, and the actions that stand on this paper."""
    persons: dict[UUID, set[UUID]] = defaultdict(set)
    for goal, person in GoalPerson.objects.filter(case_id=access.case_id).values_list("goal_id", "person_id"):
        persons[goal].add(person)
    rows = Goal.objects.filter(case_id=access.case_id, status=GoalStatus.OPEN).order_by("position", "id")
    goals = [row for row in rows if goal_is_theirs(frozenset(persons[row.pk]), circle)]
    theirs = {row.pk for row in goals}
    promises: dict[UUID | None, list[Promise]] = defaultdict(list)
    shown: set[UUID] = set()
    live, known = live_shares(access.case_id, day), organisations_inside(access, day)
    found = Action.objects.filter(case_id=access.case_id, concerns_id__in=circle.own - circle.sheltered)
    for action in found.select_related("organisation").order_by("due_on", "position", "id"):
        status = ActionStatus(action.status)
        wanted = status is ActionStatus.ASKED or status in PROMISED
        if not wanted or (action.goal_id is not None and action.goal_id not in theirs):
            continue
        shown.add(action.pk)
        promises[action.goal_id].append(
            Promise(
                who=action.organisation.name,
                what=action.title,
                about=names[action.concerns_id],
                before=action.due_on,
                promised=status in PROMISED,
                done=status is ActionStatus.DONE,
                remedy=action.remedy,
                inside=status is ActionStatus.ASKED and action.pk not in live and action.organisation_id not in known,
            )
        )
    printed = tuple(PrintedGoal(row.family_words, row.measure, row.target_on, tuple(promises[row.pk])) for row in goals)
    return printed, tuple(promises[None]), shown


def _team(access: CaseAccess, day: date) -> tuple[str, ...]:
    """Give who reads the plan as colleagues: function and organisation, not for whom they came."""
    seats = TeamSeat.objects.filter(case_id=access.case_id, ended_at=None, since__lte=day, until__gte=day)
    rows = seats.order_by("since", "id").values_list("membership__function", "membership__organisation__name")
    return tuple(dict.fromkeys(f"{function}, {organisation}" for function, organisation in rows))


def _knows(case_id: UUID, shown: Iterable[UUID], day: date) -> tuple[Knows, ...]:
    """Give what organisations see now, and what they saw of an action that still stands here."""
    rows = ActionShare.objects.filter(case_id=case_id, action_id__in=list(shown)).order_by("since", "id")
    found: dict[UUID, Knows] = {}
    for row in rows.select_related("organisation"):
        ended = context.today(row.ended_at) if row.ended_at else row.until
        found[row.action_id] = Knows(row.organisation.name, row.shown_title, ended, bool(row.ended_at) or ended < day)
    return tuple(dict.fromkeys(found.values()))


def _said_no(case_id: UUID, me: UUID) -> tuple[Refusal, ...]:
    no = (ConsentAnswer.NO, ConsentAnswer.WITHDRAWN)
    rows = ConsentAsked.objects.filter(case_id=case_id, person_id=me, answer__in=no).order_by("consent__asked_on")
    pairs = rows.values_list("consent__item", "consent__organisation__name")
    return tuple(dict.fromkeys(Refusal(Category(item), organisation or "") for item, organisation in pairs))


def _agreement(case_id: UUID, me: CasePerson, names: Mapping[UUID, str]) -> tuple[Said, ...]:
    """Give what this person said of the plan last; of a child only whether it agrees, since paper lies at home."""
    last = Agreement.objects.filter(case_id=case_id, person=me).order_by("-on", "-recorded_at").first()
    if last is None:
        return ()
    words = "" if me.kind == PersonKind.CHILD else last.words
    return (Said(names[me.pk], words, last.on, last.agrees),)


def _voices(case_id: UUID, children: Iterable[UUID], names: Mapping[UUID, str]) -> tuple[Said, ...]:
    """Give the sheets of children that may be read at home; on the child's own paper no others either."""
    rows = ChildVoice.objects.filter(case_id=case_id, child_id__in=list(children), parents_may_see=True)
    return tuple(Said(names[row.child_id], row.words, row.on) for row in rows.order_by("child__position", "-on"))


def mentioned(paper: PrintedPlan, others: Iterable[str]) -> tuple[str, ...]:
    """Give the first names of others that stand in the texts of a paper: the page warns before it is printed."""
    promises = [*paper.promises, *(one for goal in paper.goals for one in goal.promises)]
    texts = [paper.what_if, *(one.what for one in promises), *(one.words for one in paper.own_words)]
    texts += [part for goal in paper.goals for part in (goal.words, goal.measure)]
    texts += [one.what for one in paper.knows] + [one.words for one in paper.children_said]
    return named_in(texts, others)


def named_in(texts: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Give which of these first names stand in texts, each once."""
    written = {word.casefold() for text in texts for word in re.findall(r"[^\W\d_]+", text)}
    return tuple(dict.fromkeys(name for name in others if name and name.casefold() in written))
