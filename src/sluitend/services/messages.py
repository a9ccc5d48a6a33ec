"""Messages to people who work here: put down with what happened, mailed afterwards by the worker.

`tell` belongs in the transaction of what happened: both, or neither. The mail comes later, and at most once: a message
is marked as being sent before its mail leaves, and what was cut off after that is never sent again. Such a mail may
be lost; its message is not, because that stands in the program.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from sluitend.access import audit, context, norms
from sluitend.access.news import new_for
from sluitend.domain.messages import (
    Delivery,
    MailOutcome,
    MailTrouble,
    MessageKind,
    MessagePage,
    MessageState,
    Preference,
    Quiet,
    check_preference,
    is_too_old,
    mail_id,
    mail_moment,
    message_key,
    next_try,
)
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import AuditKind, Purpose, Role
from sluitend.records.models import DemoMarker, Message, MessagePreference, User
from sluitend.services import outbox

MOST = 200
"""For how many people one round of the worker looks; the next round takes the others."""


class Whom(StrEnum):
    """Whom a message is for, where whoever tells it may not know them.

    HOLDERS: who coordinates the case, and the deputy while they are away. ORGANISATION: who does the action, or
    answers for it, in the organisation it was asked of. DANGER: who reads a concern with danger now, and of heightened
    safety who of its readers is on call.
    """

    NAMED = "named"
    HOLDERS = "holders"
    ORGANISATION = "organisation"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class About:
    """What a message opens, and the case or concern it belongs to: ids alone."""

    page: MessagePage
    target_id: UUID | None = None
    case_id: UUID | None = None
    signal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell to people whom the doer knows. to: memberships. event: as in `tell`."""

    kind: MessageKind
    about: About
    to: Sequence[UUID]
    event: str


class Mailer(Protocol):
    """Hands one mail to a server. mail_ref: the same mail has the same one."""

    def send(self, to: str, mail_ref: UUID, now: datetime) -> MailOutcome:
        """Send it, and say what came of it; never raises for what a server or a network does."""


def tell(
    viewer: Viewer,
    kind: MessageKind,
    about: About,
    *,
    to: Iterable[UUID] = (),
    whom: Whom = Whom.NAMED,
    event: str = "",
    now: datetime,
) -> None:
    """Put down that there is something new, in the transaction of what happened, after its own changes.

    The same event of the same thing is told once. Nothing is told of heightened safety, to whoever did it, to who no
    longer works here, or to whom this family is closed. Nobody learns who was told. Of danger now (Whom.DANGER) it is
    told that there is something, and never of which concern: the message keeps neither its id nor its page.

    to: memberships, where the doer knows them. event: what tells this event from the next one of the same target.
    """
    named = list(to)
    if whom is Whom.NAMED and not named:
        return
    key = _key(viewer, kind, about, event)
    audit.record(viewer, audit.Line(AuditKind.SYSTEM, "message.tell", audit.Ref("message")), now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app_tell(%s, %s, %s, %s, %s, %s, %s::uuid[], %s)",
            [kind, whom, about.page, about.target_id, about.case_id, about.signal_id, named, key],
        )


def tell_all(viewer: Viewer, news: Iterable[News], *, now: datetime) -> None:
    """Tell many things at once, each as `tell` tells one; two statements, however many there are."""
    told = [one for one in news if one.to]
    if not told:
        return
    lines = [audit.Line(AuditKind.SYSTEM, "message.tell", audit.Ref("message"))] * len(told)
    audit.record(viewer, *lines, now=now)
    rows = [_as_row(viewer, one) for one in told]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(app_tell(n.kind, %s, n.page, n.target, n.of_case, n.of_signal, n.named, n.once))"
            " FROM json_to_recordset(%s) AS n (kind text, page text, target uuid, of_case uuid, of_signal uuid,"
            " named uuid[], once uuid)",
            [Whom.NAMED, json.dumps(rows, default=str)],
        )


def _as_row(viewer: Viewer, news: News) -> dict[str, object]:
    about = news.about
    return {
        "kind": news.kind,
        "page": about.page,
        "target": about.target_id,
        "of_case": about.case_id,
        "of_signal": about.signal_id,
        "named": list(news.to),
        "once": _key(viewer, news.kind, about, news.event),
    }


