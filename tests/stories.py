"""States that many tests begin from, each reached by the service that makes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sluitend.domain.case import PersonIn, PersonKind
from sluitend.domain.triage import CriterionFact
from sluitend.records.models import Case
from sluitend.services.cases import OpenCase, OpenedCase, open_case
from tests.world import NOW, Place, acting

MOTHER = PersonIn(PersonKind.ADULT, "Anja", "van", "Dijk", date(1988, 5, 4), "moeder", phone="06 1234 5678")
FATHER = PersonIn(PersonKind.ADULT, "Bram", "", "Vos", date(1985, 2, 11), "vader", phone="06 8765 4321")
CHILD = PersonIn(PersonKind.CHILD, "Noor", "van", "Dijk", date(2013, 9, 1), "dochter")
FAMILY = (CHILD, MOTHER, FATHER)
CRITERIA = (
    CriterionFact("a1", "a", "Noor woont in deze gemeente.", "BRP", date(2026, 2, 20)),
    CriterionFact("b1", "b", "Schulden, geen school, ruzie thuis.", "moeder", date(2026, 2, 20)),
    CriterionFact("c2", "c", "Moeder vraagt om één regisseur.", "moeder", date(2026, 2, 20)),
)


def a_case(place: Place, *, by: str = "coordinator", now: datetime = NOW, **how: Any) -> OpenedCase:
    """Open a case of `place`, by its coordinator and without a signal; how: other parts of OpenCase."""
    command = {
        "signal_id": None,
        "title": "Gezin Van Dijk",
        "coordinator_id": place.coordinator.membership_id,
        "deputy_id": None,
        "persons": FAMILY,
        "criteria": CRITERIA,
        **how,
    }
    with acting(place.people[by], now):
        return open_case(place.people[by], OpenCase(**command), now=now)


def can_read(place: Place, who: str, case_id: UUID) -> bool:
    """Tell whether this member reads the case."""
    with acting(place.people[who]):
        return Case.objects.filter(pk=case_id).exists()
