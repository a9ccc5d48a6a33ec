"""Persons of a case, from plain values to rows: the BSN is sealed and digested here and nowhere else in a case."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sluitend.domain.case import PersonIn
from sluitend.records.crypto import digest, seal_text
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


def put_bsn(row: CasePerson, bsn: str) -> None:
    """Seal a BSN into a row, or take it out when it is empty."""
    row.bsn_sealed = seal_text(bsn, table=TABLE, row=row.pk, field="bsn_sealed") if bsn else None
    row.bsn_digest = digest("bsn", bsn.encode()) if bsn else None


def person_rows(case: Case, persons: Iterable[PersonIn]) -> list[CasePerson]:
    """Make the rows of persons in the order given."""
    return [person_row(case, person, position) for position, person in enumerate(persons)]
