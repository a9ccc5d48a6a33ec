"""The check of the first school week: a school hands in, and the attendance officer sees of every school where it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.queries.returning import return_page, school_check
from sluitend.services.absences import HandInReturn, hand_in_return
from sluitend.web.dates import local_day
from sluitend.web.forms.case import ConfirmForm
from sluitend.web.forms.returning import ReturnForm, pupils_in
from sluitend.web.request import PageRequest
from sluitend.web.submit import done
from sluitend.web.views.pages import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PageRequest) -> HttpResponse:
    """Show a school its check; everybody is back, or it goes on to who is not."""
    page = school_check(request.viewer, now=request.now)
    form = ConfirmForm(request.POST or None)

    def act() -> None:
        hand_in_return(request.viewer, HandInReturn(form.key), now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("Dank u. Iedereen is terug: dat staat genoteerd."))
        return redirect("return-check")
    return form_page(request, "returning/check.html", form, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def pupils(request: PageRequest) -> HttpResponse:
    """Let a school write down who is not back. The button for one more pupil sends everything along."""
    page = school_check(request.viewer, now=request.now)
    more = request.method == "POST" and request.POST.get("do") == "more"
    form = ReturnForm(request.POST or None, today=local_day(request.now), count=pupils_in(request.POST))
    if not more:
        missing: list[int] = []
        if done(request, form, lambda: missing.append(hand_in_return(request.viewer, form.command(), now=request.now))):
            messages.success(request, _thanks(missing[0]))
            return redirect("return-check")
    else:
        count = pupils_in([*request.POST, f"pupil_{form.count + 1}_surname"])
        form = ReturnForm(request.POST, today=local_day(request.now), count=count)
        form.errors.clear()  # nothing was handed in yet: nobody is told what is still missing
    return form_page(request, "returning/pupils.html", form, page=page)


def _thanks(missing: int) -> str:
    return ngettext(
        "Dank u. De leerplichtambtenaar ziet %(number)s leerling die niet terug is.",
        "Dank u. De leerplichtambtenaar ziet %(number)s leerlingen die niet terug zijn.",
        missing,
    ) % {"number": missing}


@require_GET
def schools(request: PageRequest) -> HttpResponse:
    """Show the attendance officer all schools."""
    return render(request, "returning/schools.html", {"page": return_page(request.viewer, now=request.now)})


urls = [
    path("na-de-zomer/", check, name="return-check"),
    path("na-de-zomer/leerlingen/", pupils, name="return-pupils"),
    path("verzuim/na-de-zomer/", schools, name="absence-return"),
]
