"""The log of looks and changes, and the memory that a form was already handled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sluitend.domain.vocabulary import Category

from .base import Row


class AuditEvent(models.Model):
    """Who saw or changed what, when, for which purpose and on what ground.

    Append-only: the web and worker roles may not update or delete. No foreign keys, so that no erasure touches the
    log; no content, so that nothing needs erasing. Fields after BIO2 8.15.01 (action, object, result, source, actor,
    time).
    """

    plain: ClassVar = (
        "at",
        "kind",
        "action",
        "role",
        "object_kind",
        "categories",
        "fields",
        "purpose",
        "ground",
        "rule",
        "outcome",
        "reason_code",
        "count",
        "request_id",
    )
    personal: ClassVar[Mapping[str, Category]] = {}
    guarded: ClassVar = False

    id = models.BigAutoField(primary_key=True)
    municipality_id = models.UUIDField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    action = models.CharField(max_length=60)
    user_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    role = models.CharField(max_length=120, blank=True)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    signal_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    categories = ArrayField(models.CharField(max_length=4), default=list)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    purpose = models.CharField(max_length=4, blank=True)
    ground = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=10, default="ok")
    reason_code = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField(default=1)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "audit_event"
        indexes = (
            # The log is read by when it happened: several processes write lines at the same time, and a line of
            # another moment may get a later number.
            models.Index(fields=("case_id", "-at", "-id"), name="audit_case"),
            models.Index(fields=("signal_id", "-id"), name="audit_signal"),
            models.Index(fields=("municipality_id", "-id"), name="audit_municipality"),
            models.Index(
                fields=("municipality_id", "-at", "-id"), condition=models.Q(kind="denied"), name="audit_denied"
            ),
            # What happened in a case, between the far more numerous lines that somebody looked.
            models.Index(fields=("case_id", "-at", "-id"), condition=models.Q(kind="write"), name="audit_case_writes"),
        )


class FormReceipt(Row):
    """That a form was handled, and what came of it: the same form sent twice shows the first result."""

    plain: ClassVar = ("form_key", "verb", "result", "at")
    guarded: ClassVar = False

    membership = models.ForeignKey("records.Membership", on_delete=models.CASCADE, related_name="+")
    form_key = models.UUIDField()
    verb = models.CharField(max_length=60)
    result = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "form_receipt"
        constraints = (models.UniqueConstraint(fields=("membership", "form_key"), name="form_once"),)
