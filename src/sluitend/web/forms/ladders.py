"""Forms of the two ladders: entering the safety ladder, asking a decision, and answering one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sluitend.domain.escalation import DecisionAnswer, Question
from sluitend.domain.mandate import Rung
from sluitend.queries.decisions import AskPage
from sluitend.queries.safety_entry import SafetyEntry
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import ChoiceField, DateField, LongTextField, MemberField
from sluitend.web.labels import said


class SafetyForm(QuotingForm):
    """For which child, and at which rung."""

    child = ChoiceField(label=_("Om welk kind gaat het?"))
    rung = ChoiceField(label=_("Waar begint u?"))
    on = DateField(label=_("Wanneer gebeurde dit?"))
    reason = LongTextField(
        label=_("Waarom is dit nodig?"),
        help_text=_("Eén zin met wat u zag of hoorde. Dit is nodig bij S2, S3 en S4."),
        rows=2,
        limit=1000,
        required=False,
    )

    def __init__(self, *args: Any, page: SafetyEntry, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["child"].choices = [(str(pk), name) for pk, name in page.children.items()]  # type: ignore[attr-defined]
        if len(page.children) == 1:
            self.fields["child"].initial = str(next(iter(page.children)))
        self.fields["rung"].choices = [(step.code, said(step.title)) for step in page.rungs]  # type: ignore[attr-defined]
        self.fields["rung"].choice_hints = {step.code: said(step.explain) for step in page.rungs}  # type: ignore[attr-defined]
        self.order_fields(["child", "rung", "on", "reason", "quote"])

    @property
    def child_id(self) -> UUID:
        """Give the child of a valid form."""
        return UUID(self.cleaned_data["child"])


class AskForm(QuotingForm):
    """A question to a named decider, without names."""

    versioned = True

    mandate = ChoiceField(label=_("Wie beslist?"))
    tried = LongTextField(label=_("Wat is al geprobeerd?"), rows=2, limit=2000)
    blocks = LongTextField(label=_("Welke regel of organisatie houdt het tegen?"), rows=2, limit=2000)
    asked = LongTextField(label=_("Wat vraagt u precies?"), rows=2, limit=2000)
    legal = LongTextField(label=_("Mag het volgens de wet? Wie keek dat na?"), rows=2, limit=2000)
    letter_on = DateField(label=_("Van welke dag is de brief van de Raad?"), required=False)
    identity = LongTextField(
        label=_("Kan het echt niet zonder naam? Schrijf waarom."),
        help_text=_("Meestal laat u dit leeg. Alleen met een reden mag er een naam in de vraag staan."),
        rows=2,
        limit=500,
        required=False,
    )

    def __init__(self, *args: Any, page: AskPage, **how: Any) -> None:
        before = page.before
        initial = {"tried": before.tried, "blocks": before.blocks, "asked": before.asked, "legal": before.legal}
        how["initial"] = {"version": page.run.version, "letter_on": page.letter_on, **initial}
        super().__init__(*args, **how)
        listed = page.deciders.values()
        self.fields["mandate"].choices = [(str(one.mandate_id), one.name) for one in listed]  # type: ignore[attr-defined]
        self.fields["mandate"].choice_hints = {str(one.mandate_id): one.words for one in listed}  # type: ignore[attr-defined]
        if len(page.deciders) == 1:
            self.fields["mandate"].initial = str(next(iter(page.deciders)))
        if page.rung is not Rung.MAYOR:
            del self.fields["letter_on"]
        self.order_fields([name for name in self.fields if name != "quote"])

    @property
    def mandate_id(self) -> UUID:
        """Give the mandate of a valid form."""
        return UUID(self.cleaned_data["mandate"])

    def question(self) -> Question:
        """Give the question of a valid form."""
        given = self.cleaned_data
        return Question(given["tried"], given["blocks"], given["asked"], given["legal"], given["identity"])


class AnswerForm(QuotingForm):
    """What a decider says."""

    answer = MemberField(DecisionAnswer, label=_("Wat doet u?"))
    words = LongTextField(
        label=_("Wat beslist u, of wat mist u?"),
        help_text=_("Schrijf zonder namen. Dit staat straks in het dossier, met uw naam en mandaat."),
        rows=3,
        limit=1000,
    )
