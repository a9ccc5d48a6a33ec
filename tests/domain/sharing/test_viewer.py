"""A viewer is a plain value: it cannot change during a request, and it knows its roles."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from uuid import UUID

import pytest

from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role


def viewer(*roles: Role) -> Viewer:
    """A viewer of the fictional municipality with these roles."""
    return Viewer(
        user_id=UUID(int=1),
        membership_id=UUID(int=2),
        municipality_id=UUID(int=3),
        organisation_id=UUID(int=4),
        organisation_type="local_team",
        roles=frozenset(roles),
        name="Noor de Wit",
        function="casusregisseur",
    )


def test_a_viewer_has_a_role_when_one_of_the_asked_roles_is_held() -> None:
    someone = viewer(Role.COORDINATOR, Role.TEAM_LEAD)
    assert someone.has(Role.TEAM_LEAD)
    assert someone.has(Role.INTAKE, Role.COORDINATOR)
    assert not someone.has(Role.INTAKE)
    assert not someone.has()


def test_a_viewer_without_roles_has_none() -> None:
    assert not any(viewer().has(role) for role in Role)


def test_a_viewer_cannot_change_during_a_request() -> None:
    someone = viewer(Role.PARTNER)
    with pytest.raises(FrozenInstanceError):
        someone.roles = frozenset({Role.ADMIN})  # type: ignore[misc]
