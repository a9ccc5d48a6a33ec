"""The report: work now, people only of half-years that are over, numbers and never a name."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.report import Flow, FlowPart, HalfYear, Measure, SafeTable, half_year_of
from sluitend.records.models import AuditEvent, ReportSnapshot
from sluitend.services import reports
from sluitend.web.report_words import shown
from tests.browsing import signed_in
from tests.stories import a_case
from tests.world import World, acting

FIRST = HalfYear(2026, 1)
IN_FIRST = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
AFTER = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def opened(world: World, count: int, *, now: datetime = IN_FIRST) -> None:
    for number in range(count):
        a_case(world.home, now=now + timedelta(minutes=number), title=f"Gezin {number}")


def counted(world: World, period: HalfYear = FIRST, now: datetime = AFTER) -> dict[tuple[str, str], int]:
    with acting(world.home.manager, now):
        return dict(reports.count_period(period))


def test_begin_plus_in_minus_out_is_end_on_unrounded_numbers(world: World) -> None:
    opened(world, 3, now=datetime(2025, 11, 3, 9, 0, tzinfo=UTC))
    opened(world, 2)
    counts = counted(world)
    for measure, each in ((Measure.CASES, 1), (Measure.CHILDREN, 1)):
        flow = Flow(*(counts[measure, part] for part in FlowPart))
        assert flow == Flow(3 * each, 2 * each, 0, 5 * each)
        assert flow.balances()


def test_people_are_not_counted_while_the_period_runs(world: World) -> None:
    opened(world, 2)
    assert counted(world, now=datetime(2026, 6, 30, 20, 0, tzinfo=UTC)) == {}
    with acting(world.home.manager, IN_FIRST), pytest.raises(Refused, match="period_open"):
        reports.make_report(world.home.manager, FIRST, now=IN_FIRST)


@pytest.mark.parametrize("who", ["coordinator", "lead", "privacy", "admin", "teacher", "intake"])
def test_nobody_else_counts_people(world: World, who: str) -> None:
    opened(world, 2)
    viewer = world.home.people[who]
    with acting(viewer, AFTER):
        assert reports.count_period(FIRST) == {}
        with pytest.raises(NotFound):
            reports.make_report(viewer, FIRST, now=AFTER)


def test_the_neighbour_counts_only_their_own(world: World) -> None:
    opened(world, 2)
    with acting(world.away.manager, AFTER):
        assert reports.count_period(FIRST)[Measure.CASES, "end"] == 0


def test_a_report_keeps_only_safe_numbers_and_does_not_move(world: World) -> None:
    opened(world, 12)
    with acting(world.home.manager, AFTER):
        first = reports.make_report(world.home.manager, FIRST, now=AFTER)
        kept = ReportSnapshot.objects.get().cells
    flow = next(cell for cell in kept if cell["measure"] == Measure.CASES)["rows"]
    assert dict(map(tuple, flow)) == {"begin": None, "inflow": 10, "outflow": None, "end": 10}
    opened(world, 5, now=IN_FIRST + timedelta(hours=5))
    with acting(world.home.manager, AFTER):
        second = reports.make_report(world.home.manager, FIRST, now=AFTER)
        assert (second.id, second.made_now) == (first.id, False)
        assert ReportSnapshot.objects.get().cells == kept


def test_the_manager_sees_numbers_and_never_a_name(world: World) -> None:
    now = timezone.now()
    period = half_year_of(now.date()).before()
    opened(world, 11, now=datetime.combine(period.starts_on, datetime.min.time(), UTC) + timedelta(days=40))
    browser = signed_in(world.home.manager)
    pages = [browser.get("/verslag/").content.decode()]
    asked = browser.get(f"/verslag/{period.code}/maak/").content.decode()
    assert "Daarna staan de getallen vast" in asked
    assert browser.post(f"/verslag/{period.code}/maak/").status_code == 302
    assert browser.get(f"/verslag/{period.code}/maak/").status_code == 404, "it is made once"
    pages.append(browser.get(f"/verslag/{period.code}/").content.decode())
    for page in pages:
        for secret in ("Noor van", "Dijk", "Gezin 1", "Vos", "C-"):
            assert secret not in page
    assert 'class="bar__drawn"' in pages[1]
    with acting(world.home.privacy, now):
        assert set(AuditEvent.objects.filter(action__startswith="report.").values_list("action", flat=True)) == {
            "report.work",
            "report.make",
            "report.read",
        }


def test_the_pdf_is_tagged_and_says_what_the_page_says(world: World) -> None:
    now = timezone.now()
    period = half_year_of(now.date()).before()
    opened(world, 11, now=datetime.combine(period.starts_on, datetime.min.time(), UTC) + timedelta(days=40))
    browser = signed_in(world.home.manager)
    browser.post(f"/verslag/{period.code}/maak/")
    answer = browser.get(f"/verslag/{period.code}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    document = PdfReader(io.BytesIO(answer.content))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.trailer["/Root"]["/Lang"] == "nl"
    text = " ".join(page.extract_text() for page in document.pages)
    assert f"Halfjaarverslag {period.code}" in text
    assert "erbij gekomen" in text
    assert "verhoogde veiligheid tellen niet mee" in text
    assert "11" not in text.replace(period.code, "").split()


def test_where_every_number_is_hidden_a_sentence_stands_instead_of_dots() -> None:
    hidden = shown(SafeTable(Measure.GOALS, (("reached", None), ("missed", None)), ()))
    assert "Overal minder dan tien" in hidden.nothing
    some = shown(SafeTable(Measure.GOALS, (("reached", 15), ("missed", None)), ()))
    assert some.nothing == ""


def test_a_report_of_few_people_draws_no_bars(world: World) -> None:
    now = timezone.now()
    period = half_year_of(now.date()).before()
    opened(world, 2, now=datetime.combine(period.starts_on, datetime.min.time(), UTC) + timedelta(days=40))
    browser = signed_in(world.home.manager)
    browser.post(f"/verslag/{period.code}/maak/")
    page = browser.get(f"/verslag/{period.code}/").content.decode()
    assert "Overal minder dan tien, of te weinig om te tonen." in page
    assert "bar__drawn" not in page
    pdf = PdfReader(io.BytesIO(browser.get(f"/verslag/{period.code}/pdf/").content))
    assert "Overal minder dan tien" in " ".join(sheet.extract_text() for sheet in pdf.pages)


@pytest.mark.parametrize("address", ["2026-3", "x", "1999-1", "2026-1%00", "2026"])
def test_a_period_that_does_not_exist_is_not_found(world: World, address: str) -> None:
    assert signed_in(world.home.manager).get(f"/verslag/{address}/").status_code == 404
