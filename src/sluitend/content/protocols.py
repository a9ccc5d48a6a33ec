"""The protocols that come with the program, read from protocols/<code>.toml; a municipality's own version likewise."""

from __future__ import annotations

from functools import cache
from typing import Any

from sluitend.content.legal_titles import default_titles
from sluitend.content.loader import ContentError, Entry, by_code, no_doubles, packaged, whole
from sluitend.content.sharing import default_matrix
from sluitend.domain.clock import Term
from sluitend.domain.parameters import Mark, Unit
from sluitend.domain.protocol.sound import faults
from sluitend.domain.protocol.steps import (
    START,
    Deadline,
    Evidence,
    EvidenceKind,
    Fact,
    Protocol,
    Silence,
    Skip,
    Standing,
    Step,
    Subject,
    Text,
)
from sluitend.domain.staff import FAMILY_ROLES, ROSTER_ROLES
from sluitend.domain.vocabulary import Category, Party, Purpose, Role

FOLDER = "protocols"
CODES = (
    "school_absence",
    "departure",
    "warm_handover",
    "plan_terms",
    "reachability",
    "entitlement",
    "age_tasks",
    "after_care",
    "process_ladder",
    "safety_ladder",
    "reporting_code",
    "protection_chain",
    "forced_marriage",
    "exploitation",
)
"""The whole catalogue, in the order in which people see it. What may not be done stands in not_done.toml."""

_GROUPS = {"anyone": FAMILY_ROLES | {Role.TEAM_LEAD}, "named_reader": ROSTER_ROLES}
"""Words for several roles: whoever works with families, and whoever may be a named reader under heightened safety."""

_PROTOCOL = (
    "code", "version", "title_nl", "title_en", "explain_nl", "explain_en", "subject", "purpose", "category", "first",
    "source", "heightened", "withdrawable", "valid_from", "fact", "standing", "step",
)  # fmt: skip
_STEP = (
    "code", "title_nl", "title_en", "explain_nl", "explain_en", "who", "source", "mark", "statutory", "received_from",
    "next", "chooses", "goes_on", "again", "required", "skip", "skip_reasons", "heightened_skip", "norm", "evidence", "needs_reason",
    "burdens", "category", "coerces", "legal_title", "remedy_nl", "remedy_en", "sends_home", "second", "shows", "donts", "silence", "standings",
)  # fmt: skip


@cache
def protocols() -> dict[str, Protocol]:
    """Give the protocols that come with the program, by code."""
    return {code: parse_protocol(packaged(f"{FOLDER}/{code}.toml"), f"{code}.toml") for code in CODES}


def protocol(code: str) -> Protocol:
    """Give one protocol that comes with the program.

    Raises:
        LookupError: there is no such protocol.
    """
    return protocols()[code]


def parse_protocol(text: str, file: str = "protocol.toml") -> Protocol:
    """Make a protocol from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing or double, or the protocol is not what every protocol must be; it
            says where.
    """
    root = whole(file, text)
    root.only(*_PROTOCOL)
    steps = list(root.tables("step", by_code("stap")))
    facts = list(root.tables("fact", by_code("datum")))
    no_doubles(steps)
    no_doubles(facts)
    made = Protocol(
        code=root.text("code"),
        version=root.text("version"),
        title=_text(root, "title"),
        explain=_text(root, "explain"),
        subject=root.one("subject", Subject),
        purpose=root.one("purpose", Purpose),
        category=root.one("category", Category),
        first=root.words("first"),
        steps=tuple(map(_step, steps)),
        source=root.text("source"),
        heightened=root.flag("heightened", default=False),
        withdrawable=root.flag("withdrawable"),
        facts=tuple(map(_fact, facts)),
        standings=tuple(map(_standing, root.tables("standing", by_code("stand")))),
        valid_from=root.day("valid_from"),
    )
    for fault in faults(made):
        raise ContentError(file, f"stap {fault.step}" if fault.step else "", fault.word, fault.sentence)
    _check_standings(made, file)
    return made


def _text(entry: Entry, field: str) -> Text:
    return Text(entry.text(f"{field}_nl"), entry.text(f"{field}_en"))


def _texts(entry: Entry, field: str, label: str) -> tuple[Text, ...]:
    found = []
    for one in entry.tables(field, lambda _, place: f"{entry.name}, {label} {place}"):
        one.only("nl", "en")
        found.append(Text(one.text("nl"), one.text("en")))
    return tuple(found)


def _fact(entry: Entry) -> Fact:
    entry.only("code", "text_nl", "text_en", "source", "mark")
    return Fact(entry.text("code"), _text(entry, "text"), entry.text("source"), entry.one("mark", Mark))


def _standing(entry: Entry) -> Standing:
    entry.only("of", "code", "text_nl", "text_en", "set_by", "next", "source", "mark")
    return Standing(
        of=entry.text("of"),
        code=entry.text("code"),
        text=_text(entry, "text"),
        set_by=entry.text("set_by"),
        next=entry.words("next", empty=True),
        source=entry.text("source"),
        mark=entry.one("mark", Mark),
    )


