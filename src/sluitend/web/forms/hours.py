"""The form of the helper page for schools: days and hours, and no name."""

from __future__ import annotations

import re
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.absence.sixteen_hours import Absent
from sluitend.domain.vocabulary import SchoolRegion
from sluitend.web.forms.base import BaseForm, LongTextField, MemberField
from sluitend.web.forms.fields import read_date

MOST_HOURS = 12
_LINE = re.compile(r"(?P<day>.+?)[\s;,:\t]+(?P<hours>\d+(?:[.,]\d+)?)\s*(?:uur|u)?")


class HoursForm(BaseForm):
    """Hours without a valid reason, one day on a line."""

    region = MemberField(SchoolRegion, label=_("In welke vakantieregio ligt de school?"))
    hours = LongTextField(
        label=_("Op welke dagen was de leerling weg zonder geldige reden?"),
        help_text=_("Eén dag per regel, met het aantal uren erachter. Bijvoorbeeld: 3-11-2026 6."),
        rows=8,
    )

    def clean_hours(self) -> tuple[Absent, ...]:
        """Read each line; a line that cannot be read is named by its number and shown as it was typed."""
        found, wrong = [], []
        for number, line in enumerate(self.cleaned_data["hours"].splitlines(), start=1):
            if line.strip():
                one = _read(line.strip())
                if one is None:
                    words = gettext(
                        "Regel %(number)s kunnen wij niet lezen: “%(line)s”. Schrijf bijvoorbeeld: 3-11-2026 6"
                    )
                    wrong.append(words % {"number": number, "line": line.strip()[:60]})
                else:
                    found.append(one)
        if wrong:
            raise ValidationError(wrong)
        return tuple(found)


def _read(line: str) -> Absent | None:
    match = _LINE.fullmatch(line)
    day = read_date(match["day"]) if match else None
    hours = Fraction(match["hours"].replace(",", ".")) if match else Fraction()
    return Absent(day, hours) if day and 0 < hours <= MOST_HOURS else None
