"""What the attendance officer does with one report: contact, talk, close, or pass on that a file runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.kept import check_set_here
from sluitend.domain import absence as rules
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category
from sluitend.records.models import AbsencePass, AbsenceReport, Membership

from .progress import WHY, only_officer


@dataclass(frozen=True, slots=True)
class RecordContact:
    """That there was contact or a talk on a day. version: the state of the report the officer looked at."""

    report_id: UUID
    contact_on: date | None
    talk_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class CloseReport:
    """How a report ends. closing: one of the reasons; words: one or more sentences about it."""

    report_id: UUID
    closing: rules.Closing
    words: str
    version: int


@dataclass(frozen=True, slots=True)
class PassOn:
    """What goes to intake: that a file runs, whom to phone, and the goal. consent_words: who agreed, when and how."""

    report_id: UUID
    goal: str
    why: str
    consent_words: str


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What may leave under rule 11: a fixed sentence, the contact and the goal; and whose file it is."""

    pass_id: UUID
    report_id: UUID
    given_names: str
    prefix: str
    surname: str
    birth_date: date
    contact: str
    contact_phone: str
    goal: str
    why: str


def record_contact(viewer: Viewer, command: RecordContact, *, now: datetime) -> None:
    """Note when there was contact and when the talk was.

    Raises:
        NotFound: no such report for this viewer.
        Refused: the report is closed, a date lies ahead, or somebody else changed it meanwhile.
    """
    report = _open(viewer, "absence.contact", command.report_id, ["contact_on", "talk_on"], now)
    refuse_any(check_set_here(viewer, report))
    day, status = today(now), rules.ReportStatus(report.status)
    refuse_any(rules.check_report(status, rules.ReportStep.CONTACT))
    refuse_any(
        _check_version(report, command.version),
        rules.check_not_ahead(command.contact_on, day, "contact_on"),
        rules.check_not_ahead(command.talk_on, day, "talk_on"),
    )
    report.contact_on, report.talk_on = command.contact_on, command.talk_on
    report.officer_id = report.officer_id or viewer.membership_id
    report.status = rules.move(status, rules.ReportStep.CONTACT).value
    report.version += 1
    report.save(update_fields=["contact_on", "talk_on", "officer", "status", "version"])


def close_report(viewer: Viewer, command: CloseReport, *, now: datetime) -> None:
    """Close a report with a reason; a later report is a new one.

    Raises:
        NotFound: no such report for this viewer.
        Refused: it is closed already, there are no words, or somebody else changed it meanwhile.
    """
    report = _open(viewer, "absence.close", command.report_id, ["status", "closing", "closing_words"], now)
    refuse_any(check_set_here(viewer, report))
    status = rules.ReportStatus(report.status)
    refuse_any(rules.check_report(status, rules.ReportStep.CLOSE))
    refuse_any(
        _check_version(report, command.version),
        rules.check_closing(command.closing, command.words),
        rules.check_at_once(
            command.closing,
            of_age=rules.qualifies_until(report.birth_date) <= today(now),
            luxury=report.kind == rules.AbsenceKind.LUXURY,
            one_day=report.begin_on == report.end_on,
            first_time=_is_first_luxury(report),
        ),
    )
    report.status, report.closing = rules.move(status, rules.ReportStep.CLOSE).value, command.closing.value
    report.closing_words, report.closed_at = command.words, now
    report.officer_id = report.officer_id or viewer.membership_id
    report.version += 1
    report.save(update_fields=["status", "closing", "closing_words", "closed_at", "officer", "version"])


def _is_first_luxury(report: AbsenceReport) -> bool:
    """Of this pupil no other luxury absence stands here; without a BSN nobody can be told apart, and the officer decides."""
    if report.bsn_digest is None:
        return True
    others = AbsenceReport.objects.filter(kind=rules.AbsenceKind.LUXURY, bsn_digest=report.bsn_digest)
    others = others.exclude(pk=report.pk).exclude(closing__in=(rules.Closing.WITHDRAWN, rules.Closing.UNFOUNDED))
    return not others.exists()


def pass_on(viewer: Viewer, command: PassOn, *, now: datetime) -> PassedOn:
    """Pass on, by the officer's own decision, that a file runs, whom to phone and the goal; nothing else (rule 11).

    Raises:
        NotFound: no such report for this viewer.
        Refused: the goal or the reason is missing, or the report is closed.
    """
    only_officer(viewer)
    refuse_any(rules.check_pass_on(command.goal, command.why))
    report = _open(viewer, "absence.pass_on", command.report_id, ["goal"], now, rule="11")
    refuse_any(rules.check_pass_on_open(rules.ReportStatus(report.status)))
    made = AbsencePass(
        municipality_id=viewer.municipality_id,
        report=report,
        passed_by_id=viewer.membership_id,
        passed_at=now,
        goal=command.goal,
        why=command.why,
        consent_words=command.consent_words,
    )
    made.save(force_insert=True)
    return PassedOn(
        made.pk,
        report.pk,
        report.given_names,
        report.prefix,
        report.surname,
        report.birth_date,
        viewer.name,
        Membership.objects.values_list("phone", flat=True).get(pk=viewer.membership_id),
        command.goal,
        command.why,
    )


def _open(
    viewer: Viewer, action: str, report_id: UUID, fields: list[str], now: datetime, *, rule: str = "10"
) -> AbsenceReport:
    only_officer(viewer)
    audit.write(
        viewer,
        action,
        audit.Ref("absence_report", report_id),
        now=now,
        categories=[Category.K4],
        fields=fields,
        why=audit.Why(WHY.purpose, WHY.ground, rule),
    )
    report = AbsenceReport.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise NotFound
    return report


def _check_version(report: AbsenceReport, version: int) -> Refusal | None:
    """Somebody else changed it meanwhile: look first."""
    if report.version == version:
        return None
    return Refusal(
        "absence.changed_meanwhile",
        N_("Iemand anders heeft deze melding intussen gewijzigd. Kijk eerst wat er nu staat. Uw tekst staat er nog."),
    )
