"""The picture of a protocol: every step once, further to the right when it is further from the beginning."""

from __future__ import annotations

from itertools import combinations

import pytest

from sluitend.content.protocols import CODES, protocols
from sluitend.domain.protocol.picture import HEIGHT, MARGIN, WIDTH, Box, Line, distances, picture, wrapped
from tests.domain.protocol.making import protocol, step

SMALL = protocol(step("a", "b", "c"), step("b", "z", again=True), step("c", "a", "b", "z"), step("z"))


def test_a_step_stands_in_the_column_of_its_distance_from_the_beginning() -> None:
    assert distances(SMALL) == {"a": 0, "b": 1, "c": 1, "z": 2}
    assert [(box.step, box.column, box.row) for box in picture(SMALL).boxes] == [
        ("a", 0, 0),
        ("b", 1, 0),
        ("c", 1, 1),
        ("z", 2, 0),
    ]


def test_a_line_leads_from_side_to_side_and_says_when_it_goes_back() -> None:
    lines = {(line.start, line.end): line for line in picture(SMALL).lines}
    boxes = {box.step: box for box in picture(SMALL).boxes}
    a, b, c = boxes["a"], boxes["b"], boxes["c"]
    assert lines["a", "b"] == Line("a", "b", a.x + WIDTH, a.middle, b.x, b.middle, back=False)
    assert lines["c", "a"] == Line("c", "a", c.x, c.middle, a.x + WIDTH, a.middle, back=True)
    assert lines["c", "b"] == Line("c", "b", c.x + WIDTH // 2, c.y, c.x + WIDTH // 2, b.y + HEIGHT, back=True)


def test_a_step_that_follows_itself_has_no_line_and_says_that_it_opens_again() -> None:
    rounds = picture(protocol(step("a", "a", "z", again=True), step("z")))
    assert rounds.boxes[0] == Box("a", 0, 0, first=True, ends=False, again=True)
    assert [(line.start, line.end) for line in rounds.lines] == [("a", "z")]


@pytest.mark.parametrize("code", CODES)
def test_every_step_stands_once_and_no_two_boxes_touch(code: str) -> None:
    made = picture(protocols()[code])
    assert sorted(box.step for box in made.boxes) == sorted(one.code for one in protocols()[code].steps)
    for one, other in combinations(made.boxes, 2):
        assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT
    assert all(box.x + WIDTH + MARGIN <= made.width and box.y + HEIGHT + MARGIN <= made.height for box in made.boxes)


@pytest.mark.parametrize("code", CODES)
def test_every_way_is_a_line(code: str) -> None:
    ways = {(one.code, following) for one in protocols()[code].steps for following in one.next if following != one.code}
    assert {(line.start, line.end) for line in picture(protocols()[code]).lines} == ways


def test_a_title_is_broken_between_words() -> None:
    assert wrapped("Vraag hoe en wanneer het gezin contact wil") == ("Vraag hoe en wanneer het", "gezin contact wil")
    assert wrapped("") == ()
