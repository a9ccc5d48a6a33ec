"""Pages against an empty view behind session and login check, and against a bare page of 50 rows without a database."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.template import engines
from django.test import Client, RequestFactory
from django.utils import timezone

from bench.measure import Figure, ratio
from tests.browsing import signed_in
from tests.world import Place

BARE = """{% extends "base.html" %}{% load ui %}{% block title %}Kaal{% endblock %}{% block heading %}Kaal{% endblock %}
{% block content %}{% table caption="Vijftig rijen" %}<thead><tr><th scope="col">Wat</th><th scope="col">Wie</th><th scope="col">Wanneer</th></tr></thead>
<tbody>{% for row in rows %}<tr><th scope="row"><a class="utrecht-link" href="/x/{{ row.n }}/">{{ row.what }}</a></th><td>{{ row.who }}</td><td>{% when row.day now %}</td></tr>{% endfor %}</tbody>{% endtable %}{% endblock %}"""


def bare_page(home: Place) -> Callable[[], object]:
    """Give a page of 50 rows in the frame of every page, from a template and nothing else."""
    from sluitend.web.context import Place as Where

    template = engines["django"].from_string(BARE)
    now = timezone.now()
    rows = [{"n": n, "what": f"Actie {n}", "who": "Organisatie", "day": now + timedelta(days=n)} for n in range(50)]
    request = RequestFactory().get("/")
    request.viewer, request.now, request.reference, request.place = home.teacher, now, "0" * 12, Where("Vlierdam")  # type: ignore[attr-defined]
    return lambda: template.render({"rows": rows, "now": now}, request)


def get(browser: Client, address: str) -> Callable[[], object]:
    """Give a call that opens a page and insists that it worked."""

    def work() -> None:
        answer = browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return work


def lookup(home: Place, number: str) -> Callable[[], object]:
    """Give a call that looks a person up by BSN."""
    browser = signed_in(home.intake)

    def work() -> None:
        sent = {"form_key": str(uuid.uuid4()), "purpose": "p1", "reference": number, "bsn": "123456782"}
        assert browser.post("/zoeken/", sent).status_code == 200

    return work


def figures(home: Place) -> list[Figure]:
    """Measure the pages that have a limit."""
    from tests.concerns import a_concern, a_hand_in

    now = timezone.now()
    empty = get(signed_in(home.intake), "/leeg/")
    number = a_concern(home, now=now).number
    found = [
        ratio("Persoon opzoeken met BSN / lege pagina", lookup(home, number), empty, limit=5),
        ratio("Kale bladzijde van 50 rijen / lege pagina", bare_page(home), empty, limit=None),
    ]

    def take_in() -> None:
        a_concern(home, now=timezone.now())

    found.append(ratio("Een melding aannemen / lege pagina", take_in, empty, limit=8))
    assert a_hand_in
    return found
