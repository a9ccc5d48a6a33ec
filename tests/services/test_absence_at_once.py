"""What closes on one screen: 18 and older, a first luxury day, for information. And route 2 (Halt), from report to end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sluitend.domain.absence import Closing, check_at_once
from sluitend.domain.outcome import Refused
from sluitend.records.models import AbsenceReport
from sluitend.services import absences, flow
from tests.services.test_absences import ROW, csv_file, load
from tests.services.test_protocols import at_talk, codes, open_steps, take
from tests.world import NOW, World, acting

LUXURY = ROW | {"soort": "luxe verzuim", "begindatum": "2026-02-20", "einddatum": "2026-02-20"}
GROWN = ROW | {"melding_id": "V-18", "soort": "doorstroompunt 18-plus", "geboortedatum": "2007-05-04"}
HALT = dict.fromkeys(
    (
        "twelve_or_older",
        "culpable",
        "no_serious_psychiatric_problem",
        "no_earlier_halt",
        "youth_agrees",
        "parents_agree",
    ),
    "yes",
)
TALK = {
    "child_view": "Ik ging liever mee.",
    "parents_view": "Wij wisten het niet.",
    "school_actions": "De mentor belde.",
    "reasons_checked": "yes",
}
CHOICE = dict.fromkeys(("child_view", "parents_view", "school_actions", "culpability"), "Besproken.")
CHOICE |= {"contra_indications": "Niets.", "consulted": "De mentor."}


def close(world: World, closing: Closing, *rows: dict[str, str]) -> AbsenceReport:
    """Load reports and close the one of the last row at once."""
    me = world.home.attendance
    load(me, csv_file(*rows))
    with acting(me):
        pk = AbsenceReport.objects.values_list("pk", flat=True).get(melding_id=rows[-1]["melding_id"])
        flow.close_absence(me, absences.CloseReport(pk, closing, "Besproken.", 1), now=NOW)
        return AbsenceReport.objects.get(pk=pk)


@pytest.mark.parametrize(
    ("closing", "row"), [(Closing.NOTED, ROW), (Closing.WARNED, LUXURY), (Closing.EIGHTEEN_PLUS, GROWN)]
)
def test_a_report_that_asks_no_protocol_closes_with_one_sentence(
    world: World, closing: Closing, row: dict[str, str]
) -> None:
    closed = close(world, closing, row)
    assert (closed.status, closed.closing, closed.closing_words) == ("closed", closing, "Besproken.")


@pytest.mark.parametrize(
    ("closing", "rows", "code"),
    [
        (Closing.EIGHTEEN_PLUS, [ROW], "absence.under_age"),
        (Closing.WARNED, [ROW], "absence.not_one_day"),
        (Closing.WARNED, [LUXURY | {"einddatum": "2026-02-21"}], "absence.not_one_day"),
        (Closing.WARNED, [LUXURY | {"einddatum": ""}], "absence.not_one_day"),
        (Closing.WARNED, [LUXURY, LUXURY | {"melding_id": "V-2"}], "absence.not_first"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_closes(
    world: World, closing: Closing, rows: list[dict[str, str]], code: str
) -> None:
    """From 18 there is no duty; the first luxury absence of at most one day ends with a warning (2017R002)."""
    with pytest.raises(Refused) as refused:
        close(world, closing, *rows)
    assert codes(refused) == [code]
    with acting(world.home.attendance):
        assert not AbsenceReport.objects.filter(status="closed").exists()


def test_another_child_or_one_that_was_withdrawn_is_no_earlier_time(world: World) -> None:
    withdrawn = LUXURY | {"status": "Ingetrokken"}
    other = LUXURY | {"melding_id": "V-2", "bsn": "111222333"}
    assert close(world, Closing.WARNED, withdrawn, other, LUXURY | {"melding_id": "V-3"}).closing == Closing.WARNED


def test_turning_eighteen_today_counts() -> None:
    facts: dict[str, Any] = {"luxury": False, "one_day": False, "first_time": False}
    assert check_at_once(Closing.EIGHTEEN_PLUS, of_age=True, **facts) is None
    assert check_at_once(Closing.EIGHTEEN_PLUS, of_age=False, **facts) is not None
    assert check_at_once(Closing.BACK, of_age=False, **facts) is None


def test_route_2_is_followed_from_the_report_to_what_halt_says(world: World) -> None:
    me = world.home.attendance
    run = at_talk(world)
    take(me, run, "first_contact", evidence={"channel": "phone"}, leads_to=("ladder_1_talk",))
    take(me, run, "ladder_1_talk", evidence=TALK, leads_to=("mas_choice",))
    take(me, run, "mas_choice", evidence=CHOICE, leads_to=("mas_2_halt",))
    with pytest.raises(Refused):
        take(me, run, "mas_2_halt", reason="Past.", evidence=HALT | {"parents_agree": "no"})
    take(me, run, "mas_2_halt", reason="Kind en ouders willen dit.", evidence=HALT)
    assert open_steps(me, run) == {"halt_result"}
    result = {"succeeded_or_failed": "succeeded"}
    take(me, run, "halt_result", on=date(2026, 3, 2), evidence=result, leads_to=("closed_restored",))
    assert take(me, run, "closed_restored").ended


def test_when_halt_did_not_work_another_route_is_chosen(world: World) -> None:
    me = world.home.attendance
    run = at_talk(world)
    take(me, run, "first_contact", evidence={"channel": "phone"}, leads_to=("ladder_1_talk",))
    take(me, run, "ladder_1_talk", evidence=TALK, leads_to=("mas_choice",))
    take(me, run, "mas_choice", evidence=CHOICE, leads_to=("mas_2_halt",))
    take(me, run, "mas_2_halt", reason="Kind en ouders willen dit.", evidence=HALT)
    take(me, run, "halt_result", evidence={"succeeded_or_failed": "failed"}, leads_to=("mas_choice",))
    take(me, run, "mas_choice", evidence=CHOICE, leads_to=("mas_1_voluntary_help",))
    assert open_steps(me, run) == {"mas_1_voluntary_help"}
