"""Which system leads for absence files: this one, or another package that Sluitend follows."""

from __future__ import annotations

from sluitend.domain.absence import KeptWhere
from sluitend.domain.absence.register import ELSEWHERE
from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records.models import AbsenceReport, Municipality

NOT_IN_REGISTER = Refusal(
    "absence.not_in_register",
    N_("Deze melding komt uit de controle na de zomervakantie en staat niet in het register. Bel de school."),
)


def absence_kept(viewer: Viewer) -> KeptWhere:
    """Give where the municipality keeps its absence files."""
    return KeptWhere(Municipality.objects.values_list("absence_kept", flat=True).get(pk=viewer.municipality_id))


def check_leads(viewer: Viewer) -> Refusal | None:
    """Where another package leads, states are set there; here they follow its file."""
    return ELSEWHERE if absence_kept(viewer) is KeptWhere.ELSEWHERE else None


def check_set_here(viewer: Viewer, report: AbsenceReport) -> Refusal | None:
    """A report from the check of the first school week stands in no other package: its states are always set here."""
    return None if report.return_check_id else check_leads(viewer)


def check_in_register(report: AbsenceReport) -> Refusal | None:
    """What a school handed in here stands not in the register, so no words go there: the school is phoned."""
    return NOT_IN_REGISTER if report.return_check_id else None
