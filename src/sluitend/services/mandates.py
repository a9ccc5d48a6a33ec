"""The register of mandates: the administrator says who decides at which rung, what, on what ground, and until when."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sluitend.access import audit
from sluitend.access.once import once
from sluitend.access.staff import at_work
from sluitend.domain.clock import local_day
from sluitend.domain.mandate import NO_END, MandateIn, check_mandate
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Purpose, Role
from sluitend.records.models import Mandate

WHY = audit.Why(Purpose.AUDIT)
ENDED_ALREADY = Refusal("mandate.ended", N_("Dit mandaat is al beëindigd."))


def set_mandate(viewer: Viewer, given: MandateIn, *, form_key: UUID, now: datetime) -> UUID:
    """Put a mandate in the register; gives its id. It is never changed: end it, and set another.

    Raises:
        NotFound: the viewer is not an administrator.
        Refused: something misses, somebody without the role, another power than the rung has, or no last day to come.
    """
    _admin(viewer)
    today = local_day(now)

    def make() -> dict[str, str]:
        member = at_work(today).filter(pk=given.member_id).first() if given.member_id else None
        roles = frozenset(Role(one) for one in member.roles) if member else None
        refuse_any(*check_mandate(given, roles, today))
        if given.until is None:
            raise Refused(NO_END)
        made = uuid.uuid4()
        audit.write(
            viewer,
            "mandate.set",
            audit.Ref("mandate", made),
            now=now,
            fields=("rung", "decider", "powers", "words", "basis", "since", "until"),
            why=WHY,
        )
        decider = f"{member.display_name}, {member.function.lower()}" if member else given.decider.strip()
        Mandate(
            id=made,
            municipality_id=viewer.municipality_id,
            rung=given.rung,
            decider=decider,
            member=member,
            powers=sorted(given.powers),
            words=given.words.strip(),
            basis=given.basis.strip(),
            since=given.since,
            until=given.until,
            set_at=now,
            set_by_id=viewer.membership_id,
        ).save(force_insert=True)
        return {"id": str(made)}

    return UUID(once(viewer, form_key, "mandate.set", make, now=now)["id"])


@transaction.atomic
def end_mandate(viewer: Viewer, mandate_id: UUID, *, now: datetime) -> None:
    """End a mandate now: nothing more is asked under it, and what waits must be asked of somebody else.

    Raises:
        NotFound: the viewer is not an administrator, or there is no such mandate.
        Refused: it was ended already.
    """
    _admin(viewer)
    row = Mandate.objects.select_for_update(of=("self",)).filter(pk=mandate_id).first()
    if row is None:
        raise NotFound
    refuse_any(ENDED_ALREADY if row.ended_at is not None else None)
    audit.write(viewer, "mandate.end", audit.Ref("mandate", row.pk), now=now, fields=("ended_at",), why=WHY)
    row.ended_at, row.ended_by_id = now, viewer.membership_id
    row.save(update_fields=["ended_at", "ended_by"])


def _admin(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMIN):
        raise NotFound
