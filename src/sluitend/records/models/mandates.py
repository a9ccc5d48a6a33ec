"""Who may decide at a rung of the ladder, and what was asked of them: the question, and their answer."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sluitend.domain.escalation import DecisionAnswer
from sluitend.domain.mandate import Rung
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class Mandate(Row):
    """One mandate, as the administrator set it. decider: name and function. member: who that is here, or None elsewhere.

    It runs from since until until, both included, unless it was ended before. It is never changed: a new one comes beside it.
    """

    plain: ClassVar = ("rung", "decider", "powers", "words", "basis", "since", "until", "set_at", "ended_at")

    rung = models.CharField(max_length=40)
    decider = models.CharField(max_length=200)
    member = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    powers = ArrayField(models.CharField(max_length=20))
    words = models.CharField(max_length=300)
    basis = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "mandate"
        constraints = (
            one_of("mandate", "rung", Rung),
            models.CheckConstraint(name="mandate_in_order", condition=Q(since__lte=F("until"))),
            models.CheckConstraint(
                name="mandate_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        )


class DecisionAsk(Row):
    """A decision that was asked at a rung of a run. Its words name nobody, unless identity says why they must.

    letter_on: the day of the board's letter, for the mayor's request. words: of the decider. Only the function that the
    decider answers through writes the answer; a later question at the same rung stands in the place of an earlier one.
    """

    personal: ClassVar = {
        "tried": Category.K19,
        "blocks": Category.K19,
        "asked": Category.K19,
        "legal": Category.K19,
        "identity": Category.K19,
        "words": Category.K19,
        "letter_on": Category.K10,
    }
    plain: ClassVar = ("step", "asked_at", "answer", "answered_at")

    run = models.ForeignKey("records.ProtocolRun", on_delete=models.CASCADE, related_name="asks")
    step = models.CharField(max_length=40)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    tried = models.TextField()
    blocks = models.TextField()
    asked = models.TextField()
    legal = models.TextField()
    identity = models.TextField(blank=True)
    letter_on = models.DateField(null=True)
    answer = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        db_table = "decision_ask"
        indexes = (models.Index(fields=("run", "step", "-asked_at"), name="decision_ask_of_run"),)
        constraints = (
            one_of("decision_ask", "step", Rung),
            one_of("decision_ask", "answer", DecisionAnswer, empty=True),
            models.CheckConstraint(
                name="decision_ask_answered",
                condition=Q(answered_at__isnull=True, answer="", words="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(words="")),
            ),
        )
