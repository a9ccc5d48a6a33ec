"""On which ground a concern about a child may come in here: the sharing rules asked, their answer kept for the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sluitend.access import parties
from sluitend.access.audit import Why
from sluitend.access.staff import on_roster
from sluitend.content.criteria import criteria
from sluitend.content.organisations import organisation_types
from sluitend.content.parameters import default_norms
from sluitend.content.sharing import default_matrix
from sluitend.domain.outcome import Refusal, Refused, refuse_any
from sluitend.domain.sharing import NEVER_BSN, ConsentAnswer, ConsentState, Decision, Viewer, may_share
from sluitend.domain.signal import ReporterKind, check_roster
from sluitend.domain.triage import Outcome
from sluitend.domain.vocabulary import Category, Party, Purpose, Stage
from sluitend.records.models import Municipality

VITAL_INTEREST = Why(ground="AVG 6(1)(d)", rule="D.3")
"""There is danger now: the name goes with the concern to the named readers, whatever the family knows of it."""

_FAMILY = frozenset({ReporterKind.PARENT, ReporterKind.YOUTH})


def party_of(viewer: Viewer, on: date) -> Party:
    """Give how the viewer's organisation stands in the sharing matrix; an unknown kind counts as any reporter."""
    return parties.party_of(viewer.organisation_type, on) or Party.REPORTER


def may_hold_bsn(viewer: Viewer) -> bool:
    """Tell whether a law lets the viewer's organisation hold a BSN (F.3a)."""
    kind = organisation_types().get(viewer.organisation_type)
    return kind is not None and kind.may_hold_bsn and kind.party not in NEVER_BSN


def rules_version(outcome: Outcome) -> str:
    """Give the version of the content that a decision stands on, for its receipt."""
    if outcome is Outcome.INTEGRAL:
        return criteria().version
    return default_matrix().version if outcome is Outcome.TO_CASE else default_norms().version


def roster(today: date) -> Sequence[tuple[UUID, bool]]:
    """Give everyone on the safety roster today, and whether they are on call.

    Raises:
        Refused: there are fewer than three, or nobody is on call; the sentence says whom to phone.
    """
    listed = list(on_roster(today).order_by("id").values_list("membership_id", "on_call"))
    phone = Municipality.objects.values_list("safety_phone", flat=True).first() or ""
    refuse_any(check_roster([on_call for _, on_call in listed], phone=phone))
    return listed


def ground(
    viewer: Viewer,
    kind: ReporterKind,
    *,
    heightened: bool,
    named: bool,
    own_wish: bool,
    danger_now: bool,
    police_decision: bool,
    agreed_on: date,
    on: date,
) -> Why:
    """Give the rule on which this concern comes in, or raise Refused with the sentence of the rule that says no.

    named: somebody could look the child up. own_wish: the child wants it told. agreed_on: the day on which whoever is
    asked said yes; the checks of domain.signal have looked at who that is.
    """
    sender = _sender(viewer, kind, on)
    if heightened and named and danger_now and not own_wish:
        return VITAL_INTEREST
    if heightened and not named:
        return _why(_ask(sender, Party.LOCAL_TEAM, None, {Stage.S0}, None, heightened=True, on=on, decided=False))
    consent = _consent(viewer.organisation_id, agreed_on, on)
    found = _ask(
        sender, Party.INTAKE, Category.K18, {Stage.S1}, consent, heightened=heightened, on=on, decided=police_decision
    )
    return _why(found)


def _sender(viewer: Viewer, kind: ReporterKind, on: date) -> Party:
    if kind is ReporterKind.PARTNER:
        return party_of(viewer, on)
    return Party.FAMILY if kind in _FAMILY else Party.REPORTER


def _consent(partner: UUID, agreed_on: date, on: date) -> ConsentState:
    """The yes to this one concern, of whoever had to be asked; it carries no further than today."""
    person = uuid4()
    return ConsentState(partner, Category.K18, person, frozenset({person}), agreed_on, ConsentAnswer.YES, on)


def _ask(
    sender: Party,
    recipient: Party,
    item: Category | None,
    stages: set[Stage],
    consent: ConsentState | None,
    *,
    heightened: bool,
    on: date,
    decided: bool,
) -> Decision:
    return may_share(
        sender=sender,
        recipient=recipient,
        category=item,
        stages=frozenset(stages),
        purpose=Purpose.ACCESS_AND_DIRECTION,
        consent=consent,
        heightened=heightened,
        matrix=default_matrix(),
        on=on,
        written_decision=decided,
    )


def _why(decision: Decision) -> Why:
    if not decision.allowed:
        raise Refused(Refusal(decision.reason, decision.sentence, source=decision.law))
    return Why(ground=decision.ground[:200], rule=f"F.7, regel {decision.rule}")
