"""Two municipalities full of rows in every table, with every kind of tie between people and cases, by chance.

Dates lie around today, so that each `from` and `until` is met just before, on and just after its day. Nothing here was
made by a service: the point is that the walls hold for rows that no service would write.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import psycopg
from django.db import models

from sluitend.domain.vocabulary import Role
from tests.anyrow import NOW, TODAY, Values, insert, make, tables

KINDS = ("local_team", "attendance", "school", "youth_care", "housing", "police")
PARTNERS = [Role.PARTNER, Role.PARTNER, Role.CODE_OFFICER, Role.ATTENDANCE]
ADDED = {Role.PARTNER, Role.ATTENDANCE_BOA}  # of other organisations, and beside another role
HOMES = [role for role in Role if role not in ADDED] + [Role.COORDINATOR, Role.TEAM_MEMBER, Role.INTAKE]

# Tables filled by hand below; all others get their rows from their own columns.
BY_HAND = {
    "letter",
    "transfer",
    "transfer_offer",
    "municipality",
    "organisation",
    "team",
    "app_user",
    "membership",
    "case_file",
    "team_seat",
    "named_reader",
    "signal",
    "second_reading",
    "signal_case_link",
    "hidden_match",
    "match_key",
    "family_block",
    "family_block_key",
    "consent",
    "joint_decision",
    "action",
    "action_share",
    "case_person",
    "safety_roster",
    "audit_event",
    "demo_marker",
    "key_mark",
    "protocol_run",
    "run_event",
    "clock_said",
    "decision_ask",
    "absence_status_file",
    "official_report",
    "official_step",
    "school_leave",
    "return_check",
}

# Tables that others point at or that tie people to cases: their municipality is the one that counts.
ABOVE = BY_HAND - {"case_person", "safety_roster"} | {"decision"}


@dataclass
class Rows:
    """Everything that stands in the database, by table. members: who may look, as rows of membership."""

    all: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))

    def of(self, table: str, municipality: uuid.UUID | None = None) -> list[Values]:
        """Give the rows of a table, or only those of one municipality."""
        rows = self.all[table]
        return rows if municipality is None else [row for row in rows if row["municipality_id"] == municipality]

    @property
    def members(self) -> list[Values]:
        return self.all["membership"]

    def kind_of(self, organisation: uuid.UUID) -> str:
        return next(row["kind"] for row in self.all["organisation"] if row["id"] == organisation)


class Maker:
    """Makes the rows from one seed."""

    def __init__(self, seed: int, *, cases: int, signals: int, members: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same world at every run
        self.questions = Random(seed + 1000)  # noqa: S311 - apart, so that the rest of a world stays as it was
        self.rows = Rows()
        self.models = tables()
        self.sizes = cases, signals, members
        # A row may say another municipality than its case or signal does: then it is nobody's.
        self.crossing = set(self.models) - ABOVE
        self.digests = [hashlib.sha256(bytes([n])).digest() for n in range(12)]

    # -- small words ---------------------------------------------------------------------------------------------------

    def day(self, *, near: int = 1, far: int = 40) -> date:
        """A day around today: mostly close by, where a border can be missed by one."""
        shift = self.chance.choice([-far, -near, 0, 0, near, far])
        return TODAY + timedelta(days=shift)

    def still(self, odds: float = 0.75) -> date:
        """A last day that mostly has not come yet."""
        return (
            TODAY + timedelta(days=self.chance.choice([0, 0, 1, 30]))
            if self.chance.random() < odds
            else TODAY - timedelta(days=1)
        )

    def since(self) -> date:
        return (
            TODAY - timedelta(days=self.chance.choice([0, 0, 1, 30]))
            if self.chance.random() < 0.85
            else TODAY + timedelta(days=1)
        )

    def ended(self, odds: float = 0.2) -> datetime | None:
        return NOW - timedelta(days=1) if self.chance.random() < odds else None

    def maybe(self, odds: float) -> bool:
        return self.chance.random() < odds

    def put(self, table: str, *, municipality: uuid.UUID | None = None, **given: Any) -> Values:
        """Make one row of a table and keep it; references that are not given point at something of the same place."""
        if municipality is not None:
            given["municipality_id"] = municipality
        if table in self.crossing and self.maybe(0.06):
            others = [row["id"] for row in self.rows.of("municipality") if row["id"] != municipality]
            given["municipality_id"] = self.chance.choice(others)
        place = given.get("municipality_id")
        case = given.get("case_id")

        def refer(key: models.ForeignKey[Any, Any]) -> Any:
            target = key.related_model._meta.db_table
            if key.null and target not in {"case_file", "signal"}:
                return None
            found = self.rows.all[target]
            of_case = [row for row in found if case is not None and row.get("case_id") == case]
            if of_case:
                found = of_case
            elif target != "app_user" and place:
                found = [row for row in found if row.get("municipality_id", row["id"]) == place] or found
            return self.chance.choice(found)["id"] if found else None

        row = make(self.models[table], refer, **given)
        self.rows.all[table].append(row)
        return row

    # -- the rows ------------------------------------------------------------------------------------------------------

    def world(self) -> Rows:
        homes = [self.place(name) for name in ("Eerste", "Tweede")]
        for home in homes:
            self.work(home)
        for home in homes:
            self.rest(home)
            self.strays(home)
        for home, away in (homes, reversed(homes)):
            self.with_checks(home, away)
        looks = {(row["case_id"], row["membership_id"]): row for row in self.rows.all["last_look"]}
        self.rows.all["last_look"] = list(looks.values())  # of a case by somebody there is one
        return self.rows

    def stranger(self, signal: uuid.UUID) -> Any:
        """Somebody who was not asked to read this signal."""
        asked = {row["reader_id"] for row in self.rows.of("second_reading") if row["signal_id"] == signal}
        return next(m["id"] for m in self.rows.of("membership") if m["id"] not in asked)

    def stray_desk(self, home: uuid.UUID, away: uuid.UUID) -> None:
        """Of the attendance desk, too, rows that say the wrong municipality."""
        for report in self.rows.of("absence_report", home):
            who = self.questions.choice(self.rows.of("membership", home))["id"]
            self.put("school_leave", municipality=away, report_id=report["id"], noted_by_id=who)
        for official in self.rows.of("official_report", home):
            self.put("official_step", municipality=away, official_id=official["id"], seq=2)

    def strays(self, home: uuid.UUID) -> None:
        """Ties that are over, or of nothing, and say the wrong municipality: they are nobody's either."""
        over, away = NOW - timedelta(days=2), next(m["id"] for m in self.rows.of("municipality") if m["id"] != home)
        for case in self.rows.of("case_file", home):
            for table, given in (
                ("team_seat", {"since": TODAY, "until": TODAY, "ended_at": over}),
                ("named_reader", {"signal_id": None, "since": TODAY, "until": TODAY - timedelta(days=1)}),
                ("match_key", {"signal_id": None, "digest": b"\x02" * 32}),
                ("consent", {}),
                ("action", {"outward": False}),
                ("action_share", {"ended_at": over}),
                ("decision", {"signal_id": None}),
            ):
                self.put(table, municipality=away, case_id=case["id"], **given)
            self.question(home, case["id"], municipality=away)
            self.question(away, case["id"], municipality=away)
        for signal in self.rows.of("signal", home):
            for table, given in (
                ("second_reading", {"reader_id": self.stranger(signal["id"]), "until": TODAY - timedelta(days=1)}),
                ("signal_case_link", {"case_id": self.rows.of("case_file", home)[0]["id"], "ended_at": over}),
                ("match_key", {"case_id": None, "digest": b"\x02" * 32}),
                ("decision", {"case_id": None}),
            ):
                self.put(table, municipality=away, signal_id=signal["id"], **given)
        self.safety(home, away)
        for run in self.rows.of("protocol_run", home):
            same = {name: run[name] for name in ("case_id", "report_id", "departure_id")}
            if run["departure_id"] is not None:  # one runs at a time: the other is over
                same |= {"ended_at": NOW, "ended_by": "withdrawn", "closed_by_id": self.who(home)}
            self.put("protocol_run", municipality=away, heightened=run["heightened"], **same)
            self.put("run_event", municipality=away, run_id=run["id"], seq=2)
            self.put("clock_said", municipality=away, run_id=run["id"], step="b")
        self.stray_desk(home, away)
        for decision in self.rows.of("decision", home):
            self.put("criterion_fact", municipality=away, decision_id=decision["id"])
        for member in self.rows.of("membership", home):
            self.put("draft", municipality=away, membership_id=member["id"], expires_at=NOW + timedelta(days=1))
            case = self.rows.of("case_file", away)[0]["id"]  # a look at another case than those of `rest`
            self.put("last_look", municipality=away, membership_id=member["id"], case_id=case)
            block = self.put("family_block", municipality=away, membership_id=member["id"])
            self.put(
                "family_block_key",
                municipality=away,
                block_id=block["id"],
                membership_id=member["id"],
                digest=b"\x03" * 32,
            )

    def safety(self, home: uuid.UUID, away: uuid.UUID) -> None:
        """What somebody said about safety, and what of it says the wrong municipality."""
        for person in self.rows.of("case_person", home):
            about = {"case_id": person["case_id"], "person_id": person["id"]}
            self.put("safety_word", municipality=home, noted_by_id=self.who(home), **about)
            for table in ("safety_rule", "safety_word"):
                self.put(table, municipality=away, **about)
            for table in ("flight_risk", "residence"):
                self.put(table, municipality=away, ended_on=TODAY, **about)

    def place(self, name: str) -> uuid.UUID:
        """A municipality with its people."""
        home: uuid.UUID = self.put("municipality", name=name, slug=name.lower())["id"]
        for kind in KINDS:
            self.put("organisation", municipality=home, name=f"{kind} {name}", kind=kind)
        for n in range(2):
            self.put("team", municipality=home, name=f"Team {n}")
        for n in range(self.sizes[2]):
            self.member(home, name, n)
        return home

    def work(self, home: uuid.UUID) -> None:
        """Its cases and signals, and who is tied to them."""
        cases, signals, _members = self.sizes
        for _ in range(cases):
            self.case(home)
        for _ in range(signals):
            self.signal(home)
        for member in self.rows.of("membership", home):
            if self.maybe(0.3):
                block = self.put("family_block", municipality=home, membership_id=member["id"])
                self.put(
                    "family_block_key",
                    municipality=home,
                    block_id=block["id"],
                    membership_id=member["id"],
                    digest=self.chance.choice(self.digests),
                )
        for member in self.chance.sample(self.rows.of("membership", home), 3):
            self.put("safety_roster", municipality=home, membership_id=member["id"], since=self.since())

    def member(self, home: uuid.UUID, name: str, n: int) -> None:
        user = self.put("app_user", email=f"{n}@{name}.example", name=f"{name} {n}")
        partner = n % 3 == 0
        organisations = self.rows.of("organisation", home)
        organisation = organisations[2 + n % 4] if partner else organisations[n % 2]
        first = self.chance.choice(PARTNERS) if partner else HOMES[(n - n // 3 - 1) % len(HOMES)]
        more = {self.chance.choice(HOMES)} if not partner and self.maybe(0.3) else set()
        if first is Role.ATTENDANCE and not partner:
            more |= {Role.ATTENDANCE_BOA}
        self.put(
            "membership",
            municipality=home,
            user_id=user["id"],
            organisation_id=organisation["id"],
            team_id=self.chance.choice(self.rows.of("team", home))["id"] if self.maybe(0.7) else None,
            deputy_id=None,
            roles=sorted({first} | more),
            active_from=TODAY - timedelta(days=100),
        )

    def who(self, home: uuid.UUID) -> Any:
        """Somebody of the place; now and then of the other one, which no service would let happen."""
        return self.chance.choice(self.rows.of("membership", None if self.maybe(0.04) else home))["id"]

    def case(self, home: uuid.UUID) -> None:
        heightened, closed = self.maybe(0.35), self.maybe(0.2)
        case = self.put(
            "case_file",
            municipality=home,
            number=f"C{uuid.uuid4().hex[:9]}",
            heightened=heightened,
            coordinator_id=self.who(home),
            deputy_id=self.who(home) if self.maybe(0.4) else None,
            opened_by_id=self.who(home),
            opened_at=NOW if self.maybe(0.2) else NOW - timedelta(days=30),
            closed_at=NOW - timedelta(days=3) if closed else None,
            ends_on=self.still(0.85),
        )
        for _ in range(self.chance.randint(0, 3)):
            self.put(
                "team_seat",
                municipality=home,
                case_id=case["id"],
                membership_id=self.who(home),
                since=self.since(),
                until=self.still(),
                ended_at=self.ended(),
            )
        for _ in range(self.chance.randint(2, 4) if heightened else int(self.maybe(0.2))):
            holder = self.chance.choice([case["coordinator_id"], case["deputy_id"], self.who(home)]) or self.who(home)
            self.reader(home, holder, case_id=case["id"])
        for gone in (None, NOW):  # the second was put in it by mistake
            self.put("case_person", municipality=home, case_id=case["id"], taken_out_at=gone)
        self.question(home, case["id"])
        self.key(home, case_id=case["id"])
        self.outward(home, case["id"])

    def question(self, home: uuid.UUID, case: uuid.UUID, *, municipality: uuid.UUID | None = None) -> None:
        """What one asked another to decide with them about a case."""
        first, second = self.questions.sample([row["id"] for row in self.rows.of("membership", home)], 2)
        self.put(
            "joint_decision",
            municipality=municipality or home,
            case_id=case,
            asked_by_id=first,
            second_id=second,
            answer_by=TODAY + timedelta(days=self.questions.choice([-1, 0, 0, 1])),
            closed_at=NOW if self.questions.random() < 0.2 else None,
        )

    def reader(self, home: uuid.UUID, member: uuid.UUID, **of: Any) -> None:
        self.put(
            "named_reader",
            municipality=home,
            **({"case_id": None, "signal_id": None} | of),
            membership_id=member,
            since=self.since(),
            until=self.still(),
        )

    def key(self, home: uuid.UUID, **of: Any) -> None:
        self.put(
            "match_key",
            municipality=home,
            **({"case_id": None, "signal_id": None} | of),
            purpose="p1",
            kind="name",
            digest=self.chance.choice(self.digests),
        )

    def outward(self, home: uuid.UUID, case: uuid.UUID) -> None:
        """Consents, actions and what was shown of them."""
        consents = [
            self.put(
                "consent",
                municipality=home,
                case_id=case,
                answer=self.chance.choice(["yes", "yes", "no", "withdrawn", "asked"]),
                asked_on=self.since(),
                until=self.still(),
            )["id"]
            for _ in range(2)
        ]
        partners = [row["id"] for row in self.rows.of("organisation", home)][1:]
        for _ in range(3):
            action = self.put(
                "action",
                municipality=home,
                case_id=case,
                organisation_id=self.chance.choice(partners),
                outward=self.maybe(0.7),
                status=self.chance.choice(["asked", "accepted", "busy", "done"]),
            )
            self.put(
                "action_step",
                municipality=home,
                case_id=case,
                action_id=action["id"],
                organisation_id=action["organisation_id"],
            )
            self.put("bottleneck", municipality=home, case_id=case, action_id=action["id"])
            if self.maybe(0.85):
                self.put(
                    "action_share",
                    municipality=home,
                    case_id=case,
                    action_id=action["id"],
                    organisation_id=action["organisation_id"] if self.maybe(0.9) else self.chance.choice(partners),
                    consent_id=self.chance.choice(consents) if self.maybe(0.5) else None,
                    name_consent_id=self.chance.choice(consents) if self.maybe(0.3) else None,
                    since=NOW - timedelta(days=self.chance.choice([0, 1]))
                    if self.maybe(0.9)
                    else NOW + timedelta(hours=1),
                    until=self.still(),
                    ended_at=self.ended(),
                )

            if self.maybe(0.4):
                self.put(
                    "action_share",
                    municipality=home,
                    case_id=case,
                    action_id=action["id"],
                    organisation_id=action["organisation_id"],
                    until=self.still(),
                    ended_at=NOW - timedelta(days=1),
                )

    def signal(self, home: uuid.UUID) -> None:
        heightened = self.maybe(0.35)
        signal = self.put(
            "signal",
            municipality=home,
            number=f"M{uuid.uuid4().hex[:9]}",
            heightened=heightened,
            entered_by_id=self.who(home),
            received_at=NOW if self.maybe(0.2) else NOW - timedelta(days=3),
            ends_on=self.still(0.85),
        )
        for _ in range(self.chance.randint(1, 3) if heightened else int(self.maybe(0.3))):
            self.reader(home, self.who(home), signal_id=signal["id"])
        for member in {self.who(home) for _ in range(self.chance.randint(0, 2))}:
            self.put("second_reading", municipality=home, signal_id=signal["id"], reader_id=member, until=self.still())
        for case in self.chance.sample(self.rows.of("case_file", home), self.chance.randint(0, 2)):
            self.put(
                "signal_case_link",
                municipality=home,
                signal_id=signal["id"],
                case_id=case["id"],
                ended_at=self.ended(),
            )
        for case in self.chance.sample(self.rows.of("case_file", home), int(self.maybe(0.4))):
            self.put("hidden_match", municipality=home, signal_id=signal["id"], case_id=case["id"])
        self.key(home, signal_id=signal["id"])

    def rest(self, home: uuid.UUID) -> None:
        """A few rows of every other table, spread over the cases, signals and people of the place."""
        for case in self.rows.of("case_file", home)[:30]:
            for kind in ("read", "write"):
                self.put(
                    "audit_event",
                    municipality=home,
                    id=self.number(),
                    kind=kind,
                    case_id=case["id"],
                )
        self.checks(home)
        for table, model in self.models.items():
            if table in BY_HAND:
                continue
            names = {f.name for f in model._meta.concrete_fields}
            for spread, column in (("case_file", "case"), ("signal", "signal"), ("membership", "membership")):
                if column in names and not ({"case", "signal"} <= names and column == "membership"):
                    for target in self.rows.of(spread, home):
                        own = {f"{column}_id": target["id"]} | self.special(table, home)
                        self.put(table, municipality=home, **own)
                    break
            else:
                for _ in range(8):
                    self.put(table, municipality=home, **self.special(table, home))

        self.letters(home)
        self.runs(home)
        self.transfers(home)
        self.officials(home)

    def checks(self, home: uuid.UUID) -> None:
        """What schools handed in about the first school week: now and before, by one of their own and by another."""
        organisations = [row["id"] for row in self.rows.of("organisation", home)]
        for made, member in enumerate(self.rows.of("membership", home)):
            if Role.PARTNER not in member["roles"] and made % 4:
                continue
            other = next(one for one in organisations if one != member["organisation_id"])
            own = member["organisation_id"]
            for day, (whose, at) in enumerate(((own, NOW), (own, NOW - timedelta(days=1)), (other, NOW))):
                self.put(
                    "return_check",
                    municipality=home,
                    organisation_id=whose,
                    first_on=date(2000 + made, 1, 1 + day),
                    handed_in_by_id=member["id"],
                    handed_in_at=at,
                )

    def with_checks(self, home: uuid.UUID, away: uuid.UUID) -> None:
        """Reports of absence that came in with what a school handed in, at that moment and before.

        A check of a school and an official report about one of them say the wrong municipality.
        """
        for made, school in enumerate(self.rows.of("organisation", home)):
            given = {"organisation_id": school["id"], "handed_in_by_id": self.rows.of("membership", away)[0]["id"]}
            self.put("return_check", municipality=away, first_on=date(1990 + made, 1, 1), handed_in_at=NOW, **given)
        able = [one["id"] for one in self.rows.of("membership", home) if Role.ATTENDANCE_BOA in one["roles"]]
        for check in self.rows.of("return_check", home):
            for day in range(2):
                report = self.put(
                    "absence_report",
                    municipality=home,
                    ends_on=TODAY,
                    melding_id=f"zomer-{check['id']}"[:38] + str(day),
                    return_check_id=check["id"],
                    received_at=NOW - timedelta(days=day),
                )
            for officer in able[:1]:
                self.put("official_report", municipality=away, report_id=report["id"], officer_id=officer, ruling="")

    def officials(self, home: uuid.UUID) -> None:
        """Official reports about absence reports, most of them of somebody who investigates."""
        here = self.rows.of("membership", home)
        for one in here:
            self.put("absence_status_file", municipality=home, made_by_id=one["id"])
        able = [one["id"] for one in here if Role.ATTENDANCE_BOA in one["roles"]]
        plain = [one["id"] for one in here if {Role.ATTENDANCE} == set(one["roles"])]
        for report in self.rows.of("absence_report", home):
            noted = self.questions.choice(here)["id"]
            self.put("school_leave", municipality=home, report_id=report["id"], noted_by_id=noted)
            whose = self.questions.choice((self.questions.choice([able, plain])) or able or [here[0]["id"]])
            official = self.put(
                "official_report", municipality=home, report_id=report["id"], officer_id=whose, ruling=""
            )
            self.put(
                "official_step",
                municipality=home,
                official_id=official["id"],
                by_id=self.questions.choice(here)["id"],
                seq=1,
            )

    def letters(self, home: uuid.UUID) -> None:
        """Letters to people of a case, and about absence reports."""
        about: list[Values] = [
            {"case_id": person["case_id"], "person_id": person["id"], "report_id": None}
            for person in self.rows.of("case_person", home)
        ]
        about += [
            {"case_id": None, "person_id": None, "report_id": one["id"]} for one in self.rows.of("absence_report", home)
        ]
        for given in about:
            self.put("letter", municipality=home, written_by_id=self.who(home), **given)

    def transfers(self, home: uuid.UUID) -> None:
        """What goes to another municipality, of cases and of absence reports; and what another offers."""
        about: list[Values] = [
            {"kind": "case", "case_id": case["id"], "report_id": None} for case in self.rows.of("case_file", home)
        ]
        about += [
            {"kind": "report", "case_id": None, "report_id": one["id"]} for one in self.rows.of("absence_report", home)
        ]
        for given in about:
            self.put("transfer", municipality=home, laid_out_by_id=self.who(home), **given)
        for case in [None, None, None, None, *(case["id"] for case in self.rows.of("case_file", home))]:
            self.put(
                "transfer_offer",
                municipality=home,
                case_id=case,
                report_id=None,
                kind="report" if case is None and self.maybe(0.5) else "case",
                ends_on=self.still(0.8),
                received_by_id=self.who(home) if self.maybe(0.5) else None,
                answered_by_id=self.who(home) if case is not None or self.maybe(0.3) else None,
            )

    def runs(self, home: uuid.UUID) -> None:
        """Protocols that run in cases, some under heightened safety, for absence reports and for notices of departure."""
        subjects: list[Values] = [{"case_id": case["id"]} for case in self.rows.of("case_file", home)]
        subjects += [{"report_id": one["id"]} for one in self.rows.of("absence_report", home)]
        subjects += [{"departure_id": one["id"]} for one in self.rows.of("departure_notice", home)]
        for given in subjects:
            about: Values = {"case_id": None, "report_id": None, "departure_id": None} | given
            for heightened in {False, about["case_id"] is not None}:
                run = self.put(
                    "protocol_run",
                    municipality=home,
                    heightened=heightened,
                    started_by_id=self.who(home),
                    **about,
                )
                self.put("run_event", municipality=home, run_id=run["id"], by_id=self.who(home))
                self.put("clock_said", municipality=home, run_id=run["id"])
                self.put(
                    "decision_ask",
                    municipality=home,
                    run_id=run["id"],
                    asked_by_id=self.who(home),
                    answered_at=None,
                    answer="",
                    words="",
                )

    def peer(self, home: uuid.UUID, *, confirmed: bool) -> Values:
        """Keys of another installation, entered by one and perhaps confirmed by another."""
        one, other = self.chance.sample([row["id"] for row in self.rows.of("membership", home)], 2)
        return {
            "entered_by_id": one,
            "confirmed_at": NOW if confirmed else None,
            "confirmed_by_id": other if confirmed else None,
        }

    def proposed(self, home: uuid.UUID, *, approved: bool) -> Values:
        """Who proposed a version of a protocol, mostly who may, and who approved it."""
        here = self.rows.of("membership", home)
        able = [one for one in here if {Role.ADMIN, Role.PROCESS_DIRECTOR} & set(one["roles"])] or here
        first = self.questions.choice(able)["id"]
        other = next(one["id"] for one in here if one["id"] != first)
        return {
            "proposed_by_id": first,
            "approved_at": NOW if approved else None,
            "approved_by_id": other if approved else None,
        }

    def number(self) -> int:
        return len(self.rows.all["audit_event"]) + 1

    def special(self, table: str, home: uuid.UUID) -> Values:
        """Values on which a wall of this table turns, or of which the table takes each only once."""
        case = self.chance.choice(self.rows.of("case_file", home))["id"] if self.maybe(0.6) else None
        made = len(self.rows.all[table])
        values: dict[str, Values] = {
            "signal_receipt": {
                "signal_ref": self.chance.choice(self.rows.of("signal", home))["id"],
                "expires_on": self.still(),
            },
            "draft": {"expires_at": NOW + timedelta(hours=self.chance.choice([-1, 1, 1]))},
            "decision": {"case_id": case} | ({"signal_id": None} if case and self.maybe(0.5) else {}),
            "absence_report": {"ends_on": self.still(), "melding_id": str(made)},
            "absence_import": {"about": self.questions.choice(("absence", "departure", "running"))},
            "absence_import_piece": {"position": made},
            "departure_notice": {
                "ends_on": self.still(),
                "reference": str(made),
                "received_at": NOW if self.maybe(0.5) else NOW - timedelta(days=1),
            },
            "running_matter": {
                "reference": str(made),
                "heightened": self.maybe(0.3),
                "ends_on": self.still(),
                "entered_at": NOW if self.maybe(0.5) else NOW - timedelta(days=1),
                "answer": "confirmed" if case else "",
                "answered_at": NOW if case else None,
                "case_id": case,
            },
            "report_snapshot": {"period": f"{1000 + made}-1"},
            "text_guard_count": {"month": date(2000 + made, 1, 1)},
            "protocol_content": {"digest": made.to_bytes(32)},
            "exchange_key": {"ended_at": NOW},
            "exchange_peer": {"sign_public": str(made)} | self.peer(home, confirmed=made % 2 == 0),
            "own_protocol": {"name": f"versie {made}"} | self.proposed(home, approved=made % 2 == 0),
            "mandate": {"ended_at": None, "ended_by_id": None, "set_by_id": self.who(home)},
            "invitation": {"token_digest": made.to_bytes(32)},
            "calendar_feed": {"token_digest": made.to_bytes(32)},
        }
        return values.get(table, {})


def write(connection: psycopg.Connection[Any], rows: Rows) -> None:
    """Write them past every wall, as a superuser."""
    connection.execute("SET session_replication_role = replica")
    for table, listed in rows.all.items():
        insert(connection, table, listed)
    connection.execute("SET session_replication_role = origin")
    connection.execute("ANALYZE")
