"""Where the program moved under an own version: then, now and yours, and what comes of taking some of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sluitend.content.protocols import protocols
from sluitend.domain.protocol import merging
from sluitend.domain.protocol.compare import Change
from sluitend.domain.protocol.own import goes_too_far
from sluitend.domain.protocol.steps import Protocol
from tests.domain.protocol.making import protocol, step, text, within

BASE = protocol(step("a", "b", deadline=within(5), donts=(text("niet bellen"),)), step("b"))


def other(of: Protocol, code: str, **how: object) -> Protocol:
    return replace(of, steps=tuple(replace(one, **how) if one.code == code else one for one in of.steps))  # type: ignore[arg-type]


OWN = other(replace(BASE, version="voorjaar"), "a", deadline=within(3))
NOW = other(replace(BASE, version="2"), "a", deadline=within(4), explain=text("anders"))
TERM, EXPLANATION = ("a", Change.TERM), ("a", Change.EXPLANATION)


def test_each_part_that_moved_is_told_beside_what_the_municipality_has() -> None:
    parts = {one.key: one for one in merging.moved_parts(BASE, OWN, NOW)}
    assert parts.keys() == {TERM, EXPLANATION}
    assert parts[TERM].conflict
    assert parts[TERM].yours
    assert not parts[EXPLANATION].conflict
    assert parts[EXPLANATION].yours == ()
    (same,) = merging.moved_parts(BASE, other(OWN, "a", deadline=within(4)), other(BASE, "a", deadline=within(4)))
    assert (same.same, same.conflict) == (True, False)
    assert merging.moved_parts(BASE, OWN, BASE) == ()


def test_what_is_taken_comes_from_the_program_and_all_else_stays_the_municipalitys() -> None:
    """Kills a merge that takes what nobody chose, or loses what the municipality chose itself."""
    nothing = merging.merged(BASE, OWN, NOW, frozenset())
    assert nothing.step("a") == OWN.step("a")
    some = merging.merged(BASE, OWN, NOW, {EXPLANATION})
    assert (some.step("a").explain, some.step("a").deadline) == (text("anders"), within(3))
    assert merging.merged(BASE, OWN, NOW, {EXPLANATION, TERM}).step("a") == NOW.step("a")


def test_a_step_of_the_municipality_stays_where_it_can_be_reached_when_what_follows_is_taken() -> None:
    own = replace(OWN, steps=(replace(OWN.step("a"), next=("b", "own")), OWN.step("b"), step("own")))
    now = replace(NOW, steps=(replace(NOW.step("a"), next=("b", "new")), NOW.step("b"), step("new")))
    parts = {one.key for one in merging.moved_parts(BASE, own, now)}
    assert ("new", Change.STEP_ADDED) in parts
    assert [code for code, _change in parts].count("new") == 1
    made = merging.merged(BASE, own, now, parts)
    assert made.step("a").next == ("b", "new", "own")
    assert {one.code for one in made.steps} == {"a", "b", "new", "own"}
    left = merging.merged(BASE, own, now, frozenset())
    assert not left.has("new")
    assert {one.sentence for one in goes_too_far(now, left)}


def test_a_step_that_the_program_dropped_goes_when_that_is_chosen() -> None:
    more = replace(BASE, steps=(replace(BASE.step("a"), next=("b", "c")), BASE.step("b"), step("c")))
    own = replace(more, version="voorjaar")
    gone = {("c", Change.STEP_GONE), ("a", Change.FOLLOWS)}
    assert not merging.merged(more, own, NOW, gone).has("c")
    assert merging.merged(more, own, NOW, frozenset()).has("c")


def test_an_own_version_that_takes_everything_is_the_program_again() -> None:
    """For each shipped protocol: made from one in which nothing is asked, and taking all that moved."""
    for shipped in protocols().values():
        bare = replace(
            shipped, steps=tuple(replace(one, evidence=(), donts=(), deadline=None) for one in shipped.steps)
        )
        keys = {one.key for one in merging.moved_parts(bare, bare, shipped)}
        assert merging.merged(bare, bare, shipped, keys) == shipped


@pytest.mark.parametrize(
    ("in_use", "moved", "reason", "code"),
    [
        (False, True, "x", merging.NOT_IN_USE),
        (True, False, "x", merging.NOT_MOVED),
        (True, True, " ", merging.KEEP_REASON),
    ],
)
def test_keeping_asks_a_version_in_use_a_program_that_moved_and_a_reason(
    in_use: bool, moved: bool, reason: str, code: object
) -> None:
    assert merging.check_keep(in_use=in_use, moved=moved, reason=reason) == (code,)
    assert merging.check_keep(in_use=True, moved=True, reason="x") == ()
