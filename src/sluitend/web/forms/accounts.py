"""Forms about people who work here, and about oneself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from sluitend.domain.vocabulary import Role
from sluitend.queries.accounts import InviteOptions, MemberPage, Option
from sluitend.web.forms.base import BaseForm, ChoiceField, DateField, MembersField, TextField
from sluitend.web.labels import Words

ROLE_HINTS: dict[str, Words] = {
    Role.INTAKE: _("Leest alle meldingen en beslist wat ermee gebeurt."),
    Role.SECOND_READER: _("Leest een melding mee als iemand dat vraagt."),
    Role.COORDINATOR: _("Heeft eigen casussen. Ziet alleen die."),
    Role.TEAM_MEMBER: _("Ziet een casus zolang de regisseur een plaats in het team geeft."),
    Role.TEAM_LEAD: _("Ziet aantallen en termijnen van het eigen team, geen inhoud. Kan overdragen."),
    Role.PROCESS_DIRECTOR: _("Ziet een casus alleen als die is opgeschaald."),
    Role.ATTENDANCE: _("Ziet de verzuimmeldingen van de gemeente."),
    Role.ATTENDANCE_BOA: _("Maakt proces-verbaal op, en leest alleen het eigen. Samen met “Leerplichtambtenaar”."),
    Role.CODE_OFFICER: _("Helpt bij de meldcode, in de eigen organisatie."),
    Role.PROTOCOL_COORDINATOR: _("Leest onveilige meldingen over huwelijksdwang en uitbuiting."),
    Role.PARTNER: _("Ziet alleen de acties van de eigen organisatie."),
    Role.PROGRAMME_MANAGER: _("Ziet alleen getallen, nooit een naam. Niet samen met werk met gezinnen."),
    Role.ALDERMAN: _("Beslist over wat vastloopt, zonder namen. Geen andere rol erbij."),
    Role.MAYOR: _("Beslist over wat vastloopt, en vraagt de Raad (BW 1:255 lid 3). Geen andere rol erbij."),
    Role.PRIVACY_OFFICER: _("Leest het logboek. Geen andere rol erbij."),
    Role.DPO: _("Houdt toezicht en leest het logboek. Iemand anders dan de privacy officer, geen andere rol erbij."),
    Role.ADMIN: _("Richt in wie wat mag. Ziet geen inhoud."),
}
PHONE_LIMIT = 20


class EmailField(TextField):
    """An e-mail address, in small letters."""

    def __init__(self, **how: Any) -> None:
        how.setdefault("widget", forms.TextInput(attrs={"inputmode": "email"}))
        super().__init__(limit=254, **how)

    def to_python(self, value: Any) -> str:
        """Clean and check the address."""
        address = super().to_python(value).lower()
        if address:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("Dit is geen e-mailadres. Schrijf het zo: naam@organisatie.nl."), code="email"
                ) from None
        return address


class IdField(ChoiceField):
    """One out of a list of options; gives its id, or None when nothing is chosen."""

    def __init__(self, **how: Any) -> None:
        super().__init__(as_list=True, **how)

    def clean(self, value: Any) -> UUID | None:
        """Give the id that was chosen."""
        chosen = super().clean(value)
        return UUID(chosen) if chosen else None


def pairs(options: Iterable[Option]) -> list[tuple[str, Words]]:
    """Make choices of options."""
    return [(str(option.id), option.text) for option in options]


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Words]], *, empty: bool = False) -> None:
    """Say what can be chosen now in a field. empty: begin with no choice, so that none is made by accident."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - only fields of choices are offered choices
    field.choices = [("", _("Maak een keuze")), *choices] if empty else list(choices)


class PasswordField(TextField):
    """A password: kept exactly as typed, never shown back."""

    def __init__(self, **how: Any) -> None:
        how.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": "new-password"}))
        super().__init__(limit=200, **how)

    def to_python(self, value: Any) -> str:
        """Take it as it is; only a character that no system can carry is refused."""
        text = "" if value is None else str(value)
        if "\x00" in text or len(text) > self.limit:
            raise ValidationError(_("Dit wachtwoord kunnen wij niet bewaren. Kies een ander."), code="password")
        return text


class PersonForm(BaseForm):
    """What an invitation and a change have in common."""

    name = TextField(label=_("Naam"), help_text=_("Zoals collega’s de persoon kennen."), limit=160)
    function = TextField(
        label=_("Functie"), help_text=_("Staat in het logboek en op het plan van een gezin."), limit=120
    )
    phone = TextField(label=_("Telefoonnummer van het werk"), limit=PHONE_LIMIT, required=False)
    roles = MembersField(Role, label=_("Rollen"), choice_hints=ROLE_HINTS)
    team = IdField(label=_("Team"), required=False)


