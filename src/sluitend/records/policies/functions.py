"""SQL functions that policies and services stand on.

Who is asking is told by settings that the gate writes at the start of each transaction (app.user, app.membership,
app.municipality, app.organisation, app.roles, app.today, app.now). They guard against mistakes in the program, not
against somebody who has taken over the program.

SECURITY DEFINER functions run as the owner of the tables and so see past the policies; each returns the least it
can, fixes its search_path, and stands in DEFINER with the reason it exists.
"""

from __future__ import annotations

from .actions import ACTIONS
from .decisions import DECISIONS
from .ending import ENDING
from .erasing import ERASING
from .messages import MESSAGES
from .official import OFFICIAL
from .own_protocols import OWN_PROTOCOLS
from .protocols import PROTOCOLS
from .returning import RETURNING
from .running import RUNNING
from .search import SEARCH
from .signals import SIGNALS
from .staff import STAFF
from .together import TOGETHER
from .transfers import TRANSFERS

CONTEXT = """
CREATE FUNCTION app_setting(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.' || name, true), '') $$;
CREATE FUNCTION app_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.user', true), '')::uuid $$;
CREATE FUNCTION app_membership() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.membership', true), '')::uuid $$;
CREATE FUNCTION app_municipality() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.municipality', true), '')::uuid $$;
CREATE FUNCTION app_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.organisation', true), '')::uuid $$;
CREATE FUNCTION app_has(VARIADIC wanted text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(string_to_array(nullif(current_setting('app.roles', true), ''), ',') && wanted, false) $$;
CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(nullif(current_setting('app.today', true), '')::date, current_date) $$;
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now()) $$;
-- Until when somebody is away, and who stands in with which number; nothing when they are here. It reads as its asker.
CREATE FUNCTION app_away(member uuid, stand_in uuid) RETURNS text[] LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE found text[];
BEGIN
  SELECT ARRAY[m.absent_until::text, d.display_name::text, d.phone::text] INTO found
    FROM membership m LEFT JOIN membership d ON d.id = coalesce(stand_in, m.deputy_id) AND d.id <> m.id
    WHERE m.id = member AND m.absent_from <= app_today()
      AND (m.absent_until IS NULL OR m.absent_until >= app_today());
  RETURN found;
END $$;
"""

