"""What two people decide about a case: the question of the first, and what the second says themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sluitend.domain.case import Together
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class JointDecision(Row):
    """A question of one worker to a colleague who decides with them. A guard lets only that colleague answer it.

    reason: of the first person; what waits keeps its own with the informing. answer_by: the last day for an answer.
    closed_at: it is no longer open, because it was taken back, replaced, or its answer was read.
    """

    personal: ClassVar = {"reason": Category.K16, "words": Category.K16}
    plain: ClassVar = ("kind", "asked_at", "answer_by", "agrees", "answered_at", "closed_at")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="joint_decisions")
    kind = models.CharField(max_length=10)
    informing = models.ForeignKey("records.Informing", null=True, on_delete=models.CASCADE, related_name="asked")
    reason = models.TextField(blank=True)
    asked_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    second = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField()
    agrees = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "joint_decision"
        indexes = (
            models.Index(fields=("case", "kind"), name="joint_decision_of_case"),
            models.Index(fields=("second",), condition=Q(answered_at=None), name="joint_decision_asked"),
        )
        constraints = (
            one_of("joint_decision", "kind", Together),
            models.CheckConstraint(name="joint_decision_by_two", condition=~Q(second=F("asked_by"))),
            models.CheckConstraint(
                name="joint_decision_answered",
                condition=Q(agrees__isnull=True, answered_at__isnull=True, words="")
                | (Q(agrees__isnull=False, answered_at__isnull=False) & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="joint_decision_about",
                condition=Q(kind=Together.LOWER.value) | Q(informing__isnull=False),
            ),
        )
