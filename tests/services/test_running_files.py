"""A file of what ran before: good rows wait for their coordinator, a bad one is named, the same again changes nothing."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from sluitend.content.protocols import protocols as content
from sluitend.domain.absence import FileAbout
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.running import HEADER
from sluitend.domain.sharing import Viewer
from sluitend.queries.absences import import_page
from sluitend.records.models import AbsenceImport, AbsenceImportError, AbsenceImportPiece, ProtocolRun, RunningMatter
from sluitend.services import departures
from sluitend.services import running as services
from sluitend.services.files import Progress
from tests.domain.test_running import GOOD
from tests.services.test_running import BSN, confirm, enter, matter
from tests.world import NOW, World, acting

ROW = GOOD | {"casusregisseur": "Coordinator@Vlierdam.example"}


def csv_file(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> io.BytesIO:
    lines = [";".join(header), *(";".join(row.get(name, "") for name in header) for row in rows)]
    return io.BytesIO(("\n".join(lines) + "\n").encode())


def load(viewer: Viewer, file: io.BytesIO, form: str = "csv") -> Progress:
    with acting(viewer):
        progress = services.receive_file(viewer, file, form, now=NOW)
    while not progress.finished:
        with acting(viewer):
            progress = services.load_next_piece(viewer, progress.id, now=NOW)
    return progress


def errors(viewer: Viewer) -> set[tuple[int, str]]:
    with acting(viewer):
        return set(AbsenceImportError.objects.values_list("line", "field"))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_good_rows_wait_and_a_bad_row_is_named_with_line_field_and_sentence(world: World, form: str) -> None:
    me = world.home.intake
    rows = [ROW, ROW | {"kenmerk": "Z-18", "stap": "Afronden"}, ROW | {"kenmerk": "Z-19", "bsn": BSN}]
    file = csv_file(*rows) if form == "csv" else io.BytesIO(json.dumps(rows).encode())
    progress = load(me, file, form)
    assert (progress.rows_new, progress.rows_bad, progress.rows_done) == (2, 1, 3)
    with acting(me):
        found = {row.reference: row for row in RunningMatter.objects.all()}
        assert set(found) == {"Z-17", "Z-19"}
        row = found["Z-19"]
        assert (row.protocol, row.step, row.answer) == ("plan_terms", "evaluation", "")
        assert row.coordinator_id == world.home.coordinator.membership_id
        assert BSN.encode() not in bytes(row.bsn_sealed or b"")
        (error,) = import_page(me, progress.id, about=FileAbout.RUNNING).errors
        assert (error.line, error.field) == (3 if form == "csv" else 2, "stap")
        assert error.sentence.startswith(("Deze stap staat niet", "Met deze stap is het protocol klaar"))
        assert not ProtocolRun.objects.exists()
        assert not AbsenceImportPiece.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        (
            {"protocol": "forced_marriage", "stap": "monitored"},
            "protocol",
            "Een genoemde lezer voert haar met de hand in",
        ),
        ({"protocol": "school_absence", "stap": "assessed"}, "protocol", "Leerplicht leest die zelf in"),
        ({"protocol": "iets"}, "protocol", "kennen wij niet"),
        ({"casusregisseur": "intake@vlierdam.example"}, "casusregisseur", "geen casusregisseur"),
        ({"casusregisseur": "coordinator@elders.example"}, "casusregisseur", "geen casusregisseur"),
        ({"kenmerk": "turks-gezin"}, "kenmerk", "zegt wie mensen zijn"),
        ({"begin": "2025-13-01"}, "begin", "geen datum"),
    ],
)
def test_each_fault_has_its_field_and_its_sentence(
    world: World, changed: dict[str, str], field: str, sentence: str
) -> None:
    me = world.home.intake
    progress = load(me, csv_file(ROW | changed))
    assert (progress.rows_new, progress.rows_bad) == (0, 1)
    with acting(me):
        said = dict(AbsenceImportError.objects.values_list("field", "sentence"))
        assert sentence in said[field]
        assert "turks" not in said[field]
        assert not RunningMatter.objects.exists()


def test_the_same_file_twice_changes_nothing_and_neither_do_the_same_rows(world: World) -> None:
    me = world.home.intake
    first = load(me, csv_file(ROW))
    assert load(me, csv_file(ROW)).id == first.id
    again = load(me, csv_file(ROW, ROW | {"kenmerk": "Z-18"}))
    assert (again.rows_new, again.rows_same, again.rows_bad) == (1, 1, 0)
    other = load(me, csv_file(ROW | {"stap_sinds": "2026-02-02"}))
    assert (other.rows_new, other.rows_bad) == (0, 1)
    assert errors(me) == {(2, "kenmerk")}
    with acting(me):
        assert RunningMatter.objects.count() == 2


def test_what_was_confirmed_does_not_come_in_again_with_another_file(world: World) -> None:
    me = world.home.intake
    load(me, csv_file(ROW))
    with acting(world.home.coordinator):
        made = RunningMatter.objects.get().pk
    confirm(world.home.coordinator, made)
    again = load(world.home.intake2, csv_file(ROW, ROW | {"kenmerk": "Z-18"}))
    assert (again.rows_new, again.rows_same) == (1, 1)
    with acting(world.home.intake2):
        assert set(RunningMatter.objects.values_list("reference", flat=True)) == {"Z-18"}


def test_a_file_that_asks_for_more_is_refused_whole(world: World) -> None:
    """No column says who people are, and none says that somebody is in danger: that is entered by hand."""
    me = world.home.intake
    for more in ("herkomst", "verhoogde_veiligheid", "reden"):
        with acting(me), pytest.raises(Refused):
            services.receive_file(me, csv_file(ROW, header=(*HEADER, more)), "csv", now=NOW)
        progress = load(me, io.BytesIO(json.dumps([ROW | {more: "ja"}]).encode()), "json")
        assert (progress.rows_new, progress.rows_bad) == (0, 1)
    with acting(me):
        assert not RunningMatter.objects.exists()


def test_a_reference_of_heightened_safety_is_taken_and_says_nothing_else(world: World) -> None:
    command = matter(world.home, heightened=True, reference="Z-17")
    enter(world.home.protocol, command)
    me = world.home.intake
    progress = load(me, csv_file(ROW))
    assert (progress.rows_new, progress.rows_same, progress.rows_bad) == (0, 0, 1)
    with acting(me):
        assert not RunningMatter.objects.exists()


def test_each_protocol_and_step_that_a_matter_can_stand_at_is_read_by_its_name_on_the_screen(world: World) -> None:
    me = world.home.intake
    rows = [
        ROW | {"kenmerk": f"Z-{place}", "protocol": content()[code].title.nl, "stap": step}
        for place, (code, step) in enumerate(
            (code, content()[code].step(content()[code].first[0]).title.nl)
            for code in ("plan_terms", "protection_chain", "reachability", "entitlement")
        )
    ]
    assert load(me, csv_file(*rows)).rows_new == len(rows)


def test_only_intake_loads_these_and_an_officer_sees_nothing_of_it(world: World) -> None:
    place = world.home
    progress = load(place.intake, csv_file(ROW, ROW | {"kenmerk": "?"}))
    outsiders: tuple[Any, ...] = (place.attendance, place.coordinator, place.admin, place.teacher)
    for outsider in outsiders:
        with acting(outsider):
            with pytest.raises(NotFound):
                services.receive_file(outsider, csv_file(ROW), "csv", now=NOW)
            with pytest.raises(NotFound):
                services.load_next_piece(outsider, progress.id, now=NOW)
            with pytest.raises(NotFound):
                import_page(outsider, progress.id, about=FileAbout.RUNNING)
            assert not AbsenceImport.objects.exists()
            assert not AbsenceImportError.objects.exists()
    with acting(place.intake), pytest.raises(NotFound):
        departures.waiting_imports(place.intake)
    with acting(world.away.intake):
        assert not AbsenceImport.objects.exists()
