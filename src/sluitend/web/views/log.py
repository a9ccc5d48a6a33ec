"""The log: who saw or changed a case, and what was refused."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.outcome import Refusal, Refused
from sluitend.domain.vocabulary import N_
from sluitend.queries import log as queries
from sluitend.web.forms.log import CaseNumberForm, LogFilterForm
from sluitend.web.request import PageRequest
from sluitend.web.views.pages import form_page

UNKNOWN = Refusal("log.unknown", N_("Er is geen casus met dit nummer. Kijk het nummer na."), field="number")


@require_http_methods(["GET", "POST"])
def index(request: PageRequest) -> HttpResponse:
    """Ask which case, and show what was refused lately."""
    form = CaseNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].upper()
        if queries.find_case(request.viewer, number, now=request.now):
            return redirect("log-case", number=number)
        form.add_refusals(Refused(UNKNOWN))
    page = queries.refusals(request.viewer, now=request.now, page=_number(request))
    return form_page(request, "log/index.html", form, page=page)


@require_GET
def case(request: PageRequest, number: str) -> HttpResponse:
    """Show who saw or changed one case."""
    form = LogFilterForm(request.GET)
    page = queries.of_case(request.viewer, number, form.asked(), now=request.now, page=_number(request))
    return render(request, "log/case.html", {"page": page, "form": form})


def _number(request: PageRequest) -> int:
    text = request.GET.get("pagina", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


urls = [
    path("", index, name="log-index"),
    path("casus/<slug:number>/", case, name="log-case"),
]
