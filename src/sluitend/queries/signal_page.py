"""One concern, opened: who is involved first, then what was told, by whom, and what people decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, concern, context, matches, norms
from sluitend.access.matches import Match
from sluitend.access.signal_gate import SignalAccess, SignalReason, enter_signal, readers_for
from sluitend.access.staff import Away
from sluitend.content.criteria import criteria
from sluitend.domain.matching import is_searched
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.person import Bsn, age_on, show_phone, show_postcode
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import AgreedBy, AgreedHow, Channel, Footing, ReporterKind, SignalStatus
from sluitend.domain.triage import CHOICES, LinkAnswer, Outcome, Phoned, check_decide, check_way
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.queries.cases import Choice, colleagues_on
from sluitend.records.crypto import Unreadable, unseal_text
from sluitend.records.models import (
    CriterionFact,
    Decision,
    HiddenMatch,
    Municipality,
    Organisation,
    SecondReading,
    Signal,
    SignalCaseLink,
    SignalPerson,
)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody named in a concern. relation: empty too when the viewer may not read it. bsn: masked, or empty."""

    person_id: UUID
    child: bool
    name: str = field(repr=False)
    description: str = field(repr=False)
    born: date | None = field(repr=False)
    age: int | None
    relation: str
    address: str = field(repr=False)
    phone: str = field(repr=False)
    bsn: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """That the concern was linked to a case, and what its coordinator answered. answer_by: None when nothing is owed."""

    case_id: UUID
    case_number: str
    coordinator: str
    phone: str
    linked_by: str
    linked_at: datetime
    reason: str
    ended_at: datetime | None
    answer_by: date | None
    answer: LinkAnswer | None
    answer_words: str
    away: Away | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactLine:
    """One entry criterion with the facts the decider wrote, their source and date."""

    text: str
    fact: str
    source: str
    on: date | None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as its receipt says: what, why, by whom, when, under which rule.

    phone: of the organisation, which nobody but the reader calls.
    """

    outcome: Outcome
    reason: str
    organisation: str
    phone: str
    by: str
    function: str
    at: datetime
    rule: str
    rule_version: str
    phoned: Phoned | None
    phoned_at: datetime | None
    ends_on: date | None
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A second reader's view, or that it is still asked."""

    reader: str
    asked_by: str
    until: date
    agrees: bool | None
    words: str
    read_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: facts apart from interpretation, and on what footing."""

    seen: str
    heard: str
    heard_from: str
    happened: str
    interpretation: str
    already_done: str
    footing: Footing
    agreed_by: AgreedBy | None
    agreed_name: str
    agreed_how: AgreedHow | None
    agreed_on: date | None
    own_wish: bool
    police_decision: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who has the concern, and whether parents will read the name."""

    name: str
    phone: str
    organisation: str
    kind: ReporterKind
    channel: Channel
    parents_may_read: bool


@dataclass(frozen=True, slots=True)
class Doors:
    """What the viewer can do here. A refusal stands where its button would be."""

    decides: bool
    choices: tuple[Outcome, ...]
    decide: Refusal | None
    link: Refusal | None
    gives_view: bool
    answers: bool
    hidden_unseen: bool


@dataclass(frozen=True, slots=True)
class SignalPage:
    """One concern for one viewer. unsearched: the children of whom too little is known to look for a case."""

    signal_id: UUID
    number: str
    version: int
    status: SignalStatus
    outcome: Outcome | None
    heightened: bool
    danger_now: bool
    received_at: datetime
    read_by: date
    ends_on: date
    reason: SignalReason
    until: date | None
    safety_phone: str
    told: Told = field(repr=False)
    reporter: Reporter = field(repr=False)
    persons: tuple[PersonLine, ...]
    matches: tuple[Match, ...]
    unsearched: tuple[PersonLine, ...]
    links: tuple[LinkLine, ...]
    decisions: tuple[DecisionLine, ...]
    views: tuple[ViewLine, ...]
    doors: Doors

    @property
    def other_children(self) -> dict[UUID, LinkLine]:
        """Give for which of the found cases somebody saw that it is about another child: by case, the last look."""
        looked = [one for one in self.links if one.ended_at == one.linked_at and one.answer is LinkAnswer.OTHER_CHILD]
        return {one.case_id: one for one in reversed(looked)}

    @property
    def searched(self) -> bool:
        """Tell whether there was any child to look for a case for."""
        return len(self.unsearched) < sum(person.child for person in self.persons)

    @property
    def passed_on(self) -> bool:
        """Tell whether the attendance officer passed this on: a goal and why, not what somebody saw."""
        return self.reporter.channel is Channel.LEERPLICHT

    @property
    def to_decide(self) -> bool:
        """Tell whether nobody decided about it yet."""
        return self.status in {SignalStatus.RECEIVED, SignalStatus.READING}

    @property
    def involved_shown(self) -> bool:
        """Tell whether there is something to say about who is involved, to who decides."""
        return self.doors.decides and (self.to_decide or any(one.ended_at is None for one in self.links))

    @property
    def title(self) -> str:
        """Give the names of the children, for the top of the page."""
        return ", ".join(person.name or person.description for person in self.persons if person.child)


