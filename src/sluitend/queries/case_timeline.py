"""What happened in a case, newest first: steps of actions, notes, corrections with their reason, and every other change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from uuid import UUID

from django.db import connection

from sluitend.access.gate import CaseAccess
from sluitend.domain.action import StepKind
from sluitend.domain.sharing import Given, ReadLevel
from sluitend.domain.vocabulary import N_, AuditKind, Category
from sluitend.queries.log_words import action_words
from sluitend.records.models import ActionStep, AuditEvent, CaseChange, Membership, Note

ENTRIES = 500  # on one page: a case of two busy years fits

# What these lines say stands in the timeline with its own words.
_TOLD_OTHERWISE = (
    "note.write",
    "note.change",
    "action.ask",
    *(f"action.{step.value}" for step in StepKind),
    "person.change",
    "person.leave",
    "person.take_out",
    "household.change",
    "case.change",
    "case.readers",
    "case.heighten",
    "case.lower",
    "case.reopen",
    "case.review",
)
_NOTE = N_("Notitie")
_CHANGES = {
    "person": "person.change",
    "left": "person.leave",
    "taken_out": "person.take_out",
    "household": "household.change",
    "case": "case.change",
    "readers": "case.readers",
    "heightened": "case.heighten",
    "review": "case.review",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. what: a Dutch sentence, a translation key. about: an action or a person by name.

    words: what somebody wrote with it. new: since the viewer last looked, and not by the viewer.
    """

    at: datetime
    what: str
    who: str
    about: str
    words: str
    new: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of what happened. number: from 1; more: there is an older page. since: when the viewer last looked."""

    entries: tuple[Entry, ...]
    number: int
    more: bool
    since: datetime | None

    @property
    def new(self) -> tuple[Entry, ...]:
        """Give what is new since the viewer last looked."""
        return tuple(entry for entry in self.entries if entry.new)


_LOOK = """
INSERT INTO last_look (id, municipality_id, case_id, membership_id, at) VALUES (gen_random_uuid(), %s, %s, %s, %s)
ON CONFLICT (case_id, membership_id) DO UPDATE
SET before = CASE WHEN EXCLUDED.at > last_look.at + interval '30 minutes' THEN last_look.at ELSE last_look.before END,
    at = EXCLUDED.at
RETURNING before
"""


def look(access: CaseAccess, *, now: datetime) -> datetime | None:
    """Remember that the viewer looks now, and say when they looked before; None when they never did.

    Looks within half an hour count as one, so that what is new stays marked while somebody works in a case.
    """
    viewer = access.viewer
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [viewer.municipality_id, access.case_id, viewer.membership_id, now])
        before: datetime | None = cursor.fetchone()[0]
    return before


def load_timeline(access: CaseAccess, number: int, since: datetime | None, names: Mapping[UUID, str]) -> Timeline:
    """Load one page of what happened: five statements, however much there is. number: the page, from 1."""
    number = max(1, number)
    wanted = number * ENTRIES + 1
    sources = (
        _steps(access, wanted, since),
        _notes(access, wanted, since),
        _changes(access, wanted, since, names),
        _lines(access, wanted, since, names),
    )
    ordered = merge(*sources, key=attrgetter("at"), reverse=True)
    found = tuple(islice(ordered, (number - 1) * ENTRIES, wanted))
    return Timeline(found[:ENTRIES], number, len(found) > ENTRIES, since)


def _new(access: CaseAccess, at: datetime, by: UUID | None, since: datetime | None) -> bool:
    return since is not None and at > since and by != access.viewer.membership_id


def _steps(access: CaseAccess, wanted: int, since: datetime | None) -> Iterator[Entry]:
    rows = ActionStep.objects.filter(case_id=access.case_id).order_by("-at", "-id")
    for kind, at, by, name, organisation, title, words in rows.values_list(
        "kind", "at", "by_id", "by__display_name", "organisation__name", "action__title", "words"
    )[:wanted]:
        who = f"{name}, {organisation}"
        yield Entry(at, StepKind(kind).sentence, who, title, words, _new(access, at, by, since))


def _notes(access: CaseAccess, wanted: int, since: datetime | None) -> Iterator[Entry]:
    rows = Note.objects.filter(case_id=access.case_id).order_by("-written_at", "-id")
    for at, by, name, text in rows.values_list("written_at", "author_id", "author__display_name", "text")[:wanted]:
        yield Entry(at, _NOTE, name, "", text, _new(access, at, by, since))


def _changes(access: CaseAccess, wanted: int, since: datetime | None, names: Mapping[UUID, str]) -> Iterator[Entry]:
    rows = CaseChange.objects.filter(case_id=access.case_id).order_by("-at", "-id")
    for kind, at, by, name, person, reason in rows.values_list(
        "kind", "at", "by_id", "by__display_name", "person_id", "reason"
    )[:wanted]:
        what = action_words(_CHANGES.get(kind, kind), AuditKind.WRITE)
        about = names.get(person, "") if person else ""
        yield Entry(at, what, name, about, reason, _new(access, at, by, since))


def _lines(access: CaseAccess, wanted: int, since: datetime | None, names: Mapping[UUID, str]) -> Iterator[Entry]:
    rows = AuditEvent.objects.filter(case_id=access.case_id, kind=AuditKind.WRITE).exclude(action__in=_TOLD_OTHERWISE)
    columns = ("action", "at", "membership_id", "role", "person_id", "categories")
    found = list(rows.order_by("-at", "-id").values_list(*columns)[:wanted])
    members = _members({by for _action, _at, by, *_rest in found if by})
    may = _readable(access)
    for action, at, by, role, person, categories in found:
        if may.issuperset(categories):
            about = names.get(person, "") if person else ""
            who = members.get(by, role) if by else role
            yield Entry(at, action_words(action, AuditKind.WRITE), who, about, "", _new(access, at, by, since))


def _readable(access: CaseAccess) -> frozenset[str]:
    """Give the categories of which the viewer may know at least that something happened."""
    given = (Given.CONSENT, Given.OWN_WORDS)
    return frozenset(category.value for category in Category if access.level(category, *given) > ReadLevel.NONE)


def _members(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Membership.objects.filter(pk__in=ids).values_list("pk", "display_name"))
