"""That there is something new for somebody, when they want to hear of it, and the address of their calendar."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sluitend.domain.messages import Delivery, MailTrouble, MessageKind, MessagePage, MessageState

from .base import Row, one_of


class Message(Row):
    """Something new for one member: a kind, a moment and a page. It holds no name and no word of anybody.

    case_ref and signal_ref say what it is about, so that nothing of heightened safety is told; they are no foreign
    keys, so that a message never keeps a case. key: the same event makes it once. mail_ref: the mail it went out in.
    look_at: when the worker looks at it again, or None.
    """

    plain: ClassVar = (
        "kind",
        "page",
        "key",
        "created_at",
        "read_at",
        "state",
        "trouble",
        "look_at",
        "attempts",
        "sending_since",
        "sent_at",
    )

    membership = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    page = models.CharField(max_length=20)
    target_ref = models.UUIDField(null=True)
    case_ref = models.UUIDField(null=True)
    signal_ref = models.UUIDField(null=True)
    key = models.UUIDField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)
    trouble = models.CharField(max_length=12, blank=True)
    look_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sending_since = models.DateTimeField(null=True)
    mail_ref = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message"
        indexes = (
            models.Index(fields=("look_at",), condition=models.Q(look_at__isnull=False), name="message_look_again"),
            models.Index(fields=("membership", "-created_at"), name="message_of_member"),
            models.Index(fields=("membership",), condition=models.Q(read_at__isnull=True), name="message_unread"),
            models.Index(fields=("case_ref",), condition=models.Q(case_ref__isnull=False), name="message_of_case"),
        )
        constraints = (
            models.UniqueConstraint(fields=("membership", "key"), name="message_once"),
            one_of("message", "kind", MessageKind),
            one_of("message", "page", MessagePage),
            one_of("message", "state", MessageState),
            one_of("message", "trouble", MailTrouble, empty=True),
        )


class MessagePreference(Row):
    """When a member wants to hear of something new; without this row it is at once."""

    plain: ClassVar = ("delivery", "hour")

    membership = models.OneToOneField("records.Membership", on_delete=models.PROTECT, related_name="+")
    delivery = models.CharField(max_length=10)
    hour = models.PositiveSmallIntegerField(default=8)

    class Meta:
        db_table = "message_preference"
        constraints = (
            one_of("message_preference", "delivery", Delivery),
            models.CheckConstraint(name="message_preference_hour", condition=models.Q(hour__lte=23)),
        )


class CalendarFeed(Row):
    """The secret address of a member's calendar: only its digest is kept, and it opens nothing else."""

    plain: ClassVar = ("token_digest", "made_at", "ended_at")

    membership = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    token_digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calendar_feed"
        constraints = (
            models.UniqueConstraint(
                fields=("membership",), condition=models.Q(ended_at__isnull=True), name="calendar_feed_one"
            ),
        )
