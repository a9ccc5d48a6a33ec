"""What a municipality must know of its own protocols past the walls: how many runs follow an older version, and with whom."""

from __future__ import annotations

OWN_PROTOCOLS: dict[str, tuple[str, str]] = {
    "app_older_runs(bytea[])": (
        "who decides on a protocol sees how many runs still follow an older version and which colleague to ask, and reads "
        "no case; nothing of heightened safety",
        """
CREATE FUNCTION app_older_runs(current bytea[])
RETURNS TABLE (protocol text, content_version text, holder text, number bigint, since date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.protocol::text, p.content_version::text, coalesce(m.display_name, '')::text, count(*), min(r.started_on)
  FROM protocol_run r JOIN protocol_content p ON p.id = r.content_id
  LEFT JOIN case_file c ON c.id = r.case_id LEFT JOIN membership m ON m.id = c.coordinator_id
  WHERE r.municipality_id = app_municipality() AND app_has('admin', 'process_director') AND r.ended_at IS NULL
    AND NOT r.heightened AND NOT coalesce(c.heightened, false) AND p.digest <> ALL (current)
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
$$;""",
    ),
    "app_practice()": (
        "the name of the municipality in which this one practises, for who may try a protocol there: a name and no more",
        """
CREATE FUNCTION app_practice() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.name::text FROM municipality m
  WHERE m.practice_for_id = app_municipality() AND app_has('admin', 'process_director')
$$;""",
    ),
    "app_tried_protocols()": (
        "a practice municipality follows what is tried in it: content of protocols, nothing about anybody; a real one "
        "never gets anything from here",
        """
CREATE FUNCTION app_tried_protocols() RETURNS TABLE (protocol text, content jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.protocol::text, o.content FROM own_protocol o JOIN municipality m ON m.practice_for_id = o.municipality_id
  WHERE m.id = app_municipality() AND o.tried_at IS NOT NULL AND o.approved_at IS NULL AND o.ended_at IS NULL
  ORDER BY o.tried_at
$$;""",
    ),
}
