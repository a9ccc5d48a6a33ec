"""Form of the check of the first school week: one pupil who is not back after another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from sluitend.domain.absence.return_check import MOST_PUPILS, Pupil
from sluitend.domain.person import NAME_LIMIT, PREFIX_LIMIT, read_birth_date
from sluitend.services.absences import HandInReturn
from sluitend.web.forms.base import BaseForm, TextField
from sluitend.web.forms.signal import ReadField

PARTS = ("given_names", "prefix", "surname", "birth_date")


def pupils_in(typed: Iterable[str]) -> int:
    """Give how many pupils a posted form has room for: at least one, at most what a page holds."""
    found = [int(name.split("_")[1]) for name in typed if name.startswith("pupil_") and name.split("_")[1].isdecimal()]
    return min(max(found, default=1), MOST_PUPILS)


class ReturnForm(BaseForm):
    """Who is not back. A name and a birth date are enough; a number of the pupil is not asked."""

    def __init__(self, *args: Any, today: date, count: int, **how: Any) -> None:
        super().__init__(*args, **how)
        self.count = count
        for place in range(1, count + 1):
            boxes = {
                "given_names": TextField(label=_("Voornamen"), limit=NAME_LIMIT, required=False),
                "prefix": TextField(label=_("Voorvoegsel"), limit=PREFIX_LIMIT, required=False),
                "surname": TextField(label=_("Achternaam"), limit=NAME_LIMIT, required=False),
                "birth_date": ReadField(
                    partial(read_birth_date, today=today),
                    empty=None,
                    label=_("Geboortedatum"),
                    help_text=_("Bijvoorbeeld 31-12-2015"),
                    limit=30,
                ),
            }
            for part, box in boxes.items():
                box.widget.attrs.setdefault("autocomplete", "off")
                vars(box)["said_above"] = True
                self.fields[f"pupil_{place}_{part}"] = box

    @property
    def pupil_rows(self) -> list[dict[str, BoundField]]:
        """Give the boxes of each pupil."""
        return [{part: self[f"pupil_{place}_{part}"] for part in PARTS} for place in range(1, self.count + 1)]

    @property
    def full(self) -> bool:
        """Tell whether no other pupil fits."""
        return self.count >= MOST_PUPILS

    def command(self) -> HandInReturn:
        """Give what a valid form hands in."""
        given = self.cleaned_data
        rows = range(1, self.count + 1)
        return HandInReturn(self.key, tuple(Pupil(*(given[f"pupil_{one}_{part}"] for part in PARTS)) for one in rows))
