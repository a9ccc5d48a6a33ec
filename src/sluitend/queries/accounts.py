"""The administrator's pages about people, and everybody's page about themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Q, QuerySet

from sluitend.access import audit, context
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import check_may_leave, is_absent
from sluitend.domain.vocabulary import N_, Purpose, Role, Worded
from sluitend.records.models import FamilyBlock, Invitation, Membership, Organisation, Team, User

PAGE = 50
WHY = audit.Why(Purpose.AUDIT)


class MemberState(Worded):
    """Where somebody's place here stands."""

    ACTIVE = "active", N_("Werkt hier")
    PENDING = "pending", N_("Uitgenodigd")
    CLOSED = "closed", N_("Organisatie staat uit")
    LEFT = "left", N_("Werkt hier niet meer")


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: an id and its words."""

    id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of the list of people. last_seen: the last sign-in, or None."""

    id: UUID
    name: str
    function: str
    organisation: str
    team: str
    roles: tuple[Role, ...]
    state: MemberState
    absent: bool
    absent_until: date | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class MembersPage:
    """The people of a municipality. number and pages count from 1; organisation: the one that is shown alone, or None."""

    rows: tuple[MemberRow, ...]
    total: int
    number: int
    pages: int
    organisations: tuple[Option, ...]
    organisation: UUID | None
    name: str
    with_left: bool


@dataclass(frozen=True, slots=True)
class LeaverWork:
    """What lies with somebody: numbers only, nothing of heightened safety.

    after_care, kept: how many of those they coordinate are closed, with talks still to come or only a file that is kept.
    """

    coordinates: int
    after_care: int
    kept: int
    deputises: int
    seats: int
    actions: int


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One person as the administrator sees them. link_until: until when an unused link works, or None."""

    id: UUID
    version: int
    name: str
    email: str
    function: str
    phone: str
    organisation_id: UUID
    organisation: str
    roles: tuple[Role, ...]
    team_id: UUID | None
    team: str
    deputy_id: UUID | None
    deputy: str
    absent_from: date | None
    absent_until: date | None
    absent: bool
    active_from: date
    active_until: date | None
    state: MemberState
    second_step: bool
    last_seen: datetime | None
    link_until: datetime | None
    is_self: bool
    only_here: bool
    teams: tuple[Option, ...]
    deputies: tuple[Option, ...]
    successors: tuple[Option, ...]
    work: LeaverWork
    leave_refused: Refusal | None


@dataclass(frozen=True, slots=True)
class InviteOptions:
    """What an invitation can choose from."""

    organisations: tuple[Option, ...]
    teams: tuple[Option, ...]
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """A function and how many people have it."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place one can switch to. here: the one where one is now."""

    membership_id: UUID
    municipality: str
    organisation: str
    function: str
    here: bool


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """What a worker declared about their own family: a label of their own, and when. Nothing else is kept that reads."""

    id: UUID
    label: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Somebody's own account: what they are here, and how they sign in."""

    email: str
    organisation: str
    team: str
    deputy: str
    phone: str
    second_step: bool
    recovery_codes: int
    last_seen: datetime | None
    places: tuple[PlaceRow, ...]
    families: int


def members(
    viewer: Viewer,
    *,
    now: datetime,
    number: int = 1,
    organisation_id: UUID | None = None,
    name: str = "",
    with_left: bool = False,
) -> MembersPage:
    """List the people of the municipality, fifty a page, by name.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    day = context.today(now)
    found = Membership.objects.filter(municipality_id=viewer.municipality_id)
    if organisation_id is not None:
        found = found.filter(organisation_id=organisation_id)
    if name.strip():
        found = found.filter(display_name__icontains=name.strip())
    if not with_left:
        found = found.filter(Q(active_until__isnull=True) | Q(active_until__gte=day))
    total = found.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    rows = found.select_related("organisation", "team", "user").order_by("display_name", "id")
    shown = rows[(number - 1) * PAGE : number * PAGE]
    audit.read(viewer, "account.list", audit.Ref("membership"), now=now, why=WHY, count=total)
    return MembersPage(
        rows=tuple(_row(row, day) for row in shown),
        total=total,
        number=number,
        pages=pages,
        organisations=_organisations(day, all_of_them=True),
        organisation=organisation_id,
        name=name,
        with_left=with_left,
    )


def member(viewer: Viewer, membership_id: UUID, *, now: datetime) -> MemberPage:
    """Show one person, with everything that can be changed about them.

    Raises:
        NotFound: the viewer is not an administrator, or that person is not here.
    """
    _admin(viewer)
    day = context.today(now)
    row = (
        Membership.objects.select_related("organisation", "team", "user", "deputy")
        .filter(pk=membership_id, municipality_id=viewer.municipality_id)
        .first()
    )
    if row is None:
        raise NotFound
    audit.read(viewer, "account.show", audit.Ref("membership", row.pk), now=now, why=WHY)
    colleagues = _active(viewer, day).exclude(pk=row.pk).select_related("organisation")
    link = Invitation.objects.filter(membership_id=row.pk, used_at__isnull=True, expires_at__gt=now).first()
    return MemberPage(
        id=row.pk,
        version=row.version,
        name=row.display_name,
        email=row.user.email,
        function=row.function,
        phone=row.phone,
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        roles=_roles(row.roles),
        team_id=row.team_id,
        team=row.team.name if row.team else "",
        deputy_id=row.deputy_id,
        deputy=row.deputy.display_name if row.deputy else "",
        absent_from=row.absent_from,
        absent_until=row.absent_until,
        absent=is_absent(row.absent_from, row.absent_until, day),
        active_from=row.active_from,
        active_until=row.active_until,
        state=_state(row, day),
        second_step=Authenticator.objects.filter(user_id=row.user_id, type=Authenticator.Type.TOTP).exists(),
        last_seen=row.user.last_login,
        link_until=link.expires_at if link else None,
        is_self=row.user_id == viewer.user_id,
        only_here=_only_here(row.user_id),
        teams=_teams(),
        deputies=_people(colleagues.filter(organisation_id=row.organisation_id)),
        successors=_people(colleagues.filter(roles__contains=[Role.COORDINATOR.value])),
        work=_work(row.pk),
        leave_refused=_leave_refused(viewer, row, colleagues),
    )


def invite_options(viewer: Viewer, *, now: datetime) -> InviteOptions:
    """Say what an invitation can choose from.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    names = Membership.objects.filter(municipality_id=viewer.municipality_id).values_list("function", flat=True)
    return InviteOptions(
        organisations=_organisations(context.today(now)),
        teams=_teams(),
        functions=tuple(names.order_by("function").distinct()),
    )


