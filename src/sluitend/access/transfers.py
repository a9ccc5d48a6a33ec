"""What a file holds that a handover is asked about, weighed by the sharing rules; for the page and for the service alike."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit, protocols
from sluitend.access.gate import CaseAccess
from sluitend.access.parties import party_of
from sluitend.content.holidays import dutch_holidays
from sluitend.content.sharing import default_matrix
from sluitend.domain.absence import AbsenceKind
from sluitend.domain.action import OPEN
from sluitend.domain.case import PersonKind
from sluitend.domain.clock import due, local_day
from sluitend.domain.outcome import Refusal, Refused
from sluitend.domain.person import show_phone
from sluitend.domain.plan import GoalStatus
from sluitend.domain.sharing import ConsentState, Viewer
from sluitend.domain.transfer import (
    HELPS,
    Absence,
    Package,
    PackedPiece,
    Piece,
    PieceKind,
    Pupil,
    Question,
    TransferAnswer,
    TransferKind,
    TransferState,
    Verdict,
    category_of_action,
    category_of_goal,
    from_plain,
    state_of,
    to_plain,
    weigh,
)
from sluitend.domain.transfer.exchanging import check_practice
from sluitend.domain.vocabulary import N_, Category, LifeDomain, Party
from sluitend.records import crypto, exchange
from sluitend.records.models import (
    AbsenceReport,
    Action,
    CasePerson,
    ExchangeKey,
    ExchangePeer,
    Goal,
    GoalPerson,
    Municipality,
    Organisation,
    Plan,
    ProtocolRun,
    Transfer,
    TransferOffer,
)
from sluitend.records.shares import consents_of

PROTOCOL, PHONES = "warm_handover", "checked_after_four_weeks"
TABLE, OFFER_TABLE, FIELD = "transfer", "transfer_offer", "package_sealed"
KEY_TABLE, SECRET_FIELD = "exchange_key", "secret_sealed"
CATEGORIES: Mapping[TransferKind, Sequence[Category]] = {
    TransferKind.CASE: (Category.K5, Category.K16),
    TransferKind.REPORT: (Category.K1, Category.K3, Category.K4),
}
GONE = Refusal("transfer.gone", N_("Wat meeging, is gewist: de tijd ervoor is voorbij. Bel de andere gemeente."))
_STAYS = (
    (PieceKind.PERSON, Category.K1),
    (PieceKind.FAMILY, Category.K2),
    (PieceKind.VOICE, Category.K16),
    (PieceKind.NOTE, Category.K16),
    (PieceKind.CONCERN, Category.K18),
)
"""What a case holds besides, of which no content is looked at here."""
_STAYS_OF_REPORT = ((PieceKind.EXPLANATION, Category.K4), (PieceKind.NUMBERS, Category.K1))


@dataclass(frozen=True, slots=True)
class Receiver:
    """A municipality that can take over. key: what a form calls it. peer: in another installation, by file."""

    key: str
    id: UUID
    name: str
    peer: bool


def practises(viewer: Viewer) -> Refusal | None:
    """Tell why the viewer's municipality exchanges nothing: people practise in it; else None."""
    practice = Municipality.objects.filter(pk=viewer.municipality_id, practice_for__isnull=False).exists()
    return check_practice(practice=practice)


