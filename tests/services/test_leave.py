"""Leave is dates with an article; an exemption is one word with dates, its article sealed and opened with a line in the log."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from sluitend.domain.absence.leave import DecidedBy, ExemptionArticle, LeaveArticle
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.person import Bsn
from sluitend.domain.sharing import Viewer
from sluitend.queries import school_leave as queries
from sluitend.queries.people import people_page
from sluitend.records.models import AuditEvent, SchoolLeave
from sluitend.services import absences
from tests.browsing import signed_in
from tests.services.test_absences import ROW
from tests.services.test_ladders import seat
from tests.services.test_official import reported
from tests.stories import CHILD, a_case
from tests.web.test_absence_pages import loaded
from tests.world import NOW, World, acting, later

HEAD, OFFICER = DecidedBy
FIRST, LAST = date(2026, 4, 7), date(2026, 4, 10)


def leave(world: World, report: uuid.UUID, first: date, last: date, by: DecidedBy, **other: object) -> None:
    viewer = world.home.attendance
    given = {"article": LeaveArticle.ART_14, "granted": True, "heard_on": None} | other
    with acting(viewer):
        command = absences.NoteLeave(
            report,
            given["article"],
            first,
            last,
            by,
            given["granted"],
            uuid.uuid4(),
            given["heard_on"],  # type: ignore[arg-type]
        )
        absences.note_leave(viewer, command, now=NOW)


def exempt(world: World, report: uuid.UUID) -> uuid.UUID:
    viewer = world.home.attendance
    with acting(viewer):
        command = absences.NoteExemption(report, ExemptionArticle.ART_5_B, FIRST, date(2026, 7, 31), uuid.uuid4())
        absences.note_exemption(viewer, command, now=NOW)
        return SchoolLeave.objects.filter(exempt=True).values_list("pk", flat=True).get()


def test_days_add_up_over_the_school_year_and_above_ten_the_officer_decides_after_hearing_the_head(
    world: World,
) -> None:
    report = reported(world)
    leave(world, report, FIRST, LAST, HEAD)  # four school days
    leave(world, report, date(2026, 6, 1), date(2026, 6, 5), HEAD, granted=False)  # refused leave does not count
    with pytest.raises(Refused) as caught:
        leave(world, report, date(2026, 6, 8), date(2026, 6, 16), HEAD)
    assert [one.code for one in caught.value.refusals] == ["leave.above_ten"]
    with pytest.raises(Refused) as caught:
        leave(world, report, date(2026, 6, 8), date(2026, 6, 16), OFFICER)
    assert [one.code for one in caught.value.refusals] == ["leave.head_not_heard"]
    leave(world, report, date(2026, 6, 8), date(2026, 6, 16), OFFICER, heard_on=date(2026, 3, 1))
    with acting(world.home.attendance):
        page = queries.leave_page(world.home.attendance, report, now=NOW)
        assert [(one.school_days, one.decided_by) for one in page.rows] == [(7, OFFICER), (5, HEAD), (4, HEAD)]


def test_an_exemption_is_one_word_with_dates_and_its_article_is_sealed(world: World) -> None:
    report = reported(world)
    made = exempt(world, report)
    viewer = world.home.attendance
    with acting(viewer):
        row = SchoolLeave.objects.get()
        assert (row.article, row.school_days) == ("", 0)
        assert b"5_b" not in bytes(row.article_sealed or b"")
        (shown,) = queries.leave_page(viewer, report, now=NOW).rows
        assert (shown.exempt, shown.article) == (True, None)
        assert queries.exemption_page(viewer, report, made, now=NOW).article is ExemptionArticle.ART_5_B
    with acting(world.home.privacy):
        assert AuditEvent.objects.filter(action="absence.exemption_article").count() == 1


@pytest.mark.parametrize("who", ["coordinator", "intake", "manager", "privacy", "admin", "teacher"])
def test_nobody_outside_the_desk_sees_or_counts_it(world: World, who: str) -> None:
    report = reported(world)
    made = exempt(world, report)
    viewer = world.home.people[who]
    with acting(viewer):
        assert SchoolLeave.objects.count() == 0
        with pytest.raises(NotFound):
            queries.leave_page(viewer, report, now=NOW)
        with pytest.raises(NotFound):
            queries.exemption_page(viewer, report, made, now=NOW)


def test_the_neighbour_finds_nothing(world: World) -> None:
    report = reported(world)
    made = exempt(world, report)
    away = world.away.attendance
    with acting(away):
        assert SchoolLeave.objects.count() == 0
        with pytest.raises(NotFound):
            queries.exemption_page(away, report, made, now=NOW)
        with pytest.raises(NotFound):
            absences.note_exemption(
                away, absences.NoteExemption(report, ExemptionArticle.ART_15, FIRST, LAST, uuid.uuid4()), now=NOW
            )


def the_case_of_the_pupil(world: World) -> uuid.UUID:
    """Open a case of the same child, by its number, with somebody else at the table."""
    child = replace(CHILD, bsn=Bsn(ROW["bsn"]))
    brother = replace(CHILD, given_names="Sem")
    made = a_case(world.home, persons=(child, brother))
    seat(world, made.case_id, world.home.member)
    return made.case_id


def shown_in(viewer: Viewer, case: uuid.UUID, now: datetime) -> dict[str, bool]:
    with acting(viewer, now):
        page = people_page(viewer, case, now=now)
        return {row.short: row.person_id in page.exempt for row in page.people.persons}


def test_in_a_case_of_the_child_who_reads_where_it_goes_to_school_sees_that_one_word(world: World) -> None:
    """An exemption shows one value “vrijgesteld”, its article unseen outside leerplicht and never counted."""
    made, case = exempt(world, reported(world)), the_case_of_the_pupil(world)
    inside, over = later(days=40), datetime(2026, 8, 1, 12, tzinfo=UTC)
    me = world.home.coordinator
    assert shown_in(me, case, inside) == {"Noor": True, "Sem": False}
    assert shown_in(me, case, NOW) == shown_in(me, case, over) == {"Noor": False, "Sem": False}
    with acting(me, inside), connection.cursor() as cursor:
        page = repr(people_page(me, case, now=inside))
        assert not {word for word in ("5_b", "ART_5", "artikel 5", str(made)) if word in page}
        assert SchoolLeave.objects.count() == 0
        cursor.execute("SELECT to_jsonb(app_exempt_in_case(%s))::text", [case])
        assert "5_b" not in cursor.fetchone()[0]
    assert shown_in(world.home.member, case, inside) == {"Noor": False, "Sem": False}
    for other in (world.home.coordinator2, world.home.manager, world.home.member, world.away.coordinator):
        with acting(other, inside), connection.cursor() as cursor:
            cursor.execute("SELECT app_exempt_in_case(%s)", [case])
            assert cursor.fetchone()[0] == []
    with acting(world.home.privacy, inside):
        lines = AuditEvent.objects.filter(action="case.people", categories=["k3"])
        assert set(lines.values_list("membership_id", flat=True)) == {me.membership_id}


def test_the_page_of_the_people_says_the_word_and_not_the_article(world: World) -> None:
    report, now = loaded(world), timezone.now()
    viewer, day = world.home.attendance, local_day(now)
    child = replace(CHILD, bsn=Bsn(ROW["bsn"]))
    case = a_case(world.home, persons=(child,), now=now).case_id
    with acting(viewer, now):
        command = absences.NoteExemption(report, ExemptionArticle.ART_5_B, day, day, uuid.uuid4())
        absences.note_exemption(viewer, command, now=now)
    page = signed_in(world.home.coordinator).get(f"/casussen/{case}/mensen/").content.decode()
    assert "vrijgesteld" in page
    for word in ("5_b", "artikel 5", "bedenkingen", "overtuiging"):
        assert word not in page


def test_the_pages_have_no_box_for_a_reason_and_keep_what_was_typed(world: World) -> None:
    report = loaded(world)
    browser = signed_in(world.home.attendance)
    home = f"/verzuim/{report}/verlof/"
    assert "<textarea" not in browser.get(home).content.decode()
    bad = {
        "form_key": str(uuid.uuid4()), "article": "14", "from_on": "10-04-2026", "until_on": "07-04-2026",
        "decided_by": "head", "heard_on": "", "granted": "ja",
    }  # fmt: skip
    answer = browser.post(home, bad)
    assert answer.status_code == 422
    assert "De laatste dag ligt voor de eerste." in answer.content.decode()
    assert "10-04-2026" in answer.content.decode()
    assert browser.post(home, {**bad, "until_on": "17-04-2026"}).status_code == 302
    exemption = f"/verzuim/{report}/vrijstelling/"
    sent = {"form_key": str(uuid.uuid4()), "article": "5a", "from_on": "10-04-2026", "until_on": "31-07-2026"}
    assert browser.post(exemption, sent).status_code == 302
    page = browser.get(home).content.decode()
    assert "vrijgesteld" in page
    assert "artikel 5a" not in page
    for who in ("coordinator", "manager"):
        assert signed_in(world.home.people[who]).get(home).status_code == 404
