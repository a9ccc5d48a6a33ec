"""What is new for a member: not opened, not seen in its case, not answered, and not over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sluitend.access import context, norms
from sluitend.domain.action import ActionStatus, StepKind
from sluitend.domain.messages import MessageKind
from sluitend.records.models import Action, ActionStep, LastLook, Message

ANSWERS = (StepKind.ACCEPT, StepKind.DECLINE)

SEEN = Q(read_at__isnull=False) | Q(looked=True) | Q(kind=MessageKind.ACTION_ASKED, waits=False)
"""Who opened the case after it happened has seen it, whether or not they opened the message.

Of a request that no longer waits for an answer nobody has to hear: it was answered, also by a colleague or at the
table, or it was taken back.
"""


def own_messages(membership_id: UUID, now: datetime) -> QuerySet[Message]:
    """Give the messages of a member whose time is not over.

    With `looked`: they opened its case since; and `waits`: the action it asks for is asked still, and their
    organisation said no yes or no since. An action that was asked again waits by its new message.
    """
    looks = LastLook.objects.filter(
        membership_id=OuterRef("membership_id"), case_id=OuterRef("case_ref"), at__gte=OuterRef("created_at")
    )
    begin = now - timedelta(days=norms.value("message.keep", context.today(now)))
    answers = ActionStep.objects.filter(
        action_id=OuterRef("target_ref"), kind__in=ANSWERS, at__gte=OuterRef("created_at")
    )
    asked = Action.objects.filter(pk=OuterRef("target_ref"), status=ActionStatus.ASKED)
    own = Message.objects.filter(membership_id=membership_id, created_at__gt=begin)
    return own.annotate(looked=Exists(looks), waits=Exists(asked) & ~Exists(answers))


def new_for(membership_id: UUID, now: datetime) -> QuerySet[Message]:
    """Give what a member has not seen."""
    return own_messages(membership_id, now).exclude(SEEN)
