"""Forms about the people of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.case import (
    AuthorityIn,
    AuthorityKind,
    HouseholdIn,
    InformingIn,
    PersonIn,
    PersonKind,
    check_deputy,
)
from sluitend.domain.outcome import Refusal
from sluitend.domain.person import NAME_LIMIT, PREFIX_LIMIT, read_birth_date, read_phone, read_postcode
from sluitend.domain.vocabulary import N_, Role, Worded
from sluitend.queries.case_people import PersonRow
from sluitend.queries.cases import Choice
from sluitend.web.dates import in_full
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    MemberField,
    TextField,
    TickField,
)
from sluitend.web.forms.bsn import sealed_box
from sluitend.web.forms.signal import BsnField, ReadField

NOT_YET_HERE = _("Een collega die de uitnodiging nog niet gebruikte, staat er niet bij.")
REASON_HELP = _("Deze zin staat bij de casus. Het gezin kan hem lezen.")


def listed(rows: Iterable[tuple[UUID, str]]) -> list[tuple[str, str]]:
    """Make choices of ids and names."""
    return [(str(pk), name) for pk, name in rows]


def choice_words(choice: Choice) -> str:
    """Give the words of somebody or something to choose; who is away today stands marked, with the last day of it."""
    if not choice.away:
        return choice.text
    if choice.away_until is None:
        return gettext("%(name)s (afwezig)") % {"name": choice.text}
    return gettext("%(name)s (afwezig tot en met %(day)s)") % {"name": choice.text, "day": in_full(choice.away_until)}


def chosen(value: Any) -> UUID | None:
    """Read the id that was chosen, or None."""
    return UUID(value) if value else None


def check_other_deputy(coordinator: Any, deputy: Any) -> Refusal | None:
    """Ask the rule whether two who were chosen from the lists differ; that both are coordinators here, the lists say."""
    if not coordinator or not deputy:
        return None
    return check_deputy(UUID(str(deputy)), frozenset({Role.COORDINATOR}), UUID(str(coordinator)))


def forget(form: BaseForm) -> None:
    """Let a shared computer remember nothing of fields that a form adds itself."""
    for field in form.fields.values():
        field.widget.attrs.setdefault("autocomplete", "off")


class PersonForm(QuotingForm):
    """Who somebody is. Nothing but a name is needed; what is unknown stays empty."""

    kind = MemberField(PersonKind, label=_("Is dit een kind of een volwassene?"))
    given_names = TextField(label=_("Voornaam"), limit=NAME_LIMIT, required=False)
    surname = TextField(label=_("Achternaam"), limit=NAME_LIMIT, required=False)
    relation = TextField(
        label=_("Wie is dit voor het gezin?"), help_text=_("Zoals “moeder” of “oma”."), limit=60, required=False
    )
    in_family = TickField(label=_("Het gezin rekent deze persoon tot het gezin"), required=False)

    def __init__(self, *args: Any, today: date, may_hold_bsn: bool, **how: Any) -> None:
        super().__init__(*args, **how)
        # A form of Django has a prefix of its own, so this field cannot stand in the class.
        self.fields["prefix"] = TextField(label=_("Tussenvoegsel"), limit=PREFIX_LIMIT, required=False)
        self.fields["birth_date"] = ReadField(
            partial(read_birth_date, today=today),
            empty=None,
            label=_("Geboortedatum"),
            help_text=_("Bijvoorbeeld 31-12-2015. Weet u hem niet? Laat het vak leeg."),
            required=False,
        )
        self.fields["phone"] = ReadField(read_phone, label=_("Telefoon"), required=False)
        if may_hold_bsn:
            self.fields["bsn"] = BsnField(
                help_text=_(
                    "Alleen als het nodig is om vergissingen te voorkomen. U ziet later alleen de laatste drie cijfers."
                )
            )
            self.fields["sealed"] = sealed_box()
        self.order_fields(
            ["kind", "given_names", "prefix", "surname", "birth_date", "relation", "in_family", "phone", "bsn"]
        )
        forget(self)

    def person(self) -> PersonIn:
        """Give what was filled in."""
        given = self.cleaned_data
        return PersonIn(
            kind=given["kind"],
            given_names=given["given_names"],
            prefix=given["prefix"],
            surname=given["surname"],
            birth_date=given["birth_date"],
            relation=given["relation"],
            phone=given["phone"],
            bsn=given.get("bsn"),
            in_family=given["in_family"],
        )


class ChangePersonForm(PersonForm):
    """What is known about somebody, said anew with a reason."""

    versioned = True

    def __init__(self, *args: Any, has_bsn: bool, **how: Any) -> None:
        super().__init__(*args, **how)
        if has_bsn and "bsn" in self.fields:
            self.fields["bsn"].help_text = _("Leeg laten houdt het nummer dat er staat.")
            self.fields["drop_bsn"] = TickField(label=_("Haal het BSN weg"), required=False)
        self.fields["reason"] = TextField(label=_("Waarom wijzigt u dit?"), help_text=REASON_HELP, limit=300)
        self.order_fields([name for name in self.fields if name not in {"reason", "quote"}] + ["reason", "quote"])
        forget(self)


class LetGoForm(QuotingForm):
    """That somebody no longer belongs to the case, or never did."""

    on = DateField(label=_("Sinds wanneer?"))
    mistake = TickField(
        label=_("Deze persoon hoorde hier nooit"),
        help_text=_("Dan haalt het programma de gegevens van deze persoon meteen weg."),
        required=False,
    )
    reason = TextField(label=_("Waarom?"), help_text=REASON_HELP, limit=300)


class HouseholdForm(QuotingForm):
    """Who lives at one address, from whom that is known and since when."""

    label = TextField(label=_("Hoe noemt u dit huis?"), help_text=_("Zoals “bij moeder”."), limit=60)
    members = ChoicesField(label=_("Wie wonen hier?"))
    street = TextField(label=_("Straat"), limit=120, required=False)
    house_number = TextField(label=_("Huisnummer"), limit=10, required=False)
    postcode = ReadField(read_postcode, label=_("Postcode"), required=False)
    city = TextField(label=_("Plaats"), limit=80, required=False)
    address_protected = TickField(
        label=_("Dit adres is afgeschermd"),
        help_text=_("Dan staat het nergens op het scherm. Wie het opvraagt, staat in het logboek."),
        required=False,
    )
    bron = TextField(label=_("Waar vond u dit?"), help_text=_("Zoals “BRP” of “moeder zelf”."), limit=120)
    as_of = DateField(label=_("Op welke dag was dit zo?"))

    def __init__(self, *args: Any, persons: Iterable[PersonRow], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["members"].choices = listed((p.person_id, p.name) for p in persons)  # type: ignore[attr-defined]

    def household(self) -> HouseholdIn:
        """Give what was filled in."""
        given = self.cleaned_data
        return HouseholdIn(
            label=given["label"],
            members=tuple(UUID(pk) for pk in given["members"]),
            bron=given["bron"],
            as_of=given["as_of"],
            street=given["street"],
            house_number=given["house_number"],
            postcode=given["postcode"],
            city=given["city"],
            address_protected=given["address_protected"],
        )


class ChangeHouseholdForm(HouseholdForm):
    """A household said anew, with a reason."""

    versioned = True
    reason = TextField(label=_("Waarom wijzigt u dit?"), help_text=REASON_HELP, limit=300)


class AuthorityForm(BaseForm):
    """Who has authority over a child, in the types of the BRP."""

    said_above = ("holder", "holder_words")

    kind = MemberField(AuthorityKind, label=_("Wat voor gezag is het?"))
    holder = ChoiceField(label=_("Wie heeft dit gezag?"), as_list=True, required=False)
    holder_words = TextField(
        label=_("Of iemand buiten deze casus"),
        help_text=_("Zoals een voogdij-instelling, met naam."),
        limit=160,
        required=False,
    )
    bron = TextField(label=_("Waar vond u dit?"), help_text=_("Zoals “BRP” of “gezagsregister”."), limit=120)
    as_of = DateField(label=_("Op welke dag was dit zo?"))
    ends = ChoicesField(label=_("Wat geldt nu niet meer?"), required=False)

    def __init__(self, *args: Any, child: PersonRow, persons: Iterable[PersonRow], **how: Any) -> None:
        super().__init__(*args, **how)
        holders = [(p.person_id, p.name) for p in persons if not p.is_child]
        self.fields["holder"].choices = [("", gettext("Maak een keuze")), *listed(holders)]  # type: ignore[attr-defined]
        self.child_id = child.person_id
        if child.authority:
            held = [
                (a.authority_id, f"{gettext(a.kind.sentence)}{': ' + a.holder if a.holder else ''}")
                for a in child.authority
            ]
            self.fields["ends"].choices = listed(held)  # type: ignore[attr-defined]
        else:
            del self.fields["ends"]

    def authority(self) -> AuthorityIn:
        """Give what was filled in."""
        given = self.cleaned_data
        return AuthorityIn(
            child_id=self.child_id,
            kind=given["kind"],
            holder_id=chosen(given["holder"]),
            holder_words=given["holder_words"],
            bron=given["bron"],
            as_of=given["as_of"],
        )

    def ended(self) -> tuple[UUID, ...]:
        """Give what no longer holds."""
        return tuple(UUID(pk) for pk in self.cleaned_data.get("ends", ()))


class Knows(Worded):
    """Whether somebody was told."""

    TOLD = "told", N_("Ja, het is verteld")
    WAIT = "wait", N_("Nee, dat moet nog wachten")


class InformingForm(QuotingForm):
    """That somebody was told about the case, or why that waits and with whom that was decided."""

    said_above = ("told_on", "how", "wait_reason", "wait_until", "second_person")

    knows = MemberField(Knows, label=_("Weet deze persoon dat er een casus is?"))
    told_on = DateField(label=_("Op welke dag vertelde u het?"), required=False)
    how = TextField(
        label=_("Hoe vertelde u het?"), help_text=_("Zoals “thuis, in een gesprek”."), limit=200, required=False
    )
    wait_reason = LongTextField(
        label=_("Waarom moet het wachten?"),
        help_text=_("Uw collega leest dit. Schrijf geen namen op."),
        limit=600,
        rows=2,
        required=False,
    )
    wait_until = DateField(label=_("Tot wanneer?"), required=False)
    second_person = ChoiceField(
        label=_("Welke collega beslist met u mee?"),
        help_text=_("Wachten besluit u altijd met twee mensen. Uw collega krijgt de vraag en zegt zelf ja of nee."),
        as_list=True,
        required=False,
    )

    def __init__(self, *args: Any, colleagues: Iterable[Choice], **how: Any) -> None:
        super().__init__(*args, **how)
        options = listed((one.id, choice_words(one)) for one in colleagues)
        self.fields["second_person"].choices = [("", gettext("Maak een keuze")), *options]  # type: ignore[attr-defined]

    def informing(self) -> InformingIn:
        """Give what belongs to the answer; what was typed for the other answer is left out."""
        given = self.cleaned_data
        if given["knows"] is Knows.TOLD:
            return InformingIn(told_on=given["told_on"], how=given["how"])
        return InformingIn(
            wait_reason=given["wait_reason"],
            wait_until=given["wait_until"],
            second_person_id=chosen(given["second_person"]),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the day on which somebody was told."""
        given = super().clean() or self.cleaned_data
        if given.get("knows") is Knows.TOLD and not given.get("told_on") and "told_on" not in self.errors:
            self.add_error("told_on", DateField.default_error_messages["required"])
        return given


class SupporterForm(QuotingForm):
    """Somebody the family itself names as support."""

    name = TextField(label=_("Hoe noemt het gezin deze persoon?"), limit=160)
    relation = TextField(label=_("Wie is dit?"), help_text=_("Zoals “oma”, “buurvrouw” of “trainer”."), limit=60)
    named_by = ChoiceField(label=_("Wie van het gezin noemde deze persoon?"), as_list=True, required=False)
    words = TextField(
        label=_("Waarmee helpt deze persoon?"), help_text=_("In de woorden van het gezin."), limit=160, required=False
    )

    def __init__(self, *args: Any, persons: Iterable[PersonRow], **how: Any) -> None:
        super().__init__(*args, **how)
        who = [(p.person_id, p.name) for p in persons]
        self.fields["named_by"].choices = [("", gettext("Maak een keuze")), *listed(who)]  # type: ignore[attr-defined]
