"""A municipality makes its own version of a protocol: one proposes, another approves, and it is taken back in one step.

Runs that began keep the version they have. What goes too far is refused with the reason, line by line.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sluitend.access import audit
from sluitend.access.once import once
from sluitend.access.own_versions import Versions, mark_of, practice_place, versions_of
from sluitend.access.protocols import own_versions, readable_content
from sluitend.content.loader import ContentError, packaged
from sluitend.content.protocols import FOLDER, parse_protocol, protocols
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.protocol.merging import Key, check_keep, merged
from sluitend.domain.protocol.own import (
    ALREADY_ENDED,
    EDITORS,
    NOT_TRIED,
    check_approve,
    check_seen,
    check_try,
    refusals,
)
from sluitend.domain.protocol.plain import to_plain
from sluitend.domain.protocol.steps import Protocol, Step
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Purpose
from sluitend.records.models import OwnProtocol

WHY = audit.Why(Purpose.AUDIT)
MOST = 200_000
NAME_TAKEN = Refusal(
    "own_protocol.name_taken", N_("Deze naam is al gebruikt bij dit protocol. Kies een andere."), field="name"
)
NO_NAME = Refusal("own_protocol.no_name", N_("Geef deze versie een naam, bijvoorbeeld: voorjaar 2027."), field="name")
NO_REASON = Refusal("own_protocol.no_reason", N_("Schrijf in één zin waarom de gemeente dit anders doet."), field="why")
FROM_PAST = Refusal(
    "own_protocol.from_past",
    N_("Een versie geldt vanaf vandaag of later, nooit met terugwerkende kracht."),
    field="valid_from",
)
NOTHING_CHANGED = Refusal(
    "own_protocol.nothing_changed", N_("Er is niets veranderd. Pas eerst een termijn aan, of kies een bestand.")
)
NORM_RANGE = Refusal("own_protocol.norm_range", N_("Kies een getal van 1 tot en met 400."))
TOO_LARGE = Refusal("own_protocol.too_large", N_("Dit bestand is te groot voor een protocol."), field="file")
NOT_TEXT = Refusal("own_protocol.not_text", N_("Dit bestand is geen tekst (UTF-8)."), field="file")
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is the same for every proposal. name: of the version. valid_from: the first day for new runs."""

    protocol: str
    name: str
    why: str
    valid_from: date
    form_key: UUID


def check_editor(viewer: Viewer) -> None:
    """Raise NotFound for whoever neither sets up the municipality nor directs the work between organisations."""
    if not EDITORS & viewer.roles:
        raise NotFound


def propose_norms(viewer: Viewer, proposal: Proposal, lengths: Mapping[str, int], *, now: datetime) -> UUID:
    """Propose other lengths for terms that are ours; lengths: by code of the step, in the term's own unit.

    Raises:
        NotFound: not the viewer's to do, or there is no such protocol.
        Refused: nothing changed, a norm of the law, no reason, a name that is taken, a day in the past.
    """
    check_editor(viewer)
    now_in_use = _now_in_use(proposal.protocol, now)
    refuse_any(*(_with_field(code) for code, length in lengths.items() if not 1 <= length <= LONGEST))
    steps = tuple(_with_length(step, lengths.get(step.code)) for step in now_in_use.steps)
    refuse_any(NOTHING_CHANGED if steps == now_in_use.steps else None)
    return _propose(viewer, proposal, replace(now_in_use, version=proposal.name.strip(), steps=steps), now)


def _now_in_use(code: str, now: datetime) -> Protocol:
    """Give what holds here today: another norm changes that, and loses nothing else of an own version."""
    default = _default(code)
    row = own_versions(local_day(now)).get(code)
    return (readable_content(row.content) if row is not None else None) or default


def propose_file(viewer: Viewer, proposal: Proposal, content: bytes, *, now: datetime) -> UUID:
    """Propose a whole protocol from a file in the form of those that come with the program.

    Raises:
        NotFound: not the viewer's to do, or there is no such protocol.
        Refused: the file cannot be read (with its line or field), or holds what a municipality may not change.
    """
    check_editor(viewer)
    default = _default(proposal.protocol)
    refuse_any(TOO_LARGE if len(content) > MOST else None)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(NOT_TEXT) from None
    try:
        own = parse_protocol(text, "bestand")
    except ContentError as wrong:
        raise Refused(
            Refusal(
                "own_protocol.content", N_("Het bestand klopt niet. %(why)s"), field="file", params={"why": str(wrong)}
            )
        ) from None
    return _propose(viewer, proposal, replace(own, version=proposal.name.strip()), now, default, field="file")


