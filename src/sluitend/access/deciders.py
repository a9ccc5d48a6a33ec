"""Who can be asked to decide at a rung today, and which names stay out of what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sluitend.access.staff import at_work, free_for
from sluitend.domain.escalation import NO_MANDATE, nameless
from sluitend.domain.mandate import DECIDERS, MandateGround, Power, Rung, check_somebody, ground_of, rung_at
from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.ladder import DECIDER, NAMELESS, NAMES, POWER, POWER_UNTIL
from sluitend.domain.protocol.steps import Step
from sluitend.records.models import CasePerson, Mandate, Supporter


@dataclass(frozen=True, slots=True)
class Decider:
    """A mandate that runs. name: with function. member_id: who that is here, or None for somebody elsewhere."""

    mandate_id: UUID
    rung: Rung
    name: str
    member_id: UUID | None
    powers: tuple[Power, ...]
    words: str
    basis: str
    until: date

    @property
    def ground(self) -> MandateGround:
        """Give what the mandate stands on."""
        return ground_of(self.rung)


def deciders(rung: Rung, day: date) -> tuple[Decider, ...]:
    """Give whose mandate for a rung runs on a day, by name."""
    rows = Mandate.objects.filter(rung=rung, since__lte=day, until__gte=day, ended_at=None).order_by("decider", "until")
    return tuple(
        Decider(
            row.pk,
            rung,
            row.decider,
            row.member_id,
            tuple(Power(one) for one in row.powers),
            row.words,
            row.basis,
            row.until,
        )
        for row in rows
    )


def can_be_asked(rung: Rung, case_id: UUID, day: date) -> tuple[Decider, ...]:
    """Give the deciders of a rung who can answer on screen: at work here, in their role, and not about their own family."""
    wanted = {role.value for role in DECIDERS[rung]}
    here = {pk for pk, roles in at_work(day).values_list("pk", "roles") if wanted & set(roles)}
    found = (one for one in deciders(rung, day) if one.member_id in here)
    return tuple(one for one in found if one.member_id is not None and free_for(case_id, one.member_id))


def named(step: Step, given: Mapping[str, str], on: date) -> tuple[dict[str, str], Refusal | None]:
    """Fill who decided at a rung, with which power and until when, from the register; given names the mandate by its id.

    on: the day of the decision, on which the mandate must run. Gives the answers as they are kept, and why not.
    """
    answers, rung = dict(given), rung_at(step.code)
    if rung is None:
        return answers, None
    running = deciders(rung, on)
    chosen = next((one for one in running if str(one.mandate_id) == given.get(DECIDER)), None)
    if chosen is None:
        missing = check_somebody(step.code, running) or NO_MANDATE
        refused = Refusal(missing.code, missing.sentence, field=f"evidence_{DECIDER}")
        return answers | {DECIDER: "?", POWER: "?", POWER_UNTIL: on.isoformat()}, refused
    return answers | {DECIDER: chosen.name, POWER: chosen.words, POWER_UNTIL: chosen.until.isoformat()}, None


def check_step_names(step: Step, given: Mapping[str, str], case_id: UUID | None) -> tuple[Refusal, ...]:
    """From A2 up what is written with a step names nobody of the case."""
    if step.standings.get(NAMES) not in NAMELESS or case_id is None:
        return ()
    own = {DECIDER, POWER, POWER_UNTIL}
    texts = {f"evidence_{one.code}": given.get(one.code, "") for one in step.evidence if one.code not in own}
    return nameless(texts, names_of_case(case_id))


def names_of_case(case_id: UUID) -> Iterable[str]:
    """Give the names that must not be told outside a case: of its people, and of who supports them."""
    for given, surname in CasePerson.objects.filter(case_id=case_id).values_list("given_names", "surname"):
        yield from (given, surname)
    yield from Supporter.objects.filter(case_id=case_id).values_list("name", flat=True)
