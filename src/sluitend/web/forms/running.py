"""Forms of matters that ran before Sluitend did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sluitend.domain.person import NAME_LIMIT, PREFIX_LIMIT
from sluitend.domain.running import REFERENCE_LIMIT, MatterAnswer
from sluitend.queries.running import EnterPage
from sluitend.services.running import AnswerNo, Confirm, EnterMatter
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import BaseForm, ChoiceField, DateField, MemberField, TextField, TickField
from sluitend.web.forms.case import choices
from sluitend.web.forms.people import chosen
from sluitend.web.labels import said

_BETWEEN = ":"


class MatterForm(BaseForm):
    """The least of a matter: nothing of what was done or said."""

    reference = TextField(
        label=_("Uw eigen kenmerk"),
        help_text=_("Zoals Z-2025-17. Geen naam en geen BSN."),
        limit=REFERENCE_LIMIT,
    )
    stands = ChoiceField(
        label=_("Wat loopt er, en welke stap is nu aan de beurt?"),
        help_text=_("Zoek eerst het protocol, en kies daaronder de stap die nog gezet moet worden."),
        as_list=True,
    )
    started_on = DateField(label=_("Wanneer begon het?"))
    since = DateField(
        label=_("Sinds wanneer is deze stap aan de beurt?"),
        help_text=_("De dag van de vorige stap. Vanaf dan telt de termijn."),
    )
    coordinator = ChoiceField(label=_("Wie is de casusregisseur?"), as_list=True)
    given_names = TextField(label=_("Voornamen"), limit=NAME_LIMIT, required=False)
    prefix = TextField(label=_("Voorvoegsel"), limit=PREFIX_LIMIT, required=False)  # type: ignore[assignment]
    surname = TextField(label=_("Achternaam"), limit=NAME_LIMIT, required=False)
    birth_date = DateField(label=_("Geboortedatum"), required=False)
    bsn = TextField(label=_("BSN"), required=False, help_text=_("Als u het weet. Het wordt verzegeld bewaard."))
    heightened = TickField(label=_("Deze zaak vraagt verhoogde veiligheid"), required=False)

    def __init__(self, *args: Any, page: EnterPage, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["stands"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies een stap")),
            *(
                (said(title), [(f"{code}{_BETWEEN}{step}", said(name)) for step, name in steps])
                for code, title, steps in page.protocols
            ),
        ]
        self.fields["coordinator"].choices = choices(page.coordinators, empty=True)  # type: ignore[attr-defined]
        if not page.may_heighten:
            del self.fields["heightened"]

    def command(self) -> EnterMatter:
        """Give what a valid form asks."""
        given = self.cleaned_data
        protocol, _between, step = given["stands"].partition(_BETWEEN)
        return EnterMatter(
            given["reference"],
            protocol,
            step,
            given["started_on"],
            given["since"],
            UUID(given["coordinator"]),
            given["given_names"],
            given["prefix"],
            given["surname"],
            given["birth_date"],
            self.key,
            given["bsn"],
            given.get("heightened", False),
        )


class ConfirmMatterForm(QuotingForm):
    """That a matter runs as it was entered, and where it lies from now on."""

    said_above = ("case", "title")  # one of the two: the name is of a new case alone

    case = ChoiceField(
        label=_("Bij welke casus hoort het?"),
        help_text=_("Loopt er al een casus van dit gezin? Kies die."),
        as_list=True,
        required=False,
    )
    title = TextField(
        label=_("Hoe heet de nieuwe casus?"), help_text=_("Zoals “Gezin Van Dijk”."), limit=200, required=False
    )

    def __init__(self, *args: Any, cases: Iterable[tuple[UUID, str]], **how: Any) -> None:
        super().__init__(*args, **how)
        listed = [(str(pk), text) for pk, text in cases]
        self.fields["case"].choices = [("", _("Een nieuwe casus")), *listed]  # type: ignore[attr-defined]

    def command(self, matter_id: UUID) -> Confirm:
        """Give what a valid form asks."""
        given = self.cleaned_data
        return Confirm(matter_id, self.key, given["title"], chosen(given["case"]), quote=given["quote"])


class RefuseMatterForm(BaseForm):
    """Why a matter is not confirmed."""

    answer = MemberField(
        tuple(one for one in MatterAnswer if one is not MatterAnswer.CONFIRMED), label=_("Waarom bevestigt u het niet?")
    )

    def command(self, matter_id: UUID) -> AnswerNo:
        """Give what a valid form asks."""
        return AnswerNo(matter_id, self.cleaned_data["answer"], self.key)