def propose_anew(viewer: Viewer, proposal: Proposal, version_id: UUID, take: Iterable[Key], *, now: datetime) -> UUID:
    """Propose an own version again beside the program as it is now. take: the parts that are taken from the program.

    Raises:
        NotFound: not the viewer's to do, or it is not there.
        Refused: the program did not move, it is not in use, or what comes of it goes too far.
    """
    found = _in_use(OwnProtocol.objects.filter(pk=version_id).first(), viewer)
    made = merged(found.base, found.own, found.default, frozenset(take))
    return _propose(viewer, proposal, replace(made, version=proposal.name.strip()), now)


def _in_use(row: OwnProtocol | None, viewer: Viewer) -> Versions:
    check_editor(viewer)
    found = versions_of(row) if row is not None else None
    if row is None or found is None:
        raise NotFound
    in_use = row.approved_at is not None and row.ended_at is None
    refuse_any(*check_keep(in_use=in_use, moved=found.moved, reason="x"))
    return found


@transaction.atomic
def keep_own(viewer: Viewer, version_id: UUID, why: str, seen: str, *, now: datetime) -> None:
    """Keep an own version as it is while the program moved: with a reason, by one person, because nothing changes.

    From then on it is told against the program as it is now. seen: the mark of that, as the viewer looked at it.

    Raises:
        NotFound: not the viewer's to do, or it is not there.
        Refused: no reason, the program did not move or moved again, or the version goes too far beside it (line by line).
    """
    row = _row(viewer, version_id)
    found = _in_use(row, viewer)
    refuse_any(*check_keep(in_use=True, moved=True, reason=why))
    refuse_any(check_seen(seen, mark_of(found.default)))
    refuse_any(*refusals(found.default, found.own))
    _log(viewer, "protocol_version.keep", row, now, "base", "kept")
    line = {
        "at": now.isoformat(),
        "by": viewer.name,
        "why": why.strip(),
        "before": found.base.version,
        "after": found.default.version,
    }
    row.kept, row.base = [*row.kept, line], to_plain(found.default)
    row.save(update_fields=["kept", "base"])


def _default(code: str) -> Protocol:
    found = protocols().get(code)
    if found is None:
        raise NotFound
    return found


def _with_length(step: Step, length: int | None) -> Step:
    if step.deadline is None or length is None:
        return step
    return replace(step, deadline=replace(step.deadline, term=replace(step.deadline.term, length=length)))


def _with_field(code: str) -> Refusal:
    return Refusal(NORM_RANGE.code, NORM_RANGE.sentence, field=f"norm_{code}")


def _propose(
    viewer: Viewer,
    proposal: Proposal,
    own: Protocol,
    now: datetime,
    default: Protocol | None = None,
    *,
    field: str = "",
) -> UUID:
    base = default or _default(proposal.protocol)
    refuse_any(
        NO_NAME if not proposal.name.strip() else None,
        NO_REASON if not proposal.why.strip() else None,
        FROM_PAST if proposal.valid_from < local_day(now) else None,
        *refusals(base, own, field),
    )

    def make() -> dict[str, str]:
        made = uuid.uuid4()
        audit.write(
            viewer,
            "protocol_version.propose",
            audit.Ref("own_protocol", made),
            now=now,
            fields=("content", "valid_from"),
            why=WHY,
        )
        refuse_any(NAME_TAKEN if OwnProtocol.objects.filter(protocol=own.code, name=own.version).exists() else None)
        OwnProtocol.objects.create(
            id=made,
            municipality_id=viewer.municipality_id,
            protocol=own.code,
            name=own.version,
            why=proposal.why.strip(),
            content=to_plain(own),
            base=to_plain(base),
            valid_from=proposal.valid_from,
            proposed_at=now,
            proposed_by_id=viewer.membership_id,
        )
        return {"id": str(made)}

    return UUID(once(viewer, proposal.form_key, "protocol_version.propose", make, now=now)["id"])


