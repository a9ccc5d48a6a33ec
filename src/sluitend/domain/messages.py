"""Messages to people who work here: that there is something new, never what, and when their mail may leave.

A message says nothing of anybody: it is a kind, a moment and a page. What goes out by mail is one sentence, the same
for every kind. Of a case or a concern of heightened safety no message comes into being (D.3), except that danger now
calls whoever is on call to the program: with a message that says nothing, and of which nobody can tell what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from sluitend.domain.clock import AMSTERDAM, local_day
from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded

_NAMES = UUID("6f3d1f9c-1f0e-4b43-9c7e-5d8f6c1b2a70")
"""The space of names in which keys are made; another one would make every message anew."""


class MessageKind(Worded):
    """What happened, in one sentence without names; shown in the program only, after signing in."""

    ACTION_ASKED = "action_asked", N_("Aan uw organisatie is een actie gevraagd.")
    ACTION_GIVEN = "action_given", N_("Een collega gaf u een actie.")
    ANSWER_ARRIVED = "answer_arrived", N_("Er is een antwoord op een actie.")
    TERM_NEAR = "term_near", N_("Een termijn loopt bijna af.")
    TERM_PASSED = "term_passed", N_("Een termijn is voorbij.")
    CONFIRMATION_ASKED = "confirmation_asked", N_("Een collega vraagt u om mee te kijken.")
    HANDOVER = "handover", N_("Een casus staat nu op uw naam.")
    SEAT_GIVEN = "seat_given", N_("U hebt een plaats in een team gekregen.")
    CONSENT_ENDED = "consent_ended", N_("Een toestemming is geëindigd.")
    SOMETHING_NEW = "something_new", N_("Er is iets nieuws voor u.")
    DECISION_ASKED = "decision_asked", N_("Er wacht een besluit op u.")
    DECISION_ANSWERED = "decision_answered", N_("Er is een antwoord op een gevraagd besluit.")


class MessageState(Worded):
    """How far the mail of a message is. The message itself stands in the program from the first moment."""

    WAITING = "waiting", N_("Wacht tot de e-mail weg mag")
    IN_APP = "in_app", N_("Alleen in het programma")
    SENDING = "sending", N_("De e-mail gaat nu weg")
    SENT = "sent", N_("De e-mail is verstuurd")
    UNSURE = "unsure", N_("Niet zeker of de e-mail aankwam; hij gaat niet nog eens")
    FAILED = "failed", N_("De e-mail lukte niet")


class MessagePage(StrEnum):
    """Which page a message opens. An address holds at most the random id of what it opens."""

    HOME = "home"
    ACTION = "action"
    CASE = "case"
    SIGNAL = "signal"


class Delivery(Worded):
    """When somebody wants to hear of something new."""

    AT_ONCE = "at_once", N_("Meteen")
    DAILY = "daily", N_("Eén keer per dag")
    IN_APP = "in_app", N_("Alleen in het programma")


class MailOutcome(StrEnum):
    """What came of handing a mail to a server. NOT_NOW and REFUSED: it did certainly not leave. UNSURE: nobody knows."""

    SENT = "sent"
    NOT_NOW = "not_now"
    REFUSED = "refused"
    UNSURE = "unsure"


class MailTrouble(Worded):
    """Why a mail did not leave; what the other server said is not kept."""

    UNREACHABLE = "unreachable", N_("De mailserver antwoordt niet.")
    REFUSED = "refused", N_("De mailserver weigert dit adres of dit bericht.")
    CUT_OFF = "cut_off", N_("Het versturen werd afgebroken.")


@dataclass(frozen=True, slots=True)
class Preference:
    """When somebody wants to hear. hour: of the day in Amsterdam, 0 to 23; counts for once a day only."""

    delivery: Delivery = Delivery.AT_ONCE
    hour: int = 8


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which nothing leaves at once: from the first hour until the other, over midnight where needed."""

    begin: int
    end: int


BAD_HOUR = Refusal("message.hour", N_("Kies een heel uur van de dag."), field="hour")


def check_preference(preference: Preference) -> Refusal | None:
    """Who wants to hear once a day chooses a whole hour of the day."""
    if preference.delivery is Delivery.DAILY and not 0 <= preference.hour <= 23:
        return BAD_HOUR
    return None


def may_tell(*, heightened: bool) -> bool:
    """Of a case or a concern of heightened safety no message comes into being: no mail, no list, no calendar."""
    return not heightened


def message_key(kind: MessageKind, about: UUID, event: str = "") -> UUID:
    """The same event gives the same key, so that nobody hears of it twice.

    about: the row it is about. event: what tells one event of that row from the next, such as its version.
    """
    return uuid5(_NAMES, f"{kind.value}:{about}:{event}")


def mail_id(message_ids: Iterable[UUID]) -> UUID:
    """One mail says of all messages in it that there is something new; it is named by exactly those messages."""
    return uuid5(_NAMES, ",".join(sorted(str(one) for one in message_ids)))


def at_hour(day: date, hour: int) -> datetime:
    """Give the moment, in UTC, at which an hour of the day begins in Amsterdam.

    The hour that does not exist begins when the next one does; of the hour that comes twice it is the first.
    """
    return datetime.combine(day, time(hour), AMSTERDAM).astimezone(UTC)


def mail_moment(preference: Preference, quiet: Quiet, created_at: datetime) -> datetime | None:
    """Give the moment from which the mail may leave, or None when there is none.

    At once is at once, but in the quiet hours it is when these end. Once a day is the next time the chosen hour
    begins; who chose an hour of the night meant it.
    """
    if preference.delivery is Delivery.IN_APP:
        return None
    if preference.delivery is Delivery.DAILY:
        return _next_hour(preference.hour, created_at)
    return _next_hour(quiet.end, created_at) if _is_quiet(quiet, created_at) else created_at


def _is_quiet(quiet: Quiet, moment: datetime) -> bool:
    hour = moment.astimezone(AMSTERDAM).hour
    if quiet.begin <= quiet.end:
        return quiet.begin <= hour < quiet.end
    return hour >= quiet.begin or hour < quiet.end


def _next_hour(hour: int, after: datetime) -> datetime:
    day = local_day(after)
    first = at_hour(day, hour)
    return first if first >= after else at_hour(day + timedelta(days=1), hour)


def is_too_old(created_at: datetime, now: datetime, days: int) -> bool:
    """What is older than some days stands in the program only: a server that comes back does not pour it out."""
    return now - created_at > timedelta(days=days)


def next_try(attempts: int, now: datetime, *, minutes: int, most: int) -> datetime | None:
    """Give the moment of the next try: each wait is twice the one before, a day at most; None after the last one.

    attempts: how many were made. minutes: the first wait. most: how many are made in all.
    """
    if attempts >= most:
        return None
    wait = timedelta(minutes=minutes * 2 ** min(attempts - 1, 20))
    return now + min(wait, timedelta(days=1))


MAIL_SUBJECT = "Er is iets nieuws voor u"
MAIL_BODY = """\
Goedendag,

Er is iets nieuws voor u in Sluitend.
Log in om het te lezen: {link}

In deze e-mail staat met opzet niet waar het over gaat.
U kunt deze e-mail niet beantwoorden.
Wilt u deze e-mails op een ander moment, of niet? Kies dat hier: {settings}

English: there is something new for you in Sluitend. Log in to read it.
"""
"""The whole mail, for everybody and every kind; in both languages, so that it tells nothing about who reads it."""

CALENDAR_TERM = "Sluitend: termijn"
CALENDAR_ACTION = "Sluitend: actie"
"""What a calendar shows that others may look into: two words, the same for everybody."""
