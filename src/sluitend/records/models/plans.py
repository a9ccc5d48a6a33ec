"""The one plan: life domains that matter, goals in the family's words, a sheet for each child, agreement or not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.plan import AgreementHow, DomainBasis, FamilyAnswer, GoalStatus, LevelMoment, PlanStatus
from sluitend.domain.vocabulary import Category, LifeDomain

from .base import Row, one_of


class Plan(Row):
    """The plan of a case. The family group plan is offered first (Jeugdwet 4.1.2)."""

    personal: ClassVar = {
        "family_plan_how": Category.K16,
        "family_answer_words": Category.K16,
        "no_offer_reason": Category.K16,
        "what_if": Category.K16,
    }
    plain: ClassVar = (
        "status",
        "family_plan_offered_on",
        "family_plan_answer",
        "family_answered_on",
        "not_offered_on",
        "made_at",
        "started_on",
        "written_copy_asked_on",
        "written_copy_given_on",
        "valid_until",
        "version",
    )

    case = models.OneToOneField("records.Case", on_delete=models.CASCADE, related_name="plan")
    status = models.CharField(max_length=20)
    family_plan_offered_on = models.DateField(null=True)
    family_plan_how = models.CharField(max_length=200, blank=True)
    family_plan_answer = models.CharField(max_length=20, blank=True)
    family_answered_on = models.DateField(null=True)
    family_answer_words = models.TextField(blank=True)
    no_offer_reason = models.TextField(blank=True)
    not_offered_on = models.DateField(null=True)
    what_if = models.TextField(blank=True)
    made_at = models.DateTimeField()
    started_on = models.DateField(null=True)
    written_copy_asked_on = models.DateField(null=True)
    written_copy_given_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plan"
        constraints = (
            one_of("plan", "status", PlanStatus),
            one_of("plan", "family_plan_answer", FamilyAnswer, empty=True),
        )


class OpenDomain(Row):
    """A life domain that somebody opened, with one sentence why it matters here.

    Four of them are read as health or police (K7, K8): see sluitend.domain.sharing.SENSITIVE_DOMAINS.
    """

    personal: ClassVar = {"why": Category.K16}
    plain: ClassVar = ("code", "opened_at", "closed_at", "basis")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="domains")
    code = models.CharField(max_length=4)
    why = models.CharField(max_length=300)
    basis = models.CharField(max_length=20)
    told_by = models.ForeignKey("records.CasePerson", null=True, on_delete=models.CASCADE, related_name="+")
    consent = models.ForeignKey("records.Consent", null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "open_domain"
        constraints = (
            models.UniqueConstraint(
                fields=("case", "code"), condition=models.Q(closed_at__isnull=True), name="domain_open_once"
            ),
            one_of("open_domain", "code", LifeDomain),
            one_of("open_domain", "basis", DomainBasis),
        )


class DomainLevel(Row):
    """A level: one factual sentence by a named person, at start or evaluation. Never summed, counted or sorted."""

    personal: ClassVar = {"level": Category.K16, "sentence": Category.K16, "bron": Category.K16}
    plain: ClassVar = ("moment", "on", "by_family", "recorded_at")

    domain = models.ForeignKey(OpenDomain, on_delete=models.CASCADE, related_name="levels")
    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("records.CasePerson", null=True, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()
    sentence = models.CharField(max_length=300)
    bron = models.CharField(max_length=120)
    moment = models.CharField(max_length=12)
    on = models.DateField()
    by_family = models.BooleanField(default=False)
    recorded_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "domain_level"
        constraints = (
            models.CheckConstraint(name="domain_level_range", condition=models.Q(level__gte=1, level__lte=5)),
            one_of("domain_level", "moment", LevelMoment),
        )


class Goal(Row):
    """What the family wants to reach, in the family's words."""

    personal: ClassVar = {"family_words": Category.K16, "measure": Category.K16, "result_words": Category.K16}
    plain: ClassVar = ("target_on", "status", "decided_on", "position", "version")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="goals")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    domain = models.ForeignKey(OpenDomain, null=True, on_delete=models.PROTECT, related_name="goals")
    family_words = models.TextField()
    measure = models.TextField(blank=True)
    target_on = models.DateField()
    status = models.CharField(max_length=20)
    result_words = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "goal"
        constraints = (one_of("goal", "status", GoalStatus),)


class GoalPerson(Row):
    """Whom a goal is for: every child of the plan has at least one."""

    plain: ClassVar = ()

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="persons")
    person = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "goal_person"
        constraints = (models.UniqueConstraint(fields=("goal", "person"), name="goal_person_once"),)


class ChildVoice(Row):
    """A child's own words, on a sheet of their own; parents see it only when the child or the listener says so."""

    personal: ClassVar = {"words": Category.K16}
    plain: ClassVar = ("on", "parents_may_see", "decided_by_child", "version")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="voices")
    child = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="voices")
    words = models.TextField()
    on = models.DateField()
    listener = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    parents_may_see = models.BooleanField(default=False)
    decided_by_child = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "child_voice"


class Agreement(Row):
    """Whether a person agrees with the plan, in their own words; disagreement is kept."""

    personal: ClassVar = {"agrees": Category.K16, "words": Category.K16}
    plain: ClassVar = ("on", "how", "recorded_at")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="agreements")
    person = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="agreements")
    agrees = models.BooleanField()
    words = models.TextField(blank=True)
    on = models.DateField()
    how = models.CharField(max_length=20)
    recorded_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "agreement"
        constraints = (one_of("agreement", "how", AgreementHow),)
