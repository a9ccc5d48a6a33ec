"""The forms of whoever takes in a concern: what is decided, a link, a second view, the coordinator's answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.clock import AMSTERDAM
from sluitend.domain.triage import CriterionFact, LinkAnswer, Outcome, Phoned, check_criteria
from sluitend.queries.cases import Choice
from sluitend.queries.signal_page import CriterionLine, DecidePage
from sluitend.services.triage import Decide
from sluitend.web.forms.base import (
    BaseForm,
    ChoiceField,
    DateField,
    LongTextField,
    MemberField,
    TextField,
    TickField,
    YesNoField,
)
from sluitend.web.forms.people import NOT_YET_HERE, check_other_deputy, choice_words
from sluitend.web.forms.signal import QUOTE

Options = Iterable[tuple[UUID, str]]

WHY = _("Waarom besluit u dit?")
WHY_HINT = _("Het gezin mag dit later lezen.")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class PersonField(ChoiceField):
    """One of a few people or organisations from a list; gives its id, or None."""

    def __init__(self, options: Options, **how: Any) -> None:
        super().__init__(choices=[(str(pk), name) for pk, name in options], as_list=True, **how)

    def clean(self, value: Any) -> Any:
        """Give the id that was chosen."""
        chosen = super().clean(value)
        return UUID(chosen) if chosen else None


class TimeField(TextField):
    """A time of day, typed as 14:30 or 14.30."""

    def to_python(self, value: Any) -> Any:
        """Read the time; what cannot be read stays in the box."""
        typed = super().to_python(value)
        if not typed:
            return None
        found = _TIME.fullmatch(typed)
        if found is None:
            raise ValidationError(_("Schrijf de tijd zo: 14:30."), code="time")
        return time(int(found[1]), int(found[2]))


class QuotingForm(BaseForm):
    """A form with free text: after a word that must be written again it offers the tick for a necessary quote."""

    quote = TickField(label=QUOTE, required=False)

    @property
    def asks_quote(self) -> bool:
        """Tell whether the tick is offered."""
        return bool(self.data.get("quote")) or any(
            error.code == "words.not_needed" for errors in self.errors.as_data().values() for error in errors
        )


class DecideForm(QuotingForm):
    """What every decision says: why."""

    versioned = True
    outcome: Outcome

    def __init__(self, *args: Any, page: DecidePage, today: date, **how: Any) -> None:
        self.page = page
        self.today = today
        how.setdefault("initial", {})
        how["initial"] = {"version": page.version, **how["initial"]}
        super().__init__(*args, **how)

    def command(self) -> Decide:
        """Make the decision of a valid form."""
        return Decide(
            form_key=self.key,
            signal_id=self.page.signal_id,
            version=self.version,
            outcome=self.outcome,
            reason=self.cleaned_data.get("reason", ""),
            quote=self.cleaned_data["quote"],
            **self.parts(),
        )

    def parts(self) -> dict[str, Any]:
        """Give what this outcome asks besides a reason."""
        return {}


class DangerForm(DecideForm):
    """There is danger now: whom was phoned, when, and what was said."""

    outcome = Outcome.DANGER

    phoned = MemberField(Phoned, label=_("Wie hebt u gebeld?"))
    phoned_on = DateField(label=_("Op welke dag?"))
    phoned_time = TimeField(label=_("Hoe laat?"), help_text=_("Bijvoorbeeld 14:30"), limit=10)
    reason = LongTextField(
        label=_("Wat is er gezegd en afgesproken?"),
        help_text=_("Wie sprak u, wat doet die persoon, en wat doet u. In feiten."),
        rows=4,
    )

    def __init__(self, *args: Any, today: date, **how: Any) -> None:
        super().__init__(*args, today=today, initial={"phoned_on": today}, **how)

    def parts(self) -> dict[str, Any]:
        """Give whom was phoned, and the moment by the clock of Amsterdam."""
        data = self.cleaned_data
        at = datetime.combine(data["phoned_on"], data["phoned_time"], AMSTERDAM)
        return {"phoned": data["phoned"], "phoned_at": at}


class OrganisationForm(DecideForm):
    """One organisation takes it up."""

    def __init__(self, *args: Any, page: DecidePage, **how: Any) -> None:
        super().__init__(*args, page=page, **how)
        reason = LongTextField(label=WHY, help_text=WHY_HINT, rows=4)
        self.fields["organisation"] = PersonField(
            [(pk, _with_phone(name, page.organisation_phones.get(pk, ""))) for pk, name in page.organisations],
            label=_("Welke organisatie pakt dit op?"),
        )
        self.fields["reason"] = reason
        _no_memory(self)

    def parts(self) -> dict[str, Any]:
        """Give the organisation."""
        return {"organisation_id": self.cleaned_data["organisation"]}


def _with_phone(name: str, phone: str) -> str:
    """Give an organisation with its number: who decides calls it, because nothing is sent."""
    return f"{name}, {phone}" if phone else gettext("%(name)s, nummer niet bekend") % {"name": name}


class ActNowForm(OrganisationForm):
    """Act now, and look at the rest later (track 3)."""

    outcome = Outcome.ACT_NOW


class RegularForm(OrganisationForm):
    """The usual way of one organisation (track 2)."""

    outcome = Outcome.REGULAR


class NotTakenUpForm(DecideForm):
    """Not taken up: why, and until when it is kept."""

    outcome = Outcome.NOT_TAKEN_UP

    reason = LongTextField(label=WHY, help_text=WHY_HINT, rows=4)
    ends_on = DateField(label=_("Tot welke dag bewaren wij deze melding?"))

    def __init__(self, *args: Any, page: DecidePage, **how: Any) -> None:
        super().__init__(*args, page=page, initial={"ends_on": page.end_default}, **how)

    def parts(self) -> dict[str, Any]:
        """Give the end date."""
        return {"ends_on": self.cleaned_data["ends_on"]}


class IntegralForm(DecideForm):
    """One family, one plan, one coordinator (track 1): the facts behind the criteria, and who coordinates."""

    outcome = Outcome.INTEGRAL

    reason = LongTextField(label=_("Wat wilt u er zelf bij zeggen?"), required=False, rows=2)

    def __init__(self, *args: Any, page: DecidePage, **how: Any) -> None:
        super().__init__(*args, page=page, initial={"title": _title(page)}, **how)
        for one in page.criteria:
            self.fields[f"{one.code}_fact"] = LongTextField(
                label=one.text, help_text=one.evidence, required=False, rows=2
            )
            self.fields[f"{one.code}_source"] = TextField(
                label=_("Bron"), help_text=_("Wie zei dit, en wanneer?"), limit=120, required=False
            )
            vars(self.fields[f"{one.code}_fact"])["said_above"] = True
        for place, (_pk, description) in enumerate(page.nameless, start=1):
            self.fields[f"name_{place}"] = TextField(label=_("Naam van: %(who)s") % {"who": description})
        here = [(one.id, choice_words(one)) for one in page.coordinators]
        self.fields["title"] = TextField(label=_("Naam van de casus"), help_text=_("Zoals “gezin Van Dijk”."))
        self.fields["coordinator"] = PersonField(here, label=_("Casusregisseur"), help_text=NOT_YET_HERE)
        self.fields["deputy"] = PersonField(here, label=_("Vervanger"), required=False)
        _no_memory(self)

    @property
    def groups(self) -> list[tuple[str, list[tuple[CriterionLine, Any, Any]]]]:
        """Give the boxes of the criteria by their letter, for the template."""
        found: dict[str, list[tuple[CriterionLine, Any, Any]]] = {}
        for one in self.page.criteria:
            found.setdefault(one.group, []).append((one, self[f"{one.code}_fact"], self[f"{one.code}_source"]))
        return list(found.items())

    @property
    def names(self) -> list[Any]:
        """Give the boxes for the names of children who were described only."""
        return [self[f"name_{place}"] for place in range(1, len(self.page.nameless) + 1)]

    def given_names(self) -> dict[UUID, str]:
        """Give the names that were filled in, by the person they belong to."""
        return {pk: self.cleaned_data[f"name_{place}"] for place, (pk, _text) in enumerate(self.page.nameless, start=1)}

    def clean(self) -> dict[str, Any]:
        """Say all that is missing in one go: what the service would refuse stands beside what was left empty."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        unread = [one for one in self.page.criteria if f"{one.code}_fact" in self.errors]  # something was written there
        facts = [*self._facts(), *(CriterionFact(one.code, one.group, "?") for one in unread)]
        self.add_found(*check_criteria(facts), check_other_deputy(given.get("coordinator"), given.get("deputy")))
        return given

    def parts(self) -> dict[str, Any]:
        """Give the criteria beside which facts were written: writing the facts is ticking the criterion."""
        return {"criteria": tuple(self._facts())}

    def _facts(self) -> Iterable[CriterionFact]:
        data = self.cleaned_data
        for one in self.page.criteria:
            if fact := data.get(f"{one.code}_fact"):
                yield CriterionFact(one.code, one.group, fact, data.get(f"{one.code}_source", ""))


