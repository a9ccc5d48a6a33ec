"""Forms of a handover to or from another municipality."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.case import PersonIn, PersonKind
from sluitend.domain.transfer import PackedPiece, ToldHow
from sluitend.queries.cases import Choice
from sluitend.queries.transfers import Goes
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
)
from sluitend.web.forms.case import FIRST_ROWS, PARTS, choices, person_fields
from sluitend.web.forms.people import NOT_YET_HERE, check_other_deputy, chosen, forget
from sluitend.web.labels import label

CHILD = "kind"


def piece_words(piece: Goes | PackedPiece) -> str:
    """Give a piece on one line: what kind it is, its words, who does it, until when, and whom it concerns."""
    said = [piece.text.replace("\n", " ")]
    if piece.who and piece.who != piece.text:
        said.append(piece.who)
    if piece.on is not None:
        said.append(in_full(piece.on))
    if piece.about:
        said.append(gettext("over %(whom)s") % {"whom": ", ".join(piece.about)})
    return f"{label(piece.kind)}: {' · '.join(said)}"


class LayOutForm(BaseForm):
    """What stays in, of what may go along: taking out is free, and nothing can be added."""

    keep = ChoicesField(
        label=_("Wat gaat mee?"),
        help_text=_("Haal het vinkje weg bij wat niet nodig is. Een naam in een tekst gaat met die tekst mee."),
        required=False,
    )

    def __init__(self, *args: Any, goes: Iterable[Goes], **how: Any) -> None:
        self.goes = [one for one in goes if not one.always]
        how.setdefault("initial", {})["keep"] = [one.key for one in self.goes]
        super().__init__(*args, **how)
        self.fields["keep"].choices = [(one.key, piece_words(one)) for one in self.goes]  # type: ignore[attr-defined]

    @property
    def kept(self) -> tuple[str, ...]:
        """Give the keys of what stays in."""
        return tuple(self.cleaned_data["keep"])


class TellForm(BaseForm):
    """That the family knows what goes along, and what of it they let go."""

    versioned = True

    told_on = DateField(label=_("Wanneer vertelde u het?"))
    told_how = MemberField(ToldHow, label=_("Hoe?"))
    keep = ChoicesField(
        label=_("Wat mag mee van het gezin?"),
        help_text=_("Mag iets niet mee? Haal het vinkje weg."),
        required=False,
    )

    def __init__(self, *args: Any, pieces: Iterable[PackedPiece], **how: Any) -> None:
        listed = [(str(place), piece_words(one)) for place, one in enumerate(pieces)]
        how.setdefault("initial", {})["keep"] = [place for place, _text in listed]
        super().__init__(*args, **how)
        self.fields["keep"].choices = listed  # type: ignore[attr-defined]

    @property
    def kept(self) -> tuple[str, ...]:
        """Give the places of what the family lets go."""
        return tuple(self.cleaned_data["keep"])


class TransferPressForm(BaseForm):
    """A button on the page of a handover."""

    versioned = True


class OfferPressForm(BaseForm):
    """A button on the page of an offer."""


class RefuseForm(QuotingForm):
    """Not taken over, and why."""

    reason = LongTextField(
        label=_("Waarom neemt u het niet over?"), help_text=_("De andere gemeente leest dit."), limit=600, rows=2
    )


class AcceptForm(QuotingForm):
    """Take a family over: who holds it here, and who the family is, as they say it themselves."""

    title = TextField(
        label=_("Hoe heet deze casus?"), help_text=_("Zoals “Gezin Van Dijk”. Schrijf er niets anders in."), limit=200
    )
    coordinator = ChoiceField(label=_("Wie is de casusregisseur?"), help_text=NOT_YET_HERE, as_list=True)
    deputy = ChoiceField(label=_("Wie vervangt de casusregisseur?"), as_list=True, required=False)

    def __init__(
        self, *args: Any, coordinators: Iterable[Choice], people: Iterable[str], today: date, rows: int, **how: Any
    ) -> None:
        super().__init__(*args, **how)
        listed = tuple(coordinators)
        self.people, self.count = tuple(people), rows
        self.fields["coordinator"].choices = choices(listed, empty=True)  # type: ignore[attr-defined]
        self.fields["deputy"].choices = choices(listed, empty=True)  # type: ignore[attr-defined]
        for place in range(1, rows + 1):
            called = self._called(place)
            kind = PersonKind.CHILD if called.startswith(CHILD) or (not called and place == 1) else PersonKind.ADULT
            for part, field in person_fields(kind, today).items():
                self.fields[f"person_{place}_{part}"] = field
        forget(self)

    def _called(self, place: int) -> str:
        return self.people[place - 1] if place <= len(self.people) else ""

    @property
    def person_rows(self) -> list[tuple[str, dict[str, BoundField]]]:
        """Give the fields of each person with what the package calls them."""
        return [
            (self._called(place), {part: self[f"person_{place}_{part}"] for part in PARTS})
            for place in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Say beside what was left empty that a deputy is another."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.add_found(check_other_deputy(given.get("coordinator"), given.get("deputy")))
        return given

    @property
    def coordinator_id(self) -> UUID:
        """Give who will coordinate."""
        return UUID(self.cleaned_data["coordinator"])

    @property
    def deputy_id(self) -> UUID | None:
        """Give the deputy."""
        return chosen(self.cleaned_data["deputy"])

    def persons(self) -> tuple[PersonIn, ...]:
        """Give the people who were filled in; a row without a name is left out."""
        given, found = self.cleaned_data, []
        for place in range(1, self.count + 1):
            parts = {part: given[f"person_{place}_{part}"] for part in PARTS}
            if parts["given_names"] or parts["surname"] or parts["birth_date"] or parts["relation"]:
                kind = parts.pop("kind") or PersonKind.ADULT
                found.append(PersonIn(kind=kind, **parts))
        return tuple(found)


def rows_for(people: Iterable[str]) -> int:
    """Give how many people a form speaks about at first."""
    return max(FIRST_ROWS, len(tuple(people)))


class PackageFileForm(BaseForm):
    """A file that people brought from another installation."""

    file = forms.FileField(
        label=_("Bestand"),
        error_messages={
            "required": _("Kies een bestand."),
            "invalid": _("Dit is geen bestand. Kies het opnieuw."),
            "empty": _("Dit bestand is leeg."),
        },
    )


class KeyForm(BaseForm):
    """The key of a municipality in another installation."""

    name = TextField(label=_("Welke gemeente?"), limit=120)
    phone = TextField(label=_("Wie belt u over deze sleutel?"), help_text=_("Een telefoonnummer."), limit=20)
    public_key = LongTextField(label=_("De sleutel"), help_text=_("Kopieer alle tekens."), limit=400, rows=3)


class FingerprintForm(BaseForm):
    """The digits that were read out on the phone."""

    fingerprint = TextField(
        label=_("Welke cijfers leest de ander voor?"), help_text=_("Acht groepen van vijf cijfers."), limit=80
    )
