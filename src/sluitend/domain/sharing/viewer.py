"""Who looks: one person, acting for one organisation in one municipality."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sluitend.domain.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind a request, as a plain value.

    user_id: the login. membership_id: this login's place in municipality_id, acting for organisation_id.
    organisation_type: code from the content list of organisation types. roles: what the membership allows.
    name and function: as shown to colleagues and in the log. team_id: the local team, or None.
    language: `nl` or `en`.
    """

    user_id: UUID
    membership_id: UUID
    municipality_id: UUID
    organisation_id: UUID
    organisation_type: str
    roles: frozenset[Role]
    name: str
    function: str
    team_id: UUID | None = None
    language: str = "nl"

    def has(self, *roles: Role) -> bool:
        """Tell whether the viewer holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)
