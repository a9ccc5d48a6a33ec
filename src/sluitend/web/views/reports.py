"""The report: work now, numbers about people of half-years that are over, and the same as a PDF."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.outcome import NotFound
from sluitend.domain.report import HalfYear
from sluitend.domain.vocabulary import Role
from sluitend.queries import reports as queries
from sluitend.queries.attendance_figures import figures
from sluitend.services import reports as services
from sluitend.web.report_pdf import report_pdf
from sluitend.web.report_words import shown
from sluitend.web.request import PageRequest


def _period(code: str) -> HalfYear:
    try:
        return HalfYear.parse(code)
    except ValueError:
        raise NotFound from None


@require_GET
def index(request: PageRequest) -> HttpResponse:
    """Show how much work there is, and the half-years that are over."""
    return render(request, "reports/index.html", {"page": queries.work_page(request.viewer, now=request.now)})


@require_GET
def attendance(request: PageRequest) -> HttpResponse:
    """Show lead times of official reports and what waits; numbers only."""
    page = figures(request.viewer, Role.PROGRAMME_MANAGER, now=request.now)
    return render(request, "reports/attendance.html", {"page": page, "back": "report"})


@require_http_methods(["GET", "POST"])
def make(request: PageRequest, code: str) -> HttpResponse:
    """Ask whether to make the report of one half-year, and make it; a second press shows the first result."""
    period = _period(code)
    if request.method == "GET":
        page = queries.work_page(request.viewer, now=request.now)
        if not any(line.period == period and not line.made_at for line in page.periods):
            raise NotFound
        return render(request, "reports/make.html", {"period": period})
    made = services.make_report(request.viewer, period, now=request.now)
    if made.made_now:
        messages.success(request, gettext("Het verslag is gemaakt. De getallen staan nu vast."))
    return redirect("report-period", code=period.code)


@require_GET
def period(request: PageRequest, code: str) -> HttpResponse:
    """Show the report of one half-year as tables with charts."""
    report = queries.period_report(request.viewer, _period(code), now=request.now)
    context = {"report": report, "tables": [shown(table) for table in report.tables]}
    return render(request, "reports/period.html", context)


@require_GET
def pdf(request: PageRequest, code: str) -> HttpResponse:
    """Give the same report as an accessible PDF."""
    report = queries.period_report(request.viewer, _period(code), now=request.now)
    response = HttpResponse(report_pdf(report), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="verslag-{report.period.code}.pdf"'
    return response


urls = [
    path("leerplicht/", attendance, name="report-attendance"),
    path("", index, name="report-index"),
    path("<slug:code>/", period, name="report-period"),
    path("<slug:code>/maak/", make, name="report-make"),
    path("<slug:code>/pdf/", pdf, name="report-pdf"),
]
