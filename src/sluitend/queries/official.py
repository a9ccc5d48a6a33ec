"""The pages of an official report: the report itself for its officer, and for others only that the route runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.official import TITLE, WHY, kept_where, only_boa, penal_route
from sluitend.content.legal_titles import default_titles
from sluitend.content.official_report import Item, official_items
from sluitend.domain.absence import Heard, KeptWhere, OfficialState, ReportStatus, Ruling
from sluitend.domain.absence import official as rules
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol.steps import Text
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Category, Role
from sluitend.records.models import AbsenceReport, OfficialReport, OfficialStep


@dataclass(frozen=True, slots=True)
class PenalRoute:
    """What the page of an absence report says of the criminal route.

    runs: yes or no, for every attendance officer. There is no outcome and no step here. may_begin, may_read, may_take:
    what an investigating officer can do: begin one, open their own, or take a colleague's over.
    """

    runs: bool
    may_begin: bool = False
    may_read: bool = False
    may_take: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """The title in the law on which an official report stands, and what the family can do against it."""

    title: Text
    law: str
    remedy: Text


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of the list with what was answered; words is empty while it is open."""

    item: Item
    words: str
    on: date | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as it was written down."""

    state: OfficialState
    taken_over: bool
    on: date
    at: datetime
    by: str
    words: str
    heard: Heard | None
    session_on: date | None
    ruling: Ruling | None


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that can follow. said_by: whose decision it is. refused: what is still missing, by name."""

    to: OfficialState
    said_by: rules.SaidBy
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class OfficialPage:
    """An official report as its officer sees it. elsewhere: only dates are kept here. open_items: how many are open."""

    report_id: UUID
    name: str
    version: int
    ground: Ground
    state: OfficialState
    state_on: date
    elsewhere: bool
    tried: str
    items: tuple[ItemRow, ...]
    open_items: int
    may_answer: bool
    session_on: date | None
    ruling: Ruling | None
    next: tuple[NextStep, ...]
    history: tuple[StepLine, ...]

    def item(self, code: str) -> ItemRow:
        """Give an item by its code. Raises NotFound when there is none."""
        found = next((row for row in self.items if row.item.code == code), None)
        if found is None:
            raise NotFound
        return found

    def step(self, to: str) -> NextStep:
        """Give a step that can follow now. Raises NotFound for any other."""
        found = next((one for one in self.next if one.to == to), None)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True)
class BeginPage:
    """What is told before an official report is begun."""

    report_id: UUID
    name: str
    ground: Ground
    elsewhere: bool
    refused: Refusal | None


def route_of(viewer: Viewer, report_id: UUID) -> PenalRoute:
    """Say of a report that the viewer entered whether the criminal route runs; part of that page."""
    found = penal_route(report_id)
    boa = viewer.has(Role.ATTENDANCE_BOA)
    if found is None:
        return PenalRoute(runs=False, may_begin=boa)
    running, officer = found
    mine = boa and officer == viewer.membership_id
    return PenalRoute(running, may_read=mine, may_take=boa and running and not mine)


def begin_page(viewer: Viewer, report_id: UUID, *, now: datetime) -> BeginPage:
    """Show what beginning means, for a report that has none.

    Raises:
        NotFound: not the viewer's to do, or there is one already.
    """
    only_boa(viewer)
    report = AbsenceReport.objects.filter(pk=report_id).first()
    if report is None or penal_route(report_id) is not None:
        raise NotFound
    _read(viewer, "official.begin_page", audit.Ref("absence_report", report_id), (Category.K1,), now)
    return BeginPage(
        report_id,
        _name(report),
        _ground(TITLE),
        kept_where(viewer) is KeptWhere.ELSEWHERE,
        rules.REPORT_CLOSED if report.status == ReportStatus.CLOSED else None,
    )


def take_over_page(viewer: Viewer, report_id: UUID, *, now: datetime) -> str:
    """Give the name of the pupil of whose official report a colleague's can be taken over.

    Raises:
        NotFound: there is nothing to take over for this viewer.
    """
    only_boa(viewer)
    report = AbsenceReport.objects.filter(pk=report_id).first()
    if report is None or not route_of(viewer, report_id).may_take:
        raise NotFound
    _read(viewer, "official.take_over_page", audit.Ref("absence_report", report_id), (Category.K1,), now)
    return _name(report)


