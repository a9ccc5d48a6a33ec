"""Loading absence reports: good rows in, bad rows named, the same file twice is nothing, killed half-way is nothing lost."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta

import pytest
from django.db.models import Sum

from sluitend.domain.absence import HEADER, Closing
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.records.models import (
    AbsenceImport,
    AbsenceImportError,
    AbsenceImportPiece,
    AbsenceReport,
    AbsenceReportChange,
    MatchKey,
    TextGuardCount,
)
from sluitend.services import absences
from sluitend.services.files import taking_in
from tests.world import NOW, World, acting

ROW = {
    "melding_id": "V-1",
    "soort": "16 uur in 4 weken",
    "bsn": "123456782",
    "onderwijsnummer": "",
    "voornamen": "Noor",
    "voorvoegsel": "de",
    "achternaam": "Wit",
    "geboortedatum": "2013-05-04",
    "brin": "12AB",
    "vestiging": "00",
    "begindatum": "2026-02-02",
    "einddatum": "2026-02-20",
    "omvang_uren": "16,5",
    "toelichting": "Vaak te laat; of niet aanwezig.",
    "acties_school": "Gesprek met de ouders.",
    "status": "Geregistreerd",
}


def csv_file(*rows: dict[str, str]) -> io.BytesIO:
    def cell(text: str) -> str:
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(';"\n') else text

    lines = [";".join(HEADER), *(";".join(cell(row.get(name, "")) for name in HEADER) for row in rows)]
    return io.BytesIO(("\n".join(lines) + "\n").encode())


def many(count: int, **other: str) -> list[dict[str, str]]:
    return [{**ROW, "melding_id": f"V-{number}", **other} for number in range(count)]


def load(viewer: Viewer, file: io.BytesIO, form: str = "csv", now: datetime = NOW) -> absences.Progress:
    with acting(viewer, now):
        progress = absences.receive_file(viewer, file, form, now=now)
    while not progress.finished:
        with acting(viewer, now):
            progress = absences.load_next_piece(viewer, progress.id, now=now)
    return progress


def test_good_rows_are_loaded_and_a_bad_row_is_named_with_line_field_and_sentence(world: World) -> None:
    progress = load(
        world.home.attendance, csv_file(ROW, {**ROW, "melding_id": "V-2", "brin": "?"}, {**ROW, "melding_id": "V-3"})
    )
    assert (progress.rows_new, progress.rows_bad, progress.rows_done) == (2, 1, 3)
    with acting(world.home.attendance):
        assert set(AbsenceReport.objects.values_list("melding_id", flat=True)) == {"V-1", "V-3"}
        error = AbsenceImportError.objects.get()
        assert (error.line, error.field) == (3, "brin")
        assert error.sentence.endswith(".")


def test_a_row_that_says_who_people_are_is_named_with_its_field_and_shows_on_no_page(world: World) -> None:
    """Origin-blind: toelichting and acties_school pass the same guard as what people type (F.10)."""
    viewer = world.home.attendance
    progress = load(
        viewer,
        csv_file(
            {**ROW, "toelichting": "De leerling is Marokkaans."},
            {**ROW, "melding_id": "V-2", "acties_school": "Gesprek gevoerd. Thuis wordt Arabisch gesproken."},
            {**ROW, "melding_id": "V-3"},
        ),
    )
    assert (progress.rows_new, progress.rows_bad) == (1, 2)
    with acting(viewer):
        assert list(AbsenceReport.objects.values_list("melding_id", flat=True)) == ["V-3"]
        errors = AbsenceImportError.objects.order_by("line")
        assert [(error.line, error.field) for error in errors] == [(2, "toelichting"), (3, "acties_school")]
        assert errors[0].sentence.startswith("toelichting zegt wie mensen zijn")
        assert not any("Marokkaans" in error.sentence or "Arabisch" in error.sentence for error in errors)


def test_the_guard_over_a_file_is_counted_like_what_people_type(world: World) -> None:
    load(
        world.home.attendance, csv_file(ROW, {**ROW, "melding_id": "V-2", "toelichting": "De leerling is Marokkaans."})
    )
    with acting(world.home.attendance):
        counts = TextGuardCount.objects.aggregate(saves=Sum("saves"), hits=Sum("hits"))
    assert counts == {"saves": 2, "hits": 1}


def test_the_same_as_json(world: World) -> None:
    file = io.BytesIO(json.dumps([ROW, {**ROW, "melding_id": "V-2", "omvang_uren": 20}]).encode())
    assert load(world.home.attendance, file, "json").rows_new == 2


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    first = load(world.home.attendance, csv_file(*many(3)))
    second = load(world.home.attendance, csv_file(*many(3)), now=NOW + timedelta(days=1))
    assert second.id == first.id
    with acting(world.home.attendance):
        assert AbsenceReport.objects.count() == 3
        assert set(AbsenceReport.objects.values_list("version", flat=True)) == {1}
        assert not AbsenceImportPiece.objects.exists()


def test_the_same_rows_in_another_file_change_nothing(world: World) -> None:
    load(world.home.attendance, csv_file(*many(2)))
    progress = load(world.home.attendance, csv_file(*many(3)))
    assert (progress.rows_same, progress.rows_new, progress.rows_changed) == (2, 1, 0)


def test_the_same_melding_id_with_other_content_is_an_update_with_history_that_keeps_no_content(world: World) -> None:
    load(world.home.attendance, csv_file(ROW))
    progress = load(world.home.attendance, csv_file({**ROW, "omvang_uren": "24", "toelichting": "Nu ook hele dagen."}))
    assert progress.rows_changed == 1
    with acting(world.home.attendance):
        report = AbsenceReport.objects.get()
        assert (str(report.hours), report.version) == ("24.0", 2)
        change = AbsenceReportChange.objects.get()
        assert change.fields == ["hours", "explanation"]
        assert bytes(change.before_digest) != bytes(change.after_digest)


def test_a_withdrawn_report_closes_what_it_opened(world: World) -> None:
    load(world.home.attendance, csv_file(ROW))
    load(world.home.attendance, csv_file({**ROW, "status": "Ingetrokken"}))
    with acting(world.home.attendance):
        report = AbsenceReport.objects.get()
        assert (report.status, report.closing, report.closed_at) == ("closed", "withdrawn", NOW)


def test_a_row_that_goes_back_in_the_register_is_named_and_changes_nothing(world: World) -> None:
    """Re-open only as a new report (B.4)."""
    viewer = world.home.attendance
    load(viewer, csv_file(ROW, {**ROW, "melding_id": "V-2", "status": "Afgesloten"}))
    back = load(
        viewer,
        csv_file(
            {**ROW, "status": "In behandeling"},
            {**ROW, "melding_id": "V-2", "status": "Geregistreerd"},
            {**ROW, "status": "Geregistreerd"},
        ),
    )
    assert (back.rows_changed, back.rows_bad) == (1, 2)
    with acting(viewer):
        states = dict(AbsenceReport.objects.values_list("melding_id", "register_status"))
        assert states == {"V-1": "In behandeling", "V-2": "Afgesloten"}
        errors = AbsenceImportError.objects.order_by("line")
        assert [(error.line, error.field) for error in errors] == [(3, "status"), (4, "status")]
        assert "Dat kan niet" in errors[0].sentence
    with acting(world.away.attendance):
        assert not AbsenceImportError.objects.exists()


def test_a_closed_report_takes_a_correction_of_its_row_and_no_other_state(world: World) -> None:
    viewer = world.home.attendance
    load(viewer, csv_file({**ROW, "status": "Ingetrokken"}))
    progress = load(viewer, csv_file({**ROW, "status": "Ingetrokken", "omvang_uren": "24"}))
    assert (progress.rows_changed, progress.rows_bad) == (1, 0)


def test_killed_half_way_it_can_be_run_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_in, "PIECE_ROWS", 2)
    viewer = world.home.attendance
    with acting(viewer):
        progress = absences.receive_file(viewer, csv_file(*many(5)), "csv", now=NOW)
    with acting(viewer):
        absences.load_next_piece(viewer, progress.id, now=NOW)

    def killed() -> None:
        with acting(viewer):
            absences.load_next_piece(viewer, progress.id, now=NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    with acting(viewer):
        assert AbsenceReport.objects.count() == 2
        assert absences.waiting_imports(viewer) == (progress.id,)
    again = load(viewer, csv_file(*many(5)))
    assert again.id == progress.id
    assert (again.rows_new, again.rows_done, again.rows_total) == (5, 5, 5)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "absence.not_utf8"),
        (b"melding_id,soort\n", "absence.header_missing"),
        (b"", "absence.header_missing"),
        (";".join(reversed(HEADER)).encode(), "absence.header_order"),
        (";".join(HEADER).encode() + b'\n"zonder eind', "absence.row_without_end"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(world: World, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused, acting(world.home.attendance):
        absences.receive_file(world.home.attendance, io.BytesIO(content), "csv", now=NOW)
    assert [refusal.code for refusal in refused.value.refusals] == [code]
    with acting(world.home.attendance):
        assert not AbsenceImport.objects.exists()


@pytest.mark.parametrize("content", [b"{}", b"[", b"[1,", b"nee", b"", b'[{"melding_id": "V-1"}'])
def test_json_that_is_no_list_is_refused_whole(world: World, content: bytes) -> None:
    with pytest.raises(Refused), acting(world.home.attendance):
        absences.receive_file(world.home.attendance, io.BytesIO(content), "json", now=NOW)


def test_odd_signs_in_a_name_do_not_cut_a_row(world: World) -> None:
    row = {**ROW, "voornamen": "O'Neil \u2028 Ŝ", "toelichting": 'regel een\nregel twee; met "woorden"'}
    assert load(world.home.attendance, csv_file(row)).rows_new == 1
    with acting(world.home.attendance):
        assert AbsenceReport.objects.get().explanation == 'regel een\nregel twee; met "woorden"'


def test_a_file_that_starts_with_a_byte_order_mark_is_read(world: World) -> None:
    file = io.BytesIO(b"\xef\xbb\xbf" + csv_file(ROW).getvalue())
    assert load(world.home.attendance, file).rows_new == 1


def test_reports_open_only_for_the_attendance_officer_of_that_municipality(world: World) -> None:
    load(world.home.attendance, csv_file(*many(2)))
    for outsider in (
        world.away.attendance,
        world.home.intake,
        world.home.coordinator,
        world.home.teacher,
        world.home.lead,
    ):
        with acting(outsider):
            assert not AbsenceReport.objects.exists()
    for outsider in (world.home.intake, world.home.manager, world.home.teacher):
        with acting(outsider), pytest.raises(NotFound):
            absences.receive_file(outsider, csv_file(ROW), "csv", now=NOW)


def test_reports_are_not_matched_with_cases(world: World) -> None:
    load(world.home.attendance, csv_file(*many(2)))
    with acting(world.home.attendance):
        assert not MatchKey.objects.exists()


def test_the_bsn_is_sealed_and_the_pieces_are_gone(world: World) -> None:
    load(world.home.attendance, csv_file(ROW))
    with acting(world.home.attendance):
        report = AbsenceReport.objects.get()
        assert b"123456782" not in bytes(report.bsn_sealed)
        assert b"123456782" not in bytes(report.bsn_digest)
        assert not AbsenceImportPiece.objects.exists()


def test_the_officer_notes_contact_and_closes_with_a_sentence(world: World) -> None:
    viewer = world.home.attendance
    load(viewer, csv_file(ROW))
    with acting(viewer):
        report = AbsenceReport.objects.get()
        absences.record_contact(viewer, absences.RecordContact(report.pk, date(2026, 3, 2), None, 1), now=NOW)
        with pytest.raises(Refused, match="changed_meanwhile"):
            absences.close_report(viewer, absences.CloseReport(report.pk, Closing.BACK, "Gaat weer.", 1), now=NOW)
        absences.close_report(viewer, absences.CloseReport(report.pk, Closing.BACK, "Gaat weer.", 2), now=NOW)
        with pytest.raises(Refused, match="closed"):
            absences.record_contact(viewer, absences.RecordContact(report.pk, None, None, 3), now=NOW)


def test_passing_on_leaves_only_that_a_file_runs_the_contact_and_the_goal(world: World) -> None:
    viewer = world.home.attendance
    load(viewer, csv_file(ROW))
    with acting(viewer):
        report = AbsenceReport.objects.get()
        passed = absences.pass_on(
            viewer,
            absences.PassOn(report.pk, "Elke dag naar school", "Meer nodig", "Moeder, 1 maart, telefoon"),
            now=NOW,
        )
    words = repr(passed)
    for secret in ("16.5", "Vaak te laat", "12AB", "123456782", "Gesprek met"):
        assert secret not in words


def test_ten_times_the_rows_cost_the_same_number_of_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    viewer = world.home.attendance
    for rows in (many(1), many(200, achternaam="Zwart")):
        with acting(viewer):
            progress = absences.receive_file(viewer, csv_file(*rows), "csv", now=NOW)
        with acting(viewer), django_assert_max_num_queries(14 if len(rows) == 1 else 22):  # type: ignore[operator]
            absences.load_next_piece(viewer, progress.id, now=NOW)