DEFINER: dict[str, tuple[str, str]] = {
    "app_cases()": (
        "the cases a member is involved in; policies cannot ask their own table; it begins at what is the member's own, so "
        "that it costs the same however many cases there are",
        """
CREATE FUNCTION app_cases() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(c.id), '{}')
  FROM (SELECT c2.id FROM case_file c2 WHERE c2.coordinator_id = app_membership() OR c2.deputy_id = app_membership()
        UNION
        SELECT s.case_id FROM team_seat s WHERE s.membership_id = app_membership() AND s.ended_at IS NULL
          AND s.since <= app_today() AND s.until >= app_today()
        UNION
        SELECT r2.case_id FROM named_reader r2 WHERE r2.membership_id = app_membership()
          AND r2.case_id IS NOT NULL AND r2.since <= app_today() AND r2.until >= app_today()) mine
  JOIN case_file c ON c.id = mine.id
  WHERE c.municipality_id = app_municipality() AND c.ends_on >= app_today()
    AND CASE WHEN c.heightened THEN
          EXISTS (SELECT 1 FROM named_reader r WHERE r.case_id = c.id AND r.membership_id = app_membership()
                  AND r.since <= app_today() AND r.until >= app_today())
        ELSE true END
    AND c.id <> ALL (ARRAY(SELECT k.case_id FROM family_block_key b JOIN match_key k ON k.digest = b.digest
                           WHERE b.membership_id = app_membership() AND k.case_id IS NOT NULL))
$$;""",
    ),
    "app_opening()": (
        "the case that this very request opens, so that its first rows can be written by somebody who will not read it",
        """
CREATE FUNCTION app_opening() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(c.id), '{}') FROM case_file c
  WHERE c.municipality_id = app_municipality() AND c.opened_by_id = app_membership() AND c.opened_at = app_now()
$$;""",
    ),
    "app_handing_in()": (
        "the signal that this very request hands in, so that its rows can be written by somebody who will not read it",
        """
CREATE FUNCTION app_handing_in() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(s.id), '{}') FROM signal s
  WHERE s.municipality_id = app_municipality() AND s.entered_by_id = app_membership() AND s.received_at = app_now()
$$;""",
    ),
    "app_case_by_number(text)": (
        "the privacy officer opens the log of a case by its number",
        """
CREATE FUNCTION app_case_by_number(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id FROM case_file c WHERE c.number = wanted AND c.municipality_id = app_municipality()
    AND app_has('privacy_officer', 'dpo')
$$;""",
    ),
    "app_work_counts()": (
        "how much work there is, by team: terms, actions, bottlenecks, escalations by their last rung; work, not people",
        """
CREATE FUNCTION app_work_counts()
RETURNS TABLE (team text, measure text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH c AS (SELECT f.id, f.status, f.plan_due, f.evaluate_by, coalesce(t.name, '') AS team FROM case_file f
             JOIN membership m ON m.id = f.coordinator_id LEFT JOIN team t ON t.id = m.team_id
             WHERE f.municipality_id = app_municipality() AND f.closed_at IS NULL AND NOT f.heightened
               AND app_has('programme_manager'))
  SELECT team, 'plans_late', count(*) FILTER (WHERE status IN ('opened', 'planning') AND plan_due < app_today()) FROM c GROUP BY team
  UNION ALL SELECT team, 'plans_due', count(*) FILTER (WHERE status IN ('opened', 'planning') AND plan_due >= app_today()) FROM c GROUP BY team
  UNION ALL SELECT team, 'evaluations_late', count(*) FILTER (WHERE evaluate_by < app_today()) FROM c GROUP BY team
  UNION ALL SELECT c.team, 'actions_open', count(*) FROM c JOIN action a ON a.case_id = c.id WHERE a.status IN ('accepted', 'busy') GROUP BY c.team
  UNION ALL SELECT c.team, 'actions_asked', count(*) FROM c JOIN action a ON a.case_id = c.id WHERE a.status = 'asked' GROUP BY c.team
  UNION ALL SELECT c.team, 'actions_late', count(*) FROM c JOIN action a ON a.case_id = c.id
    WHERE a.status IN ('asked', 'accepted', 'busy', 'blocked') AND a.due_on < app_today() GROUP BY c.team
  UNION ALL SELECT c.team, 'bottlenecks_open', count(*) FROM c JOIN bottleneck b ON b.case_id = c.id WHERE b.solved_at IS NULL GROUP BY c.team
  UNION ALL SELECT c.team, 'rung_' || left(t.step, 2), count(*) FROM c
    JOIN protocol_run r ON r.case_id = c.id AND r.protocol = 'process_ladder' AND r.ended_at IS NULL AND NOT r.heightened
    JOIN LATERAL (SELECT e.step FROM run_event e WHERE e.run_id = r.id AND e.kind = 'taken' AND e.step ~ '^a[0-5]_'
      ORDER BY e.seq DESC LIMIT 1) t ON true GROUP BY 1, 2
  UNION ALL SELECT '', 'signals_unread', count(*) FROM signal s WHERE s.municipality_id = app_municipality()
    AND app_has('programme_manager') AND NOT s.heightened AND s.status = 'received'
  UNION ALL SELECT '', 'signals_late', count(*) FROM signal s WHERE s.municipality_id = app_municipality()
    AND app_has('programme_manager') AND NOT s.heightened AND s.status = 'received' AND s.read_by < app_today()
$$;""",
    ),
    "app_period_counts(integer,integer)": (
        "counts of people for one closed half-year, for the report that makes them safe before anybody sees them; "
        "fixed periods only, nothing of heightened safety",
        """
CREATE FUNCTION app_period_counts(wanted_year integer, wanted_half integer)
RETURNS TABLE (measure text, cell text, number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'Europe/Amsterdam' AS $$
DECLARE
  first_day date := make_date(wanted_year, CASE wanted_half WHEN 1 THEN 1 ELSE 7 END, 1);
  after date := (make_date(wanted_year, CASE wanted_half WHEN 1 THEN 1 ELSE 7 END, 1) + interval '6 months')::date;
BEGIN
  IF NOT app_has('programme_manager') OR wanted_half NOT IN (1, 2) OR after > app_today() THEN RETURN; END IF;
  RETURN QUERY
  WITH c AS (
    SELECT f.id, f.opened_at::date AS opened, f.closed_at::date AS closed FROM case_file f
    WHERE f.municipality_id = app_municipality() AND NOT f.heightened AND f.opened_at::date < after),
  child AS (
    SELECT c.* FROM c JOIN case_person p ON p.case_id = c.id WHERE p.kind = 'child'),
  flow AS (
    SELECT 'cases' AS what, c.* FROM c UNION ALL SELECT 'children', child.* FROM child)
  SELECT w.what, k.part, count(f.id) FILTER (WHERE CASE k.part
      WHEN 'begin' THEN f.opened < first_day AND (f.closed IS NULL OR f.closed >= first_day)
      WHEN 'inflow' THEN f.opened >= first_day
      WHEN 'outflow' THEN f.closed >= first_day AND f.closed < after
      ELSE f.closed IS NULL OR f.closed >= after END)
    FROM (VALUES ('cases'), ('children')) AS w(what)
    CROSS JOIN (VALUES ('begin'), ('inflow'), ('outflow'), ('end')) AS k(part)
    LEFT JOIN flow f ON f.what = w.what GROUP BY w.what, k.part
  UNION ALL
  SELECT 'signals', CASE WHEN s.track = '' THEN 'not_taken_up' ELSE s.track::text END, count(*) FROM signal s
    WHERE s.municipality_id = app_municipality() AND NOT s.heightened
      AND s.decided_at::date >= first_day AND s.decided_at::date < after GROUP BY 2
  UNION ALL
  SELECT 'goals', g.status::text, count(DISTINCT (g.id, gp.person_id)) FROM goal g JOIN c ON c.id = g.case_id
    JOIN goal_person gp ON gp.goal_id = g.id
    WHERE g.status IN ('reached', 'partly', 'missed') AND g.decided_on >= first_day AND g.decided_on < after GROUP BY 2
  UNION ALL
  SELECT 'domains.' || x.code, x.change, count(*) FROM (
    SELECT d.code::text AS code,
      CASE WHEN e.level > b.level THEN 'better' WHEN e.level < b.level THEN 'worse' ELSE 'same' END AS change
    FROM open_domain d JOIN c ON c.id = d.case_id
    JOIN LATERAL (SELECT DISTINCT ON (l.person_id) l.person_id, l.level FROM domain_level l
      WHERE l.domain_id = d.id AND l.moment = 'evaluation' AND NOT l.by_family AND l.on >= first_day AND l.on < after
      ORDER BY l.person_id, l.on DESC, l.recorded_at DESC) e ON true
    JOIN LATERAL (SELECT l.level FROM domain_level l
      WHERE l.domain_id = d.id AND l.moment = 'start' AND NOT l.by_family AND l.person_id IS NOT DISTINCT FROM e.person_id
      ORDER BY l.on, l.recorded_at LIMIT 1) b ON true) x GROUP BY x.code, x.change
  UNION ALL
  SELECT 'absences', a.kind::text, count(*) FROM absence_report a
    WHERE a.municipality_id = app_municipality() AND a.received_at::date >= first_day AND a.received_at::date < after
      AND a.register_status <> 'Ingetrokken' GROUP BY 2;
END $$;""",
    ),
    "app_case_reader(uuid,uuid)": (
        "whether another member could read a case: asked before a case or action is given to somebody with a block",
        """
CREATE FUNCTION app_case_reader(wanted uuid, reader uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NOT EXISTS (SELECT 1 FROM family_block_key b JOIN match_key k ON k.digest = b.digest
                     WHERE b.membership_id = reader AND k.case_id = wanted)
$$;""",
    ),
}