class InviteForm(PersonForm):
    """Invite somebody."""

    email = EmailField(
        label=_("E-mailadres"), help_text=_("Hiermee meldt de persoon zich aan. Er gaat geen mail heen.")
    )
    organisation = IdField(label=_("Organisatie"))
    field_order = ("email", "name", "organisation", "function", "phone", "team", "roles")

    def __init__(self, *args: Any, options: InviteOptions, **how: Any) -> None:
        super().__init__(*args, **how)
        offer(self, "organisation", pairs(options.organisations), empty=True)
        offer(self, "team", pairs(options.teams), empty=True)


class MemberForm(PersonForm):
    """Change what somebody does here."""

    versioned = True

    deputy = IdField(label=_("Vervanger"), help_text=_("Iemand van dezelfde organisatie."), required=False)
    absent_from = DateField(label=_("Afwezig vanaf"), required=False)
    absent_until = DateField(
        label=_("Afwezig tot en met"), help_text=_("Leeg als u het nog niet weet."), required=False
    )
    field_order = ("name", "function", "phone", "team", "deputy", "absent_from", "absent_until", "roles")

    def __init__(self, *args: Any, page: MemberPage, **how: Any) -> None:
        how.setdefault(
            "initial",
            {
                "version": page.version,
                "name": page.name,
                "function": page.function,
                "phone": page.phone,
                "roles": [role.value for role in page.roles],
                "team": str(page.team_id or ""),
                "deputy": str(page.deputy_id or ""),
                "absent_from": page.absent_from,
                "absent_until": page.absent_until,
            },
        )
        super().__init__(*args, **how)
        offer(self, "team", pairs(page.teams), empty=True)
        offer(self, "deputy", pairs(page.deputies), empty=True)


class LeaveForm(BaseForm):
    """Take somebody out."""

    successor = IdField(
        label=_("Wie neemt de casussen over?"), error_messages={"required": _("Kies wie de casussen overneemt.")}
    )
    reason = TextField(
        label=_("Reden"), help_text=_("Komt bij de overdracht van elke casus te staan."), limit=300, required=False
    )

    def __init__(self, *args: Any, page: MemberPage, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["successor"].required = page.work.coordinates > 0
        offer(self, "successor", pairs(page.successors), empty=True)


class NewLinkForm(BaseForm):
    """Make a new one-time link."""


class FilterForm(BaseForm):
    """A few questions above a list. It only asks, so it needs no key, and nothing in it is obligatory."""

    form_key = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for field in self.fields.values():
            field.said_above = True  # type: ignore[attr-defined]


class MemberFilterForm(FilterForm):
    """Whom to show in the list of people."""

    naam = TextField(label=_("Naam"), limit=160, required=False)
    organisatie = IdField(label=_("Organisatie"), required=False)
    weg = ChoiceField(
        label=_("Wie weg is"),
        choices=[("", _("Niet tonen")), ("ja", _("Ook tonen"))],
        widget=forms.Select,
        required=False,
    )

    def __init__(self, *args: Any, options: Iterable[Option], **how: Any) -> None:
        super().__init__(*args, **how)
        offer(self, "organisatie", [("", _("Alle organisaties")), *pairs(options)])


class FunctionForm(BaseForm):
    """Give a function another name."""

    name = TextField(label=_("Nieuwe naam"), limit=120)


class PasswordForm(BaseForm):
    """Choose a password with a one-time link."""

    password = PasswordField(
        label=_("Wachtwoord"),
        help_text=_("Ten minste 12 tekens. Een zin van vier woorden onthoudt u makkelijker dan losse tekens."),
    )
    again = PasswordField(label=_("Nog een keer"))

    def clean(self) -> dict[str, Any]:
        """The two must be the same: what one types cannot be seen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", ValidationError(_("De twee wachtwoorden zijn niet gelijk."), code="again"))
        return cleaned


class AcceptForm(BaseForm):
    """Accept a place with the login one has."""


class FamilyForm(BaseForm):
    """Declare that somebody is one's own family or a good acquaintance."""

    label = TextField(
        label=_("Hoe herkent u deze opgave zelf?"),
        help_text=_("Bijvoorbeeld: mijn zus. Alleen u ziet dit. Schrijf geen naam op."),
        limit=60,
    )
    birth_date = DateField(label=_("Geboortedatum"))
    postcode = TextField(label=_("Postcode van het huis"), help_text=_("Bijvoorbeeld 8211 AB."), limit=10)
