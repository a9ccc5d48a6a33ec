"""Leave is dates with an article; an exemption is one word with dates, its article sealed and opened with a line in the log."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from sluitend.domain.absence.leave import DecidedBy, ExemptionArticle, LeaveArticle
from sluitend.domain.outcome import NotFound, Refused
from sluitend.queries import school_leave as queries
from sluitend.records.models import AuditEvent, SchoolLeave
from sluitend.services import absences
from tests.browsing import signed_in
from tests.services.test_official import reported
from tests.web.test_absence_pages import loaded
from tests.world import NOW, World, acting

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
