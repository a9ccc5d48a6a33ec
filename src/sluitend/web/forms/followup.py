"""Forms for keeping hold: a note, an evaluation, closing, opening again, after care."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluitend.domain.followup import DECIDED, ClosingReason, NextStep
from sluitend.domain.plan import GoalStatus
from sluitend.queries.followup import GoalRow
from sluitend.services.followup.evaluating import GoalOutcome, goal_field
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import ChoiceField, DateField, LongTextField, MemberField, TextField, YesNoField


class NoteForm(QuotingForm):
    """One field."""

    text = LongTextField(
        label=_("Notitie"),
        help_text=_("Feiten, kort. Zonder oordeel. Bijlagen toevoegen kan niet."),
        rows=3,
        limit=4000,
    )


class ChangeNoteForm(NoteForm):
    """One's own note, said anew."""

    versioned = True


class EvaluationForm(QuotingForm):
    """How it went, what became of each goal, and what comes next."""

    held_on = DateField(label=_("Wanneer was de evaluatie?"))
    words = LongTextField(label=_("Hoe ging het?"), rows=4, limit=4000)
    family_words = LongTextField(label=_("Wat zegt het gezin, in eigen woorden?"), rows=3, limit=4000, required=False)
    next_step = MemberField(NextStep, label=_("Wat is de volgende stap?"))

    def __init__(self, *args: Any, goals: Iterable[GoalRow], **how: Any) -> None:
        super().__init__(*args, **how)
        self.goals = [goal for goal in goals if goal.status is GoalStatus.OPEN]
        for goal in self.goals:
            self.fields[f"result_{goal.goal_id.hex}"] = MemberField(
                (GoalStatus.OPEN, *(status for status in GoalStatus if status in DECIDED)),
                label=_("Wat is er van dit doel gekomen?"),
                initial=GoalStatus.OPEN,
                required=False,
            )
            self.fields[goal_field(goal.goal_id)] = TextField(label=_("In één zin"), limit=500, required=False)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    @property
    def goal_fields(self) -> list[tuple[GoalRow, Any, Any]]:
        """Give each goal with the field for its result and the one for the words."""
        return [(goal, self[f"result_{goal.goal_id.hex}"], self[goal_field(goal.goal_id)]) for goal in self.goals]

    @property
    def outcomes(self) -> tuple[GoalOutcome, ...]:
        """Give what became of the goals of which something was said."""
        found = []
        for goal in self.goals:
            result = self.cleaned_data[f"result_{goal.goal_id.hex}"]
            if result not in (None, GoalStatus.OPEN):
                found.append(GoalOutcome(goal.goal_id, result, self.cleaned_data[goal_field(goal.goal_id)]))
        return tuple(found)


class CloseForm(QuotingForm):
    """Why the case stops."""

    said_above = ("legal_check",)

    reason = ChoiceField(label=_("Waarom stopt de casus?"))
    words = LongTextField(
        label=_("Toelichting"), help_text=_("In een paar zinnen, zo dat het gezin het herkent."), rows=4
    )
    legal_check = TextField(
        label=_("Staat de wet het niet toe? Wie keek dat na?"),
        help_text=_("Alleen bij die reden: naam of functie, en het antwoord in één zin."),
        limit=300,
        required=False,
    )

    def __init__(self, *args: Any, reasons: Iterable[ClosingReason], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["reason"].choices = [(reason.code, reason_words(reason)) for reason in reasons]  # type: ignore[attr-defined]


class ReopenForm(QuotingForm):
    """Why the case opens again."""

    reason = LongTextField(label=_("Waarom gaat de casus weer open?"), rows=3, limit=300)


class AfterCareForm(QuotingForm):
    """How it goes now."""

    well = YesNoField(label=_("Gaat het goed?"))
    words = LongTextField(label=_("Hoe gaat het nu?"), rows=3, limit=1000)


def reason_words(reason: ClosingReason) -> str:
    """Give a reason in the language of the reader."""
    return reason.text_en if get_language() == "en" else reason.text_nl
