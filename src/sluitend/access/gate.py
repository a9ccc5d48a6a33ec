"""Enter a case: loaded under row-level security, read by role and category, and with its line in the log.

Every query and service about a case comes in here. What the case does not give the viewer is the same as what is not
there: NotFound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sluitend.access import audit, context
from sluitend.content.roles import default_readers
from sluitend.domain.case import CaseReason, CaseStatus
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.protocol.ladder import PROCESS_LADDER
from sluitend.domain.sharing import Given, ReadLevel, Relation, StageFacts, Viewer, readable, stages_of
from sluitend.domain.vocabulary import N_, Category, Stage
from sluitend.records.models import Action, Case, NamedReader, ProtocolRun, TeamSeat

_OPENING = (Category.K11, Category.K15)
"""The kinds of data of the protocols whose officer reads a case only while they run."""
NOT_YOURS_TO_WRITE = Refusal(
    "case.not_yours_to_write", N_("Alleen de casusregisseur of de vervanger kan dit wijzigen."), source="F.7b"
)


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """What one viewer may do in one case, now.

    reason and until: why the viewer may see it, and the last day; until is None for as long as they hold the case.
    stages: those open for any child of the case; child_stages: per person. given: what is so for all of the case.
    levels: how much of each category is open without further conditions. row: the case itself, with its coordinator
    and deputy; it stays inside services and queries.
    """

    viewer: Viewer
    case_id: UUID
    number: str
    status: CaseStatus
    heightened: bool
    version: int
    coordinator_id: UUID
    deputy_id: UUID | None
    reason: CaseReason
    until: date | None
    stages: frozenset[Stage]
    child_stages: Mapping[UUID, frozenset[Stage]]
    given: frozenset[Given]
    levels: Mapping[Category, ReadLevel]
    row: Case = field(repr=False, compare=False)

    def level(self, category: Category, *given: Given) -> ReadLevel:
        """Say how much of a category the viewer sees; given: what is so for this very item, such as consent."""
        return self._levels(frozenset(given))[category] if given else self.levels[category]

    def _levels(self, given: frozenset[Given]) -> Mapping[Category, ReadLevel]:
        return _levels(self.viewer, self.stages, self.given | given, heightened=self.heightened)

    def check(self, category: Category, *given: Given) -> Refusal | None:
        """Somebody reads only what the table gives their role in this case (F.7b)."""
        if self.level(category, *given) >= ReadLevel.READ:
            return None
        return Refusal(
            "case.not_yours_to_read",
            N_("Dit deel van de casus ziet u niet: %(what)s. Vraag de casusregisseur als u het nodig hebt."),
            source="F.7b",
            params={"what": category.sentence},
        )

    def check_write(self, category: Category, *given: Given) -> Refusal | None:
        """Somebody changes only what the table gives their role to write in this case (F.7b); a closed case rests."""
        if self.status is CaseStatus.CLOSED:
            return Refusal("case.closed", N_("Deze casus is gesloten. Open hem eerst weer als er iets verandert."))
        if self.level(category, *given) >= ReadLevel.WRITE:
            return None
        return NOT_YOURS_TO_WRITE

    def reads(self, category: Category, *given: Given) -> bool:
        """Tell whether the viewer reads all of a category, and not only a fact or a part of their own."""
        return self.level(category, *given) >= ReadLevel.READ

    def check_contribute(self, category: Category) -> Refusal | None:
        """Somebody who reads the plan adds a part of their own, such as what a child told them (F.7b); a closed case rests."""
        if self.status is CaseStatus.CLOSED or self.level(category) >= ReadLevel.WRITE:
            return self.check_write(category)
        own = readable(default_readers(), self.viewer.roles, Relation.OWN_PART, stages=self.stages, given=self.given)
        if self.level(category) >= ReadLevel.READ and own[category] >= ReadLevel.WRITE:
            return None
        return NOT_YOURS_TO_WRITE


def enter_case(
    viewer: Viewer, case_id: UUID, *, action: str, categories: Iterable[Category], now: datetime
) -> CaseAccess:
    """Open a case for a viewer and write the line that says so.

    action: `room.verb` for the log, such as "case.page". categories: what the page will show; only those the viewer
    may see at all are shown and logged.

    Raises:
        NotFound: there is no such case for this viewer, or the table gives their role nothing of it.
    """
    access = case_access(viewer, case_id, now=now)
    seen = [category for category in categories if access.levels[category] > ReadLevel.NONE]
    audit.read(
        viewer,
        action,
        audit.Ref("case", case_id, case_id=case_id),
        now=now,
        categories=seen,
        why=audit.Why(ground=access.reason.value, rule="F.7b"),
    )
    return access


@contextmanager
def change_case(
    viewer: Viewer,
    case_id: UUID,
    *,
    action: str,
    now: datetime,
    kind: str = "case",
    about: UUID | None = None,
    person_id: UUID | None = None,
    categories: Sequence[Category] = (Category.K16,),
    fields: Sequence[str] = (),
    contribute: bool = False,
) -> Iterator[CaseAccess]:
    """Change something in a case: all of it or nothing, with its line in the log.

    action: `room.verb`. kind, about and person_id: what is changed. categories: of what is written; the plan and the
    people of a case are both written by whoever may write the plan, since they stand there with their source.
    contribute: a part of one's own is enough.

    Raises:
        NotFound: there is no such case for this viewer.
        Refused: the viewer may read it and not change it, or it is closed. What is refused inside leaves no line.
    """
    access = case_access(viewer, case_id, now=now)
    refuse_any(access.check_contribute(Category.K16) if contribute else access.check_write(Category.K16))
    with transaction.atomic():
        audit.write(
            viewer,
            action,
            audit.Ref(kind, about or case_id, case_id=case_id, person_id=person_id),
            now=now,
            categories=categories,
            fields=fields,
            why=audit.Why(ground=access.reason.value, rule="F.7b"),
        )
        yield access


def case_access(viewer: Viewer, case_id: UUID, *, now: datetime) -> CaseAccess:
    """Say what a viewer may do in a case, without a read line: for services, which write their own line.

    Raises:
        NotFound: there is no such case for this viewer, or the table gives their role nothing of it.
    """
    day = context.today(now)
    case = with_runs(Case.objects.select_related("coordinator", "deputy")).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    reason, until = _why(viewer, case, day)
    child_stages = _child_stages(case)
    stages = frozenset[Stage]().union(*child_stages.values()) or stages_of(_facts(case, several=False))
    given = _given(case)
    levels = _levels(viewer, stages, given, heightened=case.heightened)
    if not any(levels.values()):
        raise NotFound
    return CaseAccess(
        viewer=viewer,
        case_id=case.pk,
        number=case.number,
        status=CaseStatus(case.status),
        heightened=case.heightened,
        version=case.version,
        coordinator_id=case.coordinator_id,
        deputy_id=case.deputy_id,
        reason=reason,
        until=until,
        stages=stages,
        child_stages=MappingProxyType(child_stages),
        given=given,
        levels=MappingProxyType(levels),
        row=case,
    )


def with_runs(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Say with each case what opens it for some only while it runs (F.7b): a protocol for its officer, an escalation."""
    running = ProtocolRun.objects.filter(case=OuterRef("pk"), ended_at=None)
    return cases.annotate(
        opens_for_officer=Exists(running.filter(category__in=_OPENING)),
        escalated=Exists(running.filter(protocol=PROCESS_LADDER)),
    )


