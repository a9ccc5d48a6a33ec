"""Persons of a case, from plain values to rows: the BSN is sealed and digested here and nowhere else in a case."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from uuid import UUID

from sluitend.domain.case import PersonIn
from sluitend.domain.matching import Traits
from sluitend.domain.person import Bsn, Name
from sluitend.records.crypto import digest, seal_text, unseal_text
from sluitend.records.keys import rows_for
from sluitend.records.models import Case, CasePerson, HouseholdMember, MatchKey

TABLE = "case_person"


def person_row(case: Case, person: PersonIn, position: int) -> CasePerson:
    """Make the row of a person; it is not saved."""
    made = CasePerson(
        id=person.id or uuid.uuid4(),
        municipality_id=case.municipality_id,
        case=case,
        kind=person.kind,
        in_family=person.in_family,
        position=position,
        relation=person.relation,
        given_names=person.given_names,
        prefix=person.prefix,
        surname=person.surname,
        birth_date=person.birth_date,
        phone=person.phone,
    )
    put_bsn(made, person.bsn)
    return made


def person_rows(case: Case, persons: Iterable[PersonIn]) -> list[CasePerson]:
    """Make the rows of persons in the order given."""
    return [person_row(case, person, position) for position, person in enumerate(persons)]


def put_bsn(row: CasePerson, bsn: Bsn | None) -> None:
    """Seal a BSN into a row, or take it out."""
    digits = bsn.reveal() if bsn else ""
    row.bsn_sealed = seal_text(digits, table=TABLE, row=row.pk, field="bsn_sealed") if digits else None
    row.bsn_digest = digest("bsn", digits.encode()) if digits else None


def bsn_of(row: CasePerson) -> Bsn | None:
    """Open the BSN of a row; None when there is none."""
    if row.bsn_sealed is None:
        return None
    return Bsn(unseal_text(row.bsn_sealed, table=TABLE, row=row.pk, field="bsn_sealed"))


def masked_bsn(row: CasePerson) -> str:
    """Give the last three digits behind a mask, or nothing when there is no BSN."""
    bsn = bsn_of(row)
    return bsn.masked() if bsn else ""


def write_keys(case: Case, persons: Iterable[PersonIn], rows: Iterable[CasePerson]) -> None:
    """Write by what the people of a case that opens are recognised; rows: of the persons, in the same order."""
    MatchKey.objects.bulk_create(
        key
        for person, row in zip(persons, rows, strict=True)
        for key in rows_for(
            case.municipality_id,
            row.pk,
            Traits(person.bsn, person.birth_date, person.postcode),
            case_id=case.pk,
        )
    )


def renew_keys(case_id: UUID) -> None:
    """Write anew by what the people of a case are recognised: after any change of who they are or where they live.

    Whoever is no longer in the case is no longer recognised by it.
    """
    MatchKey.objects.filter(case_id=case_id).delete()
    living = HouseholdMember.objects.filter(case_id=case_id, until=None).exclude(household__postcode="")
    postcodes: dict[UUID, set[str]] = {}
    for person, postcode in living.values_list("person_id", "household__postcode"):
        postcodes.setdefault(person, set()).add(postcode)
    made: dict[tuple[UUID, str, bytes], MatchKey] = {}
    for row in CasePerson.objects.filter(case_id=case_id, left_on=None):
        for postcode in postcodes.get(row.pk) or {""}:
            traits = Traits(bsn_of(row), row.birth_date, postcode)
            for key in rows_for(row.municipality_id, row.pk, traits, case_id=case_id):
                made[row.pk, key.kind, bytes(key.digest)] = key
    MatchKey.objects.bulk_create(made.values())


def name_of(row: CasePerson) -> Name:
    """Give the name of a person in its parts."""
    return Name(row.given_names, row.prefix, row.surname)


_PARTS = ("kind", "given_names", "prefix", "surname", "birth_date", "relation", "phone", "in_family")


def change_person_row(row: CasePerson, person: PersonIn, *, drop_bsn: bool) -> tuple[str, ...]:
    """Put what was given into a row and raise its version; gives the names of what changed. It is not saved."""
    changed = [name for name in _PARTS if getattr(row, name) != getattr(person, name)]
    for name in changed:
        setattr(row, name, getattr(person, name))
    if person.bsn is not None or (drop_bsn and row.bsn_sealed is not None):
        put_bsn(row, person.bsn)
        changed.append("bsn")
    row.version += 1
    return tuple(changed)
