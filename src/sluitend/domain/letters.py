"""Letters to the family: written from a template, read by a person, and never instead of the call they asked for.

Nothing leaves by itself. A letter of heightened safety does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sluitend.domain.case import PersonKind
from sluitend.domain.contact import Moment, Wish, check_home
from sluitend.domain.outcome import Refusal
from sluitend.domain.person import RightsAge, rights_age
from sluitend.domain.vocabulary import N_, Role, Worded


class LetterSubject(Worded):
    """What a letter is about."""

    CASE_PERSON = "case_person", N_("iemand in een casus")
    ABSENCE = "absence_report", N_("een melding van verzuim")


class Pressure(StrEnum):
    """Whether a letter presses (C.6). voluntary: it asks, and says that no is an answer. coerces: the law asks it."""

    NONE = "none"
    VOLUNTARY = "voluntary"
    COERCES = "coerces"


class Says(StrEnum):
    """What a part of a letter tells."""

    WHY = "why"
    MEET = "meet"
    OWN_WORDS = "own_words"
    ASKED = "asked"
    IF_NOT = "if_not"
    DECISION = "decision"
    RIGHTS = "rights"
    ADVOCATE = "advocate"
    CONTACT = "contact"


ALWAYS_SAID = frozenset({Says.CONTACT})
SAID_BY_LAW = frozenset({Says.RIGHTS, Says.ADVOCATE, Says.CONTACT})
SAID_WHEN_VOLUNTARY = SAID_BY_LAW | {Says.ASKED, Says.IF_NOT, Says.DECISION}


def must_say(pressure: Pressure) -> frozenset[Says]:
    """Say which parts a letter must have: one that presses tells rights, and one that asks tells what no means (C.6)."""
    return {Pressure.NONE: ALWAYS_SAID, Pressure.COERCES: SAID_BY_LAW, Pressure.VOLUNTARY: SAID_WHEN_VOLUNTARY}[
        pressure
    ]


class Blank(Worded):
    """A place in a template that is filled for each letter, with the question the writer gets."""

    ADDRESSEE = "aan", N_("Aan wie")
    CHILD = "kind", N_("Naam van het kind")
    WORKER = "medewerker", N_("Wie schrijft")
    FUNCTION = "functie", N_("Functie van wie schrijft")
    PHONE = "telefoon", N_("Telefoon van wie schrijft")
    MUNICIPALITY = "gemeente", N_("Gemeente")
    MUNICIPALITY_PHONE = "gemeente_telefoon", N_("Telefoon van de gemeente")
    HELP = "hulp", N_("Wie gratis naast het gezin staat")
    HELP_PHONE = "hulp_telefoon", N_("Telefoon van wie gratis naast het gezin staat")
    DAY = "dag", N_("Op welke dag?")
    TIME = "tijd", N_("Hoe laat?")
    PLACE = "plek", N_("Waar?")
    ASKED = "vraag", N_("Wat vraagt u precies?")
    BODY = "instantie", N_("Welke organisatie kan zelf iets besluiten?")
    WORDS = "eigen_woorden", N_("In uw eigen woorden: waarom schrijft u?")


TYPED = (Blank.DAY, Blank.TIME, Blank.PLACE, Blank.ASKED, Blank.BODY, Blank.WORDS)
"""What the writer fills in, in this order; the program knows the rest."""

_PLACE = re.compile(r"\{(\w*)\}")
_TIME = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")


def blanks_in(text: str) -> tuple[str, ...]:
    """Give the names of the blanks in a text, in order."""
    return tuple(_PLACE.findall(text))


@dataclass(frozen=True, slots=True)
class LetterPart:
    """One part of a letter in both languages; a heading may be empty."""

    says: Says
    heading_nl: str
    heading_en: str
    text_nl: str
    text_en: str


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A letter as content.

    text_nl and text_en: its name. title: what stands above it. roles: who may write it; subjects: about what. pressed:
    the sentence that says it is voluntary, or what the law asks. talk_first: it is talked through before it is written.
    law: its source; to_confirm: that source waits for a lawyer. steps: which steps of protocols it fits, as `protocol.step`.
    """

    code: str
    version: str
    text_nl: str
    text_en: str
    title_nl: str
    title_en: str
    roles: frozenset[Role]
    subjects: frozenset[LetterSubject]
    pressure: Pressure
    pressed_nl: str
    pressed_en: str
    talk_first: bool
    law: str
    to_confirm: bool
    parts: tuple[LetterPart, ...]
    steps: tuple[str, ...] = ()

    @property
    def blanks(self) -> frozenset[Blank]:
        """Give what must be filled."""
        texts = [
            self.title_nl,
            self.pressed_nl,
            *(one for part in self.parts for one in (part.heading_nl, part.text_nl)),
        ]
        return frozenset(Blank(name) for text in texts for name in blanks_in(text))

    @property
    def typed(self) -> tuple[Blank, ...]:
        """Give what the writer must fill in."""
        return tuple(blank for blank in TYPED if blank in self.blanks)


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A part as it is read. strong: the sentence that says whether this is voluntary."""

    heading: str
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class FilledLetter:
    """A letter as it is read, in one language."""

    title: str
    parts: tuple[FilledPart, ...]


def fill(template: LetterTemplate, given: Mapping[Blank, str], *, english: bool = False) -> FilledLetter:
    """Every blank is filled, and nothing else changes.

    Raises:
        ValueError: a blank of the template is not given or empty, something is given that is no blank of it, or what is
            given looks like a blank.
    """
    if set(given) != template.blanks:
        raise ValueError(f"{template.code}: fill exactly {', '.join(sorted(template.blanks))}")
    for blank, words in given.items():
        if not words.strip() or "{" in words or "}" in words:
            raise ValueError(f"{template.code}: {blank} is empty or holds a brace")

    def filled(text: str) -> str:
        # In one go, so that what is filled in is never read as a blank itself.
        return _PLACE.sub(lambda found: given[Blank(found[1])], text)

    parts = [
        FilledPart(filled(part.heading_en), filled(part.text_en))
        if english
        else FilledPart(filled(part.heading_nl), filled(part.text_nl))
        for part in template.parts
    ]
    pressed = template.pressed_en if english else template.pressed_nl
    if pressed:
        parts.insert(1, FilledPart("", filled(pressed), strong=True))
    return FilledLetter(filled(template.title_en if english else template.title_nl), tuple(parts))


def check_given(template: LetterTemplate, typed: Mapping[Blank, str], *, today: date) -> tuple[Refusal, ...]:
    """Give what is still missing or cannot be, one refusal a field; typed: dates as 2026-11-24, times as 10:00."""
    found: list[Refusal] = []
    for blank in template.typed:
        words = typed.get(blank, "")
        if not words.strip():
            found.append(Refusal("letter.empty", N_("Dit is nog leeg. Zonder dit is de brief niet af."), field=blank))
        elif "{" in words or "}" in words:
            found.append(Refusal("letter.brace", N_("Haal de accolades { en } weg."), field=blank))
        elif blank is Blank.TIME and not _TIME.fullmatch(words.strip()):
            found.append(Refusal("letter.time", N_("Schrijf de tijd zo: 10:00."), field=blank))
        elif blank is Blank.DAY and date.fromisoformat(words) < today:
            found.append(Refusal("letter.past", N_("Deze dag is voorbij. Kies een dag die nog komt."), field=blank))
    return tuple(found)


_DAYS = (
    ("maandag", "Monday"), ("dinsdag", "Tuesday"), ("woensdag", "Wednesday"), ("donderdag", "Thursday"),
    ("vrijdag", "Friday"), ("zaterdag", "Saturday"), ("zondag", "Sunday"),
)  # fmt: skip
_MONTHS = (
    ("januari", "January"), ("februari", "February"), ("maart", "March"), ("april", "April"), ("mei", "May"),
    ("juni", "June"), ("juli", "July"), ("augustus", "August"), ("september", "September"), ("oktober", "October"),
    ("november", "November"), ("december", "December"),
)  # fmt: skip


def day_in_words(day: date, *, english: bool = False) -> str:
    """Write a day as people say it: "dinsdag 24 november 2026"."""
    return f"{_DAYS[day.weekday()][english]} {day.day} {_MONTHS[day.month - 1][english]} {day.year}"


def in_words(blank: Blank, typed: str, *, english: bool = False) -> str:
    """Write what was typed as it stands in the letter: a day in words, a time as it is said, a text on one line."""
    if blank is Blank.DAY:
        return day_in_words(date.fromisoformat(typed), english=english)
    if blank is Blank.TIME and (found := _TIME.fullmatch(typed.strip())):
        return f"{int(found[1])}:{found[2]}" if english else f"{int(found[1])}.{found[2]} uur"
    text = " ".join(typed.split())
    # These stand inside a sentence of the template, which ends it itself.
    return text.rstrip(".") if blank in {Blank.PLACE, Blank.BODY} else text


class LetterState(Worded):
    """How far a letter is."""

    WRITTEN = "written", N_("nog niet nagelezen")
    READ = "read", N_("nagelezen")
    GIVEN = "given", N_("gegeven")


class GivenHow(Worded):
    """How a letter reached the family."""

    HANDED = "handed", N_("Ik gaf de brief zelf en las hem samen met hen")
    POST = "post", N_("Met de post")
    FETCHED = "fetched", N_("Opgehaald bij ons")


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter is, as far as the rules look at it."""

    kind: PersonKind
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What decides whether this letter may be written now. talk_weeks: how long ago a talk may be that comes before it."""

    template: LetterTemplate
    subject: LetterSubject
    roles: frozenset[Role]
    heightened: bool
    addressee: Addressee | None
    wish: Wish | None
    moments: tuple[Moment, ...]
    talk_weeks: int
    today: date


def check_may_write(facts: LetterFacts) -> tuple[Refusal, ...]:
    """Give every reason why this letter may not be written now; under heightened safety only that one."""
    if home := check_home(heightened=facts.heightened):
        return (home,)
    checks = (
        check_template(facts.template, facts.subject, facts.roles),
        check_addressee(facts.addressee, today=facts.today) if facts.addressee else None,
        check_call_first(facts.wish, facts.moments),
        check_talked(facts),
    )
    return tuple(check for check in checks if check is not None)


def check_template(template: LetterTemplate, subject: LetterSubject, roles: Iterable[Role]) -> Refusal | None:
    """A letter is written only by the functions it names, about what it is made for."""
    if subject in template.subjects and not template.roles.isdisjoint(roles):
        return None
    return Refusal("letter.not_yours", N_("Deze brief hoort bij een andere functie of een ander onderwerp."))


def check_addressee(who: Addressee, *, today: date) -> Refusal | None:
    """A child under 12 gets no letter: who has authority does (Jeugdwet 7.3.4)."""
    age = rights_age(who.birth_date, today)
    if who.kind is not PersonKind.CHILD or age not in {RightsAge.UNDER_12, RightsAge.UNKNOWN}:
        return None
    if who.birth_date is None:
        return Refusal(
            "letter.child",
            N_("Wij weten niet hoe oud dit kind is. Onder de 12 jaar gaat de brief naar wie gezag heeft."),
            source="Jeugdwet 7.3.4",
        )
    return Refusal(
        "letter.child",
        N_("Een kind jonger dan 12 jaar krijgt geen brief. Schrijf aan wie gezag heeft."),
        source="Jeugdwet 7.3.4",
    )


def check_parents(birth: date, *, today: date) -> Refusal | None:
    """From 18 on nobody writes to the parents about a young person (Burgerlijk Wetboek 1:233)."""
    if rights_age(birth, today) is not RightsAge.ADULT:
        return None
    return Refusal(
        "letter.adult",
        N_("Deze jongere is 18 jaar of ouder. Schrijf niet aan de ouders, maar praat met de jongere zelf."),
        source="BW 1:233",
    )


def check_call_first(wish: Wish | None, moments: Iterable[Moment]) -> Refusal | None:
    """A call or visit comes before the letter where the family asked for it; trying counts, whether or not it was answered."""
    if wish is None or not wish.call_first:
        return None
    if any(one.is_talk and one.on >= wish.on and one.noted_at > wish.noted_at for one in moments):
        return None
    return Refusal(
        "letter.call_first",
        N_("Dit gezin wil eerst gebeld worden of bezoek krijgen. Doe dat eerst en schrijf het op."),
    )


def check_talked(facts: LetterFacts) -> Refusal | None:
    """A letter that asks with some pressure is talked through before it is written (C.6)."""
    since = facts.today - timedelta(weeks=facts.talk_weeks)
    if not facts.template.talk_first or any(one.is_talk and one.reached and one.on >= since for one in facts.moments):
        return None
    return Refusal(
        "letter.talk_first",
        N_("Bespreek dit eerst met de persoon zelf, en schrijf dat gesprek op. Daarna pas de brief."),
        source="C.6",
    )


def check_change(state: LetterState) -> Refusal | None:
    """What was given stays as it was given; a new letter is a new one."""
    if state is not LetterState.GIVEN:
        return None
    return Refusal("letter.given", N_("Deze brief is al gegeven en blijft zoals hij was. Maak een nieuwe brief."))


def check_ready(state: LetterState) -> Refusal | None:
    """A letter is read by a person before it is printed or given."""
    if state is not LetterState.WRITTEN:
        return None
    return Refusal("letter.unread", N_("Lees de brief eerst helemaal na. Daarna kunt u hem afdrukken."))


def check_given_on(day: date, written_on: date, *, today: date) -> Refusal | None:
    """A letter is given after it was written, and not in the future."""
    if written_on <= day <= today:
        return None
    return Refusal("letter.given_on", N_("Kies een dag vanaf de dag van de brief tot en met vandaag."), field="on")