def receivers() -> tuple[Receiver, ...]:
    """Give the other municipalities of this installation, and those of others whose keys two people confirmed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM app_other_municipalities()")
        near = [Receiver(f"g-{pk}", pk, name, peer=False) for pk, name in cursor.fetchall()]
    far = ExchangePeer.objects.filter(confirmed_at__isnull=False, ended_at=None).order_by("name", "pk")
    return (*near, *(Receiver(f"s-{row.pk}", row.pk, row.name, peer=True) for row in far))


@dataclass(frozen=True, slots=True)
class Weighed:
    """Every piece of a file with what the rules say. labels: what the package calls whom it concerns."""

    verdicts: tuple[Verdict, ...]
    labels: Mapping[UUID, str]
    report: AbsenceReport | None = None


def weigh_case(access: CaseAccess, receiver: Receiver | None, *, on: date) -> Weighed:
    """Weigh a case for this receiver (rule 31); without one no consent counts. The number of statements does not grow."""
    people = CasePerson.objects.filter(case_id=access.case_id, left_on=None, taken_out_at=None).order_by(
        "position", "pk"
    )
    labels = _labels(people)
    partner, consents = _consents(access.case_id, receiver, on)
    stages = access.stages.union(*access.child_stages.values())
    question = Question(
        TransferKind.CASE, access.heightened, stages, default_matrix(), on, consents=consents, partner=partner
    )
    pieces = [*_goals(access.case_id), *_actions(access.case_id, on), *_what_if(access.case_id)]
    pieces += [Piece(kind.value, kind, category) for kind, category in _STAYS]
    return Weighed(weigh(pieces, question), labels)


def _labels(people: Iterable[CasePerson]) -> dict[UUID, str]:
    counts: dict[str, int] = {}
    labels = {}
    for row in people:
        word = "kind" if row.kind == PersonKind.CHILD else "volwassene"
        counts[word] = counts.get(word, 0) + 1
        labels[row.pk] = f"{word} {counts[word]}"
    return labels


def _consents(case_id: UUID, receiver: Receiver | None, on: date) -> tuple[UUID | None, tuple[ConsentState, ...]]:
    """Give the receiver as an organisation of this municipality, found by its name, with every consent of the case."""
    if receiver is None:
        return None, ()
    for row in Organisation.objects.all():
        same = row.name.casefold().removeprefix("gemeente ").strip() == receiver.name.casefold()
        if same and party_of(row.kind, on) is Party.OTHER_MUNICIPALITY:
            return row.pk, tuple(state for _, state in consents_of(case_id))
    return None, ()


def _goals(case_id: UUID) -> Iterator[Piece]:
    about: dict[UUID, set[UUID]] = {}
    for goal_id, person_id in GoalPerson.objects.filter(case_id=case_id).values_list("goal_id", "person_id"):
        about.setdefault(goal_id, set()).add(person_id)
    rows = Goal.objects.filter(case_id=case_id, status=GoalStatus.OPEN).select_related("domain")
    for row in rows.order_by("position", "pk"):
        domain = LifeDomain(row.domain.code) if row.domain is not None else None
        text = f"{row.family_words}\n{row.measure}".strip()
        concerned = frozenset(about.get(row.pk, ()))
        yield Piece(f"goal-{row.pk}", PieceKind.GOAL, category_of_goal(domain), text, on=row.target_on, about=concerned)


def _actions(case_id: UUID, on: date) -> Iterator[Piece]:
    rows = Action.objects.filter(case_id=case_id, status__in=OPEN).select_related("organisation")
    helps: dict[UUID, tuple[Organisation, set[UUID]]] = {}
    for row in rows.order_by("due_on", "pk"):
        party = party_of(row.organisation.kind, on)
        concerned = frozenset({row.concerns_id})
        category = category_of_action(party)
        yield Piece(
            f"action-{row.pk}", PieceKind.ACTION, category, row.title, row.organisation.name, row.due_on, concerned
        )
        if party in HELPS:
            helps.setdefault(row.organisation_id, (row.organisation, set()))[1].add(row.concerns_id)
    for organisation, people in helps.values():
        who = ", ".join(filter(None, (organisation.name, show_phone(organisation.phone))))
        yield Piece(
            f"help-{organisation.pk}", PieceKind.HELP, Category.K5, organisation.name, who, about=frozenset(people)
        )


def _what_if(case_id: UUID) -> Iterator[Piece]:
    text = Plan.objects.filter(case_id=case_id).values_list("what_if", flat=True).first()
    if text:
        yield Piece("what_if", PieceKind.WHAT_IF, Category.K16, text)


def weigh_report(report: AbsenceReport, *, on: date, now: datetime) -> Weighed:
    """Weigh an absence report (rule 30): kind, days and what is open go along; the rest stays."""
    name = " ".join(part for part in (report.given_names, report.prefix, report.surname) if part)
    kind = AbsenceKind(report.kind)
    pieces = [
        Piece("pupil", PieceKind.PUPIL, Category.K1, name, on=report.birth_date),
        Piece("school", PieceKind.SCHOOL, Category.K3, f"{report.brin} {report.vestiging}".strip()),
        Piece("absence", PieceKind.ABSENCE, Category.K4, kind.sentence, on=report.begin_on),
        *_open_steps(report, now),
        *(Piece(one.value, one, category) for one, category in _STAYS_OF_REPORT),
    ]
    question = Question(TransferKind.REPORT, False, frozenset(), default_matrix(), on)
    return Weighed(weigh(pieces, question), {}, report)


def _open_steps(report: AbsenceReport, now: datetime) -> Iterator[Piece]:
    """What still has to be done: the open steps of what runs for the report, with their days."""
    runs = ProtocolRun.objects.filter(report=report, ended_at=None).order_by("started_at", "id")
    for one in protocols.standings(runs, now):
        if one.protocol is None or one.position is None:
            continue
        last_days = {clock.step: clock.due.day for clock in one.clocks}
        for step in one.protocol.steps:
            if step.code in one.position.open:
                key = f"step-{one.run.pk}-{step.code}"
                yield Piece(key, PieceKind.OPEN_STEP, Category.K4, step.title.nl, on=last_days.get(step.code))


def package_of(kind: TransferKind, ref: UUID, weighed: Weighed, pieces: tuple[Piece, ...]) -> Package:
    """Make what travels of the pieces that go. Between attendance officers the pupil and the absence go always (rule 30)."""
    if kind is TransferKind.REPORT and weighed.report is not None:
        row = weighed.report
        steps = tuple(_packed(one, {}) for one in pieces if one.kind is PieceKind.OPEN_STEP)
        pupil = Pupil(row.given_names, row.prefix, row.surname, row.birth_date)
        absence = Absence(AbsenceKind(row.kind), row.begin_on, row.end_on, row.brin, row.vestiging)
        return Package(kind, ref, (), steps, pupil, absence)
    concerned = {person for one in pieces for person in one.about}
    people = tuple(label for pk, label in weighed.labels.items() if pk in concerned)
    return Package(kind, ref, people, tuple(_packed(one, weighed.labels) for one in pieces))


def _packed(piece: Piece, labels: Mapping[UUID, str]) -> PackedPiece:
    about = tuple(label for pk, label in labels.items() if pk in piece.about)
    return PackedPiece(piece.kind, piece.text, piece.who, piece.on, about)


ALWAYS = frozenset({PieceKind.PUPIL, PieceKind.ABSENCE, PieceKind.SCHOOL})
"""Without these there is nothing to take over between attendance officers: they cannot be taken out."""


def why_of(kind: TransferKind) -> audit.Why:
    """Give why the data are used, for the log: purpose, law and rule of the handover."""
    ruling = kind.ruling
    return audit.Why(ruling.purpose, ruling.law, str(ruling.rule))


def state_of_row(row: Transfer, today: date) -> TransferState:
    """Tell where a handover stands."""
    return state_of(
        told=row.told_on is not None,
        sent=row.sent_at is not None,
        taken_back=row.taken_back_at is not None,
        answer=TransferAnswer(row.answer) if row.answer else None,
        ends_on=row.ends_on,
        today=today,
    )


def phone_on(answered_at: datetime, today: date) -> date | None:
    """Give the last day to phone whether the other municipality went on: by the norm of that step in the protocol.

    None where the protocol that holds today has no such step, or no term for it.
    """
    protocol = protocols.catalogue(today).get(PROTOCOL)
    step = protocol.step(PHONES) if protocol is not None and protocol.has(PHONES) else None
    if step is None or step.deadline is None:
        return None
    day = local_day(answered_at)
    return due(day, step.deadline.term, dutch_holidays(day.year, day.year + 1)).day


def seal(package: Package, table: str, row: UUID) -> bytes:
    """Seal a package for one row of one side."""
    return crypto.seal_text(json.dumps(to_plain(package), ensure_ascii=False), table=table, row=row, field=FIELD)


def unseal(row: Transfer | TransferOffer) -> Package:
    """Open the package of a row.

    Raises:
        Refused: it is gone: it was taken back, refused, or its time is over.
    """
    if row.package_sealed is None:
        raise Refused(GONE)
    table = TABLE if isinstance(row, Transfer) else OFFER_TABLE
    return from_plain(json.loads(crypto.unseal_text(row.package_sealed, table=table, row=row.pk, field=FIELD)))


def came_along(case_id: UUID) -> UUID | None:
    """Give the offer that a case began with, while what came along is kept; the database gives it to who works in the case."""
    rows = TransferOffer.objects.filter(case_id=case_id).exclude(package_sealed=None)
    return rows.values_list("pk", flat=True).first()


def own_keys() -> exchange.Secrets | None:
    """Give the keys of the viewer's municipality, opened; None when it has none yet."""
    row = ExchangeKey.objects.filter(ended_at=None).first()
    if row is None:
        return None
    return exchange.Secrets.from_bytes(
        crypto.unseal(row.secret_sealed, table=KEY_TABLE, row=row.pk, field=SECRET_FIELD)
    )
