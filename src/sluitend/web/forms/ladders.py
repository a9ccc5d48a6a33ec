"""Forms of the two ladders: entering the safety ladder."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sluitend.queries.safety_entry import SafetyEntry
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import ChoiceField, DateField, LongTextField
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
