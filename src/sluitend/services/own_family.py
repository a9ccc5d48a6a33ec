"""A worker says: these are my family, or people I know. What matches is closed for that worker at once.

Only keyed digests are kept, made by the same function as those of signals and cases: of the birth date with the
postcode. Never a name, never a BSN, and nobody but the worker can see that something was declared. The database's own
policies do the closing.
"""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sluitend.access import audit
from sluitend.access.once import once
from sluitend.domain.matching import Traits
from sluitend.domain.outcome import NotFound, Refusal, Refused
from sluitend.domain.person import read_postcode
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Purpose
from sluitend.records.keys import of_declared
from sluitend.records.models import FamilyBlock, FamilyBlockKey

WHY = audit.Why(Purpose.AUDIT)


@dataclass(frozen=True, slots=True, repr=False)
class DeclareFamily:
    """Who it is about. label: the worker's own word for it, such as "mijn zus"; it names nobody."""

    form_key: UUID
    label: str
    birth_date: date
    postcode: str


@transaction.atomic
def declare(viewer: Viewer, command: DeclareFamily, *, now: datetime) -> UUID:
    """Close what is about these people for the viewer, from the next page on; gives the id of the declaration.

    Raises:
        Refused: no postcode, or one that cannot be read.
    """

    def make() -> dict[str, str]:
        postcode = read_postcode(command.postcode)
        if isinstance(postcode, Refusal):
            raise Refused(dataclasses.replace(postcode, field="postcode"))
        if not postcode:
            raise Refused(_NO_POSTCODE)
        digests = of_declared(viewer.municipality_id, Traits(birth_date=command.birth_date, postcode=postcode))
        block = FamilyBlock(
            id=uuid.uuid4(),
            municipality_id=viewer.municipality_id,
            membership_id=viewer.membership_id,
            label=command.label,
            declared_at=now,
        )
        audit.write(viewer, "family.declare", audit.Ref("family_block", block.pk), now=now, why=WHY)
        block.save(force_insert=True)
        FamilyBlockKey.objects.bulk_create(
            FamilyBlockKey(
                municipality_id=viewer.municipality_id, block=block, membership_id=viewer.membership_id, digest=digest
            )
            for digest in sorted(digests)
        )
        return {"block": str(block.pk)}

    return UUID(once(viewer, command.form_key, "family.declare", make, now=now)["block"])


@transaction.atomic
def withdraw(viewer: Viewer, family_id: UUID, *, now: datetime) -> None:
    """Take a declaration back: what was closed by it opens again, as far as the viewer's work allows.

    Raises:
        NotFound: the viewer made no such declaration.
    """
    block = FamilyBlock.objects.filter(pk=family_id, membership_id=viewer.membership_id).first()
    if block is None:
        raise NotFound
    audit.write(viewer, "family.withdraw", audit.Ref("family_block", block.pk), now=now, why=WHY)
    block.delete()


_NO_POSTCODE = Refusal(
    "family.postcode",
    N_("Vul de postcode in. Zonder postcode herkennen wij niemand: op een geboortedatum alleen gaat het vaak mis."),
    field="postcode",
)
