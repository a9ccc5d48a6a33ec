"""The open help pages: what the law does not allow, and whether a school must report absence, of which nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluitend.content.not_done import not_done
from tests.forms import boxes
from tests.world import World

HOURS = "3-11-2026 6\n4-11-2026 6,5\n\n2026-11-05; 4 uur"


def ask(hours: str, region: str = "midden", **more: str) -> Any:
    client = Client()
    path = reverse("help-hours")
    return client.post(path, boxes(client.get(path)) | {"hours": hours, "region": region, **more})


def test_what_may_not_be_done_stands_there_with_why_and_what_exists_instead(world: World) -> None:
    page = Client().get(reverse("help")).content.decode()
    for one in not_done():
        for text in (one.text.nl, one.why.nl, one.instead.nl):
            assert text.replace("'", "&#x27;") in page


def test_sixteen_hours_in_four_lesson_weeks_are_reported_within_five_working_days(world: World) -> None:
    page = ask(HOURS)
    assert page.status_code == 200
    text = page.content.decode()
    for day in ("3 november 2026", "5 november 2026", "12 november 2026"):
        assert day in text


def test_a_holiday_does_not_count_for_the_five_days_of_the_school(world: World) -> None:
    assert "16 oktober 2026" in ask("8-10-2026 8\n9-10-2026 8", "midden").content.decode()
    assert "23 oktober 2026" in ask("8-10-2026 8\n9-10-2026 8", "noord").content.decode()


def test_less_is_not_reported_and_one_may_always_report(world: World) -> None:
    assert "De grens van 16 uur in 4 lesweken op rij is niet bereikt" in ask("3-11-2026 6").content.decode()


def test_a_week_of_holidays_lies_in_between_and_does_not_count(world: World) -> None:
    around = "16-10-2026 8\n16-11-2026 8"
    assert "niet bereikt" in ask(around.replace("16-11", "23-11")).content.decode()
    assert "Ja, de school meldt dit" in ask("12-10-2026 8\n13-11-2026 8").content.decode()


@pytest.mark.parametrize(
    "line", ["gisteren 6", "3-11-2026", "3-11-2026 zes", "31-2-2026 4", "3-11-2026 13", "<b>3</b> 4"]
)
def test_a_line_that_cannot_be_read_is_named_and_what_was_typed_stays(world: World, line: str) -> None:
    page = ask(f"3-11-2026 6\n{line}")
    text = page.content.decode()
    assert page.status_code == 422
    assert "Regel 2 kunnen wij niet lezen" in text
    assert "<b>3</b>" not in text
    assert "3-11-2026 6\n" in text.replace("\r", "")


def test_nothing_is_written_anywhere(world: World) -> None:
    path = reverse("help-hours")
    client = Client()
    typed = boxes(client.get(path)) | {"hours": HOURS, "region": "noord"}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.post(path, typed)
    assert not [one["sql"] for one in asked if one["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_field_the_form_does_not_have_is_a_broken_form(world: World) -> None:
    assert ask(HOURS, name="Noor").status_code == 400
