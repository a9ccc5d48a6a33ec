"""The form of the second person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import LongTextField, YesNoField


class TogetherForm(QuotingForm):
    """Yes or no, and why: as the second person, in words of one's own."""

    agrees = YesNoField(label=_("Bent u het ermee eens?"))
    words = LongTextField(label=_("Waarom?"), help_text=_("Uw collega leest dit."), limit=600, rows=3)
