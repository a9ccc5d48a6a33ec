"""The figures of the desk: a median only from ten, a point below it, and nobody's name for anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sluitend.domain.absence import Heard, OfficialState
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound
from sluitend.domain.vocabulary import Role
from sluitend.queries.attendance_figures import figures
from sluitend.records.models import AbsenceReport
from tests.services.test_absences import ROW, csv_file, load, many
from tests.services.test_official import begin, step
from tests.world import NOW, World, acting

S = OfficialState
OFFICER, MANAGER = Role.ATTENDANCE, Role.PROGRAMME_MANAGER
TODAY = local_day(NOW)
LATER = NOW + timedelta(days=30)


def drafts(world: World, number: int) -> list[object]:
    load(world.home.attendance, csv_file(*many(number)))
    with acting(world.home.attendance):
        found = list(AbsenceReport.objects.order_by("id").values_list("pk", flat=True))
    for report in found:
        begin(world.home.boa, report)
    return found


@pytest.mark.parametrize(("number", "shown"), [(9, None), (10, 10), (12, 10)])
def test_a_number_appears_only_from_ten_and_is_rounded(world: World, number: int, shown: int | None) -> None:
    for report in drafts(world, number):
        step(world.home.boa, report, S.HEARD, heard=Heard.STATEMENT)  # type: ignore[arg-type]
    for who, role in (("attendance", OFFICER), ("boa2", OFFICER), ("manager", MANAGER)):
        viewer = world.home.people[who]
        with acting(viewer, LATER):
            page = figures(viewer, role, now=LATER)
        waits = {one.state: (one.number, one.days) for one in page.backlog}
        assert waits[S.HEARD] == (shown, None if shown is None else 30)
        assert waits[S.DRAFT] == (None, None)
        lead = {(one.before, one.after): (one.number, one.days) for one in page.lead_times}
        assert lead[S.DRAFT, S.HEARD] == (shown, None if shown is None else 0)


def test_only_the_officers_see_schools_and_only_above_the_threshold(world: World) -> None:
    """Per school only when n >= threshold; below it "." with a note."""
    rows = [{**ROW, "melding_id": f"A-{n}", "einddatum": "2026-02-27"} for n in range(12)]
    rows += [{**ROW, "melding_id": f"B-{n}", "brin": "99ZZ"} for n in range(9)]
    load(world.home.attendance, csv_file(*rows))
    with acting(world.home.attendance):
        found = {one.school: one for one in figures(world.home.attendance, OFFICER, now=NOW).schools or ()}
    assert (found["12AB"].every, found["12AB"].in_time, found["12AB"].share) == (10, 10, None)
    assert (found["99ZZ"].every, found["99ZZ"].in_time) == (None, None)
    with acting(world.home.manager):
        assert figures(world.home.manager, MANAGER, now=NOW).schools is None


@pytest.mark.parametrize("who", ["intake", "coordinator", "teacher", "admin", "privacy", "lead"])
def test_nobody_else_sees_figures(world: World, who: str) -> None:
    for role in Role:
        with acting(world.home.people[who]), pytest.raises(NotFound):
            figures(world.home.people[who], role, now=NOW)


def test_the_neighbour_counts_nothing_of_us(world: World) -> None:
    drafts(world, 10)
    with acting(world.away.attendance):
        page = figures(world.away.attendance, OFFICER, now=NOW)
        assert {one.number for one in page.backlog} == {None}
        assert page.schools == ()


def test_a_report_taken_over_counts_once_and_what_is_over_waits_no_more(world: World) -> None:
    for report in drafts(world, 10)[:1]:
        step(world.home.boa, report, S.STOPPED, words="Gaat weer naar school.")  # type: ignore[arg-type]
    with acting(world.home.attendance):
        assert {one.number for one in figures(world.home.attendance, OFFICER, now=NOW).backlog} == {None}
