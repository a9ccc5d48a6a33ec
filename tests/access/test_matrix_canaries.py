"""Every page that every person can reach, read for words that they may not see, and for words without a line in the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
import pytest

from sluitend.domain.person import Bsn
from sluitend.domain.vocabulary import Category
from tests import crowd_database
from tests.access.matrix_open import AT_HOME, AWAY, Open
from tests.crawl import Shown, crawl
from tests.crowd import IN_DRAFT, Canary, Corner, Crowd

pytestmark = pytest.mark.xdist_group("matrix_canaries")  # what they share is made once, in one process

crowd = crowd_database.crowd
looking = crowd_database.looking

PEOPLE = [*(("home", who) for who in AT_HOME), *(("away", who) for who in AWAY)]


@pytest.fixture(scope="module")
def visits(crowd: Crowd) -> dict[tuple[str, str], list[Shown]]:
    """Let everybody walk through all pages once."""
    return {(where, who): crawl(getattr(crowd.world, where).people[who]) for where, who in PEOPLE}


def openings(where: str, who: str) -> tuple[Open, ...]:
    return (AT_HOME if where == "home" else AWAY)[who]


def leaks(crowd: Crowd, corner: Corner, allowed: Iterable[Open], pages: Iterable[Shown]) -> set[str]:
    """Give the canaries that were shown and are open by no line of the table, with the page."""
    return {
        f"{canary.table}.{canary.column} ({canary.category}) of {named(corner, canary)} on {page.name}"
        for page in pages
        for canary in crowd.seen_in(page.text + page.headers + page.path)
        if not any(opening.lets_see(canary, corner) for opening in allowed)
    }


def named(corner: Corner, canary: Canary) -> str:
    """Say which thing of the world a canary belongs to."""
    ids = {value: name for name, value in corner.ids.items()}
    found = [ids[i] for i in (canary.case, canary.signal, canary.action, canary.report) if i in ids]
    return " and ".join(found) or "?"


@pytest.mark.parametrize(("where", "who"), PEOPLE)
def test_nobody_sees_what_is_not_theirs(
    crowd: Crowd, visits: dict[tuple[str, str], list[Shown]], where: str, who: str
) -> None:
    corner, allowed, pages = getattr(crowd, where), openings(where, who), visits[where, who]
    assert leaks(crowd, corner, allowed, pages) == set()
    assert [page.path for page in pages if page.status >= 400] == [], "a link that leads nowhere"
    assert len(pages) > 5


@pytest.mark.parametrize(("where", "who"), [pair for pair in PEOPLE if openings(*pair)])
def test_everybody_sees_what_they_need(
    crowd: Crowd, visits: dict[tuple[str, str], list[Shown]], where: str, who: str
) -> None:
    """A table of which nothing is ever seen proves nothing."""
    corner = getattr(crowd, where)
    seen = {canary for page in visits[where, who] for canary in crowd.seen_in(page.text)}
    for opening in openings(where, who):
        if opening.needed:
            through = {canary.category for canary in seen if opening.lets_see(canary, corner)}
            assert through == opening.categories, opening


def test_no_bsn_is_ever_shown_whole(crowd: Crowd, visits: dict[tuple[str, str], list[Shown]]) -> None:
    numbers = {word for word in crowd.canaries if word.isdigit()}
    assert len(numbers) > 10
    everything = [page.text + page.headers + page.path for pages in visits.values() for page in pages]
    assert not any(number in text for number in numbers for text in everything)
    masked = {Bsn(number).masked() for number in numbers}
    assert any(mask in text for mask in masked for text in everything), "nobody sees even the mask"


def test_a_draft_is_its_authors_alone(crowd: Crowd, visits: dict[tuple[str, str], list[Shown]]) -> None:
    seen_by = {who for who, pages in visits.items() for page in pages if IN_DRAFT in page.text}
    assert seen_by == {("home", "teacher")}


# -- the log -----------------------------------------------------------------------------------------------------------


def without_line(crowd: Crowd, lines: dict[str, list[tuple[Any, ...]]], pages: Iterable[Shown]) -> set[str]:
    """Give what was shown and for which the request left no line with that thing and that kind of data.

    A concern (K18) of heightened safety is logged as what it is: a signal of exploitation or forced marriage (K15).
    """
    found = set()
    for page in pages:
        for canary in crowd.seen_in(page.text):
            own_kind = {canary.category} | ({Category.K15} if canary.category is Category.K18 else set())
            own = {canary.row, canary.case, canary.signal, canary.report, canary.action} - {None}
            if not any(
                own.intersection(ids) and own_kind.intersection(kinds) for *ids, kinds in lines.get(page.reference, ())
            ):
                found.add(f"{canary.table} {canary.category} on {page.name}")
    return found


@pytest.fixture(scope="module")
def lines(crowd: Crowd, visits: dict[tuple[str, str], list[Shown]], pg_server: str) -> dict[str, list[tuple[Any, ...]]]:
    """Give the lines of the log, by the reference of the request that wrote them."""
    from django.db import connections

    from sluitend.config.embedded_pg import SUPERUSER
    from tests.database import conninfo

    found: dict[str, list[tuple[Any, ...]]] = {}
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(conninfo(pg_server, name, SUPERUSER)) as connection:
        for reference, *line in connection.execute(
            "SELECT request_id, object_id, case_id, signal_id, person_id, categories FROM audit_event WHERE kind IN ('read', 'search')"
        ):
            found.setdefault(reference, []).append(tuple(line))
    return found


@pytest.mark.parametrize(("where", "who"), [pair for pair in PEOPLE if openings(*pair)])
def test_whatever_is_shown_left_its_line(
    crowd: Crowd,
    visits: dict[tuple[str, str], list[Shown]],
    lines: dict[str, list[tuple[Any, ...]]],
    where: str,
    who: str,
) -> None:
    assert without_line(crowd, lines, visits[where, who]) == set()


def test_the_log_holds_no_word_about_anybody(crowd: Crowd, visits: object, looking: psycopg.Connection[Any]) -> None:
    rows = looking.execute("SELECT * FROM audit_event").fetchall()
    assert len(rows) > 300
    assert crowd.seen_in("\n".join(map(str, rows))) == set()


def test_every_line_says_who_what_and_why(crowd: Crowd, visits: object, looking: psycopg.Connection[Any]) -> None:
    bare = looking.execute(
        "SELECT DISTINCT action FROM audit_event WHERE kind IN ('read', 'write', 'search') AND (membership_id IS NULL"
        " OR user_id IS NULL OR organisation_id IS NULL OR role = '' OR purpose = '' OR action = '' OR object_kind = ''"
        " OR request_id = '')"
    ).fetchall()
    assert bare == []
