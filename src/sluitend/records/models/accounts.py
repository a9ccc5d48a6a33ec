"""People who sign in, what they do in a municipality, and how they get in and out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sluitend.domain.staff import LinkKind
from sluitend.domain.vocabulary import Category, Role

from .base import Row, one_of


class UserManager(BaseUserManager["User"]):
    """Finds a user by e-mail; there is no sign-up and no superuser."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by e-mail without regard to capitals."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A login, one for the whole installation; what it may do stands in its memberships."""

    plain: ClassVar = ("email", "name", "language", "is_active", "password", "last_login", "made_at")
    personal: ClassVar[Mapping[str, Category]] = {}
    guarded: ClassVar = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=160)
    language = models.CharField(max_length=2, default="nl")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        db_table = "app_user"

    def get_full_name(self) -> str:
        """Give the name colleagues know."""
        return self.name

    def get_short_name(self) -> str:
        """Give the name colleagues know."""
        return self.name


class Team(Row):
    """A team of workers with a team lead who sees load, not content."""

    plain: ClassVar = ("name",)

    name = models.CharField(max_length=120)

    class Meta:
        db_table = "team"
        constraints = (models.UniqueConstraint(fields=("municipality", "name"), name="team_name_once"),)


class Membership(Row):
    """What a user does for one organisation in one municipality, from when until when.

    active_until is the last day, that day included. pending: invited, but this municipality's own link was not used
    yet, so that nobody who holds the login by another way gets in. sessions_after: a session that began earlier is over.
    """

    plain: ClassVar = (
        "display_name",
        "function",
        "phone",
        "roles",
        "active_from",
        "active_until",
        "absent_from",
        "absent_until",
        "pending",
        "sessions_after",
        "version",
    )

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey("records.Organisation", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    display_name = models.CharField(max_length=160)
    function = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    roles = ArrayField(models.CharField(max_length=40))
    active_from = models.DateField()
    active_until = models.DateField(null=True)
    absent_from = models.DateField(null=True)
    absent_until = models.DateField(null=True)
    pending = models.BooleanField(default=False, db_default=False)
    sessions_after = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "membership"
        constraints = (
            models.UniqueConstraint(fields=("user", "organisation"), name="membership_once"),
            models.CheckConstraint(
                name="membership_roles_known",
                condition=models.Q(roles__contained_by=[role.value for role in Role], roles__len__gte=1),
            ),
        )
        indexes = (models.Index(fields=("municipality", "team"), name="membership_team"),)


class Invitation(Row):
    """A one-time link to get in, for one place in one municipality: only the digest of its secret is kept, 72 hours."""

    plain: ClassVar = ("token_digest", "kind", "made_at", "expires_at", "used_at")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    token_digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"
        constraints = (one_of("invitation", "kind", LinkKind),)
        indexes = (models.Index(fields=("membership", "used_at"), name="invitation_open"),)


class FamilyBlock(Row):
    """A worker's own declaration that this is family or a known person; it closes what matches, for that worker."""

    plain: ClassVar = ("declared_at", "label")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    declared_at = models.DateTimeField()

    class Meta:
        db_table = "family_block"


class FamilyBlockKey(Row):
    """A keyed digest by which a declared person is recognised; never a name, never a BSN."""

    plain: ClassVar = ("digest",)

    block = models.ForeignKey(FamilyBlock, on_delete=models.CASCADE, related_name="keys")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "family_block_key"
        indexes = (models.Index(fields=("membership", "digest"), name="family_block_digest"),)
