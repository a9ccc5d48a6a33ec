"""From a word of the domain to the words on the screen, in the language of the reader.

The domain's Dutch sentence is the translation key; this is the only place where the two meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from sluitend.domain.parameters import Unit
from sluitend.domain.protocol.phrases import Filling, Length, Phrase
from sluitend.domain.protocol.steps import Text
from sluitend.domain.vocabulary import N_, Role, Worded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sluitend.domain.outcome import Refusal
    from sluitend.domain.sharing import Viewer

Words = str | Promise


class InBoth(Protocol):
    """A row of content, which says the same in both languages."""

    @property
    def text_nl(self) -> str:
        """In Dutch."""

    @property
    def text_en(self) -> str:
        """In English."""


def label(member: Worded) -> str:
    """Give the words of an enum member, such as "Casusregisseur" for Role.COORDINATOR."""
    if not isinstance(member, Worded):
        raise TypeError(f"label() takes a Worded member, not {type(member).__name__}")
    return gettext(member.sentence)


def in_language(row: InBoth) -> str:
    """Give the words of a row of content in the language of the reader."""
    return row.text_en if get_language() == "en" else row.text_nl


def sentence(refusal: Refusal) -> str:
    """Give the sentence of a refusal with its places filled.

    A place named `why` holds a sentence of its own; what content fills has its English at the same name with `_en` behind it.
    """
    text = gettext(refusal.sentence)
    params = {name: gettext(value) if name == "why" and value else value for name, value in refusal.params.items()}
    if get_language() == "en":
        params |= {name.removesuffix("_en"): value for name, value in params.items() if name.endswith("_en")}
    return text % params if params else text


def words(value: object, *, what: str) -> str:
    """Turn a label given to a tag into text; an enum member gives its words.

    what: the name of the argument, for the message. Raises ValueError when nothing was given, which is what a
    misspelt variable in a template comes down to, and TypeError for anything that is not text.
    """
    if isinstance(value, Worded):
        return label(value)
    if not isinstance(value, Words):
        raise TypeError(f"{what} takes text, not {type(value).__name__}")
    text = str(value)
    if not text.strip():
        raise ValueError(f"{what} is empty: is the variable spelt right?")
    return text


def listed(parts: Iterable[str]) -> str:
    """Join words as people write them: "a, b en c"."""
    items = list(parts)
    if len(items) < 2:
        return "".join(items)
    return gettext("%(first)s en %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def roles_in_words(viewer: Viewer) -> str:
    """Say what the viewer is asked to do here: "Casusregisseur en teamleider"."""
    found = sorted(label(role) for role in viewer.roles)
    return listed([name if i == 0 else name[:1].lower() + name[1:] for i, name in enumerate(found)])


def said(text: Text) -> str:
    """Give a sentence of content in the language of the reader."""
    return text.en if get_language() == "en" else text.nl


_ONE = {
    Unit.DAYS: N_("één dag"),
    Unit.WORKING_DAYS: N_("één werkdag"),
    Unit.WEEKS: N_("één week"),
    Unit.MONTHS: N_("één maand"),
    Unit.LESSON_WEEKS: N_("één lesweek"),
}
SAME_DAY = N_("dezelfde dag")


def lasting(length: Length) -> str:
    """Say how long a term lasts: "5 werkdagen", "één week", "dezelfde dag"."""
    if length.number == 0:
        return gettext(SAME_DAY)
    if length.number == 1 and length.unit in _ONE:
        return gettext(_ONE[length.unit])
    return f"{length.number} {label(length.unit)}"


def phrase(one: Phrase) -> str:
    """Give a sentence about a protocol with every place filled, in the language of the reader."""
    text = gettext(one.sentence)
    return text % {name: _filled(value) for name, value in one.params.items()} if one.params else text


def _filled(value: Filling) -> str:
    if isinstance(value, Phrase):
        return phrase(value)
    if isinstance(value, Text):
        return said(value)
    if isinstance(value, Length):
        return lasting(value)
    if isinstance(value, tuple):
        return listed(map(_filled, value))
    if isinstance(value, Role):  # a role begins with a capital by itself, not inside a sentence
        return label(value)[:1].lower() + label(value)[1:]
    return label(value) if isinstance(value, Worded) else value
