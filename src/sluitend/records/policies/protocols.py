"""What the scanner of clocks stands on: it has no viewer, so it asks the owner for the least it needs. Worker role alone."""

from __future__ import annotations

PROTOCOLS: dict[str, tuple[str, str]] = {
    "app_due_runs(timestamp with time zone,integer)": (
        "the runs of protocols whose clocks may say something new, held until the transaction ends, with what moved "
        "their clocks and no word of anybody; a scanner has no viewer",
        """
CREATE FUNCTION app_due_runs(moment timestamp with time zone, most integer)
RETURNS TABLE (run uuid, content uuid, started_on date, look_again_at timestamp with time zone, events jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT r.id, r.content_id, r.started_on, r.look_again_at FROM protocol_run r
    WHERE r.ended_at IS NULL AND r.look_again_at <= moment
    ORDER BY r.look_again_at, r.id LIMIT most FOR UPDATE SKIP LOCKED)
  SELECT d.id, d.content_id, d.started_on, d.look_again_at, coalesce((
      SELECT jsonb_agg(jsonb_build_object('kind', e.kind, 'step', e.step, 'at', e.at, 'on', e."on",
                                          'leads_to', e.leads_to, 'until', e.until, 'facts', e.facts,
                                          'left_content_id', e.left_content_id) ORDER BY e.seq)
      FROM run_event e WHERE e.run_id = d.id), '[]'::jsonb)
  FROM due d ORDER BY d.look_again_at, d.id;
END $$;""",
    ),
    "app_protocol_contents(uuid[])": (
        "versions of protocols for the scanner of clocks; content of the program, nothing about anybody",
        """
CREATE FUNCTION app_protocol_contents(wanted uuid[]) RETURNS TABLE (id uuid, content jsonb, school_region text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c.content, m.school_region::text
  FROM protocol_content c JOIN municipality m ON m.id = c.municipality_id WHERE c.id = ANY (wanted)
$$;""",
    ),
    "app_clocks_said(timestamp with time zone,jsonb)": (
        "writes what clocks said, each once, and when to look again, only where nobody changed the run meanwhile; gives "
        "how many were new",
        """
CREATE FUNCTION app_clocks_said(moment timestamp with time zone, batch jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE fresh bigint;
BEGIN
  INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, object_id, case_id, categories, fields,
                           purpose, ground, rule, outcome, reason_code, count, request_id)
    SELECT r.municipality_id, moment, 'system', 'protocol.clock', '', 'protocol_run', r.id, r.case_id, '{k19}',
           '{look_again_at}', 'p1', '', '', 'ok', '', jsonb_array_length(g.said), ''
    FROM jsonb_to_recordset(batch) AS g(run uuid, expected timestamp with time zone, said jsonb)
    JOIN protocol_run r ON r.id = g.run AND r.look_again_at = g.expected AND r.ended_at IS NULL;
  INSERT INTO clock_said (id, municipality_id, run_id, step, last_day, word, raised, from_before, said_at)
    SELECT gen_random_uuid(), r.municipality_id, r.id, s.step, s.last_day, s.word, s.raised, false, moment
    FROM jsonb_to_recordset(batch) AS g(run uuid, expected timestamp with time zone, said jsonb)
    JOIN protocol_run r ON r.id = g.run AND r.look_again_at = g.expected AND r.ended_at IS NULL
    CROSS JOIN LATERAL jsonb_to_recordset(g.said) AS s(step text, last_day date, word text, raised boolean)
    ON CONFLICT (run_id, step, last_day, word) DO NOTHING;
  GET DIAGNOSTICS fresh = ROW_COUNT;
  UPDATE protocol_run r SET look_again_at = g.again
    FROM jsonb_to_recordset(batch) AS g(run uuid, expected timestamp with time zone, again timestamp with time zone)
    WHERE r.id = g.run AND r.look_again_at = g.expected AND r.ended_at IS NULL;
  RETURN fresh;
END $$;""",
    ),
    "app_untold_clocks(integer)": (
        "what clocks said and nobody was told yet, with whose work the run is; no word of anybody, nothing of "
        "heightened safety",
        """
CREATE FUNCTION app_untold_clocks(most integer)
RETURNS TABLE (said uuid, word text, run uuid, case_id uuid, member uuid, municipality uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT s.id, s.word::text, r.id, r.case_id, coalesce(c.coordinator_id, a.officer_id, r.started_by_id), r.municipality_id
  FROM clock_said s JOIN protocol_run r ON r.id = s.run_id
  LEFT JOIN case_file c ON c.id = r.case_id LEFT JOIN absence_report a ON a.id = r.report_id
  WHERE s.told_at IS NULL AND NOT r.heightened AND NOT coalesce(c.heightened, false)
  ORDER BY s.said_at, s.id LIMIT most FOR UPDATE OF s SKIP LOCKED;
END $$;""",
    ),
    "app_clocks_told(timestamp with time zone,uuid[])": (
        "notes that somebody was told what these clocks said",
        """
CREATE FUNCTION app_clocks_told(moment timestamp with time zone, told uuid[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE changed bigint;
BEGIN
  INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, categories, fields, purpose, ground,
                           rule, outcome, reason_code, count, request_id)
    SELECT s.municipality_id, moment, 'system', 'protocol.told', '', 'clock_said', '{k19}', '{told_at}', 'p1', '', '',
           'ok', '', count(*), '' FROM clock_said s WHERE s.id = ANY (told) GROUP BY s.municipality_id;
  UPDATE clock_said SET told_at = moment WHERE id = ANY (told) AND told_at IS NULL;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END $$;""",
    ),
}
FOR_THE_SCANNER = tuple(PROTOCOLS)
