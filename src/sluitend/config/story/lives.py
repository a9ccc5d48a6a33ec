"""Turns what is told about a family into acts: who did what, when, through which service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sluitend.access.together import asked
from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.family import Family, Goal, Person, line
from sluitend.config.story.names import Lot, nth_bsn
from sluitend.domain.case import AuthorityIn, AuthorityKind, HouseholdIn, InformingIn, PersonIn, PersonKind
from sluitend.domain.person import Bsn, age_on
from sluitend.domain.plan import DomainIn, FamilyAnswer, FamilyPlanIn, GoalIn, Level, LevelIn, LevelMoment
from sluitend.domain.sharing import Viewer
from sluitend.domain.sharing.consent import CHILD_JOINS_FROM
from sluitend.domain.signal import AgreedBy, AgreedHow, Agreement, ChildIn
from sluitend.domain.triage import CriterionFact, Outcome
from sluitend.records.models import Plan, Signal
from sluitend.services import cases, flow, people, plans, signals, triage

HAND_IN, TAKE_IN, OPEN, PEOPLE, HOMES, TOLD, SEATS, OFFER, SUPPORT, VOICE, GOAL, WHAT_IF = range(0, 120, 10)
SOURCES = {"a": "BRP", "b": "gesprek thuis", "c": "overleg"}


@dataclass(slots=True)
class Life:
    """A family as it is played. The ids fill while the story goes."""

    place: Place
    family: Family
    lot: Lot
    first_bsn: int
    case_id: UUID | None = None
    persons: dict[str, UUID] = field(default_factory=dict)
    domains: dict[str, UUID] = field(default_factory=dict)
    goals: dict[str, UUID] = field(default_factory=dict)
    actions: dict[str, UUID] = field(default_factory=dict)
    consents: dict[str, list[UUID]] = field(default_factory=dict)

    @property
    def case(self) -> UUID:
        """Give the case, once it is open."""
        assert self.case_id is not None  # noqa: S101 - nothing is told about a family before its case opens
        return self.case_id

    def act(self, ago: int, order: int, do: Do, by: str = "") -> Act:
        """Make an act of this family; by its coordinator unless somebody else is named."""
        return Act(ago, order, self.family.code, by or self.family.coordinator, do)

    def day(self, ago: int) -> date:
        """Give the date so many days ago."""
        return self.place.days.day(ago)

    def born(self, person: Person) -> date:
        """Give somebody's birth date."""
        return self.place.days.born(person.age, Lot(f"{self.family.code} {person.key}").number(0, 299))

    def bsn(self, person: Person) -> str:
        """Give the number of somebody of this family."""
        return nth_bsn(self.first_bsn + self.family.persons.index(person))

    def member(self, key: str) -> UUID:
        """Give the membership of a worker."""
        return self.place.people[key].membership_id

    def opening(self) -> Iterator[Act]:
        """Open the case: from a signal that was handed in, or by the coordinator herself."""
        told = self.family.given.get("signal")
        if told is None:
            yield self.act(self.family.opened, OPEN, self._open)
        else:
            decider = told.get("decided_by", "intake")
            yield self.act(told["ago"], HAND_IN, lambda v, now: self._hand_in(v, told, now), told["by"])
            yield self.act(self.family.opened, TAKE_IN, lambda v, now: self._take_in(v, told, now), decider)
            rest = [p for p in self.family.persons if p.key not in told["about"]]
            for person in rest:
                yield self.act(self.family.opened, PEOPLE, self._adding(person))

    def around(self) -> Iterator[Act]:
        """Say who lives where, who has authority, who was told, and who has a seat or stands by the family."""
        given, after = self.family.given, max(self.family.opened - 1, 0)
        for home in self.family.homes:
            household = HouseholdIn(
                label=home.label,
                members=(),
                bron="BRP",
                as_of=self.day(after),
                street=home.street,
                house_number=home.number,
                postcode=Lot(home.street + home.number).postcode(),
                city=self.place.town.name,
                address_protected=home.hidden,
            )
            yield self.act(after, HOMES, self._housing(household, home.members))
        for child, holders in self.family.authority.items():
            for holder in holders:
                yield self.act(after, HOMES + 1, self._authority(child, holder, len(holders)))
        waits = {wait["who"]: wait for wait in given.get("wait", ())}
        for person in self.family.persons:
            if person.key in waits:
                wait = waits[person.key]
                yield self.act(wait["ago"], TOLD, self._waiting(wait))
                yield self.act(wait["ago"], TOLD + 1, self._agreeing(wait), wait["second"])
            elif person.kind is PersonKind.ADULT or age_on(self.born(person), self.day(after)) >= CHILD_JOINS_FROM:
                how = self.lot.one(
                    ("thuis, in een gesprek", "in een gesprek op kantoor", "aan de telefoon, daarna thuis")
                )
                yield self.act(after, TOLD, self._telling(person, InformingIn(told_on=self.day(after), how=how)))
        for seat in given.get("seats", ()):
            yield self.act(seat["ago"], SEATS, self._seat(seat))
        for text in given.get("supporters", ()):
            found = line(text)
            name, relation, words = found.text.split(", ", 2)
            yield self.act(found.ago, SUPPORT, self._support(found.by, name, relation, words))

    def planning(self) -> Iterator[Act]:
        """Offer the family its own plan, open life domains, write goals, levels and what if."""
        given = self.family.given
        if offer := given.get("offer"):
            yield self.act(offer["ago"], OFFER, lambda v, now: self._offer(v, offer, now, answered=False))
            if "answer" in offer:
                answered = offer["ago"] - offer["after"]
                yield self.act(answered, OFFER, lambda v, now: self._offer(v, offer, now, answered=True))
        for voice in given.get("voice", ()):
            yield self.act(voice["ago"], VOICE, self._voice(voice), voice["by"])
        for goal in self.family.goals:
            yield self.act(goal.ago, GOAL, self._goal(goal))
        if told := given.get("what_if"):
            yield self.act(told["ago"], WHAT_IF, lambda v, now: self._what_if(v, told["words"], now))

    # -- how each is done ----------------------------------------------------------------------------------------------

    def _criteria(self) -> tuple[CriterionFact, ...]:
        told, on = self.family.given["criteria"], self.day(self.family.opened + 1)
        return tuple(CriterionFact(code, code[0], fact, SOURCES[code[0]], on) for code, fact in told.items())

    def _person_in(self, person: Person) -> PersonIn:
        adult = person.kind is PersonKind.ADULT
        return PersonIn(
            kind=person.kind,
            given_names=person.given,
            prefix=person.prefix,
            surname=person.surname,
            birth_date=self.born(person),
            relation=person.relation,
            phone=self.lot.phone() if adult and not self.family.heightened else "",
            bsn=None if adult else Bsn(self.bsn(person)),
            in_family=person.in_family,
        )

    def _open(self, viewer: Viewer, now: datetime) -> None:
        opened = flow.open_case(
            viewer,
            cases.OpenCase(
                signal_id=None,
                title=self.family.title,
                coordinator_id=self.member(self.family.coordinator),
                deputy_id=self.member(self.family.deputy),
                persons=tuple(self._person_in(person) for person in self.family.persons),
                heightened=self.family.heightened,
                criteria=self._criteria(),
            ),
            now=now,
        )
        self.case_id = opened.case_id
        self.persons = dict(zip((p.key for p in self.family.persons), opened.person_ids, strict=True))

    def _hand_in(self, viewer: Viewer, told: dict[str, Any], now: datetime) -> None:
        about = [self.family.person(key) for key in told["about"]]
        agreement = None
        if not self.family.heightened:
            agreed, on = self.family.person(told["agreed"]), self.day(told["ago"] + 1)
            agreement = Agreement(AgreedBy.PARENT, agreed.full, AgreedHow.TALK, on)
        handed = signals.hand_in(
            viewer,
            signals.HandIn(
                form_key=self.lot.key(),
                heightened=self.family.heightened,
                children=tuple(ChildIn(p.given, p.prefix, p.surname, self.born(p)) for p in about),
                seen=told["seen"],
                heard=told.get("heard", ""),
                heard_from=told.get("heard_from", ""),
                interpretation=told["made_of_it"],
                already_done=told["done"],
                reporter_phone=self.lot.phone(),
                agreement=agreement,
                own_wish=told.get("own_wish", False),
            ),
            now=now,
        )
        self.case_id = handed.signal_id  # until the case is there

    def _take_in(self, viewer: Viewer, told: dict[str, Any], now: datetime) -> None:
        signal_id = self.case
        triage.open_signal(viewer, signal_id, now=now)
        decide = triage.Decide(
            form_key=self.lot.key(),
            signal_id=signal_id,
            version=Signal.objects.values_list("version", flat=True).get(pk=signal_id),
            outcome=Outcome.INTEGRAL,
            criteria=self._criteria(),
        )
        opened = flow.take_in_integral(
            viewer,
            flow.TakeInIntegral(
                decide,
                title=self.family.title,
                coordinator_id=self.member(self.family.coordinator),
                deputy_id=self.member(self.family.deputy),
            ),
            now=now,
        )
        self.case_id = opened.case_id
        self.persons = dict(zip(told["about"], opened.person_ids, strict=True))

    def _adding(self, person: Person) -> Do:
        def add(viewer: Viewer, now: datetime) -> None:
            given = self._person_in(person)
            self.persons[person.key] = people.add_person(viewer, people.AddPerson(self.case, given), now=now)

        return add

    def _housing(self, household: HouseholdIn, members: tuple[str, ...]) -> Do:
        def house(viewer: Viewer, now: datetime) -> None:
            ids = tuple(self.persons[key] for key in members)
            given = HouseholdIn(
                household.label,
                ids,
                household.bron,
                household.as_of,
                household.street,
                household.house_number,
                household.postcode,
                household.city,
                household.address_protected,
            )
            people.save_household(viewer, people.SaveHousehold(self.case, given), now=now)

        return house

    def _authority(self, child: str, holder: str, holders: int) -> Do:
        kind = AuthorityKind.JOINT_PARENTAL if holders > 1 else AuthorityKind.SOLE_PARENTAL

        def record(viewer: Viewer, now: datetime) -> None:
            on = self.day(max(self.family.opened - 1, 0))
            given = AuthorityIn(self.persons[child], kind, self.persons[holder], bron="gezagsregister", as_of=on)
            people.record_authority(viewer, people.RecordAuthority(self.case, given), now=now)

        return record

    def _telling(self, person: Person, given: InformingIn) -> Do:
        return lambda viewer, now: people.record_informing(
            viewer, people.RecordInforming(self.case, self.persons[person.key], given), now=now
        )

    def _waiting(self, wait: dict[str, Any]) -> Do:
        given = InformingIn(
            wait_reason=wait["why"],
            wait_until=self.day(wait["ago"]) + timedelta(days=wait["days"]),
            second_person_id=self.member(wait["second"]),
        )
        return self._telling(self.family.person(wait["who"]), given)

    def _agreeing(self, wait: dict[str, Any]) -> Do:
        """The colleague says yes to waiting; without it the wait holds only a few days."""

        def agree(viewer: Viewer, now: datetime) -> None:
            for question in asked():
                if question.case_id == self.case:
                    said = cases.AnswerTogether(question.decision_id, agrees=True, words=wait["agrees"])
                    cases.answer_together(viewer, said, now=now)

        return agree

    def _seat(self, seat: dict[str, Any]) -> Do:
        until = self.day(seat["ago"]) + timedelta(weeks=seat["weeks"])
        return lambda viewer, now: cases.give_seat(
            viewer,
            cases.GiveSeat(self.case, self.member(seat["who"]), seat["function"], seat["why"], until),
            now=now,
        )

    def _support(self, by: str, name: str, relation: str, words: str) -> Do:
        return lambda viewer, now: people.name_supporter(
            viewer, people.NameSupporter(self.case, name, relation, self.persons[by], words), now=now
        )

    def _offer(self, viewer: Viewer, offer: dict[str, Any], now: datetime, *, answered: bool) -> None:
        if "not" in offer:
            given = FamilyPlanIn(no_offer_reason=offer["not"])
        else:
            given = FamilyPlanIn(
                offered_on=self.day(offer["ago"]),
                how=offer["how"],
                answer=FamilyAnswer(offer["answer"]) if answered else None,
                answered_on=self.day(offer["ago"] - offer["after"]) if answered else None,
                answer_words=offer["words"] if answered else "",
            )
        flow.save_family_plan(viewer, plans.SaveFamilyPlan(self.case, given, self.plan_version()), now=now)

    def _voice(self, voice: dict[str, Any]) -> Do:
        person = self.family.person(voice["who"])
        shown = voice["show"]
        by_child = shown and age_on(self.born(person), self.day(voice["ago"])) >= CHILD_JOINS_FROM

        def record(viewer: Viewer, now: datetime) -> None:
            plans.record_voice(
                viewer,
                plans.RecordVoice(
                    self.case,
                    self.persons[person.key],
                    voice["words"],
                    self.day(voice["ago"]),
                    parents_may_see=shown,
                    decided_by_child=by_child,
                ),
                now=now,
            )

        return record

    def _goal(self, goal: Goal) -> Do:
        def make(viewer: Viewer, now: datetime) -> None:
            domain = self.domains.get(goal.domain)
            if domain is None:
                told_by = self.persons[goal.told_by] if goal.told_by else None
                given = DomainIn(goal.domain, goal.why, goal.basis, told_by)
                domain = plans.open_domain(viewer, plans.OpenLifeDomain(self.case, given), now=now)
                self.domains[goal.domain] = domain
            target = self.day(goal.ago) + timedelta(days=goal.target)
            persons = tuple(self.persons[key] for key in goal.persons)
            wanted = GoalIn(goal.words, persons, domain, goal.measure, target)
            self.goals[goal.key] = plans.add_goal(viewer, plans.AddGoal(self.case, wanted), now=now)
            for told, by_family in ((goal.level, False), (goal.family_level, True)):
                if told:
                    self.level(viewer, goal, told, LevelMoment.START, now, by_family=by_family)

        return make

    def level(
        self,
        viewer: Viewer,
        goal: Goal,
        told: tuple[Any, ...],
        moment: LevelMoment,
        now: datetime,
        *,
        by_family: bool = False,
    ) -> None:
        """Write down how it goes in a goal's life domain."""
        number, sentence, bron = told
        on = self.place.days.today if moment is LevelMoment.EVALUATION else self.day(goal.ago)
        given = LevelIn(Level(str(number)), sentence, bron, min(on, now.date()), moment, by_family)
        plans.record_level(viewer, plans.RecordLevel(self.case, self.domains[goal.domain], given), now=now)

    def _what_if(self, viewer: Viewer, words: str, now: datetime) -> None:
        plans.write_what_if(viewer, plans.WriteWhatIf(self.case, words, self.plan_version()), now=now)

    def plan_version(self) -> int:
        """Give the version of the plan as its writer sees it."""
        return Plan.objects.values_list("version", flat=True).get(case_id=self.case)
