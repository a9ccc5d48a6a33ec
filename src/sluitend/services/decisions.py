"""Ask a named decider to decide at a rung, and answer what was asked; the answer is the step of the run itself.

Nobody but the decider answers, and not answering decides nothing: the term that passes only shows.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit, protocols
from sluitend.access.asked import Asked, asked_of
from sluitend.access.deciders import Decider, can_be_asked, names_of_case
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.domain.clock import local_day
from sluitend.domain.escalation import (
    ASKED_ALREADY,
    CHANGED,
    HEIGHTENED,
    NO_ANSWER,
    NO_LETTER,
    NO_MANDATE,
    DecisionAnswer,
    Question,
    check_question,
)
from sluitend.domain.mandate import Rung, runs
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.protocol import check
from sluitend.domain.protocol.clocks import look_again_at, reached
from sluitend.domain.protocol.history import Event, EventKind, apply
from sluitend.domain.protocol.ladder import ASKED, BLOCKS, DECIDER, LEGAL, LETTER, POWER, POWER_UNTIL, TRIED
from sluitend.domain.protocol.steps import Step
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category, Purpose
from sluitend.records.models import DecisionAsk
from sluitend.services import messages
from sluitend.services.protocols.entering import Entered, check_version, enter, raises


@dataclass(frozen=True, slots=True)
class AskDecision:
    """A question to a named decider. letter_on: the day of the board's letter, for the mayor. version: of the run as seen."""

    run_id: UUID
    rung: Rung
    mandate_id: UUID | None
    question: Question = field(repr=False)
    version: int
    form_key: UUID
    letter_on: date | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class AnswerDecision:
    """What the decider says. words: the decision, or what is missing."""

    ask_id: UUID
    answer: DecisionAnswer
    form_key: UUID
    words: str = field(repr=False)
    quote: bool = False


def ask(viewer: Viewer, command: AskDecision, *, now: datetime) -> UUID:
    """Put a question to whoever decides at an open rung; gives its id. The decider is told that there is something new.

    Raises:
        NotFound: there is no such run for the viewer.
        Refused: the rung is not open or not theirs to ask at, nobody with a mandate was chosen, a name stands in it.
        Conflict: somebody else did something in this run first.
    """
    entered = enter(viewer, command.run_id, now=now)

    def make() -> dict[str, str]:
        check_version(entered, command.version)
        today, case_id = local_day(now), entered.run.case_id
        refuse_any(check_may_ask(entered, command.rung, now))
        if case_id is None:
            raise NotFound
        found = can_be_asked(command.rung, case_id, today)
        chosen = next((one for one in found if one.mandate_id == command.mandate_id), None)
        texts = command.question.texts()
        refuse_any(
            NO_MANDATE if chosen is None else None,
            _check_letter(command, now),
            *check_question(command.question, names_of_case(case_id)),
            *check_words(viewer, {name: text for name, text in texts.items() if text}, quote=command.quote, now=now),
        )
        if chosen is None:
            raise NotFound
        return {"id": str(_write(entered, command, chosen, now))}

    return UUID(once(viewer, command.form_key, "decision.ask", make, now=now)["id"])


def check_may_ask(entered: Entered, rung: Rung, now: datetime) -> Refusal | None:
    """A decision is asked at an open rung, by who may write in the run or take that step, once at a time.

    Never under heightened safety: then no question leaves the circle of its readers.
    """
    refused = check.check_reachable(entered.protocol, entered.position, rung.value)
    if refused is not None:
        return refused
    if entered.heightened:
        return HEIGHTENED
    step = entered.protocol.step(rung.value)
    if entered.check_whole() is not None and check.check_who(step, entered.viewer.roles) is not None:
        return entered.check_whole()
    return ASKED_ALREADY if waiting(entered.run.pk, rung, local_day(now)) is not None else None


def waiting(run_id: UUID, rung: Rung, today: date) -> DecisionAsk | None:
    """Give the question at a rung that still waits for somebody whose mandate runs, or None."""
    asks = DecisionAsk.objects.select_related("mandate").filter(run_id=run_id, step=rung)
    last = asks.order_by("-asked_at").first()
    if last is None or last.answered_at is not None:
        return None
    mandate = last.mandate
    going = runs(mandate.since, mandate.until, ended=mandate.ended_at is not None, today=today)
    return last if going else None


def _check_letter(command: AskDecision, now: datetime) -> Refusal | None:
    if command.rung is not Rung.MAYOR:
        return None
    if command.letter_on is None:
        return NO_LETTER
    future = Refusal(check.IN_FUTURE.code, check.IN_FUTURE.sentence, field="letter_on")
    return future if command.letter_on > local_day(now) else None


