"""Definer functions for people who work here: who signs in, one-time links, hand-over, leaving.

They answer before a municipality is known, or move work that the asker may not read. Same rules as in functions.py.
"""

from __future__ import annotations

STAFF: dict[str, tuple[str, str]] = {
    "app_place(uuid,uuid,date)": (
        "who somebody is that signed in, before a municipality is known: the chosen membership or the first that is "
        "active on this day; nothing for a leaver, a closed organisation or an invitation that was not used",
        """
CREATE FUNCTION app_place(wanted_user uuid, wanted uuid, day date)
RETURNS TABLE (membership_id uuid, municipality_id uuid, organisation_id uuid, organisation_kind text, team_id uuid,
  roles text[], worker text, function text, language text, municipality text, phone text, sessions_after timestamptz,
  places bigint, second_step boolean, practice boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH mine AS (
    SELECT m.*, o.kind, u.language, count(*) OVER () AS places FROM membership m
    JOIN organisation o ON o.id = m.organisation_id JOIN app_user u ON u.id = m.user_id
    WHERE m.user_id = wanted_user AND u.is_active AND NOT m.pending
      AND m.active_from <= day AND (m.active_until IS NULL OR m.active_until >= day)
      AND o.active_from <= day AND (o.active_until IS NULL OR o.active_until >= day))
  SELECT m.id, m.municipality_id, m.organisation_id, m.kind::text, m.team_id, m.roles::text[], m.display_name::text,
    m.function::text, m.language::text, g.name::text, g.phone::text, m.sessions_after, m.places,
    EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = wanted_user AND a.type = 'totp'),
    g.practice_for_id IS NOT NULL
  FROM mine m JOIN municipality g ON g.id = m.municipality_id
  WHERE wanted IS NULL OR m.id = wanted ORDER BY g.name, m.active_from, m.id LIMIT 1;
END $$;""",
    ),
    "app_my_places()": (
        "the municipalities and organisations one can switch between: only one's own, which no single municipality shows",
        """
CREATE FUNCTION app_my_places()
RETURNS TABLE (membership_id uuid, municipality text, organisation text, function text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id, g.name::text, o.name::text, m.function::text FROM membership m
  JOIN organisation o ON o.id = m.organisation_id JOIN municipality g ON g.id = m.municipality_id
  WHERE m.user_id = app_user_id() AND NOT m.pending
    AND m.active_from <= app_today() AND (m.active_until IS NULL OR m.active_until >= app_today())
    AND o.active_from <= app_today() AND (o.active_until IS NULL OR o.active_until >= app_today())
  ORDER BY g.name, o.name, m.id
$$;""",
    ),
    "app_only_here(uuid)": (
        "whether a login works for this municipality only: otherwise its second step is not this administrator's to take away",
        """
CREATE FUNCTION app_only_here(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT app_has('admin')
    AND EXISTS (SELECT 1 FROM membership m WHERE m.user_id = wanted AND m.municipality_id = app_municipality())
    AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = wanted AND m.municipality_id <> app_municipality()
                    AND (m.active_until IS NULL OR m.active_until >= app_today()))
$$;""",
    ),
    "app_invitation(bytea,timestamptz)": (
        "a one-time link is opened before anybody is signed in; used, expired, ended and unknown are all the same nothing",
        """
CREATE FUNCTION app_invitation(wanted bytea, moment timestamptz)
RETURNS TABLE (user_id uuid, membership_id uuid, municipality_id uuid, organisation_id uuid, municipality text,
  organisation text, organisation_kind text, worker text, function text, kind text, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.user_id, m.id, m.municipality_id, o.id, g.name::text, o.name::text, o.kind::text, m.display_name::text,
    m.function::text, i.kind::text, i.expires_at
  FROM invitation i JOIN membership m ON m.id = i.membership_id JOIN organisation o ON o.id = m.organisation_id
  JOIN municipality g ON g.id = m.municipality_id JOIN app_user u ON u.id = i.user_id
  WHERE i.token_digest = wanted AND i.used_at IS NULL AND i.expires_at > moment AND u.is_active
    AND (m.active_until IS NULL OR m.active_until >= moment::date)
    AND (o.active_until IS NULL OR o.active_until >= moment::date)
$$;""",
    ),
    "app_use_invitation(bytea)": (
        "a one-time link works once, and the place it was made for is then open; says whether this call was the one",
        """
CREATE FUNCTION app_use_invitation(wanted bytea) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE place uuid;
BEGIN
  UPDATE invitation SET used_at = app_now()
    WHERE token_digest = wanted AND used_at IS NULL AND expires_at > app_now() RETURNING membership_id INTO place;
  IF place IS NULL THEN RETURN false; END IF;
  UPDATE invitation SET used_at = app_now() WHERE membership_id = place AND used_at IS NULL;
  UPDATE membership SET pending = false WHERE id = place AND pending;
  RETURN true;
END $$;""",
    ),
    "app_team_load()": (
        "load and clocks per worker for the team lead: numbers and dates, no content, nothing of heightened safety",
        """
CREATE FUNCTION app_team_load()
RETURNS TABLE (worker_id uuid, case_id uuid, case_number text, status text, plan_due date, evaluate_by date,
  actions_open bigint, action_due date, after_care_due date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH worker AS (SELECT m.id FROM membership m JOIN membership me ON me.id = app_membership()
                  AND m.team_id = me.team_id AND m.municipality_id = me.municipality_id WHERE app_has('team_lead')),
       mine AS (SELECT c.* FROM case_file c JOIN worker w ON w.id = c.coordinator_id
                WHERE (c.closed_at IS NULL OR c.status = 'after_care') AND NOT c.heightened AND c.ends_on >= app_today()),
       talk AS (SELECT t.case_id, min(t.due_on) AS due FROM after_care t JOIN mine ON mine.id = t.case_id
                WHERE t.held_on IS NULL AND t.cancelled_on IS NULL GROUP BY t.case_id),
       todo AS (SELECT a.case_id, count(*) AS number, min(a.due_on) AS due FROM action a JOIN mine ON mine.id = a.case_id
                WHERE a.status IN ('asked', 'accepted', 'busy', 'blocked') GROUP BY a.case_id)
  SELECT mine.coordinator_id, mine.id, mine.number::text, mine.status::text,
    CASE WHEN mine.status IN ('opened', 'planning') THEN mine.plan_due END, mine.evaluate_by,
    coalesce(todo.number, 0), todo.due, talk.due
  FROM mine LEFT JOIN todo ON todo.case_id = mine.id LEFT JOIN talk ON talk.case_id = mine.id
$$;""",
    ),
    "app_hand_over(uuid,uuid)": (
        "a team lead gives a case of her team to another worker without being able to read it",
        """
CREATE FUNCTION app_hand_over(wanted uuid, taker uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE giver uuid;
BEGIN
  SELECT c.coordinator_id INTO giver FROM case_file c
    JOIN membership g ON g.id = c.coordinator_id
    JOIN membership me ON me.id = app_membership() AND me.municipality_id = c.municipality_id
    WHERE c.id = wanted AND c.municipality_id = app_municipality() AND NOT c.heightened
      AND (c.closed_at IS NULL OR c.status = 'after_care') AND app_has('team_lead') AND g.team_id = me.team_id AND app_can_take(c.id, taker)
    FOR UPDATE OF c;
  IF giver IS NULL OR giver = taker THEN RETURN NULL; END IF;
  UPDATE case_file SET coordinator_id = taker, version = version + 1,
    deputy_id = CASE WHEN deputy_id = taker THEN NULL ELSE deputy_id END WHERE id = wanted;
  RETURN giver;
END $$;""",
    ),
    "app_leaver_work(uuid)": (
        "how much work lies with somebody who leaves, after care and files that are kept among it: numbers only, nothing "
        "of heightened safety",
        """
CREATE FUNCTION app_leaver_work(leaver uuid)
RETURNS TABLE (coordinates bigint, after_care bigint, kept bigint, deputises bigint, seats bigint, actions bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS (SELECT c.id, c.coordinator_id, c.deputy_id, c.status FROM case_file c
                WHERE c.municipality_id = app_municipality()
                AND NOT c.heightened AND c.ends_on >= app_today() AND app_has('admin'))
  SELECT (SELECT count(*) FROM mine WHERE coordinator_id = leaver),
    (SELECT count(*) FROM mine WHERE coordinator_id = leaver AND status = 'after_care'),
    (SELECT count(*) FROM mine WHERE coordinator_id = leaver AND status = 'closed'), (SELECT count(*) FROM mine WHERE deputy_id = leaver),
    (SELECT count(*) FROM team_seat s JOIN mine ON mine.id = s.case_id
      WHERE s.membership_id = leaver AND s.ended_at IS NULL AND s.until >= app_today()),
    (SELECT count(*) FROM action a JOIN mine ON mine.id = a.case_id
      WHERE a.assignee_id = leaver AND a.status IN ('asked', 'accepted', 'busy', 'blocked'))
$$;""",
    ),
    "app_leave(uuid,uuid,text)": (
        "an administrator takes somebody out at once and gives the work to a colleague, without reading any of it; a "
        "case of heightened safety goes to who can read it already, and never drops below three readers, one on call",
        """
CREATE FUNCTION app_leave(leaver uuid, successor uuid, why text)
RETURNS TABLE (refused text, handed_over uuid[], changed uuid[], signals uuid[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one record; taker uuid;
BEGIN
  handed_over := '{}';
  IF NOT app_has('admin') OR NOT EXISTS (SELECT 1 FROM membership m WHERE m.id = leaver
      AND m.municipality_id = app_municipality()) THEN refused := 'nobody'; RETURN NEXT; RETURN; END IF;
  DELETE FROM safety_roster WHERE membership_id = leaver;
  IF FOUND AND (SELECT count(*) < 3 OR count(*) FILTER (WHERE on_call) < 1 FROM safety_roster r
      WHERE r.municipality_id = app_municipality()) THEN refused := 'roster'; RETURN NEXT; RETURN; END IF;
  SELECT coalesce(array_agg(DISTINCT n.signal_id) FILTER (WHERE n.signal_id IS NOT NULL), '{}'),
      coalesce(array_agg(DISTINCT n.case_id) FILTER (WHERE n.case_id IS NOT NULL), '{}') INTO signals, changed
    FROM named_reader n WHERE n.membership_id = leaver AND n.until >= app_today();
  SELECT changed || coalesce(array_agg(DISTINCT x.id), '{}') INTO changed FROM (
    SELECT c.id FROM case_file c WHERE c.deputy_id = leaver AND c.municipality_id = app_municipality()
    UNION SELECT s.case_id FROM team_seat s WHERE s.membership_id = leaver AND s.ended_at IS NULL
    UNION SELECT a.case_id FROM action a WHERE a.assignee_id = leaver
      AND a.status IN ('asked', 'accepted', 'busy', 'blocked')) x;
  -- Closed to the leaver first, so that nothing below counts them any more.
  UPDATE membership SET active_until = app_today() - 1, version = version + 1 WHERE id = leaver;
  FOR one IN SELECT DISTINCT n.case_id, n.signal_id FROM named_reader n
      LEFT JOIN case_file c ON c.id = n.case_id LEFT JOIN signal s ON s.id = n.signal_id
      WHERE n.membership_id = leaver AND n.until >= app_today()
        AND ((c.heightened AND (c.closed_at IS NULL OR c.status = 'after_care')) OR (s.heightened AND s.status <> 'ended')) LOOP
    IF NOT app_replace_reader(leaver, one.case_id, one.signal_id) THEN refused := 'safety'; RETURN NEXT; RETURN; END IF;
  END LOOP;
  UPDATE named_reader SET until = app_today() - 1 WHERE membership_id = leaver AND until >= app_today();
  -- After care has its talks to come and a closed file its reopening: both need somebody who can open them.
  FOR one IN SELECT c.* FROM case_file c WHERE c.municipality_id = app_municipality() AND c.ends_on >= app_today()
      AND c.coordinator_id = leaver FOR UPDATE LOOP
    IF one.heightened THEN
      SELECT n.membership_id INTO taker FROM named_reader n JOIN membership m ON m.id = n.membership_id
        WHERE n.case_id = one.id AND n.until >= app_today() AND app_case_reader(one.id, m.id)
          AND (m.active_until IS NULL OR m.active_until >= app_today())
        ORDER BY (m.id = one.deputy_id) DESC NULLS LAST, ('coordinator' = ANY (m.roles)) DESC, n.on_call DESC, m.id LIMIT 1;
      IF taker IS NULL AND one.status = 'closed' THEN CONTINUE; END IF;
      IF taker IS NULL THEN refused := 'safety'; RETURN NEXT; RETURN; END IF;
    ELSIF successor IS NULL THEN refused := 'successor_needed'; RETURN NEXT; RETURN;
    ELSIF app_can_take(one.id, successor) THEN taker := successor;
    ELSIF app_can_take(one.id, one.deputy_id) THEN taker := one.deputy_id;
    ELSE refused := 'successor'; RETURN NEXT; RETURN;
    END IF;
    UPDATE case_file SET coordinator_id = taker, version = version + 1,
      deputy_id = CASE WHEN deputy_id IN (taker, leaver) THEN NULL ELSE deputy_id END WHERE id = one.id;
    INSERT INTO handover (id, municipality_id, case_id, giver_id, taker_id, decided_by_id, reason, at)
      VALUES (gen_random_uuid(), app_municipality(), one.id, leaver, taker, app_membership(), why, app_now());
    handed_over := handed_over || one.id;
  END LOOP;
  UPDATE case_file c SET version = version + 1, deputy_id =
      CASE WHEN NOT c.heightened AND c.coordinator_id <> successor AND app_can_take(c.id, successor) THEN successor END
    WHERE c.deputy_id = leaver AND c.municipality_id = app_municipality();
  UPDATE team_seat SET ended_at = app_now() WHERE membership_id = leaver AND ended_at IS NULL;
  UPDATE action SET assignee_id = NULL WHERE assignee_id = leaver AND status IN ('asked', 'accepted', 'busy', 'blocked');
  UPDATE signal SET assigned_to_id = NULL WHERE assigned_to_id = leaver AND status <> 'ended';
  UPDATE organisation SET contact_id = NULL, version = version + 1 WHERE contact_id = leaver;
  UPDATE membership SET deputy_id = NULL WHERE deputy_id = leaver;
  UPDATE invitation SET used_at = app_now() WHERE membership_id = leaver AND used_at IS NULL;
  DELETE FROM family_block_key WHERE membership_id = leaver;
  DELETE FROM family_block WHERE membership_id = leaver;
  refused := '';
  RETURN NEXT;
END $$;""",
    ),
    "app_can_take(uuid,uuid)": (
        "whether somebody can become a case's coordinator: works here now, in that role, and did not call it their own family",
        """
CREATE FUNCTION app_can_take(wanted uuid, taker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM membership t JOIN organisation o ON o.id = t.organisation_id WHERE t.id = taker
      AND t.municipality_id = app_municipality() AND 'coordinator' = ANY (t.roles) AND NOT t.pending
      AND t.active_from <= app_today() AND (t.active_until IS NULL OR t.active_until >= app_today())
      AND (o.active_until IS NULL OR o.active_until >= app_today()))
    AND app_case_reader(wanted, taker)
$$;""",
    ),
    "app_replace_reader(uuid,uuid,uuid)": (
        "keeps three readers, one of them on call, for one case or signal of heightened safety when a reader leaves",
        """
CREATE FUNCTION app_replace_reader(leaver uuid, in_case uuid, in_signal uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE left_over int; on_call_left int; seat named_reader; fresh record;
BEGIN
  IF NOT app_has('admin') THEN RETURN false; END IF;
  SELECT * INTO seat FROM named_reader n WHERE n.membership_id = leaver AND n.until >= app_today()
    AND n.case_id IS NOT DISTINCT FROM in_case AND n.signal_id IS NOT DISTINCT FROM in_signal LIMIT 1;
  SELECT count(DISTINCT n.membership_id), count(*) FILTER (WHERE n.on_call) INTO left_over, on_call_left
    FROM named_reader n JOIN membership m ON m.id = n.membership_id
    WHERE n.membership_id <> leaver AND n.until >= app_today() AND n.case_id IS NOT DISTINCT FROM in_case
      AND n.signal_id IS NOT DISTINCT FROM in_signal AND (m.active_until IS NULL OR m.active_until >= app_today());
  IF on_call_left < 1 THEN
    -- One of them who is on call on the roster becomes that here too, before somebody new gets to read this.
    UPDATE named_reader n SET on_call = true FROM safety_roster r
      WHERE r.membership_id = n.membership_id AND r.on_call AND n.membership_id <> leaver AND n.until >= app_today()
        AND n.case_id IS NOT DISTINCT FROM in_case AND n.signal_id IS NOT DISTINCT FROM in_signal;
    IF FOUND THEN on_call_left := 1; END IF;
  END IF;
  IF left_over >= 3 AND on_call_left >= 1 THEN RETURN true; END IF;
  SELECT r.membership_id, r.on_call INTO fresh FROM safety_roster r JOIN membership m ON m.id = r.membership_id
    WHERE r.municipality_id = app_municipality() AND m.id <> leaver AND NOT m.pending AND m.active_from <= app_today()
      AND (m.active_until IS NULL OR m.active_until >= app_today())
      AND (on_call_left >= 1 OR r.on_call)
      AND NOT EXISTS (SELECT 1 FROM named_reader n WHERE n.membership_id = m.id AND n.until >= app_today()
                      AND n.case_id IS NOT DISTINCT FROM in_case AND n.signal_id IS NOT DISTINCT FROM in_signal)
      AND NOT EXISTS (SELECT 1 FROM family_block_key b JOIN match_key k ON k.digest = b.digest
                      WHERE b.membership_id = m.id AND (k.case_id = in_case OR k.signal_id = in_signal))
    ORDER BY r.on_call DESC, r.since, m.id LIMIT 1;
  IF fresh.membership_id IS NULL OR left_over < 2 THEN RETURN false; END IF;
  INSERT INTO named_reader (id, municipality_id, case_id, signal_id, membership_id, on_call, since, until)
    VALUES (gen_random_uuid(), app_municipality(), in_case, in_signal, fresh.membership_id, fresh.on_call,
            app_today(), seat.until);
  RETURN true;
END $$;""",
    ),
}
