"""The demo's story in a small form: every state that it tells is there, through the services alone, word for word clean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from sluitend.config import roles, story
from sluitend.config.hints import hints, story_file
from sluitend.config.story.cast import HOME, LOCAL_TEAM, NEIGHBOUR, town
from sluitend.config.story.closed import RESULTS, Closed
from sluitend.config.story.concern import Concern
from sluitend.config.story.days import Days
from sluitend.config.story.family import CHILDREN, PARENTS, families
from sluitend.config.story.names import NAMES, Lot, nth_bsn
from sluitend.content.guard import guard_list
from sluitend.content.organisations import organisation_types
from sluitend.content.sharing import default_matrix
from sluitend.domain.blindness import scan
from sluitend.domain.person import passes_eleven_test
from sluitend.domain.vocabulary import Category, Party, Purpose, Role
from tests.database import conninfo

pytestmark = pytest.mark.xdist_group("story")  # what they share is made once, in one process

NOW = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
SMALL = story.Size(
    families=(
        "bos",
        "demir",
        "santos",
        "hosseini",
        "abdi",
        "faber",
        "koster",
        "groothuis",
        "devries",
        "vanthoff",
        "rahman",
        "bergkamp",
        "wijngaarden",
        "lamur",
        "claus",
    ),
    signals=10,
    closed_cases=2,
    absence_reports=48,
)
# What each state looks like in the tables; every question gives how many there are.
STATES = {
    "the family's own plan was offered and answered": "SELECT count(*) FROM plan WHERE family_plan_answer = 'no'",
    "a plan is late": "SELECT count(*) FROM case_file WHERE status = 'planning' AND plan_due < %(today)s",
    "a plan runs": "SELECT count(*) FROM case_file WHERE status = 'running'",
    "an evaluation is overdue": "SELECT count(*) FROM case_file WHERE evaluate_by < %(today)s AND closed_at IS NULL",
    "separated parents have each a home": "SELECT count(*) FROM (SELECT case_id FROM household GROUP BY case_id "
    "HAVING count(*) > 1) AS two",
    "a child of twelve or older has own words": "SELECT count(*) FROM child_voice v JOIN case_person p ON p.id = v.child_id"
    " WHERE p.birth_date < %(today)s - interval '12 years'",
    "a child keeps its words to itself": "SELECT count(*) FROM child_voice WHERE NOT parents_may_see",
    "heightened safety": "SELECT count(*) FROM case_file WHERE heightened",
    "a signal of heightened safety": "SELECT count(*) FROM signal WHERE heightened",
    "an action is stuck": "SELECT count(*) FROM action WHERE status = 'blocked'",
    "a bottleneck is open": "SELECT count(*) FROM bottleneck WHERE solved_at IS NULL",
    "an acceptance was contradicted": "SELECT count(*) FROM action WHERE contradicted",
    "an action was declined, with what can be done": "SELECT count(*) FROM action_step WHERE kind = 'decline' "
    "AND alternative <> ''",
    "an action is late": "SELECT count(*) FROM action WHERE status IN ('accepted', 'busy') AND due_on < %(today)s",
    "an action was asked and not answered": "SELECT count(*) FROM action WHERE status = 'asked' AND NOT contradicted",
    "a consent was withdrawn": "SELECT count(*) FROM consent WHERE answer = 'withdrawn'",
    "what stood on it is no longer shown": "SELECT count(*) FROM action_share WHERE ended_because = 'consent'",
    "a consent was refused": "SELECT count(*) FROM consent WHERE answer = 'no'",
    "somebody disagrees with the plan": "SELECT count(*) FROM agreement WHERE NOT agrees AND words <> ''",
    "telling somebody waits, and the wait is over": "SELECT count(*) FROM informing WHERE wait_until < %(today)s",
    "closed, with after-care held": "SELECT count(*) FROM after_care a JOIN case_file c ON c.id = a.case_id "
    "WHERE c.closed_at IS NOT NULL AND a.held_on IS NOT NULL",
    "contact was tried and did not work": "SELECT count(*) FROM contact_moment WHERE NOT reached",
    "somebody wants a call before a letter": "SELECT count(*) FROM contact_wish WHERE call_first",
    "a letter was read, and then given": "SELECT count(*) FROM letter WHERE state = 'given' AND read_at IS NOT NULL",
    "a safety plan with rules and words of more than one": "SELECT count(*) FROM safety_plan p WHERE (SELECT count(*) FROM"
    " safety_word w WHERE w.plan_id = p.id) > 1 AND EXISTS (SELECT 1 FROM safety_rule r WHERE r.plan_id = p.id)",
    "a letter belongs to a step of a protocol": "SELECT count(*) FROM letter WHERE run_id IS NOT NULL AND state = 'given'",
    "an own version holds while the program moved under it": "SELECT count(*) FROM own_protocol WHERE approved_at IS NOT NULL"
    " AND ended_at IS NULL AND protocol = 'after_care'",
    "a child stands on the safety ladder": "SELECT count(*) FROM protocol_run WHERE protocol = 'safety_ladder' AND ended_at IS NULL",
    "a child that may be taken away": "SELECT count(*) FROM flight_risk WHERE ended_on IS NULL",
    "a child that stays elsewhere for a time": "SELECT count(*) FROM residence WHERE ended_on IS NULL",
    "terms of a plan ended with their case": "SELECT count(*) FROM protocol_run WHERE ended_by = 'rounded_off'",
    "opened again": "SELECT count(*) FROM case_file WHERE reopened_at IS NOT NULL AND closed_at IS NULL",
    "a second reader disagrees": "SELECT count(*) FROM second_reading WHERE NOT agrees",
    "a signal waits for a coordinator": "SELECT count(*) FROM signal WHERE status = 'with_coordinator'",
    "a coordinator answered": "SELECT count(*) FROM signal_case_link WHERE answer <> ''",
    "a signal is late": "SELECT count(*) FROM signal WHERE status = 'received' AND read_by < %(today)s",
    "an absence report was handled": "SELECT count(*) FROM absence_report WHERE status = 'closed' AND closing_words <> ''",
    "an absence row was bad": "SELECT count(*) FROM absence_import_error",
    "that a file runs was passed on": "SELECT count(*) FROM absence_pass",
    "an official report waits for its session": "SELECT count(*) FROM official_report WHERE state = 'session'",
    "an official report is half a draft": "SELECT count(*) FROM official_report WHERE state = 'draft' AND answers <> '{}'",
    "leave and an exemption": "SELECT (count(DISTINCT exempt) = 2)::int FROM school_leave",
    "words for a school went to the register": "SELECT count(*) FROM absence_report WHERE feedback <> '' AND sent_status <> ''",
    "a school said who was not back after the summer": "SELECT count(*) FROM absence_report WHERE return_check_id IS NOT NULL",
    "a child departs, moves and is struck off": "SELECT (count(DISTINCT kind) = 3)::int FROM departure_notice",
    "a notice waits for who begins": "SELECT count(*) FROM departure_notice n WHERE NOT EXISTS"
    " (SELECT 1 FROM protocol_run r WHERE r.departure_id = n.id)",
    "a draft waits for its author": "SELECT count(*) FROM draft",
    "somebody reported by another way": "SELECT count(*) FROM outside_report",
    "a worker closed her own family": "SELECT count(*) FROM family_block",
    "somebody is away": "SELECT count(*) FROM membership WHERE absent_until > %(today)s",
    "an invitation is open": "SELECT count(*) FROM membership WHERE pending",
    "a decision waits for the alderman": "SELECT count(*) FROM decision_ask WHERE step LIKE 'a4%%' AND answered_at IS NULL",
    "an escalation was solved and came down": "SELECT count(*) FROM protocol_run WHERE ended_by = 'closed_solved'",
    "a handover waits for the neighbour": "SELECT count(*) FROM transfer_offer WHERE answer = '' AND opened_at IS NULL",
    "a handover was taken over, and a look after four weeks is planned": "SELECT count(*) FROM transfer t JOIN protocol_run"
    " r ON r.id = t.run_id WHERE t.answer = 'accepted' AND t.noted_at IS NOT NULL AND r.look_again_at IS NOT NULL",
    "a matter that ran before waits for its coordinator": "SELECT count(*) FROM running_matter WHERE answer = ''",
    "a matter that ran before runs, and was late already": "SELECT count(*) FROM running_matter m JOIN protocol_run r"
    " ON r.case_id = m.case_id JOIN clock_said s ON s.run_id = r.id WHERE s.from_before AND s.word = 'late'",
    "a coordinator said that a matter is another's": "SELECT count(*) FROM running_matter WHERE answer = 'not_mine'",
    "reports were made": "SELECT count(*) FROM report_snapshot",
}
# For each table: the lines of the log that its rows must have left. A row without one was written past the services.
LINES = {
    "case_file": ("case.open",),
    "note": ("note.write",),
    "action": ("action.ask",),
    "goal": ("goal.add",),
    "open_domain": ("domain.open",),
    "domain_level": ("level.record",),
    "child_voice": ("voice.record",),
    "agreement": ("agreement.record",),
    "evaluation": ("evaluation.hold",),
    "parental_authority": ("authority.record",),
    "informing": ("informing.record",),
    "supporter": ("supporter.name",),
    "safety_plan": ("safety_plan.save",),
    "safety_rule": ("safety_rule.add",),
    "safety_word": ("safety_word.note",),
    "flight_risk": ("flight_risk.save",),
    "residence": ("residence.save",),
    "team_seat": ("seat.give",),
    "action_share": ("action.share",),
    "absence_import": ("absence.receive_file", "departure.receive_file", "running.receive_file"),
    "official_report": ("official.begin",),
    "official_step": ("official.begin", "official.step"),
    "school_leave": ("absence.leave", "absence.exempt"),
    "absence_status_file": ("absence.export",),
    "departure_notice": ("departure.enter", "departure.load"),
    "return_check": ("return_check.hand_in",),
    "report_snapshot": ("report.make",),
    "transfer": ("transfer.lay_out",),
    "transfer_offer": ("transfer.arrive",),
    "mandate": ("mandate.set",),
    "decision_ask": ("decision.ask",),
    "membership": ("account.invite", "account.create_admin"),
    "municipality": ("account.create_admin",),
}


def texts_of(value: Any) -> Iterator[str]:
    """Give every text in a file of the story or in a value read from it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list | tuple | frozenset):
        for part in value:
            yield from texts_of(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))


