"""Forms of the log: which case, and which lines of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluitend.domain.vocabulary import AuditKind
from sluitend.queries.log import LogFilter
from sluitend.web.forms.accounts import FilterForm
from sluitend.web.forms.base import BaseForm, DateField, MemberField, TextField


class CaseNumberForm(BaseForm):
    """Open the log of a case."""

    number = TextField(label=_("Nummer van de casus"), limit=12)


class LogFilterForm(FilterForm):
    """Which lines to show."""

    van = DateField(label=_("Vanaf"), help_text="", required=False)
    tot = DateField(label=_("Tot en met"), help_text="", required=False)
    soort = MemberField(AuditKind, label=_("Soort"), as_list=True, required=False)

    def asked(self) -> LogFilter:
        """Give the filter; what cannot be read does not limit anything."""
        self.is_valid()
        given = self.cleaned_data
        return LogFilter(given.get("van"), given.get("tot"), given.get("soort"))
