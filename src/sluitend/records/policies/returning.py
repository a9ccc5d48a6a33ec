"""What the named readers of a case see of the check of the first school week: inside their own case, and there alone."""

from __future__ import annotations

RETURNING: dict[str, tuple[str, str]] = {
    "app_return_lists(uuid,date)": (
        "the named readers of a child see which schools handed in the check of all pupils and whether somebody with this "
        "birth date and name stands in it, so that nobody has to ask a school about one pupil; nothing for anybody else",
        """
CREATE FUNCTION app_return_lists(child uuid, week date)
RETURNS TABLE (school text, handed_in_at timestamptz, stands boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.name::text, r.handed_in_at,
    EXISTS (SELECT 1 FROM absence_report a WHERE a.return_check_id = r.id AND a.birth_date = p.birth_date
      AND (lower(a.surname) = lower(p.surname)
           OR lower(split_part(a.given_names, ' ', 1)) = lower(split_part(p.given_names, ' ', 1))))
  FROM case_person p JOIN case_file c ON c.id = p.case_id
  JOIN organisation o ON o.municipality_id = c.municipality_id AND o.kind = 'school'
    AND o.active_from <= week AND (o.active_until IS NULL OR o.active_until >= week)
  LEFT JOIN return_check r ON r.organisation_id = o.id AND r.first_on = week
  WHERE p.id = child AND c.municipality_id = app_municipality() AND c.heightened AND c.id = ANY (app_cases())
  ORDER BY o.name
$$;""",
    ),
}