@transaction.atomic
def approve(viewer: Viewer, version_id: UUID, seen: str, *, now: datetime) -> None:
    """Approve what somebody else proposed; new runs begin with it from its day on.

    It is checked again, against the program as it is now: that may have moved since the proposal. What it was approved
    against is kept as what it was made from. seen: the mark of the program's version that the viewer looked at.

    Raises:
        NotFound: not the viewer's to do, or it is not there.
        Refused: the viewer proposed it, it was approved or taken back already, it now goes too far (line by line), or
            the program moved after the viewer looked.
    """
    row = _row(viewer, version_id)
    found = versions_of(row)
    if found is None:
        raise NotFound
    approved, ended = row.approved_at is not None, row.ended_at is not None
    refuse_any(check_approve(viewer.membership_id, row.proposed_by_id, approved=approved, ended=ended))
    refuse_any(check_seen(seen, mark_of(found.default)))
    refuse_any(*refusals(found.default, found.own))
    _log(viewer, "protocol_version.approve", row, now, *(("base",) if found.moved else ()))
    row.approved_at, row.approved_by_id, row.base = now, viewer.membership_id, to_plain(found.default)
    row.save(update_fields=["approved_at", "approved_by", "base"])


@transaction.atomic
def try_out(viewer: Viewer, version_id: UUID, *, now: datetime) -> None:
    """Let the practice municipality follow a proposal before it is approved; here nothing changes.

    Raises:
        NotFound: not the viewer's to do, or it is not there.
        Refused: there is no practice municipality, it was approved or taken back, or it goes too far (line by line).
    """
    row = _row(viewer, version_id)
    found = versions_of(row)
    if found is None:
        raise NotFound
    waits = row.approved_at is None and row.ended_at is None
    refuse_any(check_try(practice=bool(practice_place()), waits=waits))
    refuse_any(*refusals(found.default, found.own))
    _log(viewer, "protocol_version.try", row, now, "tried_at")
    row.tried_at, row.tried_by_id = now, viewer.membership_id
    row.save(update_fields=["tried_at", "tried_by"])


@transaction.atomic
def stop_trying(viewer: Viewer, version_id: UUID, *, now: datetime) -> None:
    """Let the practice municipality follow again what it followed before. One person, one step.

    Raises:
        NotFound: not the viewer's to do, or it is not there.
        Refused: it is not tried now.
    """
    row = _row(viewer, version_id)
    refuse_any(NOT_TRIED if row.tried_at is None else None)
    _log(viewer, "protocol_version.stop_trying", row, now, "tried_at")
    row.tried_at, row.tried_by_id = None, None
    row.save(update_fields=["tried_at", "tried_by"])


@transaction.atomic
def take_back(viewer: Viewer, version_id: UUID, *, now: datetime) -> None:
    """Take a version back, approved or not: new runs begin with what held before. One person, one step.

    Raises:
        NotFound: not the viewer's to do, or it is not there.
        Refused: it was taken back already.
    """
    row = _row(viewer, version_id)
    refuse_any(ALREADY_ENDED if row.ended_at is not None else None)
    _log(viewer, "protocol_version.take_back", row, now)
    row.ended_at, row.ended_by_id = now, viewer.membership_id
    row.save(update_fields=["ended_at", "ended_by"])


def _row(viewer: Viewer, version_id: UUID) -> OwnProtocol:
    check_editor(viewer)
    row = OwnProtocol.objects.select_for_update(of=("self",)).filter(pk=version_id).first()
    if row is None:
        raise NotFound
    return row


def _log(viewer: Viewer, verb: str, row: OwnProtocol, now: datetime, *fields: str) -> None:
    audit.write(viewer, verb, audit.Ref("own_protocol", row.pk), now=now, fields=fields, why=WHY)


def packaged_file(viewer: Viewer, code: str) -> tuple[str, str]:
    """Give the file of a protocol that comes with the program, to begin an own version from: its name and text.

    Raises:
        NotFound: not the viewer's to do, or there is no such protocol.
    """
    check_editor(viewer)
    _default(code)
    return f"{code}.toml", packaged(f"{FOLDER}/{code}.toml")
