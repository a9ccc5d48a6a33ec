"""Matters out of a file: new ones wait for their coordinator, what is in already changes nothing, bad rows are noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import IO
from uuid import UUID

from django.db import connection

from sluitend.access.context import today
from sluitend.access.staff import at_work
from sluitend.access.words import FileWords
from sluitend.domain import running as rules
from sluitend.domain.absence import FileAbout
from sluitend.domain.outcome import Refusal
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.running import MatterIn, MatterRow
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.records.models import AbsenceImport, RunningMatter
from sluitend.services import files
from sluitend.services.files import Progress, Rows, Tally

from .keeping import HOLDS, WHY, catalogue, check_matter, digest_of, matter_of

_CALLED = {"step": "stap", "coordinator": "casusregisseur"}


def receive_file(viewer: Viewer, file: IO[bytes], form: str, *, now: datetime) -> Progress:
    """Take in a file with matters, of form `csv` or `json`; see files.receive."""
    return files.receive(MATTERS, viewer, file, form, now=now)


def waiting_imports(viewer: Viewer) -> tuple[UUID, ...]:
    """Give the files with matters of which something still waits, oldest first."""
    return files.waiting(MATTERS, viewer)


def load_next_piece(viewer: Viewer, import_id: UUID, *, now: datetime) -> Progress:
    """Load the next piece of a file with matters; see files.load_next_piece. Nothing runs yet."""
    return files.load_next_piece(MATTERS, viewer, import_id, now=now)


@dataclass(frozen=True, slots=True)
class _Known:
    """What rows are held against. accounts: coordinators who work here, by the address of their account."""

    protocols: Mapping[str, Protocol]
    accounts: Mapping[str, UUID]
    day: date


def _load(batch: AbsenceImport, rows: Rows, viewer: Viewer, now: datetime) -> Tally:
    day = today(now)
    known, words = _Known(catalogue(now), _accounts(day), day), FileWords(viewer)
    tally, fresh = Tally(), []
    bad: list[tuple[int, Sequence[Refusal]]] = []
    read = [(line, _read(viewer, cells, known, words)) for line, cells in rows]
    taken = _taken([row.reference for _, row in read if isinstance(row, MatterIn)])
    for line, row in read:
        if not isinstance(row, MatterIn):
            bad.append((line, row))
            continue
        digest = digest_of(row)
        before = taken.get(row.reference)
        if before is None:
            taken[row.reference] = digest
            fresh.append(matter_of(viewer, row, now))
        elif before == digest:
            tally.same += 1
        else:
            bad.append((line, (rules.CHANGED_ROW,)))
    RunningMatter.objects.bulk_create(fresh)
    tally.new, tally.bad = len(fresh), len(bad)
    files.note_bad(batch, bad)
    words.count(now)
    return tally


def _read(viewer: Viewer, cells: object, known: _Known, words: FileWords) -> MatterIn | tuple[Refusal, ...]:
    """Read a row and find what it names; gives everything that is wrong with it at once."""
    row = files.read_cells(cells, rules.HEADER, rules.check_width, lambda given: rules.parse_matter(given, known.day))
    if not isinstance(row, MatterRow):
        return row
    protocol = rules.called(row.protocol, {code: one.title for code, one in known.protocols.items()})
    titles = {step.code: step.title for step in known.protocols[protocol].steps} if protocol else {}
    coordinator = known.accounts.get(row.account.casefold())
    found = MatterIn(
        row.reference,
        protocol or "",
        rules.called(row.step, titles) or "",
        row.started_on,
        row.since,
        coordinator or UUID(int=0),
        row.given_names,
        row.prefix,
        row.surname,
        row.birth_date,
        row.bsn,
    )
    wrong = (
        *check_matter(viewer, found, known.protocols),
        rules.check_coordinator(frozenset({Role.COORDINATOR}) if coordinator else None),
        *words.check({"kenmerk": row.reference}),
    )
    refused = tuple(replace(one, field=_CALLED.get(one.field, one.field)) for one in wrong if one is not None)
    return refused or found


def _accounts(day: date) -> dict[str, UUID]:
    rows = at_work(day).filter(roles__contains=[Role.COORDINATOR.value])
    return {email.casefold(): pk for pk, email in rows.values_list("pk", "user__email")}


def _taken(references: Sequence[str]) -> dict[str, bytes]:
    """Give which references are taken, with what was entered under them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference, row_digest FROM app_known_matters(%s)", [list(references)])
        return {reference: bytes(digest) for reference, digest in cursor.fetchall()}


MATTERS = files.FileKind(
    FileAbout.RUNNING,
    "running",
    "running.load",
    WHY,
    HOLDS,
    rules.check_header,
    _load,
)
"""Files with matters that ran before, from the programs in which they stood."""
