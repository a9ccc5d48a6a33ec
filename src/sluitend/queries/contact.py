"""How somebody of a case is reached: what they wish, when there was contact, and the letters they got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sluitend.access import context, norms
from sluitend.access.gate import CaseAccess, enter_case
from sluitend.access.letters import moment_of, person_facts, wish_of
from sluitend.domain.case import PersonKind
from sluitend.domain.contact import Way, check_home
from sluitend.domain.letters import check_addressee, check_call_first
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.person import show_phone
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.queries.case_head import CaseHead, head_of, plan_of
from sluitend.queries.letters import LetterRow, letter_row
from sluitend.records.models import CasePerson, ContactMoment, ContactWish, InterpreterNeed, Letter
from sluitend.records.persons import name_of

SHOWS = (Category.K1, Category.K16)
MOMENTS = 50


@dataclass(frozen=True, slots=True)
class WishRow:
    """What somebody wishes about contact."""

    way: Way | None
    times: str
    call_first: bool
    help_reading: bool
    version: int


@dataclass(frozen=True, slots=True)
class MomentRow:
    """That there was contact, or that it was tried."""

    way: Way
    on: date
    reached: bool
    words: str
    interpreter: bool
    by: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Everything about reaching one person. wish: None when they said nothing about it yet.

    interpreter_until: the last appointment with an interpreter, or None; latest: the last day that can be chosen.
    refusal: why nothing can be noted here, or None; letter_refusal: why no letter can be written, or None.
    """

    head: CaseHead
    case_id: UUID
    person_id: UUID
    name: str
    is_child: bool
    phone: str
    wish: WishRow | None
    interpreter_until: date | None
    latest: date
    moments: tuple[MomentRow, ...]
    letters: tuple[LetterRow, ...]
    refusal: Refusal | None
    letter_refusal: Refusal | None


def contact_page(
    viewer: Viewer, case_id: UUID, person_id: UUID, *, now: datetime, action: str = "contact.page"
) -> ContactPage:
    """Show how somebody is reached; the newest contact first, at most fifty.

    Raises:
        NotFound: there is no such person in a case whose plan this viewer reads.
    """
    access = enter_case(viewer, case_id, action=action, categories=SHOWS, now=now)
    row = CasePerson.objects.filter(pk=person_id, case_id=case_id, left_on=None).first()
    if row is None or not access.reads(Category.K16):
        raise NotFound
    day = context.today(now)
    wish = ContactWish.objects.filter(person_id=person_id, case_id=case_id).first()
    need = InterpreterNeed.objects.filter(person_id=person_id, case_id=case_id, until__gte=day).first()
    found = ContactMoment.objects.filter(person_id=person_id, case_id=case_id).select_related("noted_by")
    moments = tuple(found.order_by("-on", "-noted_at")[:MOMENTS])
    letters = Letter.objects.filter(person_id=person_id, case_id=case_id).select_related("written_by")
    return ContactPage(
        head=head_of(access, plan_of(case_id), now=now),
        case_id=case_id,
        person_id=person_id,
        name=str(name_of(row)),
        is_child=row.kind == PersonKind.CHILD,
        phone=show_phone(row.phone),
        wish=_wish(wish),
        interpreter_until=need.until if need else None,
        latest=day + timedelta(weeks=norms.value("contact.interpreter", day)),
        moments=tuple(map(_moment, moments)),
        letters=tuple(map(letter_row, letters.order_by("-written_at", "id"))),
        refusal=check_home(heightened=access.heightened) or access.check_contribute(Category.K16),
        letter_refusal=_no_letter(access, row, wish, moments, day),
    )


def _no_letter(
    access: CaseAccess, row: CasePerson, wish: ContactWish | None, moments: tuple[ContactMoment, ...], day: date
) -> Refusal | None:
    """Give the first reason why no letter at all can be written to this person now; a draft may already wait."""
    about = person_facts(row, heightened=access.heightened)
    return (
        check_home(heightened=access.heightened)
        or access.check_write(Category.K16)
        or (check_addressee(about.addressee, today=day) if about.addressee else None)
        or check_call_first(wish_of(wish), map(moment_of, moments))
    )


def _wish(row: ContactWish | None) -> WishRow | None:
    if row is None:
        return None
    return WishRow(Way(row.way) if row.way else None, row.times, row.call_first, row.help_reading, row.version)


def _moment(row: ContactMoment) -> MomentRow:
    return MomentRow(Way(row.way), row.on, row.reached, row.words, row.interpreter, row.noted_by.display_name)
