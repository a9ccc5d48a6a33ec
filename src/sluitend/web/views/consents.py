"""The consents of a case: what was asked, who said what, and a change of mind."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.outcome import NotFound
from sluitend.domain.vocabulary import Category
from sluitend.queries.consents import consent_options, consent_page
from sluitend.services.disclosures import AnswerConsent, RecordConsent, answer_consent, record_consent
from sluitend.web.dates import local_day
from sluitend.web.forms.consent import AboutForm, AnswerForm, ConsentForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_GET
def listing(request: PageRequest, case_id: UUID) -> HttpResponse:
    """List the consents of a case."""
    page = consent_page(request.viewer, case_id, now=request.now)
    around = {"page": page, "head": page.head, "case_id": case_id, "tab": "consents"}
    return render(request, "consents/list.html", around)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down what was asked: first for whom and about whom, then what each person said."""
    organisation, person = _id(request, "organisatie"), _id(request, "persoon")
    options = consent_options(request.viewer, case_id, organisation, person, now=request.now)
    around = {"options": options, "case_id": case_id}
    if options.organisation is None or options.person is None:
        first = AboutForm(options=options, initial={"organisatie": organisation or "", "persoon": person or ""})
        return render(request, "consents/about.html", {"form": first, **around})
    initial = {"asked_on": local_day(request.now), "until": options.latest, "items": _usual(options.items)}
    form = ConsentForm(request.POST or None, options=options, initial=initial)
    partner, about = options.organisation.id, options.person.id

    def act() -> None:
        given = form.cleaned_data
        command = RecordConsent(
            case_id=case_id,
            organisation_id=partner,
            items=tuple(given["items"]),
            concerns_id=about,
            answers=form.answers,
            asked_on=given["asked_on"],
            until=given["until"],
            how=given["how"],
            form_key=form.key,
            words=form.words,
            quote=given["quote"],
        )
        record_consent(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("De toestemming staat genoteerd."))
        return redirect("case-consents", case_id=case_id)
    return form_page(request, "consents/new.html", form, **around)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PageRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """Write down what one person says now; a withdrawal ends what stood on it."""
    page = consent_page(request.viewer, case_id, now=request.now)
    row = next((one for one in page.current + page.over if one.consent_id == consent_id), None)
    if row is None:
        raise NotFound
    form = AnswerForm(request.POST or None, people=[(one.person_id, one.name) for one in row.asked])

    def act() -> None:
        given = form.cleaned_data
        command = AnswerConsent(
            consent_id,
            UUID(given["person"]),
            given["answer"],
            form.key,
            words=given["words"],
            quote=given["quote"],
        )
        _say(request, answer_consent(request.viewer, command, now=request.now).ended)

    if done(request, form, act):
        return redirect("case-consents", case_id=case_id)
    return form_page(request, "consents/answer.html", form, page=page, row=row, case_id=case_id)


def _say(request: PageRequest, ended: int) -> None:
    """Tell what came of an answer."""
    if not ended:
        messages.success(request, gettext("Genoteerd."))
        return
    text = ngettext(
        "Genoteerd. %(number)d actie wordt niet meer gezien.",
        "Genoteerd. %(number)d acties worden niet meer gezien.",
        ended,
    )
    messages.warning(request, text % {"number": ended})


def _usual(items: tuple[Category, ...]) -> list[str]:
    """Tick what an action needs; the rest is asked only when it is wanted."""
    return [item.value for item in items if item in (Category.K1, Category.K16)]


def _id(request: PageRequest, name: str) -> UUID | None:
    """Read an id from the address; None when it is not there. Raises NotFound for what is no id."""
    given = request.GET.get(name, "")
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise NotFound from None


urls = [
    path("casussen/<uuid:case_id>/toestemming/", listing, name="case-consents"),
    path("casussen/<uuid:case_id>/toestemming/nieuw/", new, name="case-consent-new"),
    path("casussen/<uuid:case_id>/toestemming/<uuid:consent_id>/", answer, name="case-consent"),
]