DEFINER.update(SIGNALS)
DEFINER.update(STAFF)
DEFINER.update(ACTIONS)
DEFINER.update(SEARCH)
DEFINER.update(ENDING)
DEFINER.update(ERASING)
DEFINER.update(TOGETHER)
DEFINER.update(PROTOCOLS)
DEFINER.update(DECISIONS)
DEFINER.update(OWN_PROTOCOLS)
DEFINER.update(RETURNING)
DEFINER.update(RUNNING)
DEFINER.update(MESSAGES)
DEFINER.update(TRANSFERS)
DEFINER.update(OFFICIAL)

GUARDS = """
CREATE FUNCTION audit_line_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.line', pg_current_xact_id()::text, true);
  RETURN NULL;
END $$;
CREATE FUNCTION guard_audited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('app.line', true), '') <> pg_current_xact_id()::text THEN
    RAISE EXCEPTION 'a write to % without its audit line', TG_TABLE_NAME USING ERRCODE = 'SL001';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION guard_named_readers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE readers int; on_call int; subject uuid;
BEGIN
  IF TG_TABLE_NAME = 'named_reader' THEN
    subject := coalesce(OLD.case_id, OLD.signal_id);
    IF NOT EXISTS (SELECT 1 FROM case_file WHERE id = subject AND heightened AND closed_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM signal WHERE id = subject AND heightened AND status <> 'ended') THEN
      RETURN NULL;
    END IF;
  ELSE
    subject := NEW.id;
    IF NOT NEW.heightened OR NOT (EXISTS (SELECT 1 FROM case_file WHERE id = subject)
                                  OR EXISTS (SELECT 1 FROM signal WHERE id = subject)) THEN
      RETURN NULL;
    END IF;
  END IF;
  SELECT count(DISTINCT membership_id), count(*) FILTER (WHERE r.on_call) INTO readers, on_call FROM named_reader r
    WHERE (r.case_id = subject OR r.signal_id = subject) AND r.until >= app_today();
  IF readers < 3 OR on_call < 1 THEN
    RAISE EXCEPTION 'heightened safety needs three named readers, one of them on call' USING ERRCODE = 'SL002';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER signal_named_readers AFTER INSERT OR UPDATE OF heightened ON signal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_named_readers();
CREATE CONSTRAINT TRIGGER case_named_readers AFTER INSERT OR UPDATE OF heightened ON case_file
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_named_readers();
CREATE CONSTRAINT TRIGGER reader_named_readers AFTER UPDATE OR DELETE ON named_reader
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_named_readers();
CREATE TRIGGER audit_line AFTER INSERT ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_line_written();
"""
