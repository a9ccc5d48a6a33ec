"""The norms that come with the program: the numbers of the domain reference, each with its ground."""

from __future__ import annotations

from datetime import date

import pytest

from sluitend.content.loader import ContentError, packaged
from sluitend.content.parameters import FILE, default_norms, read_norms
from sluitend.domain.clock import Term
from sluitend.domain.parameters import Mark, Unit

TODAY = date(2026, 11, 24)
LAW, OURS = True, False


@pytest.mark.parametrize(
    ("code", "what", "source"),
    [
        ("case.review", (6, "months", "P", OURS), "A.14"),
        ("people.tell", (1, "months", "S", LAW), "AVG 14 lid 3"),
        ("people.wait", (4, "weeks", "P", OURS), "UAVG 41"),
        ("contact.interpreter", (26, "weeks", "P", OURS), "Eigen keuze"),
        ("safety.check", (3, "months", "P", OURS), "Eigen keuze"),
        ("safety.until", (12, "months", "P", OURS), "Eigen keuze"),
        ("letter.talk_first", (4, "weeks", "P", OURS), "C.6"),
        ("team.seat", (26, "weeks", "P", OURS), "Eigen keuze"),
        ("plan.first", (6, "weeks", "V", LAW), "Jeugdwet 4.1.3"),
        ("plan.in_writing", (14, "days", "V", LAW), "Jeugdwet 4.1.3"),
        ("plan.evaluation", (3, "months", "P", OURS), "H.3"),
        ("plan.active_goals", (5, "number", "P", OURS), "H.4"),
        ("aftercare.first", (6, "months", "P", OURS), "H.3"),
        ("aftercare.second", (12, "months", "P", OURS), "H.3"),
        ("draft.keep", (14, "days", "P", OURS), "Eigen keuze"),
        ("signal.read", (1, "working_days", "P", OURS), "Eigen keuze"),
        ("signal.refused_keep", (12, "months", "P", OURS), "F.12"),
        ("signal.unfounded_keep", (3, "months", "P", OURS), "F.12"),
        ("search.hits", (3, "people", "P", OURS), "A7"),
        ("account.invitation", (72, "hours", "P", OURS), "Eigen keuze"),
        ("session.idle", (15, "minutes", "P", OURS), "Eigen keuze"),
        ("session.absolute", (8, "hours", "P", OURS), "Eigen keuze"),
        ("safe_at_home.start", (5, "days", "V", LAW), "Uitvoeringsbesluit Wmo 2015, 4.1.7"),
        ("safe_at_home.judgement", (10, "weeks", "V", LAW), "Uitvoeringsbesluit Wmo 2015, 4.1.7"),
        ("absence.threshold_hours", (16, "lesson_hours", "V", LAW), "Leerplichtwet 1969, 21a"),
        ("absence.threshold_weeks", (4, "lesson_weeks", "V", LAW), "Leerplichtwet 1969, 21a"),
        ("absence.report", (5, "working_days", "S", OURS), "onverwijld"),
        ("absence.first_contact", (5, "working_days", "P", OURS), "B.3"),
        ("absence.talk", (10, "working_days", "P", OURS), "B.3"),
        ("absence.keep", (60, "months", "M", OURS), "jurist"),
        ("return.counted", (5, "number", "P", OURS), "D.3"),
        ("return.open", (28, "days", "P", OURS), "gewoon verzuim"),
        ("report.cell_minimum", (10, "people", "P", OURS), "I.5 regel 1"),
        ("report.rounding", (5, "people", "P", OURS), "I.5 regel 2"),
        ("report.percentage_denominator", (50, "people", "P", OURS), "I.5 regel 3"),
        ("audit.keep", (60, "months", "M", OURS), "NEN 7513"),
        ("message.quiet_from", (20, "hours", "P", OURS), "Eigen keuze"),
        ("message.quiet_until", (7, "hours", "P", OURS), "Eigen keuze"),
        ("message.too_old", (7, "days", "P", OURS), "Eigen keuze"),
        ("message.retry", (5, "minutes", "P", OURS), "Eigen keuze"),
        ("message.attempts", (8, "number", "P", OURS), "Eigen keuze"),
        ("message.stuck", (15, "minutes", "P", OURS), "Eigen keuze"),
        ("message.keep", (90, "days", "P", OURS), "Eigen keuze"),
        ("running.wait", (30, "days", "P", OURS), "vakantie"),
        ("absence.reports_apart", (7, "days", "S", OURS), "duo.nl, Verzuimregister"),
        ("absence.halt_hours", (8, "lesson_hours", "S", OURS), "halt.nl"),
        ("absence.halt_late", (11, "number", "S", OURS), "halt.nl"),
        ("absence.prosecutor_hours", (60, "lesson_hours", "S", OURS), "halt.nl"),
        ("absence.prosecutor_late", (60, "number", "S", OURS), "halt.nl"),
        ("absence.leave_head", (10, "number", "V", LAW), "Leerplichtwet 1969, 11 onder g en 14"),
        ("absence.leave_work", (10, "number", "V", LAW), "Leerplichtwet 1969, 11 onder f en 13a"),
        ("absence.leave_first_weeks", (2, "weeks", "V", LAW), "Leerplichtwet 1969, 13a"),
        ("departure.notice_from", (5, "days", "V", LAW), "Wet BRP 2.43 lid 1"),
        ("departure.begin", (5, "working_days", "P", OURS), "Domeinbeschrijving B.9 en E.6"),
        ("departure.keep", (60, "months", "M", OURS), "Domeinbeschrijving F.12"),
        ("move.notice_from", (4, "weeks", "V", LAW), "Wet BRP 2.39"),
        ("move.notice_until", (5, "days", "V", LAW), "Wet BRP 2.39"),
        ("move.continuity", (12, "months", "V", LAW), "Jeugdwet 2.7a"),
        ("protection.board_absence", (40, "days", "S", OURS), "Protocol van de Raad (2014)"),
        ("protection.house_ban", (10, "days", "M", LAW), "Wet tijdelijk huisverbod"),
        ("protection.house_ban_longest", (28, "days", "M", LAW), "Wet tijdelijk huisverbod"),
        ("plan.action_list", (2, "working_days", "P", OURS), "Domeinbeschrijving H.6"),
    ],
)
def test_the_norm_today(code, what, source):
    norm = default_norms().at(code, TODAY)
    assert (norm.value, norm.unit, norm.mark, norm.statutory) == what
    assert source in norm.source


