"""Who may do what here: which roles go together, who stands on the safety roster, how somebody gets in.

The rules guard the separations of F.7b: numbers apart from names, control apart from work, setting up apart from both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Party, Role, Worded

FAMILY_ROLES = frozenset(
    {
        Role.INTAKE,
        Role.SECOND_READER,
        Role.COORDINATOR,
        Role.TEAM_MEMBER,
        Role.PROCESS_DIRECTOR,
        Role.ATTENDANCE,
        Role.ATTENDANCE_BOA,
        Role.CODE_OFFICER,
        Role.PROTOCOL_COORDINATOR,
        Role.PARTNER,
    }
)
"""Roles that come near families: a signal, a case, an absence report or an action."""

CONTROL_ROLES = frozenset({Role.PRIVACY_OFFICER, Role.DPO})
"""Roles that look at how others use the program."""

EXECUTIVE_ROLES = frozenset({Role.ALDERMAN, Role.MAYOR})
"""Who decides about what blocks, without a name of a family."""

PARTNER_ROLES = frozenset({Role.PARTNER, Role.CODE_OFFICER})
"""What somebody of another organisation can be asked to do."""

MUNICIPAL_PARTIES = frozenset(
    {
        Party.LOCAL_TEAM,
        Party.ATTENDANCE,
        Party.WORK_AND_INCOME,
        Party.DEBT_HELP,
        Party.CIVIL_AFFAIRS,
        Party.COLLEGE,
    }
)
"""Parts of the municipality itself."""

ROSTER_ROLES = FAMILY_ROLES - {Role.PARTNER}
"""Who can read signals of heightened safety: municipal workers whose work is with families.

