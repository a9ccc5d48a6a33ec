"""The official report of an attendance officer: a compartment of its own, open for the officer whose report it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.absence import Heard, KeptWhere, OfficialState, Ruling
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class OfficialReport(Row):
    """One official report (proces-verbaal) about an absence report.

    officer: whose it is, who alone reads it. kept: here, or in a system of its own; then only dates stand here.
    tried: which lighter routes were tried. answers: by item of the list, its words and the day of its document.
    session_on: the day of the session that was planned last.
    """

    personal: ClassVar = {
        "state": Category.K9,
        "state_on": Category.K9,
        "tried": Category.K9,
        "answers": Category.K9,
        "session_on": Category.K9,
        "ruling": Category.K9,
    }
    plain: ClassVar = ("kept", "title", "begun_at", "over", "version")

    report = models.OneToOneField("records.AbsenceReport", on_delete=models.CASCADE, related_name="+")
    officer = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    kept = models.CharField(max_length=10)
    title = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    state_on = models.DateField()
    tried = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    session_on = models.DateField(null=True)
    ruling = models.CharField(max_length=24, blank=True)
    begun_at = models.DateTimeField()
    over = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "official_report"
        indexes = (models.Index(fields=("officer", "over", "session_on"), name="official_report_of_officer"),)
        constraints = (
            one_of("official_report", "kept", KeptWhere),
            one_of("official_report", "state", OfficialState),
            one_of("official_report", "ruling", Ruling, empty=True),
        )


class OfficialStep(Row):
    """One step of an official report: where it came to stand, on which day, who wrote it down.

    taken_over: a colleague took the report over, and it stayed where it stood. words: the reason for that, or for
    stopping. heard: what shows that the family was heard. session_on and ruling: what the prosecutor or court said.
    """

    personal: ClassVar = {
        "state": Category.K9,
        "on": Category.K9,
        "words": Category.K9,
        "heard": Category.K9,
        "session_on": Category.K9,
        "ruling": Category.K9,
    }
    plain: ClassVar = ("seq", "taken_over", "at")

    official = models.ForeignKey(OfficialReport, on_delete=models.CASCADE, related_name="steps")
    seq = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    taken_over = models.BooleanField(default=False)
    on = models.DateField()
    words = models.TextField(blank=True)
    heard = models.CharField(max_length=16, blank=True)
    session_on = models.DateField(null=True)
    ruling = models.CharField(max_length=24, blank=True)
    by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "official_step"
        constraints = (
            models.UniqueConstraint(fields=("official", "seq"), name="official_step_once"),
            one_of("official_step", "state", OfficialState),
            one_of("official_step", "heard", Heard, empty=True),
            one_of("official_step", "ruling", Ruling, empty=True),
        )