def signal_page(viewer: Viewer, signal_id: UUID, *, now: datetime) -> SignalPage:
    """Open a concern: matched with open cases for who decides about it, and logged with every person it shows.

    Raises:
        NotFound: there is no such concern for this viewer.
    """
    wanted = (Category.K1, Category.K2, Category.K19)
    access = enter_signal(viewer, signal_id, action="signal.page", categories=wanted, now=now)
    row, day = access.row, context.today(now)
    rows = list(SignalPerson.objects.filter(signal=row).order_by("position"))
    persons = tuple(_person(viewer, access, one, day) for one in rows)
    audit.record(viewer, *(_seen(access, one) for one in persons), now=now)
    links = tuple(_links(row))
    views = tuple(_views(viewer, row))
    return SignalPage(
        signal_id=row.pk,
        number=row.number,
        version=row.version,
        status=access.status,
        outcome=Outcome(row.outcome) if row.outcome else None,
        heightened=row.heightened,
        danger_now=row.danger_now,
        received_at=row.received_at,
        read_by=row.read_by,
        ends_on=row.ends_on,
        reason=access.reason,
        until=access.until,
        safety_phone=Municipality.objects.values_list("safety_phone", flat=True).get(),
        told=_told(row),
        reporter=_reporter(row),
        persons=persons,
        matches=_matches(viewer, access, now) if access.decides else (),
        unsearched=tuple(line for line, one in zip(persons, rows, strict=True) if line.child and not _searched(one)),
        links=links,
        decisions=tuple(_decisions(viewer, row)),
        views=views,
        doors=_doors(access, links, views),
    )


def _matches(viewer: Viewer, access: SignalAccess, now: datetime) -> tuple[Match, ...]:
    """Ask who is involved already (rule 53); asking is a search, and leaves its own line."""
    ref = audit.Ref("signal", access.row.pk, signal_id=access.row.pk)
    line = audit.Line(AuditKind.SEARCH, "signal.match", ref, (Category.K19,), why=audit.Why(rule="F.7, regel 53"))
    audit.record(viewer, line, now=now)
    return matches.of_signal(access.row.pk)


def _doors(access: SignalAccess, links: tuple[LinkLine, ...], views: tuple[ViewLine, ...]) -> Doors:
    owed = any(one.answer_by is not None and one.answer is None and one.ended_at is None for one in links)
    return Doors(
        decides=access.decides,
        choices=CHOICES,
        decide=check_decide(access.status, SignalStatus.DECIDED, integral=access.integral),
        link=check_way(access.status, SignalStatus.WITH_COORDINATOR, integral=access.integral),
        gives_view=any(one.mine and one.read_at is None for one in views),
        answers=owed and SignalReason.COORDINATOR in access.reasons,
        hidden_unseen=SignalReason.HIDDEN in access.reasons
        and HiddenMatch.objects.filter(signal=access.row, seen_at=None).exists(),
    )