def _given(case: Case) -> frozenset[Given]:
    """Give what is so for all of a case; one that was loaded without its runs counts as having none."""
    so = {
        Given.PROTOCOL: case.heightened or getattr(case, "opens_for_officer", False),
        Given.ESCALATION: getattr(case, "escalated", False),
    }
    return frozenset(given for given, holds in so.items() if holds)


def sees_something(viewer: Viewer, case: Case) -> bool:
    """Tell whether the table gives the viewer's roles anything of a case that row-level security gives them: for lists."""
    given = _given(case)
    levels = _levels(viewer, stages_of(_facts(case, several=True)), given, heightened=case.heightened)
    return any(levels.values())


def _levels(
    viewer: Viewer, stages: frozenset[Stage], given: frozenset[Given], *, heightened: bool
) -> dict[Category, ReadLevel]:
    return readable(
        default_readers(),
        viewer.roles,
        Relation.CASE,
        stages=stages,
        given=given,
        heightened=heightened,
        named=heightened,  # row-level security gives a case of heightened safety to its named readers only
    )


def _why(viewer: Viewer, case: Case, day: date) -> tuple[CaseReason, date | None]:
    """Give the strongest reason, and the last day on which it holds."""
    named = None
    if case.heightened:
        rows = NamedReader.objects.filter(case=case, membership_id=viewer.membership_id, since__lte=day, until__gte=day)
        named = rows.order_by("-until").values_list("until", flat=True).first()
    if viewer.membership_id == case.coordinator_id:
        return CaseReason.COORDINATOR, None
    if viewer.membership_id == case.deputy_id:
        return CaseReason.DEPUTY, None
    if case.heightened:
        return CaseReason.NAMED, named
    seats = TeamSeat.objects.filter(
        case=case, membership_id=viewer.membership_id, ended_at=None, since__lte=day, until__gte=day
    )
    until = seats.order_by("-until").values_list("until", flat=True).first()
    return CaseReason.SEAT, until


def _facts(case: Case, *, several: bool) -> StageFacts:
    open_now = case.closed_at is None
    several = several or getattr(case, "escalated", False)  # an escalation is between organisations
    return StageFacts(voluntary_plan=open_now, several_organisations=open_now and several, kept_only=not open_now)


def _child_stages(case: Case) -> dict[UUID, frozenset[Stage]]:
    """Compute where each person of the case stands from what is open for them."""
    pairs = (
        Action.objects.filter(case=case)
        .exclude(status__in=("declined", "dropped"))
        .values_list("concerns_id", "organisation_id")
        .distinct()
    )
    organisations: dict[UUID, set[UUID]] = {}
    for person, organisation in pairs:
        organisations.setdefault(person, set()).add(organisation)
    persons = case.persons.filter(left_on=None).values_list("pk", flat=True)
    return {pk: stages_of(_facts(case, several=len(organisations.get(pk, ())) > 1)) for pk in persons}
