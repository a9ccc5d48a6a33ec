"""The team of a case: its name and deputy, seats with an end, and the reading list of heightened safety."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import change_case
from sluitend.access.once import once
from sluitend.access.staff import free_for, roles_of
from sluitend.access.words import check_words
from sluitend.domain.case import (
    ReaderFacts,
    check_deputy,
    check_named_readers,
    check_own_family,
    check_reason,
    check_seat,
    check_title,
)
from sluitend.domain.messages import MessageKind, MessagePage
from sluitend.domain.outcome import Conflict, NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import Case, CaseChange, NamedReader, TeamSeat
from sluitend.services import messages
from sluitend.services.cases.opening import ReaderIn


@dataclass(frozen=True, slots=True)
class ChangeCase:
    """Another name for the case, or another deputy. version: what the writer started from."""

    case_id: UUID
    title: str
    deputy_id: UUID | None
    reason: str
    version: int
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class GiveSeat:
    """A seat at the table: who, what they do here, why that is needed, and until when."""

    case_id: UUID
    membership_id: UUID
    function: str
    reason: str
    until: date | None
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class EndSeat:
    """A seat ends now, and what it let somebody see with it."""

    case_id: UUID
    seat_id: UUID
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class SetReaders:
    """Who may read a case of heightened safety from now on, besides whoever holds it."""

    case_id: UUID
    readers: tuple[ReaderIn, ...]
    reason: str
    version: int
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Heighten:
    """Turn heightened safety on, with its readers. It ends through services.cases.together, with a second person."""

    case_id: UUID
    reason: str
    version: int
    readers: tuple[ReaderIn, ...] = ()
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """Somebody looked again at whether the criteria still hold, and found that they do. words: why."""

    case_id: UUID
    words: str
    version: int
    quote: bool = False
    form_key: UUID | None = None


def change_details(viewer: Viewer, command: ChangeCase, *, now: datetime) -> UUID:
    """Give a case another name or deputy, with a reason that stays.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: no name or reason, or a deputy who is no other coordinator here, or who closed this family.
        Conflict: somebody else saved first.
    """

    def make() -> UUID:
        texts = {"title": command.title, "reason": command.reason}
        words = check_words(viewer, texts, quote=command.quote, now=now)
        with change_case(viewer, command.case_id, action="case.change", categories=(Category.K1,), now=now):
            case = _case(command.case_id, command.version)
            roles = roles_of({command.deputy_id}, context.today(now))
            deputy = command.deputy_id
            refuse_any(
                check_title(command.title),
                check_deputy(deputy, roles.get(deputy) if deputy else None, case.coordinator_id),
                check_own_family(deputy is None or free_for(case.pk, deputy), field="deputy"),
                check_reason(command.reason),
                *words,
            )
            if case.heightened and deputy is not None:
                _list(case, deputy, on_call=False, since=context.today(now), until=case.ends_on)
            changed = [
                name for name, new in (("title", command.title), ("deputy_id", deputy)) if getattr(case, name) != new
            ]
            case.title, case.deputy_id = command.title, deputy
            _save(viewer, case, "case", changed, reason=command.reason, now=now)
            return case.pk

    return _one(viewer, command.form_key, "case.change", make, now)


def give_seat(viewer: Viewer, command: GiveSeat, *, now: datetime) -> UUID:
    """Give a colleague a seat at the table, until a day; gives the id of the seat.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: nobody who works here with families, no function, reason or end, or somebody who closed this family.
    """
    day = context.today(now)

    def make() -> UUID:
        texts = {"function": command.function, "reason": command.reason}
        words = check_words(viewer, texts, quote=command.quote, now=now)
        pk = uuid.uuid4()
        with change_case(viewer, command.case_id, action="seat.give", kind="seat", about=pk, now=now) as access:
            listed = not access.heightened or _listed(command.case_id, command.membership_id, day)
            checks = check_seat(
                roles_of({command.membership_id}, day).get(command.membership_id),
                function=command.function,
                reason=command.reason,
                until=command.until,
                today=day,
                weeks=norms.value("team.seat", day),
                listed=listed,
            )
            free = check_own_family(free_for(command.case_id, command.membership_id), field="membership")
            refuse_any(*checks, free, *words)
            seat = TeamSeat(
                id=pk,
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                membership_id=command.membership_id,
                function=command.function,
                reason=command.reason,
                since=day,
                until=command.until or day,
                given_by_id=viewer.membership_id,
            )
            seat.save(force_insert=True)
            about = messages.About(MessagePage.CASE, command.case_id, case_id=command.case_id)
            to, event = [command.membership_id], str(pk)
            messages.tell(viewer, MessageKind.SEAT_GIVEN, about, to=to, event=event, now=now)
            return seat.pk

    return _one(viewer, command.form_key, "seat.give", make, now)


def end_seat(viewer: Viewer, command: EndSeat, *, now: datetime) -> UUID:
    """End a seat now: from the next page on the case is not there for that colleague.

    Raises:
        NotFound: there is no such seat in a case of the viewer.
    """

    def make() -> UUID:
        with change_case(viewer, command.case_id, action="seat.end", kind="seat", about=command.seat_id, now=now):
            if not TeamSeat.objects.filter(pk=command.seat_id, case_id=command.case_id, ended_at=None).update(
                ended_at=now
            ):
                raise NotFound
            return command.seat_id

    return _one(viewer, command.form_key, "seat.end", make, now)


def set_readers(viewer: Viewer, command: SetReaders, *, now: datetime) -> UUID:
    """Say anew who may read a case of heightened safety; who is not named any more reads nothing from now on.

    Raises:
        NotFound: there is no such case of heightened safety for the viewer.
        Refused: fewer than three who may read it, nobody on call, no reason, or somebody who closed this family.
        Conflict: somebody else saved first.
    """

    def make() -> UUID:
        words = check_words(viewer, {"reason": command.reason}, quote=False, now=now)
        with change_case(viewer, command.case_id, action="case.readers", now=now) as access:
            if not access.heightened:
                raise NotFound
            case = _case(command.case_id, command.version)
            refuse_any(check_reason(command.reason), *words)
            _write_list(case, command.readers, context.today(now))
            _save(viewer, case, "readers", ["readers"], reason=command.reason, now=now)
            return case.pk

    return _one(viewer, command.form_key, "case.readers", make, now)


def heighten(viewer: Viewer, command: Heighten, *, now: datetime) -> UUID:
    """Turn heightened safety on; what partners and seats could see ends with it at once.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: no reason, fewer than three readers, or nobody on call.
        Conflict: somebody else saved first.
    """

    def make() -> UUID:
        words = check_words(viewer, {"reason": command.reason}, quote=False, now=now)
        with change_case(viewer, command.case_id, action="case.heighten", now=now):
            case = _case(command.case_id, command.version)
            refuse_any(check_reason(command.reason), *words)
            _write_list(case, command.readers, context.today(now))
            case.heightened = True
            _save(viewer, case, "heightened", ["heightened"], reason=command.reason, now=now)
            return case.pk

    return _one(viewer, command.form_key, "case.heighten", make, now)


def review_case(viewer: Viewer, command: ReviewCase, *, now: datetime) -> UUID:
    """Write down that the reasons for a case still hold (A.14); within six months somebody looks again.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: no reason. Conflict: somebody else saved first.
    """

    def make() -> UUID:
        words = check_words(viewer, {"reason": command.words}, quote=command.quote, now=now)
        with change_case(viewer, command.case_id, action="case.review", now=now):
            case = _case(command.case_id, command.version)
            refuse_any(check_reason(command.words), *words)
            case.review_by = norms.due_day("case.review", now)
            _save(viewer, case, "review", ["review_by"], reason=command.words, now=now)
            return case.pk

    return _one(viewer, command.form_key, "case.review", make, now)


def _one(viewer: Viewer, key: UUID | None, verb: str, make: Callable[[], UUID], now: datetime) -> UUID:
    if key is None:
        return make()
    return UUID(once(viewer, key, verb, lambda: {"id": str(make())}, now=now)["id"])


def _case(case_id: UUID, version: int) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("opened_by").get(pk=case_id)
    if case.version == version:
        return case
    last = CaseChange.objects.filter(case=case, person=None).order_by("-at").select_related("by").first()
    by, at = (last.by, last.at) if last else (case.opened_by, case.opened_at)
    raise Conflict({"title": case.title}, version=case.version, by=f"{by.display_name}, {by.function.lower()}", at=at)


def _save(viewer: Viewer, case: Case, kind: str, changed: list[str], *, reason: str, now: datetime) -> None:
    case.version += 1
    CaseChange(
        municipality_id=case.municipality_id,
        case=case,
        kind=kind,
        changed=changed,
        reason=reason,
        by_id=viewer.membership_id,
        at=now,
    ).save(force_insert=True)
    case.save(update_fields=["title", "deputy", "heightened", "review_by", "version"])


def _listed(case_id: UUID, member: UUID, day: date) -> bool:
    rows = NamedReader.objects.filter(case_id=case_id, membership_id=member, since__lte=day, until__gte=day)
    return rows.exists()


def _write_list(case: Case, readers: Iterable[ReaderIn], day: date) -> None:
    """Let the list hold exactly these people and whoever holds the case, from today on."""
    on_call = {reader.membership_id for reader in readers if reader.on_call}
    holders = [pk for pk in (case.coordinator_id, case.deputy_id) if pk]
    everyone = dict.fromkeys([*(reader.membership_id for reader in readers), *holders])
    roles = roles_of(everyone, day)
    facts = [ReaderFacts(pk, roles[pk], pk in on_call) for pk in everyone if pk in roles]
    free = all(free_for(case.pk, pk) for pk in everyone)
    refuse_any(check_named_readers(facts), check_own_family(free, field="readers"))
    until = norms.due_day("case.review", day)
    for fact in facts:
        last = case.ends_on if fact.membership_id in holders else until
        _list(case, fact.membership_id, on_call=fact.on_call, since=day, until=last)
    gone = NamedReader.objects.filter(case=case, until__gte=day).exclude(
        membership_id__in=[f.membership_id for f in facts]
    )
    gone.update(until=date.fromordinal(day.toordinal() - 1), on_call=False)


def _list(case: Case, member: UUID, *, on_call: bool, since: date, until: date) -> None:
    held = NamedReader.objects.filter(case=case, membership_id=member, until__gte=since)
    if held.update(until=until, on_call=on_call):
        return
    NamedReader(
        municipality_id=case.municipality_id,
        case=case,
        membership_id=member,
        on_call=on_call,
        since=since,
        until=until,
    ).save(force_insert=True)
