"""Forms of an official report: begin it, answer an item of the list, take a step, take it over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sluitend.domain.absence import Heard, OfficialState, Ruling
from sluitend.queries.official import BeginPage, ItemRow, NextStep, OfficialPage
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import DateField, LongTextField, MemberField
from sluitend.web.labels import said


class BeginForm(QuotingForm):
    """The decision to draw one up."""

    on = DateField(label=_("Op welke dag begint u?"))
    tried = LongTextField(
        label=_("Wat is eerst geprobeerd?"),
        help_text=_("Hulp, Halt, jeugdbescherming. Of: waarom past een lichtere route niet?"),
        rows=3,
        limit=2000,
    )

    def __init__(self, *args: Any, page: BeginPage, **how: Any) -> None:
        super().__init__(*args, **how)
        if page.elsewhere:
            del self.fields["tried"]


class ItemForm(QuotingForm):
    """What stands in the report at one item."""

    versioned = True

    words = LongTextField(label=_("Wat staat er in het proces-verbaal?"), rows=4, limit=2000)
    on = DateField(label=_("Dag van het stuk"), required=False)

    def __init__(self, *args: Any, row: ItemRow, version: int, **how: Any) -> None:
        how.setdefault("initial", {"words": row.words, "on": row.on, "version": version})
        super().__init__(*args, **how)
        self.fields["words"].help_text = said(row.item.hint)
        if row.item.dated:
            self.fields["on"].required = True
        else:
            del self.fields["on"]


class StepForm(QuotingForm):
    """A step, with what belongs to it; of a report that is kept elsewhere only its dates."""

    versioned = True

    on = DateField(label=_("Wanneer gebeurde dit?"))
    heard = MemberField(Heard, label=_("Wat is er?"))
    session_on = DateField(label=_("Dag van de zitting"))
    ruling = MemberField(Ruling, label=_("Wat is de uitkomst?"))
    words = LongTextField(label=_("Waarom stopt u?"), rows=2, limit=1000)

    def __init__(self, *args: Any, page: OfficialPage, step: NextStep, **how: Any) -> None:
        how.setdefault("initial", {"version": page.version})
        super().__init__(*args, **how)
        own = {
            OfficialState.HEARD: "heard",
            OfficialState.SESSION: "session_on",
            OfficialState.RULED: "ruling",
            OfficialState.STOPPED: "words",
        }
        keep = own.get(step.to)
        if page.elsewhere and keep != "session_on":
            keep = None
        for name in set(own.values()) - {keep}:
            del self.fields[name]


class TakeOverForm(QuotingForm):
    """Why a colleague's official report is taken over."""

    words = LongTextField(label=_("Waarom neemt u het over?"), rows=2, limit=1000)
