"""An independent reading of the sharing matrix and of role × category, as tables of plain text.

Written from the reference table alone, in another style than the program: no rule objects, no content files, no
import from the program. Where the reference leaves room, the reading is written beside the row. The tests compare the
program with these tables over many generated questions.
"""

from __future__ import annotations

# --------------------------------------------------------------------------------------------------------------------
# Who is meant by a group word in the reference.
GROUPS = {
    # Anyone: every party there is, also a resident.
    "ANY": "anyone family family_member coordinator intake reporter local_team adviser brp civil_affairs youth_care gp "
    "youth_health school attendance housing work_and_income debt_help safe_at_home police prosecution "
    "child_protection_board protection_table certified_body college safety_house riec halt svb comensha lkha "
    "other_municipality programme_manager council researcher archive immigration risk_index welfare addiction_care "
    "probation",
    # "any professional": whoever holds information by profession (Wmo 5.2.6). Police and prosecution have a law and a
    # row of their own.
    "PROF": "coordinator intake local_team adviser civil_affairs youth_care gp youth_health school attendance housing "
    "work_and_income debt_help child_protection_board certified_body halt comensha welfare addiction_care probation",
    # "partner or resident": may hand in a concern that the family agrees with.
    "HANDS_IN": "family reporter coordinator local_team youth_care gp youth_health school attendance housing "
    "work_and_income debt_help safe_at_home child_protection_board certified_body halt welfare addiction_care "
    "probation",
    # doctors and mental health care; care for addiction is mental health care
    "CARE": "gp addiction_care",
}

