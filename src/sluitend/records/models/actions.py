"""What each organisation promised, what it was told for it, and what keeps it from being done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.action import AcceptedHow, ActionStatus, Alternative, BottleneckKind, ShareEnd, Side, StepKind
from sluitend.domain.sharing import ConsentAnswer
from sluitend.domain.vocabulary import ActionKind, Category

from .base import Row, one_of


class Consent(Row):
    """Smallest consent: this partner, this item, about this person, until when; answer is what everyone said together."""

    personal: ClassVar = {"answer": Category.K16, "how": Category.K16}
    plain: ClassVar = ("item", "asked_on", "until", "withdrawn_on", "version")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="consents")
    organisation = models.ForeignKey("records.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=4)
    concerns = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answer = models.CharField(max_length=12)
    how = models.CharField(max_length=60, blank=True)
    until = models.DateField()
    withdrawn_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "consent"
        indexes = (models.Index(fields=("case", "organisation", "item"), name="consent_lookup"),)
        constraints = (one_of("consent", "answer", ConsentAnswer), one_of("consent", "item", Category))


class ConsentAsked(Row):
    """One person who was asked for a consent, and what that person said, in their own words."""

    personal: ClassVar = {"answer": Category.K16, "words": Category.K16}
    plain: ClassVar = ("answered_on",)

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="asked")
    person = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=12)
    answered_on = models.DateField(null=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "consent_asked"
        constraints = (
            one_of("consent_asked", "answer", ConsentAnswer),
            models.UniqueConstraint(fields=("consent", "person"), name="consent_asked_once"),
        )


class Action(Row):
    """One thing one organisation does before a date; it belongs to the organisation, not to a person."""

    personal: ClassVar = {
        "title": Category.K16,
        "result_words": Category.K16,
        "lighter_tried": Category.K16,
        "remedy": Category.K16,
    }
    plain: ClassVar = (
        "kind",
        "status",
        "due_on",
        "outward",
        "legal_title",
        "accepted_how",
        "accepted_on",
        "contradicted",
        "asked_at",
        "done_on",
        "position",
        "version",
    )

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="actions")
    goal = models.ForeignKey("records.Goal", null=True, on_delete=models.SET_NULL, related_name="actions")
    concerns = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("records.Organisation", on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    status = models.CharField(max_length=20)
    outward = models.BooleanField(default=False)
    legal_title = models.CharField(max_length=60, blank=True)
    lighter_tried = models.TextField(blank=True)
    remedy = models.CharField(max_length=200, blank=True)
    paired_with = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    accepted_how = models.CharField(max_length=20, blank=True)
    accepted_on = models.DateField(null=True)
    contradicted = models.BooleanField(default=False)
    asked_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    result_words = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "action"
        indexes = (
            models.Index(fields=("case", "status", "due_on"), name="action_of_case"),
            models.Index(fields=("organisation", "status", "due_on"), name="action_of_organisation"),
            models.Index(fields=("assignee", "status"), name="action_assignee"),
        )
        constraints = (
            models.CheckConstraint(
                name="action_enforcing_is_complete",
                condition=~models.Q(kind="enforce")
                | (
                    ~models.Q(legal_title="")
                    & ~models.Q(lighter_tried="")
                    & ~models.Q(remedy="")
                    & models.Q(paired_with__isnull=False)
                ),
            ),
            one_of("action", "kind", ActionKind),
            one_of("action", "status", ActionStatus),
            one_of("action", "accepted_how", AcceptedHow, empty=True),
        )


class ActionShare(Row):
    """Exactly what one organisation sees of one action, on which rule and ground, until when: a frozen copy."""

    personal: ClassVar = {
        "shown_title": Category.K16,
        "shown_kind": Category.K16,
        "shown_due_on": Category.K16,
        "shown_legal_title": Category.K16,
        "shown_person": Category.K1,
        "shown_birth_date": Category.K1,
        "need": Category.K16,
    }
    plain: ClassVar = (
        "rule",
        "ground",
        "since",
        "until",
        "ended_at",
        "ended_because",
        "coordinator_name",
        "coordinator_phone",
    )

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="shares")
    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("records.Organisation", on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    name_consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=200)
    need = models.CharField(max_length=200)
    shown_title = models.CharField(max_length=200)
    shown_kind = models.CharField(max_length=10)
    shown_due_on = models.DateField()
    shown_legal_title = models.CharField(max_length=160, blank=True)
    shown_person = models.CharField(max_length=400)
    shown_birth_date = models.DateField(null=True)
    coordinator_name = models.CharField(max_length=160)
    coordinator_phone = models.CharField(max_length=20)
    shared_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "action_share"
        indexes = (
            models.Index(fields=("organisation", "until"), name="action_share_organisation"),
            models.Index(fields=("case",), name="action_share_case"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("action",), condition=models.Q(ended_at__isnull=True), name="action_shared_once"
            ),
            one_of("action_share", "ended_because", ShareEnd, empty=True),
        )


class ActionStep(Row):
    """What happened to an action, in order: asked, accepted, contradicted, declined, blocked, done, reassigned."""

    personal: ClassVar = {"words": Category.K16, "alternative": Category.K16}
    plain: ClassVar = ("kind", "side", "at")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="steps")
    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    side = models.CharField(max_length=12)
    by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("records.Organisation", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    alternative = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "action_step"
        indexes = (
            models.Index(fields=("case", "-at"), name="action_step_of_case"),
            models.Index(fields=("action", "-at"), name="action_step_of_action"),
        )
        constraints = (
            one_of("action_step", "kind", StepKind),
            one_of("action_step", "side", Side),
            one_of("action_step", "alternative", Alternative, empty=True),
        )


class Bottleneck(Row):
    """An action that is stuck: what blocks it, and what can be done."""

    personal: ClassVar = {"what_blocks": Category.K16, "what_can": Category.K16}
    plain: ClassVar = ("raised_at", "solved_at", "kind")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="bottlenecks")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="bottlenecks")
    kind = models.CharField(max_length=20)
    what_blocks = models.TextField()
    what_can = models.TextField(blank=True)
    raised_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    solved_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    solved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bottleneck"
        indexes = (models.Index(fields=("case", "solved_at"), name="bottleneck_of_case"),)
        constraints = (
            one_of("bottleneck", "kind", BottleneckKind),
            models.CheckConstraint(
                name="bottleneck_solved_by_what_can",
                condition=models.Q(solved_at__isnull=True) | ~models.Q(what_can=""),
            ),
        )