def functions(viewer: Viewer, *, now: datetime) -> tuple[FunctionRow, ...]:
    """List the functions that people have here.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    _admin(viewer)
    counts: dict[str, int] = {}
    for name in _active(viewer, context.today(now)).values_list("function", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return tuple(FunctionRow(name, people) for name, people in sorted(counts.items(), key=lambda pair: pair[0].lower()))


def places(viewer: Viewer) -> tuple[PlaceRow, ...]:
    """List the places the viewer can switch between, their own only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, municipality, organisation, function FROM app_my_places()")
        return tuple(
            PlaceRow(key, municipality, organisation, function, here=key == viewer.membership_id)
            for key, municipality, organisation, function in cursor.fetchall()
        )


def my_account(viewer: Viewer, *, now: datetime) -> AccountPage:
    """Show somebody their own account. No line in the log: it is about the reader alone."""
    del now
    row = Membership.objects.select_related("organisation", "team", "deputy").get(pk=viewer.membership_id)
    user = User.objects.only("email", "last_login").get(pk=viewer.user_id)
    second = {found.type: found for found in Authenticator.objects.filter(user_id=viewer.user_id)}
    codes = second.get(Authenticator.Type.RECOVERY_CODES)
    return AccountPage(
        email=user.email,
        organisation=row.organisation.name,
        team=row.team.name if row.team else "",
        deputy=row.deputy.display_name if row.deputy else "",
        phone=row.phone,
        second_step=Authenticator.Type.TOTP in second,
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
        last_seen=user.last_login,
        places=places(viewer),
        families=FamilyBlock.objects.filter(membership_id=viewer.membership_id).count(),
    )


def my_families(viewer: Viewer) -> tuple[FamilyRow, ...]:
    """List what the viewer declared about their own family. Nobody else can ask this."""
    rows = FamilyBlock.objects.filter(membership_id=viewer.membership_id).order_by("-declared_at")
    return tuple(FamilyRow(row.pk, row.label, row.declared_at) for row in rows)


def _admin(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMIN):
        raise NotFound


def _active(viewer: Viewer, day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(
        municipality_id=viewer.municipality_id, pending=False, active_from__lte=day
    ).exclude(active_until__lt=day)


def _roles(stored: Iterable[str]) -> tuple[Role, ...]:
    order = list(Role)
    return tuple(sorted((Role(role) for role in stored), key=order.index))


def _state(row: Membership, day: date) -> MemberState:
    if row.active_until is not None and row.active_until < day:
        return MemberState.LEFT
    if row.organisation.active_until is not None and row.organisation.active_until < day:
        return MemberState.CLOSED
    return MemberState.PENDING if row.pending else MemberState.ACTIVE


def _row(row: Membership, day: date) -> MemberRow:
    return MemberRow(
        id=row.pk,
        name=row.display_name,
        function=row.function,
        organisation=row.organisation.name,
        team=row.team.name if row.team else "",
        roles=_roles(row.roles),
        state=_state(row, day),
        absent=is_absent(row.absent_from, row.absent_until, day),
        absent_until=row.absent_until,
        last_seen=row.user.last_login,
    )


def _organisations(day: date, *, all_of_them: bool = False) -> tuple[Option, ...]:
    found = Organisation.objects.order_by("name")
    if not all_of_them:
        found = found.exclude(active_until__lt=day)
    return tuple(Option(*row) for row in found.values_list("id", "name"))


def _teams() -> tuple[Option, ...]:
    return tuple(Option(*row) for row in Team.objects.order_by("name").values_list("id", "name"))


def _people(found: QuerySet[Membership]) -> tuple[Option, ...]:
    rows = found.order_by("display_name").values_list("id", "display_name", "function")
    return tuple(Option(row[0], f"{row[1]}, {row[2]}") for row in rows)


def _only_here(user_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_only_here(%s)", [user_id])
        return bool(cursor.fetchone()[0])


def _work(membership_id: UUID) -> LeaverWork:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coordinates, after_care, kept, deputises, seats, actions FROM app_leaver_work(%s)", [membership_id]
        )
        return LeaverWork(*cursor.fetchone())


def _leave_refused(viewer: Viewer, row: Membership, colleagues: QuerySet[Membership]) -> Refusal | None:
    others = colleagues.filter(roles__contains=[Role.ADMIN.value]).exists()
    return check_may_leave(is_self=row.user_id == viewer.user_id, is_last_admin=Role.ADMIN in row.roles and not others)