# number | from | to | categories | stages | consent for | needs a written decision | purposes
# categories: 0 = without a name. stages: any, or a range. consent: no, all, or the categories it is needed for;
# "all unless s4 s5" = not needed when one of those is open.
ROWS = """
1  | ANY                  | adviser local_team safe_at_home lkha | 0 | s0 | no | no | p1 p2 p3 p5
2  | family               | coordinator | k1 k2 k3 k5 k7 k13 k14 k16 | s1 s2 | k7 | no | p1
3  | coordinator          | brp | k1 k2 | s1 | no | no | p1
4  | coordinator          | local_team | k1 k2 k3 k5 k6 k13 k14 k16 | s2 | no | no | p1
4  | local_team           | coordinator local_team | k1 k2 k3 k5 k6 k13 k14 k16 | s2 | no | no | p1
5  | coordinator          | youth_care | k1 k6 k16 | s2 | k6 | no | p1
6  | youth_care           | coordinator | k5 k16 | s2 | no | no | p1
7  | youth_care           | coordinator | k6 k7 | s2 s3 | all | no | p1
8  | CARE                 | coordinator | k7 | s2 s3 | all | no | p1
9  | youth_health         | coordinator | k5 k16 | s2 | all | no | p1
10 | school               | attendance | k3 k4 | any | no | no | p2
11 | attendance           | coordinator | k4 | s2 s3 | all unless s4 s5 | no | p1 p2
12 | coordinator          | attendance | k5 k16 | s2 s3 | all | no | p1 p2
13 | school               | coordinator | k3 k16 | s2 s3 | all | no | p1
14 | coordinator          | school | k16 | s2 s3 | all | no | p1
15 | housing              | coordinator | k14 | s2 | all | no | p1
16 | coordinator          | housing | k1 k16 | s2 | all | no | p1
17 | work_and_income      | coordinator | k12 | s2 | all | no | p1
18 | debt_help            | coordinator | k13 | s2 | all | no | p1
19 | PROF                 | safe_at_home | k1 k2 k5 k6 k7 k15 | s4 | no | no | p3 p5
20 | safe_at_home         | coordinator local_team | k11 | s4 | no | no | p1 p3 p5
21 | safe_at_home         | police child_protection_board | k11 | s4 | no | no | p3 p5
22 | coordinator local_team certified_body safe_at_home attendance | protection_table child_protection_board | k1 k2 k3 k4 k5 k6 k11 k15 k16 k18 | s4 | no | no | p4
23 | child_protection_board | college | k19 | s4 | no | no | p4
24 | youth_care           | certified_body | k6 k7 | s5 | no | no | p1 p4
25 | certified_body       | coordinator | k6 k10 k16 | s5 | k6 | no | p1 p4
26 | certified_body       | school | k10 k16 | s5 | all | no | p1 p4
27 | police               | safe_at_home | k8 | s4 | no | no | p3 p5
28 | police               | coordinator | k8 | s2 s3 | no | yes | p1
29 | police prosecution   | safety_house | k8 k9 | s6 | no | no | p6
30 | attendance           | other_municipality | k1 k3 k4 | any | no | no | p2
31 | coordinator          | other_municipality | k5 k6 k7 k16 | s2 s3 s4 s5 | k6 k7 | no | p1
32 | safety_house         | safety_house | k1 | s6 | no | no | p6
33 | safety_house         | school housing | k16 | s6 | no | yes | p6
34 | CARE youth_health    | safety_house | k7 | s6 | all | no | p6
35 | attendance           | prosecution | k1 k4 k9 | s7 | no | no | p2
36 | attendance           | child_protection_board | k1 k4 k9 | s7 | no | no | p2
37 | attendance           | halt | k1 k4 | s7 | all | no | p2
38 | college              | svb | k1 k4 | any | no | no | p2
39 | police               | comensha | k1 k15 | s4 s5 s6 s7 | no | no | p5
39 | PROF                 | comensha | k1 k15 | s4 s5 s6 s7 | all | no | p5
39 | ANY                  | comensha | 0 | s4 s5 s6 s7 | no | no | p5
40 | ANY                  | lkha | 0 | s0 s1 s2 s3 s4 | no | no | p3 p5
40 | PROF                 | lkha | k1 k2 k15 | s0 s1 s2 s3 s4 | all | no | p3 p5
41 | civil_affairs        | attendance | k1 k2 | any | no | no | p2
42 | civil_affairs        | riec police | 0 | s6 | no | yes | p6
43 | coordinator          | programme_manager | 0 | s8 | no | no | p7
44 | college              | council | 0 | s8 | no | no | p7
45 | college              | researcher | 0 | s8 | no | yes | p7
46 | college              | archive | k1 k2 k3 k4 k5 k6 k7 k8 k9 k10 k11 k12 k13 k14 k15 k16 k17 k18 k19 | s9 | no | no | p1 p2 p3 p4 p5
48 | coordinator local_team | family | k1 k2 k3 k4 k5 k6 k7 k10 k12 k13 k14 k16 k17 | any | all | no | p1 p9
51 | HANDS_IN             | intake | k1 k18 | s1 | all | no | p1
51 | police               | intake | k1 k18 | s1 | all | yes | p1
52 | intake               | reporter | k19 | s1 | no | no | p1
53 | intake               | coordinator | k18 | s1 | no | no | p1
"""
# 47 (one family member to another), 49 (immigration) and 50 (risk index) give nothing, ever.
NEVER_TO = {"family_member": 47, "immigration": 49, "risk_index": 50}

# First days: the law on co-operation by data (WGS) from 1 March 2025, everything else from 1 January 2015.
FROM_MARCH_2025 = {29, 32, 33, 34, 42}

# Heightened safety: advice without a name (1), the report to Veilig Thuis and what comes of it (19, 20, 21, 27), the
# protection route and the measure (22, 23, 24, 25), CoMensha and LKHA (39, 40), what the law makes school and civil
# affairs tell the attendance officer whatever they know (10, 41), a concern the young person agrees with (51), and the
# one fixed sentence, which must be the same either way (52). Agreement then counts only from the person alone.
HEIGHTENED = {1, 10, 19, 20, 21, 22, 23, 24, 25, 27, 39, 40, 41, 51, 52}


def _expand(words: str) -> list[str]:
    names: list[str] = []
    for word in words.split():
        names += GROUPS[word].split() if word in GROUPS else [word]
    return names


def _table() -> dict[tuple[str, str, str], list[tuple[int, set[str], str, bool, set[str]]]]:
    table: dict[tuple[str, str, str], list[tuple[int, set[str], str, bool, set[str]]]] = {}
    for line in ROWS.strip().splitlines():
        number, senders, recipients, cats, stages, consent, decision, purposes = (c.strip() for c in line.split("|"))
        for sender in _expand(senders):
            for recipient in _expand(recipients):
                for cat in cats.split():
                    row = (int(number), set(stages.split()), consent, decision == "yes", set(purposes.split()))
                    table.setdefault((sender, recipient, cat), []).append(row)
    return table


