"""Numbers that have already been made safe, and a count of how often the text guard spoke."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .base import Row


class ReportSnapshot(Row):
    """The half-year report of one closed period: suppressed and rounded cells only, never a person."""

    plain: ClassVar = ("period", "starts_on", "ends_on", "status", "cells", "made_at")

    period = models.CharField(max_length=7)
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=20)
    cells = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "report_snapshot"
        constraints = (models.UniqueConstraint(fields=("municipality", "period"), name="report_once"),)


class TextGuardCount(Row):
    """How many saved texts of an organisation the word guard questioned in a month; never whose, never which.

    The number of a month is the sum of its rows: there is more than one where people saved at the same moment.
    """

    plain: ClassVar = ("month", "saves", "hits")
    guarded: ClassVar = False

    organisation = models.ForeignKey("records.Organisation", on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    saves = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "text_guard_count"
