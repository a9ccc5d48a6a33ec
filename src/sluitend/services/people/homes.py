"""Where people live, and who has authority over a child: each with its source and its day."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context
from sluitend.access.gate import change_case
from sluitend.access.words import check_words
from sluitend.domain.case import (
    AuthorityIn,
    HouseholdIn,
    PersonKind,
    check_authority,
    check_household,
    check_reason,
)
from sluitend.domain.outcome import Conflict, NotFound, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Category
from sluitend.records.models import (
    CaseChange,
    Household,
    HouseholdMember,
    ParentalAuthority,
)
from sluitend.records.persons import renew_keys
from sluitend.services.people.common import PEOPLE, keep_reason, one, persons_of, signed


@dataclass(frozen=True, slots=True)
class SaveHousehold:
    """A household, new or said anew. household_id and version: for one that exists; then a reason is needed."""

    case_id: UUID
    household: HouseholdIn
    household_id: UUID | None = None
    version: int = 0
    reason: str = ""
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecordAuthority:
    """Who has authority over a child. ends: authorities that no longer hold since this one."""

    case_id: UUID
    authority: AuthorityIn
    ends: tuple[UUID, ...] = ()
    form_key: UUID | None = None


def save_household(viewer: Viewer, command: SaveHousehold, *, now: datetime) -> UUID:
    """Say who lives at one address, since when that is known and from whom.

    Raises:
        NotFound: there is no such case or household for the viewer.
        Refused: no name, nobody who lives there, no source or day, or no reason for a change.
        Conflict: somebody else saved first.
    """
    given = command.household
    day = context.today(now)

    def make() -> UUID:
        words = check_words(viewer, {"label": given.label, "reason": command.reason}, quote=command.quote, now=now)
        verb = "household.change" if command.household_id else "household.add"
        pk = command.household_id or uuid.uuid4()
        with change_case(
            viewer, command.case_id, action=verb, kind="household", about=pk, categories=PEOPLE,
            now=now,
        ) as access:  # fmt: skip
            persons = persons_of(command.case_id)
            old = _household(command) if command.household_id else None
            reason = check_reason(command.reason) if old else None
            refuse_any(*check_household(given, persons=persons, today=day), reason, *words)
            row = old or Household(id=pk, municipality_id=viewer.municipality_id, case_id=access.case_id)
            changed = _fill_household(row, given)
            row.version = row.version + 1 if old else 1
            row.save(force_insert=old is None)
            changed += _move_in(row, given.members, day)
            renew_keys(access.case_id)
            if old:
                keep_reason(viewer, access.case_id, "household", changed=changed, reason=command.reason, now=now)
            return row.pk

    return one(viewer, command.form_key, "household.save", make, now)


def record_authority(viewer: Viewer, command: RecordAuthority, *, now: datetime) -> UUID:
    """Say who has authority over a child, from which source and on which day; what no longer holds ends with it.

    Raises:
        NotFound: there is no such case or authority for the viewer.
        Refused: no child of this case, nobody who holds it, no source or day.
    """
    given, day = command.authority, context.today(now)

    def make() -> UUID:
        with change_case(
            viewer, command.case_id, action="authority.record", kind="person", about=given.child_id,
            person_id=given.child_id, categories=(Category.K2,), now=now,
        ):  # fmt: skip
            persons = persons_of(command.case_id)
            children = {pk for pk, kind in persons.items() if kind == PersonKind.CHILD}
            refuse_any(*check_authority(given, children=children, persons=persons, today=day))
            held = ParentalAuthority.objects.filter(case_id=command.case_id, child_id=given.child_id, ended_on=None)
            if held.filter(pk__in=command.ends).count() != len(set(command.ends)):
                raise NotFound
            held.filter(pk__in=command.ends).update(ended_on=given.as_of)
            row = ParentalAuthority(
                id=uuid.uuid4(),
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                child_id=given.child_id,
                holder_id=given.holder_id,
                holder_words="" if given.holder_id else given.holder_words,
                kind=given.kind,
                bron=given.bron,
                as_of=given.as_of or day,
            )
            row.save(force_insert=True)
            return row.pk

    return one(viewer, command.form_key, "authority.record", make, now)


def _household(command: SaveHousehold) -> Household:
    rows = Household.objects.select_for_update(of=("self",)).select_related("case__opened_by")
    row = rows.filter(pk=command.household_id or command.case_id, case_id=command.case_id).first()
    if row is None:
        raise NotFound
    if row.version != command.version:
        stored = {name: getattr(row, name) for name in ("label", "street", "house_number", "postcode", "city", "bron")}
        last = (
            CaseChange.objects.filter(case_id=row.case_id, kind="household")
            .order_by("-at")
            .select_related("by")
            .first()
        )
        by, at = (last.by, last.at) if last else (row.case.opened_by, row.case.opened_at)
        raise Conflict(stored, version=row.version, by=signed(by), at=at)
    return row


def _fill_household(row: Household, given: HouseholdIn) -> list[str]:
    """Put what was given into the row; gives the names of the fields that changed."""
    names = ("label", "street", "house_number", "postcode", "city", "address_protected", "bron", "as_of")
    changed = [name for name in names if getattr(row, name) != getattr(given, name)]
    for name in changed:
        setattr(row, name, getattr(given, name))
    return changed


def _move_in(row: Household, members: Iterable[UUID], day: date) -> list[str]:
    """Let exactly these people live here from today on; somebody can have two homes."""
    living = HouseholdMember.objects.filter(household=row, until=None)
    here, wanted = set(living.values_list("person_id", flat=True)), set(members)
    if here == wanted:
        return []
    living.exclude(person_id__in=wanted).update(until=day)
    HouseholdMember.objects.bulk_create(
        HouseholdMember(
            municipality_id=row.municipality_id, case_id=row.case_id, household=row, person_id=person, since=day
        )
        for person in sorted(wanted - here)
    )
    return ["members"]