TABLE = _table()


def share(
    sender: str,
    recipient: str,
    category: str,
    *,
    stages: set[str],
    purpose: str,
    consent: str,
    heightened: bool,
    decision: bool,
    day: str,
) -> tuple[str, bool, int]:
    """Answer, allowed or not, and the rule it rests on (0 when there is none).

    category: k1..k19, or "0" for without a name. consent: "valid" (from whoever must agree), "self" (valid, from the
    person alone), or anything else for none that counts. day: as 2026-11-24.
    """
    if category not in {"0", *(f"k{n}" for n in range(1, 20))}:
        return ("deny", False, 0)
    if recipient in NEVER_TO:
        return ("deny", False, NEVER_TO[recipient])
    if recipient == "family" and sender in {"family", "family_member"}:
        return ("deny", False, 47)
    if heightened and recipient == "family":
        return ("deny", False, 0)
    agreed = consent == "self" or (consent == "valid" and not heightened)
    found = []
    for number, when, needs, needs_decision, purposes in TABLE.get((sender, recipient, category), []):
        closed = [
            heightened and number not in HEIGHTENED,
            day < ("2025-03-01" if number in FROM_MARCH_2025 else "2015-01-01"),
            purpose not in purposes,
            "any" not in when and not (when & stages),
        ]
        if any(closed):
            continue
        if needs_decision and not decision:
            found.append((2, number, "ask_jurist", False))
        elif _consent_needed(needs, category, stages):
            found.append((0 if agreed else 1, number, "allow_with_consent", agreed))
        else:
            found.append((-1, number, "allow", True))
    _, number, answer, allowed = min(found, default=(9, 0, "deny", False))
    return (answer, allowed, number)


def _consent_needed(needs: str, category: str, stages: set[str]) -> bool:
    if needs.startswith("all unless "):
        return not (set(needs.removeprefix("all unless ").split()) & stages)
    return needs == "all" or category in needs.split()


