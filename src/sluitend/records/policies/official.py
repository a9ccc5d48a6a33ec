"""What may be known of the attendance desk by who does not read it: that an official report runs, that a child is exempt."""

from __future__ import annotations

OFFICIAL: dict[str, tuple[str, str]] = {
    "app_penal_route(uuid)": (
        "whether the criminal route runs for an absence report, for an attendance officer who sees that report: yes or "
        "no, and for who may take it over that it is a colleague's; nothing of the official report itself",
        """
CREATE FUNCTION app_penal_route(wanted uuid) RETURNS TABLE (running boolean, officer uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NOT o.over, CASE WHEN app_has('attendance_boa') THEN o.officer_id END
  FROM official_report o JOIN absence_report a ON a.id = o.report_id
  WHERE o.report_id = wanted AND o.municipality_id = app_municipality() AND a.municipality_id = app_municipality()
    AND a.ends_on >= app_today() AND app_has('attendance')
$$;""",
    ),
    "app_take_over_official(uuid)": (
        "an investigating officer takes an official report over from a colleague, who may be ill or gone: nobody else "
        "could change a row they do not read; says which, so that the step can be written",
        """
CREATE FUNCTION app_take_over_official(wanted uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE taken uuid;
BEGIN
  UPDATE official_report o SET officer_id = app_membership(), version = o.version + 1
    FROM absence_report a, membership m
    WHERE o.report_id = wanted AND a.id = o.report_id AND m.id = app_membership() AND NOT o.over
      AND o.municipality_id = app_municipality() AND a.municipality_id = app_municipality()
      AND m.municipality_id = app_municipality() AND m.roles @> ARRAY['attendance', 'attendance_boa']::varchar[]
      AND a.ends_on >= app_today() AND app_has('attendance') AND app_has('attendance_boa')
      AND o.officer_id <> app_membership()
    RETURNING o.id INTO taken;
  RETURN taken;
END $$;""",
    ),
    "app_exempt_in_case(uuid)": (
        "which children of a case are exempt today, by their number, for who works in that case and reads where a child "
        "goes to school (K3): one word, never the article, its dates or the report it stands with",
        """
CREATE FUNCTION app_exempt_in_case(wanted uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT p.id), '{}')
  FROM school_leave l JOIN absence_report a ON a.id = l.report_id
  JOIN case_person p ON p.bsn_digest = a.bsn_digest AND p.municipality_id = a.municipality_id
  WHERE l.exempt AND l.from_on <= app_today() AND l.until_on >= app_today() AND l.municipality_id = app_municipality()
    AND a.ends_on >= app_today() AND p.case_id = wanted AND p.kind = 'child' AND p.left_on IS NULL
    AND p.case_id = ANY (app_cases()) AND app_has('coordinator', 'attendance')
$$;""",
    ),
    "app_official_steps()": (
        "the days on which official reports came to stand somewhere, each under a number that says nothing, for lead "
        "times and for what waits; the program shows no number below the threshold; no person, no report, no outcome",
        """
CREATE FUNCTION app_official_steps() RETURNS TABLE (nr bigint, seq integer, state text, day date, over boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT dense_rank() OVER (ORDER BY md5(o.id::text)), s.seq::integer, s.state::text, s."on", o.over
  FROM official_report o JOIN official_step s ON s.official_id = o.id
  WHERE o.municipality_id = app_municipality() AND NOT s.taken_over
    AND app_has('attendance', 'programme_manager')
  ORDER BY 1, 2
$$;""",
    ),
}
