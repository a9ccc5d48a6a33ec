"""Forms about teams and handing over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sluitend.queries.team_load import Taker, WorkerPage
from sluitend.web.forms.accounts import IdField, offer
from sluitend.web.forms.base import BaseForm, ChoicesField, TextField


class TeamForm(BaseForm):
    """The name of a team."""

    name = TextField(label=_("Naam van het team"), limit=120)


class HandOverForm(BaseForm):
    """Give cases of one worker to another."""

    cases = ChoicesField(label=_("Welke casussen?"))
    taker = IdField(label=_("Wie neemt over?"))
    reason = TextField(
        label=_("Waarom?"),
        help_text=_("Bijvoorbeeld: ziek tot half december. Schrijf niets over het gezin."),
        limit=300,
    )

    def __init__(self, *args: Any, page: WorkerPage, **how: Any) -> None:
        how.setdefault("initial", {"cases": [str(case.id) for case in page.worker.cases] if page.worker.absent else []})
        super().__init__(*args, **how)
        offer(self, "cases", [(str(case.id), case.number) for case in page.worker.cases])
        offer(self, "taker", [(str(taker.id), taker_words(taker)) for taker in page.takers], empty=True)

    def case_ids(self) -> tuple[UUID, ...]:
        """Give the cases that were chosen."""
        return tuple(UUID(one) for one in self.cleaned_data["cases"])


def taker_words(taker: Taker) -> str:
    """Say who somebody is and what they have already, to choose well."""
    words = f"{taker.name}, {taker.function}"
    if taker.cases is not None:
        words += f" · {ngettext('%(n)d casus', '%(n)d casussen', taker.cases) % {'n': taker.cases}}"
    return f"{words} · {_('nu afwezig')}" if taker.absent else words
