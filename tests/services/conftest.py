"""What tests of services look at afterwards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from sluitend.records.models import AuditEvent
from tests.world import World, acting


@pytest.fixture
def privacy_lines(world: World) -> Callable[[UUID], list[str]]:
    """Give the actions in the log of a case of home, as its privacy officer reads them."""

    def read(case_id: UUID) -> list[str]:
        with acting(world.home.privacy):
            return list(AuditEvent.objects.filter(case_id=case_id).order_by("id").values_list("action", flat=True))

    return read
