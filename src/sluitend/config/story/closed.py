"""A closed case of the light history: opened, planned, carried out, looked back on, closed, and called after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sluitend.config.hints import story_file
from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.concern import Concern
from sluitend.config.story.names import Drawn, Lot, nth_bsn
from sluitend.domain.action import StepKind
from sluitend.domain.case import InformingIn, PersonIn, PersonKind
from sluitend.domain.followup import NextStep
from sluitend.domain.person import Bsn
from sluitend.domain.plan import DomainIn, FamilyAnswer, FamilyPlanIn, GoalIn, GoalStatus, Level, LevelIn, LevelMoment
from sluitend.domain.sharing import Viewer
from sluitend.domain.triage import CriterionFact, Outcome
from sluitend.domain.vocabulary import ActionKind, LifeDomain
from sluitend.records.models import AfterCare, CasePerson, Plan
from sluitend.services import actions, cases, flow, followup, people, plans, triage

COORDINATORS = ("regie", "regie2", "regie3", "regie4", "regie5")
SHORTEST, LONGEST = 80, 260
EARLIER = 150  # days before the first half-year in which some of them were opened already
# Spread so that the report of a half-year has numbers to show: what is rarer than this is fewer than ten.
RESULTS = {"reached": 43, "partly": 30, "missed": 27}
CHANGES = {"better": 44, "same": 34, "worse": 22}
LEVELS = {"better": ("2", "4"), "same": ("3", "3"), "worse": ("3", "2")}
REASONS = {"reached": 55, "own_strength": 25, "family_stops": 10, "moved": 6, "taken_over": 4}
FIRST_CARE, SECOND_CARE = 178, 360  # days after closing, somewhat before the day that the norm gives


@dataclass(slots=True)
class Closed:
    """One closed case as it is played. reach: days back at which the history begins."""

    place: Place
    number: int
    drawn_from: Lot
    reach: int
    lot: Lot = field(init=False)
    opened: int = field(init=False)
    ended: int = field(init=False)
    coordinator: str = field(init=False)
    surname: tuple[str, str] = field(init=False)
    themes: list[dict[str, Any]] = field(init=False)
    results: list[str] = field(init=False)
    case_id: UUID | None = None
    persons: list[UUID] = field(default_factory=list)
    domains: list[UUID] = field(default_factory=list)
    goals: list[UUID] = field(default_factory=list)
    action_id: UUID | None = None

    def __post_init__(self) -> None:
        """Draw when it was, who held it, and what it was about."""
        self.lot = Lot(f"closed {self.number}")
        self.opened = self.lot.number(SHORTEST + 20, self.reach + EARLIER)
        self.ended = max(self.opened - self.lot.number(SHORTEST, LONGEST), self.lot.number(5, 20))
        self.coordinator = COORDINATORS[self.number % len(COORDINATORS)]
        self.surname = self.lot.family_name()
        outcome = Lot(f"result {self.number}")
        self.themes = [{**theme, "change": outcome.weighted(CHANGES)} for theme in self._draw_themes()]
        self.results = [outcome.weighted(RESULTS) for _ in self.themes]

    def _draw_themes(self) -> list[dict[str, Any]]:
        themes = {theme["domain"]: theme for theme in story_file("history.toml")["theme"]}
        weights = {domain: theme["often"] for domain, theme in themes.items()}
        drawn = [self.lot.weighted(weights)]
        if self.lot.chance(75):
            drawn.append(
                self.lot.weighted({domain: weight for domain, weight in weights.items() if domain not in drawn})
            )
        return [themes[domain] for domain in drawn]

    def acts(self, concern: Concern | None) -> Iterator[Act]:
        """Give the acts of this case; concern: what it came from, or None when its coordinator opened it."""
        story = concern.story if concern else f"casus {self.number:04}"
        length = self.opened - self.ended

        def act(ago: int, order: int, do: Do, by: str = "") -> Act:
            return Act(ago, order, story, by or self.coordinator, do)

        if concern:
            self.surname = (concern.child.prefix, concern.child.surname)
            yield act(
                self.opened, 2, lambda v, now: self._take_in(concern, v, now), self.lot.one(("intake", "intake2"))
            )
        else:
            yield act(self.opened, 2, self._open)
        begun = self.opened - min(self.lot.number(16, 30), length // 3)
        yield act(self.opened - 3, 3, self._tell_and_offer)
        yield act(begun, 4, self._plan)
        yield act(max(begun - length // 3, self.ended + 1), 5, self._finish)
        yield act(self.ended, 6, self._end)
        for number, after in enumerate((FIRST_CARE, SECOND_CARE)):
            if self.ended - after > 0:
                yield act(self.ended - after, 7, self._calling(number))

    # -- how each is done ----------------------------------------------------------------------------------------------

    @property
    def words(self) -> dict[str, list[str]]:
        """Give the sentences that do not depend on a theme."""
        found: dict[str, list[str]] = story_file("history.toml")["words"]
        return found

    def _criteria(self) -> tuple[CriterionFact, ...]:
        facts, on = story_file("history.toml")["facts"], self.place.days.day(self.opened + 1)
        name = " ".join(self.surname).strip()
        return tuple(
            CriterionFact(code, code[0], self.lot.one(facts[code[0]]).format(name=f"Het kind van {name}"), source, on)
            for code, source in (("a1", "BRP"), ("b1", "gesprek thuis"), ("c1", "overleg"))
        )

    @property
    def _title(self) -> str:
        prefix, surname = self.surname
        named = f"{prefix[:1].upper()}{prefix[1:]} {surname}" if prefix else surname
        return f"Gezin {named}"

    def _open(self, viewer: Viewer, now: datetime) -> None:
        children = [self.lot.person(self.surname) for _ in range(self.lot.number(1, 3))]
        adult = self.lot.person()
        opened = cases.open_case(
            viewer,
            cases.OpenCase(
                signal_id=None,
                title=self._title,
                coordinator_id=viewer.membership_id,
                deputy_id=None,
                persons=(*(self._child(drawn, place) for place, drawn in enumerate(children)), self._adult(adult)),
                criteria=self._criteria(),
            ),
            now=now,
        )
        self.case_id, self.persons = opened.case_id, list(opened.person_ids)

    def _child(self, drawn: Drawn, place: int) -> PersonIn:
        born = self.place.days.born(self.lot.number(2, 16), self.lot.number(0, 299))
        bsn = Bsn(nth_bsn(2000 + 10 * self.number + place)) if self.lot.chance(50) else None
        return PersonIn(PersonKind.CHILD, drawn.given, drawn.prefix, drawn.surname, born, "kind", bsn=bsn)

    def _adult(self, drawn: Drawn) -> PersonIn:
        relation = self.lot.one(("moeder", "vader"))
        return PersonIn(PersonKind.ADULT, drawn.given, drawn.prefix, drawn.surname, None, relation, self.lot.phone())

    def _take_in(self, concern: Concern, viewer: Viewer, now: datetime) -> None:
        signal_id = concern.opened(viewer, now)
        decide = triage.Decide(
            form_key=self.lot.key(),
            signal_id=signal_id,
            version=concern.version(),
            outcome=Outcome.INTEGRAL,
            criteria=self._criteria(),
        )
        coordinator_id = self.place.people[self.coordinator].membership_id
        opened = flow.take_in_integral(
            viewer, flow.TakeInIntegral(decide, title=self._title, coordinator_id=coordinator_id), now=now
        )
        self.case_id, self.persons = opened.case_id, list(opened.person_ids)

    def _case(self) -> UUID:
        assert self.case_id is not None  # noqa: S101 - it was opened before
        return self.case_id

    def _tell_and_offer(self, viewer: Viewer, now: datetime) -> None:
        case, on = self._case(), now.date()
        for person in CasePerson.objects.filter(case_id=case, kind=PersonKind.ADULT):
            given = InformingIn(told_on=on, how=self.lot.one(self.words["told_how"]))
            people.record_informing(viewer, people.RecordInforming(case, person.pk, given), now=now)
        answer = FamilyAnswer.YES if self.lot.chance(35) else FamilyAnswer.NO
        offer = FamilyPlanIn(
            on, self.lot.one(self.words["offer_how"]), answer, on, self.lot.one(self.words["offer_words"])
        )
        flow.save_family_plan(viewer, plans.SaveFamilyPlan(case, offer, self._version()), now=now)

    def _plan(self, viewer: Viewer, now: datetime) -> None:
        case, on = self._case(), now.date()
        children = CasePerson.objects.filter(case_id=case, kind=PersonKind.CHILD).order_by("position")
        ids = tuple(children.values_list("pk", flat=True))
        for theme in self.themes:
            domain = DomainIn(LifeDomain(theme["domain"]), theme["why"])
            self.domains.append(plans.open_domain(viewer, plans.OpenLifeDomain(case, domain), now=now))
            goal = GoalIn(
                self.lot.one(theme["words"]), ids, self.domains[-1], theme["measure"], on + timedelta(days=120)
            )
            self.goals.append(plans.add_goal(viewer, plans.AddGoal(case, goal), now=now))
        for theme, domain_id in zip(self.themes, self.domains, strict=True):
            theme_level = LevelIn(Level(LEVELS[theme["change"]][0]), theme["start"], "gezin", on, LevelMoment.START)
            plans.record_level(viewer, plans.RecordLevel(case, domain_id, theme_level), now=now)
        self._ask(viewer, ids[0], now)
        plans.write_what_if(
            viewer, plans.WriteWhatIf(case, self.lot.one(self.words["what_if"]), self._version()), now=now
        )
        flow.start_plan(viewer, plans.StartPlan(case, self._version()), now=now)

    def _ask(self, viewer: Viewer, about: UUID, now: datetime) -> None:
        theme = self.themes[0]
        asked = actions.AskAction(
            case_id=self._case(),
            organisation_id=viewer.organisation_id,
            concerns_id=about,
            kind=ActionKind.PREVENT if self.lot.chance(20) else ActionKind.HELP,
            title=theme["title"],
            due_on=now.date() + timedelta(days=self.lot.number(30, 70)),
            form_key=self.lot.key(),
            goal_id=self.goals[0],
        )
        self.action_id = actions.ask_action(viewer, asked, now=now).action_id
        step = actions.TakeStep(self.action_id, StepKind.ACCEPT_AT_TABLE, self.lot.key())
        actions.take_step(viewer, step, now=now)

    def _finish(self, viewer: Viewer, now: datetime) -> None:
        assert self.action_id is not None  # noqa: S101 - it was asked before
        step = actions.TakeStep(self.action_id, StepKind.FINISH, self.lot.key(), self.themes[0]["done"])
        actions.take_step(viewer, step, now=now)

    def _end(self, viewer: Viewer, now: datetime) -> None:
        case, on, results = self._case(), now.date(), story_file("history.toml")["result_words"]
        for theme, domain_id in zip(self.themes, self.domains, strict=True):
            number, sentence = LEVELS[theme["change"]][1], theme[theme["change"]]
            level = LevelIn(Level(number), sentence, "gezin", on, LevelMoment.EVALUATION)
            plans.record_level(viewer, plans.RecordLevel(case, domain_id, level), now=now)
        outcomes = []
        for goal, result in zip(self.goals, self.results, strict=True):
            outcomes.append(followup.GoalOutcome(goal, GoalStatus(result), self.lot.one(results[result])))
        flow.evaluate(
            viewer,
            followup.Evaluate(
                case_id=case,
                held_on=on,
                words=self.lot.one(self.words["evaluation"]),
                next_step=NextStep.CLOSE,
                form_key=self.lot.key(),
                family_words=self.lot.one(self.words["family_words"]),
                goals=tuple(outcomes),
            ),
            now=now,
        )
        reason, words = self.lot.weighted(REASONS), self.lot.one(self.words["closing"])
        flow.close_case(viewer, followup.CloseCase(case, reason, words, self.lot.key()), now=now)

    def _calling(self, number: int) -> Do:
        def call(viewer: Viewer, now: datetime) -> None:
            well = self.lot.chance(90)
            words = self.lot.one(self.words["after_care_well" if well else "after_care_not"])
            moment = AfterCare.objects.filter(case_id=self._case()).order_by("due_on")[number]
            flow.hold_after_care(viewer, followup.HoldAfterCare(moment.pk, words, well, self.lot.key()), now=now)

        return call

    def _version(self) -> int:
        return Plan.objects.values_list("version", flat=True).get(case_id=self._case())
