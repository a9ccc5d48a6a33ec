"""Forms about the municipality itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sluitend.domain.absence import KeptWhere
from sluitend.domain.staff import RosterSeat
from sluitend.domain.vocabulary import SchoolRegion
from sluitend.queries.settings import Candidate, KeptPage, MunicipalityPage
from sluitend.web.forms.accounts import PHONE_LIMIT, offer
from sluitend.web.forms.base import BaseForm, ChoicesField, MemberField, TextField


class MunicipalityForm(BaseForm):
    """Numbers and hours as families, reporters and workers see them."""

    versioned = True

    phone = TextField(
        label=_("Telefoonnummer van het lokale team"), help_text=_("Staat op elke bladzijde."), limit=PHONE_LIMIT
    )
    phone_hours = TextField(
        label=_("Wanneer is dat nummer bereikbaar?"),
        help_text=_("Bijvoorbeeld: werkdagen van 8.30 tot 17.00 uur."),
        limit=120,
    )
    safety_phone = TextField(
        label=_("Telefoonnummer bij een onveilige melding"),
        help_text=_("Wie een onveilige melding doet, belt dit nummer."),
        limit=PHONE_LIMIT,
    )
    independent_help = TextField(
        label=_("Wie helpt een gezin onafhankelijk en gratis?"),
        help_text=_("Staat op het plan van elk gezin, bijvoorbeeld: Cliëntondersteuning Vlierdam."),
        limit=160,
    )
    independent_help_phone = TextField(label=_("Telefoonnummer van die hulp"), limit=PHONE_LIMIT)
    school_region = MemberField(
        SchoolRegion,
        label=_("In welke regio liggen de scholen?"),
        help_text=_("De schoolvakanties van deze regio tellen niet mee als lesweek."),
        required=False,
    )

    def __init__(self, *args: Any, page: MunicipalityPage, **how: Any) -> None:
        names = ("version", "phone", "phone_hours", "safety_phone", "independent_help", "independent_help_phone")
        now = {name: getattr(page, name) for name in names} | {"school_region": page.school_region.value}
        how.setdefault("initial", now)
        super().__init__(*args, **how)


class KeptForm(BaseForm):
    """Which system leads for official reports and for absence files."""

    versioned = True

    absence = MemberField(
        KeptWhere,
        label=_("Waar staat het verzuimdossier?"),
        help_text=_("In een ander systeem: dan volgt Sluitend de bestanden daaruit, en sluit u hier niets."),
    )
    official = MemberField(
        KeptWhere,
        label=_("Waar staat het proces-verbaal?"),
        help_text=_("In een ander systeem: dan staan hier alleen de datums."),
    )

    def __init__(self, *args: Any, page: KeptPage, **how: Any) -> None:
        now = {"version": page.version, "absence": page.absence.value, "official": page.official.value}
        how.setdefault("initial", now)
        super().__init__(*args, **how)


class RosterForm(BaseForm):
    """Who reads signals of heightened safety, and who of them is on call."""

    readers = ChoicesField(label=_("Wie leest onveilige meldingen?"))
    on_call = ChoicesField(label=_("Wie van hen is bereikbaar als het niet kan wachten?"))

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **how: Any) -> None:
        listed = list(candidates)
        how.setdefault(
            "initial",
            {
                "readers": [str(one.id) for one in listed if one.on_roster],
                "on_call": [str(one.id) for one in listed if one.on_call],
            },
        )
        super().__init__(*args, **how)
        for name in ("readers", "on_call"):
            offer(self, name, [(str(one.id), f"{one.name}, {one.function}") for one in listed])

    def seats(self) -> frozenset[RosterSeat]:
        """Give the roster of a valid form, with who was put on call and not among the readers."""
        readers, on_call = set(self.cleaned_data["readers"]), set(self.cleaned_data["on_call"])
        return frozenset(
            RosterSeat(UUID(one), on_call=one in on_call, reads=one in readers) for one in readers | on_call
        )