def _person(viewer: Viewer, access: SignalAccess, row: SignalPerson, day: date) -> PersonLine:
    born = row.birth_date
    address = " ".join(part for part in (show_postcode(row.postcode), row.house_number) if part)
    return PersonLine(
        person_id=row.pk,
        child=row.kind == "child",
        name=" ".join(part for part in (row.given_names, row.prefix, row.surname) if part),
        description=row.description,
        born=born,
        age=age_on(born, day) if born and born <= day else None,
        relation=row.relation if access.sees(Category.K2) else "",
        address=address,
        phone=show_phone(row.phone),
        bsn=_masked(row) if concern.may_hold_bsn(viewer) else "",
    )


def _searched(row: SignalPerson) -> bool:
    return is_searched(bsn=bool(row.bsn_digest), birth_date=row.birth_date is not None, postcode=bool(row.postcode))


def _masked(row: SignalPerson) -> str:
    """Give the last three digits; a value whose key is gone reads as not known."""
    if row.bsn_sealed is None:
        return ""
    try:
        return Bsn(unseal_text(row.bsn_sealed, table="signal_person", row=row.pk, field="bsn_sealed")).masked()
    except (Unreadable, ValueError):
        return ""


def _seen(access: SignalAccess, one: PersonLine) -> audit.Line:
    ref = audit.Ref("person", one.person_id, signal_id=access.row.pk, person_id=one.person_id)
    shown = (Category.K1, Category.K2) if one.relation else (Category.K1,)
    why = audit.Why(ground=access.reason.value, rule="F.7b")
    return audit.Line(AuditKind.READ, "signal.person", ref, shown, why=why)


def _told(row: Signal) -> Told:
    return Told(
        seen=row.seen,
        heard=row.heard,
        heard_from=row.heard_from,
        happened=row.happened,
        interpretation=row.interpretation,
        already_done=row.already_done,
        footing=Footing(row.footing),
        agreed_by=AgreedBy(row.consent_role) if row.consent_role else None,
        agreed_name=row.consent_by,
        agreed_how=AgreedHow(row.consent_how) if row.consent_how else None,
        agreed_on=row.consent_on,
        own_wish=row.own_wish,
        police_decision=row.police_decision,
    )


def _reporter(row: Signal) -> Reporter:
    return Reporter(
        name=row.reporter_name,
        phone=show_phone(row.reporter_phone),
        organisation=row.reporter_organisation.name if row.reporter_organisation else "",
        kind=ReporterKind(row.reporter_kind),
        channel=Channel(row.channel),
        parents_may_read=row.parents_may_read_reporter,
    )


def _links(row: Signal) -> list[LinkLine]:
    """Whose case it is may be read by who may not read the case: number, coordinator and phone come from the link."""
    rows = SignalCaseLink.objects.filter(signal=row).select_related("linked_by").order_by("-linked_at")
    found = {one.case_id: one for one in matches.linked_cases(row.pk)}
    return [
        LinkLine(
            case_id=one.case_id,
            case_number=found[one.case_id].number,
            coordinator=found[one.case_id].coordinator,
            phone=found[one.case_id].phone,
            away=found[one.case_id].away,
            linked_by=one.linked_by.display_name,
            linked_at=one.linked_at,
            reason=one.reason,
            ended_at=one.ended_at,
            answer_by=one.answer_by,
            answer=LinkAnswer(one.answer) if one.answer else None,
            answer_words=one.answer_words,
            answered_at=one.answered_at,
        )
        for one in rows
        if one.case_id in found
    ]


def _decisions(viewer: Viewer, row: Signal) -> list[DecisionLine]:
    rows = Decision.objects.filter(signal=row).select_related("decided_by", "organisation")
    rows = rows.prefetch_related("criteria").order_by("-decided_at", "id")
    return [_decision(viewer, one) for one in rows]


def _decision(viewer: Viewer, one: Decision) -> DecisionLine:
    return DecisionLine(
        outcome=Outcome(one.outcome),
        reason=one.reason,
        organisation=one.organisation.name if one.organisation else "",
        phone=show_phone(one.organisation.phone) if one.organisation else "",
        by=one.decided_by.display_name,
        function=one.decided_by.function,
        at=one.decided_at,
        rule=one.rule,
        rule_version=one.rule_version,
        phoned=Phoned(one.danger_phoned) if one.danger_phoned else None,
        phoned_at=one.danger_phoned_at,
        ends_on=one.ends_on,
        facts=tuple(_fact(viewer, fact) for fact in sorted(one.criteria.all(), key=lambda fact: fact.code)),
    )


