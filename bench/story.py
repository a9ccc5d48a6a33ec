"""What is measured, made through the services: a case with five hundred entries, a worker with a hundred things to do."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sluitend.domain.action import StepKind
from sluitend.domain.person import Bsn
from sluitend.domain.triage import Outcome
from sluitend.queries.cases import case_page
from sluitend.queries.my_work import my_work
from sluitend.services.followup import WriteNote, write_note
from tests.action_stories import Family, shared, step
from tests.case_stories import FullCase, a_full_case
from tests.concerns import a_concern, a_decision, opened, with_bsn
from tests.stories import FAMILY, a_case
from tests.world import Place, acting

ENTRIES = 500
WORK = 100
KNOWN = "123456782"
AGO = timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Story:
    """long: the case with five hundred entries. model: the case and signal that stored items are copies of.

    number: of a signal that a search is for; its child, KNOWN, is in an open case.
    """

    home: Place
    long: uuid.UUID
    model_case: uuid.UUID
    model_signal: uuid.UUID
    number: str


def tell(home: Place, now: datetime, say: Callable[[str], None]) -> Story:
    """Make it all, in a municipality with people in every role."""
    began = now - AGO
    say("een voorbeeldcasus en een voorbeeldmelding")
    model = a_full_case(home, now=began)
    answer_for_partners(model, began)
    model_signal = _a_decided_signal(home, began)
    known = replace(FAMILY[0], bsn=Bsn(KNOWN), birth_date=None)
    a_case(home, now=began, persons=(known, *FAMILY[1:]), title="Gezin Bekend")
    number = a_concern(home, now=now - timedelta(minutes=5), by="intake").number
    say(f"een werkvoorraad van {WORK} regels")
    while _work(home, now) < WORK:
        _notes(a_full_case(home, now=began), 4, now)
    say(f"een casus met {ENTRIES} regels")
    long = a_full_case(home, now=began)
    answer_for_partners(long, began)
    _notes(long, ENTRIES - _entries(home, long, now), now)
    assert _entries(home, long, now) == ENTRIES
    return Story(home, long.case_id, model.case_id, model_signal, number)


def answer_for_partners(full: FullCase, now: datetime) -> None:
    """Ask partners with consent, and let them accept, get stuck and refuse."""
    family = Family(now, full.place, full.case_id, full.number, full.child, full.mother, full.father)
    home = full.place
    for organisation, who, kinds in (
        ("school", home.teacher, (StepKind.ACCEPT, StepKind.START, StepKind.BLOCK)),
        ("youth_care", home.helper, (StepKind.ACCEPT, StepKind.START)),
        ("school2", home.teacher2, (StepKind.ACCEPT,)),
    ):
        action = shared(family, organisation)
        for kind in kinds:
            words = "De leesjuf is ziek." if kind is StepKind.BLOCK else ""
            step(who, action, kind, now=now, words=words)


def _a_decided_signal(home: Place, now: datetime) -> uuid.UUID:
    handed = a_concern(home, now=now, by="intake", children=(with_bsn(),))
    opened(home, handed, now=now)
    a_decision(home, handed, Outcome.REGULAR, now=now)
    return handed.signal_id


def _notes(full: FullCase, number: int, now: datetime) -> None:
    """Let both workers write, in turn, over the last two weeks."""
    writers = itertools.cycle((full.place.coordinator, full.place.coordinator2))
    for place, writer in zip(range(number), writers, strict=False):
        at = now - timedelta(minutes=40 * (number - place))
        text = f"Moeder gebeld over de afspraak van dinsdag.\nZij komt om half {place % 11 + 1} en neemt Noor mee."
        with acting(writer, at):
            write_note(writer, WriteNote(full.case_id, text, uuid.uuid4()), now=at)


def _entries(home: Place, full: FullCase, now: datetime) -> int:
    with acting(home.coordinator, now):
        timeline = case_page(home.coordinator, full.case_id, now=now).timeline
    return len(timeline.entries) if timeline else 0


def _work(home: Place, now: datetime) -> int:
    with acting(home.coordinator, now):
        page = my_work(home.coordinator, now=now)
    return len(page.late) + len(page.today) + len(page.coming)
