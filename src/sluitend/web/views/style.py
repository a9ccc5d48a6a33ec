"""The gallery: every building block on one page, with invented content. Only for developers and tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sluitend.domain.outcome import Refusal, Refused
from sluitend.domain.vocabulary import LifeDomain, Track
from sluitend.web.forms.base import (
    BaseForm,
    ChoiceField,
    DateField,
    LongTextField,
    MemberField,
    MembersField,
    NumberField,
    TextField,
    TickField,
    YesNoField,
)
from sluitend.web.views.pages import form_page

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

NOT_YET = Refusal(
    "plan.no_child_goal",
    "Voor %(name)s staat nog geen doel in het plan.",
    source="Jeugdwet 4.1.2",
    params={"name": "Noor"},
)


class SampleForm(BaseForm):
    """A form with every kind of field."""

    versioned = True

    danger = YesNoField(
        label=_("Kan het gevaarlijker worden als iemand thuis hiervan hoort?"),
        help_text=_("Twijfelt u? Kies dan ja."),
        choice_hints={"ja": _("Praat dan niet eerst met de ouders. U ziet hierna wie u kunt bellen.")},
    )
    seen = LongTextField(
        label=_("Wat hebt u gezien of gehoord?"),
        help_text=_("Schrijf op wat u zelf weet, en van wie u het weet."),
        limit=400,
    )
    who = TextField(label=_("Wie hebt u gesproken?"), required=False)
    on = DateField(label=_("Wanneer was dat?"))
    hours = NumberField(label=_("Hoeveel uur duurde het?"), min_value=0, max_value=24, required=False)
    track = MemberField(Track, label=_("Hoe pakken wij dit op?"), as_list=True)
    domains = MembersField(list(LifeDomain)[:5], label=_("Waar gaat het over?"), required=False)
    door = ChoiceField(
        label=_("Weet het gezin van deze melding?"),
        choices=[("yes", _("Ja, en zij zijn het ermee eens")), ("no", _("Nog niet"))],
        required=False,
    )
    read = TickField(label=_("Ik heb gelezen wie dit kan zien"))


@dataclass(frozen=True, slots=True)
class SampleAction:
    """One invented action for a table and a list."""

    title: str
    organisation: str
    due: date
    kind: str
    state: str
    mark: str


ACTIONS = (
    SampleAction("Plan vaststellen", "Gemeente", date(2026, 11, 21), "statutory", "Te laat", "statutory"),
    SampleAction("Schuldhulp: eerste gesprek", "Kredietbank", date(2026, 11, 20), "norm", "Te laat", "norm"),
    SampleAction("Huisbezoek met Noor en haar moeder", "Wijkteam Noord", date(2026, 11, 24), "norm", "Loopt", "info"),
    SampleAction("Warme overdracht", "Jeugdhulp De Brug", date(2026, 11, 30), "norm", "Gevraagd", "quiet"),
    SampleAction("Ouders informeren", "Gemeente", date(2026, 11, 27), "statutory", "Loopt", "info"),
    SampleAction("Afspraken over school", "Het Talent", date(2027, 1, 12), "norm", "Gedaan", "good"),
)


def sample_page(request: HttpRequest) -> HttpResponse:
    """Show every block; the form is fresh at first, then says what is wrong, refuses and shows a conflict."""
    form = SampleForm(request.POST or None, initial={"version": 3, "hours": 2})
    if request.method == "POST" and form.is_valid():
        form.add_refusals(Refused(NOT_YET))
        form.add_conflict(
            {"seen": "Noor was vrijdag niet op school."},
            version=4,
            by="S. Jansen, leerplichtambtenaar",
            at=NOW - timedelta(minutes=4),
        )
    return form_page(
        request,
        "pages/style.html",
        form,
        now=NOW,
        yesterday=NOW - timedelta(days=1),
        last_week=NOW - timedelta(days=6),
        next_month=NOW + timedelta(days=30),
        actions=ACTIONS,
        refused=NOT_YET,
        steps=["Melding", "Beoordeling", "Casus", "Plan", "Uitvoering", "Nazorg"],
        script="<script>alert(1)</script>",
    )


def sample_detail(request: HttpRequest) -> HttpResponse:
    """Show how a case page is made of the blocks."""
    return render(
        request,
        "pages/style_detail.html",
        {
            "now": NOW,
            "yesterday": NOW - timedelta(days=1),
            "last_week": NOW - timedelta(days=6),
            "born": date(2013, 5, 4),
            "actions": ACTIONS,
            "steps": ["Melding", "Beoordeling", "Casus", "Plan", "Uitvoering", "Nazorg"],
            "refused": NOT_YET,
        },
    )
