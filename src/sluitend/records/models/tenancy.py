"""Municipalities and the organisations each of them works with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from sluitend.domain.absence import KeptWhere
from sluitend.domain.vocabulary import Category, SchoolRegion

from .base import Row, one_of


class Municipality(models.Model):
    """A tenant. Every other row belongs to one; nothing joins across.

    practice_for: of a practice municipality, the one that practises in it; None of a real one. It is made so and stays so.
    official_kept and absence_kept: where official reports and absence files are kept, here or in a system of their own.
    """

    plain: ClassVar = (
        "name",
        "slug",
        "phone",
        "phone_hours",
        "safety_phone",
        "independent_help",
        "independent_help_phone",
        "school_region",
        "official_kept",
        "absence_kept",
        "created_at",
        "version",
    )
    personal: ClassVar[Mapping[str, Category]] = {}
    guarded: ClassVar = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    phone = models.CharField(max_length=20)
    phone_hours = models.CharField(max_length=120)
    safety_phone = models.CharField(max_length=20)
    independent_help = models.CharField(max_length=160)
    independent_help_phone = models.CharField(max_length=20)
    school_region = models.CharField(
        max_length=8, default=SchoolRegion.MIDDLE.value, db_default=SchoolRegion.MIDDLE.value
    )
    official_kept = models.CharField(max_length=10, default=KeptWhere.HERE.value, db_default=KeptWhere.HERE.value)
    absence_kept = models.CharField(max_length=10, default=KeptWhere.HERE.value, db_default=KeptWhere.HERE.value)
    practice_for = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        db_table = "municipality"
        constraints = (
            models.UniqueConstraint(fields=("practice_for",), name="municipality_one_practice"),
            models.CheckConstraint(
                name="municipality_practises_elsewhere",
                condition=models.Q(practice_for__isnull=True) | ~models.Q(practice_for=models.F("id")),
            ),
            one_of("municipality", "school_region", SchoolRegion),
            one_of("municipality", "official_kept", KeptWhere),
            one_of("municipality", "absence_kept", KeptWhere),
        )


class Organisation(Row):
    """An organisation as this municipality knows it; its kind is a code of content/organisation_types.toml."""

    plain: ClassVar = ("name", "kind", "phone", "email", "active_from", "active_until", "brin", "version")

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    brin = models.CharField(max_length=4, blank=True)
    active_from = models.DateField()
    active_until = models.DateField(null=True)
    contact = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "organisation"
        constraints = (models.UniqueConstraint(fields=("municipality", "name"), name="organisation_name_once"),)


class DemoMarker(models.Model):
    """Says that the demo wrote this database; without it the demo and its reset refuse to touch anything."""

    plain: ClassVar = ("made_at", "anchor_date")
    personal: ClassVar[Mapping[str, Category]] = {}
    guarded: ClassVar = False

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    made_at = models.DateTimeField()
    anchor_date = models.DateField()

    class Meta:
        db_table = "demo_marker"


class KeyMark(models.Model):
    """A mark of each key this database was written with: a key file is recognised by it, and nothing is learnt from it.

    name: `k1` for a key that seals, `d1` for the keys in use for digests together. mark: a keyed digest of a fixed
    word, see config/keys.py.
    """

    plain: ClassVar = ("mark",)
    personal: ClassVar[Mapping[str, Category]] = {}
    guarded: ClassVar = False

    name = models.CharField(primary_key=True, max_length=20)
    mark = models.BinaryField(max_length=32)

    class Meta:
        db_table = "key_mark"
