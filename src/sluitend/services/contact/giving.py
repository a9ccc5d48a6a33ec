"""A letter is read by a person, and then given; how it was given stays with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context
from sluitend.access.letters import call_first, open_letter
from sluitend.access.once import once
from sluitend.domain.letters import GivenHow, LetterState, check_change, check_given_on, check_ready
from sluitend.domain.outcome import Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_

CHANGED = Refusal(
    "letter.changed_meanwhile", N_("Iemand anders heeft deze brief intussen gewijzigd. Lees hem eerst opnieuw.")
)


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """That a person read the whole letter, as it was in this version."""

    letter_id: UUID
    version: int
    form_key: UUID


@dataclass(frozen=True, slots=True)
class GiveLetter:
    """How a letter reached the family, and on which day."""

    letter_id: UUID
    version: int
    how: GivenHow
    on: date
    form_key: UUID


def read_letter(viewer: Viewer, command: ReadLetter, *, now: datetime) -> None:
    """Say that one read the whole letter; from then on it can be printed.

    Raises:
        NotFound: there is no such letter for the viewer.
        Refused: heightened safety, it was given already, or it was changed since the reader saw it.
    """

    def make() -> dict[str, str]:
        with open_letter(viewer, command.letter_id, action="letter.read", now=now) as (row, _about):
            refuse_any(check_change(LetterState(row.state)), None if row.version == command.version else CHANGED)
            row.state, row.read_by_id, row.read_at = LetterState.READ.value, viewer.membership_id, now
            row.version += 1
            row.save(force_update=True)
        return {}

    once(viewer, command.form_key, "letter.read", make, now=now)


def give_letter(viewer: Viewer, command: GiveLetter, *, now: datetime) -> None:
    """Note how the letter was given.

    Raises:
        NotFound: there is no such letter for the viewer.
        Refused: heightened safety, nobody read it yet, a call must come first, it was given already, or a day that
            cannot be.
    """

    def make() -> dict[str, str]:
        with open_letter(viewer, command.letter_id, action="letter.give", now=now) as (row, about):
            state = LetterState(row.state)
            refuse_any(check_change(state), check_ready(state), None if row.version == command.version else CHANGED)
            written = context.today(row.written_at)
            refuse_any(call_first(about), check_given_on(command.on, written, today=context.today(now)))
            row.state, row.given_how, row.given_on = LetterState.GIVEN.value, command.how.value, command.on
            row.version += 1
            row.save(force_update=True)
        return {}

    once(viewer, command.form_key, "letter.give", make, now=now)