def _key(viewer: Viewer, kind: MessageKind, about: About, event: str) -> UUID:
    return message_key(kind, about.target_id or about.case_id or about.signal_id or viewer.municipality_id, event)


@transaction.atomic
def choose(viewer: Viewer, preference: Preference, *, now: datetime) -> None:
    """Choose when one wants to hear; it counts for what waits already.

    Raises:
        Refused: once a day, without a whole hour of the day.
    """
    refuse_any(check_preference(preference))
    audit.write(
        viewer, "message.choose", audit.Ref("message_preference", viewer.membership_id), now=now, fields=("delivery",)
    )
    row = MessagePreference.objects.filter(membership_id=viewer.membership_id).first()
    if row is None:
        row = MessagePreference(municipality_id=viewer.municipality_id, membership_id=viewer.membership_id)
    row.delivery, row.hour = preference.delivery, preference.hour
    row.save(force_insert=row._state.adding)  # noqa: SLF001 - the documented way to tell a new row
    waiting = Message.objects.filter(membership_id=viewer.membership_id, state=MessageState.WAITING)
    waiting.update(look_at=now)


@transaction.atomic
def open_message(viewer: Viewer, message_id: UUID, *, now: datetime) -> About:
    """Open a message: it is read from now on. Gives what it is about.

    Raises:
        NotFound: there is no such message for the viewer.
    """
    row = Message.objects.filter(pk=message_id, membership_id=viewer.membership_id).first()
    if row is None:
        raise NotFound
    if row.read_at is None:
        _read(viewer, Q(pk=row.pk), now)
    return About(MessagePage(row.page), row.target_ref, row.case_ref, row.signal_ref)


@transaction.atomic
def read_all(viewer: Viewer, *, now: datetime) -> int:
    """Mark everything as read; gives how much of it was new."""
    new = new_for(viewer.membership_id, now).count()
    _read(viewer, Q(), now)
    return new


def _read(viewer: Viewer, which: Q, now: datetime) -> None:
    audit.write(viewer, "message.read", audit.Ref("message"), now=now)
    Message.objects.filter(which, membership_id=viewer.membership_id, read_at=None).update(read_at=now)


@transaction.atomic
def try_again(viewer: Viewer, membership_id: UUID, *, now: datetime) -> int:
    """Let the mail of one colleague that did not leave be tried again; gives how many messages that is.

    Raises:
        NotFound: the viewer is not an administrator.
    """
    if not viewer.has(Role.ADMIN):
        raise NotFound
    ref = audit.Ref("membership", membership_id)
    audit.write(viewer, "message.try_again", ref, now=now, why=audit.Why(Purpose.AUDIT))
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_mail_again(%s)", [membership_id])
        return int(cursor.fetchone()[0])


# -- the worker --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody whose messages the worker must look at."""

    user_id: UUID
    membership_id: UUID


@dataclass(frozen=True, slots=True)
class _Batch:
    viewer: Viewer
    to: str
    mail_ref: UUID
    ids: Sequence[UUID]


def is_demo() -> bool:
    """Tell whether the demo wrote this database: then no mail ever leaves it."""
    return DemoMarker.objects.exists()


def due(now: datetime) -> list[Addressee]:
    """Give for whom a mail may have to leave. For the worker alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, membership_id FROM app_mail_due(%s, %s)", [now, MOST])
        return [Addressee(*row) for row in cursor.fetchall()]


def send_to(who: Addressee, mailer: Mailer | None, *, now: datetime) -> MailOutcome | None:
    """Send one person the mail that may leave now: marked first, sent second, marked as sent third.

    mailer: None when no mail server is set; the messages then stay in the program. Gives what came of the mail, or
    None when none had to leave. May run twice, also at the same time, and may be killed anywhere.
    """
    try:
        with outbox.as_member(who.user_id, who.membership_id, now) as viewer:
            batch = _claim(viewer, mailable=mailer is not None, now=now)
    except NotFound:
        return None  # left since; app_message_end lets go of what waits
    if batch is None or mailer is None:
        return None
    outcome = mailer.send(batch.to, batch.mail_ref, now)
    with context.acting_as(batch.viewer, now):
        _settle(batch, outcome, now)
    return outcome


def end_old(now: datetime) -> int:
    """Delete messages whose time is over; gives how many. For the worker alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_message_end(%s, %s)", [now, norms.value("message.keep", context.today(now))])
        return int(cursor.fetchone()[0])


