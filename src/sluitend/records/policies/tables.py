"""For every table: who may read, add and change a row, as SQL over the settings of the transaction."""

from __future__ import annotations

from dataclasses import dataclass

HERE = "municipality_id = (SELECT app_municipality())"
IN_CASE = f"{HERE} AND case_id = ANY ((SELECT app_cases())::uuid[])"
OPENS = f"{HERE} AND (case_id = ANY ((SELECT app_cases())::uuid[]) OR case_id = ANY ((SELECT app_opening())::uuid[]))"
OWN = f"{HERE} AND membership_id = (SELECT app_membership())"


def has(*roles: str) -> str:
    """SQL: the viewer has one of these roles."""
    wanted = ", ".join(f"'{role}'" for role in roles)
    return f"(SELECT app_has({wanted}))"


SIGNAL = (
    f"{HERE} AND ends_on >= (SELECT app_today()) AND id <> ALL ((SELECT app_blocked_signals())::uuid[]) AND ("
    f"(NOT heightened AND {has('intake')}) OR id = ANY ((SELECT app_signals())::uuid[]))"
)
OF_SIGNAL = f"{HERE} AND EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_id)"
HANDS_IN = f"{HERE} AND (signal_id = ANY ((SELECT app_handing_in())::uuid[]) OR EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_id))"


@dataclass(frozen=True, slots=True)
class Policy:
    """read: rows that can be seen. add: rows that can be inserted. change: rows that can be updated (and after what).

    delete is left out unless somebody needs it. Empty means nobody through the web or worker role.
    """

    read: str
    add: str = ""
    change: str = ""
    change_to: str = ""
    delete: str = ""


CASE_CHILD = Policy(read=IN_CASE, add=OPENS, change=IN_CASE)
SIGNAL_CHILD = Policy(read=OF_SIGNAL, add=HANDS_IN, change=OF_SIGNAL)
CASE_OR_SIGNAL = (
    f"{HERE} AND ((case_id IS NOT NULL AND case_id = ANY ((SELECT app_cases())::uuid[])) OR "
    "(signal_id IS NOT NULL AND EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_id)))"
)
SHARED = f"{HERE} AND {{column}} IN (SELECT unnest(app_shared_actions()))"  # hashed: an organisation may have many
ADMIN = f"{HERE} AND {has('admin')}"
OFFICER = f"{HERE} AND {has('attendance')}"
# A school hands in for itself, and what it hands in at this very moment brings in the reports that belong to it.
ITS_SCHOOL = f"{HERE} AND {has('partner')} AND organisation_id = (SELECT app_organisation())"
WITH_CHECK = (
    f"{HERE} AND received_at = (SELECT app_now()) AND EXISTS (SELECT 1 FROM return_check r"
    " WHERE r.id = return_check_id AND r.handed_in_by_id = (SELECT app_membership()) AND r.handed_in_at = (SELECT app_now()))"
)
OF_REPORT = "EXISTS (SELECT 1 FROM absence_report a WHERE a.id = report_id)"
OF_DEPARTURE = "EXISTS (SELECT 1 FROM departure_notice d WHERE d.id = departure_id)"
BOA = f"{HERE} AND {has('attendance_boa')} AND officer_id = (SELECT app_membership()) AND {OF_REPORT}"
OF_OFFICIAL = f"{HERE} AND EXISTS (SELECT 1 FROM official_report o WHERE o.id = official_id)"
NAMED_FOR_RUN = (
    "(NOT heightened OR EXISTS (SELECT 1 FROM named_reader n WHERE n.case_id = protocol_run.case_id"
    " AND n.membership_id = (SELECT app_membership()) AND n.since <= (SELECT app_today())"
    " AND n.until >= (SELECT app_today())))"
)
RUN = (
    f"{HERE} AND ({OF_REPORT} OR {OF_DEPARTURE} OR (case_id = ANY ((SELECT app_cases())::uuid[]) AND {NAMED_FOR_RUN}))"
)
STARTS_RUN = (
    f"{HERE} AND started_by_id = (SELECT app_membership()) AND ({OF_REPORT} OR {OF_DEPARTURE}"
    f" OR ((case_id = ANY ((SELECT app_cases())::uuid[])"
    f" OR case_id = ANY ((SELECT app_opening())::uuid[])) AND {NAMED_FOR_RUN}))"
)
OF_RUN = f"{HERE} AND EXISTS (SELECT 1 FROM protocol_run r WHERE r.id = run_id)"