def _write(entered: Entered, command: AskDecision, chosen: Decider, now: datetime) -> UUID:
    run, viewer, made = entered.run, entered.viewer, uuid.uuid4()
    texts = command.question.texts()
    audit.write(
        viewer,
        "decision.ask",
        audit.Ref("protocol_run", run.pk, case_id=run.case_id, person_id=run.child_id),
        now=now,
        categories=(Category.K19,),
        fields=[name for name, text in texts.items() if text],
        why=entered.why,
    )
    DecisionAsk(
        id=made,
        municipality_id=run.municipality_id,
        run=run,
        step=command.rung,
        mandate_id=chosen.mandate_id,
        asked_by_id=viewer.membership_id,
        asked_at=now,
        letter_on=command.letter_on if command.rung is Rung.MAYOR else None,
        **texts,
    ).save(force_insert=True)
    about = messages.About(MessagePage.HOME, made)
    to = [chosen.member_id] if chosen.member_id else []
    messages.tell(viewer, MessageKind.DECISION_ASKED, about, to=to, now=now)
    return made


def answer(viewer: Viewer, command: AnswerDecision, *, now: datetime) -> DecisionAnswer:
    """Decide what was asked, or give it back with what is missing. A decision is the step of the run; who asked is told.

    Raises:
        NotFound: this was not asked of the viewer, or is not theirs to answer any more.
        Refused: no words; or the run changed meanwhile.
    """

    def make() -> dict[str, str]:
        asked = next((one for one in asked_of(viewer, now) if one.ask_id == command.ask_id and one.open), None)
        if asked is None:
            raise NotFound
        words = command.words.strip()
        refuse_any(
            NO_ANSWER if not words else None,
            *check_words(viewer, {"words": words}, quote=command.quote, now=now),
        )
        _answer(viewer, asked, command.answer, words, now)
        about = messages.About(MessagePage.CASE, asked.case_id, case_id=asked.case_id)
        event = str(asked.ask_id)
        messages.tell(viewer, MessageKind.DECISION_ANSWERED, about, to=[asked.asked_by_id], event=event, now=now)
        return {"answer": command.answer.value}

    return DecisionAnswer(once(viewer, command.form_key, "decision.answer", make, now=now)["answer"])


def _answer(viewer: Viewer, asked: Asked, said: DecisionAnswer, words: str, now: datetime) -> None:
    protocol, position = asked.protocol, asked.position
    if protocol is None or position is None:
        raise NotFound
    step, event, spoken, again = protocol.step(asked.rung.value), None, [], None
    if said is DecisionAnswer.DECIDED:
        refuse_any(check.check_take(protocol, position, step.code, reason=words, second=False))
        facts = _facts(step, asked)
        event = {"evidence": _evidence(step, asked), "facts": {code: day.isoformat() for code, day in facts.items()}}
        after = apply(protocol, position, Event(EventKind.TAKEN, now, step.code, local_day(now), facts=facts))
        region = protocols.region_of(viewer.municipality_id)
        running = protocols.clocks_of(protocol, after, asked.started_on, today=local_day(now), region=region)
        again = look_again_at(running, now)
        spoken = [
            {
                "step": clock.step,
                "last_day": clock.due.day.isoformat(),
                "word": word.value,
                "raised": raises(protocol, clock, word),
            }
            for clock, word in reached(asked.clocks, now)
        ]
    audit.write(
        viewer,
        "decision.answer",
        audit.Ref("protocol_run", asked.run_id, case_id=asked.case_id),
        now=now,
        categories=(Category.K19,),
        fields=("answer", "words"),
        why=audit.Why(Purpose(protocol.purpose), "mandate", "H.7"),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app_answer_ask(%s, %s, %s, %s, %s::jsonb, %s::jsonb, %s)",
            [asked.ask_id, asked.version, said, words, json.dumps(event) if event else None, json.dumps(spoken), again],
        )
        if not cursor.fetchone()[0]:
            raise Refused(CHANGED)


def _evidence(step: Step, asked: Asked) -> dict[str, str]:
    """Fill what the step asks from the question and the mandate: nobody types it twice."""
    known = {
        TRIED: asked.question.tried,
        BLOCKS: asked.question.blocks,
        ASKED: asked.question.asked,
        LEGAL: asked.question.legal,
        DECIDER: asked.decider,
        POWER: asked.power,
        POWER_UNTIL: asked.power_until.isoformat(),
        LETTER: asked.letter_on.isoformat() if asked.letter_on else "",
    }
    return {one.code: known[one.code] for one in step.evidence if known.get(one.code)}


def _facts(step: Step, asked: Asked) -> dict[str, date]:
    days = {POWER_UNTIL: asked.power_until, LETTER: asked.letter_on}
    asks = {one.code for one in step.evidence}
    return {code: day for code, day in days.items() if code in asks and day is not None}
