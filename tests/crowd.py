"""A full world: two municipalities in which every room holds something, and every word about a person is a canary.

The states are reached by the services; then rows of all that is left get made from their columns, and last every text
about a person is overwritten with a word of its own. Whoever sees that word saw that column of that row.
"""

from __future__ import annotations

import io
import itertools
import re
import string
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from django.db import models

from sluitend.access.context import today
from sluitend.domain.absence import HEADER
from sluitend.domain.absence.departure import HEADER as NOTICE
from sluitend.domain.action import StepKind
from sluitend.domain.person import passes_eleven_test
from sluitend.domain.report import HalfYear
from sluitend.domain.signal import Agreement
from sluitend.domain.triage import Outcome
from sluitend.domain.vocabulary import Category
from sluitend.records import crypto
from sluitend.services import absences, departures, reports, signals, triage
from sluitend.services.cases import GiveSeat, give_seat
from tests import action_stories
from tests.action_stories import Family
from tests.anyrow import Values, insert, make, tables, words_allowed
from tests.concerns import NAMELESS, SAID_YES, a_concern, a_decision, opened
from tests.stories import a_case
from tests.world import Place, World, acting

TOKEN = re.compile(r"qz[0-9a-z]{4}|(?<!\d)\d{9}(?!\d)")
IN_DRAFT = "qzzzzz"
LETTERS = string.digits + string.ascii_lowercase

# Columns of words that the program reads as one of its own words, without a check in the database that says so.
OWN_WORDS = {"kind", "status", "closing", "closing_reason", "next_step", "sealed", "outcome", "shown_kind"}

# Words that the database allows only together with an answer, which these rows do not have yet.
UNSAID = {("joint_decision", "words")}


@dataclass(frozen=True, slots=True)
class Canary:
    """A word of its own in one column of one row. case, signal, report: what the row belongs to."""

    word: str
    table: str
    column: str
    category: Category
    row: uuid.UUID
    municipality: uuid.UUID
    case: uuid.UUID | None
    signal: uuid.UUID | None
    report: uuid.UUID | None
    action: uuid.UUID | None
    person: uuid.UUID | None