@pytest.fixture(scope="module")
def told(pg_server: str, test_database: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Load the small story once, and give a connection that sees all of it."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        story.load(NOW, SMALL, lambda _line: None, conninfo(pg_server, test_database, roles.OWNER))
        with psycopg.connect(conninfo(pg_server, test_database, "postgres"), autocommit=True) as everything:
            yield everything
        TransactionTestCase._fixture_teardown(TransactionTestCase())


def number(told: Any, question: str) -> int:
    found = told.execute(question.encode(), {"today": NOW.date()}).fetchone()
    return int(found[0])


@pytest.mark.parametrize("state", STATES)
def test_the_story_holds_this_state(told: Any, state: str) -> None:
    assert number(told, STATES[state]) > 0


@pytest.mark.parametrize("table", LINES)
def test_every_row_left_its_line_in_the_log(told: Any, table: str) -> None:
    wanted = ", ".join(f"'{action}'" for action in LINES[table])
    lines = number(told, f"SELECT count(*) FROM audit_event WHERE action IN ({wanted})")
    assert number(told, f"SELECT count(*) FROM {table}") == lines > 0


def test_what_was_handed_in_is_there_or_was_destroyed_with_a_line(told: Any) -> None:
    handed_in = number(told, "SELECT count(*) FROM audit_event WHERE action = 'signal.hand_in'")
    destroyed = number(told, "SELECT count(*) FROM audit_event WHERE action = 'signal.erase'")
    assert number(told, "SELECT count(*) FROM signal") == handed_in - destroyed > 0


def test_everything_happened_before_now_and_by_somebody(told: Any) -> None:
    assert number(told, "SELECT count(*) FROM audit_event WHERE at > '2026-11-24T10:00:00Z'") == 0
    assert number(told, "SELECT count(*) FROM audit_event WHERE membership_id IS NULL AND kind <> 'system'") == 0


def test_nobody_writes_at_night_or_on_a_sunday(told: Any) -> None:
    local = "at AT TIME ZONE 'Europe/Amsterdam'"
    wrong = f"extract(hour FROM {local}) NOT BETWEEN 8 AND 17 OR extract(isodow FROM {local}) > 5"
    assert number(told, f"SELECT count(*) FROM audit_event WHERE {wrong}") == 0


def test_the_neighbour_has_people_and_of_the_town_only_what_was_handed_over(told: Any) -> None:
    away = f"(SELECT id FROM municipality WHERE slug = '{NEIGHBOUR}')"
    assert number(told, f"SELECT count(*) FROM membership WHERE municipality_id = {away}") == len(
        town(NEIGHBOUR).workers
    )
    assert number(told, f"SELECT count(*) FROM signal WHERE municipality_id = {away}") == 0
    cases = f"FROM case_file c WHERE municipality_id = {away}"
    came = "EXISTS (SELECT 1 FROM transfer_offer o WHERE o.case_id = c.id)"
    assert number(told, f"SELECT count(*) {cases}") == number(told, f"SELECT count(*) {cases} AND {came}") == 1


def test_one_person_works_for_both(told: Any) -> None:
    both = "SELECT count(*) FROM (SELECT user_id FROM membership GROUP BY user_id HAVING count(*) > 1) AS two"
    assert number(told, both) == 1


def test_the_guard_never_had_to_speak(told: Any) -> None:
    assert number(told, "SELECT sum(hits) FROM text_guard_count") == 0


FILES = sorted(
    ["history.toml", "desk.toml", "names.toml", f"town-{HOME}.toml", f"town-{NEIGHBOUR}.toml"]
    + [f"families-{part}.toml" for part in ("begin", "run", "run-2", "stuck", "stuck-2", "look-back", "safety", "end")]
)


@pytest.mark.parametrize("name", FILES)
def test_no_text_says_who_people_are(name: str) -> None:
    hits = [(text, hit.rule) for text in texts_of(dict(story_file(name))) for hit in scan(text, guard_list())]
    assert hits == []


def test_the_guard_reads_these_files_for_real() -> None:
    assert scan("Moeder komt uit Polen.", guard_list()) != ()
    assert sum(1 for name in FILES for _ in texts_of(dict(story_file(name)))) > 2000


def test_forty_families_are_followed_and_no_two_are_alike() -> None:
    found = families()
    assert len(found) == 40
    assert len({family.code for family in found}) == len({family.title for family in found}) == 40
    assert sum(family.heightened for family in found) == 2


def test_every_family_can_be_played_whole() -> None:
    for family in families():
        keys = {person.key for person in family.persons}
        assert {person.relation for person in family.persons} & (CHILDREN | PARENTS), family.code
        for home in family.homes:
            assert set(home.members) <= keys, family.code
        for goal in family.goals:
            assert set(goal.persons) <= keys, family.code
        for action in family.actions:
            assert action.about in keys, family.code
            assert not action.goal or action.goal in {goal.key for goal in family.goals}, family.code


def test_twelve_partners_can_be_reached_by_a_rule_and_the_others_by_none() -> None:
    partners = [partner for partner in town(HOME).organisations if partner.key != LOCAL_TEAM]
    found = {partner.key: organisation_types()[partner.kind].party for partner in partners}
    matrix, plan = default_matrix(), Purpose.ACCESS_AND_DIRECTION
    reached = {
        key
        for key, party in found.items()
        if any(plan in rule.purposes for rule in matrix.rules_for(Party.COORDINATOR, party, Category.K16))
    }
    assert len(reached) == 12
    assert reached.isdisjoint({"debt_help", "gp", "welfare", "police"})


def test_every_role_has_somebody_with_a_line_on_what_to_try() -> None:
    tried = [worker for worker in town(HOME).workers if worker.hint]
    assert set().union(*(worker.roles for worker in tried)) == set(Role)
    assert len(hints()) == len(tried) < 20


def test_numbers_pass_the_eleven_test_and_are_nobody_elses() -> None:
    drawn = [nth_bsn(place) for place in range(500)]
    assert len(set(drawn)) == 500
    assert all(passes_eleven_test(digits) and digits.startswith("999") for digits in drawn)


def test_the_same_lot_draws_the_same_people() -> None:
    first, again = Lot("a"), Lot("a")
    assert [first.person().full for _ in range(20)] == [again.person().full for _ in range(20)]
    assert len(set(story_file(NAMES)["given"])) == len(story_file(NAMES)["given"])


@pytest.mark.parametrize("at", ["2026-11-24T10:00", "2026-01-01T00:30", "2026-06-30T23:10", "2027-02-28T05:00"])
def test_two_half_years_are_told_whole_whenever_now_is(at: str) -> None:
    days = Days(datetime.fromisoformat(f"{at}+00:00"))
    first = days.first_half_year
    assert first.starts_on > days.today - timedelta(days=580)
    half_years = story.half_years_over(days)
    assert [half_years[0], len(half_years)] == [first, 2]


@pytest.mark.parametrize("at", ["2026-11-24T10:00", "2026-01-02T10:00", "2026-06-30T12:00", "2027-03-15T10:00"])
def test_the_report_of_each_half_year_has_numbers_for_flow_and_goals(at: str) -> None:
    """A cell of fewer than ten is not shown, and no percentage under fifty: a report of dots shows nobody anything."""
    days = Days(datetime.fromisoformat(f"{at}+00:00"))
    place: Any = SimpleNamespace(days=days)
    reach = days.ago(days.first_half_year.starts_on)
    cases = [Closed(place, number, Lot("history"), reach) for number in range(story.WHOLE.closed_cases)]
    for period in story.half_years_over(days):
        begin, end = days.ago(period.starts_on), days.ago(period.ends_on)
        closed = [case for case in cases if end <= case.ended <= begin]
        flow = [  # at the end there are the forty families too
            sum(case.opened > begin >= case.ended for case in cases),
            sum(end <= case.opened <= begin for case in cases),
            len(closed),
        ]
        goals = Counter(result for case in closed for result in case.results)
        assert min(flow) >= 10, (period, flow)
        assert min(goals[result] for result in RESULTS) >= 10, (period, goals)
        assert goals.total() >= 50


def test_every_child_of_the_history_is_of_an_age_that_fits_the_text_and_who_tells_it() -> None:
    """No toddler who misses lessons, and no pupil of a primary school who is sixteen."""
    drawn = [Concern(None, number, 100, Lot(f"concern {number}")) for number in range(400)]
    for one in drawn:
        low, high = one.said.get("ages", (3, 16))
        assert low <= one.age <= high, one.said["seen"]
    assert all(4 <= one.age <= 12 for one in drawn if one.by in ("ib", "ib2"))
    assert all(12 <= one.age <= 17 for one in drawn if one.by in ("zorg", "zorg2"))
    assert len({one.said["seen"] for one in drawn}) > 10


def test_every_child_on_a_desk_is_of_a_family_or_of_an_age_that_fits() -> None:
    for one in story_file("desk.toml")["concern"]:
        assert one.get("about") or one.get("heightened") or one["ages"][0] <= one["ages"][1], one["seen"]
