"""Forms for leave and exemption: dates and an article, and no box for a reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.absence.leave import DecidedBy, ExemptionArticle, LeaveArticle
from sluitend.web.forms.base import BaseForm, DateField, MemberField, YesNoField


class LeaveForm(BaseForm):
    """A decision on leave."""

    article = MemberField(LeaveArticle, label=_("Op welk artikel?"))
    from_on = DateField(label=_("Eerste dag"))
    until_on = DateField(label=_("Laatste dag"))
    decided_by = MemberField(DecidedBy, label=_("Wie besliste?"))
    heard_on = DateField(
        label=_("Wanneer hoorde u de directeur?"), help_text=_("Alleen als u zelf beslist."), required=False
    )
    granted = YesNoField(label=_("Is het verlof toegestaan?"))

    def __init__(self, *args: Any, head_days: int, **how: Any) -> None:
        super().__init__(*args, **how)
        text = gettext(
            "Tot en met %(days)s schooldagen in een schooljaar de directeur, daarboven de leerplichtambtenaar."
        )
        self.fields["decided_by"].help_text = text % {"days": head_days}


class ExemptionForm(BaseForm):
    """That a pupil is exempt."""

    article = MemberField(
        ExemptionArticle,
        label=_("Op welk artikel?"),
        help_text=_("Dit wordt verzegeld. Buiten leerplicht ziet niemand het, en het wordt nooit geteld."),
        as_list=True,
    )
    from_on = DateField(label=_("Eerste dag"))
    until_on = DateField(label=_("Laatste dag"))