def _claim(viewer: Viewer, *, mailable: bool, now: datetime) -> _Batch | None:
    """Decide of each message that must be looked at, and mark those that leave now as being sent.

    No mail leaves about what was seen already or is old, and none where there is no server.
    """
    day = context.today(now)
    _log(viewer, "message.look", now)
    if not _alone(viewer):
        return None
    own = Message.objects.select_for_update(skip_locked=True).filter(membership_id=viewer.membership_id)
    # What failed before goes along with what leaves now: one mail says it all.
    rows = own.filter(Q(look_at__lte=now) | Q(state=MessageState.WAITING, attempts__gt=0)).order_by("created_at", "id")
    preference, quiet, too_old = _preference(viewer), _quiet(now), norms.value("message.too_old", day)
    new = set(new_for(viewer.membership_id, now).values_list("pk", flat=True))
    leaving = []
    for row in rows:
        if row.state == MessageState.SENDING:
            _put(row, MessageState.UNSURE, trouble=MailTrouble.CUT_OFF)
        elif not mailable or row.pk not in new or is_too_old(row.created_at, now, too_old):
            _put(row, MessageState.IN_APP)
        else:
            moment = mail_moment(preference, quiet, row.created_at)
            if moment is None:
                _put(row, MessageState.IN_APP)
            elif moment > now:
                _put(row, MessageState.WAITING, look_at=moment)
            else:
                leaving.append(row)
    if not leaving:
        return None
    mail_ref = mail_id(row.pk for row in leaving)
    stuck = now + timedelta(minutes=norms.value("message.stuck", day))
    for row in leaving:
        row.state, row.trouble, row.look_at, row.sending_since = MessageState.SENDING, "", stuck, now
        row.attempts, row.mail_ref = row.attempts + 1, mail_ref
        row.save(update_fields=["state", "trouble", "look_at", "sending_since", "attempts", "mail_ref"])
    to = User.objects.values_list("email", flat=True).get(pk=viewer.user_id)
    return _Batch(viewer, to, mail_ref, tuple(row.pk for row in leaving))


def _alone(viewer: Viewer) -> bool:
    """Let one worker at a time look for a member: two that share the rows between them would send two mails."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"mail {viewer.membership_id}"])
        return bool(cursor.fetchone()[0])


def _settle(batch: _Batch, outcome: MailOutcome, now: datetime) -> None:
    """Write down what came of the mail, for the messages that are still in it."""
    day = context.today(now)
    _log(batch.viewer, f"message.{outcome}", now)
    # Taken for cut off by another worker while this one was still sending: now it is known.
    states = (MessageState.SENDING, MessageState.UNSURE)
    rows = Message.objects.select_for_update().filter(pk__in=batch.ids, mail_ref=batch.mail_ref, state__in=states)
    for row in rows:
        if outcome is MailOutcome.SENT:
            row.sent_at = now
            _put(row, MessageState.SENT)
        elif outcome is MailOutcome.UNSURE:
            _put(row, MessageState.UNSURE, trouble=MailTrouble.CUT_OFF)
        elif outcome is MailOutcome.REFUSED:
            _put(row, MessageState.FAILED, trouble=MailTrouble.REFUSED)
        else:
            again = next_try(
                row.attempts,
                now,
                minutes=norms.value("message.retry", day),
                most=norms.value("message.attempts", day),
            )
            state = MessageState.FAILED if again is None else MessageState.WAITING
            _put(row, state, trouble=MailTrouble.UNREACHABLE, look_at=again)


def _put(
    row: Message, state: MessageState, *, trouble: MailTrouble | None = None, look_at: datetime | None = None
) -> None:
    row.state, row.trouble, row.look_at = state, trouble or "", look_at
    row.save(update_fields=["state", "trouble", "look_at", "sent_at"])


def _preference(viewer: Viewer) -> Preference:
    row = MessagePreference.objects.filter(membership_id=viewer.membership_id).first()
    return Preference() if row is None else Preference(Delivery(row.delivery), row.hour)


def _quiet(now: datetime) -> Quiet:
    day = context.today(now)
    return Quiet(norms.value("message.quiet_from", day), norms.value("message.quiet_until", day))


def _log(viewer: Viewer, action: str, now: datetime) -> None:
    audit.record(viewer, audit.Line(AuditKind.SYSTEM, action, audit.Ref("message")), now=now)
