"""The one door between two municipalities: a message goes through it, and an answer comes back. Same rules as in functions.py.

Neither side reads a row of the other. Who offers and who answers is taken from the rows, never from what was given.
"""

from __future__ import annotations

_AUDIT = """
  INSERT INTO audit_event (municipality_id, at, kind, action, role, object_kind, object_id, case_id, categories, fields,
                           purpose, ground, rule, outcome, reason_code, count, request_id)
    VALUES ({place}, app_now(), 'system', '{action}', '', '{kind}', {object}, {case}, '{{}}', '{{}}',
            {purpose}, '', {rule}, 'ok', '', 1, '');
"""
# Nothing of a family goes to where people practise, or the other way.
_PRACTICE = "EXISTS (SELECT 1 FROM municipality p WHERE p.id IN ({first}, app_municipality()) AND p.practice_for_id IS NOT NULL)"
_PURPOSE = "CASE {0}.kind WHEN 'report' THEN 'p2' ELSE 'p1' END"
_RULE = "CASE {0}.kind WHEN 'report' THEN '30' ELSE '31' END"


def _line(place: str, action: str, *, kind: str, object_id: str, row: str, case: str = "NULL") -> str:
    """Give the statement that writes a line in the log of a municipality: the program itself, under the rule of the row."""
    return _AUDIT.format(
        place=place,
        action=action,
        kind=kind,
        object=object_id,
        case=case,
        purpose=_PURPOSE.format(row),
        rule=_RULE.format(row),
    )


TRANSFERS: dict[str, tuple[str, str]] = {
    "app_other_municipalities()": (
        "who hands over names the municipality that takes over: names of public bodies, for those who hand over only, and "
        "none in which people practise",
        """
CREATE FUNCTION app_other_municipalities() RETURNS TABLE (id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id, m.name::text FROM municipality m
  WHERE m.id <> app_municipality() AND app_has('coordinator', 'attendance') AND m.practice_for_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM municipality p WHERE p.id = app_municipality() AND p.practice_for_id IS NOT NULL)
  ORDER BY m.name
$$;""",
    ),
    "app_offer_transfer(uuid,uuid,bytea)": (
        "puts what somebody offers in this very request before the other municipality, with its line in the log there; "
        "who offers, for which kind and whom to phone come from the rows; nothing of heightened safety; says whether it went",
        f"""
CREATE FUNCTION app_offer_transfer(wanted uuid, offer uuid, package bytea) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE t transfer%ROWTYPE; sender text; who text; number text;
BEGIN
  SELECT * INTO t FROM transfer x WHERE x.id = wanted AND x.municipality_id = app_municipality()
    AND x.sent_by_id = app_membership() AND x.sent_at = app_now() AND x.offer_ref = offer AND x.answered_at IS NULL
    AND x.to_ref <> x.municipality_id AND NOT EXISTS (SELECT 1 FROM municipality m WHERE m.id = x.municipality_id AND m.practice_for_id IS NOT NULL)
    AND EXISTS (SELECT 1 FROM municipality m WHERE m.id = x.to_ref AND m.practice_for_id IS NULL)
    AND NOT EXISTS (SELECT 1 FROM case_file c WHERE c.id = x.case_id AND c.heightened);
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT p.name, m.display_name || ', ' || lower(m.function), coalesce(nullif(m.phone, ''), p.phone)
    INTO sender, who, number FROM municipality p JOIN membership m ON m.id = app_membership() WHERE p.id = t.municipality_id;
{_line("t.to_ref", "transfer.arrive", kind="transfer_offer", object_id="offer", row="t")}
  INSERT INTO transfer_offer (id, municipality_id, kind, transfer_ref, from_ref, from_name, caller, phone, package_sealed,
      sent_at, ends_on, answer, answer_name, answer_reason)
    VALUES (offer, t.to_ref, t.kind, t.id, t.municipality_id, sender, left(who, 160), number, package, t.sent_at,
            t.ends_on, '', '', '');
  RETURN true;
END $$;""",
    ),
    "app_answer_transfer(uuid)": (
        "brings what somebody answers in this very request back to the municipality that offered it, with its line in the "
        "log there: yes with a name, or no with a reason, and nothing else",
        f"""
CREATE FUNCTION app_answer_transfer(wanted uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE o transfer_offer%ROWTYPE; t transfer%ROWTYPE;
BEGIN
  SELECT * INTO o FROM transfer_offer x WHERE x.id = wanted AND x.municipality_id = app_municipality()
    AND x.answered_by_id = app_membership() AND x.answered_at = app_now() AND x.answer <> '' AND x.from_ref IS NOT NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT * INTO t FROM transfer x WHERE x.id = o.transfer_ref AND x.municipality_id = o.from_ref AND x.offer_ref = o.id
    AND x.to_ref = o.municipality_id AND x.answered_at IS NULL AND x.taken_back_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
{_line("t.municipality_id", "transfer.answer_arrive", kind="transfer", object_id="t.id", row="t", case="t.case_id")}
  UPDATE transfer SET answer = o.answer, answer_name = o.answer_name, answer_reason = o.answer_reason,
    answered_at = o.answered_at, version = version + 1 WHERE id = t.id;
  RETURN true;
END $$;""",
    ),
    "app_take_back_transfer(uuid)": (
        "takes away what lies before the other municipality and was not answered, when who offered it takes it back in "
        "this very request; says whether it was still there",
        f"""
CREATE FUNCTION app_take_back_transfer(wanted uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE t transfer%ROWTYPE; o transfer_offer%ROWTYPE;
BEGIN
  SELECT * INTO t FROM transfer x WHERE x.id = wanted AND x.municipality_id = app_municipality()
    AND x.taken_back_at = app_now() AND x.answered_at IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT * INTO o FROM transfer_offer x WHERE x.id = t.offer_ref AND x.transfer_ref = t.id
    AND x.municipality_id = t.to_ref AND x.answered_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
{_line("o.municipality_id", "transfer.taken_back", kind="transfer_offer", object_id="o.id", row="o")}
  DELETE FROM transfer_offer WHERE id = o.id;
  RETURN true;
END $$;""",
    ),
}
