"""Out of what a case came: the concern it began with, and the criteria that a person ticked, with their facts.

The coordinator reads a concern as it was reported (rule 53, K18) and where it stands (K19); who only has a seat reads
neither. Looking leaves its own line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context
from sluitend.access.gate import CaseAccess
from sluitend.content.criteria import criteria
from sluitend.domain.triage import Outcome
from sluitend.domain.vocabulary import AuditKind, Category
from sluitend.records.models import Decision, SignalCaseLink


@dataclass(frozen=True, slots=True)
class BeginningFact:
    """One criterion as it was ticked. text_nl, text_en: what it asks; empty for one that is no longer in use."""

    text_nl: str
    text_en: str
    fact: str
    bron: str
    on: date | None


@dataclass(frozen=True, slots=True)
class BeginningSignal:
    """A concern that belongs to the case. first: the case came from it."""

    signal_id: UUID
    number: str
    received_on: date
    first: bool


@dataclass(frozen=True, slots=True)
class Beginning:
    """Out of what the case came. by, function and on: who decided, and when; by is empty when nobody's decision is known."""

    signals: tuple[BeginningSignal, ...]
    facts: tuple[BeginningFact, ...]
    reason: str
    by: str
    on: date | None


def beginning_of(access: CaseAccess, *, now: datetime) -> Beginning | None:
    """Give out of what the case came, for who may read a concern as it was reported; None for anybody else."""
    if not (access.reads(Category.K18) and access.reads(Category.K19)):
        return None
    # A concern whose link was ended is about another child: it is no longer of this case.
    links = SignalCaseLink.objects.filter(case_id=access.case_id, ended_at=None, signal__isnull=False)
    rows = list(links.order_by("linked_at").values("signal_id", "signal__number", "signal__received_at", "answer_by"))
    ids = [row["signal_id"] for row in rows if row["answer_by"] is None]
    decided = Decision.objects.filter(case_id=access.case_id, kind="entry").select_related("decided_by").first()
    if decided is None and ids:
        entry = Decision.objects.filter(signal_id__in=ids, outcome=Outcome.INTEGRAL).select_related("decided_by")
        decided = entry.order_by("-decided_at").first()
    if not rows and decided is None:
        return None
    refs = [audit.Ref("case", access.case_id, case_id=access.case_id)]
    refs += [
        audit.Ref("signal", one, case_id=access.case_id, signal_id=one) for one in (row["signal_id"] for row in rows)
    ]
    kinds = (Category.K15 if access.heightened else Category.K18, Category.K19)
    why = audit.Why(ground=access.reason.value, rule="53")
    lines = (audit.Line(AuditKind.READ, "case.beginning", ref, categories=kinds, why=why) for ref in refs)
    audit.record(access.viewer, *lines, now=now)
    return Beginning(
        signals=tuple(
            BeginningSignal(
                row["signal_id"],
                row["signal__number"],
                context.today(row["signal__received_at"]),
                row["answer_by"] is None,
            )
            for row in rows
        ),
        facts=_facts(decided) if decided is not None else (),
        reason=decided.reason if decided is not None else "",
        by=f"{decided.decided_by.display_name}, {decided.decided_by.function.lower()}" if decided is not None else "",
        on=context.today(decided.decided_at) if decided is not None else None,
    )


def _facts(decided: Decision) -> tuple[BeginningFact, ...]:
    """Give the facts in the order of the list of criteria: it orders nothing about people."""
    known = {one.code: one for one in criteria().criteria}
    return tuple(
        BeginningFact(
            known[row.code].text_nl if row.code in known else "",
            known[row.code].text_en if row.code in known else "",
            row.fact,
            row.fact_source,
            row.fact_on,
        )
        for row in decided.criteria.order_by("code")
    )
