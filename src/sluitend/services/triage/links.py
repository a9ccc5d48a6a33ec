"""A signal at a case that runs already: a person links it, its coordinator answers, and a wrong link is undone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sluitend.access import concern, matches, norms
from sluitend.access.once import once
from sluitend.access.signal_gate import SignalReason, signal_access
from sluitend.access.words import check_words
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import SignalStatus
from sluitend.domain.triage import RULES, LinkAnswer, Outcome, check_link, check_way, status_after_answer
from sluitend.records.models import Decision, Signal, SignalCaseLink
from sluitend.services.triage.common import deciding, reopen, settle, texts, write


@dataclass(frozen=True, slots=True)
class Link:
    """That a person confirms: this concern belongs to this open case."""

    form_key: UUID
    signal_id: UUID
    version: int
    case_id: UUID
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NotSame:
    """That a person looked: this concern is about another child than this open case."""

    form_key: UUID
    signal_id: UUID
    version: int
    case_id: UUID


@dataclass(frozen=True, slots=True)
class Answer:
    """What the coordinator of a linked case answers."""

    form_key: UUID
    signal_id: UUID
    answer: LinkAnswer
    words: str = field(default="", repr=False)
    quote: bool = False


def link(viewer: Viewer, command: Link, *, now: datetime) -> UUID:
    """Confirm that a concern belongs to an open case: its coordinator reads it from now on, and owes an answer (rule 53).

    Raises:
        NotFound: it is not there for the viewer. Refused: the case was not found for this concern, home may not know,
            or somebody was first.
    """
    return UUID(
        once(viewer, command.form_key, "signal.link", lambda: {"id": str(_link(viewer, command, now))}, now=now)["id"]
    )


def _link(viewer: Viewer, command: Link, now: datetime) -> UUID:
    access = deciding(viewer, command.signal_id, command.version, now)
    refuse_any(check_way(access.status, SignalStatus.WITH_COORDINATOR, integral=access.integral))
    write(viewer, "signal.link", access, now=now, case_id=command.case_id, rule=RULES[Outcome.TO_CASE])
    found = {one.case_id for one in matches.of_signal(command.signal_id)}
    refuse_any(
        check_link(command.case_id, found, heightened=access.row.heightened),
        *check_words(viewer, {"reason": command.reason}, quote=False, now=now),
    )
    row = SignalCaseLink(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        signal=access.row,
        case_id=command.case_id,
        linked_by_id=viewer.membership_id,
        linked_at=now,
        reason=command.reason,
        answer_by=norms.due_day("signal.answer", now),
    )
    row.save(force_insert=True)
    Decision(
        municipality_id=viewer.municipality_id,
        signal=access.row,
        kind="link",
        outcome=Outcome.TO_CASE,
        reason=command.reason,
        rule=RULES[Outcome.TO_CASE],
        rule_version=concern.rules_version(Outcome.TO_CASE),
        decided_by_id=viewer.membership_id,
        decided_at=now,
        inputs=texts(access.row),
    ).save(force_insert=True)
    settle(access, Outcome.TO_CASE, now)
    return row.pk


def not_same(viewer: Viewer, command: NotSame, *, now: datetime) -> None:
    """Say that a case that was found is about another child: who looked and when is kept, and nobody gets access by it.

    It is kept as a link that ended as it began. It can still be linked later, when it turns out to be the same child.

    Raises:
        NotFound: it is not there for the viewer. Refused: the case was not found for this concern, home may not know,
            or somebody was first.
    """

    def make() -> dict[str, Any]:
        access = deciding(viewer, command.signal_id, command.version, now)
        write(viewer, "signal.not_same", access, now=now, case_id=command.case_id, rule=RULES[Outcome.TO_CASE])
        found = {one.case_id for one in matches.of_signal(command.signal_id)}
        refuse_any(check_link(command.case_id, found, heightened=access.row.heightened))
        SignalCaseLink(
            id=uuid.uuid4(),
            municipality_id=viewer.municipality_id,
            signal=access.row,
            case_id=command.case_id,
            linked_by_id=viewer.membership_id,
            linked_at=now,
            ended_by_id=viewer.membership_id,
            ended_at=now,
            answer=LinkAnswer.OTHER_CHILD,
            answered_by_id=viewer.membership_id,
            answered_at=now,
        ).save(force_insert=True)
        return {}

    once(viewer, command.form_key, "signal.not_same", make, now=now)


def unlink(viewer: Viewer, signal_id: UUID, *, version: int, now: datetime) -> None:
    """Undo a link: the coordinator's access ends at once, and the concern is to be decided about again.

    Raises:
        NotFound: it is not there for the viewer, or it is not linked. Refused: the case came from it.
    """
    access = deciding(viewer, signal_id, version, now)
    row = _open_link(signal_id)
    if row is None:
        raise NotFound
    if row.answer_by is None:
        refuse_any(check_way(access.status, SignalStatus.READING, integral=True))
    write(viewer, "signal.unlink", access, now=now, case_id=row.case_id, rule=RULES[Outcome.TO_CASE])
    reopen(access.row, now)
    _end(row, viewer, now)


def answer(viewer: Viewer, command: Answer, *, now: datetime) -> None:
    """Answer as the coordinator of the linked case; "another child" gives the concern back and ends one's access.

    Raises:
        NotFound: it is not there for the viewer, or not theirs to answer. Refused: a word must be written again.
    """

    def make() -> dict[str, Any]:
        access = signal_access(viewer, command.signal_id, now=now, lock=True)
        row = _open_link(command.signal_id)
        if row is None or SignalReason.COORDINATOR not in access.reasons or row.answer_by is None or row.answer:
            raise NotFound
        refuse_any(*check_words(viewer, {"words": command.words}, quote=command.quote, now=now))
        write(viewer, "signal.answer", access, now=now, case_id=row.case_id, fields=("answer", "answer_words"))
        if status_after_answer(command.answer) is SignalStatus.READING:
            reopen(access.row, now)
        else:
            kept = "signal.unfounded_keep" if command.answer is LinkAnswer.NO_CONCERN else "signal.taken_up_keep"
            Signal.objects.filter(pk=access.row.pk).update(
                status=SignalStatus.DECIDED,
                ends_on=norms.due_day(kept, now),
                version=access.row.version + 1,
            )
        SignalCaseLink.objects.filter(pk=row.pk).update(
            answer=command.answer,
            answer_words=command.words,
            answered_by_id=viewer.membership_id,
            answered_at=now,
        )
        if command.answer is LinkAnswer.OTHER_CHILD:
            _end(row, viewer, now)
        return {}

    once(viewer, command.form_key, "signal.answer", make, now=now)


def _open_link(signal_id: UUID) -> SignalCaseLink | None:
    return SignalCaseLink.objects.filter(signal_id=signal_id, ended_at=None).order_by("linked_at").first()


def _end(row: SignalCaseLink, viewer: Viewer, now: datetime) -> None:
    SignalCaseLink.objects.filter(pk=row.pk).update(ended_at=now, ended_by_id=viewer.membership_id)
