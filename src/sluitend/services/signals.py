"""Hand in a concern: drafts, the concern itself, and that somebody reported to Veilig Thuis by another way."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, concern, context, norms
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import NotFound, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import (
    NAMING,
    NUMBER_LENGTH,
    NUMBER_LETTERS,
    ON_BEHALF,
    AdultIn,
    Agreement,
    Channel,
    ChildIn,
    Door,
    Footing,
    ReporterKind,
    SignalStatus,
    check_agreement,
    check_bsn,
    check_call_back,
    check_children,
    check_facts,
    check_name_under_danger,
    check_outside_date,
    check_police,
    footing_of,
    may_hand_in,
    may_keep_name,
    new_number,
    read_by,
)
from sluitend.domain.vocabulary import Category, Party
from sluitend.records import drafts, keys
from sluitend.records.crypto import digest, seal_text
from sluitend.records.models import (
    Draft,
    NamedReader,
    OutsideReport,
    Signal,
    SignalPerson,
    SignalReceipt,
)
from sluitend.services import messages

DRAFT = "signal"
CHILD, ADULT = "child", "adult"


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """An unfinished concern. draft_id: the draft to go on with, None for a new one. typed: field names and texts.

    begun: nothing was kept under this id before, so it is a new one.
    heightened and door: the answers to the first questions, kept here so that no later form can change them. door:
    None when home may not know.
    """

    draft_id: UUID | None
    heightened: bool
    door: Door | None = None
    typed: dict[str, list[str]] = field(default_factory=dict, repr=False)
    begun: bool = False


@dataclass(frozen=True, slots=True)
class OutsideReportIn:
    """That the viewer reported to Veilig Thuis by phone or their own channel, on a day; nothing about anyone."""

    form_key: UUID
    reported_on: date


@dataclass(frozen=True, slots=True)
class HandIn:
    """A concern as somebody gives it.

    form_key: makes sending twice harmless. heightened: it could get more dangerous if someone at home heard of it.
    kind and channel: whose concern it is and how it came in; anything but their own is for intake workers.
    agreement: who of the family knows and agrees; not asked under heightened safety or when they ask themselves.
    own_wish: the child wants this told. danger_now: there is danger at this moment. quote: words that the guard points
    at are a necessary quote. draft_id: the draft this was, which goes.
    """

    form_key: UUID
    heightened: bool
    children: tuple[ChildIn, ...]
    seen: str = field(default="", repr=False)
    heard: str = field(default="", repr=False)
    heard_from: str = field(default="", repr=False)
    happened: str = field(default="", repr=False)
    interpretation: str = field(default="", repr=False)
    already_done: str = field(default="", repr=False)
    kind: ReporterKind = ReporterKind.PARTNER
    channel: Channel = Channel.ONLINE
    reporter_name: str = field(default="", repr=False)
    reporter_phone: str = field(default="", repr=False)
    parents_may_read_reporter: bool = False
    agreement: Agreement | None = None
    own_wish: bool = False
    danger_now: bool = False
    adults: tuple[AdultIn, ...] = ()
    police_decision: str = ""
    quote: bool = False
    draft_id: UUID | None = None

    @property
    def texts(self) -> dict[str, str]:
        """Give what was written in free text, by field."""
        written = {
            "seen": self.seen,
            "heard": self.heard,
            "heard_from": self.heard_from,
            "happened": self.happened,
            "interpretation": self.interpretation,
            "already_done": self.already_done,
        }
        return written | {
            f"child_{place}_description": child.description for place, child in enumerate(self.children, start=1)
        }


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What the reporter gets: the receipt, its number, and until when it is read."""

    receipt_id: UUID
    signal_id: UUID
    number: str
    read_by: date


def save_draft(viewer: Viewer, command: SaveDraft, *, now: datetime) -> UUID:
    """Keep an unfinished concern, sealed, for its author only. Gives its id.

    A name that may not be given yet stays on the screen and is not kept.

    Raises:
        NotFound: the viewer hands in no concerns, or the draft is not theirs (any more).
    """
    if not may_hand_in(viewer):
        raise NotFound
    row = Draft.objects.filter(pk=command.draft_id, kind=DRAFT).first() if command.draft_id else None
    if command.draft_id and row is None and not command.begun:
        raise NotFound
    draft_id = command.draft_id or uuid.uuid4()
    audit.write(viewer, "signal.save_draft", audit.Ref("draft", draft_id), now=now, categories=(Category.K18,))
    content = {"heightened": command.heightened, "door": command.door or "", "typed": _kept(command)}
    sealed = drafts.seal(draft_id, content)
    until = norms.due_moment("draft.keep", now)
    if row:
        Draft.objects.filter(pk=draft_id).update(sealed=sealed, saved_at=now, expires_at=until)
    else:
        Draft(
            id=draft_id,
            municipality_id=viewer.municipality_id,
            membership_id=viewer.membership_id,
            kind=DRAFT,
            sealed=sealed,
            saved_at=now,
            expires_at=until,
        ).save(force_insert=True)
    return draft_id


