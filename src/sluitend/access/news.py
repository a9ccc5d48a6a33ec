"""What is new for a member: not opened, not seen in its case, and not over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sluitend.access import context, norms
from sluitend.records.models import LastLook, Message

SEEN = Q(read_at__isnull=False) | Q(looked=True)
"""Who opened the case after it happened has seen it, whether or not they opened the message."""


def own_messages(membership_id: UUID, now: datetime) -> QuerySet[Message]:
    """Give the messages of a member whose time is not over, with `looked`: they opened its case since."""
    looks = LastLook.objects.filter(
        membership_id=OuterRef("membership_id"), case_id=OuterRef("case_ref"), at__gte=OuterRef("created_at")
    )
    begin = now - timedelta(days=norms.value("message.keep", context.today(now)))
    return Message.objects.filter(membership_id=membership_id, created_at__gt=begin).annotate(looked=Exists(looks))


def new_for(membership_id: UUID, now: datetime) -> QuerySet[Message]:
    """Give what a member has not seen."""
    return own_messages(membership_id, now).exclude(SEEN)
