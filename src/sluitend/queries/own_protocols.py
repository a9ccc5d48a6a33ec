"""The pages on which a municipality looks at its protocols, and at its own versions of them. They hold no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context, protocols
from sluitend.access.own_versions import Versions, mark_of, practice_place, versions_of
from sluitend.content.protocols import protocols as packaged
from sluitend.content.sharing import default_matrix
from sluitend.domain.outcome import NotFound, Refusal
from sluitend.domain.protocol.compare import Change, Difference, NewlyOpen, differences, newly_open
from sluitend.domain.protocol.merging import moved_parts
from sluitend.domain.protocol.own import ALREADY_ENDED, EDITORS, check_approve, goes_too_far, is_ours, line
from sluitend.domain.protocol.phrases import Phrase, people
from sluitend.domain.protocol.steps import Deadline, Protocol, Step, Text
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category, Party, Role
from sluitend.records.models import OwnProtocol

NEWLY_TAKES = N_("Deze stap zet nu ook: %(who)s.")


@dataclass(frozen=True, slots=True)
class Line:
    """One protocol in the list. holds: name of the own version that new runs get; empty: that of the program.

    moved: the program changed under it.
    """

    code: str
    title: Text
    holds: str
    since: date | None
    waiting: int
    moved: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One own version in the list of a protocol."""

    id: UUID
    name: str
    valid_from: date
    proposed_by: str
    approved: bool
    ended: bool
    holds: bool
    moved: bool


@dataclass(frozen=True, slots=True)
class Norm:
    """A step with its term. ours: the municipality may choose its length."""

    code: str
    title: Text
    deadline: Deadline
    ours: bool
    source: str