# Under heightened safety nothing goes home, so nothing about that can be written, whatever the program asks.
SAFE_AT_HOME = "NOT EXISTS (SELECT 1 FROM case_file c WHERE c.id = case_id AND c.heightened)"
HOME = f"{IN_CASE} AND {SAFE_AT_HOME}"
# What was kept about somebody who was put in a case by mistake goes at once.
BY_MISTAKE = f"{IN_CASE} AND EXISTS (SELECT 1 FROM case_person p WHERE p.id = person_id AND p.taken_out_at IS NOT NULL)"
# A person is read only in a case of theirs, so this asks that as well.
TAKEN_OUT = f"{HERE} AND EXISTS (SELECT 1 FROM case_person p WHERE p.id = person_id AND p.taken_out_at IS NOT NULL)"
LETTER = f"({IN_CASE}) OR (report_id IS NOT NULL AND {OFFICER} AND {OF_REPORT})"
LETTER_HOME = f"({HOME}) OR (report_id IS NOT NULL AND {OFFICER} AND {OF_REPORT})"
# An offer of another municipality: for who may take it over; what it became, for who works in that.
TAKES_OVER = (
    f"((kind = 'report' AND {has('attendance')}) OR (kind = 'case' AND case_id IS NULL AND {has('coordinator', 'intake')})"
    " OR case_id = ANY ((SELECT app_cases())::uuid[]) OR answered_by_id = (SELECT app_membership()))"
)
OFFER = f"{HERE} AND ends_on >= (SELECT app_today()) AND {TAKES_OVER}"
EXCHANGES = f"{HERE} AND {has('admin', 'coordinator', 'intake', 'attendance')}"

# A file of running matters is for intake, any other for attendance officers.
LOADS = f"{HERE} AND CASE about WHEN 'running' THEN {has('intake')} ELSE {has('attendance')} END"
OF_IMPORT = f"{HERE} AND EXISTS (SELECT 1 FROM absence_import i WHERE i.id = batch_id)"
# A matter that ran before: whose it is and who entered it; what waits, also intake.
ON_ROSTER = (
    "EXISTS (SELECT 1 FROM safety_roster o WHERE o.membership_id = (SELECT app_membership())"
    " AND o.since <= (SELECT app_today()) AND (o.until IS NULL OR o.until >= (SELECT app_today())))"
)
MATTER = (
    f"{HERE} AND (case_id IS NOT NULL OR ends_on >= (SELECT app_today())) AND (coordinator_id = (SELECT app_membership())"
    f" OR entered_by_id = (SELECT app_membership()) OR (NOT heightened AND answer = '' AND {has('intake')}))"
)

