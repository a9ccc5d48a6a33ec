"""Come in to what keeps a child safe beside the plan: who reads it, who writes it, with its line in the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sluitend.access import audit
from sluitend.access.gate import CaseAccess, case_access
from sluitend.domain.case import CaseStatus
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.protocol.starting import CLOSED_CASE
from sluitend.domain.safety import check_write, reads_concerns, reads_demands, reads_rules
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category

SHOWN = (Category.K1, Category.K10, Category.K16)
_RESTS = frozenset({CaseStatus.AFTER_CARE, CaseStatus.CLOSED})


def why_not(access: CaseAccess) -> Refusal | None:
    """Tell why the viewer cannot write here now; in a closed case nothing of this is written."""
    return CLOSED_CASE if access.status in _RESTS else check_write(access.levels)


def _demands(access: CaseAccess) -> list[Category]:
    return [Category.K11] if reads_demands(access.levels) else []


def enter_safety(
    viewer: Viewer, case_id: UUID, *, action: str, now: datetime, concerns: bool = False, person_id: UUID | None = None
) -> CaseAccess:
    """Open what keeps the children of a case safe, with the line that says so. concerns: it shows the concerns.

    Raises:
        NotFound: there is no such case for this viewer, or nothing of this is theirs to read.
    """
    access = case_access(viewer, case_id, now=now)
    sees = reads_concerns(access.levels)
    if not sees and (concerns or not reads_rules(access.levels)):
        raise NotFound
    audit.read(
        viewer,
        action,
        audit.Ref("case", case_id, case_id=case_id, person_id=person_id),
        now=now,
        categories=[one for one in SHOWN if sees or one is not Category.K10] + _demands(access),
        why=audit.Why(ground=access.reason.value, rule="F.7b"),
    )
    return access


@contextmanager
def change_safety(
    viewer: Viewer,
    case_id: UUID,
    *,
    action: str,
    kind: str,
    about: UUID,
    fields: Sequence[str] = (),
    person_id: UUID | None = None,
    now: datetime,
) -> Iterator[CaseAccess]:
    """Change something that keeps a child safe: all of it or nothing, with its line in the log.

    Raises:
        NotFound: there is no such case for this viewer, or nothing of this is theirs to read.
        Refused: they may read it and not change it, or the case is closed.
    """
    access = case_access(viewer, case_id, now=now)
    if not reads_rules(access.levels):
        raise NotFound
    refuse_any(why_not(access))
    with transaction.atomic():
        audit.write(
            viewer,
            action,
            audit.Ref(kind, about, case_id=case_id, person_id=person_id),
            now=now,
            categories=[Category.K10, Category.K16, *_demands(access)],
            fields=fields,
            why=audit.Why(ground=access.reason.value, rule="F.7b"),
        )
        yield access
