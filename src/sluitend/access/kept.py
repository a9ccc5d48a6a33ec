"""Which system leads for absence files: this one, or another package that Sluitend follows."""

from __future__ import annotations

from sluitend.domain.absence import KeptWhere
from sluitend.domain.absence.register import ELSEWHERE
from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Viewer
from sluitend.records.models import Municipality


def absence_kept(viewer: Viewer) -> KeptWhere:
    """Give where the municipality keeps its absence files."""
    return KeptWhere(Municipality.objects.values_list("absence_kept", flat=True).get(pk=viewer.municipality_id))


def check_leads(viewer: Viewer) -> Refusal | None:
    """Where another package leads, states are set there; here they follow its file."""
    return ELSEWHERE if absence_kept(viewer) is KeptWhere.ELSEWHERE else None
