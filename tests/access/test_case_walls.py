"""What the database itself gives each member of the rows of a case, table by table."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from sluitend.access import audit
from sluitend.records import models
from tests import case_stories
from tests.case_stories import FullCase
from tests.world import World, acting

case = case_stories.full_case

TABLES = (
    models.CasePerson, models.Household, models.HouseholdMember, models.ParentalAuthority, models.Informing,
    models.Supporter, models.TeamSeat, models.Plan, models.OpenDomain, models.DomainLevel, models.Goal,
    models.GoalPerson, models.ChildVoice, models.Agreement, models.Note,
)  # fmt: skip
INVOLVED = {"coordinator", "coordinator2", "member"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.db_table)
def test_exactly_who_is_involved_sees_the_rows(world: World, case: FullCase, table) -> None:
    seen = set()
    for place in (world.home, world.away):
        for key, viewer in place.people.items():
            with acting(viewer):
                if table.objects.filter(case_id=case.case_id).exists():
                    seen.add((place.name, key))
    assert seen == {("Vlierdam", key) for key in INVOLVED}


def test_nobody_from_elsewhere_puts_a_row_in_a_case(world: World, case: FullCase) -> None:
    for viewer in (world.away.coordinator, world.home.intake, world.home.teacher):
        with acting(viewer) as now:
            audit.write(viewer, "test.line", audit.Ref("case", case.case_id), now=now)
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                models.Supporter.objects.create(
                    municipality_id=viewer.municipality_id,
                    case_id=case.case_id,
                    name="x",
                    relation="x",
                    named_by_words="",
                    since=now.date(),
                )
