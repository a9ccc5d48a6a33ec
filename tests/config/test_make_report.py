"""`sluitend report`: the same numbers as the page, as one programme manager, with nothing more than the page shows."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from sluitend.config import make_report
from sluitend.domain.report import HalfYear
from sluitend.queries.reports import period_report
from sluitend.records.models import AuditEvent, ReportSnapshot
from sluitend.web.report_words import HIDDEN
from tests.stories import a_case
from tests.world import World, acting

FIRST = HalfYear(2026, 1)
IN_FIRST = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
AFTER = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
MANAGER = "manager@vlierdam.example"


def run(*, who: str = MANAGER, slug: str = "vlierdam", period: str = "2026-1", pdf: Path | None = None) -> list[str]:
    said: list[str] = []
    assert make_report.run(slug, who, period, pdf, said.append, now=AFTER) == 0
    return said


def some_cases(world: World, count: int = 12) -> None:
    for number in range(count):
        a_case(world.home, now=IN_FIRST + timedelta(minutes=number), title=f"Gezin {number}")


def test_the_numbers_are_those_of_the_page_with_small_ones_left_out(world: World, tmp_path: Path) -> None:
    some_cases(world)
    pdf = tmp_path / "verslag.pdf"
    said = run(pdf=pdf)
    assert said[0] == "Halfjaarverslag 2026-1, gemeente Vlierdam"
    place = said.index("Gezinnen in de aanpak")
    shown = [line.split()[-1] for line in said[place + 1 : place + 5]]
    assert shown == [HIDDEN, "10", HIDDEN, "10"]
    assert "12" not in " ".join(said).split()
    with acting(world.home.manager, AFTER):
        page = period_report(world.home.manager, FIRST, now=AFTER)
    assert list(make_report.told(page)) == said[: len(list(make_report.told(page)))]
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(pdf.read_bytes())).pages)
    assert "Halfjaarverslag 2026-1" in text


def test_no_name_is_in_it(world: World) -> None:
    some_cases(world)
    said = " ".join(run())
    for secret in ("Noor", "Dijk", "Gezin 1", "Vos", "C-"):
        assert secret not in said


def test_made_once_the_numbers_stand(world: World) -> None:
    some_cases(world)
    first = run()
    a_case(world.home, now=IN_FIRST + timedelta(hours=5))
    second = run()
    assert second[-1] == "Dit verslag was al gemaakt; de getallen staan vast."
    assert second[:-1] == first


def test_it_leaves_the_lines_of_the_page(world: World) -> None:
    run()
    with acting(world.home.privacy, AFTER):
        lines = AuditEvent.objects.filter(action__startswith="report.").values_list("action", "user_id", "fields")
        assert sorted(lines) == [
            ("report.make", world.home.manager.user_id, ["2026-1"]),
            ("report.read", world.home.manager.user_id, ["2026-1"]),
        ]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"period": "2026-2"}, "nog niet voorbij"),
        ({"period": "2026-3"}, "bijvoorbeeld 2026-1"),
        ({"period": "voorjaar"}, "bijvoorbeeld 2026-1"),
        ({"who": "coordinator@vlierdam.example"}, "geen programmamanager van vlierdam"),
        ({"who": "niemand@vlierdam.example"}, "geen programmamanager van vlierdam"),
        ({"who": "manager@kleinvoort.example"}, "geen programmamanager van vlierdam"),
        ({"slug": "kleinvoort"}, "geen programmamanager van kleinvoort"),
        ({"slug": "nergens"}, "geen programmamanager van nergens"),
    ],
)
def test_what_may_not_be_is_one_sentence_and_makes_nothing(
    world: World, tmp_path: Path, how: dict[str, str], sentence: str
) -> None:
    pdf = tmp_path / "verslag.pdf"
    with pytest.raises(make_report.ReportFault, match=sentence):
        run(pdf=pdf, **how)  # type: ignore[arg-type]
    assert not pdf.exists()
    with acting(world.home.manager, AFTER):
        assert not ReportSnapshot.objects.exists()


def test_a_file_is_not_overwritten_and_one_that_cannot_be_written_is_told(world: World, tmp_path: Path) -> None:
    pdf = tmp_path / "verslag.pdf"
    pdf.write_bytes(b"mine")
    with pytest.raises(make_report.ReportFault, match="bestaat al"):
        run(pdf=pdf)
    assert pdf.read_bytes() == b"mine"
    with pytest.raises(make_report.ReportFault, match="niet te schrijven"):
        run(pdf=tmp_path / "nowhere" / "verslag.pdf")
