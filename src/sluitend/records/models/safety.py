"""What keeps a child safe beside the plan: the safety plan, the chance that a child is taken away, where a child stays."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.safety import ByWhom, Demands
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class SafetyPlan(Row):
    """The safety plan of a case (H.5). It ends with the case; next_check: the day on which somebody looks whether it holds."""

    personal: ClassVar = {
        "concerns": Category.K10,
        "complicating": Category.K10,
        "danger": Category.K10,
        "aim": Category.K16,
        "child_knows": Category.K16,
        "checks": Category.K16,
        "if_broken": Category.K16,
        "ends_when": Category.K16,
        "demands": Category.K11,
        "demands_words": Category.K11,
    }
    plain: ClassVar = ("next_check", "made_at", "changed_at", "ended_on", "version")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    concerns = models.TextField()
    complicating = models.TextField(blank=True)
    danger = models.TextField()
    aim = models.TextField()
    child_knows = models.TextField(blank=True)
    checks = models.CharField(max_length=300)
    if_broken = models.TextField()
    ends_when = models.TextField()
    demands = models.CharField(max_length=8, default=Demands.NONE.value)
    demands_words = models.TextField(blank=True)
    next_check = models.DateField()
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "safety_plan"
        constraints = (
            one_of("safety_plan", "demands", Demands),
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(ended_on__isnull=True), name="safety_plan_once"
            ),
        )


class SafetyRule(Row):
    """One rule of behaviour in a safety plan: who does what, when, and who around the family helps with it."""

    personal: ClassVar = {"does": Category.K16, "moment": Category.K16, "helpers": Category.K16}
    plain: ClassVar = ("added_at", "stopped_on")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(SafetyPlan, on_delete=models.CASCADE, related_name="rules")
    person = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    does = models.CharField(max_length=300)
    moment = models.CharField(max_length=160)
    helpers = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    stopped_on = models.DateField(null=True)

    class Meta:
        db_table = "safety_rule"
        indexes = (models.Index(fields=("plan", "stopped_on"), name="safety_rule_of_plan"),)


class SafetyWord(Row):
    """How safe somebody says it is, in their own words, on a day. A number stands in the words: nothing computes with it.

    person: who said it; None: the worker who wrote it down.
    """

    personal: ClassVar = {"words": Category.K10, "said_on": Category.K10}
    plain: ClassVar = ("noted_at",)

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(SafetyPlan, on_delete=models.CASCADE, related_name="words")
    person = models.ForeignKey("records.CasePerson", null=True, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=300)
    said_on = models.DateField()
    noted_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "safety_word"
        indexes = (models.Index(fields=("plan", "-said_on"), name="safety_word_of_plan"),)


class FlightRisk(Row):
    """The chance that a child is taken away: facts, what was agreed, whom to call, and until when this stands here."""

    personal: ClassVar = {
        "facts": Category.K10,
        "facts_from": Category.K10,
        "facts_on": Category.K10,
        "papers": Category.K10,
        "to_call": Category.K10,
        "decided": Category.K10,
        "why": Category.K10,
    }
    plain: ClassVar = ("until", "review_on", "decided_at", "ended_on", "version")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    facts = models.TextField()
    facts_from = models.CharField(max_length=120)
    facts_on = models.DateField()
    papers = models.CharField(max_length=300, blank=True)
    to_call = models.CharField(max_length=300)
    decided = models.CharField(max_length=300)
    why = models.CharField(max_length=300)
    until = models.DateField()
    review_on = models.DateField()
    decided_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "flight_risk"
        indexes = (models.Index(fields=("case",), name="flight_risk_of_case"),)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "person"), condition=models.Q(ended_on__isnull=True), name="flight_risk_once"
            ),
        )


class Residence(Row):
    """Where a child stays for a time: by whose decision, from when until when, and who knows. Never an address."""

    personal: ClassVar = {
        "stays": Category.K10,
        "by_whom": Category.K10,
        "decided": Category.K10,
        "why": Category.K10,
        "who_knows": Category.K10,
        "since": Category.K10,
    }
    plain: ClassVar = ("until", "review_on", "decided_at", "ended_on", "version")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    stays = models.CharField(max_length=160)
    by_whom = models.CharField(max_length=12)
    decided = models.CharField(max_length=300)
    why = models.CharField(max_length=300)
    who_knows = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    review_on = models.DateField()
    decided_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "residence"
        indexes = (models.Index(fields=("case",), name="residence_of_case"),)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "person"), condition=models.Q(ended_on__isnull=True), name="residence_once"
            ),
            one_of("residence", "by_whom", ByWhom),
        )
