"""Form fields with Dutch sentences for what cannot be read, and nothing typed ever thrown away.

A browser is not asked to cut or refuse anything: no `maxlength`, no `required`, no date control that drops what it
does not know. The server answers with a sentence, and the text is still there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import clean_text
from sluitend.domain.vocabulary import Worded
from sluitend.web.labels import Words, label, sentence

MemberT = TypeVar("MemberT", bound=Worded)

REQUIRED = _("Dit is nog leeg. Vul het in.")
CHOOSE = _("Kies een antwoord.")
NO_SUCH_CHOICE = _("Dit antwoord staat niet in de lijst. Kies er een uit de lijst.")
NO_DATE = _("Dit is geen datum die wij kunnen lezen. Schrijf de datum zo: 24-11-2026.")
NO_NUMBER = _("Schrijf hier een heel getal, zonder letters of komma.")
TICK = _("Zet hier een vinkje om verder te gaan.")

YES = _("Ja")
NO = _("Nee")

_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, start=1)} | {"maa": 3}


class TextField(forms.CharField):
    """Text on one line. limit: the number of characters that fit."""

    default_error_messages = {"required": REQUIRED}  # noqa: RUF012 - Django's own way
    lines = False

    def __init__(self, *, limit: int = 200, **how: Any) -> None:
        super().__init__(strip=False, **how)  # what is cut and kept is the domain's decision
        self.limit = limit

    def to_python(self, value: Any) -> str:
        """Clean the text as the domain does; what cannot be kept whole stays in the box, with a sentence."""
        if value in self.empty_values:
            return ""
        cleaned = clean_text(str(value), field="", limit=self.limit, lines=self.lines)
        if isinstance(cleaned, Refusal):
            raise ValidationError(sentence(cleaned), code=cleaned.code)
        return cleaned


class LongTextField(TextField):
    """Text of several lines. rows: its height on the screen."""

    lines = True

    def __init__(self, *, limit: int = 4000, rows: int = 4, **how: Any) -> None:
        how.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-limit": limit}))
        super().__init__(limit=limit, **how)


FIRST_YEAR, LAST_YEAR = 1900, 2080
"""Between these lies every day anybody alive means here; outside them a year is a slip of the finger."""


class DateField(forms.DateField):
    """A date, typed as people and systems write it: 24-11-2026, 24/11/2026, 24 nov 2026 or 2026-11-24.

    What was typed stays in the box when it cannot be read. A year of two digits is refused: it could mean two dates;
    and so is a year in which nobody lives.
    """

    default_error_messages = {  # noqa: RUF012
        "required": _("Vul een datum in, zo: 24-11-2026."),
        "invalid": NO_DATE,
        "year": _("Kijk het jaar na: het ligt tussen 1900 en 2080."),
    }
    widget = forms.TextInput

    def __init__(self, **how: Any) -> None:
        how.setdefault("help_text", _("Bijvoorbeeld 24-11-2026"))
        super().__init__(**how)

    def to_python(self, value: Any) -> date | None:
        """Read the date; None for an empty box."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        found = read_date(str(value))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["year"], code="year")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show a known date as 24-11-2026 and typed text as it was typed."""
        return f"{value:%d-%m-%Y}" if isinstance(value, date) else value