def _kept(command: SaveDraft) -> dict[str, list[str]]:
    typed = command.typed
    own_wish = bool(typed.get("own_wish")) or typed.get("kind") == [ReporterKind.YOUTH.value]
    if may_keep_name(heightened=command.heightened, own_wish=own_wish, danger_now=bool(typed.get("danger_now"))):
        return typed
    naming = re.compile(rf"child_[0-9]+_({'|'.join(NAMING)})")
    return {name: [""] if naming.fullmatch(name) else texts for name, texts in typed.items()}


def delete_draft(viewer: Viewer, draft_id: UUID, *, now: datetime) -> None:
    """Throw away one's own draft.

    Raises:
        NotFound: it is not there for the viewer.
    """
    if not Draft.objects.filter(pk=draft_id, kind=DRAFT).exists():
        raise NotFound
    audit.write(viewer, "signal.delete_draft", audit.Ref("draft", draft_id), now=now)
    Draft.objects.filter(pk=draft_id).delete()


def note_outside_report(viewer: Viewer, command: OutsideReportIn, *, now: datetime) -> None:
    """Keep that the viewer reported to Veilig Thuis, and the date: nothing about anyone (rule 51, third door).

    Raises:
        NotFound: the viewer hands in no concerns. Refused: the date is still to come.
    """
    if not may_hand_in(viewer):
        raise NotFound
    refuse_any(check_outside_date(command.reported_on, today=context.today(now)))

    def make() -> dict[str, str]:
        row = OutsideReport(
            id=uuid.uuid4(),
            municipality_id=viewer.municipality_id,
            organisation_id=viewer.organisation_id,
            noted_by_id=viewer.membership_id,
            kind="safe_at_home",
            reported_on=command.reported_on,
            noted_at=now,
        )
        audit.write(viewer, "signal.outside_report", audit.Ref("outside_report", row.pk), now=now)
        row.save(force_insert=True)
        return {"id": str(row.pk)}

    once(viewer, command.form_key, "signal.outside_report", make, now=now)


def hand_in(viewer: Viewer, command: HandIn, *, now: datetime) -> HandedIn:
    """Hand in a concern about a child: it is in the inbox, its author has a receipt, and its draft is gone.

    The same form sent again gives the first receipt. Whoever hands in may not be able to read it back.

    Raises:
        NotFound: the viewer hands in no concerns.
        Refused: something is missing, the sharing rules say no, a word must be written again, or a concern of heightened
            safety cannot be read by enough people now.
    """
    if not may_hand_in(viewer):
        raise NotFound
    if command.kind is not ReporterKind.PARTNER and not viewer.has(*ON_BEHALF):
        raise NotFound
    result = once(viewer, command.form_key, "signal.hand_in", lambda: _hand_in(viewer, command, now), now=now)
    return HandedIn(
        receipt_id=UUID(result["receipt"]),
        signal_id=UUID(result["signal"]),
        number=result["number"],
        read_by=date.fromisoformat(result["read_by"]),
    )


def _hand_in(viewer: Viewer, command: HandIn, now: datetime) -> dict[str, str]:
    today = context.today(now)
    footing = footing_of(command.kind, heightened=command.heightened)
    refuse_any(*problems(viewer, command, now=now))
    ground = _ground(viewer, command, today)
    readers = concern.roster(today) if command.heightened else ()
    signal = _row(viewer, command, footing, now)
    persons = _persons(signal, command)
    audit.write(
        viewer,
        "signal.hand_in",
        audit.Ref("signal", signal.pk, signal_id=signal.pk),
        now=now,
        categories=_categories(command),
        fields=sorted(name for name, text in command.texts.items() if text),
        why=ground,
    )
    signal.save(force_insert=True)
    NamedReader.objects.bulk_create(
        NamedReader(
            municipality_id=signal.municipality_id,
            signal=signal,
            membership_id=membership_id,
            on_call=on_call,
            since=today,
            until=signal.ends_on,
        )
        for membership_id, on_call in readers
    )
    SignalPerson.objects.bulk_create(persons)
    keys.add_for_signal(signal, persons, [child.bsn for child in command.children])
    receipt = SignalReceipt(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        membership_id=viewer.membership_id,
        organisation_id=viewer.organisation_id,
        signal_ref=signal.pk,
        number=signal.number,
        handed_in_at=now,
        read_by=signal.read_by,
        expires_on=signal.ends_on,
    )
    receipt.save(force_insert=True)
    if signal.danger_now:
        tell_danger(viewer, signal.pk, now=now)
    if command.draft_id is not None:
        Draft.objects.filter(pk=command.draft_id, kind=DRAFT).delete()
    return {
        "receipt": str(receipt.pk),
        "signal": str(signal.pk),
        "number": signal.number,
        "read_by": signal.read_by.isoformat(),
    }


