"""Look up whether there is an open case about one person: with whole keys, for a purpose, for one signal or case.

There is no list of people and no search by name (security reference A7). The answer is a number, a coordinator and
whom to phone; never who the person is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sluitend.access import audit
from sluitend.access.context import today
from sluitend.access.staff import Away, away_of
from sluitend.content.parameters import default_norms
from sluitend.domain.matching import Hits, KeyKind, Search, at_most, check_search, match_keys
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.person import Bsn
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, AuditKind, Category, Role
from sluitend.records.crypto import Unreadable, seal_text, unseal_text
from sluitend.records.keys import keyed
from sluitend.records.models import Case, Signal

SEARCHERS = frozenset({Role.INTAKE, Role.COORDINATOR, Role.PROTOCOL_COORDINATOR})


@dataclass(frozen=True, slots=True)
class Found:
    """An open case that shares a key. mine: the viewer may open it; kinds: by which keys it was found."""

    case_id: UUID
    number: str
    coordinator: str
    phone: str
    kinds: tuple[KeyKind, ...]
    mine: bool
    away: Away | None


def may_search(viewer: Viewer) -> bool:
    """Tell whether the viewer's work asks for searching at all."""
    return viewer.has(*SEARCHERS)


def search_person(viewer: Viewer, search: Search, *, now: datetime) -> Hits[Found]:
    """Search; the question itself leaves a line, whatever the answer is.

    Raises:
        NotFound: the viewer does not search for people.
        Refused: no purpose, no whole key, or the number is not of a signal or case that the viewer may see.
    """
    if not may_search(viewer):
        raise NotFound
    refuse_any(check_search(search))
    signal_id, case_id = _reference(search.reference)
    keys = (
        ()
        if search.purpose is None
        else match_keys(search.traits, municipality=viewer.municipality_id, purpose=search.purpose, keyed=keyed)
    )
    # Written before the question is asked, with the kinds of keys and never with what was typed.
    line = audit.Line(
        AuditKind.SEARCH,
        "person.search",
        audit.Ref("person", case_id=case_id, signal_id=signal_id),
        [Category.K1],
        [key.kind.value for key in keys],
        audit.Why(search.purpose or audit.Why().purpose, "Jeugdwet 7.4.0", "53"),
    )
    audit.record(viewer, line, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, case_number, coordinator, phone, kinds, away FROM app_search(%s, %s)",
            [[key.digest for key in keys], signal_id],
        )
        rows = cursor.fetchall()
    mine = set(Case.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", flat=True))
    found = [
        Found(case, number, name, phone, tuple(map(KeyKind, kinds)), case in mine, away_of(away))
        for case, number, name, phone, kinds, away in rows
    ]
    return at_most(found, default_norms().at("search.hits", today(now)).value)


def seal_bsn(viewer: Viewer, bsn: Bsn) -> str:
    """Seal a BSN that was searched for, so that its mask can be sent back: for this viewer's own next question."""
    return seal_text(bsn.reveal(), table="person_search", row=viewer.membership_id, field="bsn").hex()


def unseal_bsn(viewer: Viewer, sealed: str) -> Bsn | None:
    """Give what was sealed for this viewer; None for anything else."""
    try:
        return Bsn(unseal_text(bytes.fromhex(sealed), table="person_search", row=viewer.membership_id, field="bsn"))
    except (ValueError, Unreadable):
        return None


def _reference(typed: str) -> tuple[UUID | None, UUID | None]:
    """Find the signal or case a search is for, among those the viewer may see."""
    number = typed.strip().upper()
    signal = Signal.objects.filter(number=number).values_list("pk", flat=True).first()
    if signal is not None:
        return signal, None
    case = Case.objects.filter(number=number).values_list("pk", flat=True).first()
    if case is not None:
        return None, case
    raise Refused(
        Refusal(
            "search.unknown_reference",
            N_("Dit nummer kennen wij niet als melding of casus van u. Kijk het na."),
            "reference",
            "A7",
        )
    )
