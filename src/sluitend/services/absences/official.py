"""What an investigating attendance officer does with an official report: begin, answer the list, take each step."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.official import TITLE, WHY, kept_where, only_boa, penal_route
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.content.official_report import Item, official_items
from sluitend.domain.absence import Heard, KeptWhere, OfficialState, ReportStatus, Ruling
from sluitend.domain.absence import official as rules
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category
from sluitend.records.models import AbsenceReport, OfficialReport, OfficialStep

ALREADY = Refusal("official.already", N_("Bij deze melding is al een proces-verbaal."))
CHANGED = Refusal(
    "official.changed_meanwhile", N_("Dit proces-verbaal is intussen gewijzigd. Kijk eerst wat er nu staat.")
)
SIGNED_ALREADY = Refusal("official.signed_already", N_("Het is al ondertekend. Aan de lijst verandert niets meer."))


@dataclass(frozen=True, slots=True)
class BeginOfficial:
    """The decision to draw up an official report. tried: which lighter routes were tried, or why they do not fit."""

    report_id: UUID
    on: date
    form_key: UUID
    tried: str = field(default="", repr=False)
    quote: bool = False


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """What stands in the report at one item of the list, and the day of its document."""

    report_id: UUID
    item: str
    words: str = field(repr=False)
    on: date | None
    version: int
    quote: bool = False


@dataclass(frozen=True, slots=True)
class TakeOfficialStep:
    """A step of the report: something the officer does, or heard from the prosecutor or the court.

    words: why, when it stops. heard: what shows that the family was heard.
    """

    report_id: UUID
    to: OfficialState
    on: date
    version: int
    form_key: UUID
    words: str = field(default="", repr=False)
    heard: Heard | None = None
    session_on: date | None = None
    ruling: Ruling | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class OfficialDone:
    """Where the report stands after a step. tried: what was written down as tried before."""

    official_id: UUID
    state: OfficialState
    kept: KeptWhere
    tried: str = field(repr=False)


def begin(viewer: Viewer, command: BeginOfficial, *, now: datetime) -> OfficialDone:
    """Begin an official report about an absence report. It is the viewer's own from here on.

    Raises:
        NotFound: no such report for this viewer.
        Refused: there is one already, the report is closed, or nothing lighter was tried.
    """
    only_boa(viewer)

    def make() -> dict[str, str]:
        made = uuid.uuid4()
        _log(viewer, "official.begin", made, ("tried", "state"), now)
        report = AbsenceReport.objects.select_for_update().filter(pk=command.report_id).first()
        if report is None:
            raise NotFound
        kept = kept_where(viewer)
        here = kept is KeptWhere.HERE
        refuse_any(
            ALREADY if penal_route(report.pk) is not None else None,
            rules.REPORT_CLOSED if report.status == ReportStatus.CLOSED else None,
            rules.check_on(command.on, after=report.begin_on, today=today(now)),
            rules.check_tried(command.tried) if here else None,
            *(check_words(viewer, {"tried": command.tried}, quote=command.quote, now=now) if here else ()),
        )
        OfficialReport(
            id=made,
            municipality_id=viewer.municipality_id,
            report=report,
            officer_id=viewer.membership_id,
            kept=kept,
            title=TITLE,
            state=OfficialState.DRAFT,
            state_on=command.on,
            tried=command.tried.strip() if here else "",
            begun_at=now,
        ).save(force_insert=True)
        _add_step(viewer, made, 1, command, now=now)
        return {"id": str(made)}

    made = UUID(once(viewer, command.form_key, "official.begin", make, now=now)["id"])
    return _done(OfficialReport.objects.get(pk=made))


def answer(viewer: Viewer, command: AnswerItem, *, now: datetime) -> None:
    """Answer one item of the list, or answer it again, as long as the report is not signed.

    Raises:
        NotFound: not the viewer's official report, or there is no such item.
        Refused: it is signed, it is kept elsewhere, an answer misses, or somebody changed it meanwhile.
    """
    row = _own(viewer, command.report_id, "official.answer", (f"answers.{command.item}",), now)
    item = next((one for one in official_items() if one.code == command.item), None)
    if item is None:
        raise NotFound
    before_signing = row.state in {OfficialState.DRAFT, OfficialState.HEARD}
    refuse_any(
        rules.NOT_HERE if row.kept == KeptWhere.ELSEWHERE else None,
        None if before_signing else SIGNED_ALREADY,
        CHANGED if row.version != command.version else None,
    )
    refuse_any(
        *rules.check_answer(command.words, command.on, dated=item.dated, today=today(now)),
        *check_words(viewer, {"words": command.words}, quote=command.quote, now=now),
    )
    said = {"words": command.words.strip(), "on": command.on.isoformat() if command.on else ""}
    row.answers = {**row.answers, item.code: said}
    row.version += 1
    row.save(update_fields=["answers", "version"])


def take_step(viewer: Viewer, command: TakeOfficialStep, *, now: datetime) -> OfficialDone:
    """Take a step, by this person and by nobody else; the same form sent again changes nothing.

    Raises:
        NotFound: not the viewer's official report.
        Refused: it cannot go there from here, an item of the list is open, or an answer misses.
    """
    only_boa(viewer)

    def make() -> dict[str, str]:
        row = _own(viewer, command.report_id, "official.step", ("state", "session_on", "ruling"), now)
        before, ruling = OfficialState(row.state), Ruling(row.ruling) if row.ruling else None
        refuse_any(CHANGED if row.version != command.version else None, rules.check_move(before, command.to, ruling))
        here = row.kept == KeptWhere.HERE
        refuse_any(
            rules.check_on(command.on, after=row.state_on, today=today(now)),
            *(_check_step(viewer, row, command, now) if here else _check_dates(command)),
        )
        row.state, row.state_on = command.to, command.on
        if command.to is OfficialState.SESSION:
            row.session_on = command.session_on
        if command.to is OfficialState.RULED and here and command.ruling:
            row.ruling = command.ruling
        row.over = rules.is_over(command.to, Ruling(row.ruling) if row.ruling else None)
        row.version += 1
        row.save(update_fields=["state", "state_on", "session_on", "ruling", "over", "version"])
        seq = OfficialStep.objects.filter(official=row).count() + 1
        _add_step(viewer, row.pk, seq, command if here else _dates_only(command), now=now)
        return {"id": str(row.pk)}

    made = UUID(once(viewer, command.form_key, "official.step", make, now=now)["id"])
    return _done(OfficialReport.objects.get(pk=made))


def take_over(viewer: Viewer, report_id: UUID, why: str, *, form_key: UUID, now: datetime) -> None:
    """Take an official report over from a colleague, with a reason; from here on the colleague reads it no more.

    Raises:
        NotFound: there is none to take over for this viewer.
        Refused: no reason was given.
    """
    only_boa(viewer)
    refuse_any(rules.check_why(why), *check_words(viewer, {"words": why}, quote=False, now=now))

    def make() -> dict[str, str]:
        _log(viewer, "official.take_over", report_id, ("officer",), now, kind="absence_report")
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_take_over_official(%s)", [report_id])
            (taken,) = cursor.fetchone()
        if taken is None:
            raise NotFound
        row = OfficialReport.objects.get(pk=taken)
        seq = OfficialStep.objects.filter(official=row).count() + 1
        OfficialStep(
            municipality_id=viewer.municipality_id,
            official=row,
            seq=seq,
            state=row.state,
            taken_over=True,
            on=today(now),
            words=why.strip(),
            by_id=viewer.membership_id,
            at=now,
        ).save(force_insert=True)
        return {"id": str(taken)}

    once(viewer, form_key, "official.take_over", make, now=now)


def _own(viewer: Viewer, report_id: UUID, action: str, fields: tuple[str, ...], now: datetime) -> OfficialReport:
    only_boa(viewer)
    row = OfficialReport.objects.filter(report_id=report_id).values_list("pk", flat=True).first()
    if row is None:
        raise NotFound
    _log(viewer, action, row, fields, now)
    return OfficialReport.objects.select_for_update().get(pk=row)


def _log(
    viewer: Viewer, action: str, pk: UUID, fields: tuple[str, ...], now: datetime, *, kind: str = "official_report"
) -> None:
    audit.write(viewer, action, audit.Ref(kind, pk), now=now, categories=[Category.K9], fields=fields, why=WHY)


def _check_step(
    viewer: Viewer, row: OfficialReport, command: TakeOfficialStep, now: datetime
) -> tuple[Refusal | None, ...]:
    match command.to:
        case OfficialState.HEARD:
            return (rules.check_heard(command.heard),)
        case OfficialState.SIGNED:
            return rules.check_complete(((one.code, _name(viewer, one)) for one in official_items()), row.answers)
        case OfficialState.SESSION:
            return (rules.check_session(command.session_on, command.on),)
        case OfficialState.RULED:
            return (rules.check_ruling(OfficialState(row.state), command.ruling),)
        case OfficialState.STOPPED:
            guard = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
            return (rules.check_why(command.words), *guard)
        case _:
            return ()


def _check_dates(command: TakeOfficialStep) -> tuple[Refusal | None, ...]:
    """Of a report that is kept elsewhere only the dates stand here."""
    return (rules.check_session(command.session_on, command.on),) if command.to is OfficialState.SESSION else ()


def _dates_only(command: TakeOfficialStep) -> TakeOfficialStep:
    return TakeOfficialStep(
        command.report_id, command.to, command.on, command.version, command.form_key, session_on=command.session_on
    )


def _name(viewer: Viewer, item: Item) -> str:
    return item.text.en if viewer.language == "en" else item.text.nl


def _add_step(
    viewer: Viewer, official_id: UUID, seq: int, command: BeginOfficial | TakeOfficialStep, *, now: datetime
) -> None:
    """Write the step down; of a step that the row of the report begins with there is nothing more than its day."""
    step = command if isinstance(command, TakeOfficialStep) else None
    state = step.to if step else OfficialState.DRAFT
    OfficialStep(
        municipality_id=viewer.municipality_id,
        official_id=official_id,
        seq=seq,
        state=state,
        on=command.on,
        words=step.words.strip() if step and state is OfficialState.STOPPED else "",
        heard=step.heard or "" if step and state is OfficialState.HEARD else "",
        session_on=step.session_on if step and state is OfficialState.SESSION else None,
        ruling=step.ruling or "" if step and state is OfficialState.RULED else "",
        by_id=viewer.membership_id,
        at=now,
    ).save(force_insert=True)


def _done(row: OfficialReport) -> OfficialDone:
    return OfficialDone(row.pk, OfficialState(row.state), KeptWhere(row.kept), row.tried)
