"""Definer functions around a signal: who may read one, and what it matches.

A match looks past the walls on purpose, so it answers as little as it can. Same rules as in functions.py.
"""

from __future__ import annotations

_LINKED = "l.case_id = ANY ((SELECT app_cases())::uuid[]) AND app_membership() IN (c.coordinator_id, c.deputy_id)"

# Whether the asker may read this signal: the policy of the table, for a function that runs past it.
_MAY_READ = (
    "EXISTS (SELECT 1 FROM signal s WHERE s.id = wanted AND s.municipality_id = app_municipality()"
    " AND s.ends_on >= app_today() AND s.id <> ALL (app_blocked_signals())"
    " AND ((NOT s.heightened AND app_has('intake')) OR s.id = ANY (app_signals())))"
)

_SAME_KEY = (
    "match_key a JOIN match_key b ON b.municipality_id = a.municipality_id AND b.purpose = a.purpose"
    " AND b.digest = a.digest AND b.case_id IS NOT NULL JOIN case_file c ON c.id = b.case_id"
)
_OF_SIGNAL = "a.signal_id = wanted AND a.municipality_id = app_municipality() AND c.closed_at IS NULL"

SIGNALS: dict[str, tuple[str, str]] = {
    "app_signals()": (
        "the signals a member may read for another reason than the inbox: named, asked to read, or theirs by a case",
        f"""
CREATE FUNCTION app_signals() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT x.id), '{{}}') FROM (
    SELECT r.signal_id AS id FROM named_reader r WHERE r.membership_id = app_membership() AND r.signal_id IS NOT NULL
      AND r.since <= app_today() AND r.until >= app_today()
    UNION ALL
    SELECT r.signal_id FROM second_reading r JOIN signal s ON s.id = r.signal_id
      WHERE r.reader_id = app_membership() AND r.until >= app_today() AND NOT s.heightened
    UNION ALL
    SELECT l.signal_id FROM signal_case_link l JOIN signal s ON s.id = l.signal_id JOIN case_file c ON c.id = l.case_id
      WHERE l.ended_at IS NULL AND (c.heightened OR NOT s.heightened) AND {_LINKED}
    UNION ALL
    SELECT h.signal_id FROM hidden_match h JOIN signal s ON s.id = h.signal_id
      WHERE NOT s.heightened AND h.case_id = ANY ((SELECT app_cases())::uuid[])
  ) x
$$;""",
    ),
    "app_blocked_signals()": (
        "the signals about people whom the member declared to be their own family",
        """
CREATE FUNCTION app_blocked_signals() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT k.signal_id), '{}') FROM family_block_key b JOIN match_key k ON k.digest = b.digest
  WHERE b.membership_id = app_membership() AND k.signal_id IS NOT NULL
$$;""",
    ),
    "app_match(uuid)": (
        "rule 53: for a signal, is there an open case and who coordinates it; a case of heightened safety is told to "
        "its own named readers and left out of the answer",
        f"""
CREATE FUNCTION app_match(wanted uuid)
RETURNS TABLE (case_id uuid, case_number text, coordinator_id uuid, coordinator text, phone text, kinds text[],
  away text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT app_has('intake', 'protocol_coordinator', 'code_officer') OR NOT {_MAY_READ} THEN RETURN; END IF;
  INSERT INTO hidden_match (id, municipality_id, signal_id, case_id, found_at)
    SELECT gen_random_uuid(), app_municipality(), wanted, c.id, app_now() FROM {_SAME_KEY}
    WHERE {_OF_SIGNAL} AND c.heightened GROUP BY c.id
  ON CONFLICT DO NOTHING;
  RETURN QUERY
    SELECT c.id, c.number::text, m.id, m.display_name::text, m.phone::text, array_agg(DISTINCT b.kind::text), app_away(m.id, c.deputy_id)
    FROM {_SAME_KEY} JOIN membership m ON m.id = c.coordinator_id
    WHERE {_OF_SIGNAL} AND NOT c.heightened AND c.ends_on >= app_today()
    GROUP BY c.id, c.number, c.deputy_id, m.id, m.display_name, m.phone ORDER BY c.number LIMIT 3;
END $$;""",
    ),
    "app_linked_cases(uuid)": (
        "whom to call about a signal that a person linked to a case, for who reads the signal and not the case",
        f"""
CREATE FUNCTION app_linked_cases(wanted uuid)
RETURNS TABLE (case_id uuid, case_number text, coordinator text, phone text, away text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT c.id, c.number::text, m.display_name::text, m.phone::text, app_away(m.id, c.deputy_id)
  FROM signal_case_link l JOIN case_file c ON c.id = l.case_id JOIN membership m ON m.id = c.coordinator_id
  WHERE l.signal_id = wanted AND (NOT c.heightened OR c.id = ANY (app_cases())) AND {_MAY_READ}
$$;""",
    ),
    "app_could_read_signal(uuid,uuid)": (
        "whether a colleague could read a signal: asked before somebody is named or asked to read it, so that nobody is "
        "asked about their own family",
        f"""
CREATE FUNCTION app_could_read_signal(wanted uuid, reader uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT {_MAY_READ} AND NOT EXISTS (SELECT 1 FROM family_block_key b JOIN match_key k ON k.digest = b.digest
                     WHERE b.membership_id = reader AND k.signal_id = wanted)
$$;""",
    ),
    "app_heighten(uuid,date)": (
        "from now on home may not know: the reader closes the signal for everybody but the roster, herself included",
        f"""
CREATE FUNCTION app_heighten(wanted uuid, until date) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT app_has('intake') OR NOT {_MAY_READ} THEN RETURN false; END IF;
  INSERT INTO named_reader (id, municipality_id, signal_id, membership_id, on_call, since, until)
    SELECT gen_random_uuid(), app_municipality(), wanted, r.membership_id, r.on_call, app_today(), $2
    FROM safety_roster r WHERE r.municipality_id = app_municipality() AND r.since <= app_today()
      AND (r.until IS NULL OR r.until >= app_today());
  UPDATE second_reading SET until = app_today() - 1 WHERE signal_id = wanted;
  UPDATE signal SET heightened = true, footing = 'heightened', parents_may_read_reporter = false,
    version = version + 1 WHERE id = wanted AND NOT heightened;
  RETURN FOUND;
END $$;""",
    ),
}
