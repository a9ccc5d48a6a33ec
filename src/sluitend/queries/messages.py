"""What is new for me, when I want to hear of it, and for an administrator whose mail did not leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit
from sluitend.access.news import SEEN, new_for, own_messages
from sluitend.domain.messages import Delivery, MailTrouble, MessageKind, MessageState, Preference
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Purpose, Role
from sluitend.records.models import CalendarFeed, DemoMarker, Message, MessagePreference, User

SHOWN = 50
"""Messages on the page, newest first; older ones end by themselves."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message: what kind of thing happened, when, and whether it is new. It names nobody."""

    id: UUID
    kind: MessageKind
    created_at: datetime
    new: bool


@dataclass(frozen=True, slots=True)
class MessageList:
    """What is new, and what was read. unread: how many are new, also those that do not fit on the page."""

    new: tuple[MessageRow, ...]
    read: tuple[MessageRow, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class MySettings:
    """When I want to hear, on which address, and since when my calendar has an address; None while it has none."""

    preference: Preference
    email: str
    calendar_since: datetime | None


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """Whose mail did not leave: a colleague, how many messages, how far it is and why, since the last try."""

    membership_id: UUID
    worker: str
    email: str
    state: MessageState
    trouble: MailTrouble
    number: int
    last_at: datetime

    @property
    def can_be_tried_again(self) -> bool:
        """Only what did certainly not leave."""
        return self.state is MessageState.FAILED


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail that would have left. number: of how many messages it tells."""

    mail_id: UUID
    email: str
    at: datetime
    number: int


def my_messages(viewer: Viewer, *, now: datetime) -> MessageList:
    """List what is new for the viewer, and what was read already."""
    audit.read(viewer, "message.list", audit.Ref("message"), now=now)
    own = own_messages(viewer.membership_id, now).order_by("-created_at", "id")
    new = [_row(row, new=True) for row in own.exclude(SEEN)[: SHOWN + 1]]
    read = [_row(row, new=False) for row in own.filter(SEEN)[:SHOWN]]
    count = len(new) if len(new) <= SHOWN else unread(viewer, now)
    return MessageList(tuple(new[:SHOWN]), tuple(read), count)


def unread(viewer: Viewer, now: datetime) -> int:
    """Count what is new for the viewer, in one statement."""
    return new_for(viewer.membership_id, now).count()


def my_settings(viewer: Viewer) -> MySettings:
    """Give what the viewer chose. These are the viewer's own data, so no line is written."""
    row = MessagePreference.objects.filter(membership_id=viewer.membership_id).first()
    feed = CalendarFeed.objects.filter(membership_id=viewer.membership_id, ended_at=None).first()
    return MySettings(
        Preference() if row is None else Preference(Delivery(row.delivery), row.hour),
        User.objects.values_list("email", flat=True).get(pk=viewer.user_id),
        feed.made_at if feed else None,
    )


def mail_trouble(viewer: Viewer, *, now: datetime) -> tuple[TroubleRow, ...]:
    """List whose mail did not leave.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    audit.read(viewer, "message.trouble", audit.Ref("message"), now=now, why=audit.Why(Purpose.AUDIT))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_mail_trouble() ORDER BY worker, state")
        found = cursor.fetchall()
    return tuple(
        TroubleRow(pk, worker, email, MessageState(state), MailTrouble(trouble), number, last_at)
        for pk, worker, email, state, trouble, number, last_at in found
    )


def demo_mail(viewer: Viewer, *, now: datetime) -> tuple[ShownMail, ...]:
    """List what would have left the demo, newest first.

    Raises:
        NotFound: this database is not the demo's.
    """
    if not DemoMarker.objects.exists():
        raise NotFound
    audit.read(viewer, "message.demo", audit.Ref("message"), now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_demo_mail()")
        return tuple(ShownMail(*row) for row in cursor.fetchall())


def _row(row: Message, *, new: bool) -> MessageRow:
    return MessageRow(row.pk, MessageKind(row.kind), row.created_at, new)
