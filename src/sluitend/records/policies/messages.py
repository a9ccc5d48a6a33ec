"""What messages, their mail and the calendar stand on. Same rules as in functions.py.

Whoever does something may not read whom it concerns: a partner does not know the coordinator of a case, nobody reads
the messages or the preference of another. So a message is written here, and nothing comes back.
"""

from __future__ import annotations

from .ending import FOR_WORKER_ONLY as ENDING_ONLY

_WORKS_HERE = (
    "u.is_active AND NOT m.pending AND m.active_from <= {day} AND (m.active_until IS NULL OR m.active_until >= {day})"
    " AND o.active_from <= {day} AND (o.active_until IS NULL OR o.active_until >= {day})"
)
_TODAY = _WORKS_HERE.format(day="app_today()")
_THAT_DAY = _WORKS_HERE.format(day="(moment AT TIME ZONE 'Europe/Amsterdam')::date")
_PEOPLE = "membership m JOIN app_user u ON u.id = m.user_id JOIN organisation o ON o.id = m.organisation_id"

MESSAGES: dict[str, tuple[str, str]] = {
    "app_tell(text,text,text,uuid,uuid,uuid,uuid[],uuid)": (
        "writes that there is something new for people whom the doer may not know: the holders of a case, the "
        "organisation of an action, or who is named; of heightened safety nothing comes into being, but of danger now whoever "
        "reads it is called with a message that is about nothing; to one's own family nothing is told, and the doer gets "
        "no answer",
        f"""
CREATE FUNCTION app_tell(what text, whom text, opens text, target uuid, of_case uuid, of_signal uuid, named uuid[], once uuid)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_case case_file; asked action; everyone uuid[]; around uuid;
BEGIN
  -- The lock lets whoever turns heightened safety on wait for this message, and then take it away.
  IF of_case IS NOT NULL THEN
    SELECT * INTO found_case FROM case_file c WHERE c.id = of_case AND c.municipality_id = app_municipality() FOR SHARE;
    IF found_case.id IS NULL OR found_case.heightened THEN RETURN; END IF;
  END IF;
  IF of_signal IS NOT NULL AND whom <> 'danger' THEN
    PERFORM FROM signal s WHERE s.id = of_signal AND s.municipality_id = app_municipality() AND NOT s.heightened FOR SHARE;
    IF NOT FOUND THEN RETURN; END IF;
  END IF;
  IF whom = 'holders' THEN
    SELECT array_agg(m.id) INTO everyone FROM membership m WHERE m.id = found_case.coordinator_id
      OR (m.id = found_case.deputy_id AND EXISTS (SELECT 1 FROM membership c WHERE c.id = found_case.coordinator_id
          AND c.absent_from <= app_today() AND (c.absent_until IS NULL OR c.absent_until >= app_today())));
  ELSIF whom = 'organisation' THEN
    SELECT * INTO asked FROM action a WHERE a.id = target AND a.case_id = of_case;
    SELECT c.organisation_id INTO around FROM membership c WHERE c.id = found_case.coordinator_id;
    IF asked.organisation_id = around THEN
      SELECT array_agg(s.membership_id) INTO everyone FROM team_seat s WHERE s.case_id = of_case AND s.ended_at IS NULL
        AND s.since <= app_today() AND s.until >= app_today()
        AND (asked.assignee_id IS NULL OR s.membership_id = asked.assignee_id);
    ELSIF EXISTS (SELECT 1 FROM action_share s WHERE s.action_id = target AND s.organisation_id = asked.organisation_id
        AND s.ended_at IS NULL AND s.until >= app_today()) THEN
      SELECT array_agg(m.id) INTO everyone FROM {_PEOPLE} WHERE m.organisation_id = asked.organisation_id
        AND m.roles && '{{partner,attendance,code_officer}}'
        AND m.id = coalesce(asked.assignee_id, o.contact_id, m.id);
    END IF;
  ELSIF whom = 'danger' THEN
    SELECT array_agg(m.id) INTO everyone FROM signal s JOIN membership m ON m.municipality_id = s.municipality_id
      WHERE s.id = of_signal AND s.municipality_id = app_municipality() AND s.danger_now
        AND CASE WHEN s.heightened THEN EXISTS (SELECT 1 FROM named_reader r WHERE r.signal_id = s.id
            AND r.membership_id = m.id AND r.on_call AND r.since <= app_today() AND r.until >= app_today())
          ELSE 'intake' = ANY (m.roles) END
        AND NOT EXISTS (SELECT 1 FROM family_block_key b JOIN match_key k ON k.digest = b.digest
                        WHERE b.membership_id = m.id AND k.signal_id = s.id);
    opens := 'home'; target := NULL; of_signal := NULL;
  ELSE
    everyone := named;
  END IF;
  INSERT INTO message (id, municipality_id, membership_id, kind, page, target_ref, case_ref, signal_ref, key, created_at,
                       state, trouble, look_at, attempts)
    SELECT gen_random_uuid(), m.municipality_id, m.id, what, opens, target, of_case, of_signal, once, app_now(),
      'waiting', '', app_now(), 0
    FROM {_PEOPLE} WHERE m.id = ANY (everyone) AND m.municipality_id = app_municipality() AND m.id <> app_membership()
      AND {_TODAY}
      AND NOT EXISTS (SELECT 1 FROM family_block_key b JOIN match_key k ON k.digest = b.digest
                      WHERE b.membership_id = m.id AND (k.case_id = of_case OR k.signal_id = of_signal))
    ON CONFLICT (membership_id, key) DO NOTHING;
END $$;""",
    ),
    "app_mail_due(timestamp with time zone,integer)": (
        "for whom the worker must look whether a mail leaves: a job has no viewer; it then goes on as each of them",
        f"""
CREATE FUNCTION app_mail_due(moment timestamp with time zone, most integer) RETURNS TABLE (user_id uuid, membership_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.user_id, m.id FROM {_PEOPLE} JOIN (SELECT x.membership_id, min(x.look_at) AS first FROM message x
    WHERE x.look_at <= moment GROUP BY x.membership_id) w ON w.membership_id = m.id
  WHERE {_THAT_DAY} AND NOT EXISTS (SELECT 1 FROM municipality p WHERE p.id = m.municipality_id AND p.practice_for_id IS NOT NULL)
  ORDER BY w.first, m.id LIMIT most
$$;""",
    ),
    "app_message_end(timestamp with time zone,integer)": (
        "messages are gone for everybody after some days, and nothing waits any more for who left: a job has no viewer",
        f"""
CREATE FUNCTION app_message_end(moment timestamp with time zone, days integer) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint; over timestamp with time zone := moment - make_interval(days => days);
BEGIN
  INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, categories, fields, purpose, ground,
                           rule, outcome, reason_code, count, request_id)
    SELECT x.municipality_id, moment, 'system', 'message.end', '', 'message', '{{}}', '{{}}', 'p1', '', '', 'ok', '', count(*), ''
    FROM message x WHERE x.created_at <= over OR (x.look_at <= moment AND NOT EXISTS
      (SELECT 1 FROM {_PEOPLE} WHERE m.id = x.membership_id AND {_THAT_DAY})) GROUP BY x.municipality_id;
  IF NOT FOUND THEN RETURN 0; END IF;
  DELETE FROM message x WHERE x.created_at <= over;
  GET DIAGNOSTICS gone = ROW_COUNT;
  UPDATE message x SET look_at = NULL, state = CASE WHEN x.state = 'sending' THEN 'unsure' ELSE 'in_app' END
    WHERE x.look_at <= moment AND NOT EXISTS (SELECT 1 FROM {_PEOPLE} WHERE m.id = x.membership_id AND {_THAT_DAY});
  RETURN gone;
END $$;""",
    ),
    "app_mail_trouble()": (
        "whose mail did not leave, for the administrator: names of colleagues and numbers, not what any message is about",
        """
CREATE FUNCTION app_mail_trouble()
RETURNS TABLE (membership_id uuid, worker text, email text, state text, trouble text, number bigint, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id, m.display_name::text, u.email::text, x.state::text, x.trouble::text, count(*), max(x.sending_since)
  FROM message x JOIN membership m ON m.id = x.membership_id JOIN app_user u ON u.id = m.user_id
  WHERE x.municipality_id = app_municipality() AND app_has('admin') AND x.state IN ('failed', 'unsure')
  GROUP BY m.id, u.email, x.state, x.trouble
$$;""",
    ),
    "app_mail_again(uuid)": (
        "the administrator lets the mail of one colleague be tried once more; what may have arrived is not sent again",
        """
CREATE FUNCTION app_mail_again(wanted uuid) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE again bigint;
BEGIN
  UPDATE message SET state = 'waiting', trouble = '', attempts = 0, look_at = app_now()
    WHERE membership_id = wanted AND municipality_id = app_municipality() AND app_has('admin') AND state = 'failed';
  GET DIAGNOSTICS again = ROW_COUNT;
  RETURN again;
END $$;""",
    ),
    "app_demo_mail()": (
        "the mail that would have left, for everybody who looks at the demo; elsewhere, without its marker, nothing",
        """
CREATE FUNCTION app_demo_mail() RETURNS TABLE (mail_id uuid, email text, at timestamptz, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT x.mail_ref, u.email::text, max(x.sent_at), count(*)
  FROM message x JOIN membership m ON m.id = x.membership_id JOIN app_user u ON u.id = m.user_id
  WHERE x.municipality_id = app_municipality() AND app_membership() IS NOT NULL AND x.state = 'sent'
    AND EXISTS (SELECT 1 FROM demo_marker) GROUP BY x.mail_ref, u.email ORDER BY 3 DESC, 1 LIMIT 100
$$;""",
    ),
    "app_calendar(bytea,timestamp with time zone)": (
        "whose calendar a secret address is, before anybody is known: ended, unknown and of a leaver are the same nothing",
        f"""
CREATE FUNCTION app_calendar(wanted bytea, moment timestamp with time zone) RETURNS TABLE (feed_id uuid, user_id uuid, membership_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT f.id, m.user_id, m.id FROM calendar_feed f JOIN membership m ON m.id = f.membership_id
  JOIN app_user u ON u.id = m.user_id JOIN organisation o ON o.id = m.organisation_id
  WHERE f.token_digest = wanted AND f.ended_at IS NULL AND {_THAT_DAY}
$$;""",
    ),
}

MESSAGE_GUARD = """
CREATE FUNCTION forget_messages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'case_file' THEN DELETE FROM message WHERE case_ref = NEW.id;
  ELSE DELETE FROM message WHERE signal_ref = NEW.id; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER case_forgets_messages AFTER UPDATE OF heightened ON case_file
  FOR EACH ROW WHEN (NEW.heightened AND NOT OLD.heightened) EXECUTE FUNCTION forget_messages();
CREATE TRIGGER signal_forgets_messages AFTER UPDATE OF heightened ON signal
  FOR EACH ROW WHEN (NEW.heightened AND NOT OLD.heightened) EXECUTE FUNCTION forget_messages();
"""
"""From the moment that home may not know, what was told before is gone too, also what waits for its mail."""

FOR_WORKER_ONLY = (
    *ENDING_ONLY,
    "app_mail_due(timestamp with time zone,integer)",
    "app_message_end(timestamp with time zone,integer)",
)
