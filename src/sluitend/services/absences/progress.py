"""What every module of this room shares."""

from __future__ import annotations

from sluitend.access import audit
from sluitend.domain.vocabulary import Purpose
from sluitend.services.files import Progress, only_officer, progress_of

TABLE = "absence_report"
WHY = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 18 en 21a", "10")

__all__ = ["TABLE", "WHY", "Progress", "only_officer", "progress_of"]
