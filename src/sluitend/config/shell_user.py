"""As whom a command works that does somebody's work from a shell: bound by the same walls as on the pages."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from sluitend.access import context
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.records.models import Membership, Municipality, User


def login(email: str) -> User | None:
    """Give the login with this e-mail address, when it is in use."""
    return User.objects.filter(email__iexact=email, is_active=True).first()


def member(user: User, municipality: str, role: Role, *, now: datetime) -> Viewer:
    """Give this user as somebody with this role in the municipality of this short name.

    Must run inside a transaction; tells the database who is asking.

    Raises:
        NotFound: there is no such municipality, or this user has not that role there today.
    """
    context.new_request_id()
    with connection.cursor() as cursor:  # a user may see their own memberships before a municipality is known
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(user.pk)])
    for membership in list(Membership.objects.filter(user=user, roles__contains=[role])):
        viewer = context.load_viewer(user.pk, membership.pk, now)
        if Municipality.objects.filter(slug=municipality).exists():
            return viewer
    raise NotFound
