"""The log as control reads it: who, what, when, on what ground; and that control itself looked."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import sluitend
from sluitend.access import audit
from sluitend.domain.action import StepKind
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import ConsentAnswer
from sluitend.domain.staff import LinkKind
from sluitend.domain.vocabulary import AuditKind, Category
from sluitend.queries import log as queries
from sluitend.queries.log import LogFilter
from sluitend.queries.log_words import known_actions
from tests.stories import FAMILY, a_case
from tests.world import NOW, World, acting, later

ALL = LogFilter()


def test_it_says_who_saw_or_changed_what_on_which_ground(world: World) -> None:
    case = a_case(world.home)
    with acting(world.home.coordinator, later(hours=1)) as now:
        why = audit.Why(ground="Jeugdwet 7.4.0", rule="12")
        ref = audit.Ref("case", case.case_id, case_id=case.case_id)
        audit.read(world.home.coordinator, "case.show", ref, now=now, categories=[Category.K1, Category.K16], why=why)
    with acting(world.home.privacy, later(hours=2)) as now:
        page = queries.of_case(world.home.privacy, case.number, ALL, now=now)
    own, look, *_rest, opened = page.lines
    assert (own.what, own.worker) == ("bekeek het logboek van de casus", "Privacy Vlierdam")
    assert (look.worker, look.function) == ("Coordinator Vlierdam", "Casusregisseur")
    assert look.organisation == "Lokaal team Vlierdam"
    assert look.categories == (Category.K1, Category.K16)
    assert (look.ground, look.rule) == ("Jeugdwet 7.4.0", "12")
    assert (opened.what, opened.kind) == ("opende de casus", AuditKind.WRITE)
    assert page.total == len(page.lines)


def test_there_is_no_family_in_it(world: World) -> None:
    case = a_case(world.home)
    with acting(world.home.privacy) as now:
        shown = repr(queries.of_case(world.home.privacy, case.number, ALL, now=now))
    for canary in ("Gezin Van Dijk", *(p.given_names for p in FAMILY), *(p.surname for p in FAMILY)):
        assert canary not in shown


@pytest.mark.parametrize("who", ["admin", "lead", "coordinator", "manager", "intake", "teacher"])
def test_nobody_else_reads_the_log(world: World, who: str) -> None:
    case = a_case(world.home)
    viewer = world.home.people[who]
    with acting(viewer) as now:
        for ask in (
            lambda: queries.of_case(viewer, case.number, ALL, now=now),
            lambda: queries.find_case(viewer, case.number, now=now),
            lambda: queries.refusals(viewer, now=now),
        ):
            with pytest.raises(NotFound):
                ask()


def test_control_of_another_municipality_finds_nothing(world: World) -> None:
    case = a_case(world.home)
    with acting(world.away.privacy) as now:
        assert not queries.find_case(world.away.privacy, case.number, now=now)
        with pytest.raises(NotFound):
            queries.of_case(world.away.privacy, case.number, ALL, now=now)


@pytest.mark.parametrize("number", ["", "X", "C-2026-99999", "' OR 1=1 --", "a\x00b"])
def test_a_number_that_is_no_case(world: World, number: str) -> None:
    with acting(world.home.privacy) as now:
        assert not queries.find_case(world.home.privacy, number, now=now)


def test_the_number_may_be_typed_in_small_letters(world: World) -> None:
    case = a_case(world.home)
    with acting(world.home.privacy) as now:
        assert queries.find_case(world.home.privacy, f" {case.number.lower()} ", now=now)


def test_lines_are_filtered_by_day_and_kind(world: World) -> None:
    case = a_case(world.home)
    ref = audit.Ref("case", case.case_id, case_id=case.case_id)
    for days in (1, 2, 3):
        with acting(world.home.coordinator, later(days=days)) as now:
            audit.read(world.home.coordinator, "case.show", ref, now=now)
    with acting(world.home.privacy, later(days=4)) as now:

        def lines(asked: LogFilter) -> list[str]:
            return [line.what for line in queries.of_case(world.home.privacy, case.number, asked, now=now).lines]

        second = (NOW + timedelta(days=2)).date()
        assert len(lines(LogFilter(first=second, last=second))) == 1
        assert lines(LogFilter(last=NOW.date(), kind=AuditKind.WRITE)).count("opende de casus") == 1
        assert not lines(LogFilter(kind=AuditKind.DENIED))


def test_the_number_of_queries_does_not_grow_with_the_log(world: World) -> None:
    case = a_case(world.home)
    ref = audit.Ref("case", case.case_id, case_id=case.case_id)

    def queries_for_a_page() -> int:
        with acting(world.home.privacy) as now, CaptureQueriesContext(connection) as asked:
            queries.of_case(world.home.privacy, case.number, ALL, now=now)
        return len(asked)

    before = queries_for_a_page()
    with acting(world.home.coordinator) as now:
        for _line in range(120):
            audit.read(world.home.coordinator, "case.show", ref, now=now)
    assert queries_for_a_page() == before
    with acting(world.home.privacy) as now:
        page = queries.of_case(world.home.privacy, case.number, ALL, now=now, page=10**9)
    assert page.number == page.pages == 3


def test_lines_stand_in_the_order_in_which_things_happened(world: World) -> None:
    """Not in the order in which they were written down: of two programs the slower one writes the older line later."""
    case = a_case(world.home)
    ref = audit.Ref("case", case.case_id, case_id=case.case_id)
    for hours in (*range(60, 0, -1), 61):
        with acting(world.home.coordinator, later(hours=hours)) as now:
            audit.read(world.home.coordinator, "case.show", ref, now=now)
    with acting(world.home.privacy, later(hours=70)) as now:
        pages = [queries.of_case(world.home.privacy, case.number, ALL, now=now, page=page).lines for page in (1, 2)]
    shown = [line.at for lines in pages for line in lines]
    assert len(pages[0]) == queries.PAGE
    assert shown == sorted(shown, reverse=True)
    assert shown.count(later(hours=11)) == shown.count(later(hours=12)) == 1


def test_what_was_refused_lately(world: World) -> None:
    viewer = world.home.teacher
    with acting(viewer) as now:
        line = audit.Line(AuditKind.DENIED, "case-page", audit.Ref("page"), outcome="denied", reason_code="not_found")
        audit.record(viewer, line, now=now)
    with acting(world.home.dpo if "dpo" in world.home.people else world.home.privacy, later(days=29)) as now:
        page = queries.refusals(world.home.privacy, now=now)
    mine = [one for one in page.lines if one.worker == "Teacher Vlierdam"]
    assert [one.reason for one in mine] == ["Deze bladzijde is er niet voor deze persoon."]
    with acting(world.home.privacy, later(days=40)) as now:
        assert not [o for o in queries.refusals(world.home.privacy, now=now).lines if o.worker == "Teacher Vlierdam"]


def test_every_action_that_the_program_logs_has_words_of_its_own() -> None:
    """A line that says only "bekeek dit" helps nobody who has to judge it."""
    package = Path(sluitend.__file__).parent
    pattern = re.compile(
        r'(?:audit\.(?:write|read|denied)\(\s*\w+,|AuditKind\.\w+,|\bnote\([\w.]+,)\s*"([a-z_]+\.[a-z_]+)"'
    )
    used = {
        match
        for room in ("services", "queries", "config", "access", "jobs")
        for path in (package / room).rglob("*.py")
        for match in pattern.findall(path.read_text(encoding="utf-8"))
    }
    used |= {f"action.{step}" for step in StepKind} | {f"consent.{answer}" for answer in ConsentAnswer}
    used |= {f"account.{verb}_{kind}" for verb in ("link", "used") for kind in LinkKind}
    assert len(used) > 80
    assert sorted(used - known_actions()) == []
