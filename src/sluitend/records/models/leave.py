"""Leave and exemption of a pupil: dates and an article; there is no place for a reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.absence.leave import DecidedBy, LeaveArticle
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class SchoolLeave(Row):
    """Leave or an exemption, with its dates.

    article: of leave; of an exemption it is empty and article_sealed holds it. school_days: of leave.
    """

    personal: ClassVar = {
        "article": Category.K3,
        "article_sealed": Category.K3,
        "from_on": Category.K3,
        "until_on": Category.K3,
        "school_days": Category.K3,
        "granted": Category.K3,
    }
    plain: ClassVar = ("exempt", "decided_by", "heard_on", "noted_at")

    report = models.ForeignKey("records.AbsenceReport", on_delete=models.CASCADE, related_name="+")
    exempt = models.BooleanField()
    article = models.CharField(max_length=4, blank=True)
    article_sealed = models.BinaryField(null=True)
    from_on = models.DateField()
    until_on = models.DateField()
    school_days = models.PositiveSmallIntegerField(default=0)
    decided_by = models.CharField(max_length=8)
    heard_on = models.DateField(null=True)
    granted = models.BooleanField()
    noted_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "school_leave"
        indexes = (models.Index(fields=("report", "from_on"), name="school_leave_of_report"),)
        constraints = (
            one_of("school_leave", "article", LeaveArticle, empty=True),
            one_of("school_leave", "decided_by", DecidedBy),
            models.CheckConstraint(
                name="school_leave_article_of_its_kind",
                condition=models.Q(exempt=True, article="", article_sealed__isnull=False)
                | (models.Q(exempt=False, article_sealed__isnull=True) & ~models.Q(article="")),
            ),
        )
