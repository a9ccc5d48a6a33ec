"""Definer functions that destroy what ended (F.12, F.14). Same rules as in functions.py.

What is on the list is closed for everybody, so no policy lets anybody touch it: it goes through here or not at all. The
function itself demands two people. Decision 0009 says why it is a function and no role of its own.
"""

from __future__ import annotations

OF_CASE = (
    "running_matter", "transfer", "transfer_offer", "decision_ask", "clock_said", "run_event", "protocol_run", "action_step", "action_share",
    "bottleneck", "action", "agreement", "after_care", "case_change", "child_voice", "consent_asked", "domain_level", "goal_person", "goal", "open_domain",
    "consent", "evaluation", "handover", "hidden_match", "household_member", "household", "joint_decision", "informing",
    "last_look", "match_key", "named_reader", "note", "parental_authority", "plan", "signal_case_link", "supporter",
    "team_seat", "safety_word", "safety_rule", "safety_plan", "flight_risk", "residence", "letter", "contact_moment", "contact_wish", "interpreter_need", "criterion_fact", "decision",
    "case_person", "message", "draft",
)  # fmt: skip
"""Every table that holds something of a case. A test looks that none is left out."""

OF_SIGNAL = (
    "criterion_fact", "decision", "second_reading", "signal_case_link", "hidden_match", "match_key", "named_reader",
    "signal_receipt", "signal_person", "message", "draft",
)  # fmt: skip
"""Every table that holds something of a signal."""

OF_ABSENCE = (
    "transfer", "transfer_offer", "letter", "decision_ask", "clock_said", "run_event", "protocol_run", "absence_report_change",
    "absence_pass", "official_step", "official_report", "school_leave",
)  # fmt: skip
"""Every table that holds something of an absence report."""

OF_DEPARTURE = ("clock_said", "run_event", "protocol_run")
"""Every table that holds something of a notice of departure."""

_WHERE = {
    "case": {
        "criterion_fact": "decision_id IN (SELECT d.id FROM decision d WHERE d.case_id = ANY (cases))",
        "message": "case_ref = ANY (cases)",
        "draft": "about = ANY (cases)",
        "run_event": "run_id IN (SELECT r.id FROM protocol_run r WHERE r.case_id = ANY (cases))",
        "clock_said": "run_id IN (SELECT r.id FROM protocol_run r WHERE r.case_id = ANY (cases))",
        "decision_ask": "run_id IN (SELECT r.id FROM protocol_run r WHERE r.case_id = ANY (cases))",
    },
    "signal": {
        "criterion_fact": "decision_id IN (SELECT d.id FROM decision d WHERE d.signal_id = ANY (signals))",
        "message": "signal_ref = ANY (signals)",
        "draft": "about = ANY (signals)",
        "signal_receipt": "signal_ref = ANY (signals)",
    },
    "report": {
        "run_event": "run_id IN (SELECT r.id FROM protocol_run r WHERE r.report_id = ANY (reports))",
        "clock_said": "run_id IN (SELECT r.id FROM protocol_run r WHERE r.report_id = ANY (reports))",
        "decision_ask": "run_id IN (SELECT r.id FROM protocol_run r WHERE r.report_id = ANY (reports))",
        "official_step": "official_id IN (SELECT o.id FROM official_report o WHERE o.report_id = ANY (reports))",
    },
    "departure": {
        "run_event": "run_id IN (SELECT r.id FROM protocol_run r WHERE r.departure_id = ANY (departures))",
        "clock_said": "run_id IN (SELECT r.id FROM protocol_run r WHERE r.departure_id = ANY (departures))",
    },
}


def _deletes(of: str, tables: tuple[str, ...]) -> str:
    known = _WHERE[of]
    return "\n".join(f"  DELETE FROM {t} WHERE {known.get(t, f'{of}_id = ANY ({of}s)')};" for t in tables)


_LISTED = """
  SELECT CASE WHEN s.status = 'ended' THEN 'signal_refused' ELSE 'signal_taken' END AS kind, s.id, s.number::text AS number,
    (s.received_at AT TIME ZONE 'Europe/Amsterdam')::date AS begun_on, s.ends_on FROM signal s
    WHERE s.municipality_id = app_municipality() AND s.ends_on < app_today()
  UNION ALL
  SELECT 'case', c.id, c.number::text, (c.opened_at AT TIME ZONE 'Europe/Amsterdam')::date, c.ends_on FROM case_file c
    WHERE c.municipality_id = app_municipality() AND c.ends_on < app_today()
  UNION ALL
  SELECT 'absence', a.id, a.melding_id::text, (a.received_at AT TIME ZONE 'Europe/Amsterdam')::date, a.ends_on
    FROM absence_report a WHERE a.municipality_id = app_municipality() AND a.ends_on < app_today()
  UNION ALL
  SELECT 'departure', d.id, d.reference::text, (d.received_at AT TIME ZONE 'Europe/Amsterdam')::date, d.ends_on
    FROM departure_notice d WHERE d.municipality_id = app_municipality() AND d.ends_on < app_today()
"""

