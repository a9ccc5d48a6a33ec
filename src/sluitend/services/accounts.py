"""People who work here: what they may do, who stands in for them, and how they leave at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from sluitend.access import audit, context
from sluitend.access.once import once
from sluitend.access.parties import party_of
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.staff import (
    check_absence,
    check_may_leave,
    check_not_last_admin,
    check_other_person,
    check_roles,
    check_team,
)
from sluitend.domain.vocabulary import N_, AuditKind, Purpose, Role
from sluitend.records.models import Membership, Team, User
from sluitend.services import messages

WHY = audit.Why(Purpose.AUDIT)
_REASON_LIMIT = 300
_NO_REASON = "Deze collega werkt hier niet meer."

CHANGED_MEANWHILE = Refusal(
    "account.changed_meanwhile", N_("Iemand anders heeft dit intussen opgeslagen. Kijk na wat er nu staat.")
)

_LEAVE_REFUSED = {
    "roster": N_(
        "Deze persoon staat op het veiligheidsrooster en kan daar niet zonder vervanger weg. Zet eerst iemand anders op het rooster."
    ),
    "safety": N_(
        "Niet al het werk van het veiligheidsrooster kan worden overgenomen. Zet eerst nog iemand op het veiligheidsrooster."
    ),
    "successor_needed": N_("Deze persoon is nog regisseur. Kies wie de casussen overneemt."),
    "successor": N_("Deze collega kan niet al het werk overnemen. Kies iemand anders."),
}


@dataclass(frozen=True, slots=True)
class ChangeMember:
    """What is known of somebody who works here, as it should be. version: the one the administrator started from."""

    membership_id: UUID
    version: int
    name: str
    function: str
    phone: str
    roles: frozenset[Role]
    team_id: UUID | None
    deputy_id: UUID | None
    absent_from: date | None
    absent_until: date | None


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody stops working here, now. successor_id: who takes over the cases, needed when there are any."""

    form_key: UUID
    membership_id: UUID
    successor_id: UUID | None
    reason: str = ""


@transaction.atomic
def change_member(viewer: Viewer, command: ChangeMember, *, now: datetime) -> int:
    """Change what somebody does here; holds from their next page on. Gives the new version.

    Raises:
        NotFound: the viewer is not an administrator, or that person is not here.
        Refused: changed meanwhile, roles that do not go together, or the municipality would have no administrator.
    """
    member = _member(viewer, command.membership_id)
    if member.version != command.version:
        raise Refused(CHANGED_MEANWHILE)
    if command.team_id and not Team.objects.filter(pk=command.team_id).exists():
        raise NotFound
    elsewhere = _active(now).filter(user_id=member.user_id).exclude(pk=member.pk).values_list("roles", flat=True)
    refuse_any(
        check_roles(command.roles, party=party_of(member.organisation.kind, context.today(now))),
        check_other_person(command.roles, (Role(role) for roles in elsewhere for role in roles)),
        check_team(command.roles, command.team_id),
        check_absence(command.absent_from, command.absent_until),
        _check_deputy(member, command.deputy_id, now),
        _check_own_roles(viewer, member, command.roles),
        check_not_last_admin(is_last_admin=Role.ADMIN not in command.roles and _is_last_admin(member, now)),
    )
    before = {name: getattr(member, name) for name in _FIELDS}
    member.display_name, member.function, member.phone = command.name, command.function, command.phone
    member.roles = sorted(command.roles)
    member.team_id, member.deputy_id = command.team_id, command.deputy_id
    member.absent_from, member.absent_until = command.absent_from, command.absent_until
    changed = [name for name in _FIELDS if getattr(member, name) != before[name]]
    if not changed:
        return member.version
    audit.write(viewer, "account.change", audit.Ref("membership", member.pk), now=now, fields=changed, why=WHY)
    member.version += 1
    member.save(update_fields=[*_FIELDS, "version"])
    return member.version


_FIELDS = (
    "display_name",
    "function",
    "phone",
    "roles",
    "team_id",
    "deputy_id",
    "absent_from",
    "absent_until",
)


@transaction.atomic
def leave(viewer: Viewer, command: Leave, *, now: datetime) -> None:
    """Take somebody out at once: the next page they ask for signs them out, and their work goes to colleagues.

    Cases go to the successor; a case of heightened safety goes to somebody who can read it already. Actions go back to
    the organisation, places in teams end, and what the person declared about their own family is erased.

    Raises:
        NotFound: the viewer is not an administrator, or that person is not here.
        Refused: nobody can take the work over, the safety roster would fall short, or it is the last administrator.
    """
    member = _member(viewer, command.membership_id)

    def make() -> dict[str, str]:
        refuse_any(
            check_may_leave(is_self=member.user_id == viewer.user_id, is_last_admin=_is_last_admin(member, now)),
            _check_successor(member, command.successor_id, now),
        )
        audit.write(viewer, "account.leave", audit.Ref("membership", member.pk), now=now, why=WHY)
        _hand_work_over(viewer, command, now)
        return {}

    once(viewer, command.form_key, "account.leave", make, now=now)