def tell_danger(viewer: Viewer, signal_id: UUID, *, now: datetime) -> None:
    """Call who reads a concern with danger now to the program: with "there is something new", and never of what."""
    about = messages.About(MessagePage.HOME, signal_id=signal_id)
    messages.tell(viewer, MessageKind.SOMETHING_NEW, about, whom=messages.Whom.DANGER, now=now)


def problems(viewer: Viewer, command: HandIn, *, now: datetime) -> tuple[Refusal, ...]:
    """Give everything that is not right with a concern as it stands now; it may still be half filled in."""
    today = context.today(now)
    footing = footing_of(command.kind, heightened=command.heightened)
    found: list[Refusal | None] = [
        *check_facts(command.seen, command.heard, command.heard_from),
        *check_children(command.children, today=today),
        check_bsn(command.children, may_hold=concern.may_hold_bsn(viewer)),
        check_police(concern.party_of(viewer, today) is Party.POLICE, command.police_decision),
    ]
    if footing is Footing.AGREED:
        found.append(check_agreement(command.agreement, command.children, today=today))
    if footing is Footing.HEIGHTENED:
        found.append(
            check_name_under_danger(command.children, own_wish=_own_wish(command), danger_now=command.danger_now)
        )
        found.append(check_call_back(command.kind, command.reporter_phone))
    found += check_words(viewer, command.texts, quote=command.quote, now=now)
    return tuple(one for one in found if one is not None)


def _ground(viewer: Viewer, command: HandIn, today: date) -> audit.Why:
    """Give the ground on which this concern comes in, for the log; raise when the sharing rules say no."""
    return concern.ground(
        viewer,
        command.kind,
        heightened=command.heightened,
        named=any(child.named for child in command.children),
        own_wish=_own_wish(command),
        danger_now=command.danger_now,
        police_decision=bool(command.police_decision),
        agreed_on=command.agreement.on if command.agreement else today,
        on=today,
    )


def _own_wish(command: HandIn) -> bool:
    return command.own_wish or command.kind is ReporterKind.YOUTH


def _row(viewer: Viewer, command: HandIn, footing: Footing, now: datetime) -> Signal:
    agreement = command.agreement if footing is Footing.AGREED else None
    own = command.kind is ReporterKind.PARTNER
    return Signal(
        id=uuid.uuid4(),
        municipality_id=viewer.municipality_id,
        number=new_number(secrets.choice(NUMBER_LETTERS) for _ in range(NUMBER_LENGTH)),
        channel=command.channel,
        reporter_kind=command.kind,
        reporter_organisation_id=viewer.organisation_id if own else None,
        entered_by_id=viewer.membership_id,
        reporter_name=command.reporter_name or (viewer.name if own else ""),
        reporter_phone=command.reporter_phone,
        parents_may_read_reporter=command.parents_may_read_reporter and not command.heightened,
        footing=footing,
        heightened=command.heightened,
        consent_role=agreement.by if agreement else "",
        consent_by=agreement.name if agreement else "",
        consent_how=agreement.how if agreement else "",
        consent_on=agreement.on if agreement else None,
        own_wish=_own_wish(command),
        police_decision=command.police_decision,
        seen=command.seen,
        heard=command.heard,
        heard_from=command.heard_from,
        happened=command.happened,
        interpretation=command.interpretation,
        already_done=command.already_done,
        danger_now=command.danger_now,
        received_at=now,
        read_by=read_by(
            danger_now=command.danger_now, today=context.today(now), term=norms.due_day("signal.read", now)
        ),
        status=SignalStatus.RECEIVED,
        # Nobody decided yet: it is kept as long as one that was refused, and the inbox says it is late long before.
        ends_on=norms.due_day("signal.refused_keep", now),
    )


def _persons(signal: Signal, command: HandIn) -> list[SignalPerson]:
    """Make the rows of everyone named: the children first, in the order in which they were given."""
    rows: list[SignalPerson] = []
    for child in command.children:
        row = SignalPerson(
            id=uuid.uuid4(),
            municipality_id=signal.municipality_id,
            signal=signal,
            kind=CHILD,
            position=len(rows),
            given_names=child.given_names,
            prefix=child.prefix,
            surname=child.surname,
            birth_date=child.birth_date,
            description=child.description,
            postcode=child.postcode,
            house_number=child.house_number,
        )
        if child.bsn is not None:
            row.bsn_sealed = seal_text(child.bsn.reveal(), table="signal_person", row=row.pk, field="bsn_sealed")
            row.bsn_digest = digest("bsn", child.bsn.reveal().encode())
        rows.append(row)
    rows += [
        SignalPerson(
            id=uuid.uuid4(),
            municipality_id=signal.municipality_id,
            signal=signal,
            kind=ADULT,
            position=place,
            surname=adult.name,
            relation=adult.relation,
            phone=adult.phone,
        )
        for place, adult in enumerate(command.adults, start=len(rows))
    ]
    return rows


def _categories(command: HandIn) -> Iterable[Category]:
    yield Category.K1
    yield Category.K15 if command.heightened else Category.K18
    if any(adult.relation for adult in command.adults):
        yield Category.K2
