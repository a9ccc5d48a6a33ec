"""Decisions that are asked of a named decider: what waits for the viewer, what they answered, and how one is asked.

A decider sees the question and nothing of the family: no name, no number, no way to the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, deciders
from sluitend.access.asked import Asked, asked_of
from sluitend.access.deciders import Decider
from sluitend.domain.clock import local_day
from sluitend.domain.escalation import DecisionAnswer, Question
from sluitend.domain.mandate import ON_SCREEN, MandateGround, Power, Rung
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol.ladder import ASKED, BLOCKS, LEGAL, LETTER, TRIED
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Category
from sluitend.queries.protocol_run import RunPage, run_page
from sluitend.records.models import RunEvent

BOARD_ASKS = "rvdk_asked_court"
"""The step with which the board answers a mayor's request, within the term of the law."""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One question as its decider sees it. due_on: the last day of our own term, or None. board_until: the last day for the board after a mayor's request, or None."""

    ask_id: UUID
    rung: Rung
    question: Question
    letter_on: date | None
    asked_on: date
    asked_by: str
    due_on: date | None
    power: str
    powers: tuple[Power, ...]
    ground: MandateGround
    basis: str
    power_until: date
    waits: bool
    answer: DecisionAnswer | None
    answered_on: date | None
    words: str
    board_until: date | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """What waits for the viewer, first what is due first, and what they answered, newest first."""

    waiting: tuple[AskedRow, ...]
    answered: tuple[AskedRow, ...]


def decisions(viewer: Viewer, *, now: datetime) -> Decisions:
    """Show what waits for the viewer's decision; each leaves its line. Nothing for who was asked nothing.

    Raises:
        NotFound: nobody with the viewer's roles decides.
    """
    if not viewer.has(*ON_SCREEN):
        raise NotFound
    rows = [(one, _row(one)) for one in asked_of(viewer, now)]
    shown = [(one, row) for one, row in rows if row.waits or row.answer is not None]
    audit.record(viewer, *(_line(one) for one, _ in shown), now=now)
    waiting = sorted((row for _, row in shown if row.waits), key=lambda row: (row.due_on or date.max, row.asked_on))
    answered = [row for _, row in shown if not row.waits]
    return Decisions(tuple(waiting), tuple(reversed(answered)))


def decision(viewer: Viewer, ask_id: UUID, *, now: datetime) -> AskedRow:
    """Show one question to its decider.

    Raises:
        NotFound: it was not asked of the viewer, or is not theirs to see any more.
    """
    asked = next((one for one in asked_of(viewer, now) if one.ask_id == ask_id), None)
    row = _row(asked) if asked else None
    if asked is None or row is None or not (row.waits or row.answer):
        raise NotFound
    audit.record(viewer, _line(asked), now=now)
    return row


def _line(asked: Asked) -> audit.Line:
    kinds = {Category.K19} | ({Category.K10} if asked.rung is Rung.MAYOR else set())
    why = audit.Why(ground="mandate", rule="H.7")
    return audit.Line(
        AuditKind.READ, "decision.page", audit.Ref("protocol_run", asked.run_id, case_id=asked.case_id), kinds, why=why
    )


def _row(asked: Asked) -> AskedRow:
    clock, board = asked.clock(asked.rung.value), asked.clock(BOARD_ASKS)
    return AskedRow(
        ask_id=asked.ask_id,
        rung=asked.rung,
        question=asked.question,
        letter_on=asked.letter_on,
        asked_on=local_day(asked.asked_at),
        asked_by=asked.asked_by,
        due_on=clock.due.day if clock else None,
        power=asked.power,
        powers=asked.powers,
        ground=asked.ground,
        basis=asked.basis,
        power_until=asked.power_until,
        waits=asked.open,
        answer=DecisionAnswer(asked.answer) if asked.answer else None,
        answered_on=local_day(asked.answered_at) if asked.answered_at else None,
        words=asked.words,
        board_until=board.due.day if board and asked.rung is Rung.MAYOR and not asked.waits else None,
    )


@dataclass(frozen=True, slots=True)
class AskPage:
    """How a decision is asked at a rung of a run. before: what was written with the step before, to begin from."""

    run: RunPage
    rung: Rung
    deciders: Mapping[UUID, Decider]
    before: Question
    letter_on: date | None
    refusal: Refusal | None


def ask_page(viewer: Viewer, run_id: UUID, rung: str, *, now: datetime) -> AskPage:
    """Show how a decision is asked.

    Raises:
        NotFound: there is no such run for the viewer, or no decision can be asked at this step.
    """
    page = run_page(viewer, run_id, now=now)
    found = next((one for one in page.open if one.step.code == rung), None)
    if found is None or found.asking is None or page.case_id is None:
        raise NotFound
    wanted = Rung(rung)
    event = RunEvent.objects.filter(run_id=run_id, evidence__has_key=TRIED).order_by("-seq").first()
    shown = {row.at for row in page.history if not row.hidden}
    said = event.evidence if event is not None and event.at in shown else {}
    letter = RunEvent.objects.filter(run_id=run_id, facts__has_key=LETTER).order_by("-seq").first()
    return AskPage(
        run=page,
        rung=wanted,
        deciders={one.mandate_id: one for one in deciders.can_be_asked(wanted, page.case_id, local_day(now))},
        before=Question(*(said.get(code, "") for code in (TRIED, BLOCKS, ASKED, LEGAL))),
        letter_on=date.fromisoformat(letter.facts[LETTER]) if letter else None,
        refusal=found.asking.refusal,
    )