def _step(entry: Entry) -> Step:
    entry.only(*_STEP)
    mark, statutory = entry.one("mark", Mark), entry.flag("statutory", default=False)
    if statutory and mark is Mark.PROPOSAL:
        raise entry.wrong("mark", "wat de wet vraagt, is geen eigen keuze (P)")
    title = entry.text("legal_title", default="")
    if title and title not in default_titles():
        raise entry.wrong("legal_title", f"“{title}” bestaat niet")
    return Step(
        code=entry.text("code"),
        title=_text(entry, "title"),
        explain=_text(entry, "explain"),
        who=_who(entry),
        source=entry.text("source"),
        mark=mark,
        statutory=statutory,
        received_from=entry.many("received_from", Party, empty=True),
        next=entry.words("next", empty=True),
        chooses=entry.flag("chooses", default=False),
        goes_on=entry.flag("goes_on", default=False),
        again=entry.flag("again", default=False),
        required=entry.flag("required", default=False),
        skip=entry.one("skip", Skip),
        skip_reasons=_texts(entry, "skip_reasons", "reden"),
        heightened_skip=entry.flag("heightened_skip", default=False),
        deadline=_deadline(entry, mark, statutory=statutory) if "norm" in entry.values else None,
        evidence=_evidence(entry),
        needs_reason=entry.flag("needs_reason", default=False),
        burdens=entry.flag("burdens", default=False),
        coerces=entry.flag("coerces", default=False),
        legal_title=title,
        remedy=_text(entry, "remedy") if "remedy_nl" in entry.values else None,
        sends_home=entry.flag("sends_home", default=False),
        second=entry.flag("second", default=False),
        shows=_shows(entry),
        category=entry.one("category", Category) if "category" in entry.values else None,
        donts=_texts(entry, "donts", "wat niet mag"),
        silence=entry.member("silence", Silence, entry.text("silence", default=Silence.NOTHING.value)),
        standings=_standings(entry),
    )


def _who(entry: Entry) -> frozenset[Role]:
    found: frozenset[Role] = frozenset()
    for word in entry.words("who"):
        found |= _GROUPS.get(word) or {entry.member("who", Role, word)}
    return found


def _deadline(entry: Entry, mark: Mark, *, statutory: bool) -> Deadline:
    norm = entry.table("norm")
    norm.only("length", "unit", "from", "fixed", "rolls")
    try:
        term = Term(norm.number("length"), norm.one("unit", Unit), statutory, entry.text("source"), mark)
    except ValueError:
        raise norm.wrong("length", "dit is geen termijn") from None
    return Deadline(
        term=term,
        counts_from=norm.words("from") if "from" in norm.values else (START,),
        fixed=norm.flag("fixed", default=False),
        rolls=norm.flag("rolls", default=True),
    )


def _evidence(entry: Entry) -> tuple[Evidence, ...]:
    entries = list(entry.tables("evidence", lambda value, _: f"{entry.name}, vraag {value.get('code', '')}"))
    no_doubles(entries)
    found = []
    for one in entries:
        one.only("code", "text_nl", "text_en", "kind", "required", "needs_yes", "choices")
        kind, needs_yes = one.one("kind", EvidenceKind), one.flag("needs_yes", default=False)
        choices = {choice.text("code"): _choice(choice) for choice in one.tables("choices", by_code("antwoord"))}
        if (kind is EvidenceKind.CHOICE) is not bool(choices):
            raise one.wrong("choices", "hoort bij een keuze, en een keuze heeft antwoorden")
        if needs_yes and kind is not EvidenceKind.YES_NO:
            raise one.wrong("needs_yes", "hoort bij een vraag met ja of nee")
        required = one.flag("required", default=True)
        found.append(Evidence(one.text("code"), _text(one, "text"), kind, required, choices, needs_yes))
    return tuple(found)


def _choice(entry: Entry) -> Text:
    entry.only("code", "nl", "en")
    return Text(entry.text("nl"), entry.text("en"))


def _shows(entry: Entry) -> tuple[int, ...]:
    numbers: Any = entry.values.get("shows", [])
    known = {rule.number for rule in default_matrix().rules}
    if not isinstance(numbers, list) or any(type(number) is not int or number not in known for number in numbers):
        raise entry.wrong("shows", "moet een lijst zijn van nummers van regels voor delen")
    return tuple(numbers)


def _standings(entry: Entry) -> dict[str, str]:
    if "standings" not in entry.values:
        return {}
    table = entry.table("standings")
    return {of: table.text(of) for of in table.values}


def _check_standings(made: Protocol, file: str) -> None:
    known = {(one.of, one.code) for one in made.standings}
    said = [(f"stap {step.code}", of, code) for step in made.steps for of, code in step.standings.items()]
    said += [(f"stand {one.code}", one.of, code) for one in made.standings for code in one.next]
    for entry, of, code in said:
        if (of, code) not in known:
            raise ContentError(file, entry, "standings", f"stand “{code}” van {of} bestaat niet")
