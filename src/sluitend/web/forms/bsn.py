"""A BSN in a form: a page shows three of its digits, and what was typed is not lost when the form is asked again."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from sluitend.domain.person import Bsn, read_bsn
from sluitend.queries.person_search import seal_bsn, unseal_bsn
from sluitend.web.forms.base import TextField
from sluitend.web.request import PageRequest


def sealed_box() -> TextField:
    """Give the hidden box in which a BSN that was typed comes back sealed, for this viewer alone.

    A form has it under the name `sealed`, beside its box `bsn`.
    """
    return TextField(widget=forms.HiddenInput(), required=False, limit=400)


def with_bsn(request: PageRequest) -> QueryDict:
    """Put back the BSN whose mask came back unchanged, and seal the one that stands there for the next time."""
    data = request.POST.copy()
    before = unseal_bsn(request.viewer, data.get("sealed", ""))
    if before is not None and data.get("bsn", "").strip() == before.masked():
        data["bsn"] = before.reveal()
    bsn = read_bsn(data.get("bsn", ""))
    data["sealed"] = seal_bsn(request.viewer, bsn) if isinstance(bsn, Bsn) else ""
    return data
