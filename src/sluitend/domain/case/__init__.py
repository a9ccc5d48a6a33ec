"""A case: one family, one coordinator, a deputy, who may sit at its table until when, and who was told about it."""

from __future__ import annotations

from sluitend.domain.case.informing import (
    InformingIn,
    InformingState,
    PersonFacts,
    check_informing,
    informing_state,
    must_be_told,
)
from sluitend.domain.case.opening import (
    NUMBER_LENGTH,
    NUMBER_LETTERS,
    PersonIn,
    check_case_bsn,
    check_children,
    check_coordinator,
    check_deputy,
    check_own_family,
    check_persons,
    check_title,
    new_number,
)
from sluitend.domain.case.people import (
    AuthorityIn,
    AuthorityKind,
    HouseholdIn,
    check_authority,
    check_household,
    check_reason,
    check_supporter,
)
from sluitend.domain.case.readers import READERS_NEEDED, ReaderFacts, check_named_readers, check_seat, check_second
from sluitend.domain.case.status import (
    CaseReason,
    CaseStatus,
    PersonKind,
    Step,
    current_step,
    way,
)

__all__ = [
    "NUMBER_LENGTH",
    "NUMBER_LETTERS",
    "READERS_NEEDED",
    "AuthorityIn",
    "AuthorityKind",
    "CaseReason",
    "CaseStatus",
    "HouseholdIn",
    "InformingIn",
    "InformingState",
    "PersonFacts",
    "PersonIn",
    "PersonKind",
    "ReaderFacts",
    "Step",
    "check_authority",
    "check_case_bsn",
    "check_children",
    "check_coordinator",
    "check_deputy",
    "check_household",
    "check_informing",
    "check_named_readers",
    "check_own_family",
    "check_persons",
    "check_reason",
    "check_seat",
    "check_second",
    "check_supporter",
    "check_title",
    "current_step",
    "informing_state",
    "must_be_told",
    "new_number",
    "way",
]
