"""Matters that ran before Sluitend did: they lie apart until their coordinator confirms them, and then they are cases."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sluitend.domain.running import MatterAnswer
from sluitend.domain.vocabulary import Category

from .base import Row, one_of, person_columns


class RunningMatter(Row):
    """One matter as it was entered. started_on: when it began; step and since: where it stands, and since which day.

    It is erased after ends_on when nobody confirmed it. With the answer its person goes; after a yes what is left says
    which case it became, so that the same row does not come in twice.
    """

    personal: ClassVar = person_columns() | {"reference": Category.K19}
    plain: ClassVar = (
        "protocol",
        "step",
        "started_on",
        "since",
        "heightened",
        "row_digest",
        "entered_at",
        "ends_on",
        "answer",
        "answered_at",
    )

    reference = models.CharField(max_length=40)
    protocol = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    started_on = models.DateField()
    since = models.DateField()
    heightened = models.BooleanField(default=False)
    given_names = models.CharField(max_length=200, blank=True)
    prefix = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=200, blank=True)
    birth_date = models.DateField(null=True)
    bsn_sealed = models.BinaryField(null=True)
    bsn_digest = models.BinaryField(max_length=32, null=True)
    row_digest = models.BinaryField(max_length=32)
    coordinator = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ends_on = models.DateField()
    answer = models.CharField(max_length=12, blank=True)
    answered_at = models.DateTimeField(null=True)
    case = models.ForeignKey("records.Case", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "running_matter"
        indexes = (models.Index(fields=("coordinator", "answer"), name="running_matter_waiting"),)
        constraints = (
            one_of("running_matter", "answer", MatterAnswer, empty=True),
            models.UniqueConstraint(fields=("municipality", "reference"), name="running_matter_once"),
            models.CheckConstraint(
                name="running_matter_answered",
                condition=Q(answer="", answered_at__isnull=True, case__isnull=True)
                | (Q(answer=MatterAnswer.CONFIRMED.value, answered_at__isnull=False, case__isnull=False))
                | (~Q(answer__in=("", MatterAnswer.CONFIRMED.value)) & Q(answered_at__isnull=False, case__isnull=True)),
            ),
        )
