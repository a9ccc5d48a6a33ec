"""A person search needs a whole key, a purpose and a number; it gives at most three hits, and never a name."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from sluitend.domain.person import Bsn
from sluitend.records.models import AuditEvent, HiddenMatch
from tests.browsing import signed_in
from tests.concerns import a_concern
from tests.forms import boxes, post
from tests.stories import CHILD, MOTHER, a_case
from tests.world import World, acting

KNOWN = "123456782"
SEARCHED = replace(CHILD, bsn=Bsn(KNOWN))


def signal_number(world: World) -> str:
    return a_concern(world.home, now=timezone.now()).number


def ask(world: World, who: str = "intake", **typed: str) -> str:
    browser = signed_in(world.home.people[who])
    sent = {"form_key": str(uuid.uuid4()), "purpose": "p1", **typed}
    answer = browser.post("/zoeken/", sent)
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def test_a_search_by_bsn_gives_the_coordinator_and_never_a_name(world: World) -> None:
    case = a_case(world.home, persons=(SEARCHED, MOTHER), now=timezone.now() - timedelta(days=1))
    page = ask(world, reference=signal_number(world), bsn=KNOWN)
    assert case.number in page
    assert "Regisseur: Coordinator Vlierdam" in page
    for secret in ("Noor", "Dijk", "Anja"):
        assert secret not in page
    with acting(world.home.privacy, timezone.now()):
        line = AuditEvent.objects.get(action="person.search")
        assert (line.kind, line.fields, line.rule) == ("search", ["bsn"], "53")
        assert KNOWN not in str(line.__dict__)


def test_the_answer_shows_the_last_digits_of_the_bsn_and_the_mask_searches_again(world: World) -> None:
    case = a_case(world.home, persons=(SEARCHED, MOTHER), now=timezone.now() - timedelta(days=1))
    browser, number = signed_in(world.home.intake), signal_number(world)
    answer = post(browser, "/zoeken/", reference=number, purpose="p1", bsn=KNOWN)
    assert KNOWN not in answer.content.decode()
    shown = boxes(answer)
    assert shown["bsn"] == "••••••782"
    assert KNOWN not in str(shown)
    again = browser.post("/zoeken/", shown | {"purpose": "p1"})
    assert case.number in again.content.decode()
    other = signed_in(world.home.coordinator).post("/zoeken/", shown | {"purpose": "p1"})
    assert "Typ het BSN opnieuw" in other.content.decode()
    wrong = browser.post("/zoeken/", shown | {"purpose": "p1", "bsn": "123456789"})
    assert boxes(wrong)["bsn"] == "123456789"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"bsn": KNOWN}, "Vul"),
        ({"reference": "x", "bsn": KNOWN}, "kennen wij niet"),
        ({"reference": "x", "birth_date": "01-09-2013"}, "Op een naam wordt niet gezocht"),
        ({"reference": "x"}, "Op een naam wordt niet gezocht"),
        ({"reference": "x", "bsn": "123456789"}, "BSN"),
        ({"reference": "x", "bsn": KNOWN, "purpose": "p7"}, "Dit antwoord"),
    ],
)
def test_a_search_without_whole_keys_purpose_or_number_is_refused(
    world: World, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in ask(world, **typed)
    with acting(world.home.privacy, timezone.now()):
        assert not AuditEvent.objects.filter(action="person.search").exists()


def test_more_than_three_hits_show_none(world: World) -> None:
    for _number in range(4):
        a_case(world.home, persons=(SEARCHED, MOTHER), now=timezone.now() - timedelta(days=1))
    page = ask(world, reference=signal_number(world), bsn=KNOWN)
    assert "meer dan drie" in page
    assert "Regisseur" not in page


def test_a_case_of_heightened_safety_gives_the_same_answer_as_none_and_tells_its_own_readers(world: World) -> None:
    number = signal_number(world)
    without = ask(world, reference=number, bsn=KNOWN)
    named = tuple(world.home.people[who].membership_id for who in ("coordinator", "protocol", "code"))
    a_case(world.home, persons=(SEARCHED, MOTHER), heightened=True, now=timezone.now() - timedelta(days=1))
    with_hidden = ask(world, reference=number, bsn=KNOWN)
    assert _steady(without) == _steady(with_hidden)
    with acting(world.home.protocol, timezone.now()):
        assert HiddenMatch.objects.filter(signal_id__isnull=False).count() == 1
    assert named


@pytest.mark.parametrize("who", ["teacher", "manager", "privacy", "lead", "admin", "attendance"])
def test_nobody_else_searches_for_people(world: World, who: str) -> None:
    browser = signed_in(world.home.people[who])
    assert browser.get("/zoeken/").status_code == 404
    assert browser.post("/zoeken/", {"form_key": str(uuid.uuid4()), "bsn": KNOWN}).status_code == 404


def test_the_neighbour_finds_nothing(world: World) -> None:
    a_case(world.home, persons=(SEARCHED, MOTHER), now=timezone.now() - timedelta(days=1))
    number = signal_number(world)
    browser = signed_in(world.away.intake)
    sent = {"form_key": str(uuid.uuid4()), "purpose": "p1", "reference": number, "bsn": KNOWN}
    assert "kennen wij niet" in browser.post("/zoeken/", sent).content.decode()


def _steady(page: str) -> str:
    import re

    """Leave out what is drawn anew for every answer, of whatever it is about: ids, the seal of what was typed, the form's token."""
    return re.sub(r"[0-9a-f]{40,}|[0-9a-f-]{36}|[0-9a-f]{12}|csrfmiddlewaretoken\" value=\"[^\"]+\"", "", page)