@dataclass
class Corner:
    """What there is in one municipality, by name: cases, signals, actions, reports and so on, as ids."""

    place: Place
    ids: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["ids"][name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class Crowd:
    """The world with its canaries. now: when it was finished."""

    world: World
    home: Corner
    away: Corner
    now: datetime
    canaries: dict[str, Canary] = field(default_factory=dict)

    def seen_in(self, text: str) -> set[Canary]:
        """Give the canaries in a text, however it is spaced and capitalised."""
        bare = re.sub(r"[\s ]|&nbsp;", "", text).lower()
        return {self.canaries[word] for word in TOKEN.findall(bare) if word in self.canaries}


def build(world: World, past_the_wall: psycopg.Connection[Any], now: datetime) -> Crowd:
    """Make everything, a little before `now`."""
    home = furnish(world.home, now - timedelta(minutes=30))
    away = furnish(world.away, now - timedelta(minutes=30), small=True)
    crowd = Crowd(world, home, away, now)
    rest(past_the_wall, crowd)
    crowd.canaries = {canary.word: canary for canary in mark(past_the_wall)}
    return crowd


# -- states, by the services -------------------------------------------------------------------------------------------


def furnish(place: Place, now: datetime, *, small: bool = False) -> Corner:
    """Fill one municipality."""
    corner = Corner(place)
    ids = corner.ids
    day = today(now)
    family = action_stories.a_family(place, now=now)
    ids["case"], ids["child"], ids["mother"], ids["father"] = family.case_id, family.child, family.mother, family.father
    ids["number"] = family.number
    yes = Agreement(SAID_YES.by, SAID_YES.name, SAID_YES.how, day - timedelta(days=1))
    ids["signal"] = a_concern(place, now=now, agreement=yes).signal_id
    ids["receipt"] = None
    reports_in(corner, now)
    ids["action"] = action_stories.shared(family, "school")
    if small:
        return corner
    outward(corner, family, now)
    concerns(corner, now, yes)
    ids["other_case"] = a_case(
        place, by="coordinator2", coordinator_id=place.coordinator2.membership_id, now=now
    ).case_id
    hidden = a_case(place, by="coordinator2", coordinator_id=place.coordinator2.membership_id, heightened=True, now=now)
    ids["hidden_case"], ids["hidden_number"] = hidden.case_id, hidden.number
    ids["hidden_child"] = hidden.person_ids[0]
    closed = a_case(place, now=now)
    ids["closed_case"] = closed.case_id
    seat = GiveSeat(ids["case"], place.member.membership_id, "Gezinswerker", "Helpt thuis", day + timedelta(days=30))
    with acting(place.coordinator, now):
        ids["seat"] = give_seat(place.coordinator, seat, now=now)
    with acting(place.manager, now):
        reports.make_report(place.manager, HalfYear(day.year - 1, 2), now=now)
    return corner


def outward(corner: Corner, family: Family, now: datetime) -> None:
    """Actions that are shown, kept inside, stuck, and of our own people."""
    place, ids = corner.place, corner.ids
    ids["inside"] = action_stories.ask(family, "housing")
    ids["stuck"] = action_stories.shared(family, "youth_care", title="Elke week een gesprek thuis")
    for kind, words in ((StepKind.ACCEPT, ""), (StepKind.START, ""), (StepKind.BLOCK, "Er is een wachtlijst.")):
        action_stories.step(place.helper, ids["stuck"], kind, now=now, words=words)
    ids["own_action"] = action_stories.ask(family, "gemeente")


def concerns(corner: Corner, now: datetime, yes: Agreement) -> None:
    """Concerns in every state."""
    place, ids, day = corner.place, corner.ids, today(now)
    ids["linked"] = a_concern(place, now=now, agreement=yes).signal_id
    with acting(place.intake, now):
        triage.open_signal(place.intake, ids["linked"], now=now)
    ids["hidden_signal"] = a_concern(place, now=now, heightened=True, children=(NAMELESS,), agreement=None).signal_id
    asked = a_concern(place, now=now, agreement=yes)
    opened(place, asked, now=now)
    ids["asked"] = asked.signal_id
    with acting(place.intake, now):
        triage.ask_reader(
            place.intake, triage.AskReader(uuid.uuid4(), asked.signal_id, place.code.membership_id), now=now
        )
    left = a_concern(place, now=now, agreement=yes)
    a_decision(place, left, Outcome.NOT_TAKEN_UP, now=now, ends_on=day + timedelta(days=60))
    ids["left"] = left.signal_id
    gone = a_concern(
        place, now=now - timedelta(days=900), agreement=Agreement(yes.by, yes.name, yes.how, day - timedelta(days=901))
    )
    ids["gone"] = gone.signal_id
    with acting(place.teacher, now):
        typed = {"seen": [IN_DRAFT]}
        ids["draft"] = signals.save_draft(place.teacher, signals.SaveDraft(None, False, typed=typed), now=now)


ROW = {
    "soort": "16 uur in 4 weken",
    "voornamen": "Noor",
    "voorvoegsel": "de",
    "achternaam": "Wit",
    "geboortedatum": "2013-05-04",
    "brin": "12AB",
    "vestiging": "00",
    "omvang_uren": "16,5",
    "toelichting": "Vaak te laat.",
    "acties_school": "Gesprek met de ouders.",
    "status": "Geregistreerd",
}


def reports_in(corner: Corner, now: datetime) -> None:
    """Absence reports, one of them with an error in its row."""
    viewer, day = corner.place.attendance, today(now)
    rows = [
        ROW
        | {
            "melding_id": f"V-{n}",
            "bsn": b,
            "begindatum": str(day - timedelta(days=20)),
            "einddatum": str(day - timedelta(days=2)),
        }
        for n, b in enumerate(("123456782", "111222333", "kort"))
    ]
    lines = [";".join(HEADER), *(";".join(row.get(name, "") for name in HEADER) for row in rows)]
    file = io.BytesIO(("\n".join(lines) + "\n").encode())
    with acting(viewer, now):
        progress = absences.receive_file(viewer, file, "csv", now=now)
    while not progress.finished:
        with acting(viewer, now):
            progress = absences.load_next_piece(viewer, progress.id, now=now)
    corner.ids["import"] = progress.id
    notices_in(corner, now)


def notices_in(corner: Corner, now: datetime) -> None:
    """A notice of departure, and one with an error in its row."""
    viewer, day = corner.place.attendance, today(now)
    told = {
        "soort": "vertrek",
        "bron": "burgerzaken",
        "bsn": "123456782",
        "onderwijsnummer": "987654321",
        "datum": str(day),
    }
    told |= {name: ROW[name] for name in ("voornamen", "voorvoegsel", "achternaam", "geboortedatum", "brin")}
    rows = [told | {"kenmerk": "BZ-1"}, told | {"kenmerk": "?"}]
    lines = [";".join(NOTICE), *(";".join(row.get(name, "") for name in NOTICE) for row in rows)]
    with acting(viewer, now):
        file = io.BytesIO(("\n".join(lines) + "\n").encode())
        progress = departures.receive_file(viewer, file, "csv", now=now)
    with acting(viewer, now):
        departures.load_next_piece(viewer, progress.id, now=now)


# -- what is left, from its columns ------------------------------------------------------------------------------------

# Tables that hold no thing of a case or a signal, or that the world above already fills as it should be.
LEFT_OUT = {
    "demo_marker",
    "key_mark",
    "municipality",
    "organisation",
    "team",
    "app_user",
    "membership",
    "safety_roster",
    "audit_event",
    "form_receipt",
    "invitation",
    "family_block",
    "family_block_key",
    "match_key",
    "absence_import_piece",
    "report_snapshot",
    "text_guard_count",
    "draft",
    "signal",
    "case_file",
    "named_reader",
    "team_seat",
    "consent",
    "consent_asked",
    "plan",
    "goal_person",
    "signal_receipt",
    "outside_report",
}


def rest(past: psycopg.Connection[Any], crowd: Crowd) -> None:
    """A row of each table of a case for the open, the hidden, the other and the closed case."""
    ids, place = crowd.home.ids, crowd.world.home
    day = today(crowd.now)
    past.execute(
        "UPDATE case_file SET status = 'closed', closed_at = %s, closing_reason = 'own_strength' WHERE id = %s",
        [crowd.now - timedelta(days=1), ids["closed_case"]],
    )
    link(past, crowd)
    for case in (ids["case"], ids["hidden_case"], ids["other_case"], ids["closed_case"], crowd.away.case):
        here = crowd.away.place if case == crowd.away.case else place
        coordinator = here.coordinator2 if case in (ids["hidden_case"], ids["other_case"]) else here.coordinator
        for table in in_order():
            if table in LEFT_OUT or "case" not in {f.name for f in tables()[table]._meta.concrete_fields}:
                continue
            if table in {"action_share", "action_step"} and case not in (ids["hidden_case"], ids["closed_case"]):
                continue  # what was shown, the services showed
            given = {"case_id": case, **whole(table, day, crowd.now)}
            if table == "joint_decision":
                given |= {"second_id": here.protocol.membership_id, "answer_by": day}
            if table == "letter":
                found = past.execute("SELECT id FROM case_person WHERE case_id = %s LIMIT 1", [case]).fetchone()
                given |= {"person_id": found[0] if found else None}
            row = one(past, table, here, coordinator.membership_id, given)
            if case == ids["case"]:
                ids.setdefault(table, row["id"])
            elif case == ids["hidden_case"]:
                ids.setdefault(f"hidden_{table}", row["id"])
            elif case == ids["other_case"]:
                ids.setdefault(f"other_{table}", row["id"])
    find_ids(past, crowd)


def in_order() -> list[str]:
    """Tables so that what is pointed at comes first."""
    first = ["household", "goal", "open_domain", "action"]
    return first + [name for name in tables() if name not in first]


def whole(table: str, day: date, now: datetime) -> Values:
    """Values that a page needs in order to show a row as a service would have made it."""
    values: dict[str, Values] = {
        "open_domain": {"code": "d03", "basis": "own_words"},
        "domain_level": {"level": 3, "on": day, "by_family": False},
        "goal": {"status": "open", "target_on": day + timedelta(days=60)},
        "action": {"due_on": day + timedelta(days=5), "outward": True, "status": "accepted", "kind": "help"},
        "action_share": {"shown_kind": "help", "until": day + timedelta(days=5), "since": now - timedelta(minutes=5)},
        "evaluation": {"held_on": day, "next_step": "go_on"},
        "after_care": {"due_on": day + timedelta(days=100), "held_on": None},
        "note": {"written_at": now - timedelta(minutes=10)},
        "informing": {"told_on": day - timedelta(days=1)},
        "decision": {"kind": "triage", "outcome": "integral", "signal_id": None, "rule": "A.14", "rule_version": "1"},
        "case_change": {"kind": "details", "changed": ["title"]},
        "household": {"as_of": day - timedelta(days=30)},
        "supporter": {"since": day - timedelta(days=30)},
        "parental_authority": {"as_of": day - timedelta(days=30)},
        "running_matter": {
            "reference": f"Z-{uuid.uuid4().int % 10**9}",
            "answer": "confirmed",
            "answered_at": now - timedelta(days=1),
            "ends_on": day + timedelta(days=20),
        },
        "hidden_match": {},
        "signal_case_link": {},
        "last_look": {},
    }
    return values.get(table, {})


CASELESS = {"case_file": "case_id", "municipality": "case_id"}  # found by their own id


def one(past: psycopg.Connection[Any], table: str, place: Place, author: uuid.UUID, given: Values) -> Values:
    """Make one row of a table of a case; what it points at is of the same case."""
    model, case = tables()[table], given["case_id"]

    def refer(key: models.ForeignKey[Any, Any]) -> Any:
        target = key.related_model._meta.db_table
        if target == "membership":
            return author
        if target == "organisation":
            return place.organisations["school"]
        if key.null or "case_id" not in {f.column for f in key.related_model._meta.concrete_fields} | {
            CASELESS.get(target)
        }:
            return None
        column = "id" if target in {"case_file", "municipality"} else "case_id"
        wanted = place.id if target == "municipality" else case
        found = past.execute(f"SELECT id FROM {target} WHERE {column} = %s LIMIT 1".encode(), [wanted]).fetchone()
        return found[0] if found else None

    row = make(model, refer, municipality_id=place.id, **given)
    if any(v is None and not f.null for f in model._meta.concrete_fields if (v := row.get(f.column, 1)) is None):
        return {"id": None}
    insert(past, table, [row])
    return row


def link(past: psycopg.Connection[Any], crowd: Crowd) -> None:
    """The linked signal belongs to the open case; the hidden case was touched by the first signal."""
    place, ids = crowd.world.home, crowd.home.ids
    common = {"municipality_id": place.id, "signal_id": ids["linked"], "case_id": ids["case"]}
    row = make(tables()["signal_case_link"], lambda _key: None, linked_by_id=place.intake.membership_id, **common)
    row["linked_at"] = crowd.now - timedelta(minutes=20)
    row["answer_by"] = today(crowd.now) + timedelta(days=5)
    row["answer"] = ""
    insert(past, "signal_case_link", [row])
    common = {"municipality_id": place.id, "signal_id": ids["signal"], "case_id": ids["hidden_case"]}
    insert(past, "hidden_match", [make(tables()["hidden_match"], lambda _key: None, **common)])


def find_ids(past: psycopg.Connection[Any], crowd: Crowd) -> None:
    """Ids that services gave and that addresses need."""
    for corner in (crowd.home, crowd.away):
        place = corner.place
        for name, query in {
            "departure": "SELECT id FROM departure_notice WHERE municipality_id = %s ORDER BY reference LIMIT 1",
            "report": "SELECT id FROM absence_report WHERE municipality_id = %s ORDER BY melding_id LIMIT 1",
            "receipt": "SELECT id FROM signal_receipt WHERE municipality_id = %s ORDER BY handed_in_at, id LIMIT 1",
            "consent": "SELECT id FROM consent WHERE municipality_id = %s ORDER BY id LIMIT 1",
        }.items():
            found = past.execute(query.encode(), [place.id]).fetchone()
            corner.ids[name] = found[0] if found else None


# -- canaries ----------------------------------------------------------------------------------------------------------


def words() -> Iterator[str]:
    for letters in itertools.product(LETTERS, repeat=4):
        yield "qz" + "".join(letters)


def mark(past: psycopg.Connection[Any]) -> Iterator[Canary]:
    """Put a word of its own in each text about a person, and a number of its own in each sealed BSN."""
    fresh = words()
    numbers = (str(n) for n in range(200_000_000, 300_000_000) if passes_eleven_test(str(n)))
    for table, model in tables().items():
        texts = {
            f.column: (f.name, category)
            for f in model._meta.concrete_fields
            if (category := getattr(model, "personal", {}).get(f.name)) is not None
            and isinstance(f, models.CharField | models.TextField)
            and not words_allowed(model, f.name)
            and f.name not in OWN_WORDS
            and (table, f.name) not in UNSAID
        }
        columns = {f.column for f in model._meta.concrete_fields}
        sealed = "bsn_sealed" in columns
        if not texts and not sealed:
            continue
        wanted = [
            c for c in ("case_id", "signal_id", "report_id", "action_id", "concerns_id", "person_id") if c in columns
        ]
        source = table
        if table == "criterion_fact":  # it belongs to what its decision is about
            wanted = ["case_id", "signal_id"]
            joined = "SELECT f.id, f.municipality_id, d.case_id, d.signal_id FROM criterion_fact f"
            source = f"({joined} JOIN decision d ON d.id = f.decision_id) AS fact"
        for row in past.execute(
            f"SELECT id, municipality_id, {', '.join(wanted) or 'NULL'} FROM {source}".encode()
        ).fetchall():
            of = dict(zip(wanted, row[2:], strict=False))
            ties = {
                "row": row[0],
                "municipality": row[1],
                "case": row[0] if table == "case_file" else of.get("case_id"),
                "signal": row[0] if table == "signal" else of.get("signal_id"),
                "report": row[0] if table in {"absence_report", "departure_notice"} else of.get("report_id"),
                "action": row[0] if table == "action" else of.get("action_id"),
                "person": row[0] if table == "case_person" else of.get("person_id") or of.get("concerns_id"),
            }
            found = [Canary(next(fresh), table, name, category, **ties) for name, category in texts.values()]
            if found:
                sets = ", ".join(f"{column} = %s" for column in texts)
                past.execute(f"UPDATE {table} SET {sets} WHERE id = %s".encode(), [*(c.word for c in found), row[0]])
            yield from found
            if sealed:
                number = next(numbers)
                seal = crypto.seal_text(number, table=table, row=row[0], field="bsn_sealed")
                past.execute(f"UPDATE {table} SET bsn_sealed = %s WHERE id = %s".encode(), [seal, row[0]])
                yield Canary(number, table, "bsn", Category.K1, **ties)
