"""What was proposed for destruction, and what remains of it afterwards: classes, numbers, people, dates, ground."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sluitend.domain.destruction import Kept
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class Destruction(Row):
    """A proposal by one person that another confirms or refuses; after that the record of it. counts: per class, once done.

    The web and worker roles add a proposal and change nothing: confirming and refusing are functions of the database.
    """

    personal: ClassVar = {"refused_words": Category.K19}
    plain: ClassVar = ("proposed_at", "ground", "confirmed_at", "refused_at", "counts")

    proposed_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    ground = models.CharField(max_length=40)
    confirmed_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refused_words = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        db_table = "destruction"
        constraints = (
            models.CheckConstraint(
                name="destruction_by_two", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by"))
            ),
            models.CheckConstraint(name="destruction_one_end", condition=Q(confirmed_at=None) | Q(refused_at=None)),
        )


class DestructionItem(Row):
    """One thing on a proposal: its class, number and last day. It is gone as soon as the proposal is confirmed or refused."""

    plain: ClassVar = ("kind", "object_ref", "number", "ended_on")

    destruction = models.ForeignKey(Destruction, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    object_ref = models.UUIDField()
    number = models.CharField(max_length=40)
    ended_on = models.DateField()

    class Meta:
        db_table = "destruction_item"
        constraints = (
            one_of("destruction_item", "kind", Kept),
            models.UniqueConstraint(fields=("municipality", "object_ref"), name="destruction_item_once"),
        )
