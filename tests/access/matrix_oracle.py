"""Who sees, adds and changes which row of which table: the same walls once more, as tables and sets over plain rows.

Written from what the project promises (F.7b, F.8, D.3, rule 53 and the words of each table), by looking at rows one by
one. It shares nothing with the SQL it is compared with.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cached_property

from sluitend.domain.vocabulary import Role
from tests.access.matrix_world import Rows
from tests.anyrow import NOW, TODAY, Values

Ids = set[uuid.UUID]
Rule = Callable[["Eye", Values], bool]


class Eye:
    """One member who looks, and what is open for that member."""

    def __init__(self, member: Values, rows: Rows) -> None:
        self.member, self.rows = member, rows
        self.me: uuid.UUID = member["id"]
        self.home: uuid.UUID = member["municipality_id"]
        self.mine: uuid.UUID = member["organisation_id"]

    @property
    def who(self) -> str:
        return "+".join(self.member["roles"])

    def has(self, *roles: Role) -> bool:
        return not set(self.member["roles"]).isdisjoint(roles)

    def here(self, table: str) -> list[Values]:
        return self.rows.of(table, self.home)

    # -- own family ----------------------------------------------------------------------------------------------------

    @cached_property
    def declared(self) -> set[bytes]:
        """What this member called their own family."""
        return {row["digest"] for row in self.rows.of("family_block_key") if row["membership_id"] == self.me}

    @cached_property
    def family(self) -> Ids:
        """Cases and signals of their own family."""
        found = [row for row in self.rows.of("match_key") if row["digest"] in self.declared]
        return {row["case_id"] for row in found} | {row["signal_id"] for row in found}

    # -- cases ---------------------------------------------------------------------------------------------------------

    @cached_property
    def named(self) -> Ids:
        """Cases and signals that name this member as a reader today."""
        rows = [
            r for r in self.here("named_reader") if r["membership_id"] == self.me and r["since"] <= TODAY <= r["until"]
        ]
        return {row["case_id"] for row in rows} | {row["signal_id"] for row in rows}

    @cached_property
    def seats(self) -> Ids:
        return {
            row["case_id"]
            for row in self.here("team_seat")
            if row["membership_id"] == self.me and row["since"] <= TODAY <= row["until"] and row["ended_at"] is None
        }

    @cached_property
    def cases(self) -> Ids:
        """An active, dated involvement; under heightened safety only a name on the list counts. Never own family."""
        found = set()
        for case in self.here("case_file"):
            involved = self.me in (case["coordinator_id"], case["deputy_id"]) or case["id"] in self.seats | self.named
            if case["heightened"]:
                involved = case["id"] in self.named
            if involved and case["ends_on"] >= TODAY and case["id"] not in self.family:
                found.add(case["id"])
        return found

    @cached_property
    def held(self) -> Ids:
        """Cases that are theirs as coordinator or deputy, and open for them."""
        ours = [c for c in self.here("case_file") if self.me in (c["coordinator_id"], c["deputy_id"])]
        return {case["id"] for case in ours} & self.cases

    @cached_property
    def opening(self) -> Ids:
        """The case that this very request opens."""
        return {c["id"] for c in self.here("case_file") if c["opened_by_id"] == self.me and c["opened_at"] == NOW}

    # -- signals -------------------------------------------------------------------------------------------------------

    @cached_property
    def asked(self) -> Ids:
        """Signals that a colleague asked them to read along, until a day."""
        rows = self.here("second_reading")
        return {r["signal_id"] for r in rows if r["reader_id"] == self.me and r["until"] >= TODAY}

    @cached_property
    def signals(self) -> Ids:
        """The inbox for intake; further only what they were asked, named for, or what touches a case of theirs."""
        hidden_case = {c["id"] for c in self.here("case_file") if c["heightened"]}
        links = [
            row for row in self.here("signal_case_link") if row["ended_at"] is None and row["case_id"] in self.held
        ]
        touched = {row["signal_id"] for row in self.here("hidden_match") if row["case_id"] in self.cases}
        found = set()
        for signal in self.here("signal"):
            own = [link["case_id"] for link in links if link["signal_id"] == signal["id"]]
            if signal["heightened"]:
                open_for_me = signal["id"] in self.named or bool(hidden_case.intersection(own))
            else:
                open_for_me = self.has(Role.INTAKE) or bool(own) or signal["id"] in self.named | self.asked | touched
            if open_for_me and signal["ends_on"] >= TODAY and signal["id"] not in self.family:
                found.add(signal["id"])
        return found

    @cached_property
    def handing_in(self) -> Ids:
        """The signal that this very request hands in."""
        return {s["id"] for s in self.here("signal") if s["entered_by_id"] == self.me and s["received_at"] == NOW}

    # -- a partner's own actions ---------------------------------------------------------------------------------------

    @cached_property
    def shared(self) -> Ids:
        """Actions of their organisation that were shown to it, on a consent that still counts where one is needed."""
        if not self.has(Role.PARTNER, Role.ATTENDANCE, Role.CODE_OFFICER):
            return set()
        actions = {row["id"]: row for row in self.here("action")}
        cases = {row["id"]: row for row in self.here("case_file")}
        consents = {row["id"]: row for row in self.here("consent")}
        found = set()
        for share in self.here("action_share"):
            if share["action_id"] not in actions or share["case_id"] not in cases:
                continue  # it says another municipality than what it is about
            action = actions[share["action_id"]]
            case = cases[action["case_id"]]
            needed = [consents[c] for c in (share["consent_id"], share["name_consent_id"]) if c]
            if (
                share["organisation_id"] == action["organisation_id"] == self.mine
                and action["outward"]
                and share["ended_at"] is None
                and share["since"] <= NOW
                and share["until"] >= TODAY
                and all(c["answer"] == "yes" and c["asked_on"] <= TODAY <= c["until"] for c in needed)
                and case["closed_at"] is None
                and not case["heightened"]
                and case["ends_on"] >= TODAY
                and case["id"] not in self.family
            ):
                found.add(action["id"])
        return found

    @cached_property
    def asked_together(self) -> Ids:
        """What a colleague asked them to decide with them, in a case that runs; a hidden one only for its readers."""
        if not self.has(
            Role.COORDINATOR,
            Role.TEAM_MEMBER,
            Role.PROCESS_DIRECTOR,
            Role.ATTENDANCE,
            Role.CODE_OFFICER,
            Role.PROTOCOL_COORDINATOR,
            Role.INTAKE,
            Role.SECOND_READER,
        ):
            return set()
        cases = {row["id"]: row for row in self.here("case_file")}
        found = set()
        for row in self.here("joint_decision"):
            case = cases.get(row["case_id"])
            if case is None or case["closed_at"] is not None or case["ends_on"] < TODAY:
                continue
            mine = row["second_id"] == self.me and row["agrees"] is None and row["closed_at"] is None
            near = case["id"] in self.cases or not (case["heightened"] or case["id"] in self.family)
            if mine and row["answer_by"] >= TODAY and near:
                found.add(row["id"])
        return found

    @cached_property
    def proposed_now(self) -> Ids:
        """What they propose to destroy in this very request."""
        rows = self.here("destruction")
        return {row["id"] for row in rows if row["proposed_by_id"] == self.me and row["proposed_at"] == NOW}

    @cached_property
    def decisions(self) -> Ids:
        return {row["id"] for row in self.rows.of("decision") if READ["decision"](self, row)}

    @cached_property
    def reports(self) -> Ids:
        return {row["id"] for row in self.rows.of("absence_report") if READ["absence_report"](self, row)}

    @cached_property
    def officials(self) -> Ids:
        return {row["id"] for row in self.rows.of("official_report") if READ["official_report"](self, row)}

    @cached_property
    def departures(self) -> Ids:
        return {row["id"] for row in self.rows.of("departure_notice") if READ["departure_notice"](self, row)}

    @cached_property
    def runs(self) -> Ids:
        return {row["id"] for row in self.rows.of("protocol_run") if READ["protocol_run"](self, row)}

    @cached_property
    def actions(self) -> Ids:
        return {row["id"] for row in self.rows.of("action") if READ["action"](self, row)}


# -- the words of the tables below -------------------------------------------------------------------------------------


def nobody(eye: Eye, row: Values) -> bool:
    return False


def here(eye: Eye, row: Values) -> bool:
    return bool(row["municipality_id"] == eye.home)


def only(*roles: Role) -> Rule:
    return lambda eye, row: here(eye, row) and eye.has(*roles)


def own(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["membership_id"] == eye.me


def by(column: str) -> Rule:
    return lambda eye, row: here(eye, row) and row[column] == eye.me


def in_case(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["case_id"] in eye.cases


def opens(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["case_id"] in eye.cases | eye.opening


def of_signal(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["signal_id"] in eye.signals


def hands_in(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["signal_id"] in eye.signals | eye.handing_in


def either(*rules: Rule) -> Rule:
    return lambda eye, row: any(rule(eye, row) for rule in rules)


def both(*rules: Rule) -> Rule:
    return lambda eye, row: all(rule(eye, row) for rule in rules)


def when(test: Callable[[Values], bool]) -> Rule:
    return lambda _eye, row: test(row)


def its_action_shared(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["action_id"] in eye.shared


def mine(eye: Eye, row: Values) -> bool:
    return bool(row["organisation_id"] == eye.mine)


def at_home(eye: Eye, row: Values) -> bool:
    """Of a case in which something may go home: never one of heightened safety."""
    hidden = {case["id"] for case in eye.here("case_file") if case["heightened"]}
    return in_case(eye, row) and row["case_id"] not in hidden


def letter_of_report(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["report_id"] is not None and officer(eye, row) and of_report(eye, row)


def put_in_by_mistake(eye: Eye, row: Values) -> bool:
    gone = {person["id"] for person in eye.here("case_person") if person["taken_out_at"] is not None}
    return in_case(eye, row) and row["person_id"] in gone


def asked_together(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["id"] in eye.asked_together


case_or_signal = either(in_case, of_signal)
admin = only(Role.ADMIN)
officer = only(Role.ATTENDANCE)
control = only(Role.PRIVACY_OFFICER, Role.DPO)
counts = only(Role.PROGRAMME_MANAGER)

CASE_CHILD = [
    "after_care",
    "agreement",
    "child_voice",
    "consent",
    "consent_asked",
    "case_person",
    "domain_level",
    "evaluation",
    "goal",
    "household",
    "household_member",
    "informing",
    "note",
    "open_domain",
    "parental_authority",
    "plan",
    "supporter",
    "team_seat",
]


def run(eye: Eye, row: Values) -> bool:
    """Of a report or notice for who sees it, of a case for who sees the case; heightened for who is named there today."""
    own_inbox = of_report(eye, row) or of_departure(eye, row)
    return here(eye, row) and (own_inbox or (row["case_id"] in eye.cases and named_for_run(eye, row)))


def starts_run(eye: Eye, row: Values) -> bool:
    if not here(eye, row) or row["started_by_id"] != eye.me:
        return False
    own_inbox = of_report(eye, row) or of_departure(eye, row)
    return own_inbox or (row["case_id"] in eye.cases | eye.opening and named_for_run(eye, row))


def of_report(eye: Eye, row: Values) -> bool:
    return row["report_id"] in eye.reports


def of_departure(eye: Eye, row: Values) -> bool:
    return row["departure_id"] in eye.departures


def own_official(eye: Eye, row: Values) -> bool:
    """The investigating officer's own, about a report that they see."""
    boa = here(eye, row) and eye.has(Role.ATTENDANCE_BOA)
    return boa and row["officer_id"] == eye.me and of_report(eye, row)


