"""The form that every form of the pages inherits from.

It makes sending twice harmless (`form_key`), shows when someone else changed the text meanwhile (`version`), and puts
a refusal of the domain at the field it belongs to. It holds no rule itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sluitend.domain.outcome import Refusal, Refused
from sluitend.web.forms.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    MemberField,
    MembersField,
    NumberField,
    TextField,
    TickField,
    YesNoField,
)
from sluitend.web.labels import sentence

__all__ = [
    "BaseForm",
    "ChoiceField",
    "ChoicesField",
    "Conflict",
    "ConflictingText",
    "DateField",
    "LongTextField",
    "MemberField",
    "MembersField",
    "NumberField",
    "TextField",
    "TickField",
    "YesNoField",
]

#: The fields a form may be made of: each has its Dutch sentences and cleans what was typed.
OWN_FIELDS = (
    TextField,
    DateField,
    NumberField,
    ChoiceField,
    ChoicesField,
    MemberField,
    MembersField,
    YesNoField,
    TickField,
    forms.FileField,
    forms.UUIDField,
)

_BROKEN = _(
    "Dit formulier is niet heel aangekomen. Kopieer uw tekst, open het formulier opnieuw en probeer het nog eens."
)


#: What a browser sends beside what somebody typed; the same number is sealed otherwise each time.
_AROUND = frozenset({"csrfmiddlewaretoken", "form_key", "sealed"})


@dataclass(frozen=True, slots=True)
class ConflictingText:
    """One field on which two people differ: its label, what the reader typed, and what was stored meanwhile."""

    label: str
    yours: str
    stored: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone else saved first. by: name and function of that person. at: when."""

    texts: tuple[ConflictingText, ...]
    by: str
    at: datetime


READ_AT_HOME: Final = (
    _("Het gezin mag dit later lezen."),
    _("Deze zin staat bij de casus. Het gezin kan hem lezen."),
    _("Deze zin staat in het logboek. Het gezin kan hem lezen."),
)
READ_BY_FEW: Final = _("Alleen wie op de leeslijst staat, leest dit. Er gaat niets naar huis.")


class BaseForm(forms.Form):
    """A form with a key, and with a version when `versioned` is set.

    Raises TypeError at once for a field without Dutch sentences, so that no page ever speaks another language.
    """

    #: Set when the form changes something that another person may change too.
    versioned: ClassVar[bool] = False

    #: Fields of which another field, a heading or an explanation says when they are needed.
    said_above: ClassVar[tuple[str, ...]] = ()

    use_required_attribute = False

    form_key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": _BROKEN, "invalid": _BROKEN}, initial=uuid4
    )

    def __init__(self, *args: Any, **how: Any) -> None:
        how.setdefault("label_suffix", "")
        super().__init__(*args, **how)
        if self.versioned:
            self.fields["version"] = NumberField(
                min_value=0, widget=forms.HiddenInput(), error_messages={"required": _BROKEN, "invalid": _BROKEN}
            )
        self.conflict: Conflict | None = None
        for name, field in self.fields.items():
            vars(field)["said_above"] = getattr(field, "said_above", False) or name in self.said_above
            if not isinstance(field, OWN_FIELDS):
                raise TypeError(f"{name} is a {type(field).__name__}: take a field of sluitend.web.forms.base")
            # A shared computer in a school or a counter remembers no one's personal data.
            field.widget.attrs.setdefault("autocomplete", "off")

    def nothing_goes_home(self) -> None:
        """Under heightened safety the family reads nothing: no explanation says that it does."""
        at_home = {str(text) for text in READ_AT_HOME}
        for field in self.fields.values():
            if str(field.help_text) in at_home:
                field.help_text = READ_BY_FEW

    @property
    def key(self) -> UUID:
        """Give the key of a valid form: the same key is the same act, however often it is sent.

        What was typed is in it: when the answer to a first sending got lost and the text was changed before the second,
        that is another act, so that no text is taken for one that was already kept.
        """
        typed = self.data.lists() if isinstance(self.data, QueryDict) else self.data.items()
        sent = sorted((name, values) for name, values in typed if name not in _AROUND)
        files = sorted(
            (name, str(getattr(one, "name", "")), getattr(one, "size", 0)) for name, one in self.files.items()
        )
        return uuid5(self.cleaned_data["form_key"], repr((sent, files)))

    @property
    def version(self) -> int:
        """Give the version the reader started from."""
        version: int = self.cleaned_data["version"]
        return version

    def add_refusals(self, refused: Refused) -> None:
        """Put each refusal at its field, or on top when it has none here. Call it after is_valid()."""
        self.add_found(*refused.refusals)

    def add_found(self, *found: Refusal | None) -> None:
        """Put what checks found at its field, or on top when it has none here; None stands for nothing found."""
        for refusal in filter(None, found):
            at = refusal.field if refusal.field in self.fields and not self[refusal.field].is_hidden else None
            self.add_error(at, ValidationError(sentence(refusal), code=refusal.code))

    def add_conflict(self, stored: Mapping[str, str], *, version: int, by: str, at: datetime) -> None:
        """Show that someone saved in the meantime; both texts stay, and the next sending answers to what is stored now.

        stored: per field the text that was saved. version: the version of that text. by: who saved it. at: when.
        """
        texts = []
        for bound in self.visible_fields():
            typed = str(bound.value() or "")
            if bound.name in stored and _same_lines(typed) != _same_lines(stored[bound.name]):
                texts.append(ConflictingText(str(bound.label), typed, stored[bound.name]))
        self.conflict = Conflict(tuple(texts), by, at)
        answered: Any = deepcopy(self.data)  # a QueryDict comes out of this writable
        answered[self.add_prefix("version")] = str(version)
        self.data = answered


def _same_lines(text: str) -> str:
    """Compare texts without the line ends that a browser adds."""
    return "\n".join(text.splitlines()).strip()
