"""Decide together: the second person says yes or no, and the first takes a question back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sluitend.domain.case import Together
from sluitend.queries.together import asked_page
from sluitend.services.cases import AnswerTogether, CloseQuestion, answer_together, close_question
from sluitend.web.forms.case import ConfirmForm
from sluitend.web.forms.together import TogetherForm
from sluitend.web.request import PageRequest
from sluitend.web.submit import done, press
from sluitend.web.views.pages import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PageRequest, decision_id: UUID) -> HttpResponse:
    """Say yes or no to what a colleague asks to decide together."""
    page = asked_page(request.viewer, decision_id, now=request.now)
    form = TogetherForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        said = AnswerTogether(decision_id, given["agrees"], given["words"], quote=given["quote"], form_key=form.key)
        answer_together(request.viewer, said, now=request.now)

    if done(request, form, act):
        agrees = form.cleaned_data["agrees"]
        if not agrees:
            text = gettext("U zei nee. Uw collega ziet waarom.")
        elif page.asked.kind is Together.LOWER:
            text = gettext("U zei ja. Verhoogde veiligheid is uit.")
        else:
            text = gettext("U zei ja. Het wachten geldt nu.")
        messages.success(request, text)
        return redirect("home")
    return form_page(request, "cases/together.html", form, page=page, asked=page.asked)


@require_http_methods(["POST"])
def close(request: PageRequest, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """Take a question back, or put its answer away."""
    command = CloseQuestion(case_id, decision_id)
    press(request, case_id, ConfirmForm(request.POST), lambda: close_question(request.viewer, command, now=request.now))
    return redirect("case-page", case_id=case_id)


urls = [
    path("samen/<uuid:decision_id>/", answer, name="together-answer"),
    path("casussen/<uuid:case_id>/samen/<uuid:decision_id>/sluiten/", close, name="case-question-close"),
]
