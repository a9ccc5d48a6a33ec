"""Runs of protocols: what people did, in order. Where a run stands and when it is due is never stored, always replayed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sluitend.domain.protocol.clocks import ClockState
from sluitend.domain.protocol.history import EventKind
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class ProtocolContent(Row):
    """One version of a protocol as it was when a run first used it; a run keeps it until a person moves it."""

    plain: ClassVar = ("protocol", "content_version", "digest", "content", "kept_at")

    protocol = models.CharField(max_length=40)
    content_version = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32)
    content = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "protocol_content"
        constraints = (models.UniqueConstraint(fields=("municipality", "digest"), name="protocol_content_once"),)


class ProtocolRun(Row):
    """One protocol that runs or ran for an absence report, a notice of departure, a case, or a child in a case.

    category: the kind of data that its protocol says it holds, which decides who may read it. look_again_at: the next
    moment at which a clock says something new, the only thing that is kept of clocks. ended_by: the last step, or
    `withdrawn`.
    """

    plain: ClassVar = (
        "protocol",
        "category",
        "heightened",
        "started_on",
        "started_at",
        "ended_at",
        "ended_by",
        "look_again_at",
        "version",
    )

    content = models.ForeignKey(ProtocolContent, on_delete=models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=40)
    category = models.CharField(max_length=4)
    report = models.ForeignKey("records.AbsenceReport", null=True, on_delete=models.CASCADE, related_name="runs")
    departure = models.ForeignKey("records.DepartureNotice", null=True, on_delete=models.CASCADE, related_name="runs")
    case = models.ForeignKey("records.Case", null=True, on_delete=models.CASCADE, related_name="runs")
    child = models.ForeignKey("records.CasePerson", null=True, on_delete=models.CASCADE, related_name="+")
    heightened = models.BooleanField(default=False)
    started_on = models.DateField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=40, blank=True)
    closed_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    look_again_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "protocol_run"
        indexes = (
            models.Index(
                fields=("look_again_at", "id"),
                condition=models.Q(ended_at__isnull=True, look_again_at__isnull=False),
                name="protocol_run_look_again",
            ),
            models.Index(fields=("case", "ended_at"), name="protocol_run_of_case"),
            models.Index(fields=("report", "ended_at"), name="protocol_run_of_report"),
            models.Index(fields=("departure", "ended_at"), name="protocol_run_of_departure"),
        )
        constraints = (
            one_of("protocol_run", "category", Category),
            models.CheckConstraint(
                name="protocol_run_about_one",
                condition=models.Q(report__isnull=False, departure__isnull=True, case__isnull=True, child__isnull=True)
                | models.Q(report__isnull=True, departure__isnull=False, case__isnull=True, child__isnull=True)
                | models.Q(report__isnull=True, departure__isnull=True, case__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("municipality", "departure"),
                condition=models.Q(ended_at__isnull=True),
                name="protocol_run_once_of_departure",
            ),
            models.CheckConstraint(
                name="protocol_run_ended_by_somebody",
                condition=models.Q(ended_at__isnull=True, ended_by="", closed_by__isnull=True)
                | (models.Q(ended_at__isnull=False, closed_by__isnull=False) & ~models.Q(ended_by="")),
            ),
        )


class RunEvent(Row):
    """What a named person did in a run, and never changed after. seq: its place, from 1.

    reason and evidence are of the category of the run; the one named here stands for it. evidence: answers by code.
    facts: the dates among them. second: who also said yes. leads_to: which next steps follow; empty means all.
    left_content: the version that a run left when it was moved; what happened before it is of that version.
    """

    personal: ClassVar = {"reason": Category.K16, "evidence": Category.K16}
    plain: ClassVar = ("seq", "kind", "step", "at", "on", "leads_to", "until", "facts")

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    step = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    on = models.DateField()
    by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)
    leads_to = ArrayField(models.CharField(max_length=40), default=list)
    until = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    left_content = models.ForeignKey(ProtocolContent, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "run_event"
        constraints = (
            models.CheckConstraint(
                name="run_event_moved_leaves_a_version",
                condition=models.Q(kind=EventKind.MOVED.value, left_content__isnull=False)
                | (~models.Q(kind=EventKind.MOVED.value) & models.Q(left_content__isnull=True)),
            ),
            models.UniqueConstraint(fields=("run", "seq"), name="run_event_once"),
            one_of("run_event", "kind", EventKind),
            models.CheckConstraint(
                name="run_event_second_is_another",
                condition=models.Q(second__isnull=True) | ~models.Q(second=models.F("by")),
            ),
        )


class ClockSaid(Row):
    """What a clock of a run said: that a step is nearly due, or late. Scanning twice writes it once.

    raised: the step puts a line for people on the ladder between organisations. told_at: when somebody was told, or None.
    from_before: it had said so already when a running matter was confirmed: it stands in the start list, without a message.
    """

    plain: ClassVar = ("step", "last_day", "word", "raised", "from_before", "said_at", "told_at")

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="said")
    step = models.CharField(max_length=40)
    last_day = models.DateField()
    word = models.CharField(max_length=10)
    raised = models.BooleanField(default=False)
    from_before = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clock_said"
        indexes = (
            models.Index(fields=("said_at",), condition=models.Q(told_at__isnull=True), name="clock_said_untold"),
        )
        constraints = (
            models.UniqueConstraint(fields=("run", "step", "last_day", "word"), name="clock_said_once"),
            one_of("clock_said", "word", (ClockState.WARNING, ClockState.LATE)),
        )
