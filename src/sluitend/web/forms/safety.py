"""Forms about what keeps a child safe: the safety plan, its rules, how safe people say it is, and two sheets about a child."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sluitend.domain.safety import ByWhom, Demands, FlightRiskIn, ResidenceIn, SafetyPlanIn
from sluitend.queries.safety import Somebody
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import ChoiceField, DateField, LongTextField, MemberField, TextField
from sluitend.web.forms.people import forget

_OWN = "self"


class _SheetForm(QuotingForm):
    """A form of which the page shows every field in its order."""

    @property
    def asked(self) -> list[Any]:
        """Give the fields that are shown, in order; the tick for a quote only when it is needed."""
        return [one for one in self.visible_fields() if one.name != "quote" or self.asks_for_quote]


class SafetyPlanForm(_SheetForm):
    """The safety plan of a case."""

    versioned = True

    concerns = LongTextField(
        label=_("Waar maken wij ons zorgen over?"),
        help_text=_("Feiten: wat is er gebeurd, wanneer, en van wie weet u het?"),
        rows=3,
        limit=2000,
    )
    complicating = LongTextField(label=_("Wat maakt het moeilijker?"), rows=2, limit=1000, required=False)
    danger = LongTextField(
        label=_("Waar zijn wij bang voor?"), help_text=_("Begin met “Wij zijn bang dat…”."), rows=2, limit=1000
    )
    aim = LongTextField(
        label=_("Wat moet er zo zijn, zodat het kind veilig is?"),
        help_text=_("Schrijf wat u dan ziet, in gewone woorden."),
        rows=2,
        limit=1000,
    )
    child_knows = LongTextField(
        label=_("Wat weet het kind?"),
        help_text=_("In woorden die het kind kent. Tekende u samen? Schrijf waar de tekening ligt."),
        rows=2,
        limit=1000,
        required=False,
    )
    checks = TextField(label=_("Wie kijkt of het werkt, en hoe vaak?"), limit=300)
    if_broken = LongTextField(label=_("Wat gebeurt er als een afspraak niet lukt?"), rows=2, limit=1000)
    ends_when = LongTextField(label=_("Wanneer is dit plan niet meer nodig?"), rows=2, limit=1000)
    demands = MemberField(
        Demands,
        label=_("Voldoet dit plan aan de bodemeisen van Veilig Thuis?"),
        help_text=_(
            "Bodemeisen zeggen wat er ten minste moet gebeuren. Veilig Thuis stelt ze; het plan mag er niet onder."
        ),
    )
    demands_words = LongTextField(
        label=_("Welke bodemeisen zijn dat, en wat moet er nog?"), rows=2, limit=1000, required=False
    )
    next_check = DateField(label=_("Wanneer kijken wij of het werkt?"))

    def __init__(self, *args: Any, knows_demands: bool, **how: Any) -> None:
        super().__init__(*args, **how)
        if not knows_demands:
            del self.fields["demands"], self.fields["demands_words"]

    def plan(self) -> SafetyPlanIn:
        """Give the plan of a valid form."""
        given = self.cleaned_data
        names = ("concerns", "complicating", "danger", "aim", "child_knows", "checks", "if_broken", "ends_when")
        return SafetyPlanIn(
            next_check=given["next_check"],
            demands=given.get("demands") or Demands.NONE,
            demands_words=given.get("demands_words", ""),
            **{name: given[name] for name in names},
        )


class RuleForm(_SheetForm):
    """A rule: who does what, when, and who helps."""

    def __init__(self, *args: Any, persons: Iterable[Somebody], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["person"] = ChoiceField(
            label=_("Wie doet dit?"), choices=[(str(one.person_id), one.name) for one in persons], as_list=True
        )
        self.fields["does"] = TextField(
            label=_("Wat doet deze persoon?"),
            help_text=_("Zo dat je het kunt zien, zoals “brengt Noor naar oma”."),
            limit=300,
        )
        self.fields["moment"] = TextField(
            label=_("Wanneer?"), help_text=_("Zoals “als er ruzie is” of “elke avond”."), limit=160
        )
        self.fields["helpers"] = TextField(
            label=_("Wie om het gezin heen helpt hierbij?"),
            help_text=_("Zoals het gezin hen noemt, zoals “oma Riet”."),
            limit=200,
            required=False,
        )
        self.order_fields(["person", "does", "moment", "helpers", "quote"])
        forget(self)

    @property
    def person_id(self) -> UUID:
        """Give who does it."""
        return UUID(self.cleaned_data["person"])


class WordForm(_SheetForm):
    """How safe somebody says it is, in their own words."""

    def __init__(self, *args: Any, persons: Iterable[Somebody], **how: Any) -> None:
        super().__init__(*args, **how)
        choices = [(str(one.person_id), one.name) for one in persons]
        self.fields["person"] = ChoiceField(
            label=_("Wie zei dit?"), choices=[*choices, (_OWN, _("ik zelf, als medewerker"))], as_list=True
        )
        self.fields["words"] = TextField(
            label=_("Hoe veilig vindt deze persoon het nu?"),
            help_text=_("In eigen woorden. Noemt iemand zelf een cijfer van 0 tot 10? Schrijf het er zo bij."),
            limit=300,
        )
        self.fields["said_on"] = DateField(label=_("Wanneer?"))
        self.order_fields(["person", "words", "said_on", "quote"])
        forget(self)

    @property
    def person_id(self) -> UUID | None:
        """Give who said it; None for the writer."""
        chosen = self.cleaned_data["person"]
        return None if chosen == _OWN else UUID(chosen)


class FlightRiskForm(_SheetForm):
    """Facts that say a child may be taken away, and what was decided."""

    versioned = True

    facts = LongTextField(
        label=_("Wat is er gezien of gezegd?"),
        help_text=_("Alleen feiten over dit kind. Niet waar iemand vandaan komt."),
        rows=3,
        limit=2000,
    )
    facts_from = TextField(label=_("Van wie weet u dit?"), limit=120)
    facts_on = DateField(label=_("Van welke dag is dit?"))
    papers = TextField(
        label=_("Wat is afgesproken over de reispapieren?"),
        help_text=_("Zoals wie ze bewaart, en wie ze mag ophalen."),
        limit=300,
        required=False,
    )
    to_call = TextField(
        label=_("Wie belt u als het kind weg is?"), help_text=_("Op volgorde. Bij nu gevaar eerst 112."), limit=300
    )
    decided = TextField(label=_("Wat besluit u?"), limit=300)
    why = TextField(label=_("Waarom?"), limit=300)
    review_on = DateField(label=_("Wanneer kijkt u opnieuw?"))
    until = DateField(label=_("Tot en met wanneer staat dit hier?"))

    def risk(self) -> FlightRiskIn:
        """Give the sheet of a valid form."""
        names = ("facts", "facts_from", "facts_on", "papers", "to_call", "decided", "why", "review_on", "until")
        return FlightRiskIn(**{name: self.cleaned_data[name] for name in names})


class ResidenceForm(_SheetForm):
    """Where a child stays for a time."""

    versioned = True

    stays = TextField(
        label=_("Bij wie blijft het kind?"),
        help_text=_("Schrijf hier geen adres. Dat staat bij Mensen, waar het beschermd kan worden."),
        limit=160,
    )
    by_whom = MemberField(ByWhom, label=_("Wie besliste dat?"))
    decided = TextField(
        label=_("Wat is besloten?"), help_text=_("Bij de rechter: de datum en het nummer van de uitspraak."), limit=300
    )
    why = TextField(label=_("Waarom?"), limit=300)
    who_knows = TextField(label=_("Wie weet waar het kind is?"), limit=300)
    since = DateField(label=_("Vanaf wanneer?"))
    until = DateField(label=_("Tot en met wanneer?"))
    review_on = DateField(label=_("Wanneer kijkt u opnieuw?"))

    def residence(self) -> ResidenceIn:
        """Give the sheet of a valid form."""
        names = ("stays", "by_whom", "decided", "why", "who_knows", "since", "until", "review_on")
        return ResidenceIn(**{name: self.cleaned_data[name] for name in names})
