"""Forms about the plan: the offer, life domains, levels, goals, sheets of children, agreement, what if, on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.plan import (
    AgreementHow,
    DomainBasis,
    DomainIn,
    FamilyAnswer,
    FamilyPlanIn,
    GoalIn,
    Level,
    LevelIn,
    LevelMoment,
)
from sluitend.domain.vocabulary import LifeDomain
from sluitend.queries.case_people import PersonRow
from sluitend.queries.plan import DomainRow
from sluitend.queries.plan_page import DomainChoice
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    MemberField,
    TextField,
    TickField,
    YesNoField,
)
from sluitend.web.forms.people import chosen, forget, listed
from sluitend.web.labels import label


def who(persons: Iterable[PersonRow]) -> list[tuple[str, str]]:
    """Make choices of people, with what they are to the family."""
    return [(str(p.person_id), f"{p.name} ({p.relation})" if p.relation else p.name) for p in persons]


class OfferForm(QuotingForm):
    """The offer of a family group plan, its answer, or why it was not offered."""

    versioned = True
    said_above = ("offered_on", "how", "answer", "answered_on", "no_offer_reason")

    offered_on = DateField(label=_("Wanneer bood u dit aan?"), required=False)
    how = TextField(label=_("Hoe bood u het aan?"), help_text=_("Zoals “thuis, met uitleg op papier”."), required=False)
    answer = MemberField(FamilyAnswer, label=_("Wat zegt het gezin?"), required=False)
    answered_on = DateField(label=_("Wanneer zei het gezin dit?"), required=False)
    answer_words = LongTextField(label=_("In hun eigen woorden"), limit=1000, rows=2, required=False)
    no_offer_reason = LongTextField(
        label=_("Kon u het niet aanbieden? Waarom niet?"), limit=1000, rows=2, required=False
    )

    def offer(self) -> FamilyPlanIn:
        """Give what was filled in."""
        names = ("offered_on", "how", "answer", "answered_on", "answer_words", "no_offer_reason")
        return FamilyPlanIn(**{name: self.cleaned_data[name] for name in names})


class DomainForm(QuotingForm):
    """A life domain to open, with one sentence why."""

    domain = MemberField(LifeDomain, label=_("Welk onderwerp?"), as_list=True)
    why = TextField(label=_("Waarom telt dit hier?"), help_text=_("Eén zin, met een feit."), limit=300)
    basis = MemberField(
        DomainBasis,
        label=_("Waarom mag dit open?"),
        choice_hints={
            DomainBasis.NEED: _("Niet voor gezondheid, gevoel, verslaving, politie en justitie."),
            DomainBasis.CONSENT: _("Er is toestemming die nu geldt. U bewaart dan alleen dat het speelt."),
            DomainBasis.OWN_WORDS: _("Iemand van het gezin vertelt het zelf, en u schrijft het zo op."),
        },
    )
    told_by = ChoiceField(label=_("Wie vertelde het zo?"), as_list=True, required=False)
    consent = ChoiceField(label=_("Welke toestemming?"), as_list=True, required=False)

    def __init__(self, *args: Any, page: DomainChoice, **how: Any) -> None:
        super().__init__(*args, **how)
        closed = tuple(one.domain for one in page.closed)
        english = get_language() == "en"
        hints = {one.domain.value: one.question_en if english else one.question_nl for one in page.closed}
        self.fields["domain"] = MemberField(closed, label=_("Welk onderwerp?"), choice_hints=hints)
        self.fields["told_by"].choices = [("", gettext("Maak een keuze")), *who(page.persons)]  # type: ignore[attr-defined]
        given = [(c.consent_id, f"{gettext(c.item.sentence)}: {c.about}") for c in page.consents]
        if given:
            self.fields["consent"].choices = [("", gettext("Maak een keuze")), *listed(given)]  # type: ignore[attr-defined]
        else:
            del self.fields["consent"]
        self.order_fields(["domain", "why", "basis", "told_by", "consent"])
        forget(self)

    def opened(self) -> DomainIn:
        """Give what was filled in."""
        given = self.cleaned_data
        return DomainIn(
            domain=given["domain"],
            why=given["why"],
            basis=given["basis"],
            told_by_id=chosen(given["told_by"]),
            consent_id=chosen(given.get("consent")),
        )


class LevelForm(QuotingForm):
    """How it goes in one life domain, by a named person, in one factual sentence."""

    level = MemberField(Level, label=_("Hoe gaat het?"))
    sentence = TextField(label=_("Uit welk feit blijkt dat?"), help_text=_("Eén zin."), limit=300)
    bron = TextField(label=_("Van wie weet u dit?"), limit=120)
    on = DateField(label=_("Van welke dag is dit?"))
    moment = MemberField(LevelMoment, label=_("Bij de start of bij de evaluatie?"))
    person = ChoiceField(label=_("Over wie gaat het?"), as_list=True, required=False)
    by_family = TickField(
        label=_("Zo ziet het gezin het zelf"),
        help_text=_("Dit is een aanbod. Het gezin hoeft het niet in te vullen."),
        required=False,
    )

    def __init__(self, *args: Any, persons: Iterable[PersonRow], **how: Any) -> None:
        super().__init__(*args, **how)
        everybody = gettext("Het hele gezin")
        self.fields["person"].choices = [("", everybody), *who(persons)]  # type: ignore[attr-defined]

    def given(self) -> LevelIn:
        """Give what was filled in."""
        names = ("level", "sentence", "bron", "on", "moment", "by_family")
        return LevelIn(
            **{name: self.cleaned_data[name] for name in names}, person_id=chosen(self.cleaned_data["person"])
        )


class GoalForm(QuotingForm):
    """A goal in the family's words."""

    family_words = LongTextField(
        label=_("Wat wil het gezin bereiken?"), help_text=_("In hun eigen woorden."), limit=600, rows=2
    )
    persons = ChoicesField(label=_("Voor wie is dit doel?"), help_text=_("Ieder kind heeft ten minste één doel."))
    domain = ChoiceField(label=_("Bij welk onderwerp hoort het?"), as_list=True)
    measure = LongTextField(label=_("Waaraan ziet u samen dat het lukt?"), limit=600, rows=2)
    target_on = DateField(label=_("Wanneer moet dit lukken?"))

    def __init__(self, *args: Any, persons: Iterable[PersonRow], domains: Iterable[DomainRow], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["persons"].choices = who(persons)  # type: ignore[attr-defined]
        open_now = [(row.domain_id, label(row.domain)) for row in domains]
        self.fields["domain"].choices = [("", gettext("Maak een keuze")), *listed(open_now)]  # type: ignore[attr-defined]

    def goal(self) -> GoalIn:
        """Give what was filled in."""
        given = self.cleaned_data
        return GoalIn(
            family_words=given["family_words"],
            person_ids=tuple(UUID(pk) for pk in given["persons"]),
            domain_id=chosen(given["domain"]),
            measure=given["measure"],
            target_on=given["target_on"],
        )


class ChangeGoalForm(GoalForm):
    """A goal said anew."""

    versioned = True


class DropGoalForm(QuotingForm):
    """A goal the family no longer wants."""

    words = LongTextField(label=_("Waarom vervalt dit doel?"), limit=600, rows=2)


class VoiceForm(QuotingForm):
    """A child's own words, and who may read them."""

    words = LongTextField(
        label=_("Wat zei het kind?"),
        help_text=_("In de woorden van het kind. Ook een tekening kunt u zo beschrijven."),
        limit=3000,
    )
    on = DateField(label=_("Wanneer sprak u het kind?"))
    parents_may_see = TickField(label=_("De ouders mogen dit lezen"), required=False)
    decided_by_child = TickField(label=_("Het kind zegt dat zelf"), required=False)


class ChangeVoiceForm(VoiceForm):
    """A child's words said anew."""

    versioned = True


class AgreementForm(QuotingForm):
    """Whether somebody agrees with the plan."""

    said_above = ("words",)

    agrees = YesNoField(
        label=_("Is deze persoon het eens met het plan?"), yes=_("Ja, eens"), no=_("Nee, of niet met alles")
    )
    words = LongTextField(
        label=_("In eigen woorden"),
        help_text=_("Nodig als iemand het niet eens is."),
        limit=1500,
        rows=3,
        required=False,
    )
    on = DateField(label=_("Wanneer zei deze persoon dit?"))
    how = MemberField(AgreementHow, label=_("Hoe?"))


class WhatIfForm(QuotingForm):
    """What everybody does when it does not work out."""

    versioned = True

    words = LongTextField(
        label=_("Wat doet u samen als het niet lukt?"),
        help_text=_("Wie belt wie, en wat gebeurt er dan? Dreig met niets: dit is een afspraak."),
        limit=1500,
    )


class CopyForm(BaseForm):
    """That somebody asked for the plan in writing, and when they got it."""

    asked_on = DateField(label=_("Wanneer is erom gevraagd?"))
    given_on = DateField(label=_("Wanneer gaf u het?"), required=False)


class StartForm(BaseForm):
    """The button that starts the plan."""

    versioned = True
