"""Handing over to another municipality: a message and no query. Each side has its own row and never reads the other's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sluitend.domain.transfer import TransferAnswer, TransferKind
from sluitend.domain.vocabulary import Category

from .base import Row, one_of


class ExchangeKey(Row):
    """The keys of a municipality with which packages are signed and opened; the secret halves are sealed.

    sign_public, box_public: hexadecimal, to be entered elsewhere.
    """

    plain: ClassVar = ("sign_public", "box_public", "secret_sealed", "made_at", "ended_at")

    sign_public = models.CharField(max_length=64)
    box_public = models.CharField(max_length=64)
    secret_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_key"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality",), condition=Q(ended_at__isnull=True), name="exchange_key_one_in_use"
            ),
        )


class ExchangePeer(Row):
    """A municipality in another installation, by its public keys: entered by one person, confirmed by another who phoned."""

    plain: ClassVar = ("name", "phone", "sign_public", "box_public", "entered_at", "confirmed_at", "ended_at")

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    sign_public = models.CharField(max_length=64)
    box_public = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_peer"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "sign_public"),
                condition=Q(ended_at__isnull=True),
                name="exchange_peer_in_use_once",
            ),
            models.CheckConstraint(
                name="exchange_peer_confirmed_by_another",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("entered_by"))),
            ),
        )


class Transfer(Row):
    """What is handed over, at the side of who hands over. Of a case, by its run of the protocol; or of an absence report.

    to_ref: the municipality in this installation; to_peer: one in another. package_sealed: what goes along, gone after
    ends_on. offer_ref: the row at the other side, which nobody here reads. checked_at: of an absence report, when somebody
    phoned after the weeks of the norm; of a case its run says so.
    """

    personal: ClassVar = {"package_sealed": Category.K16, "answer_reason": Category.K16}
    plain: ClassVar = (
        "kind",
        "to_name",
        "laid_out_at",
        "told_on",
        "told_how",
        "sent_at",
        "ends_on",
        "taken_back_at",
        "answer",
        "answer_name",
        "answered_at",
        "noted_at",
        "checked_at",
        "version",
    )

    kind = models.CharField(max_length=8)
    case = models.ForeignKey("records.Case", null=True, on_delete=models.CASCADE, related_name="transfers")
    run = models.ForeignKey("records.ProtocolRun", null=True, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey("records.AbsenceReport", null=True, on_delete=models.CASCADE, related_name="transfers")
    to_ref = models.UUIDField(null=True)
    to_peer = models.ForeignKey(ExchangePeer, null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=120)
    package_sealed = models.BinaryField(null=True)
    laid_out_at = models.DateTimeField()
    laid_out_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField(null=True)
    told_how = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField(null=True)
    offer_ref = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, blank=True)
    answer_name = models.CharField(max_length=160, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "transfer"
        indexes = (
            models.Index(fields=("case", "-laid_out_at"), name="transfer_of_case"),
            models.Index(fields=("report", "-laid_out_at"), name="transfer_of_report"),
        )
        constraints = (
            one_of("transfer", "kind", TransferKind),
            one_of("transfer", "answer", TransferAnswer, empty=True),
            models.CheckConstraint(
                name="transfer_about_one",
                condition=Q(kind=TransferKind.CASE.value, case__isnull=False, report__isnull=True)
                | Q(kind=TransferKind.REPORT.value, case__isnull=True, report__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_sent_by_somebody",
                condition=Q(sent_at__isnull=True, sent_by__isnull=True, ends_on__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False, ends_on__isnull=False),
            ),
        )


class TransferOffer(Row):
    """What another municipality offers, at the side of who receives. case or report: what it became here.

    transfer_ref: the row at the other side, which nobody here reads; it comes in once. from_ref: a municipality in this
    installation; from_peer: one in another, whose file received_by brought in. package_sealed: gone after ends_on.
    """

    personal: ClassVar = {"package_sealed": Category.K16, "answer_reason": Category.K16}
    plain: ClassVar = (
        "kind",
        "from_name",
        "caller",
        "phone",
        "sent_at",
        "ends_on",
        "opened_at",
        "answer",
        "answer_name",
        "answered_at",
    )

    kind = models.CharField(max_length=8)
    transfer_ref = models.UUIDField()
    from_ref = models.UUIDField(null=True)
    from_peer = models.ForeignKey(ExchangePeer, null=True, on_delete=models.PROTECT, related_name="+")
    from_name = models.CharField(max_length=120)
    caller = models.CharField(max_length=160)
    phone = models.CharField(max_length=20)
    package_sealed = models.BinaryField(null=True)
    sent_at = models.DateTimeField()
    ends_on = models.DateField()
    received_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, blank=True)
    answer_name = models.CharField(max_length=160, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("records.Case", null=True, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey("records.AbsenceReport", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "transfer_offer"
        indexes = (models.Index(fields=("municipality", "kind", "ends_on"), name="transfer_offer_inbox"),)
        constraints = (
            one_of("transfer_offer", "kind", TransferKind),
            one_of("transfer_offer", "answer", TransferAnswer, empty=True),
            models.UniqueConstraint(fields=("municipality", "transfer_ref"), name="transfer_offer_comes_in_once"),
        )
