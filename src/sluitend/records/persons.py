"""Persons of a case, from plain values to rows: the BSN is sealed and digested here and nowhere else in a case."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sluitend.domain.case import PersonIn
from sluitend.domain.person import Bsn, Name
from sluitend.records.crypto import digest, seal_text, unseal_text
from sluitend.records.models import Case, CasePerson

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


def masked_bsn(row: CasePerson) -> str:
    """Give the last three digits behind a mask, or nothing when there is no BSN."""
    if row.bsn_sealed is None:
        return ""
    return Bsn(unseal_text(row.bsn_sealed, table=TABLE, row=row.pk, field="bsn_sealed")).masked()


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
