"""Addresses and parameters that no page offers, and what may not show that something hidden exists.

Numbers 12 to 19 of the bad inputs: by no address, parameter, method or count does anybody learn what is not theirs.
"""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.domain.plan import DomainIn, GoalIn
from sluitend.domain.vocabulary import LifeDomain
from sluitend.records.models import Action, Case, Note
from sluitend.services.plans import AddGoal, OpenLifeDomain, add_goal, open_domain
from tests.browsing import signed_in
from tests.case_stories import FullCase, a_full_case
from tests.concerns import NAMELESS, a_concern
from tests.crawl import crawl
from tests.forms import post
from tests.stories import a_case
from tests.world import World, acting

OUTSIDERS = ("coordinator2", "intake", "lead", "member", "manager", "attendance", "teacher", "admin", "privacy")
MONTH = timedelta(days=30)
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def bare(page: str) -> str:
    """Take out what differs at every request: tokens, keys of forms, references, and the minute of the day."""
    page = re.sub(r'(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", page)
    page = re.sub(r'(datetime="\d{4}-\d{2}-\d{2})T[^"]*"', r'\1"', page)
    return re.sub(r"\b[0-9a-f]{12}\b|\b\d{2}[:.]\d{2}\b", "", page)


# --- 12 and 18: a key of something else ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["?widget=", "?next=", "?expand=", "?case=", "?parent="])
def test_a_key_in_a_parameter_opens_nothing(world: World, key: str) -> None:
    theirs = a_case(
        world.home, coordinator_id=world.home.coordinator2.membership_id, by="coordinator2", title="Kanarie"
    )
    mine = a_case(world.home)
    browser = signed_in(world.home.coordinator)
    for name in ("home", "case-list", "case-page"):
        address = reverse(name, kwargs={"case_id": mine.case_id} if name == "case-page" else None)
        page = browser.get(f"{address}{key}{theirs.case_id}", headers=SAME_SITE)
        assert "Kanarie" not in page.content.decode(), name
        assert theirs.number not in page.content.decode(), name


def test_a_form_of_ones_own_case_with_a_key_of_anothers_does_nothing(world: World) -> None:
    now = timezone.now() - timedelta(hours=1)
    mine: FullCase = a_full_case(world.home, now=now)
    theirs = a_case(world.home, coordinator_id=world.home.coordinator2.membership_id, by="coordinator2", now=now)
    browser = signed_in(world.home.coordinator)
    address = reverse("case-action-new", kwargs={"case_id": mine.case_id})
    them, day = world.home.coordinator2, now.date() + MONTH
    with acting(them, now):
        school = DomainIn(LifeDomain.D03, "Anja bleef thuis.")
        domain = open_domain(them, OpenLifeDomain(theirs.case_id, school), now=now)
        rest = GoalIn("Rust.", (theirs.person_ids[0],), domain, "Slapen.", day)
        their_goal = add_goal(them, AddGoal(theirs.case_id, rest), now=now)
    good = {
        "organisation": str(world.home.organisations["school"]),
        "kind": "help",
        "concerns": str(mine.child),
        "title": "Samen lezen",
        "due_on": f"{timezone.now() + MONTH:%d-%m-%Y}",
    }
    before = actions_of(world, mine)
    for foreign in ({"concerns": str(theirs.person_ids[0])}, {"goal": str(their_goal)}):
        answer = post(browser, address, **good | foreign)
        assert answer.status_code in (400, 404, 422), foreign
        assert "Rust." not in answer.content.decode()
        assert actions_of(world, mine) == before
    assert post(browser, address, **good).status_code == 302, "what is refused above is refused for the key"
    assert actions_of(world, mine) == before + 1


def actions_of(world: World, case: FullCase) -> int:
    with acting(world.home.coordinator, timezone.now()):
        return Action.objects.filter(case_id=case.case_id).count()


# --- 14: parameters of a query ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "?naam__startswith=A",
        "?ordering=bsn",
        "?page_size=100000",
        "?pagina=1000000000",
        "?pagina=-1",
        "?pagina=x",
        "?q=%00",
    ],
)
def test_what_no_page_asks_for_is_not_done(world: World, asked: str) -> None:
    a_case(world.home)
    browser = signed_in(world.home.coordinator)
    for name in ("home", "case-list"):
        plain = browser.get(reverse(name), headers=SAME_SITE)
        other = browser.get(reverse(name) + asked, headers=SAME_SITE)
        assert other.status_code in (200, 400, 404), name
        if other.status_code == 200:
            assert bare(other.content.decode()).replace(asked, "") == bare(plain.content.decode())


