"""Forms about actions: asking, answering in one click and one sentence, showing, handing to a colleague, solving."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluitend.domain.action import Alternative, BottleneckKind, LegalTitle, StepKind
from sluitend.domain.vocabulary import ActionKind
from sluitend.queries.actions import AskOptions
from sluitend.web.forms.base import BaseForm, ChoiceField, DateField, LongTextField, MemberField, TextField, TickField

QUOTE = _("Dit is een letterlijk citaat van het gezin, en het is nodig")

KIND_HINTS = {
    ActionKind.HELP.value: _("Iemand doet iets voor het gezin."),
    ActionKind.PREVENT.value: _("Iemand zorgt dat het niet opnieuw misgaat."),
    ActionKind.ENFORCE.value: _("Iemand houdt het gezin aan de wet. Altijd samen met hulp."),
}


def title_words(title: LegalTitle) -> str:
    """Give a title in the law in the language of the reader, with its article."""
    text = title.text_en if get_language() == "en" else title.text_nl
    return f"{text} ({title.law})"


def remedy_words(title: LegalTitle) -> str:
    """Say in the language of the reader how to object."""
    return title.remedy_en if get_language() == "en" else title.remedy_nl


class QuotingForm(BaseForm):
    """A form with texts that the word guard reads; the tick for a quote shows only after it found something."""

    quote = TickField(label=QUOTE, required=False)

    @property
    def asks_for_quote(self) -> bool:
        """The guard found a word, so the writer can say that it is a quote."""
        return any(error.code == "words.not_needed" for errors in self.errors.as_data().values() for error in errors)


class AskActionForm(QuotingForm):
    """What is asked, of whom, about whom, before when; and for enforcing what the law wants beside it."""

    said_above = ("legal_title", "lighter_tried", "paired_with")

    title = TextField(
        label=_("Wat gaat er gebeuren?"),
        help_text=_("Eén kleine stap. Schrijf het zo dat de organisatie het zo kan doen, zonder namen van anderen."),
        limit=200,
    )
    organisation = ChoiceField(label=_("Welke organisatie doet dit?"), as_list=True)
    concerns = ChoiceField(label=_("Om wie gaat het?"))
    due_on = DateField(label=_("Uiterlijk wanneer?"))
    kind = MemberField(ActionKind, label=_("Wat voor actie is het?"), choice_hints=KIND_HINTS)
    goal = ChoiceField(label=_("Bij welk doel hoort het?"), as_list=True, required=False)
    legal_title = ChoiceField(
        label=_("Welke grond in de wet?"),
        help_text=_("Drang heeft geen grond. Dan is het hulp, en die is vrijwillig."),
        as_list=True,
        required=False,
    )
    lighter_tried = LongTextField(label=_("Wat is eerst geprobeerd?"), rows=2, limit=1000, required=False)
    remedy = TextField(
        label=_("Hoe kan het gezin bezwaar maken?"),
        help_text=_("Laat leeg om de zin te gebruiken die bij de grond hoort."),
        required=False,
    )
    paired_with = ChoiceField(
        label=_("Welke hulp hoort erbij?"),
        help_text=_("Handhaven gaat altijd samen met hulp. Vraag die hulp eerst."),
        as_list=True,
        required=False,
    )

    def __init__(self, *args: Any, options: AskOptions, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["organisation"].choices = _listed((o.id, o.text) for o in options.organisations)  # type: ignore[attr-defined]
        self.fields["concerns"].choices = [  # type: ignore[attr-defined]
            (str(p.id), f"{p.text}, {p.note}" if p.note else p.text) for p in options.persons
        ]
        self.fields["goal"].choices = _listed((g.id, g.text) for g in options.goals)  # type: ignore[attr-defined]
        self.fields["paired_with"].choices = _listed((h.id, h.text) for h in options.helps)  # type: ignore[attr-defined]
        self.fields["legal_title"].choices = _listed((t.code, title_words(t)) for t in options.titles)  # type: ignore[attr-defined]
        self._titles = {title.code: title for title in options.titles}

    def clean(self) -> dict[str, Any]:
        """Fill in how to object from the chosen title when nothing was typed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        title = self._titles.get(cleaned.get("legal_title", ""))
        if title is not None and not cleaned.get("remedy"):
            cleaned["remedy"] = remedy_words(title)[:200]
        return cleaned

    def chosen(self, name: str) -> UUID | None:
        """Give the id that was chosen, or None."""
        value = self.cleaned_data.get(name)
        return UUID(value) if value else None


class ChangeActionForm(QuotingForm):
    """A new text, goal or date."""

    versioned = True

    title = TextField(label=_("Wat gaat er gebeuren?"), limit=200)
    due_on = DateField(label=_("Uiterlijk wanneer?"))
    goal = ChoiceField(label=_("Bij welk doel hoort het?"), as_list=True, required=False)

    def __init__(self, *args: Any, options: AskOptions, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["goal"].choices = _listed((g.id, g.text) for g in options.goals)  # type: ignore[attr-defined]


class StepForm(QuotingForm):
    """An answer or a step: the button that is pressed says which, one sentence says the rest."""

    words = LongTextField(
        label=_("Toelichting"),
        help_text=_("Eén zin is genoeg. Bij “ja” of “begonnen” hoeft het niet."),
        rows=2,
        limit=300,
        required=False,
    )
    stuck_on = MemberField(
        BottleneckKind,
        label=_("Loopt het vast? Waarop?"),
        help_text=_("Alleen als u “Loopt vast” kiest."),
        as_list=True,
        required=False,
    )

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        vars(self.fields["words"])["said_above"] = True  # whether it is needed depends on the button

    @property
    def step(self) -> tuple[StepKind, Alternative | None] | None:
        """Read the button: `decline:later` is a no with what can be done; None for what is no button of ours."""
        name, _sep, other = str(self.data.get("do", "")).partition(":")
        try:
            return StepKind(name), Alternative(other) if other else None
        except ValueError:
            return None


class ShareForm(BaseForm):
    """Why the organisation must know."""

    need = TextField(
        label=_("Waarom moet deze organisatie dit weten?"),
        help_text=_("Deze zin staat in het logboek. Het gezin kan hem lezen."),
        initial=_("Zonder deze gegevens kan de organisatie de actie niet doen."),
    )


class ConfirmForm(BaseForm):
    """A button of its own: nothing to fill in."""


class ReassignForm(BaseForm):
    """To which colleague."""

    to = ChoiceField(label=_("Welke collega doet dit?"), as_list=True)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[UUID, str]], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["to"].choices = _listed(colleagues)  # type: ignore[attr-defined]


class SolveForm(QuotingForm):
    """What can be done."""

    what_can = LongTextField(
        label=_("Wat kan wél?"), help_text=_("Schrijf op wat u hebt afgesproken, en met wie."), rows=3, limit=1000
    )
    goes_on = TickField(label=_("De actie gaat nu weer verder"), required=False, initial=True)


def _listed(pairs: Iterable[tuple[object, str]]) -> list[tuple[str, Any]]:
    return [("", _("Maak een keuze")), *((str(value), text) for value, text in pairs)]
