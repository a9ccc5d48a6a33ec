"""How a handover goes: laid out, told to the family, offered, taken over or not. People decide each step."""

from __future__ import annotations

from datetime import date, datetime

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded


class TransferState(Worded):
    """How far a handover is, for who hands over."""

    LAID_OUT = "laid_out", N_("klaargezet")
    TOLD = "told", N_("het gezin weet het")
    SENT = "sent", N_("aangeboden")
    ACCEPTED = "accepted", N_("overgenomen")
    REFUSED = "refused", N_("niet overgenomen")
    ENDED = "ended", N_("niet op tijd beantwoord")
    TAKEN_BACK = "taken_back", N_("teruggetrokken")


class TransferAnswer(Worded):
    """What the other municipality said."""

    ACCEPTED = "accepted", N_("neemt het over")
    REFUSED = "refused", N_("neemt het niet over")


class ToldHow(Worded):
    """How the family heard what goes along."""

    PHONE = "phone", N_("telefoon")
    VISIT = "visit", N_("huisbezoek")
    OFFICE = "office", N_("gesprek op kantoor of school")
    LETTER = "letter", N_("brief")
    MAIL = "mail", N_("e-mail")


NOTHING_GOES = Refusal(
    "transfer.nothing_goes",
    N_("Hier geldt verhoogde veiligheid. Er gaat niets naar een andere gemeente. Overleg eerst met Veilig Thuis."),
)
REPORT_CLOSED = Refusal("transfer.report_closed", N_("Deze melding is gesloten. Er is niets meer over te dragen."))
RUN_ENDED = Refusal("transfer.run_ended", N_("Dit stappenplan is klaar. Begin het opnieuw als er weer iets verandert."))
NO_RECEIVER = Refusal("transfer.no_receiver", N_("Kies welke gemeente het overneemt."), field="receiver")
UNKNOWN_RECEIVER = Refusal(
    "transfer.unknown_receiver", N_("Deze gemeente staat niet in de lijst. Kies er een uit de lijst."), field="receiver"
)
NOT_LAID_OUT = Refusal("transfer.not_laid_out", N_("Zet eerst klaar wat meegaat."))
SENT_ALREADY = Refusal("transfer.sent_already", N_("Deze overdracht is al aangeboden. Trek hem eerst terug."))
TELL_FIRST = Refusal(
    "transfer.tell_first", N_("Vertel het gezin eerst wat er meegaat en naar wie. Schrijf dat hier op.")
)
NOT_AHEAD = Refusal("transfer.not_ahead", N_("Deze dag moet nog komen. Vertel het eerst."), field="told_on")
TOLD_BEFORE = Refusal(
    "transfer.told_before", N_("Toen stond dit nog niet klaar. Vertel het gezin wat er nu meegaat."), field="told_on"
)
NOT_SENT = Refusal("transfer.not_sent", N_("Deze overdracht is niet aangeboden."))
ALREADY_ANSWERED = Refusal("transfer.already_answered", N_("Hierop is al geantwoord."))
OVER = Refusal("transfer.over", N_("De tijd voor een antwoord is voorbij. Bel de andere gemeente."))
NOT_TAKEN_OVER = Refusal("transfer.not_taken_over", N_("De andere gemeente nam dit nog niet over."))
PHONED_ALREADY = Refusal("transfer.phoned_already", N_("U belde al na het overnemen. Dat staat er al."))
NO_REASON = Refusal("transfer.no_reason", N_("Schrijf op waarom niet. De andere gemeente leest dit."), field="reason")


def state_of(
    *,
    told: bool,
    sent: bool,
    taken_back: bool,
    answer: TransferAnswer | None,
    ends_on: date | None,
    today: date,
) -> TransferState:
    """Where a handover stands follows from what people did; silence ends an offer and does nothing else."""
    if taken_back:
        return TransferState.TAKEN_BACK
    if answer is not None:
        return TransferState(answer.value)
    if sent:
        return TransferState.ENDED if ends_on is not None and ends_on < today else TransferState.SENT
    return TransferState.TOLD if told else TransferState.LAID_OUT


OPEN = frozenset({TransferState.LAID_OUT, TransferState.TOLD})


def check_lay_out(state: TransferState | None) -> Refusal | None:
    """What is offered or taken over does not change any more; what was refused or taken back is laid out anew."""
    return SENT_ALREADY if state in (TransferState.SENT, TransferState.ACCEPTED) else None


def check_receiver(chosen: str, known: frozenset[str]) -> Refusal | None:
    """A handover goes to a municipality by name, of this installation or of one whose keys were exchanged."""
    if not chosen:
        return NO_RECEIVER
    return None if chosen in known else UNKNOWN_RECEIVER


def check_told(state: TransferState | None, told_on: date, laid_out_on: date | None, today: date) -> Refusal | None:
    """The family is told what goes along after it was laid out and before it goes."""
    if state not in OPEN or laid_out_on is None:
        return NOT_LAID_OUT if state is None else SENT_ALREADY
    if told_on > today:
        return NOT_AHEAD
    return TOLD_BEFORE if told_on < laid_out_on else None


def check_send(state: TransferState | None, *, unreachable: bool = False) -> Refusal | None:
    """Only what was laid out and what the family saw goes. unreachable: the protocol let telling be skipped, with a reason."""
    if state is None:
        return NOT_LAID_OUT
    if state not in OPEN:
        return SENT_ALREADY
    return None if state is TransferState.TOLD or unreachable else TELL_FIRST


def check_take_back(state: TransferState | None) -> Refusal | None:
    """What was offered can be taken back until it was answered."""
    if state in (TransferState.ACCEPTED, TransferState.REFUSED):
        return ALREADY_ANSWERED
    return None if state in (TransferState.SENT, TransferState.ENDED) else NOT_SENT


def check_answer(answered_at: datetime | None, ends_on: date, today: date) -> Refusal | None:
    """An offer is answered once, and before its time is over."""
    if answered_at is not None:
        return ALREADY_ANSWERED
    return OVER if ends_on < today else None


def check_phoned(*, accepted: bool, phoned: bool) -> Refusal | None:
    """After the weeks of the norm somebody phones once whether the other municipality went on."""
    if not accepted:
        return NOT_TAKEN_OVER
    return PHONED_ALREADY if phoned else None


def check_refuse(reason: str) -> Refusal | None:
    """Who does not take over says why."""
    return None if reason.strip() else NO_REASON
