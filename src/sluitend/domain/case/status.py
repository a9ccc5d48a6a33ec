"""Where a case stands, in the words of a family and in the order in which it goes."""

from __future__ import annotations

from sluitend.domain.vocabulary import N_, Worded


class CaseStatus(Worded):
    """Where a case stands (H.3); what comes before it is a signal, what comes after it is keeping."""

    OPENED = "opened", N_("Geopend")
    PLANNING = "planning", N_("Plan maken")
    RUNNING = "running", N_("Plan uitvoeren")
    AFTER_CARE = "after_care", N_("Nazorg")
    CLOSED = "closed", N_("Gesloten")


class Step(Worded):
    """One step of the way of a case, as the page shows it (H.3 in plain words)."""

    FACTS = "facts", N_("Mensen en feiten")
    OWN_PLAN = "own_plan", N_("Eigen plan aanbieden")
    PLAN = "plan", N_("Plan maken")
    RUN = "run", N_("Aan de slag")
    EVALUATE = "evaluate", N_("Evalueren")
    AFTER_CARE = "after_care", N_("Nazorg")
    CLOSED = "closed", N_("Gesloten")


class PersonKind(Worded):
    """Whether a person of the case is a child or an adult; the birth date need not be known for that."""

    CHILD = "child", N_("Kind")
    ADULT = "adult", N_("Volwassene")


class CaseReason(Worded):
    """Why somebody may see a case, in one sentence."""

    COORDINATOR = "coordinator", N_("U bent de casusregisseur.")
    DEPUTY = "deputy", N_("U vervangt de casusregisseur.")
    SEAT = "seat", N_("U hebt een plaats in het team van deze casus.")
    NAMED = "named", N_("U staat op de lijst van mensen die deze casus mogen zien.")


_WAY = tuple(Step)
_AT = {CaseStatus.OPENED: Step.FACTS, CaseStatus.AFTER_CARE: Step.AFTER_CARE, CaseStatus.CLOSED: Step.CLOSED}


def way(*, heightened: bool) -> tuple[Step, ...]:
    """Give the steps of a case in order; under heightened safety no plan of their own is offered at home."""
    return tuple(step for step in _WAY if not (heightened and step is Step.OWN_PLAN))


def current_step(status: CaseStatus, *, heightened: bool, offer_settled: bool, evaluation_near: bool) -> Step:
    """Give the step a case is in.

    offer_settled: the family answered the offer of its own plan, or a reason not to offer it was written down.
    evaluation_near: an evaluation is due soon or late.
    """
    if status is CaseStatus.PLANNING:
        return Step.PLAN if offer_settled or heightened else Step.OWN_PLAN
    if status is CaseStatus.RUNNING:
        return Step.EVALUATE if evaluation_near else Step.RUN
    return _AT[status]
