"""A municipality's own version of a protocol: proposed by one person, approved by another, taken back in one step."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from .base import Row


class OwnProtocol(Row):
    """One own version, whole. name: as people call it.

    base: the program's version that it was made from, and once approved the one that it was approved or kept against.
    kept: each time the municipality kept it while the program moved: when, by whom, why, and both versions of the program.

    tried_at and tried_by: somebody tries it in the practice municipality, before it is approved.

    It holds from valid_from once it was approved, until it was taken back or a later one holds.
    """

    plain: ClassVar = (
        "protocol",
        "name",
        "why",
        "content",
        "base",
        "kept",
        "tried_at",
        "valid_from",
        "proposed_at",
        "approved_at",
        "ended_at",
    )

    protocol = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    why = models.CharField(max_length=300)
    content = models.JSONField()
    base = models.JSONField()
    kept = models.JSONField(default=list)
    valid_from = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    tried_at = models.DateTimeField(null=True)
    tried_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "own_protocol"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "protocol", "name"), name="own_protocol_name_once"),
            models.CheckConstraint(
                name="own_protocol_approved_by_another",
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="own_protocol_tried_by_somebody",
                condition=Q(tried_at__isnull=True, tried_by__isnull=True)
                | Q(tried_at__isnull=False, tried_by__isnull=False),
            ),
            models.CheckConstraint(
                name="own_protocol_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        )
