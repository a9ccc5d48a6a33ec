"""What whoever decides at a rung stands on: their own questions, and one way to answer them. Same rules as in functions.py.

An alderman, a mayor or a process director who is asked has no way into the case (decision 13). They get the question, the
steps that were taken without a word of anybody, and the answer goes in here.
"""

from __future__ import annotations

MOVES = """coalesce((
      SELECT jsonb_agg(jsonb_build_object('kind', e.kind, 'step', e.step, 'at', e.at, 'on', e."on",
                                          'leads_to', e.leads_to, 'until', e.until, 'facts', e.facts,
                                          'left_content_id', e.left_content_id) ORDER BY e.seq)
      FROM run_event e WHERE e.run_id = r.id), '[]'::jsonb)"""
"""What moved a run, and no word of anybody."""

_OPEN = (
    "a.answered_at IS NULL AND r.ended_at IS NULL AND c.closed_at IS NULL AND m.ended_at IS NULL"
    " AND m.since <= app_today() AND m.until >= app_today()"
    " AND NOT EXISTS (SELECT 1 FROM decision_ask later WHERE later.run_id = a.run_id AND later.step = a.step"
    " AND later.asked_at > a.asked_at)"
)
_MINE = (
    "a.municipality_id = app_municipality() AND m.member_id = app_membership() AND NOT r.heightened AND NOT c.heightened"
    " AND c.ends_on >= app_today() AND app_case_reader(c.id, app_membership())"
)
_FROM = (
    "decision_ask a JOIN mandate m ON m.id = a.mandate_id JOIN protocol_run r ON r.id = a.run_id"
    " JOIN case_file c ON c.id = r.case_id"
)

