"""Running a protocol: one page for every step of every protocol, and what runs in a case or for an absence report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sluitend.domain.outcome import NotFound
from sluitend.queries.protocol_moving import newer_version
from sluitend.queries.protocol_run import OpenStep, RunPage, run_page
from sluitend.queries.protocols import StartLine, case_protocols, report_protocols
from sluitend.queries.returning import PROTOCOL as RETURNS
from sluitend.queries.returning import ChildReturn, child_return
from sluitend.queries.step_letters import step_letters
from sluitend.services import protocols
from sluitend.services.handing_over import take_protocol_step
from sluitend.web.dates import local_day
from sluitend.web.forms.base import BaseForm
from sluitend.web.forms.protocols import (
    DayForm,
    ExtendForm,
    PauseForm,
    ResumeForm,
    SkipForm,
    StartForm,
    TakeForm,
    WithdrawForm,
)
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class _Shown:
    """One run with the step that is looked at; opened is None when there is none, or it is not open any more."""

    request: PageRequest
    page: RunPage
    opened: OpenStep | None

    def form(self, kind: Callable[..., BaseForm], name: str, sent: str, **how: Any) -> BaseForm:
        """Make a form of this page: with what was sent when it is the one that was sent. name: keeps ids apart."""
        data = self.request.POST if name == sent and self.request.method == "POST" else None
        initial = {"version": self.page.version, "on": local_day(self.request.now)}
        return kind(data, initial=initial, auto_id=f"id_{name}_%s" if name != "take" else "id_%s", **how)

    def forms(self, sent: str = "") -> dict[str, BaseForm]:
        """Make every form of the page, by name."""
        made: dict[str, BaseForm] = {
            "pause": self.form(PauseForm, "pause", sent),
            "resume": self.form(ResumeForm, "resume", sent),
            "withdraw": self.form(WithdrawForm, "withdraw", sent),
        }
        if self.page.days:
            made["day"] = self.form(DayForm, "day", sent, days=self.page.days)
        if self.opened is not None:
            made["take"] = self.form(TakeForm, "take", sent, opened=self.opened, colleagues=self.page.colleagues)
            made["skip"] = self.form(SkipForm, "skip", sent, opened=self.opened, heightened=self.page.heightened)
            made["extend"] = self.form(ExtendForm, "extend", sent)
        return made


def _look(request: PageRequest, run_id: UUID) -> _Shown:
    page = run_page(request.viewer, run_id, now=request.now)
    return _Shown(request, page, page.opened(request.GET.get("stap", "")))


def _returns(shown: _Shown) -> ChildReturn | None:
    page, request = shown.page, shown.request
    asked = page.protocol == RETURNS and page.heightened and page.ended_on is None
    return child_return(request.viewer, page.run_id, now=request.now) if asked else None


def _page(shown: _Shown, forms: dict[str, BaseForm], sent: str) -> HttpResponse:
    newer = newer_version(shown.page.run_id, now=shown.request.now)
    code = shown.opened.step.code if shown.opened else ""
    letters = step_letters(shown.request.viewer, shown.page.run_id, code, now=shown.request.now)
    around = {
        "page": shown.page,
        "opened": shown.opened,
        "forms": forms,
        "sent": sent,
        "newer": newer,
        "returns": _returns(shown),
        "letters": letters,
    }
    return form_page(shown.request, "protocols/run.html", forms.get(sent) or forms["withdraw"], **around)


def _do(
    request: PageRequest, run_id: UUID, sent: str, act: Callable[[Any, str], protocols.RunDone], told: str
) -> HttpResponse:
    """Do what one of the forms of a run asks; what is refused stands in that form, on the same page."""
    shown = _look(request, run_id)
    forms = shown.forms(sent)
    form = forms.get(sent)
    if form is None:
        return _gone(request, run_id)
    code = shown.opened.step.code if shown.opened else ""
    if done(request, form, lambda: act(form, code)):
        messages.success(request, told)
        return redirect("protocol-run", run_id=run_id)
    return _page(shown, forms, sent)


def _gone(request: PageRequest, run_id: UUID) -> HttpResponse:
    """What was sent is about a step that is not open any more: say so, on the page as it is now."""
    messages.warning(request, gettext("Deze stap is nu niet aan de beurt. Kijk eerst waar u nu bent."))
    return redirect("protocol-run", run_id=run_id)


@require_http_methods(ANY)
def run(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Show one run, and take the step that was decided."""
    if request.method != "POST":
        shown = _look(request, run_id)
        return _page(shown, shown.forms(), "")

    def act(form: TakeForm, code: str) -> protocols.RunDone:
        command = protocols.TakeStep(
            run_id,
            code,
            form.cleaned_data["on"],
            form.version,
            form.key,
            reason=form.why,
            evidence=form.evidence,
            leads_to=form.leads_to,
            second_id=form.second_id,
            quote=form.cleaned_data["quote"],
        )
        return take_protocol_step(request.viewer, command, now=request.now)

    return _do(request, run_id, "take", act, gettext("De stap is gezet."))


