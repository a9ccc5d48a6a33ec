"""A concern as handed in, who it is about, and what people decided about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.signal import AgreedBy, AgreedHow, Channel, Footing, ReporterAnswer, ReporterKind, SignalStatus
from sluitend.domain.triage import LinkAnswer, Outcome, Phoned
from sluitend.domain.vocabulary import Category, Track

from .base import Row, one_of, person_columns


class Draft(Row):
    """An unfinished form, sealed, for its author only, for fourteen days. about: the signal it is about, if any."""

    personal: ClassVar = {"sealed": Category.K18}
    plain: ClassVar = ("kind", "about", "saved_at", "expires_at")

    membership = models.ForeignKey("records.Membership", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    about = models.UUIDField(null=True)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "draft"


class OutsideReport(Row):
    """That somebody reported to Veilig Thuis by phone or their own channel: the date, and nothing about anyone."""

    plain: ClassVar = ("reported_on", "kind", "noted_at")

    organisation = models.ForeignKey("records.Organisation", on_delete=models.PROTECT, related_name="+")
    noted_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    reported_on = models.DateField()
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "outside_report"


class Signal(Row):
    """A concern about a child or family: facts apart from interpretation, and on what footing it was given."""

    personal: ClassVar = {
        "reporter_name": Category.K1,
        "reporter_phone": Category.K1,
        "consent_by": Category.K1,
        "seen": Category.K18,
        "heard": Category.K18,
        "heard_from": Category.K18,
        "happened": Category.K18,
        "interpretation": Category.K18,
        "already_done": Category.K18,
        "closing_note": Category.K18,
    }
    plain: ClassVar = (
        "number",
        "channel",
        "reporter_kind",
        "footing",
        "consent_role",
        "consent_how",
        "consent_on",
        "own_wish",
        "police_decision",
        "heightened",
        "parents_may_read_reporter",
        "danger_now",
        "received_at",
        "read_by",
        "first_read_at",
        "status",
        "track",
        "outcome",
        "decided_at",
        "ends_on",
        "erased_at",
        "version",
    )

    number = models.CharField(max_length=12, unique=True)
    channel = models.CharField(max_length=20)
    reporter_kind = models.CharField(max_length=20)
    reporter_organisation = models.ForeignKey(
        "records.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    reporter_name = models.CharField(max_length=200, blank=True)
    reporter_phone = models.CharField(max_length=20, blank=True)
    parents_may_read_reporter = models.BooleanField(default=False)
    footing = models.CharField(max_length=20)
    heightened = models.BooleanField(default=False)
    consent_role = models.CharField(max_length=10, blank=True)
    consent_by = models.CharField(max_length=200, blank=True)
    consent_how = models.CharField(max_length=10, blank=True)
    consent_on = models.DateField(null=True)
    own_wish = models.BooleanField(default=False)
    police_decision = models.CharField(max_length=60, blank=True)
    seen = models.TextField(blank=True)
    heard = models.TextField(blank=True)
    heard_from = models.CharField(max_length=200, blank=True)
    happened = models.CharField(max_length=200, blank=True)
    interpretation = models.TextField(blank=True)
    already_done = models.TextField(blank=True)
    danger_now = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    read_by = models.DateField()
    first_read_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=20)
    track = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    closing_note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField()
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "signal"
        indexes = (
            models.Index(fields=("municipality", "status", "read_by"), name="signal_inbox"),
            models.Index(fields=("municipality", "received_at"), name="signal_received"),
        )
        constraints = (
            one_of("signal", "channel", Channel),
            one_of("signal", "reporter_kind", ReporterKind),
            one_of("signal", "footing", Footing),
            one_of("signal", "consent_role", AgreedBy, empty=True),
            one_of("signal", "consent_how", AgreedHow, empty=True),
            one_of("signal", "status", SignalStatus),
            one_of("signal", "track", Track, empty=True),
            one_of("signal", "outcome", Outcome, empty=True),
        )


class SignalPerson(Row):
    """Somebody named in a signal: the child it is about, or an adult around that child."""

    personal: ClassVar = person_columns() | {
        "relation": Category.K2,
        "description": Category.K1,
        "postcode": Category.K1,
        "house_number": Category.K1,
        "phone": Category.K1,
    }
    plain: ClassVar = ("kind", "position")

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="persons")
    kind = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField(default=0)
    relation = models.CharField(max_length=60, blank=True)
    given_names = models.CharField(max_length=200, blank=True)
    prefix = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=200, blank=True)
    birth_date = models.DateField(null=True)
    postcode = models.CharField(max_length=6, blank=True)
    house_number = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    bsn_sealed = models.BinaryField(null=True)
    bsn_digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        db_table = "signal_person"
        indexes = (models.Index(fields=("signal", "position"), name="signal_person_order"),)


class SignalReceipt(Row):
    """What the reporter keeps: a number, and later one fixed sentence, the same whether or not a child was known."""

    plain: ClassVar = ("number", "handed_in_at", "read_by", "outcome", "outcome_at", "expires_on")

    membership = models.ForeignKey("records.Membership", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("records.Organisation", on_delete=models.PROTECT, related_name="+")
    signal_ref = models.UUIDField()
    number = models.CharField(max_length=12)
    handed_in_at = models.DateTimeField()
    read_by = models.DateField()
    outcome = models.CharField(max_length=30, blank=True)
    outcome_at = models.DateTimeField(null=True)
    expires_on = models.DateField()

    class Meta:
        db_table = "signal_receipt"
        indexes = (
            models.Index(fields=("membership", "-handed_in_at"), name="receipt_of_reporter"),
            models.Index(fields=("signal_ref",), name="receipt_of_signal"),
        )
        constraints = (one_of("signal_receipt", "outcome", [a for a in ReporterAnswer if a], empty=True),)


class Decision(Row):
    """The receipt of a decision by a named person: rule, version, who, when, why, and keyed digests of the inputs."""

    personal: ClassVar = {"reason": Category.K18}
    plain: ClassVar = (
        "kind",
        "outcome",
        "rule",
        "rule_version",
        "decided_at",
        "ends_on",
        "inputs",
        "danger_phoned",
        "danger_phoned_at",
    )

    signal = models.ForeignKey(Signal, null=True, on_delete=models.CASCADE, related_name="decisions")
    case = models.ForeignKey("records.Case", null=True, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=30)
    outcome = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    organisation = models.ForeignKey("records.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=20)
    danger_phoned = models.CharField(max_length=20, blank=True)
    danger_phoned_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ends_on = models.DateField(null=True)
    inputs = models.JSONField(default=dict)

    class Meta:
        db_table = "decision"
        indexes = (models.Index(fields=("signal", "decided_at"), name="decision_of_signal"),)
        constraints = (one_of("decision", "danger_phoned", Phoned, empty=True),)


class CriterionFact(Row):
    """One entry criterion that the decider ticked, with the fact that carries it (A.14)."""

    personal: ClassVar = {"fact": Category.K18, "fact_source": Category.K18}
    plain: ClassVar = ("code", "fact_on")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=30)
    fact = models.TextField()
    fact_source = models.CharField(max_length=120, blank=True)
    fact_on = models.DateField(null=True)

    class Meta:
        db_table = "criterion_fact"


class SecondReading(Row):
    """A second reader's view on a signal; disagreement stays, nobody overwrites it."""

    personal: ClassVar = {"words": Category.K18}
    plain: ClassVar = ("asked_at", "agrees", "read_at", "until")

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateField()
    agrees = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "second_reading"
        constraints = (models.UniqueConstraint(fields=("signal", "reader"), name="second_reading_once"),)


class SignalCaseLink(Row):
    """That a person confirmed: this signal concerns this case. Ending the link ends the access that came with it.

    answer_by: until when the case's coordinator answers; None when nothing is asked, as for the signal a case came from.
    A link that ended as it began says that somebody looked and found another child; it never gave any access.
    """

    personal: ClassVar = {"reason": Category.K18, "answer_words": Category.K18}
    plain: ClassVar = ("linked_at", "ended_at", "answer_by", "answered_at", "answer")

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="links")
    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="links")
    linked_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    answer = models.CharField(max_length=20, blank=True)
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signal_case_link"
        constraints = (
            one_of("signal_case_link", "answer", LinkAnswer, empty=True),
            models.UniqueConstraint(
                fields=("signal", "case"), condition=models.Q(ended_at__isnull=True), name="signal_case_linked_once"
            ),
        )
