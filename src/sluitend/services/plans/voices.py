"""What people themselves say: a sheet for each child, and whether each person agrees with the plan."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sluitend.access import context
from sluitend.access.gate import change_case
from sluitend.access.words import check_words
from sluitend.domain.case import PersonKind
from sluitend.domain.outcome import NotFound, refuse_any
from sluitend.domain.plan import AgreementHow, check_agreement, check_voice, check_voice_shown
from sluitend.domain.sharing import Viewer
from sluitend.records.models import Agreement, ChildVoice
from sluitend.services.plans.common import conflict, one, person_of


@dataclass(frozen=True, slots=True)
class RecordVoice:
    """A child's own words. parents_may_see: somebody said so; decided_by_child: the child did."""

    case_id: UUID
    child_id: UUID
    words: str = field(repr=False)
    on: date | None
    parents_may_see: bool = False
    decided_by_child: bool = False
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChangeVoice:
    """A child's words said anew, or another answer to whether parents may see them. version: where the writer started."""

    case_id: UUID
    voice_id: UUID
    words: str = field(repr=False)
    on: date | None
    version: int
    parents_may_see: bool = False
    decided_by_child: bool = False
    quote: bool = False
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    """Whether somebody agrees with the plan, in their own words; what they said before stays."""

    case_id: UUID
    person_id: UUID
    agrees: bool | None
    words: str = field(repr=False)
    on: date | None
    how: AgreementHow = AgreementHow.TALK
    quote: bool = False
    form_key: UUID | None = None


def record_voice(viewer: Viewer, command: RecordVoice, *, now: datetime) -> UUID:
    """Keep a child's own words on a sheet of their own. The writer is the one who listened.

    Raises:
        NotFound: there is no such child in a case of the viewer.
        Refused: no words or day; or parents may see it and neither child nor listener may say so.
    """
    day = context.today(now)

    def make() -> UUID:
        words = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
        pk = uuid.uuid4()
        with change_case(
            viewer, command.case_id, action="voice.record", kind="voice", about=pk,
            person_id=command.child_id, contribute=True, now=now,
        ) as access:  # fmt: skip
            child = person_of(command.case_id, command.child_id)
            if child.kind != PersonKind.CHILD:
                raise NotFound
            shown = check_voice_shown(
                parents_may_see=command.parents_may_see,
                decided_by_child=command.decided_by_child,
                birth_date=child.birth_date,
                by_listener=True,
                heightened=access.heightened,
                today=day,
            )
            refuse_any(*check_voice(command.words, command.on, today=day), shown, *words)
            row = ChildVoice(
                id=pk,
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                child=child,
                words=command.words,
                on=command.on or day,
                listener_id=viewer.membership_id,
                parents_may_see=command.parents_may_see,
                decided_by_child=command.decided_by_child,
            )
            row.save(force_insert=True)
            return row.pk

    return one(viewer, command.form_key, "voice.record", make, now)


def change_voice(viewer: Viewer, command: ChangeVoice, *, now: datetime) -> UUID:
    """Say a child's words anew, or change whether parents may see them; only whoever listened does.

    Raises:
        NotFound: there is no such sheet, or somebody else listened.
        Refused: as for record_voice. Conflict: it was saved meanwhile.
    """
    day = context.today(now)

    def make() -> UUID:
        words = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
        rows = ChildVoice.objects.select_for_update(of=("self",)).select_related("child")
        row = rows.filter(pk=command.voice_id, case_id=command.case_id, listener_id=viewer.membership_id).first()
        if row is None:
            raise NotFound
        if row.version != command.version:
            raise conflict(command.case_id, "voice", row.pk, stored={"words": row.words}, version=row.version)
        with change_case(
            viewer, command.case_id, action="voice.change", kind="voice", about=row.pk, person_id=row.child_id,
            contribute=True, now=now,
        ) as access:  # fmt: skip
            shown = check_voice_shown(
                parents_may_see=command.parents_may_see,
                decided_by_child=command.decided_by_child,
                birth_date=row.child.birth_date,
                by_listener=True,
                heightened=access.heightened,
                today=day,
            )
            refuse_any(*check_voice(command.words, command.on, today=day), shown, *words)
            row.words, row.on = command.words, command.on or row.on
            row.parents_may_see, row.decided_by_child = command.parents_may_see, command.decided_by_child
            row.version += 1
            row.save()
            return row.pk

    return one(viewer, command.form_key, "voice.change", make, now)


def record_agreement(viewer: Viewer, command: RecordAgreement, *, now: datetime) -> UUID:
    """Write down whether somebody agrees with the plan, in their own words; an older answer stays readable.

    Raises:
        NotFound: there is no such person in a case of the viewer.
        Refused: no answer or day, or a disagreement without words.
    """
    day = context.today(now)

    def make() -> UUID:
        words = check_words(viewer, {"words": command.words}, quote=command.quote, now=now)
        with change_case(
            viewer, command.case_id, action="agreement.record", kind="person", about=command.person_id,
            person_id=command.person_id, now=now,
        ):  # fmt: skip
            person = person_of(command.case_id, command.person_id)
            checks = check_agreement(agrees=command.agrees, words=command.words, on=command.on, today=day)
            refuse_any(*checks, *words)
            row = Agreement(
                id=uuid.uuid4(),
                municipality_id=viewer.municipality_id,
                case_id=command.case_id,
                person=person,
                agrees=bool(command.agrees),
                words=command.words,
                on=command.on or day,
                how=command.how,
                recorded_by_id=viewer.membership_id,
                recorded_at=now,
            )
            row.save(force_insert=True)
            return row.pk

    return one(viewer, command.form_key, "agreement.record", make, now)