def official_page(viewer: Viewer, report_id: UUID, *, now: datetime) -> OfficialPage:
    """Show an official report to the officer whose it is, and to nobody else.

    Raises:
        NotFound: not the viewer's official report.
    """
    only_boa(viewer)
    row = OfficialReport.objects.select_related("report").filter(report_id=report_id).first()
    if row is None:
        raise NotFound
    _read(viewer, "official.page", audit.Ref("official_report", row.pk), (Category.K1, Category.K4, Category.K9), now)
    state, ruling = OfficialState(row.state), Ruling(row.ruling) if row.ruling else None
    elsewhere = row.kept == KeptWhere.ELSEWHERE
    items = () if elsewhere else tuple(_item(one, row.answers) for one in official_items())
    return OfficialPage(
        report_id=report_id,
        name=_name(row.report),
        version=row.version,
        ground=_ground(row.title),
        state=state,
        state_on=row.state_on,
        elsewhere=elsewhere,
        tried=row.tried,
        items=items,
        open_items=sum(not one.words for one in items),
        may_answer=not elsewhere and state in {OfficialState.DRAFT, OfficialState.HEARD},
        session_on=row.session_on,
        ruling=ruling,
        next=tuple(
            NextStep(to, rules.said_by(state, to), _missing(viewer, to, items))
            for to in rules.next_states(state, ruling)
        ),
        history=tuple(map(_line, OfficialStep.objects.filter(official=row).select_related("by").order_by("-seq"))),
    )


def _ground(code: str) -> Ground:
    title = default_titles()[code]
    return Ground(Text(title.text_nl, title.text_en), title.law, Text(title.remedy_nl, title.remedy_en))


def _missing(viewer: Viewer, to: OfficialState, items: tuple[ItemRow, ...]) -> tuple[Refusal, ...]:
    if to is not OfficialState.SIGNED:
        return ()
    named = ((one.item.code, one.item.text.en if viewer.language == "en" else one.item.text.nl) for one in items)
    return rules.check_complete(named, {one.item.code for one in items if one.words})


def _item(item: Item, answers: dict[str, dict[str, str]]) -> ItemRow:
    said = answers.get(item.code, {})
    on = said.get("on", "")
    return ItemRow(item, said.get("words", ""), date.fromisoformat(on) if on else None)


def _line(row: OfficialStep) -> StepLine:
    return StepLine(
        OfficialState(row.state),
        row.taken_over,
        row.on,
        row.at,
        f"{row.by.display_name}, {row.by.function.lower()}",
        row.words,
        Heard(row.heard) if row.heard else None,
        row.session_on,
        Ruling(row.ruling) if row.ruling else None,
    )


def _name(report: AbsenceReport) -> str:
    return " ".join(part for part in (report.given_names, report.prefix, report.surname) if part)


def _read(viewer: Viewer, action: str, ref: audit.Ref, categories: tuple[Category, ...], now: datetime) -> None:
    audit.read(viewer, action, ref, categories=categories, why=WHY, now=now)


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """One official report in the list of its officer. days: since when it stands where it stands."""

    report_id: UUID
    name: str
    state: OfficialState
    state_on: date
    days: int
    session_on: date | None
    ruling: Ruling | None


@dataclass(frozen=True, slots=True)
class SessionDay:
    """The sessions of one day. past: the day is over, and what came of it is not written down yet."""

    on: date
    past: bool
    rows: tuple[OfficialRow, ...]


@dataclass(frozen=True, slots=True)
class OfficialList:
    """What is the officer's own: sessions by day, those to come first by date, and what waits, longest first."""

    coming: tuple[SessionDay, ...]
    waiting: tuple[OfficialRow, ...]
    over: tuple[OfficialRow, ...]


def official_list(viewer: Viewer, *, now: datetime) -> OfficialList:
    """List the viewer's own official reports: the calendar of sessions, and what waits where.

    Raises:
        NotFound: the viewer is no investigating officer.
    """
    only_boa(viewer)
    day = today(now)
    found = OfficialReport.objects.select_related("report").order_by("state_on", "id")
    listed = [(row.over, _row(row, day)) for row in found]
    audit.record(
        viewer,
        *(
            audit.Line(
                AuditKind.READ,
                "official.list",
                audit.Ref("absence_report", one.report_id),
                (Category.K1, Category.K9),
                why=WHY,
            )
            for _, one in listed
        ),
        now=now,
    )
    running = [one for over, one in listed if not over]
    planned = [one for one in running if one.state is OfficialState.SESSION and one.session_on is not None]
    days = sorted({one.session_on for one in planned if one.session_on})
    return OfficialList(
        tuple(SessionDay(on, on < day, tuple(one for one in planned if one.session_on == on)) for on in days),
        tuple(running),
        tuple(one for over, one in reversed(listed) if over),
    )


def _row(row: OfficialReport, day: date) -> OfficialRow:
    return OfficialRow(
        row.report_id,
        _name(row.report),
        OfficialState(row.state),
        row.state_on,
        (day - row.state_on).days,
        row.session_on,
        Ruling(row.ruling) if row.ruling else None,
    )
