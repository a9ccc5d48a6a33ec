"""The definer function behind a person search. Same rules as in functions.py."""

from __future__ import annotations

SEARCH: dict[str, tuple[str, str]] = {
    "app_search(bytea[],uuid)": (
        "a search with whole keys for one signal or case: open cases with their coordinator, four at most so that too "
        "many can be told; a case of heightened safety is left out, and told to its own readers when it is for a signal",
        """
CREATE FUNCTION app_search(wanted bytea[], for_signal uuid)
RETURNS TABLE (case_id uuid, case_number text, coordinator text, phone text, kinds text[], away text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT app_has('intake', 'coordinator', 'protocol_coordinator') OR cardinality(wanted) > 4 THEN RETURN; END IF;
  INSERT INTO hidden_match (id, municipality_id, signal_id, case_id, found_at)
    SELECT gen_random_uuid(), app_municipality(), for_signal, c.id, app_now()
    FROM match_key k JOIN case_file c ON c.id = k.case_id
    WHERE for_signal IS NOT NULL AND k.municipality_id = app_municipality() AND k.digest = ANY (wanted)
      AND c.heightened AND c.closed_at IS NULL GROUP BY c.id
  ON CONFLICT DO NOTHING;
  RETURN QUERY
    SELECT c.id, c.number::text, m.display_name::text, m.phone::text, array_agg(DISTINCT k.kind::text),
      app_away(m.id, c.deputy_id)
    FROM match_key k JOIN case_file c ON c.id = k.case_id JOIN membership m ON m.id = c.coordinator_id
    WHERE k.municipality_id = app_municipality() AND k.digest = ANY (wanted)
      AND NOT c.heightened AND c.closed_at IS NULL AND c.ends_on >= app_today()
      AND NOT EXISTS (SELECT 1 FROM family_block_key b JOIN match_key o ON o.digest = b.digest
                      WHERE b.membership_id = app_membership() AND o.case_id = c.id)
    GROUP BY c.id, c.number, c.deputy_id, m.id, m.display_name, m.phone ORDER BY c.number LIMIT 4;
END $$;""",
    ),
}
