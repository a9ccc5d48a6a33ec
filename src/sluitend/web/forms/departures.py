"""Form of a notice that a child of school age departs, moves or is struck off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluitend.domain.absence.departure import DepartureKind, DepartureSource
from sluitend.domain.person import NAME_LIMIT, PREFIX_LIMIT
from sluitend.services.departures import EnterDeparture
from sluitend.web.forms.base import BaseForm, DateField, MemberField, TextField
from sluitend.web.forms.bsn import sealed_box
from sluitend.web.forms.signal import BsnField


class NoticeForm(BaseForm):
    """What the officer heard, and of whom. Where the child goes is what the kind says; no country is asked."""

    kind = MemberField(DepartureKind, label=_("Wat is er gemeld?"))
    source = MemberField(DepartureSource, label=_("Van wie hoorde u het?"))
    given_names = TextField(label=_("Voornamen"), limit=NAME_LIMIT, required=False)
    prefix = TextField(label=_("Voorvoegsel"), limit=PREFIX_LIMIT, required=False)  # type: ignore[assignment]
    surname = TextField(label=_("Achternaam"), limit=NAME_LIMIT, required=False)
    birth_date = DateField(label=_("Geboortedatum"))
    on = DateField(label=_("Op welke dag?"), help_text=_("De dag van vertrek, van de verhuizing of van uitschrijven."))
    bsn = BsnField(help_text=_("Met een nummer ziet u of hier al iets over dit kind loopt."))
    sealed = sealed_box()
    onderwijsnummer = TextField(label=_("Onderwijsnummer"), required=False, help_text=_("Als het kind geen BSN heeft."))
    brin = TextField(
        label=_("Nummer van de school"), required=False, help_text=_("Het BRIN-nummer, zoals 12AB. Als u het weet.")
    )

    def command(self) -> EnterDeparture:
        """Give what a valid form asks."""
        given = self.cleaned_data
        return EnterDeparture(
            given["kind"],
            given["source"],
            given["given_names"],
            given["prefix"],
            given["surname"],
            given["birth_date"],
            given["on"],
            self.key,
            given["bsn"].reveal() if given["bsn"] else "",
            given["onderwijsnummer"],
            given["brin"],
        )
