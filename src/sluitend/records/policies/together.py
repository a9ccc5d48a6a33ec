"""What two people decide: what the second is asked, and the guards that nobody says yes in another's name."""

from __future__ import annotations

TOGETHER: dict[str, tuple[str, str]] = {
    "app_asked()": (
        "what colleagues ask the member to decide with them: from outside a case the reason and the dates, never a name; "
        "of heightened safety only for who may read the case, and nothing about one's own family",
        """
CREATE FUNCTION app_asked()
RETURNS TABLE (decision_id uuid, kind text, case_id uuid, case_number text, person_kind text, reason text, until date,
  asked_by text, phone text, asked_at timestamptz, answer_by date, inside boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS MATERIALIZED (SELECT app_cases() AS cases)
  SELECT j.id, j.kind::text, c.id, c.number::text, coalesce(p.kind::text, ''), coalesce(i.wait_reason, j.reason),
    i.wait_until, m.display_name::text, m.phone::text, j.asked_at, j.answer_by, c.id = ANY (mine.cases)
  FROM joint_decision j CROSS JOIN mine JOIN case_file c ON c.id = j.case_id
    AND c.municipality_id = j.municipality_id JOIN membership m ON m.id = j.asked_by_id
  LEFT JOIN informing i ON i.id = j.informing_id LEFT JOIN case_person p ON p.id = i.person_id
  WHERE j.second_id = app_membership() AND j.municipality_id = app_municipality() AND j.agrees IS NULL
    AND j.closed_at IS NULL AND j.answer_by >= app_today() AND c.closed_at IS NULL AND c.ends_on >= app_today()
    AND (c.id = ANY (mine.cases) OR (NOT c.heightened AND app_case_reader(c.id, app_membership())))
    AND app_has('coordinator', 'team_member', 'process_director', 'attendance', 'code_officer',
                'protocol_coordinator', 'intake', 'second_reader')
$$;""",
    ),
}

TOGETHER_GUARD = """
CREATE FUNCTION app_asked_ids() RETURNS uuid[] LANGUAGE sql STABLE
  AS $$ SELECT coalesce(array_agg(a.decision_id), '{}') FROM app_asked() a $$;
CREATE FUNCTION guard_second_answer() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  answers text[] := ARRAY['agrees', 'words', 'answered_at'];
BEGIN
  IF current_user NOT IN ('sluitend_web', 'sluitend_worker') THEN RETURN NEW; END IF;
  IF to_jsonb(NEW) - answers - 'closed_at' <> to_jsonb(OLD) - answers - 'closed_at' THEN
    RAISE EXCEPTION 'a question to a colleague is not rewritten' USING ERRCODE = 'SL004';
  END IF;
  IF (NEW.agrees IS DISTINCT FROM OLD.agrees OR NEW.words <> OLD.words)
     AND (OLD.agrees IS NOT NULL OR OLD.second_id IS DISTINCT FROM app_membership()) THEN
    RAISE EXCEPTION 'the second person answers, once, and nobody else' USING ERRCODE = 'SL004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER joint_decision_answer BEFORE UPDATE ON joint_decision
  FOR EACH ROW EXECUTE FUNCTION guard_second_answer();
CREATE FUNCTION guard_new_question() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF current_user IN ('sluitend_web', 'sluitend_worker') AND NEW.agrees IS NOT NULL THEN
    RAISE EXCEPTION 'a question to a colleague begins without an answer' USING ERRCODE = 'SL004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER joint_decision_asked BEFORE INSERT ON joint_decision
  FOR EACH ROW EXECUTE FUNCTION guard_new_question();
CREATE FUNCTION guard_lowered() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM joint_decision j WHERE j.case_id = NEW.id AND j.kind = 'lower' AND j.agrees
                 AND j.second_id = app_membership() AND j.answered_at = app_now()) THEN
    RAISE EXCEPTION 'heightened safety ends with the yes of two people' USING ERRCODE = 'SL004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_lowered BEFORE UPDATE OF heightened ON case_file FOR EACH ROW
  WHEN (OLD.heightened AND NOT NEW.heightened) EXECUTE FUNCTION guard_lowered();
"""
"""A policy decides about rows; these decide who may answer, and that heightened safety ends with two."""
