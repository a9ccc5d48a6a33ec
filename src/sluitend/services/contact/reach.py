"""What somebody wishes about contact, that there was contact, and until when an interpreter is needed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import change_case
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.domain.contact import (
    Interpreter,
    MomentIn,
    WishIn,
    check_home,
    check_moment,
    check_need,
    check_wish,
)
from sluitend.domain.outcome import Conflict, NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import CasePerson, ContactMoment, ContactWish, InterpreterNeed


@dataclass(frozen=True, slots=True)
class SaveWish:
    """How somebody wants to be reached, said anew. version: what the writer started from, 0 when nothing was there."""

    case_id: UUID
    person_id: UUID
    wish: WishIn
    version: int
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class LogContact:
    """That there was contact, or that it was tried."""

    case_id: UUID
    person_id: UUID
    moment: MomentIn = field(repr=False)
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class SetInterpreter:
    """Until when an interpreter is needed; None: not any more."""

    case_id: UUID
    person_id: UUID
    until: date | None
    form_key: UUID


def save_wish(viewer: Viewer, command: SaveWish, *, now: datetime) -> UUID:
    """Keep how somebody wants to be reached; whoever works at the table may.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: heightened safety, nothing was filled in, or a word says who people are.
        Conflict: somebody else saved first.
    """
    given = command.wish

    def make() -> dict[str, str]:
        words = check_words(viewer, {"times": given.times}, quote=command.quote, now=now)
        with _home(
            viewer, command.case_id, command.person_id, action="contact.wish", categories=(Category.K1,), now=now
        ):
            rows = ContactWish.objects.select_for_update(of=("self",)).select_related("changed_by")
            row = rows.filter(person_id=command.person_id, case_id=command.case_id).first()
            if (row.version if row else 0) != command.version:
                raise _conflict(row)
            refuse_any(None if row else check_wish(given), *words)
            row = row or ContactWish(
                id=uuid.uuid4(),
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                person_id=command.person_id,
                version=0,
            )
            if given.call_first and not row.call_first:
                row.call_first_on, row.call_first_at = context.today(now), now
            row.way, row.times = given.way or "", given.times
            row.call_first, row.help_reading = given.call_first, given.help_reading
            row.changed_by_id, row.changed_at, row.version = viewer.membership_id, now, row.version + 1
            row.save(force_insert=row.version == 1, force_update=row.version > 1)
        return {"id": str(row.pk)}

    return UUID(once(viewer, command.form_key, "contact.wish", make, now=now)["id"])


def log_contact(viewer: Viewer, command: LogContact, *, now: datetime) -> UUID:
    """Note that there was contact, or that it was tried; whoever works at the table may.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: heightened safety, a day that must still come, no words, a child as interpreter, or a word says who
            people are.
    """
    given = command.moment

    def make() -> dict[str, str]:
        words = check_words(viewer, {"words": given.words}, quote=command.quote, now=now)
        with _home(
            viewer, command.case_id, command.person_id, action="contact.log", categories=(Category.K16,), now=now
        ):
            refuse_any(*check_moment(given, today=context.today(now)), *words)
            row = ContactMoment(
                id=uuid.uuid4(),
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                person_id=command.person_id,
                way=given.way,
                on=given.on,
                reached=given.reached,
                words=given.words,
                interpreter=given.interpreter is Interpreter.ADULT,
                noted_by_id=viewer.membership_id,
                noted_at=now,
            )
            row.save(force_insert=True)
        return {"id": str(row.pk)}

    return UUID(once(viewer, command.form_key, "contact.log", make, now=now)["id"])


def set_interpreter(viewer: Viewer, command: SetInterpreter, *, now: datetime) -> None:
    """Say until which appointment an interpreter is needed, or that it is not needed any more; then nothing is left.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: heightened safety, or a last day that is past or too far away.
    """
    day = context.today(now)

    def make() -> dict[str, str]:
        with _home(viewer, command.case_id, command.person_id, action="contact.interpreter", categories=(), now=now):
            rows = InterpreterNeed.objects.filter(person_id=command.person_id, case_id=command.case_id)
            if command.until is None:
                rows.delete()
                return {}
            refuse_any(check_need(command.until, today=day, weeks=norms.value("contact.interpreter", day)))
            if not rows.update(until=command.until):
                InterpreterNeed(
                    municipality_id=viewer.municipality_id,
                    case_id=command.case_id,
                    person_id=command.person_id,
                    until=command.until,
                ).save(force_insert=True)
        return {}

    once(viewer, command.form_key, "contact.interpreter", make, now=now)


@contextmanager
def _home(
    viewer: Viewer, case_id: UUID, person_id: UUID, *, action: str, categories: tuple[Category, ...], now: datetime
) -> Iterator[None]:
    """Change something about reaching a person of a case; never under heightened safety."""
    with change_case(
        viewer,
        case_id,
        action=action,
        kind="contact",
        about=person_id,
        person_id=person_id,
        categories=categories,
        contribute=True,
        now=now,
    ) as access:
        # Also a lock: two who write at the same time about one person come after each other.
        if not CasePerson.objects.select_for_update().filter(pk=person_id, case_id=case_id, left_on=None).exists():
            raise NotFound
        refuse_any(check_home(heightened=access.heightened))
        yield


def _conflict(row: ContactWish | None) -> Conflict:
    if row is None:
        raise NotFound
    stored = {"times": row.times}
    by = f"{row.changed_by.display_name}, {row.changed_by.function.lower()}"
    return Conflict(stored, version=row.version, by=by, at=row.changed_at)
