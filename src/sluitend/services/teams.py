"""Teams: which there are, and how their lead hands work over without reading it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sluitend.access import audit
from sluitend.access.once import once
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, Refusal, Refused
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, AuditKind, Category, Purpose, Role
from sluitend.records.models import Handover, Team
from sluitend.services import messages

WHY = audit.Why(Purpose.ACCESS_AND_DIRECTION)

_CANNOT = N_("Deze collega kan %(number)s niet overnemen. Kies iemand anders.")


@dataclass(frozen=True, slots=True)
class HandOver:
    """Cases go from one coordinator to another. case_ids: one case, or all of an absent colleague's."""

    form_key: UUID
    giver_id: UUID
    taker_id: UUID
    case_ids: tuple[UUID, ...]
    reason: str


@transaction.atomic
def add_team(viewer: Viewer, name: str, *, form_key: UUID, now: datetime) -> UUID:
    """Add a team; gives its id.

    Raises:
        NotFound: the viewer is not an administrator.
        Refused: there is a team with that name.
    """

    def make() -> dict[str, str]:
        _check_name(name, None)
        team = Team(id=uuid.uuid4(), municipality_id=viewer.municipality_id, name=name.strip())
        audit.write(viewer, "team.add", audit.Ref("team", team.pk), now=now, why=audit.Why(Purpose.AUDIT))
        team.save(force_insert=True)
        return {"team": str(team.pk)}

    if not viewer.has(Role.ADMIN):
        raise NotFound
    return UUID(once(viewer, form_key, "team.add", make, now=now)["team"])


@transaction.atomic
def rename_team(viewer: Viewer, team_id: UUID, name: str, *, now: datetime) -> None:
    """Give a team another name.

    Raises:
        NotFound: the viewer is not an administrator, or the team is not here.
        Refused: there is another team with that name.
    """
    if not viewer.has(Role.ADMIN) or not Team.objects.filter(pk=team_id).exists():
        raise NotFound
    _check_name(name, team_id)
    audit.write(
        viewer, "team.rename", audit.Ref("team", team_id), now=now, fields=["name"], why=audit.Why(Purpose.AUDIT)
    )
    Team.objects.filter(pk=team_id).update(name=name.strip())


@transaction.atomic
def hand_over(viewer: Viewer, command: HandOver, *, now: datetime) -> int:
    """Give cases of one worker to another, and the access with them, from the next page on. Gives how many moved.

    All of them or none. The lead reads nothing of the cases; a case of heightened safety cannot be handed over here.

    Raises:
        NotFound: the viewer leads no team, or a case is not of that worker in their team.
        Refused: no reason, no case, or a case that the other cannot take; it does not say why that is.
    """
    if not viewer.has(Role.TEAM_LEAD):
        raise NotFound
    if not command.case_ids:
        raise Refused(Refusal("team.no_case", N_("Kies ten minste een casus."), field="cases"))
    if not command.reason.strip():
        raise Refused(Refusal("team.no_reason", N_("Schrijf op waarom u overdraagt."), field="reason"))

    def make() -> dict[str, int]:
        numbers = _numbers(command.giver_id)
        if not set(command.case_ids) <= set(numbers):
            raise NotFound
        audit.record(
            viewer,
            *(
                audit.Line(
                    AuditKind.WRITE,
                    "case.hand_over",
                    audit.Ref("case", case_id, case_id=case_id),
                    [Category.K19],
                    ["coordinator"],
                    WHY,
                )
                for case_id in command.case_ids
            ),
            now=now,
        )
        refused = [numbers[case_id] for case_id in command.case_ids if not _move(case_id, command.taker_id)]
        if refused:
            raise Refused(
                *(Refusal("team.cannot_take", _CANNOT, field="taker", params={"number": number}) for number in refused)
            )
        Handover.objects.bulk_create(
            Handover(
                municipality_id=viewer.municipality_id,
                case_id=case_id,
                giver_id=command.giver_id,
                taker_id=command.taker_id,
                decided_by_id=viewer.membership_id,
                reason=command.reason.strip(),
                at=now,
            )
            for case_id in command.case_ids
        )
        for case_id in sorted(command.case_ids):
            about = messages.About(MessagePage.CASE, case_id, case_id=case_id)
            event = str(command.form_key)
            messages.tell(viewer, MessageKind.HANDOVER, about, to=[command.taker_id], event=event, now=now)
        return {"moved": len(command.case_ids)}

    return int(once(viewer, command.form_key, "team.hand_over", make, now=now)["moved"])


def _numbers(giver_id: UUID) -> dict[UUID, str]:
    """The cases of a worker in the lead's own team that are open or in after care, by id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, case_number FROM app_team_load() WHERE worker_id = %s", [giver_id])
        return dict(cursor.fetchall())


def _move(case_id: UUID, taker_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_hand_over(%s, %s)", [case_id, taker_id])
        (giver,) = cursor.fetchone()
    return giver is not None


def _check_name(name: str, own: UUID | None) -> None:
    if not name.strip():
        raise Refused(Refusal("team.name_empty", N_("Geef het team een naam."), field="name"))
    others = Team.objects.filter(name__iexact=name.strip())
    if (others.exclude(pk=own) if own else others).exists():
        raise Refused(Refusal("team.name", N_("Er is al een team met deze naam."), field="name"))