def test_every_packaged_norm_is_in_the_table_above():
    assert len({norm.code for norm in default_norms().all}) == 76


def test_what_we_know_by_heart_asks_for_a_jurist_in_its_source():
    by_heart = [norm for norm in default_norms().all if norm.mark is Mark.MEMORY]
    assert by_heart
    assert all("laat dit bevestigen door uw jurist" in norm.source for norm in by_heart)


def test_every_norm_is_a_sentence_in_both_languages_that_names_its_number():
    spelled = {6: ("Zes", "Six"), 12: ("Twaalf", "Twelve")}
    for norm in default_norms().all:
        dutch, english = spelled.get(norm.value, ("-", "-"))
        assert any(word in norm.text_nl for word in (str(norm.value), dutch))
        assert any(word in norm.text_en for word in (str(norm.value), english))
        assert norm.text_nl.endswith(".")
        assert norm.text_en.endswith(".")


def test_every_norm_in_time_can_drive_a_clock():
    lengths = {Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.LESSON_WEEKS}
    for norm in default_norms().all:
        if norm.unit in lengths:
            assert Term.of(norm).length == norm.value
        else:
            with pytest.raises(ValueError, match="no term"):
                Term.of(norm)


NORM = {
    "code": '"x.y"',
    "text_nl": '"a."',
    "text_en": '"b."',
    "value": "3",
    "unit": '"days"',
    "mark": '"P"',
    "statutory": "false",
    "source": '"s"',
    "valid_from": "2026-01-01",
}


def written(times=1, **change):
    lines = "\n".join(f"{key} = {value}" for key, value in (NORM | change).items() if value is not None)
    return 'version = "1"\n' + f"[[norm]]\n{lines}\n" * times


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (written(times=2), r"two periods hold on 2026-01-01"),
        (written(valid_to="2025-01-01"), "ends before it starts"),
        (written(unit='"moons"'), "unit: “moons” bestaat niet"),
        (written(mark='"X"'), "mark: “X” bestaat niet"),
        (written(statutory="true"), "geen eigen keuze"),
        (written(value="-1"), "kleiner dan 0"),
        (written(value="1.5"), "moet een heel getal zijn"),
        (written(value="true"), "moet een heel getal zijn"),
        (written(source=None), "source: ontbreekt"),
        (written(source='" "'), "source: is leeg"),
        (written(valid_from='"2026-01-01"'), "moet een datum zijn"),
        (written(note='"x"'), "note: dit veld bestaat niet"),
        ("version =", "geen geldig TOML"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_its_place(text, why):
    with pytest.raises(ContentError, match=why):
        read_norms(text, "eigen.toml")


def test_a_municipality_writes_its_own_version_in_the_same_form():
    assert read_norms(packaged(FILE).replace("value = 14", "value = 21")).at("draft.keep", TODAY).value == 21