@require_http_methods(["POST"])
def skip(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Pass over a step."""

    def act(form: SkipForm, code: str) -> protocols.RunDone:
        command = protocols.SkipStep(
            run_id, code, form.version, form.key, form.why, form.leads_to, form.cleaned_data["quote"]
        )
        return protocols.skip(request.viewer, command, now=request.now)

    return _do(request, run_id, "skip", act, gettext("De stap is overgeslagen."))


@require_http_methods(["POST"])
def pause(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Let every term of a run stand still."""

    def act(form: PauseForm, _code: str) -> protocols.RunDone:
        command = protocols.SetStill(run_id, form.version, form.key, form.why, quote=form.cleaned_data["quote"])
        return protocols.suspend(request.viewer, command, now=request.now)

    return _do(request, run_id, "pause", act, gettext("De termijnen staan stil."))


@require_http_methods(["POST"])
def resume(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Let the terms of a run go on."""

    def act(form: ResumeForm, _code: str) -> protocols.RunDone:
        return protocols.resume(request.viewer, protocols.SetStill(run_id, form.version, form.key), now=request.now)

    return _do(request, run_id, "resume", act, gettext("De termijnen lopen weer."))


@require_http_methods(["POST"])
def extend(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Give the term of a step a later last day."""

    def act(form: ExtendForm, code: str) -> protocols.RunDone:
        command = protocols.Extend(
            run_id, code, form.cleaned_data["until"], form.why, form.version, form.key, form.cleaned_data["quote"]
        )
        return protocols.extend(request.viewer, command, now=request.now)

    return _do(request, run_id, "extend", act, gettext("De termijn is verlengd."))


@require_http_methods(["POST"])
def day(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Write down a date from which a term counts."""

    def act(form: DayForm, _code: str) -> protocols.RunDone:
        given = form.cleaned_data
        command = protocols.NoteDay(run_id, given["fact"], given["on"], form.version, form.key)
        return protocols.note_day(request.viewer, command, now=request.now)

    return _do(request, run_id, "day", act, gettext("De datum staat erbij."))


@require_http_methods(["POST"])
def withdraw(request: PageRequest, run_id: UUID) -> HttpResponse:
    """Take a run back as a whole."""

    def act(form: WithdrawForm, _code: str) -> protocols.RunDone:
        command = protocols.Withdraw(run_id, form.why, form.version, form.key, form.cleaned_data["quote"])
        return protocols.withdraw(request.viewer, command, now=request.now)

    return _do(request, run_id, "withdraw", act, gettext("Dit protocol is ingetrokken."))


@require_http_methods(ANY)
def in_case(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Show what runs in a case, and begin a protocol there."""
    page = case_protocols(request.viewer, case_id, now=request.now)
    form = StartForm(
        request.POST or None,
        lines=page.startable,
        children=page.children,
        initial={"started_on": local_day(request.now)},
    )
    begun: list[UUID] = []

    def act() -> None:
        given = form.cleaned_data
        command = protocols.StartRun(
            given["protocol"], given["started_on"], form.key, case_id=case_id, child_id=_child(page.startable, form)
        )
        begun.append(protocols.start(request.viewer, command, now=request.now).run_id)

    if done(request, form, act):
        messages.success(request, gettext("Het protocol loopt."))
        return _begun(request, begun[0], reverse("case-protocols", kwargs={"case_id": case_id}))
    return form_page(request, "protocols/case.html", form, page=page, head=page.head, case_id=case_id)


@require_http_methods(ANY)
def for_report(request: PageRequest, report_id: UUID) -> HttpResponse:
    """Show what runs for an absence report, and begin a protocol for it."""
    page = report_protocols(request.viewer, report_id, now=request.now)
    form = StartForm(request.POST or None, lines=page.startable, initial={"started_on": page.received_on})
    begun: list[UUID] = []

    def act() -> None:
        given = form.cleaned_data
        command = protocols.StartRun(given["protocol"], given["started_on"], form.key, report_id=report_id)
        begun.append(protocols.start(request.viewer, command, now=request.now).run_id)

    if done(request, form, act):
        messages.success(request, gettext("Het protocol loopt."))
        return redirect("protocol-run", run_id=begun[0])
    return form_page(request, "protocols/report.html", form, page=page)


def _begun(request: PageRequest, run_id: UUID, otherwise: str) -> HttpResponse:
    """Go to a run that was begun; whoever may begin one need not be able to read it."""
    try:
        run_page(request.viewer, run_id, now=request.now)
    except NotFound:
        return redirect(otherwise)
    return redirect("protocol-run", run_id=run_id)


def _child(lines: Iterable[StartLine], form: StartForm) -> UUID | None:
    """Only a protocol about one child takes the child that was chosen."""
    about_one = {line.code for line in lines if line.needs_child}
    return form.child_id if form.cleaned_data["protocol"] in about_one else None


urls = [
    path("protocollen/<uuid:run_id>/", run, name="protocol-run"),
    path("protocollen/<uuid:run_id>/overslaan/", skip, name="protocol-skip"),
    path("protocollen/<uuid:run_id>/stilzetten/", pause, name="protocol-pause"),
    path("protocollen/<uuid:run_id>/verder/", resume, name="protocol-resume"),
    path("protocollen/<uuid:run_id>/verlengen/", extend, name="protocol-extend"),
    path("protocollen/<uuid:run_id>/datum/", day, name="protocol-day"),
    path("protocollen/<uuid:run_id>/intrekken/", withdraw, name="protocol-withdraw"),
    path("casussen/<uuid:case_id>/protocollen/", in_case, name="case-protocols"),
    path("verzuim/<uuid:report_id>/protocollen/", for_report, name="absence-protocols"),
]