ERASING: dict[str, tuple[str, str]] = {
    "app_destruction_list()": (
        "what is past its end date and closed for everybody: class, number and dates for the privacy officer, no content; "
        "what lies in a proposal already is left out",
        f"""
CREATE FUNCTION app_destruction_list()
RETURNS TABLE (kind text, object_id uuid, number text, begun_on date, ended_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT x.kind, x.id, x.number, x.begun_on, x.ends_on FROM ({_LISTED}) x
  WHERE app_has('privacy_officer') AND NOT EXISTS (SELECT 1 FROM destruction_item i WHERE i.object_ref = x.id)
  ORDER BY x.ends_on, x.id
$$;""",
    ),
    "app_destroy(uuid)": (
        "F.14: destroys what one person proposed when another person confirms it: row, history and drafts; only what ended, "
        "and says how many of each class; nothing when the two are one, or somebody was first",
        f"""
CREATE FUNCTION app_destroy(wanted uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE signals uuid[]; cases uuid[]; reports uuid[]; departures uuid[]; done jsonb;
BEGIN
  PERFORM 1 FROM destruction d JOIN membership p ON p.id = d.proposed_by_id JOIN membership c ON c.id = app_membership()
    WHERE d.id = wanted AND d.municipality_id = app_municipality() AND d.confirmed_at IS NULL AND d.refused_at IS NULL
      AND c.municipality_id = d.municipality_id AND c.user_id = app_user_id() AND c.user_id <> p.user_id AND c.id <> p.id
      AND c.roles && ARRAY['privacy_officer', 'admin']::varchar[] AND app_has('privacy_officer', 'admin')
    FOR UPDATE OF d;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT coalesce(array_agg(x.id) FILTER (WHERE x.kind LIKE 'signal%'), '{{}}'),
      coalesce(array_agg(x.id) FILTER (WHERE x.kind = 'case'), '{{}}'),
      coalesce(array_agg(x.id) FILTER (WHERE x.kind = 'absence'), '{{}}'),
      coalesce(array_agg(x.id) FILTER (WHERE x.kind = 'departure'), '{{}}') INTO signals, cases, reports, departures
    FROM ({_LISTED}) x JOIN destruction_item i ON i.object_ref = x.id WHERE i.destruction_id = wanted;
  SELECT coalesce(jsonb_object_agg(n.kind, n.number), '{{}}') INTO done FROM (
    SELECT i.kind, count(*) AS number FROM destruction_item i WHERE i.destruction_id = wanted
      AND i.object_ref = ANY (signals || cases || reports || departures) GROUP BY i.kind) n;
{_deletes("case", OF_CASE)}
{_deletes("signal", OF_SIGNAL)}
{_deletes("report", OF_ABSENCE)}
{_deletes("departure", OF_DEPARTURE)}
  UPDATE absence_pass SET signal_id = NULL WHERE signal_id = ANY (signals);
  DELETE FROM case_file WHERE id = ANY (cases);
  DELETE FROM signal WHERE id = ANY (signals);
  DELETE FROM absence_report WHERE id = ANY (reports);
  DELETE FROM departure_notice WHERE id = ANY (departures);
  DELETE FROM destruction_item WHERE destruction_id = wanted;
  UPDATE destruction SET confirmed_by_id = app_membership(), confirmed_at = app_now(), counts = done WHERE id = wanted;
  RETURN done;
END $$;""",
    ),
    "app_keep(uuid,text)": (
        "nothing of a proposal is destroyed after all: it goes back on the list, with who said no and why; says whether it "
        "was there",
        """
CREATE FUNCTION app_keep(wanted uuid, why text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE destruction SET refused_by_id = app_membership(), refused_at = app_now(), refused_words = why
    WHERE id = wanted AND municipality_id = app_municipality() AND confirmed_at IS NULL AND refused_at IS NULL
      AND app_has('privacy_officer', 'admin');
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM destruction_item WHERE destruction_id = wanted;
  RETURN true;
END $$;""",
    ),
}
