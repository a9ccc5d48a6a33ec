"""The forms of destroying: what is proposed, and a no with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluitend.queries.destruction import DueLine
from sluitend.web.dates import in_full
from sluitend.web.forms.base import BaseForm, ChoicesField, TextField
from sluitend.web.labels import label


class ProposeForm(BaseForm):
    """What of the list is proposed for destruction; the first lines are ticked beforehand."""

    items = ChoicesField(
        label=_("Wat stelt u voor om te vernietigen?"), help_text=_("U ziet alleen nummers en datums.")
    )

    def __init__(self, *args: Any, lines: Iterable[DueLine], most: int, **how: Any) -> None:
        listed = [(str(line.object_id), in_words(line)) for line in lines]
        super().__init__(*args, initial={"items": [key for key, _words in listed[:most]]}, **how)
        self.fields["items"].choices = listed  # type: ignore[attr-defined]


class KeepForm(BaseForm):
    """Nothing is destroyed after all, and why."""

    words = TextField(label=_("Waarom niet?"), help_text=_("Schrijf geen namen op."), limit=300)


def in_words(line: DueLine) -> str:
    """Say what a line of the list is, without anything of what it holds."""
    parts = {"number": line.number, "kind": label(line.kind), "day": in_full(line.ended_on)}
    return gettext("%(number)s, %(kind)s, bewaard tot en met %(day)s") % parts
