"""What ends by itself: drafts, that an interpreter is needed, packages of handovers, running matters, and the memory of forms.

Same rules as in functions.py; for the worker role alone.
"""

from __future__ import annotations

ENDING: dict[str, tuple[str, str]] = {
    "app_purge(timestamp with time zone)": (
        "drafts whose time is over, that an interpreter was needed until some day, what went along with a handover whose "
        "time is over, running matters that nobody confirmed, and what a form gave more than thirty days ago, are gone for everybody: a job has no viewer, so it "
        "cannot delete under a policy",
        """
CREATE FUNCTION app_purge(moment timestamp with time zone) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint := 0; step bigint;
BEGIN
  INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, categories, fields, purpose, ground,
                           rule, outcome, reason_code, count, request_id)
    SELECT m.id, moment, 'system', 'draft.end', '', 'draft', '{k18}', '{}', 'p1', '', '', 'ok', '', count(d.id), ''
    FROM municipality m LEFT JOIN draft d ON d.municipality_id = m.id AND d.expires_at <= moment
    GROUP BY m.id HAVING count(d.id) > 0;
  IF FOUND THEN
    DELETE FROM draft WHERE expires_at <= moment;
    GET DIAGNOSTICS gone = ROW_COUNT;
  END IF;
  INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, categories, fields, purpose, ground,
                           rule, outcome, reason_code, count, request_id)
    SELECT n.municipality_id, moment, 'system', 'contact.need_end', '', 'interpreter_need', '{}', '{until}', 'p1', '', '',
           'ok', '', count(*), ''
    FROM interpreter_need n WHERE n.until < (moment AT TIME ZONE 'Europe/Amsterdam')::date GROUP BY n.municipality_id;
  IF FOUND THEN
    DELETE FROM interpreter_need n WHERE n.until < (moment AT TIME ZONE 'Europe/Amsterdam')::date;
    GET DIAGNOSTICS step = ROW_COUNT;
    gone := gone + step;
  END IF;
  INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, categories, fields, purpose, ground,
                           rule, outcome, reason_code, count, request_id)
    SELECT x.municipality_id, moment, 'system', 'transfer.end', '', 'transfer', '{}', '{package}', 'p1', '', '', 'ok', '',
           count(*), ''
    FROM (SELECT municipality_id FROM transfer WHERE package_sealed IS NOT NULL
            AND ends_on < (moment AT TIME ZONE 'Europe/Amsterdam')::date
          UNION ALL SELECT municipality_id FROM transfer_offer WHERE package_sealed IS NOT NULL
            AND ends_on < (moment AT TIME ZONE 'Europe/Amsterdam')::date) x GROUP BY x.municipality_id;
  IF FOUND THEN
    UPDATE transfer SET package_sealed = NULL WHERE package_sealed IS NOT NULL
      AND ends_on < (moment AT TIME ZONE 'Europe/Amsterdam')::date;
    GET DIAGNOSTICS step = ROW_COUNT;
    gone := gone + step;
    UPDATE transfer_offer SET package_sealed = NULL WHERE package_sealed IS NOT NULL
      AND ends_on < (moment AT TIME ZONE 'Europe/Amsterdam')::date;
    GET DIAGNOSTICS step = ROW_COUNT;
    gone := gone + step;
  END IF;
  INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, categories, fields, purpose, ground,
                           rule, outcome, reason_code, count, request_id)
    SELECT w.municipality_id, moment, 'system', 'running.end', '', 'running_matter', '{k1}', '{}', 'p1', '', '', 'ok', '',
           count(*), ''
    FROM running_matter w WHERE w.case_id IS NULL AND w.ends_on < (moment AT TIME ZONE 'Europe/Amsterdam')::date
    GROUP BY w.municipality_id;
  IF FOUND THEN
    DELETE FROM running_matter w WHERE w.case_id IS NULL
      AND w.ends_on < (moment AT TIME ZONE 'Europe/Amsterdam')::date;
    GET DIAGNOSTICS step = ROW_COUNT;
    gone := gone + step;
  END IF;
  DELETE FROM form_receipt f WHERE f.at <= moment - interval '30 days';
  GET DIAGNOSTICS step = ROW_COUNT;
  RETURN gone + step;
END $$;""",
    ),
}
FOR_WORKER_ONLY = ("app_purge(timestamp with time zone)",)
