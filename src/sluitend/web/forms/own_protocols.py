"""Forms for a municipality's own version of a protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.protocol.compare import Change
from sluitend.queries.own_protocols import MovedPart, Norm
from sluitend.web.forms.base import BaseForm, ChoicesField, DateField, NumberField, TextField
from sluitend.web.labels import label, said


class ProposalForm(BaseForm):
    """What every proposal says about itself."""

    name = TextField(label=_("Naam van deze versie"), help_text=_("Bijvoorbeeld: voorjaar 2027."), limit=40)
    why = TextField(label=_("Waarom doet de gemeente dit anders?"), limit=300)
    valid_from = DateField(label=_("Vanaf wanneer?"), help_text=_("Wat al loopt, houdt de versie waarmee het begon."))


class NormsForm(ProposalForm):
    """Other lengths for the terms that are ours, each in its own unit."""

    def __init__(self, *args: Any, norms: Iterable[Norm], **how: Any) -> None:
        self.norms = [one for one in norms if one.ours]
        how.setdefault("initial", {}).update({_named(one): one.deadline.term.length for one in self.norms})
        super().__init__(*args, **how)
        for one in self.norms:
            words = {"step": said(one.title), "unit": label(one.deadline.term.unit)}
            self.fields[_named(one)] = NumberField(
                label=gettext("%(step)s: na hoeveel %(unit)s?") % words, min_value=1, max_value=400
            )

    def lengths(self) -> dict[str, int]:
        """Give the lengths of a valid form, by code of the step."""
        return {one.code: self.cleaned_data[_named(one)] for one in self.norms}

    def norm_fields(self) -> list[forms.BoundField]:
        """Give the box of each norm."""
        return [self[_named(one)] for one in self.norms]


def _named(norm: Norm) -> str:
    return f"norm_{norm.code}"


class FileForm(ProposalForm):
    """A whole protocol as a file."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("Begin met het bestand van het programma, en verander wat uw gemeente anders doet."),
        error_messages={
            "required": _("Kies een bestand."),
            "invalid": _("Dit is geen bestand. Kies het opnieuw."),
            "empty": _("Dit bestand is leeg."),
        },
    )


class PressForm(BaseForm):
    """A button, without anything to fill in."""


class KeepForm(BaseForm):
    """Keeping an own version while the program moved."""

    seen = TextField(label=_("Wat u zag"), widget=forms.HiddenInput, required=False, limit=16)
    keep_why = TextField(label=_("Waarom houdt de gemeente haar eigen versie?"), limit=300)


class AnewForm(ProposalForm):
    """An own version again, beside the program as it is now: which parts are taken from the program."""

    def __init__(self, *args: Any, parts: Iterable[MovedPart], **how: Any) -> None:
        listed = [one for one in parts if not one.same]
        how.setdefault("initial", {})["take"] = [one.key for one in listed if not one.conflict]
        super().__init__(*args, **how)
        whole = gettext("Het hele protocol")
        self.fields["take"] = ChoicesField(
            label=_("Wat neemt u over van het programma?"),
            help_text=_("Wat u niet aankruist, blijft zoals uw gemeente het heeft."),
            choices=[(one.key, f"{said(one.step) if one.step else whole}: {label(one.change)}") for one in listed],
            required=False,
        )
        self.order_fields(["take"])

    @property
    def taken(self) -> set[tuple[str, Change]]:
        """Give the parts that were chosen."""
        return {
            (code, Change(change)) for code, _, change in (key.rpartition(":") for key in self.cleaned_data["take"])
        }


class ApproveForm(PressForm):
    """Approving: with what the approver looked at."""

    seen = TextField(label=_("Wat u zag"), widget=forms.HiddenInput, required=False, limit=16)