# --- 16: other methods, and other ways to write an address --------------------------------------------------------------


def ways(address: str) -> list[str]:
    """Give other ways to write an address."""
    inside = address.rstrip("/")
    return [
        address,
        f"{inside}.json",
        f"{inside}.csv",
        f"{inside}.",
        f"/{address}",
        address.replace("/", "//", 2),
        f"/x/%2e%2e{address}",
        f"{inside}/%c0%ae/",
        f"{inside}/%00/",
        address.upper(),
        f"{address}?format=json",
    ]


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "patch", "delete", "trace"])
def test_no_method_and_no_spelling_tells_whether_something_exists(world: World, method: str) -> None:
    theirs = a_case(world.home).case_id
    outsider = signed_in(world.home.coordinator2)

    def told(client: Client, key: uuid.UUID, extra: dict[str, str]) -> list[tuple[int, str, list[str]]]:
        found = []
        for path in ways(reverse("case-page", kwargs={"case_id": key})):
            answer = getattr(client, method)(path, headers=SAME_SITE | extra)
            page = bare(answer.content.decode(errors="replace")).replace(str(key), "")
            page = page.replace(str(key).upper(), "")
            found.append((answer.status_code, page, sorted(set(answer.headers) - {"Content-Length"})))
        return found

    for extra in ({}, {"X-HTTP-Method-Override": "DELETE"}):
        exists, not_there = told(outsider, theirs, extra), told(outsider, uuid.uuid4(), extra)
        assert exists == not_there
        assert {status for status, _page, _headers in exists} <= {400, 404, 405}
    with acting(world.home.coordinator, timezone.now()):
        assert Case.objects.filter(pk=theirs).exists()


def test_the_owner_of_a_page_finds_it_by_its_own_address_only(world: World) -> None:
    mine = a_case(world.home).case_id
    browser = signed_in(world.home.coordinator)
    page, *others = ways(reverse("case-page", kwargs={"case_id": mine}))
    assert browser.get(page).status_code == 200
    for path in others[:-1]:
        answer = browser.get(path, headers=SAME_SITE)
        assert answer.status_code in (200, 301, 400, 404), path
        assert answer.headers["Content-Type"].startswith("text/html") or answer.status_code == 301, path
    before = count_notes(world, mine)
    answer = browser.get(page, headers=SAME_SITE | {"X-HTTP-Method-Override": "POST"})
    assert (answer.status_code, count_notes(world, mine)) == (200, before)


def count_notes(world: World, case_id: uuid.UUID) -> int:
    with acting(world.home.coordinator, timezone.now()):
        return Note.objects.filter(case_id=case_id).count()


# --- 19: two worlds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OUTSIDERS)
def test_with_something_hidden_every_page_is_the_same_as_without(world: World, who: str) -> None:
    """Counts, lists, searches, file names and the order of things do not tell that a hidden case or concern exists."""
    now = timezone.now() - timedelta(hours=2)
    a_case(world.home, now=now)
    a_concern(world.home, now=now)
    viewer = world.home.people[who]
    crawl(viewer)  # what is read for the first time says so once
    before = {page.path: (page.status, bare(page.text)) for page in crawl(viewer)}
    made = a_case(world.home, heightened=True, title="Gezin Kanarie", now=now)
    a_concern(world.home, by="teacher2", now=now, heightened=True, children=(NAMELESS,), agreement=None)
    after = {page.path: (page.status, bare(page.text)) for page in crawl(viewer)}
    assert len(before) > 3
    assert after.keys() == before.keys()
    assert [path for path in before if after[path] != before[path]] == []
    with acting(world.home.coordinator, timezone.now()):
        assert Case.objects.filter(pk=made.case_id).exists()


def test_what_is_not_hidden_does_change_what_its_readers_see(world: World) -> None:
    """Without this the comparison above could be of pages that never show anything."""
    now = timezone.now() - timedelta(hours=2)
    viewer = world.home.people["intake"]
    before = {page.path: bare(page.text) for page in crawl(viewer)}
    a_concern(world.home, by="teacher2", now=now)
    after = {page.path: bare(page.text) for page in crawl(viewer)}
    assert after["/meldingen/"] != before["/meldingen/"]
    assert len(after) > len(before)
