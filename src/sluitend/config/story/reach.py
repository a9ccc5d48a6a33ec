"""How a family was reached: what somebody wished, when there was contact, and a letter that came after the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sluitend.config.story.acts import Act, Do
from sluitend.config.story.lives import Life
from sluitend.domain.contact import MomentIn, Way, WishIn
from sluitend.domain.letters import Blank, GivenHow
from sluitend.domain.sharing import Viewer
from sluitend.services import contact

WISH, TALK, WRITE, GIVE = range(245, 249)


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


def _write(life: Life, told: dict[str, Any], written: list[UUID]) -> Do:
    typed = {Blank(name): text for name, text in told["typed"].items()}
    if "meet" in told:
        typed[Blank.DAY] = life.day(told["meet"]).isoformat()

    def write(viewer: Viewer, now: datetime) -> None:
        command = contact.WriteLetter(told["code"], life.lot.key(), typed, life.case, life.persons[told["who"]])
        written.append(contact.write_letter(viewer, command, now=now))
        contact.read_letter(viewer, contact.ReadLetter(written[0], 1, life.lot.key()), now=now)

    return write


def _give(life: Life, told: dict[str, Any], written: list[UUID]) -> Do:
    how, on = GivenHow(told["how"]), life.day(told["given"])
    return lambda viewer, now: contact.give_letter(
        viewer, contact.GiveLetter(written[0], 2, how, on, life.lot.key()), now=now
    )
