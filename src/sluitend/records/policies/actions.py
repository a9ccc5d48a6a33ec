"""What the policies of actions stand on."""

from __future__ import annotations

ACTIONS: dict[str, tuple[str, str]] = {
    "app_shared_actions()": (
        "the actions that the viewer's organisation may see now: shared with it, on a consent that still counts where "
        "one is needed, in a case that runs, without heightened safety, and not of the viewer's own family; a partner "
        "may not read the case, the consent or the keys that decide this. PostgreSQL keeps the plan of whoever asks first, "
        "who may have no shares at all; so an action and its case are always looked up by their key (OFFSET 0)",
        """
CREATE FUNCTION app_shared_actions() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(a.id), '{}')
  FROM action_share s
  CROSS JOIN LATERAL (SELECT * FROM action WHERE id = s.action_id OFFSET 0) a
  CROSS JOIN LATERAL (SELECT * FROM case_file WHERE id = a.case_id OFFSET 0) c
  LEFT JOIN consent k ON k.id = s.consent_id
  LEFT JOIN consent n ON n.id = s.name_consent_id
  WHERE s.municipality_id = app_municipality() AND s.organisation_id = app_organisation()
    AND app_has('partner', 'attendance', 'code_officer')
    AND a.outward AND a.organisation_id = s.organisation_id
    AND c.closed_at IS NULL AND NOT c.heightened AND c.ends_on >= app_today()
    AND s.ended_at IS NULL AND s.since <= app_now() AND s.until >= app_today()
    AND (k.id IS NULL OR (k.answer = 'yes' AND k.asked_on <= app_today() AND k.until >= app_today()))
    AND (n.id IS NULL OR (n.answer = 'yes' AND n.asked_on <= app_today() AND n.until >= app_today()))
    AND NOT EXISTS (SELECT 1 FROM family_block_key b JOIN match_key m ON m.digest = b.digest
                    WHERE b.membership_id = app_membership() AND m.case_id = c.id)
$$;""",
    ),
    "app_caller_away(uuid)": (
        "until when the coordinator of an action that the viewer's organisation sees now is away, and whom to call instead",
        """
CREATE FUNCTION app_caller_away(wanted uuid) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT app_away(c.coordinator_id, c.deputy_id) FROM action a JOIN case_file c ON c.id = a.case_id
  WHERE a.id = wanted AND wanted = ANY (app_shared_actions())
$$;""",
    ),
    "app_promised_by(uuid)": (
        "who wrote down a promise for an organisation that sees the action now: a name to contradict, and no word of "
        "what was written with it",
        """
CREATE FUNCTION app_promised_by(wanted uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.display_name::text FROM action_step s JOIN membership m ON m.id = s.by_id
  WHERE s.action_id = wanted AND s.kind = 'accept_at_table' AND wanted = ANY (app_shared_actions())
  ORDER BY s.at DESC LIMIT 1
$$;""",
    ),
}

ACTION_GUARD = """
CREATE FUNCTION guard_action_answer() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  answers text[] := ARRAY['status', 'version', 'accepted_how', 'accepted_on', 'contradicted', 'assignee_id', 'asked_at',
                          'done_on', 'result_words'];
BEGIN
  IF current_user IN ('sluitend_web', 'sluitend_worker') AND OLD.case_id <> ALL (app_cases())
     AND to_jsonb(NEW) - answers <> to_jsonb(OLD) - answers THEN
    RAISE EXCEPTION 'who stands outside a case answers its action and changes nothing else' USING ERRCODE = 'SL003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER action_answer BEFORE UPDATE ON action FOR EACH ROW EXECUTE FUNCTION guard_action_answer();
"""
"""A policy decides about rows; this decides which columns of its action an organisation outside the case may set."""