def _hand_work_over(viewer: Viewer, command: Leave, now: datetime) -> None:
    reason = command.reason.strip() or _NO_REASON
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT refused, handed_over, changed, signals FROM app_leave(%s, %s, %s)",
            [command.membership_id, command.successor_id, reason[:_REASON_LIMIT]],
        )
        refused, handed_over, changed, signals = cursor.fetchone()
    if refused == "nobody":
        raise NotFound
    if refused:
        field = "successor" if refused.startswith("successor") else ""
        raise Refused(Refusal(f"account.leave_{refused}", _LEAVE_REFUSED[refused], field=field))
    lines = [(case_id, "case.hand_over", "coordinator") for case_id in handed_over]
    lines += [(case_id, "case.colleague_left", "team") for case_id in changed if case_id not in handed_over]
    audit.record(
        viewer,
        *(
            audit.Line(AuditKind.WRITE, action, audit.Ref("case", case_id, case_id=case_id), fields=[field])
            for case_id, action, field in lines
        ),
        *(
            audit.Line(AuditKind.WRITE, "signal.colleague_left", audit.Ref("signal", signal_id, signal_id=signal_id))
            for signal_id in signals
        ),
        now=now,
    )
    for case_id in sorted(handed_over):
        about = messages.About(MessagePage.CASE, case_id, case_id=case_id)
        whom, event = messages.Whom.HOLDERS, str(command.form_key)
        messages.tell(viewer, MessageKind.HANDOVER, about, whom=whom, event=event, now=now)


@transaction.atomic
def end_sessions(viewer: Viewer, membership_id: UUID, *, now: datetime) -> None:
    """End every session of somebody; they can sign in again.

    Raises:
        NotFound: the viewer is not an administrator, or that person is not here.
    """
    member = _member(viewer, membership_id)
    audit.write(viewer, "account.end_sessions", audit.Ref("membership", member.pk), now=now, why=WHY)
    member.sessions_after = now
    member.save(update_fields=["sessions_after"])


@transaction.atomic
def rename_function(viewer: Viewer, before: str, after: str, *, now: datetime) -> int:
    """Give a function another name, for everybody who has it. Gives how many people that are.

    Raises:
        NotFound: the viewer is not an administrator, or nobody has that function.
        Refused: the new name is empty.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    if not after.strip():
        raise Refused(Refusal("account.function_empty", N_("Geef de functie een naam."), field="name"))
    members = Membership.objects.filter(municipality_id=viewer.municipality_id, function=before)
    if not members.exists():
        raise NotFound
    audit.write(viewer, "account.rename_function", audit.Ref("membership"), now=now, fields=["function"], why=WHY)
    return members.update(function=after.strip())


def choose_place(viewer: Viewer, membership_id: UUID, *, now: datetime) -> UUID:
    """Check that the viewer may go on as another of their own places; gives its id for the session.

    Raises:
        NotFound: it is not theirs, or not open.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id FROM app_my_places()")
        if membership_id not in {row[0] for row in cursor.fetchall()}:
            raise NotFound
    line = audit.Line(AuditKind.SYSTEM, "account.switch", audit.Ref("membership", membership_id), why=WHY)
    audit.record(viewer, line, now=now)
    return membership_id


def choose_language(viewer: Viewer, language: str) -> None:
    """Keep the language of the screens for this login, on every device."""
    User.objects.filter(pk=viewer.user_id).update(language=language)


def _member(viewer: Viewer, membership_id: UUID) -> Membership:
    if not viewer.has(Role.ADMIN):
        raise NotFound
    found = (
        Membership.objects.select_related("organisation", "user")
        .select_for_update(of=("self",))
        .filter(pk=membership_id, municipality_id=viewer.municipality_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _active(now: datetime) -> QuerySet[Membership]:
    day = context.today(now)
    return Membership.objects.filter(active_from__lte=day).exclude(active_until__lt=day)


def _check_own_roles(viewer: Viewer, member: Membership, roles: frozenset[Role]) -> Refusal | None:
    """Nobody gives themselves more, or less."""
    if member.user_id != viewer.user_id or sorted(roles) == sorted(member.roles):
        return None
    return Refusal(
        "account.own_roles", N_("U kunt uw eigen rollen niet veranderen. Vraag een andere beheerder."), field="roles"
    )


def _is_last_admin(member: Membership, now: datetime) -> bool:
    if Role.ADMIN not in member.roles:
        return False
    others = _active(now).filter(
        municipality_id=member.municipality_id, roles__contains=[Role.ADMIN.value], pending=False
    )
    return not others.exclude(pk=member.pk).exists()


def _check_deputy(member: Membership, deputy_id: UUID | None, now: datetime) -> Refusal | None:
    if deputy_id is None:
        return None
    if deputy_id == member.pk:
        return Refusal("account.own_deputy", N_("Iemand kan zichzelf niet vervangen. Kies een ander."), field="deputy")
    works = _active(now).filter(pk=deputy_id, municipality_id=member.municipality_id, pending=False)
    if works.filter(organisation_id=member.organisation_id).exists():
        return None
    return Refusal(
        "account.deputy", N_("Kies als vervanger iemand die nu bij dezelfde organisatie werkt."), field="deputy"
    )


def _check_successor(member: Membership, successor_id: UUID | None, now: datetime) -> Refusal | None:
    if successor_id is None:
        return None
    works = _active(now).filter(pk=successor_id, municipality_id=member.municipality_id, pending=False)
    if successor_id != member.pk and works.filter(roles__contains=[Role.COORDINATOR.value]).exists():
        return None
    return Refusal("account.leave_successor", _LEAVE_REFUSED["successor"], field="successor")
