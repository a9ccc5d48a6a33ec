"""Who comes near an official report: its officer; of others, attendance officers know only whether the route runs."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from sluitend.access import audit
from sluitend.domain.absence import KeptWhere
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Purpose, Role
from sluitend.records.models import Municipality

WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 16 en 22", "F.7b")
TITLE = "absence_report"
"""Code of the title in the law on which an official report stands (content/legal_titles.toml)."""


def only_boa(viewer: Viewer) -> None:
    """Raise NotFound for anybody but an attendance officer with investigative powers."""
    if not (viewer.has(Role.ATTENDANCE) and viewer.has(Role.ATTENDANCE_BOA)):
        raise NotFound


def kept_where(viewer: Viewer) -> KeptWhere:
    """Give where the municipality keeps its official reports; what began keeps what held then."""
    return KeptWhere(Municipality.objects.values_list("official_kept", flat=True).get(pk=viewer.municipality_id))


def penal_route(report_id: UUID) -> tuple[bool, UUID | None] | None:
    """Give whether the criminal route runs for a report, and whose it is where the viewer may know; None without one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT running, officer FROM app_penal_route(%s)", [report_id])
        found: tuple[bool, UUID | None] | None = cursor.fetchone()
    return found
