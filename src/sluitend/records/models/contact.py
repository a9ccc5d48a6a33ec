"""How people want to be reached, when there was contact, and the letters they got. No language stands here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.contact import Way
from sluitend.domain.letters import GivenHow, LetterState
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class ContactWish(Row):
    """How somebody wants to be reached, as they said it; one per person. call_first: a call or visit before a letter.

    call_first_on and call_first_at: since when they want that. help_reading: they want a letter to be explained.
    """

    personal: ClassVar = {
        "way": Category.K1,
        "times": Category.K1,
        "call_first": Category.K1,
        "help_reading": Category.K1,
    }
    plain: ClassVar = ("call_first_on", "call_first_at", "changed_at", "version")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    person = models.OneToOneField("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=12, blank=True)
    times = models.CharField(max_length=120, blank=True)
    call_first = models.BooleanField(default=False)
    call_first_on = models.DateField(null=True)
    call_first_at = models.DateTimeField(null=True)
    help_reading = models.BooleanField(default=False)
    changed_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "contact_wish"
        indexes = (models.Index(fields=("case",), name="contact_wish_of_case"),)
        constraints = (one_of("contact_wish", "way", Way, empty=True),)


class ContactMoment(Row):
    """That there was contact with somebody, or that it was tried: when, how, whether it worked, one sentence of fact."""

    personal: ClassVar = {"way": Category.K16, "on": Category.K16, "reached": Category.K16, "words": Category.K16}
    plain: ClassVar = ("interpreter", "noted_at")

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=12)
    on = models.DateField()
    reached = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    interpreter = models.BooleanField(default=False)
    noted_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "contact_moment"
        indexes = (models.Index(fields=("case", "person", "-on"), name="contact_moment_of_person"),)
        constraints = (one_of("contact_moment", "way", Way),)


class InterpreterNeed(Row):
    """That an interpreter is needed for some appointments; the row is gone after its last day."""

    plain: ClassVar = ("until",)

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    person = models.OneToOneField("records.CasePerson", on_delete=models.CASCADE, related_name="+")
    until = models.DateField()

    class Meta:
        db_table = "interpreter_need"
        indexes = (
            models.Index(fields=("case",), name="interpreter_need_of_case"),
            models.Index(fields=("until",), name="interpreter_need_until"),
        )


class Letter(Row):
    """A letter about somebody in a case, or about an absence report; its text goes with what it is about.

    run and step: of which step of a protocol it is evidence. typed: what the writer filled in, by blank. text and
    text_en: what stands in the letter, part by part.
    """

    personal: ClassVar = {
        "addressee": Category.K1,
        "typed": Category.K16,
        "text": Category.K16,
        "text_en": Category.K16,
    }
    plain: ClassVar = (
        "code",
        "step",
        "template_version",
        "state",
        "written_at",
        "read_at",
        "given_how",
        "given_on",
        "version",
    )

    case = models.ForeignKey("records.Case", null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("records.CasePerson", null=True, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey("records.AbsenceReport", null=True, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey("records.ProtocolRun", null=True, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40)
    template_version = models.CharField(max_length=20)
    addressee = models.CharField(max_length=200)
    typed = models.JSONField()
    text = models.JSONField()
    text_en = models.JSONField()
    state = models.CharField(max_length=12)
    written_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    read_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    given_how = models.CharField(max_length=12, blank=True)
    given_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "letter"
        indexes = (
            models.Index(fields=("case", "person", "-written_at"), name="letter_of_person"),
            models.Index(fields=("report",), condition=models.Q(report__isnull=False), name="letter_of_report"),
            models.Index(fields=("run",), condition=models.Q(run__isnull=False), name="letter_of_run"),
        )
        constraints = (
            one_of("letter", "state", LetterState),
            one_of("letter", "given_how", GivenHow, empty=True),
            models.CheckConstraint(
                name="letter_about_one",
                condition=models.Q(case__isnull=False, person__isnull=False, report__isnull=True)
                | models.Q(case__isnull=True, person__isnull=True, report__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_read_before_given",
                condition=models.Q(state=LetterState.WRITTEN.value)
                | models.Q(read_by__isnull=False, read_at__isnull=False),
            ),
        )
