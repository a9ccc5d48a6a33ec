"""A protocol that was kept comes back the same, and what is none is refused."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest

from sluitend.content.protocols import protocols
from sluitend.domain.protocol.plain import from_plain, to_plain
from sluitend.domain.protocol.steps import Protocol


@pytest.mark.parametrize("code", sorted(protocols()))
def test_a_protocol_that_was_kept_comes_back_the_same(code: str) -> None:
    kept = json.dumps(to_plain(protocols()[code]), sort_keys=True)
    assert from_plain(json.loads(kept)) == protocols()[code]
    assert json.dumps(to_plain(protocols()[code]), sort_keys=True) == kept


def test_answers_keep_their_order_in_a_database_that_sorts_names() -> None:
    kept = json.loads(json.dumps(to_plain(protocols()["school_absence"]), sort_keys=True))
    (kinds,) = from_plain(kept).step("report_received").evidence[:1]
    assert list(kinds.choices) == ["sixteen_hours", "long", "luxury", "eighteen_plus", "other"]


def test_what_was_kept_before_a_field_existed_gets_its_default() -> None:
    plain = to_plain(protocols()["school_absence"])
    del plain["withdrawable"]
    assert from_plain(plain).withdrawable is True


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in to_plain(protocols()["plan_terms"]).items() if key != name}


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"a": 1},
        _without("steps"),
        _without("title"),
        {**_without("title"), "title": {"nl": "x"}},
        {**_without("subject"), "subject": "weather"},
        {**_without("first"), "first": 3},
        {**_without("heightened"), "heightened": "yes"},
        {**_without(""), "score": 3},
    ],
)
def test_what_is_no_protocol_is_refused(plain: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - no protocol, whatever is wrong with it
        from_plain(plain)


def test_no_field_is_left_out() -> None:
    assert set(to_plain(protocols()["plan_terms"])) == {field.name for field in fields(Protocol)}
