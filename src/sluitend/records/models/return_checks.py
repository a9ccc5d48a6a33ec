"""That a school handed in the check of the first school week: how many are not back, and nothing of anybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .base import Row


class ReturnCheck(Row):
    """What one school handed in for one first school week; it stays as it was handed in.

    first_on: the first school day of that week. missing: how many pupils are not back; each of them is an absence report.
    """

    plain: ClassVar = ("first_on", "missing", "handed_in_at")

    organisation = models.ForeignKey("records.Organisation", on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    missing = models.PositiveSmallIntegerField()
    handed_in_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()

    class Meta:
        db_table = "return_check"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "organisation", "first_on"), name="return_check_once_a_school"
            ),
        )
