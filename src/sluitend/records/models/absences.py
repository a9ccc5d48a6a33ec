"""Absence reports from schools: in the attendance officer's own inbox, matched with nothing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.absence import FileAbout
from sluitend.domain.absence.departure import DepartureKind, DepartureSource
from sluitend.domain.vocabulary import Category

from .base import Row, one_of, person_columns


class AbsenceImport(Row):
    """One uploaded file and how far it is worked off; its content stands in sealed pieces that go as they are done.

    about: what its rows are.
    """

    plain: ClassVar = (
        "about",
        "form",
        "content_digest",
        "size",
        "status",
        "uploaded_at",
        "rows_total",
        "rows_done",
        "rows_new",
        "rows_changed",
        "rows_same",
        "rows_bad",
        "finished_at",
    )

    uploaded_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=12, default=FileAbout.ABSENCE)
    form = models.CharField(max_length=4)
    content_digest = models.BinaryField(max_length=32)
    size = models.PositiveBigIntegerField()
    status = models.CharField(max_length=20)
    uploaded_at = models.DateTimeField()
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "absence_import"
        constraints = (one_of("absence_import", "about", FileAbout),)


class AbsenceImportPiece(Row):
    """Some lines of an uploaded file, sealed; deleted in the transaction that loads them."""

    personal: ClassVar = {"sealed": Category.K4}
    plain: ClassVar = ("position", "first_line")

    batch = models.ForeignKey(AbsenceImport, on_delete=models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    first_line = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "absence_import_piece"
        constraints = (models.UniqueConstraint(fields=("batch", "position"), name="absence_piece_once"),)


class AbsenceImportError(Row):
    """A row that could not be loaded: its line, its field, and what to do, without what stood in it."""

    plain: ClassVar = ("line", "field", "sentence")

    batch = models.ForeignKey(AbsenceImport, on_delete=models.CASCADE, related_name="errors")
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=40)
    sentence = models.CharField(max_length=300)

    class Meta:
        db_table = "absence_import_error"
        indexes = (models.Index(fields=("batch", "line"), name="absence_error_line"),)


class AbsenceReport(Row):
    """One report from the absence register; open only for the attendance officer of this municipality.

    feedback: what the school may read. sent_status, sent_at and sent_in: what went back to the register last.
    return_check: the check of the first school week that it came from; then it is not in the register.
    """

    personal: ClassVar = person_columns() | {
        "onderwijsnummer_sealed": Category.K1,
        "begin_on": Category.K4,
        "end_on": Category.K4,
        "hours": Category.K4,
        "explanation": Category.K4,
        "school_actions": Category.K4,
        "closing_words": Category.K4,
        "feedback": Category.K4,
    }
    plain: ClassVar = (
        "melding_id",
        "kind",
        "brin",
        "vestiging",
        "register_status",
        "status",
        "row_digest",
        "received_at",
        "contact_due",
        "talk_due",
        "opened_at",
        "contact_on",
        "talk_on",
        "closed_at",
        "closing",
        "ends_on",
        "feedback_at",
        "sent_status",
        "sent_at",
        "version",
    )

    melding_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    given_names = models.CharField(max_length=200)
    prefix = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=200)
    birth_date = models.DateField()
    bsn_sealed = models.BinaryField(null=True)
    bsn_digest = models.BinaryField(max_length=32, null=True)
    onderwijsnummer_sealed = models.BinaryField(null=True)
    brin = models.CharField(max_length=4)
    vestiging = models.CharField(max_length=2, blank=True)
    begin_on = models.DateField()
    end_on = models.DateField(null=True)
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    explanation = models.TextField(blank=True)
    school_actions = models.TextField(blank=True)
    register_status = models.CharField(max_length=30)
    row_digest = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()
    contact_due = models.DateField()
    talk_due = models.DateField()
    status = models.CharField(max_length=20)
    officer = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    contact_on = models.DateField(null=True)
    talk_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing = models.CharField(max_length=30, blank=True)
    closing_words = models.TextField(blank=True)
    ends_on = models.DateField()
    feedback = models.TextField(blank=True, db_default="")
    feedback_at = models.DateTimeField(null=True)
    sent_status = models.CharField(max_length=30, blank=True, db_default="")
    sent_at = models.DateTimeField(null=True)
    sent_in = models.ForeignKey("records.AbsenceStatusFile", null=True, on_delete=models.SET_NULL, related_name="+")
    return_check = models.ForeignKey("records.ReturnCheck", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "absence_report"
        constraints = (models.UniqueConstraint(fields=("municipality", "melding_id"), name="absence_melding_once"),)
        indexes = (models.Index(fields=("municipality", "status", "contact_due"), name="absence_inbox"),)


class AbsenceStatusFile(Row):
    """That a file with what changed was made for the register, by whom; what it held stands with the reports."""

    plain: ClassVar = ("made_at", "rows")

    made_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rows = models.PositiveIntegerField()

    class Meta:
        db_table = "absence_status_file"


class AbsenceReportChange(Row):
    """That a report changed: which fields, and keyed digests of what stood there; never the content itself."""

    plain: ClassVar = ("at", "fields", "before_digest", "after_digest")

    report = models.ForeignKey(AbsenceReport, on_delete=models.CASCADE, related_name="changes")
    batch = models.ForeignKey(AbsenceImport, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    fields = models.JSONField()
    before_digest = models.BinaryField(max_length=32)
    after_digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "absence_report_change"


class AbsencePass(Row):
    """That the officer passed on "a file runs, contact, goal" under rule 11, to whom, why and on whose consent."""

    personal: ClassVar = {"goal": Category.K4, "why": Category.K4, "consent_words": Category.K16}
    plain: ClassVar = ("passed_at", "rule")

    report = models.ForeignKey(AbsenceReport, on_delete=models.CASCADE, related_name="passes")
    signal = models.ForeignKey("records.Signal", null=True, on_delete=models.SET_NULL, related_name="+")
    passed_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField()
    rule = models.PositiveSmallIntegerField(default=11)
    goal = models.CharField(max_length=200)
    why = models.CharField(max_length=300)
    consent_words = models.CharField(max_length=300)

    class Meta:
        db_table = "absence_pass"


class DepartureNotice(Row):
    """That a child of school age departs, moves or is struck off: as it came in, open for the attendance officer alone.

    Nothing of where it goes but what `kind` says, and nothing of cases. reference: how its sender knows it. begin_due: by
    when somebody begins with it, by our own norm. row_digest: of the row of a file, None when entered by hand.
    """

    personal: ClassVar = person_columns() | {"onderwijsnummer_sealed": Category.K1, "on": Category.K3}
    plain: ClassVar = ("kind", "source", "reference", "brin", "row_digest", "received_at", "begin_due", "ends_on")

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    reference = models.CharField(max_length=40)
    given_names = models.CharField(max_length=200)
    prefix = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=200)
    birth_date = models.DateField()
    bsn_sealed = models.BinaryField(null=True)
    bsn_digest = models.BinaryField(max_length=32, null=True)
    onderwijsnummer_sealed = models.BinaryField(null=True)
    on = models.DateField()
    brin = models.CharField(max_length=4, blank=True)
    row_digest = models.BinaryField(max_length=32, null=True)
    received_at = models.DateTimeField()
    begin_due = models.DateField()
    entered_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField()

    class Meta:
        db_table = "departure_notice"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "reference"), name="departure_reference_once"),
            one_of("departure_notice", "kind", DepartureKind),
            one_of("departure_notice", "source", DepartureSource),
        )
        indexes = (models.Index(fields=("municipality", "begin_due"), name="departure_inbox"),)