# --------------------------------------------------------------------------------------------------------------------
# Role × category. One line per reader; one cell per category, in the order k1 … k19.
#   w = read and write   r = read   f = fact only   . = nothing
#   own:x = x, but only for what is one's own (own report, own action, own part); "own" to whoever looks at the case
#   act:x = x, but only for one's own action
#   c:x = x with consent   d:x = x with a decision of the police (Wpg 19)   q:x = x in the family's own words
#   t:x = x after take-in
# `when` = stages in which the line is open at all; `while` = what must be going on.
#
# k18 and k19 are not in the table: intake, second reader and team lead from the paragraph below it; the coordinator
# reads the concern of an open case (rule 53) and keeps its terms; who reads the plan in a case reads its terms; who
# handed in a concern may see that concern and the fixed sentence (rule 52).
READERS = """
coordinator          | case   | any            | -          | w,own:r r r f w f,c:r c:f,q:r d:f,q:r . r f f f f f w,own:w w r w
team_member          | case   | any            | -          | r,own:r r . . r own:w . . . f . . . . . r,own:w r . r
process_director     | case   | s3 s4 s5       | escalation | r . . . r . . . . f . . . . . r r . r
attendance           | case   | any            | -          | r,own:r f w w c:f . . . . f . . . . own:r own:r,act:w . own:r own:r
attendance_boa       | case   | any            | -          | r f w w . . . . own:w f . . . . . . . . .
code_officer         | case   | s1 s2 s3 s4 s5 | protocol   | r f . . r . . . . f w . . . w . . . .
protocol_coordinator | case   | s1 s2 s3 s4 s5 | protocol   | r f f f f . . . . f f . . . w r . . .
school               | own    | any            | -          | own:r . own:w own:w . . . . . . . . . . own:r own:w . own:r own:r
provider             | own    | any            | -          | own:r . . . own:w own:w own:w . . . . . . . . own:w . own:r own:r
housing              | own    | any            | -          | own:r . . . . . . . . . . . . own:w . own:w . own:r own:r
certified_body       | case   | any            | -          | r,own:r r f f r own:w own:w . . w . . . . f w,own:w f own:r own:r
family               | own    | any            | -          | own:r own:r own:r own:r own:r own:r own:r . . own:r . own:r own:r own:r own:r own:w own:r . .
mayor                | case   | s4             | letter     | . . . . . . . . . r . . . . . . . . .
police               | own    | any            | -          | own:r . . . . . . own:r . . . . . . . own:w . own:r own:r
prosecution          | own    | any            | -          | own:r . . . . . . . own:r . . . . . . own:w . own:r own:r
child_protection_board | own  | any            | -          | own:r . . . . . . . . own:r . . . . . own:w . own:r own:r
youth_health         | own    | any            | -          | own:r . . . own:r . . . . . . . . . . own:w . own:r own:r
safe_at_home         | own    | any            | -          | own:r . . . . . . . . . own:r . . . . own:w . own:r own:r
other_partner        | own    | any            | -          | own:r . . . . . . . . . . . . . . own:w . own:r own:r
intake               | signal | any            | -          | w t:r . . . . . . . . . . . . . . . w w
second_reader        | signal | any            | -          | r t:r . . . . . . . . . . . . . . . r r
team_lead            | team   | any            | -          | . . . . . . . . . . . . . . . . . . r
alderman             | case   | any            | escalation | . . . . . . . . . . . . . . . . . . r
privacy_officer      | request | any           | -          | r r r r r r r r r r r r r r r r r r r
dpo                  | request | any           | -          | r r r r r r r r r r r r r r r r r r r
programme_manager    | case   | any            | -          | . . . . . . . . . . . . . . . . . . .
admin                | case   | any            | -          | . . . . . . . . . . . . . . . . . . .
"""
# Which relations make something "one's own": a person's name through an action about that person, a goal at school
# through the part of the plan. Who sits in the case and does an action looks as the first, and at the action as the
# second: the level of the case does not come with an action.
OWN_RELATIONS = {"own_action", "own_report", "own_part", "own_self"}
LEVELS = {".": "none", "f": "fact", "r": "read", "w": "write"}
ORDER = ["none", "fact", "own", "read", "write"]
# Named staff are people with a role in the program: not a partner, not the family, not a function without screens.
STAFF_UNDER_HEIGHTENED = {
    "coordinator", "team_member", "process_director", "attendance", "code_officer",
    "protocol_coordinator", "intake", "second_reader", "privacy_officer", "dpo",
}  # fmt: skip


def _cells() -> dict[str, tuple[str, set[str], str, list[str]]]:
    table = {}
    for line in READERS.strip().splitlines():
        reader, relation, stages, going_on, cells = (part.strip() for part in line.split("|"))
        assert len(cells.split()) == 19, reader
        table[reader] = (relation, set(stages.split()), going_on, cells.split())
    return table


CELLS = _cells()


def read(
    reader: str,
    category: str,
    relation: str,
    stages: set[str],
    given: set[str],
    *,
    heightened: bool,
    named: bool,
) -> str:
    """The level at which this reader may see this category: none, fact, own, read or write.

    relation: none, case, team, signal, request, or one of OWN_RELATIONS. given: consent, decision, own_words,
    escalation, protocol, letter, taken_in.
    """
    if reader not in CELLS or not category.startswith("k") or category == "k0":
        return "none"
    if heightened and not (named and reader in STAFF_UNDER_HEIGHTENED):
        return "none"
    place, when, going_on, cells = CELLS[reader]
    if "any" not in when and not (when & stages):
        return "none"
    if going_on != "-" and going_on not in given:
        return "none"
    best = "none"
    for option in cells[int(category[1:]) - 1].split(","):
        level = _option(option, place, relation, given)
        best = max(best, level, key=ORDER.index)
    return best


def _option(option: str, place: str, relation: str, given: set[str]) -> str:
    marks = {"c": "consent", "d": "decision", "q": "own_words", "t": "taken_in"}
    mark, _, rest = option.rpartition(":")
    level = LEVELS[rest]
    if mark == "act":
        return level if relation == "own_action" else "none"
    if mark == "own":
        if relation in OWN_RELATIONS:
            return level
        return "own" if relation == "case" else "none"
    if mark and marks[mark] not in given:
        return "none"
    return level if relation == place else "none"