TABLES: dict[str, Policy] = {
    "municipality": Policy(
        read="id = (SELECT app_municipality())", change=f"id = (SELECT app_municipality()) AND {has('admin')}"
    ),
    "organisation": Policy(read=HERE, add=ADMIN, change=ADMIN),
    "team": Policy(read=HERE, add=ADMIN, change=ADMIN),
    "membership": Policy(
        read=f"user_id = (SELECT app_user_id()) OR {HERE}",
        add=ADMIN,
        change=ADMIN,
    ),
    "invitation": Policy(read=ADMIN, add=ADMIN, change=ADMIN),
    "family_block": Policy(read=OWN, add=OWN, delete=OWN),
    "family_block_key": Policy(read=OWN, add=OWN, delete=OWN),
    "audit_event": Policy(
        read=f"{HERE} AND ({has('privacy_officer', 'dpo')} OR (kind = 'write' AND case_id = ANY ((SELECT app_cases())::uuid[])))",
        add=HERE,
    ),
    "form_receipt": Policy(read=OWN, add=OWN, delete=OWN),
    "draft": Policy(read=f"{OWN} AND expires_at > (SELECT app_now())", add=OWN, change=OWN, delete=OWN),
    "outside_report": Policy(
        read=f"{HERE} AND (noted_by_id = (SELECT app_membership()) OR {has('intake', 'code_officer')})",
        add=f"{HERE} AND noted_by_id = (SELECT app_membership())",
    ),
    "signal": Policy(
        read=SIGNAL,
        add=f"{HERE} AND entered_by_id = (SELECT app_membership()) AND received_at = (SELECT app_now())",
        change=SIGNAL,
        change_to=HERE,
    ),
    "signal_person": SIGNAL_CHILD,
    "signal_receipt": Policy(
        read=f"({OWN} AND expires_on >= (SELECT app_today())) OR ({HERE} AND EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_ref))",
        add=f"{HERE} AND membership_id = (SELECT app_membership())",
        change=f"{HERE} AND EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_ref)",
    ),
    "decision": Policy(
        read=f"{CASE_OR_SIGNAL} OR ({HERE} AND case_id = ANY ((SELECT app_opening())::uuid[]))",
        add=f"{HERE} AND decided_by_id = (SELECT app_membership())",
        change=CASE_OR_SIGNAL,
    ),
    "criterion_fact": Policy(
        read=f"{HERE} AND EXISTS (SELECT 1 FROM decision d WHERE d.id = decision_id)",
        add=f"{HERE} AND EXISTS (SELECT 1 FROM decision d WHERE d.id = decision_id)",
    ),
    "second_reading": Policy(
        read=f"{HERE} AND (reader_id = (SELECT app_membership()) OR EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_id))",
        add=f"{OF_SIGNAL} AND asked_by_id = (SELECT app_membership())"
        f" AND {has('intake', 'protocol_coordinator', 'code_officer')}",
        change=f"{HERE} AND reader_id = (SELECT app_membership())",
    ),
    "signal_case_link": Policy(
        read=f"{HERE} AND (case_id = ANY ((SELECT app_cases())::uuid[]) OR EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_id))",
        add=OF_SIGNAL,
        change=f"{HERE} AND (case_id = ANY ((SELECT app_cases())::uuid[]) OR EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_id))",
    ),
    "match_key": Policy(
        read=CASE_OR_SIGNAL,
        add=f"{HERE} AND (signal_id = ANY ((SELECT app_handing_in())::uuid[]) OR case_id = ANY ((SELECT app_opening())::uuid[])"
        f" OR ({CASE_OR_SIGNAL}))",
        delete=CASE_OR_SIGNAL,
    ),
    "hidden_match": Policy(read=IN_CASE, change=IN_CASE),
    "safety_roster": Policy(read=HERE, add=ADMIN, change=ADMIN, delete=ADMIN),
    "named_reader": Policy(
        read=f"{HERE} AND (membership_id = (SELECT app_membership()) OR case_id = ANY ((SELECT app_cases())::uuid[])"
        " OR signal_id = ANY ((SELECT app_signals())::uuid[]))",
        add=f"{HERE} AND (signal_id = ANY ((SELECT app_handing_in())::uuid[]) OR signal_id = ANY ((SELECT app_signals())::uuid[])"
        " OR case_id = ANY ((SELECT app_opening())::uuid[]) OR case_id = ANY ((SELECT app_cases())::uuid[])"
        " OR EXISTS (SELECT 1 FROM signal s WHERE s.id = signal_id))",
        change=f"{HERE} AND (case_id = ANY ((SELECT app_cases())::uuid[]) OR signal_id = ANY ((SELECT app_signals())::uuid[]))",
    ),
    "case_file": Policy(
        read=f"{HERE} AND id = ANY ((SELECT app_cases())::uuid[])",
        add=f"{HERE} AND opened_by_id = (SELECT app_membership()) AND opened_at = (SELECT app_now())"
        f" AND {has('intake', 'coordinator', 'protocol_coordinator', 'code_officer')}",
        change=f"{HERE} AND id = ANY ((SELECT app_cases())::uuid[])",
        change_to=HERE,
    ),
    "team_seat": CASE_CHILD,
    "household": CASE_CHILD,
    "case_person": CASE_CHILD,
    "household_member": CASE_CHILD,
    "parental_authority": CASE_CHILD,
    "informing": CASE_CHILD,
    "joint_decision": Policy(
        read=f"({IN_CASE}) OR ({HERE} AND id = ANY ((SELECT app_asked_ids())::uuid[]))",
        add=f"{IN_CASE} AND asked_by_id = (SELECT app_membership())",
        change=f"({IN_CASE}) OR ({HERE} AND id = ANY ((SELECT app_asked_ids())::uuid[]))",
        change_to=HERE,
    ),
    "supporter": CASE_CHILD,
    "contact_wish": Policy(read=IN_CASE, add=HOME, change=HOME, delete=BY_MISTAKE),
    "contact_moment": Policy(
        read=IN_CASE, add=f"{HOME} AND noted_by_id = (SELECT app_membership())", delete=BY_MISTAKE
    ),
    "interpreter_need": Policy(read=IN_CASE, add=HOME, change=HOME, delete=IN_CASE),
    "letter": Policy(
        read=LETTER,
        add=f"({LETTER_HOME}) AND written_by_id = (SELECT app_membership())",
        change=LETTER_HOME,
        delete=BY_MISTAKE,
    ),
    "safety_plan": Policy(read=IN_CASE, add=IN_CASE, change=IN_CASE),
    "safety_rule": Policy(
        read=IN_CASE, add=f"{IN_CASE} AND added_by_id = (SELECT app_membership())", change=IN_CASE, delete=TAKEN_OUT
    ),
    "safety_word": Policy(read=IN_CASE, add=f"{IN_CASE} AND noted_by_id = (SELECT app_membership())", delete=TAKEN_OUT),
    "flight_risk": Policy(read=IN_CASE, add=IN_CASE, change=IN_CASE, delete=TAKEN_OUT),
    "residence": Policy(read=IN_CASE, add=IN_CASE, change=IN_CASE, delete=TAKEN_OUT),
    "case_change": Policy(read=IN_CASE, add=OPENS),
    "note": CASE_CHILD,
    "last_look": Policy(read=OWN, add=OWN, change=OWN),
    "evaluation": CASE_CHILD,
    "after_care": CASE_CHILD,
    "handover": Policy(
        read=IN_CASE,
        add=f"{HERE} AND decided_by_id = (SELECT app_membership()) AND ({has('team_lead')} OR case_id = ANY ((SELECT app_cases())::uuid[]))",
    ),
    "plan": CASE_CHILD,
    "open_domain": CASE_CHILD,
    "domain_level": CASE_CHILD,
    "goal": CASE_CHILD,
    "goal_person": Policy(read=IN_CASE, add=OPENS, delete=IN_CASE),
    "child_voice": CASE_CHILD,
    "agreement": CASE_CHILD,
    "consent": CASE_CHILD,
    "consent_asked": CASE_CHILD,
    "action": Policy(
        read=f"({IN_CASE}) OR ({SHARED.format(column='id')})",
        add=OPENS,
        change=f"({IN_CASE}) OR ({SHARED.format(column='id')})",
        change_to=f"({IN_CASE}) OR ({SHARED.format(column='id')}"
        " AND outward AND organisation_id = (SELECT app_organisation()))",
    ),
    "action_share": Policy(
        read=f"({IN_CASE}) OR ({SHARED.format(column='action_id')} AND organisation_id = (SELECT app_organisation())"
        " AND ended_at IS NULL AND until >= (SELECT app_today()))",
        add=OPENS,
        change=IN_CASE,
    ),
    "action_step": Policy(
        read=f"({IN_CASE}) OR ({SHARED.format(column='action_id')} AND organisation_id = (SELECT app_organisation()))",
        add=f"{HERE} AND by_id = (SELECT app_membership()) AND EXISTS (SELECT 1 FROM action a WHERE a.id = action_id)",
    ),
    "bottleneck": Policy(
        read=IN_CASE,
        add=f"{HERE} AND raised_by_id = (SELECT app_membership()) AND EXISTS (SELECT 1 FROM action a WHERE a.id = action_id)",
        change=IN_CASE,
    ),
    "absence_import": Policy(read=LOADS, add=LOADS, change=LOADS),
    "absence_import_piece": Policy(read=OF_IMPORT, add=OF_IMPORT, delete=OF_IMPORT),
    "absence_import_error": Policy(read=OF_IMPORT, add=OF_IMPORT),
    "absence_report": Policy(
        read=f"{OFFICER} AND ends_on >= (SELECT app_today())", add=f"({OFFICER}) OR ({WITH_CHECK})", change=OFFICER
    ),
    "return_check": Policy(
        read=f"({OFFICER}) OR ({ITS_SCHOOL})",
        add=f"{ITS_SCHOOL} AND handed_in_by_id = (SELECT app_membership()) AND handed_in_at = (SELECT app_now())",
    ),
    "absence_report_change": Policy(read=OFFICER, add=OFFICER),
    "absence_status_file": Policy(read=OFFICER, add=f"{OFFICER} AND made_by_id = (SELECT app_membership())"),
    "absence_pass": Policy(read=OFFICER, add=OFFICER),
    # What came in stays as it came in: nobody changes it.
    "departure_notice": Policy(
        read=f"{OFFICER} AND ends_on >= (SELECT app_today())",
        add=f"{OFFICER} AND entered_by_id = (SELECT app_membership()) AND received_at = (SELECT app_now())",
    ),
    # Who sees the report is an attendance officer already.
    "school_leave": Policy(
        read=f"{HERE} AND {OF_REPORT}",
        add=f"{HERE} AND {OF_REPORT} AND noted_by_id = (SELECT app_membership())",
    ),
    # A colleague takes one over through app_take_over_official, and reads it only then.
    "official_report": Policy(read=BOA, add=BOA, change=BOA),
    "official_step": Policy(read=OF_OFFICIAL, add=f"{OF_OFFICIAL} AND by_id = (SELECT app_membership())"),
    "own_protocol": Policy(
        read=HERE,
        add=f"{HERE} AND {has('admin', 'process_director')} AND proposed_by_id = (SELECT app_membership())"
        " AND approved_at IS NULL",
        change=f"{HERE} AND {has('admin', 'process_director')}",
    ),
    "protocol_content": Policy(read=HERE, add=HERE),
    "mandate": Policy(read=HERE, add=f"{ADMIN} AND set_by_id = (SELECT app_membership())", change=ADMIN),
    # Who was asked reads and answers through app_my_asks and app_answer_ask: they see no run.
    "decision_ask": Policy(
        read=OF_RUN, add=f"{OF_RUN} AND asked_by_id = (SELECT app_membership()) AND answered_at IS NULL"
    ),
    "protocol_run": Policy(read=RUN, add=STARTS_RUN, change=RUN),
    "run_event": Policy(read=OF_RUN, add=f"{OF_RUN} AND by_id = (SELECT app_membership())"),
    "clock_said": Policy(read=OF_RUN, add=OF_RUN),
    # Under heightened safety whoever took in the rest does not see it.
    "running_matter": Policy(
        read=MATTER,
        add=f"{HERE} AND entered_by_id = (SELECT app_membership()) AND entered_at = (SELECT app_now()) AND answer = ''"
        f" AND ((NOT heightened AND {has('intake', 'coordinator')}) OR (heightened AND {ON_ROSTER}))",
        change=f"{HERE} AND coordinator_id = (SELECT app_membership()) AND ends_on >= (SELECT app_today())",
    ),
    # Of heightened safety nothing goes to another municipality: neither rule holds then. What lies there is taken back.
    "transfer": Policy(
        read=LETTER, add=f"({LETTER_HOME}) AND laid_out_by_id = (SELECT app_membership())", change=LETTER
    ),
    "transfer_offer": Policy(
        read=OFFER,
        add=f"{HERE} AND received_by_id = (SELECT app_membership()) AND case_id IS NULL AND ((kind = 'report' AND"
        f" {has('attendance')}) OR (kind = 'case' AND {has('coordinator', 'intake')}))",
        change=OFFER,
    ),
    "exchange_key": Policy(read=EXCHANGES, add=f"{ADMIN} AND made_by_id = (SELECT app_membership())", change=ADMIN),
    "exchange_peer": Policy(
        read=EXCHANGES,
        add=f"{ADMIN} AND entered_by_id = (SELECT app_membership()) AND confirmed_at IS NULL",
        change=ADMIN,
    ),
    "destruction": Policy(
        read=f"{HERE} AND {has('privacy_officer', 'admin', 'dpo')}",
        add=f"{HERE} AND {has('privacy_officer')} AND proposed_by_id = (SELECT app_membership())"
        " AND proposed_at = (SELECT app_now()) AND confirmed_at IS NULL AND refused_at IS NULL",
    ),
    "destruction_item": Policy(
        read=f"{HERE} AND {has('privacy_officer', 'admin', 'dpo')}",
        add=f"{HERE} AND {has('privacy_officer')} AND EXISTS (SELECT 1 FROM destruction d WHERE d.id = destruction_id"
        " AND d.proposed_by_id = (SELECT app_membership()) AND d.proposed_at = (SELECT app_now()))",
    ),
    "report_snapshot": Policy(
        read=f"{HERE} AND {has('programme_manager', 'admin', 'privacy_officer', 'dpo')}",
        add=f"{HERE} AND {has('programme_manager')}",
        change=f"{HERE} AND {has('programme_manager')}",
    ),
    "text_guard_count": Policy(read=f"{HERE}", add=HERE, change=HERE),
    # Nobody writes a message to another: app_tell does, and gives nothing back.
    "message": Policy(read=OWN, change=OWN),
    "message_preference": Policy(read=OWN, add=OWN, change=OWN),
    "calendar_feed": Policy(read=OWN, add=OWN, change=OWN),
}

OPEN_TABLES: dict[str, str] = {
    "app_user": "signing in happens before anybody is known; holds staff logins, no family",
    "demo_marker": "one row that says the demo wrote this database",
    "key_mark": "marks by which the key file is recognised before anybody is known; no key, nothing about anyone",
    "django_migrations": "which migrations ran",
    "django_content_type": "names of tables",
    "django_session": "sessions are read before anybody is known; the key is the secret",
    "sluitend_cache": "counters of sign-in attempts",
    "auth_permission": "unused names of the framework",
    "auth_group": "unused, empty",
    "auth_group_permissions": "unused, empty",
    "account_emailaddress": "sign-in happens before anybody is known",
    "account_emailconfirmation": "unused: there is no sign-up",
    "mfa_authenticator": "second factor is checked before a membership is chosen",
    "procrastinate_jobs": "ids of work to do, never content",
    "procrastinate_events": "when work was done",
    "procrastinate_periodic_defers": "when periodic work was last put off",
    "procrastinate_workers": "which workers live",
}
