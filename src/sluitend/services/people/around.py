"""Whether people were told, and whom the family itself names as support."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import change_case
from sluitend.access.together import able_second, open_questions, question
from sluitend.access.words import check_words
from sluitend.domain.case import InformingIn, Together, check_informing, check_supporter
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.records.models import (
    Informing,
    Supporter,
)
from sluitend.services import messages
from sluitend.services.people.common import PEOPLE, one, person_of


@dataclass(frozen=True, slots=True)
class RecordInforming:
    """That a person of the case was told, or why that waits."""

    case_id: UUID
    person_id: UUID
    informing: InformingIn
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class NameSupporter:
    """Somebody the family itself names as support. named_by_id: who of the family named them; words: what they said."""

    case_id: UUID
    name: str = field(repr=False)
    relation: str
    named_by_id: UUID | None = None
    words: str = field(default="", repr=False)
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class EndSupporter:
    """The family no longer names this person as support."""

    case_id: UUID
    supporter_id: UUID
    form_key: UUID | None = None


def record_informing(viewer: Viewer, command: RecordInforming, *, now: datetime) -> UUID:
    """Write down that somebody was told about the case, or a reason to wait that lapses and that a colleague must confirm.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: a day that cannot be, no way or reason, a wait that is too long, or no second person.
    """
    given, day = command.informing, context.today(now)

    def make() -> UUID:
        texts = {"how": given.how, "wait_reason": given.wait_reason}
        words = check_words(viewer, texts, quote=command.quote, now=now)
        with change_case(
            viewer, command.case_id, action="informing.record", kind="person", about=command.person_id,
            person_id=command.person_id, now=now,
        ) as access:  # fmt: skip
            person = person_of(command.case_id, command.person_id)
            second = given.second_person_id
            checks = check_informing(
                given,
                teller=viewer.membership_id,
                second_able=able_second(command.case_id, second, now, heightened=access.heightened),
                today=day,
                weeks=norms.value("people.wait", day),
            )
            refuse_any(*checks, *words)
            told = given.told_on is not None
            open_questions(command.case_id, Together.WAIT).filter(informing__person=person).update(closed_at=now)
            row = Informing(
                id=uuid.uuid4(),
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                person=person,
                told_by_id=viewer.membership_id,
                told_on=given.told_on,
                how=given.how if told else "",
                wait_reason="" if told else given.wait_reason,
                wait_until=None if told else given.wait_until,
                second_person_id=None if told else second,
                recorded_at=now,
            )
            row.save(force_insert=True)
            if not told:
                asked = question(viewer, command.case_id, Together.WAIT, second, now=now)
                asked.informing = row
                asked.save(force_insert=True)
                about = messages.About(MessagePage.HOME, asked.pk, case_id=command.case_id)
                messages.tell(viewer, MessageKind.CONFIRMATION_ASKED, about, to=[asked.second_id], now=now)
            return row.pk

    return one(viewer, command.form_key, "informing.record", make, now)


def name_supporter(viewer: Viewer, command: NameSupporter, *, now: datetime) -> UUID:
    """Keep somebody the family itself names as support.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: no name, or no words for what this person is to the family.
    """

    def make() -> UUID:
        texts = {"relation": command.relation, "words": command.words}
        words = check_words(viewer, texts, quote=command.quote, now=now)
        with change_case(
            viewer, command.case_id, action="supporter.name", kind="supporter", categories=PEOPLE, now=now
        ):
            if command.named_by_id is not None:
                person_of(command.case_id, command.named_by_id)
            refuse_any(*check_supporter(command.name, command.relation), *words)
            row = Supporter(
                id=uuid.uuid4(),
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                person_id=command.named_by_id,
                name=command.name,
                relation=command.relation,
                named_by_words=command.words,
                since=context.today(now),
            )
            row.save(force_insert=True)
            return row.pk

    return one(viewer, command.form_key, "supporter.name", make, now)


def end_supporter(viewer: Viewer, command: EndSupporter, *, now: datetime) -> UUID:
    """End a support: the family no longer names this person.

    Raises:
        NotFound: there is no such supporter in a case of the viewer.
    """

    def make() -> UUID:
        with change_case(
            viewer, command.case_id, action="supporter.end", kind="supporter", about=command.supporter_id,
            categories=PEOPLE, now=now,
        ):  # fmt: skip
            rows = Supporter.objects.filter(pk=command.supporter_id, case_id=command.case_id, ended_on=None)
            if not rows.update(ended_on=context.today(now)):
                raise NotFound
            return command.supporter_id

    return one(viewer, command.form_key, "supporter.end", make, now)
