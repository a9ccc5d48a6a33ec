"""Questions to put to the sharing matrix and to the reading table, and the answers of the oracle to them.

Most questions are guided: taken from a row and then bent a little, because nearly every question made by pure chance
is answered "no rule" and proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import NamedTuple
from uuid import UUID

from sluitend.domain.sharing import ConsentAnswer, ConsentState, Item, Matrix, Rule
from sluitend.domain.sharing.decide import Decision
from sluitend.domain.vocabulary import Category, Party, Purpose, Stage
from tests.domain.sharing import oracle

ON = date(2026, 11, 24)
DAYS = (ON, date(2025, 2, 28), date(2025, 3, 1), date(2014, 12, 31), date(2030, 1, 1))
CHILD, MOTHER, PARTNER = UUID(int=1), UUID(int=2), UUID(int=9)
PARTIES, STAGES, PURPOSES = tuple(Party), tuple(Stage), tuple(Purpose)
ITEMS: tuple[Item, ...] = (None, *Category)
KINDS = ("none", "valid", "self", "asked", "no", "withdrawn", "ended", "not_yet", "other_item")
COUNTS = ("valid", "self")


class Question(NamedTuple):
    """One question of sharing, in the words of the program."""

    sender: Party
    recipient: Party
    item: Item
    stages: frozenset[Stage]
    purpose: Purpose
    consent: str
    heightened: bool
    decision: bool
    on: date = ON


def consent_state(kind: str, item: Item, on: date) -> ConsentState | None:
    """The consent of this kind, for this item, as it stands on this day."""
    if kind == "none" or not isinstance(item, Category):
        return None
    asked_of = frozenset({CHILD}) if kind == "self" else frozenset({CHILD, MOTHER})
    category = item
    if kind == "other_item":
        category = Category.K18 if item is not Category.K18 else Category.K17
    answers = {"asked": ConsentAnswer.ASKED, "no": ConsentAnswer.NO, "withdrawn": ConsentAnswer.WITHDRAWN}
    asked_on = on + timedelta(days=1) if kind == "not_yet" else on - timedelta(days=30)
    until = on - timedelta(days=1) if kind == "ended" else on + timedelta(days=60)
    return ConsentState(
        partner=PARTNER,
        category=category,
        about=CHILD,
        asked_of=asked_of,
        asked_on=asked_on,
        answer=answers.get(kind, ConsentAnswer.YES),
        until=until,
    )


_CONSENTS = {(k, i, d): consent_state(k, i, d) for k, i, d in product(KINDS, ITEMS, DAYS)}


def ask(question: Question, matrix: Matrix, may_share: Callable[..., Decision]) -> Decision:
    """Put the question to the program."""
    return may_share(
        sender=question.sender,
        recipient=question.recipient,
        category=question.item,
        stages=question.stages,
        purpose=question.purpose,
        consent=_CONSENTS.get((question.consent, question.item, question.on)),
        heightened=question.heightened,
        matrix=matrix,
        on=question.on,
        written_decision=question.decision,
    )


def outcome(decision: Decision) -> tuple[str, bool, int]:
    """What the oracle speaks about, of a decision."""
    return (str(decision.answer), decision.allowed, decision.rule or 0)


def expected(question: Question) -> tuple[str, bool, int]:
    """Put the same question to the oracle."""
    return oracle.share(
        str(question.sender),
        str(question.recipient),
        "0" if question.item is None else str(question.item),
        stages={str(s) for s in question.stages},
        purpose=str(question.purpose),
        consent=question.consent if isinstance(question.item, Category) else "none",
        heightened=question.heightened,
        decision=question.decision,
        day=question.on.isoformat(),
    )


def guided(seed: int, count: int, matrix: Matrix) -> Iterator[Question]:
    """Give questions that start from a row and are bent in one or more places."""
    random = Random(seed)  # noqa: S311 - a repeatable test, no secret
    rows = [_sorted(rule) for rule in matrix.rules]
    for _ in range(count):
        yield _bent(random, random.choice(rows))


Row = tuple[list[Party], list[Party], list[Item], list[Stage], list[Purpose]]


def _sorted(rule: Rule) -> Row:
    """A row with its sets in a fixed order, so that a seed gives the same questions at every run."""
    return (
        sorted(rule.senders),
        sorted(rule.recipients),
        sorted(rule.items, key=str) or list(ITEMS),
        sorted(rule.stages or STAGES),
        sorted(rule.purposes or PURPOSES),
    )


def _bent(random: Random, row: Row) -> Question:
    senders, recipients, items, stages, purposes = row
    chance = random.random
    open_stages = {random.choice(stages if chance() < 0.9 else STAGES)} if chance() < 0.95 else set()
    while chance() < 0.3:
        open_stages.add(random.choice(STAGES))
    item = random.choice(items if chance() < 0.95 else ITEMS)
    return Question(
        sender=random.choice(senders if chance() < 0.97 else PARTIES),
        recipient=random.choice(recipients if chance() < 0.97 else PARTIES),
        item="k0" if chance() < 0.005 else item,  # type: ignore[arg-type]
        stages=frozenset(open_stages),
        purpose=random.choice(purposes if chance() < 0.93 else PURPOSES),
        consent=random.choice(KINDS if chance() < 0.5 else COUNTS),
        heightened=chance() < 0.15,
        decision=chance() < 0.7,
        on=ON if chance() < 0.92 else random.choice(DAYS),
    )


def every_question(rules: tuple[Rule, ...], senders_of: Iterable[Party] = ()) -> Iterator[Question]:
    """Give every question within the keys of these rules: no, one or two open stages, every purpose, every consent.

    senders_of: these senders only; without them the first and last stand for the sender's group, since the guided
    questions walk through all.
    """
    stage_sets = [frozenset[Stage](), *(frozenset({s}) for s in STAGES), frozenset({Stage.S3, Stage.S5})]
    for rule in rules:
        senders, recipients, items, _, _ = _sorted(rule)
        keys = product(sorted(senders_of) or senders[:1] + senders[-1:], recipients, items)
        rest = product(stage_sets, PURPOSES, ("none", *COUNTS), (False, True), (False, True))
        for (sender, recipient, item), (stages, purpose, consent, heightened, decision) in product(keys, rest):
            yield Question(sender, recipient, item, stages, purpose, consent, heightened, decision)
