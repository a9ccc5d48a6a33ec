"""Pages against an empty view behind session and login check, and against a bare page of 50 rows without a database."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from bench.measure import Figure, Ratio, Work, in_turn, over
from bench.place import Bench
from bench.story import ENTRIES, KNOWN, WORK, Story
from tests.browsing import signed_in
from tests.forms import boxes
from tests.world import Place

# A list as every list in this program: its frame, a link, a name and a term in words a row. Nothing is looked up.
BARE = """{% extends "base.html" %}{% load ui %}{% block title %}Kaal{% endblock %}{% block heading %}Kaal{% endblock %}
{% block content %}{% table caption="Vijftig rijen" %}<thead><tr><th scope="col">Wat</th><th scope="col">Wie</th><th scope="col">Wanneer</th></tr></thead>
<tbody>{% for row in rows %}<tr><th scope="row"><a class="utrecht-link" href="/x/{{ row.n }}/">{{ row.what }}</a></th><td>{{ row.who }}</td><td>{% when row.day now %}</td></tr>{% endfor %}</tbody>{% endtable %}{% endblock %}"""
REPORT = {
    "seen": "Noor kwam drie keer zonder jas op school.",
    "child_1_surname": "Dijk",
    "agreed_by": "parent",
    "agreed_name": "Anja van Dijk",
    "agreed_how": "talk",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that is measured. bare: "page" for a bare page, "view" for an empty view. why: what it is made of."""

    name: str
    short: str
    bare: str
    limit: float
    why: str


KINDS: Mapping[str, Kind] = {
    "case": Kind(
        f"Casuspagina met {ENTRIES} regels / kale bladzijde",
        "Casuspagina",
        "page",
        10,
        "de pagina vraagt de database ruim dertig keer iets; minder vragen (mensen, plan en tijdlijn elk in één) helpt het meest",
    ),
    "work": Kind(
        f"*Mijn werk* met {WORK} rijen / kale bladzijde",
        "*Mijn werk*",
        "page",
        10,
        "de pagina vraagt elke soort werk apart aan de database; wat een rol nooit heeft niet vragen helpt het meest",
    ),
    "lookup": Kind(
        "Persoon opzoeken met BSN / (lege pagina + kale vraag)",
        "Persoon opzoeken",
        "view",
        5,
        "het tekenen van de pagina met zijn formulier kost meer dan het zoeken; een kleinere antwoordpagina helpt het meest",
    ),
    "take_in": Kind(
        "Een melding aannemen (formulier verzonden) / lege pagina",
        "Melding aannemen",
        "view",
        8,
        "het formulier wordt met al zijn velden opgebouwd en nagekeken; dat één keer doen per verzoek helpt het meest",
    ),
}


def bare_page(home: Place) -> Work:
    """Give a page of 50 rows in the frame of every page, from a template and nothing else."""
    from sluitend.web.context import Place as Where

    template = engines["django"].from_string(BARE)
    now = timezone.now()
    rows = [{"n": n, "what": f"Actie {n}", "who": "Organisatie", "day": now + timedelta(days=n)} for n in range(50)]
    request = RequestFactory().get("/")
    request.viewer, request.now, request.reference, request.place = home.teacher, now, "0" * 12, Where("Vlierdam")  # type: ignore[attr-defined]
    return lambda: template.render({"rows": rows, "now": now}, request)


def get(browser: Client, address: str) -> Work:
    """Give a call that opens a page and insists that it worked."""

    def work() -> None:
        answer = browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return work


def _lookup(story: Story) -> Work:
    browser = signed_in(story.home.intake)

    def work() -> None:
        sent = {"form_key": str(uuid.uuid4()), "purpose": "p1", "reference": story.number, "bsn": KNOWN}
        answer = browser.post("/zoeken/", sent)
        assert answer.status_code == 200
        assert b"Regisseur" in answer.content

    return work


def _bare_query(where: Bench) -> Callable[[], object]:
    """Give the keyed query that a lookup comes down to, on a connection of its own and past every guard."""
    connection = psycopg.connect(where.superuser, autocommit=True)
    found = connection.execute(
        "SELECT k.digest FROM match_key k JOIN case_file c ON c.id = k.case_id WHERE c.title = 'Gezin Bekend' LIMIT 1"
    ).fetchone()
    assert found
    query = "SELECT c.number FROM match_key k JOIN case_file c ON c.id = k.case_id WHERE k.digest = %s"
    return lambda: connection.execute(query, [found[0]]).fetchall()


def _take_in(home: Place) -> Callable[[], Work]:
    """Give what prepares one report as a draft, and gives the call that hands it in."""
    browser = signed_in(home.teacher)
    door = reverse("signal-new-door")
    asked = boxes(browser.get(door))

    def prepare() -> Work:
        draft = browser.post(door, {**asked, "form_key": str(uuid.uuid4()), "door": "agrees"}).headers["Location"]
        sent = {**boxes(browser.get(draft)), **REPORT}

        def work() -> None:
            answer = browser.post(draft, sent)
            assert answer.status_code == 302, answer.status_code

        return work

    return prepare


def works(story: Story) -> dict[str, Work]:
    """Give what can be called over and over."""
    me = signed_in(story.home.coordinator)
    return {
        "case": get(me, reverse("case-page", kwargs={"case_id": story.long})),
        "work": get(me, "/"),
        "lookup": _lookup(story),
    }


def ratios(where: Bench, story: Story, *, rounds: int) -> dict[str, Ratio]:
    """Measure each kind against its limit, in turn."""
    bare, empty = bare_page(story.home), get(signed_in(story.home.intake), "/leeg/")
    query = _bare_query(where)
    found = {}
    for name, work in works(story).items():
        against: Work = bare if KINDS[name].bare == "page" else empty
        if name == "lookup":
            against = lambda: (empty(), query())  # noqa: E731
        ones, others = in_turn(work, against, rounds=rounds)
        found[name] = over(ones, others)
    prepare = _take_in(story.home)
    handing, waiting = [], []
    for number in range(rounds + 3):
        ready = prepare()
        (one,), (other,) = in_turn(ready, empty, rounds=1, warm=0)
        if number >= 3:
            handing.append(one)
            waiting.append(other)
    found["take_in"] = over(handing, waiting)
    return found


def figures(found: Mapping[str, Ratio]) -> list[Figure]:
    """Give what was measured its names and limits."""
    return [ratio.figure(KINDS[name].name, KINDS[name].limit, why=KINDS[name].why) for name, ratio in found.items()]
