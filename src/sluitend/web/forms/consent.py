"""Forms about consent: for whom and what, what each person said, and a change of mind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sluitend.domain.sharing import ConsentAnswer
from sluitend.domain.vocabulary import Category
from sluitend.queries.consents import ConsentOptions, Named
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import ChoiceField, DateField, MemberField, MembersField, TextField

ANSWERS = (ConsentAnswer.YES, ConsentAnswer.NO, ConsentAnswer.ASKED)


class AboutForm(forms.Form):
    """For which organisation, about whom: chosen first, since it decides who must be asked. It is sent as an address."""

    organisatie = ChoiceField(label=_("Voor welke organisatie?"), as_list=True)
    persoon = ChoiceField(label=_("Over wie?"))

    def __init__(self, *args: Any, options: ConsentOptions, **how: Any) -> None:
        how.setdefault("label_suffix", "")
        super().__init__(*args, **how)
        self.fields["organisatie"].choices = _listed(options.organisations)  # type: ignore[attr-defined]
        self.fields["persoon"].choices = [(str(p.id), p.text) for p in options.persons]  # type: ignore[attr-defined]


class ConsentForm(QuotingForm):
    """What was asked and what each person said. The persons follow from age and authority."""

    items = MembersField(Category, label=_("Wat mag gedeeld worden?"))
    asked_on = DateField(label=_("Wanneer vroeg u het?"))
    until = DateField(label=_("Tot en met wanneer?"))
    how = ChoiceField(
        label=_("Hoe vroeg u het?"),
        choices=[
            ("in een gesprek", _("In een gesprek")),
            ("aan de telefoon", _("Aan de telefoon")),
            ("op papier", _("Op papier of in een bericht")),
        ],
    )

    def __init__(self, *args: Any, options: ConsentOptions, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["items"] = MembersField(options.items, label=_("Wat mag gedeeld worden?"))
        self.people = options.ask
        for person in options.ask:
            self.fields[f"answer_{person.id}"] = MemberField(
                ANSWERS, label=_("Wat zei %(name)s?") % {"name": person.text}
            )
            self.fields[f"words_{person.id}"] = TextField(
                label=_("In de woorden van %(name)s") % {"name": person.text}, limit=300, required=False
            )
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    @property
    def asked_fields(self) -> list[tuple[Any, Any]]:
        """Give, for each person, the field of the answer and that of the words."""
        return [(self[f"answer_{person.id}"], self[f"words_{person.id}"]) for person in self.people]

    @property
    def answers(self) -> dict[UUID, ConsentAnswer]:
        """Give what each person said."""
        return {person.id: self.cleaned_data[f"answer_{person.id}"] for person in self.people}

    @property
    def words(self) -> dict[UUID, str]:
        """Give the words of who said something about it."""
        said = {person.id: self.cleaned_data[f"words_{person.id}"] for person in self.people}
        return {person: words for person, words in said.items() if words}


class AnswerForm(QuotingForm):
    """What one person says now."""

    person = ChoiceField(label=_("Wie?"))
    answer = MemberField(
        (ConsentAnswer.YES, ConsentAnswer.NO, ConsentAnswer.WITHDRAWN), label=_("Wat zegt deze persoon nu?")
    )
    words = TextField(label=_("In eigen woorden"), limit=300, required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[UUID, str]], **how: Any) -> None:
        super().__init__(*args, **how)
        listed = [(str(pk), name) for pk, name in people]
        self.fields["person"].choices = listed  # type: ignore[attr-defined]
        if len(listed) == 1:
            self.fields["person"].initial = listed[0][0]


def _listed(named: Iterable[Named]) -> list[tuple[str, Any]]:
    return [("", _("Maak een keuze")), *((str(one.id), one.text) for one in named)]
