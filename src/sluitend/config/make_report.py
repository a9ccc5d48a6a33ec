"""`sluitend report`: the half-year report from a shell, as one programme manager, by the service that the page uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from sluitend.config import shell_user
from sluitend.config.faults import Fault
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.report import HalfYear
from sluitend.domain.vocabulary import Role
from sluitend.queries.reports import PeriodReport, period_report
from sluitend.services.reports import make_report
from sluitend.web.report_pdf import report_pdf
from sluitend.web.report_words import shown


class ReportFault(Fault):
    """The report cannot be made; the message is a sentence for people."""


def run(
    municipality: str, email: str, code: str, pdf: Path | None, say: Callable[[str], None], *, now: datetime
) -> int:
    """Make the report of a half-year that is over, or take the one that was made, and show it. Gives the exit code.

    Raises:
        ReportFault: no such period, it is not over, nobody of this name is programme manager, or the file is there.
    """
    try:
        period = HalfYear.parse(code)
    except ValueError:
        raise ReportFault("Schrijf de periode als jaar en helft, bijvoorbeeld 2026-1.") from None
    if pdf is not None and pdf.exists():
        raise ReportFault(f"{pdf} bestaat al en wordt niet overschreven. Kies een andere naam.")
    user = shell_user.login(email)
    if user is None:
        raise _nobody(municipality)
    try:
        with transaction.atomic():
            viewer = shell_user.member(user, municipality, Role.PROGRAMME_MANAGER, now=now)
            made = make_report(viewer, period, now=now)
            report = period_report(viewer, period, now=now)
            # Inside: a report that cannot be written as a file was not made either.
            content = report_pdf(report) if pdf is not None else b""
    except NotFound:
        raise _nobody(municipality) from None
    except Refused as refused:
        raise ReportFault(" ".join(str(refusal) for refusal in refused.refusals)) from None
    for line in told(report):
        say(line)
    if not made.made_now:
        say("Dit verslag was al gemaakt; de getallen staan vast.")
    if pdf is not None:
        _write(pdf, content)
        say(f"Gemaakt: {pdf}")
    return 0


def told(report: PeriodReport) -> Iterator[str]:
    """Give the numbers as lines: what the page shows, no more."""
    yield f"Halfjaarverslag {report.period.code}, gemeente {report.municipality}"
    for table in map(shown, report.tables):
        yield ""
        yield table.title
        if table.nothing:
            yield f"  {table.nothing}"
            continue
        width = max(len(label) for label, _number, _share in table.rows)
        for label, number, share in table.rows:
            yield f"  {label:<{width}}  {number:>6}" + (f"  {share:>6}" if table.with_percentages else "")
    yield ""
    yield "Een punt betekent: minder dan tien, of te weinig om te tonen. Getallen zijn afgerond op vijf."


def _nobody(municipality: str) -> ReportFault:
    return ReportFault(f"Dit is geen programmamanager van {municipality}, of die gemeente bestaat niet.")


def _write(pdf: Path, content: bytes) -> None:
    try:
        with pdf.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise ReportFault(f"{pdf} bestaat al en wordt niet overschreven. Kies een andere naam.") from None
    except OSError as error:
        raise ReportFault(
            f"{pdf} is niet te schrijven: {error.strerror}. Het verslag zelf is gemaakt en staat op de pagina Verslag."
        ) from None