def _title(page: DecidePage) -> str:
    return f"Gezin {page.family_name}" if page.family_name else ""


def _no_memory(form: forms.Form) -> None:
    """A shared computer remembers nothing of the boxes that were added later either."""
    for field in form.fields.values():
        field.widget.attrs.setdefault("autocomplete", "off")


FORMS: dict[Outcome, type[DecideForm]] = {
    Outcome.DANGER: DangerForm,
    Outcome.ACT_NOW: ActNowForm,
    Outcome.REGULAR: RegularForm,
    Outcome.INTEGRAL: IntegralForm,
    Outcome.NOT_TAKEN_UP: NotTakenUpForm,
}


class LinkForm(BaseForm):
    """A person confirms that this concern belongs to an open case."""

    versioned = True

    case = forms.UUIDField(widget=forms.HiddenInput)
    reason = TextField(label=_("Waarom hoort het bij deze casus?"), limit=300)


class NotSameForm(BaseForm):
    """A person looked: this concern is about another child than a case that was found."""

    versioned = True

    case = forms.UUIDField(widget=forms.HiddenInput)


class VersionForm(BaseForm):
    """A button that changes something another person may change too."""

    versioned = True


class AskReaderForm(BaseForm):
    """Ask a colleague to read along."""

    def __init__(self, *args: Any, options: Iterable[Choice], **how: Any) -> None:
        super().__init__(*args, **how)
        here = [(one.id, choice_words(one)) for one in options]
        self.fields["reader"] = PersonField(here, label=_("Welke collega leest mee?"))


class SecondViewForm(QuotingForm):
    """What the second reader thinks."""

    agrees = YesNoField(label=_("Bent u het eens met wat uw collega besloot of wil besluiten?"))
    words = LongTextField(label=_("Waarom?"), rows=3)


class AnswerForm(QuotingForm):
    """What the coordinator of a linked case answers."""

    answer = MemberField(LinkAnswer, label=_("Wat is uw antwoord?"))
    words = LongTextField(label=_("Wilt u er iets bij zeggen?"), required=False, rows=3)
