"""How a family was reached: what somebody wished, when there was contact, and letters, also one from a step of a protocol."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sluitend.config.story.acts import Act, Do
from sluitend.config.story.lives import Life
from sluitend.domain.clock import local_day
from sluitend.domain.contact import MomentIn, Way, WishIn
from sluitend.domain.letters import Blank, GivenHow
from sluitend.domain.sharing import Viewer
from sluitend.records.models import ProtocolRun
from sluitend.services import contact, protocols

WISH, TALK, WRITE, GIVE = range(245, 249)
BEGIN, CALL, STEP_LETTER, TOLD = range(320, 324)
REACHING, SENDS = "reachability", "letter_sent"


def reach(life: Life) -> Iterator[Act]:
    """Give the acts of reaching a family; a letter is written and read on one day, and given on another."""
    given = life.family.given
    for told in given.get("wish", ()):
        yield life.act(told["ago"], WISH, _wish(life, told))
    for told in given.get("contact", ()):
        yield life.act(told["ago"], TALK, _talk(life, told), told.get("by", ""))
    for told in given.get("letter", ()):
        written: list[UUID] = []
        yield life.act(told["ago"], WRITE, _write(life, told, written))
        yield life.act(told["given"], GIVE, _give(life, told, written))
    if told := given.get("reaching"):
        yield from _reaching(life, told)


def _reaching(life: Life, told: dict[str, Any]) -> Iterator[Act]:
    """Ask how the family wants contact, call, and write the letter of the step; explaining it is still to be done."""
    asked = {"time": told["time"], "channel": "phone"}
    yield life.act(told["ago"], BEGIN, _begin(life))
    yield life.act(told["ago"], BEGIN, _step(life, "channel_asked", asked, "called"))
    yield life.act(told["called"], CALL, _step(life, "called", {"reached_yes_or_no": "no"}, SENDS))
    written: list[UUID] = []
    letter = told["letter"]
    yield life.act(letter["ago"], STEP_LETTER, _write(life, letter, written, step=SENDS))
    yield life.act(letter["given"], TOLD, _give(life, letter, written))
    sent = {"read_by_a_person_before_sending": "yes", "channel": "letter"}
    yield life.act(letter["given"], TOLD, _step(life, SENDS, sent, "letter_explained"))


def _wish(life: Life, told: dict[str, Any]) -> Do:
    wish = WishIn(Way(told["way"]), told["times"], call_first=told["call_first"], help_reading=told["help_reading"])
    return lambda viewer, now: contact.save_wish(
        viewer, contact.SaveWish(life.case, life.persons[told["who"]], wish, 0, life.lot.key()), now=now
    )


def _talk(life: Life, told: dict[str, Any]) -> Do:
    moment = MomentIn(Way(told["way"]), life.day(told["ago"]), told["reached"], told.get("words", ""))
    return lambda viewer, now: contact.log_contact(
        viewer, contact.LogContact(life.case, life.persons[told["who"]], moment, life.lot.key()), now=now
    )


def _run(life: Life) -> ProtocolRun:
    return ProtocolRun.objects.get(case_id=life.case, protocol=REACHING, ended_at=None)


def _begin(life: Life) -> Do:
    return lambda viewer, now: protocols.start(
        viewer, protocols.StartRun(REACHING, local_day(now), life.lot.key(), case_id=life.case), now=now
    )


def _step(life: Life, step: str, evidence: dict[str, str], up: str) -> Do:
    def take(viewer: Viewer, now: datetime) -> None:
        run = _run(life)
        command = protocols.TakeStep(
            run.pk, step, local_day(now), run.version, life.lot.key(), evidence=evidence, leads_to=(up,)
        )
        protocols.take(viewer, command, now=now)

    return take


def _write(life: Life, told: dict[str, Any], written: list[UUID], step: str = "") -> Do:
    typed = {Blank(name): text for name, text in told["typed"].items()}
    if "meet" in told:
        typed[Blank.DAY] = life.day(told["meet"]).isoformat()

    def write(viewer: Viewer, now: datetime) -> None:
        command = contact.WriteLetter(
            told["code"],
            life.lot.key(),
            typed,
            life.case,
            life.persons[told["who"]],
            run_id=_run(life).pk if step else None,
            step=step,
        )
        written.append(contact.write_letter(viewer, command, now=now))
        contact.read_letter(viewer, contact.ReadLetter(written[0], 1, life.lot.key()), now=now)

    return write


def _give(life: Life, told: dict[str, Any], written: list[UUID]) -> Do:
    how, on = GivenHow(told["how"]), life.day(told["given"])
    return lambda viewer, now: contact.give_letter(
        viewer, contact.GiveLetter(written[0], 2, how, on, life.lot.key()), now=now
    )
