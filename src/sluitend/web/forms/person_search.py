"""The form of a person search: whole keys, a purpose, and for which signal or case."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sluitend.domain.matching import Search, Traits
from sluitend.domain.outcome import Refusal
from sluitend.domain.person import read_postcode
from sluitend.domain.vocabulary import Purpose
from sluitend.web.forms.base import BaseForm, DateField, MemberField, TextField
from sluitend.web.forms.bsn import sealed_box
from sluitend.web.forms.signal import BsnField
from sluitend.web.labels import sentence


class SearchForm(BaseForm):
    """One person, by whole keys."""

    said_above = ("bsn", "birth_date", "postcode")

    reference = TextField(
        label=_("Voor welke melding of casus zoekt u?"), help_text=_("Het nummer, zoals 7K4M-29QX."), limit=20
    )
    purpose = MemberField([Purpose.ACCESS_AND_DIRECTION], label=_("Waarvoor?"))
    bsn = BsnField()
    sealed = sealed_box()
    birth_date = DateField(label=_("Geboortedatum"), required=False)
    postcode = TextField(label=_("Postcode"), required=False, limit=10)

    def clean_postcode(self) -> str:
        """Read the postcode; empty is none."""
        return str(_read(read_postcode(self.cleaned_data["postcode"])))

    @property
    def search(self) -> Search:
        """Give what is searched for; only of a valid form."""
        data = self.cleaned_data
        return Search(Traits(data["bsn"], data["birth_date"], data["postcode"]), data["purpose"], data["reference"])


def _read(value: Any) -> Any:
    if isinstance(value, Refusal):
        raise ValidationError(sentence(value), code=value.code)
    return value
