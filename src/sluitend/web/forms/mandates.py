"""The form with which the administrator puts a mandate in the register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sluitend.domain.mandate import NAME_LIMIT, WORDS_LIMIT, MandateIn, Power, Rung
from sluitend.queries.mandates import Register
from sluitend.web.forms.base import BaseForm, ChoiceField, DateField, MemberField, MembersField, TextField


class MandateForm(BaseForm):
    """Who decides at which rung, what, on what ground, and until when."""

    rung = MemberField(Rung, label=_("Op welke trede?"))
    member = ChoiceField(
        label=_("Wie beslist?"),
        help_text=_("Alleen wie hier werkt, kan een vraag op het scherm beantwoorden."),
        as_list=True,
        required=False,
    )
    decider = TextField(
        label=_("Of: naam en functie van iemand die hier niet werkt"),
        help_text=_("Zoals een directeur van een partner, op trede A3."),
        limit=NAME_LIMIT,
        required=False,
    )
    powers = MembersField(Power, label=_("Waarover beslist deze persoon?"))
    words = TextField(
        label=_("Wat mag deze persoon beslissen, in één zin?"),
        help_text=_("Zoals: inzet van mensen, en geld tot 5.000 euro per gezin."),
        limit=WORDS_LIMIT,
    )
    basis = TextField(
        label=_("Waar staat dat?"),
        help_text=_(
            "Zoals: Convenant aanpak multiprobleemgezinnen 2026, artikel 7. Laat dit bevestigen door uw jurist."
        ),
        limit=WORDS_LIMIT,
    )
    since = DateField(label=_("Eerste dag"))
    until = DateField(label=_("Laatste dag"), help_text=_("Een mandaat heeft altijd een laatste dag."))

    def __init__(self, *args: Any, page: Register, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["member"].choices = [("", "—"), *((str(pk), name) for pk, name in page.people)]  # type: ignore[attr-defined]

    def mandate(self) -> MandateIn:
        """Give the mandate of a valid form."""
        given = self.cleaned_data
        return MandateIn(
            given["rung"],
            UUID(given["member"]) if given["member"] else None,
            given["decider"],
            frozenset(given["powers"]),
            given["words"],
            given["basis"],
            given["since"],
            given["until"],
        )
