"""How much must be filled in: from one file that grows only with a reason, proved by filling in exactly that."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.domain.signal import Agreement
from tests.browsing import signed_in
from tests.concerns import SAID_YES, a_concern
from tests.forms import boxes, post
from tests.world import World

BUDGET: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("registration_budget.toml").read_text(encoding="utf-8")
)
PATHS = [(room, name) for room, paths in BUDGET.items() for name in paths if name != "most"]
SIGNALS = [name for room, name in PATHS if room == "signal"]
TAKE_INS = [name for room, name in PATHS if room == "take_in"]

TYPED = {
    "seen": "Noor kwam drie keer zonder jas.",
    "heard": "Er is elke nacht ruzie.",
    "heard_from": "een buur",
    "child_1_surname": "Dijk",
    "child_1_description": "meisje van 15",
    "agreed_by": "parent",
    "agreed_name": "Anja van Dijk",
    "agreed_how": "talk",
    "phoned": "safe_at_home",
    "phoned_time": "0:01",
    "reason": "De school en moeder willen hulp.",
    "a1_fact": "Noor woont hier.",
    "b1_fact": "Geld, wonen en school: zie het verslag.",
    "c1_fact": "Jeugdhulp zegt vast te lopen.",
}


def test_every_path_stays_within_its_budget() -> None:
    assert {room: BUDGET[room]["most"] for room in ("signal", "take_in")} == {"signal": 8, "take_in": 5}
    for room, name in PATHS:
        assert len(set(BUDGET[room][name]["inputs"])) <= BUDGET[room]["most"], name


def who(world: World, name: str) -> tuple[Client, dict[str, str]]:
    """Give who hands in on this path, and the answers that differ by path."""
    if name.startswith("partner"):
        danger = "ja" if name.endswith("heightened") else "nee"
        return signed_in(world.home.teacher), {"danger": danger, "door": "agrees"}
    own = {"danger": "nee", "door": "asks" if name == "asks_for_help" else "agrees"}
    return signed_in(world.home.intake), own | {"kind": "parent" if name == "asks_for_help" else "resident"}


def hand_in(client: Client, answers: dict[str, str], left_out: str) -> bool:
    """Walk through the pages with these answers but one; tell whether there is a receipt at the end."""
    given = {name: value for name, value in answers.items() if name != left_out}
    path = reverse("signal-new")
    for name in ("danger", "door"):
        if name not in answers or (name == "door" and answers["danger"] == "ja"):
            continue
        answer = post(client, path, **({name: given[name]} if name in given else {}))
        if answer.status_code != 302:
            return False
        path = answer.url
    report = {name: value for name, value in given.items() if name not in {"danger", "door"}}
    return bool(post(client, path, **report).status_code == 302)


@pytest.mark.parametrize("name", SIGNALS)
def test_a_concern_needs_these_inputs_and_no_more(world: World, name: str) -> None:
    client, own = who(world, name)
    wanted = BUDGET["signal"][name]["inputs"]
    answers = {box: (own | TYPED | own)[box] for box in wanted} | {"danger": own["danger"]}
    for box in wanted:
        assert not hand_in(client, answers, left_out=box), box
    assert hand_in(client, answers, left_out="")


@pytest.mark.parametrize("slug", TAKE_INS)
def test_a_decision_needs_these_inputs_and_no_more(world: World, slug: str) -> None:
    moment = timezone.now()
    yes = Agreement(SAID_YES.by, SAID_YES.name, SAID_YES.how, moment.date() - timedelta(days=1))
    made = a_concern(world.home, now=moment - timedelta(seconds=5), agreement=yes)
    client = signed_in(world.home.intake)
    client.get(reverse("signal-take", args=[made.signal_id]))
    path = reverse("triage-decide", args=[made.signal_id, slug])
    chosen = {
        "organisation": str(world.home.organisations["youth_care"]),
        "coordinator": str(world.home.coordinator.membership_id),
    }
    wanted = [box for box in BUDGET["take_in"][slug]["inputs"] if box != "outcome"]
    answers = {box: (TYPED | chosen)[box] for box in wanted}
    for box in wanted:
        typed = boxes(client.get(path)) | {name: value for name, value in answers.items() if name != box}
        assert client.post(path, typed).status_code == 422, box
    assert post(client, path, **answers).status_code == 302
