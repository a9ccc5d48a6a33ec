"""The register of mandates, as the administrator keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access.staff import at_work
from sluitend.domain.clock import local_day
from sluitend.domain.mandate import DECIDERS, MandateGround, Power, Rung, ground_of, runs
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Role, Worded
from sluitend.records.models import Mandate


class MandateState(Worded):
    """Whether a mandate runs today."""

    RUNS = "runs", N_("loopt")
    COMES = "comes", N_("begint nog")
    OVER = "over", N_("voorbij")


@dataclass(frozen=True, slots=True)
class MandateRow:
    """One mandate of the register."""

    id: UUID
    rung: Rung
    decider: str
    powers: tuple[Power, ...]
    words: str
    ground: MandateGround
    basis: str
    since: date
    until: date
    state: MandateState


@dataclass(frozen=True, slots=True)
class Register:
    """Every mandate, those that run first; without: the rungs at which nobody decides today. people: who can be named, by id."""

    rows: tuple[MandateRow, ...]
    without: tuple[Rung, ...]
    people: tuple[tuple[UUID, str], ...]


def register(viewer: Viewer, *, now: datetime) -> Register:
    """Show the register of mandates.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    today = local_day(now)
    rows = [_row(row, today) for row in Mandate.objects.order_by("-until", "decider")]
    order = list(MandateState)
    rows.sort(key=lambda row: (order.index(row.state), list(Rung).index(row.rung), row.decider))
    running = {row.rung for row in rows if row.state is MandateState.RUNS}
    wanted = {role.value for roles in DECIDERS.values() for role in roles}
    people = at_work(today).order_by("display_name").values_list("pk", "display_name", "function", "roles")
    return Register(
        tuple(rows),
        tuple(rung for rung in Rung if rung not in running),
        tuple((pk, f"{name}, {function.lower()}") for pk, name, function, roles in people if wanted & set(roles)),
    )


def _row(row: Mandate, today: date) -> MandateRow:
    ended = row.ended_at is not None
    going = runs(row.since, row.until, ended=ended, today=today)
    state = MandateState.RUNS if going else MandateState.COMES if today < row.since and not ended else MandateState.OVER
    rung = Rung(row.rung)
    return MandateRow(
        row.pk,
        rung,
        row.decider,
        tuple(Power(one) for one in row.powers),
        row.words,
        ground_of(rung),
        row.basis,
        row.since,
        row.until,
        state,
    )
