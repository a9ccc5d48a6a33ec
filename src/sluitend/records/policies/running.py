"""What the team lead is told of the start list, and intake of what is in already. Same rules as in functions.py."""

from __future__ import annotations

RUNNING: dict[str, tuple[str, str]] = {
    "app_known_matters(text[])": (
        "which references of running matters are taken, with the keyed digest of what was entered, for intake that loads a "
        "file: what was confirmed is no longer theirs to read; nothing of heightened safety but that the reference is taken",
        """
CREATE FUNCTION app_known_matters(wanted text[]) RETURNS TABLE (reference text, row_digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.reference::text, CASE WHEN w.heightened THEN ''::bytea ELSE w.row_digest END FROM running_matter w
  WHERE w.municipality_id = app_municipality() AND app_has('intake') AND w.reference = ANY (wanted)
$$;""",
    ),
    "app_start_list()": (
        "how many terms were late already when a running matter was confirmed and are still open, per worker of the "
        "lead's team: numbers only, nothing of heightened safety",
        """
CREATE FUNCTION app_start_list() RETURNS TABLE (worker_id uuid, late bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.coordinator_id, count(DISTINCT (s.run_id, s.step)) FROM clock_said s
  JOIN protocol_run r ON r.id = s.run_id AND r.ended_at IS NULL AND NOT r.heightened
  JOIN case_file c ON c.id = r.case_id AND c.closed_at IS NULL AND NOT c.heightened AND c.ends_on >= app_today()
  JOIN membership m ON m.id = c.coordinator_id
  JOIN membership me ON me.id = app_membership() AND me.team_id = m.team_id AND me.municipality_id = m.municipality_id
  WHERE app_has('team_lead') AND s.from_before AND s.word = 'late'
    AND NOT EXISTS (SELECT 1 FROM run_event e WHERE e.run_id = s.run_id AND e.step = s.step
                    AND e.kind IN ('taken', 'skipped', 'extended') AND e.at >= s.said_at)
  GROUP BY c.coordinator_id
$$;""",
    ),
}