def read_date(text: str) -> date | None:
    """Read a date from typed text, or give None when it is none."""
    compact = re.sub(r"\s+", " ", text.strip().lower())
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", compact):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", compact):
        day, month, year = (int(part) for part in match.groups())
    elif (match := re.fullmatch(r"(\d{1,2})[- ]([a-z]{3,9})\.?[- ](\d{4})", compact)) and match[2][
        :3
    ] in _MONTH_NUMBERS:
        day, month, year = int(match[1]), _MONTH_NUMBERS[match[2][:3]], int(match[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


class NumberField(forms.IntegerField):
    """A whole number, typed in a text box so that what was typed is never dropped."""

    default_error_messages = {  # noqa: RUF012
        "required": REQUIRED,
        "invalid": NO_NUMBER,
        "max_value": _("Dit getal is te groot. Het hoogste is %(limit_value)s."),
        "min_value": _("Dit getal is te klein. Het laagste is %(limit_value)s."),
    }

    def __init__(self, **how: Any) -> None:
        how.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**how)


class ChoiceField(forms.ChoiceField):
    """One answer out of a few: radio buttons, or a list when as_list is set.

    choice_hints: an explanation under an answer, by its value.
    """

    default_error_messages = {"required": CHOOSE, "invalid_choice": NO_SUCH_CHOICE}  # noqa: RUF012
    choice_hints: Mapping[str, Words]

    def __init__(
        self,
        *,
        choices: Iterable[tuple[str, Words]] | Callable[[], Iterable[tuple[str, Words]]] = (),
        choice_hints: Mapping[str, Words] | None = None,
        as_list: bool = False,
        **how: Any,
    ) -> None:
        how.setdefault("widget", forms.Select() if as_list else forms.RadioSelect())
        super().__init__(choices=_with_empty(choices) if as_list else choices, **how)
        self.choice_hints = choice_hints or {}


class MemberField(forms.TypedChoiceField):
    """One member of an enum that carries its words; gives the member, or None when nothing is chosen."""

    default_error_messages = ChoiceField.default_error_messages

    def __init__(
        self,
        members: Iterable[MemberT],
        *,
        choice_hints: Mapping[str, Words] | None = None,
        as_list: bool = False,
        **how: Any,
    ) -> None:
        listed = tuple(members)
        by_value = {member.value: member for member in listed}

        def worded() -> list[tuple[str, str]]:
            return [(member.value, label(member)) for member in listed]

        how.setdefault("widget", forms.Select() if as_list else forms.RadioSelect())
        super().__init__(
            choices=_with_empty(worded) if as_list else worded, coerce=by_value.__getitem__, empty_value=None, **how
        )
        self.choice_hints = choice_hints or {}


class MembersField(forms.TypedMultipleChoiceField):
    """Any number of members of an enum, as tick boxes; gives a list of members."""

    default_error_messages = {  # noqa: RUF012
        "required": _("Kies ten minste een antwoord."),
        "invalid_choice": NO_SUCH_CHOICE,
        "invalid_list": NO_SUCH_CHOICE,
    }
    widget = forms.CheckboxSelectMultiple

    def __init__(
        self, members: Iterable[MemberT], *, choice_hints: Mapping[str, Words] | None = None, **how: Any
    ) -> None:
        listed = tuple(members)
        by_value = {member.value: member for member in listed}
        super().__init__(
            choices=lambda: [(member.value, label(member)) for member in listed], coerce=by_value.__getitem__, **how
        )
        self.choice_hints = choice_hints or {}


class ChoicesField(forms.MultipleChoiceField):
    """Any number of answers out of a few, as tick boxes."""

    default_error_messages = MembersField.default_error_messages
    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choice_hints: Mapping[str, Words] | None = None, **how: Any) -> None:
        super().__init__(**how)
        self.choice_hints = choice_hints or {}


class YesNoField(forms.TypedChoiceField):
    """Yes or no, asked as a question; gives True, False, or None when it is not answered."""

    default_error_messages = ChoiceField.default_error_messages
    widget = forms.RadioSelect

    def __init__(
        self,
        *,
        yes: Words = YES,
        no: Words = NO,
        choice_hints: Mapping[str, Words] | None = None,
        **how: Any,
    ) -> None:
        super().__init__(
            choices=[("ja", yes), ("nee", no)], coerce=lambda given: given == "ja", empty_value=None, **how
        )
        self.choice_hints = choice_hints or {}

    def prepare_value(self, value: Any) -> Any:
        """Show a stored True or False as the answer it stands for."""
        return {True: "ja", False: "nee"}.get(value, value) if isinstance(value, bool) else value


class TickField(forms.BooleanField):
    """One tick box with its sentence."""

    default_error_messages = {"required": TICK}  # noqa: RUF012


def _with_empty(
    choices: Iterable[tuple[str, Words]] | Callable[[], Iterable[tuple[str, Words]]],
) -> Callable[[], list[tuple[str, Words]]]:
    """Put "make a choice" on top of a list, so that the first answer is never given by accident."""

    def listed() -> list[tuple[str, Words]]:
        return [("", _("Maak een keuze")), *(choices() if callable(choices) else choices)]

    return listed
