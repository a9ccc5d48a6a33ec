"""What a signal touches inside the municipality: asked of the database, which answers as little as it can (rule 53)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from sluitend.access.staff import Away, away_of
from sluitend.domain.matching import KeyKind


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A case to which a person linked a signal: its number, and whom to call."""

    case_id: UUID
    number: str
    coordinator: str
    phone: str
    away: Away | None


@dataclass(frozen=True, slots=True)
class Match:
    """An open case that may be about the same child: its number, and whom to call. kinds: by which keys it was found.

    It is a guess by equal keys until a person confirms it.
    """

    case_id: UUID
    number: str
    coordinator: str
    phone: str
    kinds: tuple[KeyKind, ...]
    away: Away | None


def of_signal(signal_id: UUID) -> tuple[Match, ...]:
    """Give at most three open cases that share a key with this signal; nothing when the viewer may not ask.

    Cases of heightened safety are left out here and told to their own named readers. Write a line of the log first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, case_number, coordinator, phone, kinds, away FROM app_match(%s)", [signal_id])
        return tuple(
            Match(case, number, name, phone, tuple(map(KeyKind, kinds)), away_of(away))
            for case, number, name, phone, kinds, away in cursor
        )


def linked_cases(signal_id: UUID) -> tuple[LinkedCase, ...]:
    """Give the cases that this signal is or was linked to, also for who may not read those cases."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, case_number, coordinator, phone, away FROM app_linked_cases(%s)", [signal_id])
        return tuple(LinkedCase(case, number, name, phone, away_of(away)) for case, number, name, phone, away in cursor)


def free_readers(signal_id: UUID, members: Sequence[UUID]) -> frozenset[UUID]:
    """Give the members for whom this signal is not closed as their own family."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id FROM unnest(%s::uuid[]) AS m(id) WHERE app_could_read_signal(%s, m.id)",
            [list(members), signal_id],
        )
        return frozenset(row[0] for row in cursor)