def _fact(viewer: Viewer, row: CriterionFact) -> FactLine:
    return FactLine(_criteria_texts(viewer).get(row.code, row.code), row.fact, row.fact_source, row.fact_on)


def _criteria_texts(viewer: Viewer) -> dict[str, str]:
    return {one.code: one.text_en if viewer.language == "en" else one.text_nl for one in criteria().criteria}


def _views(viewer: Viewer, row: Signal) -> list[ViewLine]:
    rows = SecondReading.objects.filter(signal=row).select_related("reader", "asked_by").order_by("asked_at", "id")
    return [
        ViewLine(
            reader=one.reader.display_name,
            asked_by=one.asked_by.display_name,
            until=one.until,
            agrees=one.agrees,
            words=one.words,
            read_at=one.read_at,
            mine=one.reader_id == viewer.membership_id,
        )
        for one in rows
    ]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One entry criterion to be ticked: its words, and what the facts beside it are."""

    code: str
    group: str
    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class DecidePage:
    """What a form about one concern needs: who can be chosen, and what stands there now."""

    signal_id: UUID
    number: str
    title: str
    version: int
    heightened: bool
    refused: Refusal | None
    organisations: tuple[tuple[UUID, str], ...]
    organisation_phones: Mapping[UUID, str]
    coordinators: tuple[Choice, ...]
    readers: tuple[Choice, ...]
    criteria: tuple[CriterionLine, ...]
    never: tuple[str, ...]
    nameless: tuple[tuple[UUID, str], ...]
    family_name: str
    end_default: date
    end_latest: date
    safety_phone: str
    latest: DecisionLine | None


def decide_page(viewer: Viewer, signal_id: UUID, *, now: datetime) -> DecidePage:
    """Give what a form about a concern needs, for who decides about it.

    Raises:
        NotFound: it is not there for the viewer, or deciding about it is not their work.
    """
    access = enter_signal(
        viewer, signal_id, action="signal.decide_form", categories=(Category.K1, Category.K19), now=now
    )
    if not access.decides:
        raise NotFound
    day = context.today(now)
    here = Organisation.objects.filter(active_from__lte=day).exclude(active_until__lt=day).order_by("name")
    colleagues = colleagues_on(day)
    able = readers_for(viewer, access, now=now)
    children = list(SignalPerson.objects.filter(signal=access.row, kind="child").order_by("position"))
    last = Decision.objects.filter(signal=access.row).select_related("decided_by", "organisation")
    newest = last.prefetch_related("criteria").order_by("-decided_at").first()
    first = children[0] if children else None
    english = viewer.language == "en"
    return DecidePage(
        signal_id=access.row.pk,
        number=access.row.number,
        title=", ".join(_name(one) or one.description for one in children),
        version=access.row.version,
        heightened=access.row.heightened,
        refused=check_decide(access.status, SignalStatus.DECIDED, integral=access.integral),
        organisations=tuple(here.values_list("pk", "name")),
        organisation_phones={pk: show_phone(phone) for pk, phone in here.values_list("pk", "phone") if phone},
        coordinators=tuple(choice for choice, roles in colleagues if Role.COORDINATOR in roles),
        readers=tuple(choice for choice, _ in colleagues if choice.id in able),
        criteria=tuple(
            CriterionLine(c.code, c.group, c.text_en, c.evidence_en)
            if english
            else CriterionLine(c.code, c.group, c.text_nl, c.evidence_nl)
            for c in criteria().criteria
        ),
        never=tuple(one.text_en if english else one.text_nl for one in criteria().never),
        nameless=tuple((one.pk, one.description) for one in children if not (one.given_names or one.surname)),
        family_name=" ".join(part for part in (first.prefix, first.surname) if part) if first else "",
        end_default=norms.due_day("signal.unfounded_keep", now),
        end_latest=norms.due_day("signal.refused_keep", now),
        safety_phone=Municipality.objects.values_list("safety_phone", flat=True).get(),
        latest=_decision(viewer, newest) if newest else None,
    )


def _name(row: SignalPerson) -> str:
    return " ".join(part for part in (row.given_names, row.prefix, row.surname) if part)