DECISIONS: dict[str, tuple[str, str]] = {
    "app_my_asks()": (
        "the decisions that were asked of the member by name under a mandate, and what they answered: the question, where "
        "the run stands, no word of anybody else and nothing of heightened safety or of one's own family",
        f"""
CREATE FUNCTION app_my_asks()
RETURNS TABLE (ask uuid, waits boolean, step text, tried text, blocks text, asked text, legal text, identity text,
               letter_on date, asked_at timestamptz, asker uuid, asked_by text, power text, powers text[], basis text,
               power_until date, decider text, answer text, answered_at timestamptz, words text, content uuid,
               started_on date, version integer, case_ref uuid, run_ref uuid, events jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id, {_OPEN}, a.step::text, a.tried, a.blocks, a.asked, a.legal, a.identity, a.letter_on, a.asked_at, a.asked_by_id,
    p.display_name || ', ' || lower(p.function), m.words::text, m.powers::text[], m.basis::text, m.until, m.decider::text,
    a.answer::text, a.answered_at, a.words, r.content_id, r.started_on, r.version, r.case_id, r.id, {MOVES}
  FROM {_FROM} JOIN membership p ON p.id = a.asked_by_id
  WHERE {_MINE} AND (a.answered_at IS NOT NULL OR ({_OPEN})) ORDER BY a.asked_at, a.id
$$;""",
    ),
    "app_answer_ask(uuid,integer,text,text,jsonb,jsonb,timestamp with time zone)": (
        "writes the answer of the decider that was asked by name: a step of the run when it was decided, nothing of the run "
        "when it was given back; says whether it was still theirs to answer and the run had not changed",
        f"""
CREATE FUNCTION app_answer_ask(wanted uuid, expected integer, said text, why text, event jsonb, spoken jsonb,
                               again timestamp with time zone)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_run uuid; taken text;
BEGIN
  SELECT r.id, a.step INTO found_run, taken FROM {_FROM}
    WHERE a.id = wanted AND {_MINE} AND {_OPEN} AND r.version = expected FOR UPDATE OF r, a;
  IF found_run IS NULL OR said NOT IN ('decided', 'returned') OR (said = 'decided') <> (event IS NOT NULL) THEN
    RETURN false;
  END IF;
  UPDATE decision_ask SET answer = said, words = why, answered_at = app_now() WHERE id = wanted;
  IF event IS NULL THEN RETURN true; END IF;
  INSERT INTO clock_said (id, municipality_id, run_id, step, last_day, word, raised, from_before, said_at, told_at)
    SELECT gen_random_uuid(), app_municipality(), found_run, s.step, s.last_day, s.word, s.raised, false, app_now(), app_now()
    FROM jsonb_to_recordset(spoken) AS s(step text, last_day date, word text, raised boolean)
    ON CONFLICT (run_id, step, last_day, word) DO NOTHING;
  INSERT INTO run_event (id, municipality_id, run_id, seq, kind, step, at, "on", by_id, reason, evidence, leads_to, facts)
    SELECT gen_random_uuid(), app_municipality(), found_run,
      (SELECT coalesce(max(e.seq), 0) + 1 FROM run_event e WHERE e.run_id = found_run), 'taken', taken, app_now(),
      app_today(), app_membership(), why, event -> 'evidence', '{{}}', event -> 'facts';
  UPDATE protocol_run SET version = version + 1, look_again_at = again WHERE id = found_run;
  RETURN true;
END $$;""",
    ),
    "app_ladder_board()": (
        "where the ladder between organisations stands, for who directs the work between them, and for a team lead that of the "
        "own team: rung, days, and what was asked without names; no case, no person, nothing of heightened safety",
        f"""
CREATE FUNCTION app_ladder_board()
RETURNS TABLE (run uuid, content uuid, started_on date, asked text, decider text, events jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.id, r.content_id, r.started_on, q.asked, q.decider, {MOVES}
  FROM protocol_run r JOIN case_file c ON c.id = r.case_id JOIN membership k ON k.id = c.coordinator_id
  LEFT JOIN LATERAL (SELECT a.asked, m.decider::text AS decider FROM decision_ask a JOIN mandate m ON m.id = a.mandate_id
    WHERE a.run_id = r.id AND a.identity = '' AND {_OPEN} ORDER BY a.asked_at DESC LIMIT 1) q ON true
  WHERE r.municipality_id = app_municipality() AND r.protocol = 'process_ladder' AND r.ended_at IS NULL
    AND NOT r.heightened AND NOT c.heightened AND c.closed_at IS NULL AND c.ends_on >= app_today()
    AND app_case_reader(c.id, app_membership())
    AND (app_has('process_director') OR (app_has('team_lead') AND k.team_id =
         (SELECT me.team_id FROM membership me WHERE me.id = app_membership())))
  ORDER BY r.started_on, r.id
$$;""",
    ),
    "app_safety_counts()": (
        "how many children stand at each rung of the safety ladder, for who directs the work between organisations, and for a "
        "team lead those of the own team: a number for each rung; no run, no case, no person, no day, nothing of heightened "
        "safety or of one's own family",
        """
CREATE FUNCTION app_safety_counts()
RETURNS TABLE (step text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.step::text, count(*)
  FROM protocol_run r JOIN case_file c ON c.id = r.case_id JOIN membership k ON k.id = c.coordinator_id
  JOIN LATERAL (SELECT e.step FROM run_event e WHERE e.run_id = r.id AND e.kind = 'taken'
    ORDER BY e."on" DESC, e.seq DESC LIMIT 1) t ON true
  WHERE r.municipality_id = app_municipality() AND r.protocol = 'safety_ladder' AND r.ended_at IS NULL
    AND NOT r.heightened AND NOT c.heightened AND c.closed_at IS NULL AND c.ends_on >= app_today()
    AND app_case_reader(c.id, app_membership())
    AND (app_has('process_director') OR (app_has('team_lead') AND k.team_id =
         (SELECT me.team_id FROM membership me WHERE me.id = app_membership())))
  GROUP BY t.step
$$;""",
    ),
}
