"""How a family is reached: the way they chose, a call before a letter, and nothing home where that is not safe."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sluitend.access import audit
from sluitend.config import roles
from sluitend.content.letters import default_letters
from sluitend.domain.blindness import check_name
from sluitend.domain.contact import Interpreter, MomentIn, Way, WishIn
from sluitend.domain.letters import Blank, GivenHow, LetterState
from sluitend.domain.outcome import Conflict, NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries.contact import ContactPage, contact_page
from sluitend.queries.letters import letter_page, person_letters, printed_letter, report_letters
from sluitend.records import columns
from sluitend.records.models import (
    AbsenceReport,
    Action,
    AuditEvent,
    Case,
    ContactMoment,
    ContactWish,
    InterpreterNeed,
    Letter,
)
from sluitend.services.cases import Heighten, ReaderIn, heighten
from sluitend.services.contact import (
    ChangeLetter,
    GiveLetter,
    LogContact,
    ReadLetter,
    SaveWish,
    SetInterpreter,
    WriteLetter,
    change_letter,
    give_letter,
    log_contact,
    read_letter,
    save_wish,
    set_interpreter,
    write_letter,
)
from sluitend.services.people import LetGo, let_go
from tests import case_stories
from tests.case_stories import FullCase, a_full_case
from tests.database import conninfo
from tests.services.test_absences import ROW, csv_file, load
from tests.stories import a_case
from tests.world import NOW, World, acting, later, new_municipality, populate

TODAY = NOW.date()
TALK = {
    Blank.DAY: "2026-03-10",
    Blank.TIME: "10:00",
    Blank.PLACE: "bij u thuis",
    Blank.WORDS: "Ik wil graag horen hoe het op school gaat.",
}
WISH = WishIn(Way.CALL, "na zes uur", call_first=True, help_reading=True)
CALLED = MomentIn(Way.CALL, TODAY, reached=True, words="Over de afspraak van dinsdag gesproken.")


case = case_stories.full_case


def do(viewer: Viewer, verb: Callable[..., Any], command: Any, now: datetime = NOW) -> Any:
    with acting(viewer, now):
        return verb(viewer, command, now=now)


def wish(case: FullCase, given: WishIn = WISH, version: int = 0) -> SaveWish:
    return SaveWish(case.case_id, case.mother, given, version, uuid4())


def contact(case: FullCase, given: MomentIn = CALLED) -> LogContact:
    return LogContact(case.case_id, case.mother, given, uuid4())


def letter(case: FullCase, code: str = "gesprek", who: str = "mother", **how: Any) -> WriteLetter:
    typed = {Blank.ASKED: "Wilt u meepraten?", Blank.BODY: "de rechter", **TALK}
    wanted = {blank: typed[blank] for blank in default_letters()[code].typed}
    return WriteLetter(code, uuid4(), wanted, case.case_id, getattr(case, who), **how)


def page(viewer: Viewer, case: FullCase, now: datetime = NOW) -> ContactPage:
    with acting(viewer, now):
        return contact_page(viewer, case.case_id, case.mother, now=now)


def refusals(viewer: Viewer, verb: Callable[..., Any], command: Any, now: datetime = NOW) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(viewer, verb, command, now)
    return [refusal.code for refusal in caught.value.refusals]


# -- what people wish, and when there was contact ----------------------------------------------------------------------


def test_a_wish_is_kept_once_and_said_anew_with_its_version(world: World, case: FullCase) -> None:
    me, command = world.home.coordinator, wish(case)
    assert do(me, save_wish, command) == do(me, save_wish, command)
    do(me, save_wish, wish(case, replace(WISH, times="in het weekend"), version=1), later(1))
    row = page(me, case).wish
    assert row is not None
    assert (row.way, row.times, row.call_first, row.help_reading, row.version) == (
        Way.CALL, "in het weekend", True, True, 2,
    )  # fmt: skip
    with acting(me):
        kept = ContactWish.objects.get()
        assert (kept.call_first_at, kept.changed_at) == (NOW, later(1)), "the wish for a call is as old as it was"


def test_the_second_of_two_writers_sees_what_was_saved_and_nothing_is_lost(world: World, case: FullCase) -> None:
    do(world.home.coordinator, save_wish, wish(case))
    with acting(world.home.member) as now, pytest.raises(Conflict) as caught:
        save_wish(world.home.member, wish(case, replace(WISH, times="na school")), now=now)
    assert caught.value.stored == {"times": "na zes uur"}
    assert (caught.value.version, caught.value.by) == (1, "Coordinator Vlierdam, casusregisseur")


def test_who_works_at_the_table_notes_contact_and_it_stands_newest_first(world: World, case: FullCase) -> None:
    do(world.home.coordinator, log_contact, contact(case))
    tried = MomentIn(Way.VISIT, TODAY + timedelta(1), reached=False)
    do(world.home.member, log_contact, contact(case, tried), later(1))
    do(world.home.member, log_contact, contact(case, replace(CALLED, interpreter=Interpreter.ADULT)), later(1, 1))
    shown = page(world.home.member, case, later(2)).moments
    assert [(one.way, one.reached, one.interpreter) for one in shown] == [
        (Way.VISIT, False, False), (Way.CALL, True, True), (Way.CALL, True, False),
    ]  # fmt: skip
    assert shown[2].by == "Coordinator Vlierdam"


def test_a_child_as_interpreter_is_refused_and_leaves_nothing(world: World, case: FullCase) -> None:
    with_child = replace(CALLED, interpreter=Interpreter.CHILD)
    assert refusals(world.home.coordinator, log_contact, contact(case, with_child)) == ["contact.child_interprets"]
    assert page(world.home.coordinator, case).moments == ()


def test_words_about_who_people_are_must_be_written_again(world: World, case: FullCase) -> None:
    wrong = replace(CALLED, words="Moeder is van Turkse afkomst.")
    assert refusals(world.home.coordinator, log_contact, contact(case, wrong)) == ["words.not_needed"]
    typed = {**TALK, Blank.WORDS: "Omdat u van Turkse afkomst bent."}
    assert "words.not_needed" in refusals(world.home.coordinator, write_letter, replace(letter(case), typed=typed))


def test_what_is_noted_leaves_its_line_with_the_person_and_no_content(world: World, case: FullCase) -> None:
    me = world.home.coordinator
    do(me, save_wish, wish(case))
    do(me, log_contact, contact(case))
    do(me, set_interpreter, SetInterpreter(case.case_id, case.mother, TODAY + timedelta(30), uuid4()))
    page(me, case)
    with acting(world.home.privacy):
        lines = AuditEvent.objects.filter(case_id=case.case_id, action__startswith="contact.").order_by("id")
        assert list(lines.values_list("action", "object_kind", "person_id")) == [
            ("contact.wish", "contact", case.mother),
            ("contact.log", "contact", case.mother),
            ("contact.interpreter", "contact", case.mother),
            ("contact.page", "case", None),
        ]


# -- the interpreter ---------------------------------------------------------------------------------------------------


def test_an_interpreter_is_needed_until_a_day_and_no_word_says_more(world: World, case: FullCase) -> None:
    me, until = world.home.coordinator, TODAY + timedelta(30)
    for day in (until, until + timedelta(5)):
        do(me, set_interpreter, SetInterpreter(case.case_id, case.mother, day, uuid4()))
    assert page(me, case).interpreter_until == until + timedelta(5)
    assert page(me, case, later(36)).interpreter_until is None, "over, before any job came by"
    assert {field.name for field in columns.own_columns(InterpreterNeed)} == {"until"}
    do(me, set_interpreter, SetInterpreter(case.case_id, case.mother, None, uuid4()))
    with acting(me):
        assert not InterpreterNeed.objects.exists()
    far = SetInterpreter(case.case_id, case.mother, TODAY + timedelta(weeks=27), uuid4())
    assert refusals(me, set_interpreter, far) == ["contact.need_until"]


@pytest.mark.django_db(transaction=True)
def test_after_the_last_day_nothing_of_the_need_is_left_and_a_line_says_so(
    pg_server: str, test_database: str, as_owner: Any
) -> None:
    home = populate(new_municipality(as_owner, "Vlierdam"), "Vlierdam")
    case = a_full_case(home)
    until = TODAY + timedelta(10)
    do(home.coordinator, set_interpreter, SetInterpreter(case.case_id, case.mother, until, uuid4()))
    with psycopg.connect(conninfo(pg_server, test_database, roles.WORKER), autocommit=True) as worker:
        for days, gone in ((10, 0), (11, 1), (11, 0)):
            at = NOW + timedelta(days=days)
            assert worker.execute("SELECT app_purge(%s)", [at]).fetchone() == (gone,)
    assert as_owner.execute("SELECT count(*) FROM interpreter_need").fetchone() == (0,)
    rows = as_owner.execute("SELECT kind, count FROM audit_event WHERE action = 'contact.need_end'").fetchall()
    assert rows == [("system", 1)]


# -- letters -----------------------------------------------------------------------------------------------------------


def test_a_letter_is_written_read_by_a_person_and_then_given(world: World, case: FullCase) -> None:
    me, command = world.home.coordinator, letter(case)
    pk = do(me, write_letter, command)
    assert do(me, write_letter, command) == pk, "the same form twice is one letter"
    with acting(me) as now:
        shown = letter_page(me, pk, now=now)
        with pytest.raises(Refused, match=r"letter\.unread"):
            printed_letter(me, pk, now=now)
    assert refusals(me, give_letter, GiveLetter(pk, 1, GivenHow.HANDED, TODAY, uuid4())) == ["letter.unread"]
    text = " ".join(part.text for part in shown.letter.parts)
    assert "dinsdag 10 maart 2026 om 10.00 uur" in text
    assert "Beste Anja van Dijk" in text
    assert "Coordinator Vlierdam, casusregisseur, gemeente Vlierdam" in text
    assert "Tuesday 10 March 2026" in " ".join(part.text for part in shown.letter_en.parts)
    do(me, read_letter, ReadLetter(pk, 1, uuid4()))
    with acting(me) as now:
        assert printed_letter(me, pk, now=now).letter == shown.letter
    do(me, give_letter, GiveLetter(pk, 2, GivenHow.HANDED, TODAY, uuid4()))
    (row,) = page(me, case).letters
    assert (row.state, row.given_how, row.given_on) == (LetterState.GIVEN, GivenHow.HANDED, TODAY)
    assert refusals(me, change_letter, ChangeLetter(pk, 3, uuid4(), TALK)) == ["letter.given"]


def test_a_changed_letter_must_be_read_again_and_the_second_writer_sees_the_first(world: World, case: FullCase) -> None:
    me, deputy = world.home.coordinator, world.home.coordinator2
    pk = do(me, write_letter, letter(case))
    do(me, read_letter, ReadLetter(pk, 1, uuid4()))
    do(me, change_letter, ChangeLetter(pk, 2, uuid4(), {**TALK, Blank.PLACE: "op kantoor"}))
    with acting(deputy) as now:
        assert letter_page(deputy, pk, now=now).state is LetterState.WRITTEN
        with pytest.raises(Conflict) as caught:
            change_letter(deputy, ChangeLetter(pk, 2, uuid4(), TALK), now=now)
    assert caught.value.stored["plek"] == "op kantoor"
    assert refusals(deputy, read_letter, ReadLetter(pk, 2, uuid4())) == ["letter.changed_meanwhile"]


def test_a_call_comes_first_where_the_family_asked_for_it(world: World, case: FullCase) -> None:
    """Dit gezin wil eerst gebeld worden."""
    me = world.home.coordinator
    do(me, log_contact, contact(case))
    pk = do(me, write_letter, letter(case))
    do(me, read_letter, ReadLetter(pk, 1, uuid4()))
    do(me, save_wish, wish(case), later(hours=1))
    found = page(me, case, later(hours=2)).letter_refusal
    assert found is not None
    assert found.code == "letter.call_first"
    assert refusals(me, write_letter, letter(case), later(hours=2)) == ["letter.call_first"]
    give = GiveLetter(pk, 2, GivenHow.POST, TODAY, uuid4())
    assert refusals(me, give_letter, give, later(hours=2)) == ["letter.call_first"]
    do(me, log_contact, contact(case), later(hours=3))
    do(me, give_letter, give, later(hours=4))
    do(me, write_letter, letter(case), later(hours=4))


def test_what_asks_with_some_pressure_is_talked_through_first(world: World, case: FullCase) -> None:
    me = world.home.coordinator
    assert refusals(me, write_letter, letter(case, "vrijwillig")) == ["letter.talk_first"]
    do(me, log_contact, contact(case))
    pk = do(me, write_letter, letter(case, "vrijwillig"))
    with acting(me) as now:
        strong = [part.text for part in letter_page(me, pk, now=now).letter.parts if part.strong]
    assert strong[0].startswith("Dit is nog steeds vrijwillig.")


def test_a_child_under_twelve_gets_no_letter_and_an_older_one_does(world: World, case: FullCase) -> None:
    assert refusals(world.home.coordinator, write_letter, letter(case, who="brother")) == ["letter.child"]
    do(world.home.coordinator, write_letter, letter(case, who="child"))


def test_what_is_missing_is_said_at_its_own_field(world: World, case: FullCase) -> None:
    with pytest.raises(Refused) as caught:
        do(world.home.coordinator, write_letter, replace(letter(case), typed={Blank.DAY: "2026-03-01"}))
    assert {refusal.field for refusal in caught.value.refusals} == {"dag", "tijd", "plek", "eigen_woorden"}


def test_a_name_of_somebody_else_in_the_family_is_pointed_out_to_the_reader(world: World, case: FullCase) -> None:
    me = world.home.coordinator
    typed = {**TALK, Blank.WORDS: "Ik sprak Bram gisteren."}
    pk = do(me, write_letter, replace(letter(case), typed=typed))
    with acting(me) as now:
        assert letter_page(me, pk, now=now).mentions == ("Bram",)


# -- heightened safety: nothing, by any path ---------------------------------------------------------------------------


def test_nothing_is_possible_for_a_case_of_heightened_safety(world: World, case: FullCase) -> None:
    """Bij verhoogde veiligheid gaat er niets naar huis."""
    me = world.home.coordinator
    do(me, log_contact, contact(case))
    unread, ready = (do(me, write_letter, letter(case)) for _ in range(2))
    do(me, read_letter, ReadLetter(ready, 1, uuid4()))
    people = world.home.people
    readers = (ReaderIn(people["protocol"].membership_id, on_call=True), ReaderIn(people["code"].membership_id))
    with acting(me):
        version = Case.objects.get(pk=case.case_id).version
    do(me, heighten, Heighten(case.case_id, "Er is een zorg.", version, readers))
    acts = [
        (save_wish, wish(case)),
        (log_contact, contact(case)),
        (set_interpreter, SetInterpreter(case.case_id, case.mother, TODAY + timedelta(3), uuid4())),
        *((write_letter, letter(case, code)) for code in ("gesprek", "rechten", "vrijwillig", "casus")),
        (change_letter, ChangeLetter(unread, 1, uuid4(), TALK)),
        (read_letter, ReadLetter(unread, 1, uuid4())),
        (give_letter, GiveLetter(ready, 2, GivenHow.HANDED, TODAY, uuid4())),
    ]
    for verb, command in acts:
        assert refusals(me, verb, command, later(1)) == ["contact.heightened"], verb.__name__
    with acting(me, later(1)) as now:
        with pytest.raises(Refused, match=r"contact\.heightened"):
            printed_letter(me, ready, now=now)
        shown = contact_page(me, case.case_id, case.mother, now=now)
        choice = person_letters(me, case.case_id, case.mother, now=now)
    for found in (shown.refusal, shown.letter_refusal, choice.refusal, *(one.refusal for one in choice.choices)):
        assert found is not None
        assert found.code == "contact.heightened"


def test_the_database_itself_writes_no_letter_home_under_heightened_safety(world: World) -> None:
    made, me = a_case(world.home, heightened=True), world.home.coordinator
    with acting(me) as now:
        audit.write(me, "test.line", audit.Ref("case", made.case_id), now=now)
        where = {"municipality_id": me.municipality_id, "case_id": made.case_id, "person_id": made.person_ids[1]}
        rows = (
            ContactWish(**where, way="call", changed_by_id=me.membership_id, changed_at=now),
            ContactMoment(**where, way="call", on=TODAY, reached=True, noted_by_id=me.membership_id, noted_at=now),
            InterpreterNeed(**where, until=TODAY),
            Letter(
                **where, code="x", template_version="x", addressee="x", typed={}, text={}, text_en={}, state="written",
                written_by_id=me.membership_id, written_at=now,
            ),
        )  # fmt: skip
        for row in rows:
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)


def test_the_database_itself_gives_no_letter_that_nobody_read(world: World, case: FullCase) -> None:
    me = world.home.coordinator
    pk = do(me, write_letter, letter(case))
    with acting(me) as now:
        audit.write(me, "test.line", audit.Ref("case", case.case_id), now=now)
        with pytest.raises(IntegrityError, match="letter_read_before_given"), transaction.atomic():
            Letter.objects.filter(pk=pk).update(state="given")


def test_what_was_kept_about_somebody_put_here_by_mistake_goes_at_once_and_of_nobody_else(
    world: World, case: FullCase
) -> None:
    me = world.home.coordinator
    do(me, save_wish, wish(case))
    do(me, log_contact, contact(case), later(hours=1))
    do(me, set_interpreter, SetInterpreter(case.case_id, case.mother, TODAY + timedelta(3), uuid4()))
    do(me, write_letter, letter(case), later(hours=2))
    do(me, write_letter, letter(case, who="father"))
    with acting(me) as now:
        audit.write(me, "test.line", audit.Ref("case", case.case_id), now=now)
        assert Letter.objects.all().delete()[0] == 0, "otherwise a letter cannot be taken away"
    mistake = LetGo(case.case_id, case.mother, "verkeerde vrouw", TODAY, mistake=True)
    with acting(me) as now:
        audit.write(me, "test.line", audit.Ref("case", case.case_id), now=now)
        Action.objects.filter(concerns_id=case.mother).update(status="dropped")
    do(me, let_go, mistake)
    with acting(me):
        assert [table.objects.count() for table in (ContactWish, ContactMoment, InterpreterNeed)] == [0, 0, 0]
        assert [row.person_id for row in Letter.objects.all()] == [case.father]


# -- outsiders ---------------------------------------------------------------------------------------------------------

INVOLVED = {"coordinator", "coordinator2", "member"}


def test_for_everybody_else_nothing_of_it_is_there(world: World, case: FullCase) -> None:
    me = world.home.coordinator
    do(me, save_wish, wish(case, replace(WISH, call_first=False)))
    do(me, log_contact, contact(case))
    do(me, set_interpreter, SetInterpreter(case.case_id, case.mother, TODAY + timedelta(3), uuid4()))
    pk = do(me, write_letter, letter(case))
    for place in (world.home, world.away):
        for key, viewer in place.people.items():
            if place is world.home and key in INVOLVED:
                continue
            with acting(viewer) as now:
                for table in (ContactWish, ContactMoment, InterpreterNeed, Letter):
                    assert not table.objects.exists(), key
                for look in (
                    lambda v, n: contact_page(v, case.case_id, case.mother, now=n),
                    lambda v, n: person_letters(v, case.case_id, case.mother, now=n),
                    lambda v, n: letter_page(v, pk, now=n),
                    lambda v, n: printed_letter(v, pk, now=n),
                ):
                    with pytest.raises(NotFound):
                        look(viewer, now)
            for verb, command in (
                (save_wish, wish(case, version=1)),
                (log_contact, contact(case)),
                (set_interpreter, SetInterpreter(case.case_id, case.mother, None, uuid4())),
                (write_letter, letter(case)),
                (change_letter, ChangeLetter(pk, 1, uuid4(), TALK)),
                (read_letter, ReadLetter(pk, 1, uuid4())),
                (give_letter, GiveLetter(pk, 1, GivenHow.HANDED, TODAY, uuid4())),
            ):
                with pytest.raises(NotFound):
                    do(viewer, verb, command)


def test_a_team_member_reads_a_letter_and_writes_none(world: World, case: FullCase) -> None:
    pk = do(world.home.coordinator, write_letter, letter(case))
    member = world.home.member
    with acting(member) as now:
        shown = letter_page(member, pk, now=now)
    assert shown.may_read is not None
    assert refusals(member, write_letter, letter(case)) == ["case.not_yours_to_write"]
    assert refusals(member, read_letter, ReadLetter(pk, 1, uuid4())) == ["case.not_yours_to_write"]


def test_a_person_of_another_case_is_not_found(world: World, case: FullCase) -> None:
    other = a_case(world.home, coordinator_id=world.home.coordinator2.membership_id)
    for verb, command in (
        (save_wish, replace(wish(case), person_id=other.person_ids[1])),
        (log_contact, replace(contact(case), person_id=other.person_ids[1])),
        (write_letter, replace(letter(case), person_id=other.person_ids[1])),
        (write_letter, replace(letter(case), code="bestaat_niet")),
    ):
        with pytest.raises(NotFound):
            do(world.home.coordinator, verb, command)


# -- about a report of absence -----------------------------------------------------------------------------------------


def a_report(world: World, **other: str) -> UUID:
    load(world.home.attendance, csv_file({**ROW, **other}))
    with acting(world.home.attendance):
        return AbsenceReport.objects.get().pk


def warning(report: UUID, code: str = "waarschuwing_verzuim") -> WriteLetter:
    typed = {blank: TALK[blank] for blank in default_letters()[code].typed}
    return WriteLetter(code, uuid4(), typed, report_id=report)


def test_the_officer_warns_the_parents_of_a_report_and_nobody_else_sees_it(world: World) -> None:
    officer, report = world.home.attendance, a_report(world)
    with acting(officer) as now:
        codes = [one.code for one in report_letters(officer, report, now=now).choices]
    assert codes == ["gesprek", "waarschuwing_verzuim", "rechten"]
    pk = do(officer, write_letter, warning(report))
    do(officer, read_letter, ReadLetter(pk, 1, uuid4()))
    with acting(officer) as now:
        text = " ".join(part.text for part in printed_letter(officer, pk, now=now).letter.parts)
    assert "Beste ouders of verzorgers van Noor de Wit" in text
    assert "Dit moet van de wet" in text
    assert "de school van Noor meldde dat Noor er vaker niet was" in text
    assert "Het gaat nooit vanzelf." in text
    for viewer in (world.away.attendance, world.home.coordinator, world.home.admin, world.home.teacher):
        with acting(viewer) as now:
            assert not Letter.objects.exists()
            with pytest.raises(NotFound):
                letter_page(viewer, pk, now=now)
            with pytest.raises(NotFound):
                report_letters(viewer, report, now=now)
        with pytest.raises(NotFound):
            do(viewer, write_letter, warning(report))


def test_no_letter_leaves_about_a_report_that_the_school_withdrew(world: World) -> None:
    report = a_report(world)
    pk = do(world.home.attendance, write_letter, warning(report))
    load(world.home.attendance, csv_file({**ROW, "status": "Ingetrokken"}))
    assert refusals(world.home.attendance, write_letter, warning(report)) == ["letter.withdrawn"]
    assert refusals(world.home.attendance, read_letter, ReadLetter(pk, 1, uuid4())) == ["letter.withdrawn"]
    with acting(world.home.attendance) as now, pytest.raises(Refused, match=r"letter\.withdrawn"):
        printed_letter(world.home.attendance, pk, now=now)


def test_nobody_writes_to_the_parents_of_who_is_of_age(world: World) -> None:
    report = a_report(world, geboortedatum="2008-03-02")
    assert refusals(world.home.attendance, write_letter, warning(report)) == ["letter.adult"]


def test_a_letter_for_a_case_is_not_written_about_a_report(world: World) -> None:
    report = a_report(world)
    assert refusals(world.home.attendance, write_letter, warning(report, "casus")) == ["letter.not_yours"]


# -- what it costs, and what is never there ----------------------------------------------------------------------------


def test_one_and_three_rows_cost_the_same_number_of_queries(world: World, case: FullCase) -> None:
    me = world.home.coordinator

    def cost(look: Callable[[datetime], object]) -> int:
        with acting(me) as now, CaptureQueriesContext(connection) as found:
            look(now)
        return len(found)

    looks: list[Callable[[datetime], object]] = [
        lambda now: contact_page(me, case.case_id, case.mother, now=now),
        lambda now: person_letters(me, case.case_id, case.mother, now=now),
    ]
    do(me, log_contact, contact(case))
    pk = do(me, write_letter, letter(case))
    looks.append(lambda now: letter_page(me, pk, now=now))
    one = [cost(look) for look in looks]
    for _ in range(2):
        do(me, log_contact, contact(case))
        do(me, write_letter, letter(case))
    assert [cost(look) for look in looks] == one


def test_no_column_of_this_room_could_hold_a_language_or_a_proxy_for_it(world: World, case: FullCase) -> None:
    names = {
        field.name
        for table in (ContactWish, ContactMoment, InterpreterNeed, Letter)
        for field in table._meta.concrete_fields
    }
    assert [name for name in names if check_name(name) or "lang" in name or "taal" in name] == []
    do(world.home.coordinator, set_interpreter, SetInterpreter(case.case_id, case.mother, TODAY, uuid4()))
    with acting(world.home.coordinator):
        (row,) = InterpreterNeed.objects.values()
    assert json.dumps(sorted(row)) == json.dumps(["case_id", "id", "municipality_id", "person_id", "until"])
    assert isinstance(row["until"], date)