def of_official(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["official_id"] in eye.officials


def named_for_run(eye: Eye, row: Values) -> bool:
    return not row["heightened"] or row["case_id"] in eye.named


def of_run(eye: Eye, row: Values) -> bool:
    return here(eye, row) and row["run_id"] in eye.runs


def of_file(eye: Eye, row: Values) -> bool:
    """Of a case for who sees the case, of an absence report for who sees the report."""
    return in_case(eye, row) or letter_of_report(eye, row)


def offered(eye: Eye, row: Values) -> bool:
    """Until its last day: for who may take it over, for who answered it, and for who works in what it became."""
    mine = eye.has(Role.ATTENDANCE) if row["kind"] == "report" else False
    mine = mine or (row["kind"] == "case" and row["case_id"] is None and eye.has(Role.COORDINATOR, Role.INTAKE))
    mine = mine or row["answered_by_id"] == eye.me or row["case_id"] in eye.cases
    return here(eye, row) and row["ends_on"] >= TODAY and mine


def brought_in(eye: Eye, row: Values) -> bool:
    """From another installation, by who may take it over; of no case yet."""
    report = row["kind"] == "report" and eye.has(Role.ATTENDANCE)
    case = row["kind"] == "case" and eye.has(Role.COORDINATOR, Role.INTAKE)
    return here(eye, row) and row["received_by_id"] == eye.me and row["case_id"] is None and (report or case)


def of_its_school(eye: Eye, row: Values) -> bool:
    return here(eye, row) and eye.has(Role.PARTNER) and row["organisation_id"] == eye.mine


def with_its_check(eye: Eye, row: Values) -> bool:
    """A report that comes in with the check that this member hands in for their school at this very moment."""
    checks = {check["id"]: check for check in eye.rows.of("return_check")}
    check = checks.get(row["return_check_id"])
    if check is None or not here(eye, row) or row["received_at"] != NOW:
        return False
    return READ["return_check"](eye, check) and check["handed_in_by_id"] == eye.me and check["handed_in_at"] == NOW


def loads(eye: Eye, row: Values) -> bool:
    """A file of running matters is for intake, any other for attendance officers."""
    return here(eye, row) and eye.has(Role.INTAKE if row["about"] == "running" else Role.ATTENDANCE)


def of_import(eye: Eye, row: Values) -> bool:
    batch = next((one for one in eye.rows.of("absence_import") if one["id"] == row["batch_id"]), None)
    return here(eye, row) and batch is not None and loads(eye, batch)


def matter(eye: Eye, row: Values) -> bool:
    """Whose it is and who entered it; intake while it waits, but of heightened safety. Erased after its day, unless confirmed."""
    kept = row["case_id"] is not None or row["ends_on"] >= TODAY
    mine = eye.me in (row["coordinator_id"], row["entered_by_id"])
    return (
        here(eye, row) and kept and (mine or (not row["heightened"] and row["answer"] == "" and eye.has(Role.INTAKE)))
    )


def enters_matter(eye: Eye, row: Values) -> bool:
    """Entered now and not answered: by intake or a coordinator, and of heightened safety by who is on the roster."""
    listed = [
        one
        for one in eye.rows.of("safety_roster")
        if one["membership_id"] == eye.me and one["since"] <= TODAY and (one["until"] is None or one["until"] >= TODAY)
    ]
    may = bool(listed) if row["heightened"] else eye.has(Role.INTAKE, Role.COORDINATOR)
    now = row["entered_at"] == NOW and row["answer"] == ""
    return here(eye, row) and row["entered_by_id"] == eye.me and now and may


exchanges = only(Role.ADMIN, Role.COORDINATOR, Role.INTAKE, Role.ATTENDANCE)

READ: dict[str, Rule] = {
    **dict.fromkeys(CASE_CHILD, in_case),
    "joint_decision": either(in_case, asked_together),
    **dict.fromkeys(("contact_wish", "contact_moment", "interpreter_need"), in_case),
    **dict.fromkeys(("safety_plan", "safety_rule", "safety_word", "flight_risk", "residence"), in_case),
    "letter": either(in_case, letter_of_report),
    "transfer": of_file,
    "running_matter": matter,
    "transfer_offer": offered,
    **dict.fromkeys(("exchange_key", "exchange_peer"), exchanges),
    **dict.fromkeys(("destruction", "destruction_item"), only(Role.PRIVACY_OFFICER, Role.ADMIN, Role.DPO)),
    "municipality": lambda eye, row: row["id"] == eye.home,
    "organisation": here,
    "team": here,
    "membership": either(here, lambda eye, row: row["user_id"] == eye.member["user_id"]),
    "invitation": admin,
    "family_block": own,
    "family_block_key": own,
    "audit_event": either(control, both(in_case, when(lambda row: row["kind"] == "write"))),
    "form_receipt": own,
    "draft": both(own, when(lambda row: row["expires_at"] > NOW)),
    "outside_report": either(by("noted_by_id"), only(Role.INTAKE, Role.CODE_OFFICER)),
    "signal": lambda eye, row: row["id"] in eye.signals,
    "signal_person": of_signal,
    "signal_receipt": either(
        both(own, when(lambda row: row["expires_on"] >= TODAY)),
        lambda eye, row: here(eye, row) and row["signal_ref"] in eye.signals,
    ),
    "decision": either(case_or_signal, lambda eye, row: here(eye, row) and row["case_id"] in eye.opening),
    "criterion_fact": lambda eye, row: here(eye, row) and row["decision_id"] in eye.decisions,
    "second_reading": either(by("reader_id"), of_signal),
    "signal_case_link": case_or_signal,
    "match_key": case_or_signal,
    "hidden_match": in_case,
    "safety_roster": here,
    "named_reader": either(own, in_case, lambda eye, row: here(eye, row) and row["signal_id"] in named_signals(eye)),
    "case_file": lambda eye, row: row["id"] in eye.cases,
    "case_change": in_case,
    "last_look": own,
    "handover": in_case,
    "goal_person": in_case,
    "action": either(in_case, lambda eye, row: here(eye, row) and row["id"] in eye.shared),
    "action_share": either(
        in_case,
        both(its_action_shared, mine, when(lambda row: row["ended_at"] is None and row["until"] >= TODAY)),
    ),
    "action_step": either(in_case, both(its_action_shared, mine)),
    "bottleneck": in_case,
    **dict.fromkeys(("absence_report_change", "absence_pass"), officer),
    "absence_import": loads,
    **dict.fromkeys(("absence_import_piece", "absence_import_error"), of_import),
    "absence_report": both(officer, when(lambda row: row["ends_on"] >= TODAY)),
    "return_check": either(officer, of_its_school),
    "departure_notice": both(officer, when(lambda row: row["ends_on"] >= TODAY)),
    "report_snapshot": only(Role.PROGRAMME_MANAGER, Role.ADMIN, Role.PRIVACY_OFFICER, Role.DPO),
    "text_guard_count": here,
    **dict.fromkeys(("message", "message_preference", "calendar_feed"), own),  # nobody reads another's
    "protocol_content": here,
    "own_protocol": here,
    "absence_status_file": officer,
    "school_leave": both(officer, of_report),
    "official_report": own_official,
    "official_step": of_official,
    "protocol_run": run,
    **dict.fromkeys(("run_event", "clock_said", "decision_ask"), of_run),
    "mandate": here,  # who decides here is no secret
}


def named_signals(eye: Eye) -> Ids:
    """Signals that are open for another reason than the inbox; who reads them sees who else does."""
    hidden_case = {c["id"] for c in eye.here("case_file") if c["heightened"]}
    signals = {row["id"]: row for row in eye.here("signal")}
    found = set(eye.named) | {s for s in eye.asked if not signals[s]["heightened"]}
    for link in eye.here("signal_case_link"):
        if link["ended_at"] is not None or link["case_id"] not in eye.held:
            continue
        if link["case_id"] in hidden_case or not signals[link["signal_id"]]["heightened"]:
            found.add(link["signal_id"])
    for match in eye.here("hidden_match"):
        if match["case_id"] in eye.cases and not signals[match["signal_id"]]["heightened"]:
            found.add(match["signal_id"])
    return found - {None}


ADD: dict[str, Rule] = {
    **dict.fromkeys(CASE_CHILD, opens),
    "joint_decision": both(in_case, by("asked_by_id")),
    **dict.fromkeys(("contact_wish", "interpreter_need"), at_home),
    "contact_moment": both(at_home, by("noted_by_id")),
    **dict.fromkeys(("safety_plan", "flight_risk", "residence"), in_case),
    "safety_rule": both(in_case, by("added_by_id")),
    "safety_word": both(in_case, by("noted_by_id")),
    "letter": both(either(at_home, letter_of_report), by("written_by_id")),
    "transfer": both(either(at_home, letter_of_report), by("laid_out_by_id")),
    "running_matter": enters_matter,
    "transfer_offer": brought_in,
    "exchange_key": both(admin, by("made_by_id")),
    "exchange_peer": both(admin, by("entered_by_id"), when(lambda row: row["confirmed_at"] is None)),
    "destruction": both(by("proposed_by_id"), only(Role.PRIVACY_OFFICER), when(lambda row: row["proposed_at"] == NOW)),
    "destruction_item": both(only(Role.PRIVACY_OFFICER), lambda eye, row: row["destruction_id"] in eye.proposed_now),
    "municipality": nobody,
    **dict.fromkeys(("organisation", "team", "membership", "invitation", "safety_roster"), admin),
    **dict.fromkeys(("family_block", "family_block_key", "form_receipt", "draft", "last_look"), own),
    "audit_event": here,
    "outside_report": by("noted_by_id"),
    "signal": both(by("entered_by_id"), when(lambda row: row["received_at"] == NOW)),
    "signal_person": hands_in,
    "signal_receipt": own,
    "decision": by("decided_by_id"),
    "criterion_fact": lambda eye, row: here(eye, row) and row["decision_id"] in eye.decisions,
    "second_reading": both(
        of_signal, by("asked_by_id"), only(Role.INTAKE, Role.PROTOCOL_COORDINATOR, Role.CODE_OFFICER)
    ),
    "signal_case_link": of_signal,
    "match_key": either(hands_in, opens),
    "hidden_match": nobody,
    "named_reader": either(hands_in, opens, lambda eye, row: here(eye, row) and row["signal_id"] in named_signals(eye)),
    "case_file": both(
        by("opened_by_id"),
        when(lambda row: row["opened_at"] == NOW),
        only(Role.INTAKE, Role.COORDINATOR, Role.PROTOCOL_COORDINATOR, Role.CODE_OFFICER),
    ),
    "case_change": opens,
    "handover": both(by("decided_by_id"), either(only(Role.TEAM_LEAD), in_case)),
    "goal_person": opens,
    "action": opens,
    "action_share": opens,
    "action_step": both(by("by_id"), lambda eye, row: row["action_id"] in eye.actions),
    "bottleneck": both(by("raised_by_id"), lambda eye, row: row["action_id"] in eye.actions),
    **dict.fromkeys(("absence_report_change", "absence_pass"), officer),
    "absence_import": loads,
    **dict.fromkeys(("absence_import_piece", "absence_import_error"), of_import),
    "absence_report": either(officer, with_its_check),
    "return_check": both(of_its_school, by("handed_in_by_id"), when(lambda row: row["handed_in_at"] == NOW)),
    "departure_notice": both(officer, by("entered_by_id"), when(lambda row: row["received_at"] == NOW)),
    "report_snapshot": counts,
    "text_guard_count": here,
    "protocol_content": here,
    "absence_status_file": both(officer, by("made_by_id")),
    "school_leave": both(officer, of_report, by("noted_by_id")),
    "official_report": own_official,
    "official_step": both(by("by_id"), of_official),
    "own_protocol": both(
        only(Role.ADMIN, Role.PROCESS_DIRECTOR), by("proposed_by_id"), when(lambda row: row["approved_at"] is None)
    ),
    "protocol_run": starts_run,
    "run_event": both(by("by_id"), of_run),
    "decision_ask": both(by("asked_by_id"), of_run, when(lambda row: row["answered_at"] is None)),
    "mandate": both(admin, by("set_by_id")),
    "clock_said": of_run,
    "message": nobody,
    **dict.fromkeys(("message_preference", "calendar_feed"), own),
}

# What may be changed and deleted, were it only known. In practice one reads it first, so both hold: see READ.
CHANGE: dict[str, Rule] = {
    **dict.fromkeys(CASE_CHILD, in_case),
    "joint_decision": either(in_case, asked_together),
    **dict.fromkeys(("safety_plan", "safety_rule", "flight_risk", "residence"), in_case),
    **dict.fromkeys(("contact_wish", "interpreter_need"), at_home),
    "letter": either(at_home, letter_of_report),
    "transfer": of_file,
    "running_matter": both(by("coordinator_id"), when(lambda row: row["ends_on"] >= TODAY)),
    "transfer_offer": offered,
    **dict.fromkeys(("exchange_key", "exchange_peer"), admin),
    "municipality": lambda eye, row: row["id"] == eye.home and eye.has(Role.ADMIN),
    **dict.fromkeys(("organisation", "team", "membership", "invitation", "safety_roster"), admin),
    "draft": own,
    "signal": READ["signal"],
    "signal_person": of_signal,
    "signal_receipt": lambda eye, row: here(eye, row) and row["signal_ref"] in eye.signals,
    "decision": case_or_signal,
    "second_reading": by("reader_id"),
    "signal_case_link": case_or_signal,
    "hidden_match": in_case,
    "named_reader": either(in_case, lambda eye, row: here(eye, row) and row["signal_id"] in named_signals(eye)),
    "case_file": READ["case_file"],
    "last_look": own,
    "action": READ["action"],
    "action_share": in_case,
    "bottleneck": in_case,
    "absence_import": loads,
    "absence_report": officer,
    "report_snapshot": counts,
    "text_guard_count": here,
    **dict.fromkeys(("message", "message_preference", "calendar_feed"), own),
    "mandate": admin,
    "own_protocol": only(Role.ADMIN, Role.PROCESS_DIRECTOR),
    "official_report": own_official,
    "protocol_run": run,
}

DELETE: dict[str, Rule] = {
    **dict.fromkeys(("contact_wish", "contact_moment", "letter"), put_in_by_mistake),
    **dict.fromkeys(("safety_rule", "safety_word", "flight_risk", "residence"), put_in_by_mistake),
    "interpreter_need": in_case,
    "family_block": own,
    "family_block_key": own,
    "form_receipt": own,
    "draft": own,
    "match_key": case_or_signal,
    "safety_roster": admin,
    "goal_person": in_case,
    "absence_import_piece": of_import,
}