A team lead sees load and clocks per worker, and no content (F.7b), so she is not among them.
"""

ROSTER_LEAST = 3


class LinkKind(Worded):
    """What a one-time link does."""

    INVITE = "invite", N_("uitnodiging")
    RESET = "reset", N_("nieuw wachtwoord")
    SECOND_STEP = "second_step", N_("nieuw wachtwoord en nieuwe tweede stap")


def check_roles(roles: Iterable[Role], *, party: Party | None) -> Refusal | None:
    """A person has only roles that go together: numbers apart from names, control apart from the work it controls.

    roles: all roles of one membership. party: how the organisation stands in the sharing matrix, None when unknown.
    Source: domain reference F.7b.
    """
    chosen = frozenset(roles)
    if not chosen:
        return _refused("none", N_("Kies ten minste een rol."))
    if party not in MUNICIPAL_PARTIES and not chosen <= PARTNER_ROLES:
        return _refused(
            "outside",
            N_(
                "Deze organisatie hoort niet bij de gemeente. Kies alleen “Contactpersoon van een partner” of "
                "“Aandachtsfunctionaris meldcode”."
            ),
        )
    if Role.PARTNER in chosen and not chosen <= PARTNER_ROLES:
        return _refused(
            "partner",
            N_("Een contactpersoon van een partner ziet alleen de eigen actie. Kies daarnaast geen andere rol."),
        )
    if Role.DPO in chosen and len(chosen) > 1:
        return _refused(
            "dpo",
            N_(
                "De functionaris gegevensbescherming houdt toezicht en doet zelf geen ander werk. Kies geen andere rol."
            ),
        )
    if Role.PRIVACY_OFFICER in chosen and len(chosen) > 1:
        return _refused("privacy_officer", N_("De privacy officer kijkt na wat anderen doen. Kies geen andere rol."))
    return _apart(chosen) or _powers(chosen)


def _powers(chosen: frozenset[Role]) -> Refusal | None:
    """Investigating powers belong to an attendance officer (Leerplichtwet 16 lid 5)."""
    if Role.ATTENDANCE_BOA not in chosen or Role.ATTENDANCE in chosen:
        return None
    return _refused(
        "attendance_boa",
        N_("Opsporingsbevoegdheid hoort bij een leerplichtambtenaar. Kies ook “Leerplichtambtenaar”."),
    )


def check_other_person(roles: Iterable[Role], elsewhere: Iterable[Role]) -> Refusal | None:
    """The data protection officer is another person than the privacy officer; who controls does no other work here.

    roles: of this membership. elsewhere: of the same person's other memberships in this municipality. Source: F.7b.
    """
    here, there = frozenset(roles), frozenset(elsewhere)
    if not there:
        return None
    if Role.DPO in here | there and Role.PRIVACY_OFFICER in here | there:
        return _refused(
            "dpo_is_privacy_officer",
            N_("De functionaris gegevensbescherming is iemand anders dan de privacy officer. Kies een ander."),
        )
    if (here | there) & CONTROL_ROLES:
        return _refused(
            "control_elsewhere",
            N_("Deze persoon heeft hier al ander werk. Wie controleert, doet zelf geen ander werk."),
        )
    return _apart(here | there)


def _apart(chosen: frozenset[Role]) -> Refusal | None:
    """Numbers apart from names, and setting up apart from content, also when one person has two places here."""
    near_families = chosen & (FAMILY_ROLES | {Role.TEAM_LEAD})
    if chosen & EXECUTIVE_ROLES and chosen - EXECUTIVE_ROLES:
        return _refused(
            "executive",
            N_("Een wethouder of burgemeester beslist zonder namen van gezinnen. Kies geen andere rol."),
        )
    if Role.PROGRAMME_MANAGER in chosen and near_families:
        return _refused(
            "programme_manager",
            N_("Een programmamanager ziet alleen getallen, nooit namen. Kies geen rol die met gezinnen werkt."),
        )
    if Role.ADMIN in chosen and near_families:
        return _refused("admin", N_("Een beheerder ziet geen inhoud. Kies geen rol die met gezinnen werkt."))
    return None


def check_team(roles: Iterable[Role], team_id: UUID | None) -> Refusal | None:
    """A team lead leads a team."""
    if Role.TEAM_LEAD in frozenset(roles) and team_id is None:
        return Refusal("account.team_missing", N_("Kies het team waarvan deze persoon teamleider is."), field="team")
    return None


def check_absence(first: date | None, last: date | None) -> Refusal | None:
    """An absence has a first day; its last day, when known, is not before it."""
    if first is None and last is not None:
        return Refusal("account.absence_start", N_("Vul ook de eerste dag van de afwezigheid in."), field="absent_from")
    if first is not None and last is not None and last < first:
        return Refusal(
            "account.absence_order",
            N_("De laatste dag ligt voor de eerste dag. Kijk de datums na."),
            field="absent_until",
        )
    return None


def is_absent(first: date | None, last: date | None, day: date) -> bool:
    """Tell whether somebody is away on this day; both dates are days of absence."""
    return first is not None and first <= day and (last is None or day <= last)


def check_may_leave(*, is_self: bool, is_last_admin: bool) -> Refusal | None:
    """Nobody takes themselves out, and a municipality always has an administrator."""
    if is_self:
        return Refusal("account.self", N_("U kunt uzelf niet weghalen. Vraag een andere beheerder."))
    return check_not_last_admin(is_last_admin=is_last_admin)


def check_not_last_admin(*, is_last_admin: bool) -> Refusal | None:
    """A municipality always has an administrator."""
    if not is_last_admin:
        return None
    return Refusal(
        "account.last_admin", N_("Dit is de enige beheerder. Maak eerst iemand anders beheerder."), field="roles"
    )


def check_switch_off(*, is_own: bool) -> Refusal | None:
    """An administrator cannot shut themselves out."""
    if not is_own:
        return None
    return Refusal("organisation.own", N_("Dit is uw eigen organisatie. Die kunt u niet uitzetten."))


@dataclass(frozen=True, slots=True)
class RosterSeat:
    """One person on the safety roster. on_call: reachable when something cannot wait. reads: reads the signals."""

    membership_id: UUID
    on_call: bool
    reads: bool = True


def check_roster(seats: Iterable[RosterSeat]) -> Refusal | None:
    """At least three people read signals of heightened safety, one of them on call."""
    listed = list(seats)
    if len({seat.membership_id for seat in listed}) < ROSTER_LEAST:
        return Refusal(
            "roster.three",
            N_("Kies ten minste drie mensen. Met minder kan niemand een onveilige melding doen."),
            field="readers",
        )
    if not any(seat.on_call for seat in listed):
        return Refusal(
            "roster.on_call",
            N_("Kies ten minste één persoon die bereikbaar is als het niet kan wachten."),
            field="on_call",
        )
    return None


def check_on_call(names: Sequence[str]) -> Refusal | None:
    """Who is on call reads too. names: of those who were put on call and not among the readers."""
    if not names:
        return None
    return Refusal(
        "roster.on_call_reads",
        N_("Wie bereikbaar is, leest ook. Zet deze persoon bij allebei of bij geen van beide: %(names)s."),
        field="on_call",
        params={"names": ", ".join(names)},
    )


def _refused(reason: str, sentence: str) -> Refusal:
    return Refusal(f"account.roles_{reason}", sentence, field="roles", source="F.7b")
