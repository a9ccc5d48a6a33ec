"""The tables are well made, every way through them ends, and each rule about them sees the fault it is about."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.faults import MARKS, faults
from tests.oracle.reference import Run, complete, started, tables

HERE = Path(__file__).parent
PROTOCOLS = {
    "school_absence", "departure", "warm_handover", "reporting_code", "forced_marriage", "exploitation", "protection_chain",
    "process_ladder", "safety_ladder", "entitlement", "age_tasks", "plan_terms", "after_care", "reachability",
}  # fmt: skip
names = pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
DAY = date(2026, 3, 2)


def steps(protocol: str) -> dict[str, dict[str, Any]]:
    return {step["code"]: step for step in tables()[protocol]["step"]}


def test_every_protocol_has_its_table() -> None:
    assert set(tables()) == PROTOCOLS
    assert {path.stem for path in (HERE / "tables").glob("*.toml")} == PROTOCOLS


@names
def test_a_table_has_no_fault(protocol: str) -> None:
    assert faults(tables()[protocol]) == []


# ---- each fault is seen ----------------------------------------------------------------------------------------------


def change(of: str, /, **more: Any) -> Callable[[dict[str, Any]], None]:
    def break_it(table: dict[str, Any]) -> None:
        next(step for step in table["step"] if step["code"] == of).update(more)

    return break_it


def norm(code: str, **more: Any) -> Callable[[dict[str, Any]], None]:
    def break_it(table: dict[str, Any]) -> None:
        next(step for step in table["step"] if step["code"] == code)["norm"].update(more)

    return break_it


@pytest.mark.parametrize(
    ("protocol", "break_it", "fault"),
    [
        ("plan_terms", change("plan_made", code="family_plan_offered"), "a code twice"),
        ("plan_terms", lambda t: t.update(start=["nothing"]), "start nothing does not exist"),
        ("plan_terms", change("plan_adopted", next=["rounded_off"]), "is never reached"),
        ("plan_terms", change("rounded_off", end=False), "no end at all"),
        ("plan_terms", lambda t: t["warn"].update(least_days=0), "warn is no share"),
        ("forced_marriage", change("consulted", may_send_home=True), "leaves a case of heightened safety"),
        (
            "forced_marriage",
            change("consulted", on_silence="raise_process_ladder"),
            "leaves a case of heightened safety",
        ),
        ("plan_terms", change("plan_made", mark="X"), "no certainty mark"),
        ("plan_terms", change("plan_made", source="a/file.md"), "no source"),
        ("plan_terms", change("plan_made", colour="red"), "unknown keys"),
        ("plan_terms", change("plan_made", who=[]), "no code, title or person"),
        ("plan_terms", change("plan_made", evidence=["religion"]), "tells who a family is"),
        ("plan_terms", change("plan_made", next=["nothing"]), "does not exist"),
        ("plan_terms", change("plan_made", kind="wish"), "neither a decision nor a fact"),
        ("plan_terms", change("rounded_off", required=True), "an end is no step among others"),
        ("plan_terms", change("family_plan_offered", next=["family_plan_made"]), "nothing to choose"),
        ("plan_terms", change("plan_made", skip_needs_reason=True), "may and may not be skipped"),
        ("plan_terms", change("plan_made", skip_forbidden=False), "skipped without a word"),
        ("plan_terms", change("plan_made", kind="fact_received"), "waits for ever"),
        ("protection_chain", change("pressure_letter", take_needs_reason=False), "without a reason"),
        ("protection_chain", change("pressure_letter", on_silence="raise_process_ladder"), "driven by silence"),
        ("protection_chain", change("pressure_letter", kind="fact_received"), "nobody here decides it"),
        ("plan_terms", change("plan_made", on_silence="send_letter"), "silence does something else"),
        ("plan_terms", change("plan_adopted", on_silence="raise_process_ladder"), "silence without a clock"),
        ("plan_terms", change("plan_made", source="gewoonte"), "statutory without a law"),
        ("plan_terms", change("plan_made", mark="P"), "our own choice is no law"),
        ("plan_terms", norm("plan_made", unit="moons"), "no norm"),
        ("plan_terms", norm("plan_made", **{"from": "step:nothing"}), "counts from step:nothing"),
        ("plan_terms", norm("evaluation", rolls=True), "the law on terms does not move"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_in_a_table_is_seen(protocol: str, break_it: Callable[[dict[str, Any]], None], fault: str) -> None:
    table = copy.deepcopy(tables()[protocol])
    break_it(table)
    assert any(fault in found for found in faults(table))


# ---- every way through ends ------------------------------------------------------------------------------------------


def ways(
    protocol: str, *, heightened: bool = False, table: dict[str, Any] | None = None
) -> dict[Any, tuple[Run, list[Any]]]:
    """Give every situation that taking and skipping can lead to, with the situations that can follow it."""
    table = table or tables()[protocol]
    first = Run(table, started(DAY, heightened=heightened))
    seen: dict[Any, tuple[Run, list[Any]]] = {}
    todo = [first]
    while todo:
        run = todo.pop()
        if _key(run) in seen:
            continue
        after = []
        for code in run.open:
            for event in ("taken", "skipped"):
                following = copy.copy(run)
                following.open = {one: dict(state) for one, state in run.open.items()}
                following.done, following.closed = dict(run.done), set(run.closed)
                if following.apply(complete(table, DAY, event, code)) == ():
                    after.append(following)
        seen[_key(run)] = (run, [_key(one) for one in after])
        todo += after
    return seen


def _key(run: Run) -> Any:
    """Tell situations apart by what is open and done, and by how where skipping is not for everybody."""
    told = {code for code, row in run.steps.items() if row["skip_forbidden"] or row["forced_skip"]}
    return (
        frozenset((code, state["opened_by"]) for code, state in run.open.items()),
        frozenset((code, how if code in told else "") for code, (how, _) in run.done.items()),
        run.ended,
    )


def stranded(found: dict[Any, tuple[Run, list[Any]]]) -> list[list[str]]:
    """Give the open steps of each situation from which no end can be reached."""
    before: dict[Any, list[Any]] = {}
    for key, (_, after) in found.items():
        for one in after:
            before.setdefault(one, []).append(key)
    todo = [key for key, (run, _) in found.items() if run.ended]
    saved = set(todo)
    while todo:
        for key in before.get(todo.pop(), []):
            if key not in saved:
                saved.add(key)
                todo.append(key)
    return [sorted(found[key][0].open) for key in found if key not in saved]


LARGE = {"protection_chain"}


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS - LARGE))
@pytest.mark.parametrize("heightened", [False, True])
def test_no_way_strands_before_an_end(protocol: str, heightened: bool) -> None:
    assert stranded(ways(protocol, heightened=heightened)) == []


@pytest.mark.slow
@pytest.mark.parametrize("protocol", sorted(LARGE))
@pytest.mark.parametrize("heightened", [False, True])
def test_no_way_strands_before_an_end_in_the_large_protocol(protocol: str, heightened: bool) -> None:
    assert stranded(ways(protocol, heightened=heightened)) == []


def test_a_way_that_strands_is_seen() -> None:
    table = copy.deepcopy(tables()["process_ladder"])
    change("a5_national", next=[])(table)
    assert ["closed_solved"] not in stranded(ways("process_ladder", table=table))
    assert [] in stranded(ways("process_ladder", table=table))


# ---- what no end may do without --------------------------------------------------------------------------------------

MUST = {  # the steps that were taken or, where that may be, skipped, whichever end is reached from this beginning
    "reporting_code": {"signals_mapped", "consulted", "talked_with_client", "weighed", "decided_on_reporting", "decided_on_help"},
    "forced_marriage": {"signal_recorded", "opened_by_named_reader", "consulted", "risk_assessed", "safety_decided", "safety_sheet_agreed", "monitored"},
    "exploitation": {"signal_recorded", "consulted", "risk_assessed", "trafficking_coordinator_informed", "safety_decided", "actions_agreed", "monitored"},
    "plan_terms": {"family_plan_offered", "plan_adopted", "evaluation"},
    "warm_handover": {"handover_prepared", "family_told", "three_way_talk", "handover_sent"},
    "process_ladder": {"a0_professionals"},
    "entitlement": {"entitlement_checked"},
    "age_tasks": {"talked_at_seventeen_and_a_half", "arranged_at_eighteen"},
    "after_care": {"after_care_agreed", "asked_after_six_months"},
    "reachability": {"channel_asked"},
}  # fmt: skip


@pytest.mark.parametrize("protocol", sorted(MUST))
def test_no_end_is_reached_without_its_required_steps(protocol: str) -> None:
    ended = [run for run, _ in ways(protocol).values() if run.ended]
    assert ended
    assert all(MUST[protocol] <= set(run.done) for run in ended)


def test_a_step_that_may_never_be_skipped_is_taken_on_every_way_to_an_end() -> None:
    for protocol, required in MUST.items():
        never = {code for code in required if steps(protocol)[code]["skip_forbidden"]}
        for run, _ in ways(protocol).values():
            if run.ended:
                assert all(run.done[code][0] == "taken" for code in never)


def test_the_departure_of_a_child_closes_only_after_all_questions() -> None:
    asked = {"asked_new_school", "asked_open_file", "asked_running_measure", "asked_in_person", "asked_signs_of_stay", "informed_gi_or_rvdk"}  # fmt: skip
    ends = [run for run, _ in ways("departure").values() if run.ended == "closed_with_outcome"]
    assert ends
    assert all(asked <= set(run.done) for run in ends)


def test_in_forced_marriage_the_parents_are_never_talked_to_first() -> None:
    for heightened in (False, True):
        for run, _ in ways("forced_marriage", heightened=heightened).values():
            assert run.heightened
            assert run.done.get("talked_with_parents_first", ("", None))[0] != "taken"


def test_an_official_report_is_sent_only_after_hearing_and_signing() -> None:
    for run, _ in ways("school_absence").values():
        if "official_report_sent" in run.done:
            assert {"official_report_heard", "official_report_signed", "mas_choice"} <= set(run.done)
            assert run.done["official_report_heard"][0] == run.done["official_report_signed"][0] == "taken"
        if run.ended == "closed_official_report":
            assert {"official_report_copied", "official_report_ruling"} <= set(run.done)


def test_the_ladders_never_loop() -> None:
    for protocol in ("process_ladder", "safety_ladder"):
        assert not any(step["again"] for step in tables()[protocol]["step"])
        for run, after in ways(protocol).values():
            assert all(len(key[1]) == len(run.done) + 1 for key in after)


def test_the_ladder_between_organisations_never_burdens_a_family_and_hides_names_from_its_third_rung() -> None:
    ladder = steps("process_ladder")
    assert not any(step["burdens_family"] or step["may_send_home"] for step in ladder.values())
    hidden = [code for code, step in ladder.items() if step.get("pseudonymised") or step.get("anonymous")]
    assert hidden == ["a2_process_director", "a3_managers", "a4_alderman_or_burgemeester", "a5_national"]
    assert [step["note_level"] for step in ladder.values() if "note_level" in step] == [1, 1, 2, 3, 4, 4]


def test_the_safety_ladder_is_entered_at_any_rung_by_anybody_and_has_no_clock() -> None:
    table, ladder = tables()["safety_ladder"], steps("safety_ladder")
    rungs = [code for code in ladder if code[0] == "s" and code[1].isdigit()]
    assert set(rungs) <= set(table["start"])
    assert all(step["norm"] is None and not step["on_silence"] for step in ladder.values())
    assert all(ladder[code]["who"] == ["anyone"] for code in rungs[:4])


# ---- the tables beside the steps -------------------------------------------------------------------------------------


def test_a_step_moves_our_status_only_along_the_statuses() -> None:
    table = tables()["school_absence"]
    allowed = {row["code"]: set(row["next"]) for row in table["app_status"]}
    register = {row["code"]: set(row["next"]) for row in table["register_status"]}
    by_code = steps("school_absence")
    assert set().union(*allowed.values(), *register.values()) <= set(allowed) | set(register)
    for step in by_code.values():
        for following in step["next"]:
            here, there = step["app_status"], by_code[following]["app_status"]
            assert here == there or there in allowed[here], (step["code"], following)
            here, there = (one.get("register_status", "") for one in (step, by_code[following]))
            assert "" in {here, there} or here == there or there in register[here], (step["code"], following)


def test_the_register_has_its_five_statuses_and_only_the_school_withdraws() -> None:
    rows = tables()["school_absence"]["register_status"]
    assert [row["name_nl"] for row in rows] == [
        "Geregistreerd", "In behandeling", "Afgesloten", "Ter kennisgeving aangenomen", "Ingetrokken",
    ]  # fmt: skip
    assert [row["code"] for row in rows if row["set_by"] == "school"] == ["registered", "withdrawn"]


def test_the_five_questions_lead_to_reporting_or_to_the_end_and_nowhere_else() -> None:
    questions = tables()["reporting_code"]["question"]
    assert [row["number"] for row in questions] == [1, 2, 3, 4, 5]
    assert [row.get("if_yes") or row["if_no"] for row in questions] == ["close", "report", "report", "report", "report"]
    assert [row["code"] for row in questions] == steps("reporting_code")["weighed"]["evidence"]


def test_pressure_has_no_legal_title() -> None:
    rungs = {row["number"]: row for row in tables()["protection_chain"]["rung"]}
    assert [number for number, row in rungs.items() if not row["legal_title"]] == ["2"]


def test_what_may_not_be_stands_in_no_protocol() -> None:
    never = tomllib.loads((HERE / "never.toml").read_text(encoding="utf-8"))["never"]
    assert all(row["instead_nl"] and row["source"] and row["mark"] in MARKS for row in never)
    codes = {step["code"] for table in tables().values() for step in table["step"]}
    assert codes.isdisjoint(row["code"] for row in never)
    assert not [
        code for code in codes if any(word in code for word in ("benefit", "allowance", "penalty", "preschool"))
    ]


def test_red_is_for_the_law_alone() -> None:
    clocks = {
        (protocol, step["code"])
        for protocol, table in tables().items()
        for step in table["step"]
        if step["norm"] is not None and step["statutory"]
    }
    assert clocks == {
        ("school_absence", "exemption_notice_received"),
        ("school_absence", "replacement_programme_decided"),
        ("departure", "strike_off_reported"),
        ("plan_terms", "plan_made"),
        ("plan_terms", "plan_in_writing"),
        ("reporting_code", "vt_investigation_started"),
        ("reporting_code", "vt_informed_family"),
        ("reporting_code", "vt_outcome_received"),
        ("protection_chain", "rvdk_asked_court"),
        ("protection_chain", "vots_end_known"),
        ("protection_chain", "ots_family_plan"),
        ("protection_chain", "gi_answered_family_plan"),
        ("protection_chain", "family_adapted_plan"),
        ("protection_chain", "ots_end_known"),
        ("protection_chain", "muhp_carried_out"),
        ("protection_chain", "muhp_end_known"),
        ("protection_chain", "shorter_placement_decided"),
        ("protection_chain", "direction_objected"),
        ("protection_chain", "direction_withdrawal_decided"),
    }