@dataclass(frozen=True, slots=True)
class ProtocolPage:
    """One protocol: what holds now, the terms that can be changed, and every own version."""

    code: str
    title: Text
    explain: Text
    holds: str
    norms: tuple[Norm, ...]
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class StepChanges:
    """Everything that differs in one step, or in the whole protocol: then step is None."""

    step: Text | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class OpenedRule:
    """A sharing rule under which another party newly sees something. facts: of these only that it runs."""

    key: str
    text_nl: str
    text_en: str
    recipients: tuple[Party, ...]
    categories: tuple[Category, ...]
    facts: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A step under which somebody newly does or sees something."""

    step: Text
    roles: Phrase | None
    rules: tuple[OpenedRule, ...]


@dataclass(frozen=True, slots=True)
class MovedPart:
    """One part that is different in the program now, beside what the municipality has there.

    key: as a form sends it. step: None for the whole protocol. same: the own version has it already as the program now.
    """

    key: str
    step: Text | None
    change: Change
    program: tuple[Phrase, ...]
    yours: tuple[Phrase, ...]
    same: bool
    conflict: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Once that the municipality kept its version while the program moved. before and after: names of the program's."""

    at: datetime
    by: str
    why: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One own version: what it changes, who newly sees what, and where the program's own version moved since.

    practice: name of the municipality to try it in, or empty. tried_by and tried_at: who tries it there now, since when.
    beside: name of the own version that holds today, while this one waits; beside_changes: what would be different from it.
    waits: nobody approved it yet; changes are then told beside the program as it is now. too_far: why it cannot be used
    beside the program as it is now, line by line. seen: the mark of that, for who approves. cannot_approve and
    cannot_take_back: the sentence where the button would be, or None.
    """

    id: UUID
    code: str
    title: Text
    name: str
    why: str
    valid_from: date
    proposed_by: str
    proposed_at: datetime
    approved_by: str
    approved_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    changes: tuple[StepChanges, ...]
    beside: str
    beside_changes: tuple[StepChanges, ...]
    opens: tuple[Opened, ...]
    moved: tuple[StepChanges, ...]
    parts: tuple[MovedPart, ...]
    kept: tuple[Kept, ...]
    waits: bool
    in_use: bool
    practice: str
    tried_by: str
    tried_at: datetime | None
    too_far: tuple[Phrase, ...]
    seen: str
    cannot_approve: Refusal | None
    cannot_take_back: Refusal | None


def listing(viewer: Viewer, *, now: datetime) -> tuple[Line, ...]:
    """List the protocols with what holds today and how many own versions wait for a second person.

    Raises:
        NotFound: the viewer does not set up the municipality.
    """
    _editor(viewer)
    holding = protocols.own_versions(context.today(now))
    waiting: dict[str, int] = {}
    for code in OwnProtocol.objects.filter(approved_at=None, ended_at=None).values_list("protocol", flat=True):
        waiting[code] = waiting.get(code, 0) + 1
    found = []
    for code, protocol in packaged().items():
        row = holding.get(code)
        found.append(
            Line(
                code=code,
                title=protocol.title,
                holds=row.name if row else "",
                since=row.valid_from if row else None,
                waiting=waiting.get(code, 0),
                moved=_moved(row) if row else False,
            )
        )
    return tuple(found)


def protocol_page(viewer: Viewer, code: str, *, now: datetime) -> ProtocolPage:
    """Show one protocol.

    Raises:
        NotFound: the viewer does not set up the municipality, or there is no such protocol.
    """
    _editor(viewer)
    default = _default(code)
    row = protocols.own_versions(context.today(now)).get(code)
    now_in_use = protocols.catalogue(context.today(now)).get(code, default)
    rows = OwnProtocol.objects.filter(protocol=code).select_related("proposed_by").order_by("-proposed_at")
    return ProtocolPage(
        code=code,
        title=default.title,
        explain=default.explain,
        holds=row.name if row else "",
        norms=tuple(
            Norm(step.code, step.title, step.deadline, is_ours(step), step.source)
            for step in now_in_use.steps
            if step.deadline is not None
        ),
        versions=tuple(
            VersionLine(
                one.pk,
                one.name,
                one.valid_from,
                one.proposed_by.display_name,
                one.approved_at is not None,
                one.ended_at is not None,
                row is not None and one.pk == row.pk,
                one.approved_at is not None and one.ended_at is None and _moved(one),
            )
            for one in rows
        ),
    )


def _moved(row: OwnProtocol) -> bool:
    found = versions_of(row)
    return found is not None and found.moved


def version_page(viewer: Viewer, version_id: UUID, *, now: datetime) -> VersionPage:
    """Show one own version as what it changes.

    Raises:
        NotFound: the viewer does not set up the municipality, or it is not there.
    """
    _editor(viewer)
    people = ("proposed_by", "approved_by", "ended_by", "tried_by")
    row = OwnProtocol.objects.select_related(*people).filter(pk=version_id).first()
    found = versions_of(row) if row else None
    if row is None or found is None:
        raise NotFound
    own, default = found.own, found.default
    approved, ended = row.approved_at is not None, row.ended_at is not None
    waits = not approved and not ended
    against = default if waits else found.base
    holds = protocols.own_versions(context.today(now)).get(row.protocol) if waits else None
    beside = protocols.readable_content(holds.content) if holds else None
    return VersionPage(
        id=row.pk,
        code=row.protocol,
        title=default.title,
        name=row.name,
        why=row.why,
        valid_from=row.valid_from,
        proposed_by=row.proposed_by.display_name,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by.display_name if row.approved_by else "",
        approved_at=row.approved_at,
        ended_by=row.ended_by.display_name if row.ended_by else "",
        ended_at=row.ended_at,
        changes=by_step(against, own),
        beside=beside.version if beside else "",
        beside_changes=by_step(beside, own) if beside else (),
        opens=tuple(_opened(own, one) for one in newly_open(against, own)),
        moved=by_step(found.base, default),
        parts=_parts(found) if approved and not ended else (),
        kept=tuple(
            Kept(datetime.fromisoformat(one["at"]), one["by"], one["why"], one["before"], one["after"])
            for one in row.kept
        ),
        waits=waits,
        in_use=approved and not ended,
        practice=practice_place(),
        tried_by=row.tried_by.display_name if row.tried_by else "",
        tried_at=row.tried_at,
        too_far=() if ended else tuple(line(default, own, one) for one in goes_too_far(default, own)),
        seen=mark_of(default),
        cannot_approve=check_approve(viewer.membership_id, row.proposed_by_id, approved=approved, ended=ended),
        cannot_take_back=ALREADY_ENDED if ended else None,
    )


def _parts(found: Versions) -> tuple[MovedPart, ...]:
    return tuple(
        MovedPart(
            key=f"{one.key[0]}:{one.key[1]}",
            step=_title(found.base, found.default, one.key[0]),
            change=one.key[1],
            program=tuple(difference.says for difference in one.program),
            yours=tuple(difference.says for difference in one.yours),
            same=one.same,
            conflict=one.conflict,
        )
        for one in moved_parts(found.base, found.own, found.default)
    )


def by_step(old: Protocol, new: Protocol) -> tuple[StepChanges, ...]:
    """Give what differs between two versions of a protocol, step by step in the order of the new one."""
    found: dict[str, list[Difference]] = {}
    for one in differences(old, new):
        found.setdefault(one.step, []).append(one)
    return tuple(StepChanges(_title(old, new, code), tuple(listed)) for code, listed in found.items())


def _title(old: Protocol, new: Protocol, code: str) -> Text | None:
    step = _step(new, code) or _step(old, code)
    return step.title if step else None


def _step(protocol: Protocol, code: str) -> Step | None:
    return protocol.step(code) if protocol.has(code) else None


def _opened(own: Protocol, found: NewlyOpen) -> Opened:
    rules = [rule for rule in default_matrix().rules if rule.number in found.rules]
    roles = people(map(Role, found.roles))
    return Opened(
        own.step(found.step).title,
        Phrase(NEWLY_TAKES, {"who": roles}) if roles else None,
        tuple(
            OpenedRule(
                rule.key,
                rule.text_nl,
                rule.text_en,
                tuple(one for one in Party if one in rule.recipients),
                tuple(one for one in Category if one in rule.items - rule.facts_only),
                tuple(one for one in Category if one in rule.facts_only),
            )
            for rule in rules
        ),
    )


def _default(code: str) -> Protocol:
    found = packaged().get(code)
    if found is None:
        raise NotFound
    return found


def _editor(viewer: Viewer) -> None:
    if not EDITORS & viewer.roles:
        raise NotFound
