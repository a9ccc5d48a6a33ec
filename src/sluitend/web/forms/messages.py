"""When somebody wants to hear that there is something new."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sluitend.domain.messages import Delivery, Preference
from sluitend.web.forms.base import BaseForm, ChoiceField, MemberField

HOURS = [(str(hour), f"{hour}.00") for hour in range(24)]


class PreferenceForm(BaseForm):
    """At once, once a day, or only here."""

    delivery = MemberField(
        Delivery,
        label=_("Wanneer wilt u een e-mail?"),
        choice_hints={
            Delivery.AT_ONCE: _("Niet in de avond en de nacht: dan krijgt u de e-mail in de ochtend."),
            Delivery.DAILY: _("Eén e-mail, en alleen als er iets nieuws is."),
            Delivery.IN_APP: _("U krijgt geen e-mail. U ziet het als u hier inlogt."),
        },
    )
    hour = ChoiceField(
        label=_("Hoe laat?"), help_text=_("Alleen bij één keer per dag."), choices=HOURS, as_list=True, required=False
    )

    def __init__(self, *args: Any, preference: Preference, **how: Any) -> None:
        how.setdefault("initial", {"delivery": preference.delivery, "hour": str(preference.hour)})
        super().__init__(*args, **how)

    def preference(self, before: Preference) -> Preference:
        """Give what was chosen; without an hour the one of before stays."""
        chosen = self.cleaned_data["hour"]
        return Preference(self.cleaned_data["delivery"], int(chosen) if chosen else before.hour)
