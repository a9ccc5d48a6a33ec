"""Forms about reaching a family: what they wish, contact in half a minute, an interpreter, and a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.forms import Field
from django.utils.translation import gettext_lazy as _

from sluitend.domain.contact import TALKS, Interpreter, MomentIn, Way, WishIn
from sluitend.domain.letters import Blank, GivenHow
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import BaseForm, DateField, LongTextField, MemberField, TextField, TickField, YesNoField
from sluitend.web.labels import label

TALKED = tuple(way for way in Way if way in TALKS)


class WishForm(QuotingForm):
    """How somebody wants to be reached, in their own words where that helps."""

    versioned = True

    way = MemberField(Way, label=_("Hoe wilt u dat wij contact zoeken?"), required=False)
    times = TextField(
        label=_("Wanneer lukt dat het best?"),
        help_text=_("Zoals “na zes uur” of “niet op woensdag”."),
        limit=120,
        required=False,
    )
    call_first = TickField(label=_("Eerst bellen of langskomen, dan pas een brief"), required=False)
    help_reading = TickField(label=_("Wil hulp bij het lezen van brieven"), required=False)

    def wish(self) -> WishIn:
        """Give the wish of a valid form."""
        given = self.cleaned_data
        return WishIn(given["way"], given["times"], call_first=given["call_first"], help_reading=given["help_reading"])


class ContactForm(QuotingForm):
    """That there was contact, or that it was tried."""

    way = MemberField(TALKED, label=_("Hoe zocht u contact?"))
    on = DateField(label=_("Wanneer?"))
    reached = YesNoField(label=_("Lukte het?"))
    words = TextField(
        label=_("Waar ging het over?"),
        help_text=_("Eén zin met feiten. Leeg laten mag als het niet lukte."),
        limit=300,
        required=False,
    )
    interpreter = MemberField(Interpreter, label=_("Wie vertaalde?"), initial=Interpreter.NOBODY)

    def moment(self) -> MomentIn:
        """Give the contact of a valid form."""
        given = self.cleaned_data
        return MomentIn(given["way"], given["on"], given["reached"], given["words"], given["interpreter"])


class InterpreterForm(BaseForm):
    """Until which appointment an interpreter is needed."""

    until = DateField(label=_("Tot en met welke afspraak is er een tolk nodig?"))


class LetterForm(QuotingForm):
    """What the writer of a letter fills in; which fields there are, the letter says."""

    versioned = True

    def __init__(self, *args: Any, blanks: Iterable[Blank], **how: Any) -> None:
        super().__init__(*args, **how)
        self.blanks = tuple(blanks)
        for blank in self.blanks:
            self.fields[blank.value] = _field(blank)
            self.fields[blank.value].widget.attrs.setdefault("autocomplete", "off")

    @property
    def asked(self) -> list[Any]:
        """Give the fields of this letter, in order."""
        return [self[blank.value] for blank in self.blanks]

    def typed(self) -> dict[Blank, str]:
        """Give what was filled in, by blank."""
        return {blank: _kept(self.cleaned_data[blank.value]) for blank in self.blanks}


def _field(blank: Blank) -> Field:
    words = label(blank)
    if blank is Blank.DAY:
        return DateField(label=words)
    if blank is Blank.TIME:
        return TextField(label=words, help_text=_("Bijvoorbeeld 10:00"), limit=20)
    if blank is Blank.PLACE:
        return TextField(
            label=words, help_text=_("Een plek die voor hen goed is, zoals thuis of op school."), limit=160
        )
    if blank is Blank.BODY:
        return TextField(label=words, help_text=_("Zoals “de jeugdbeschermingstafel”."), limit=160)
    return LongTextField(
        label=words, help_text=_("Korte zinnen, met “u”. Alleen wat deze persoon mag weten."), limit=1000
    )


def _kept(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else value


def shown(typed: Mapping[str, str]) -> dict[str, Any]:
    """Give what was filled in as a form shows it."""
    return {name: date.fromisoformat(text) if name == Blank.DAY else text for name, text in typed.items()}


class ReadForm(BaseForm):
    """That one read the whole letter."""

    versioned = True

    read = TickField(label=_("Ik las de hele brief, en hij klopt voor deze persoon"))


class GiveForm(BaseForm):
    """How a letter was given."""

    versioned = True

    how = MemberField(GivenHow, label=_("Hoe kreeg het gezin de brief?"))
    on = DateField(label=_("Wanneer?"))
