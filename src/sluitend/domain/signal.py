"""A concern as handed in: who may give it, on what footing, and what it must hold before anybody can act on it.

Nothing here weighs a concern. A check looks at whether people can work with it: facts apart from what somebody makes
of them, whose concern it is, and who agreed that it was told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Bsn, age_on, check_birth_date, show_phone
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Role, Worded

NUMBER_LETTERS: Final = "BCDFGHJKMNPQRTVWXZ2346789"
"""Letters of a receipt number. People read it out on the phone: nothing that sounds or looks like another, no vowels."""
NUMBER_LENGTH: Final = 8

MOST_CHILDREN: Final = 6
NAMING: Final = ("given_names", "prefix", "surname", "birth_date", "postcode", "house_number", "bsn")
"""The parts of a child by which somebody could look it up."""
OLDEST_YOUTH: Final = 27  # A.14 a: a youth up to 27 in the track of the Doorstroompunt
AGREES_ALONE_FROM: Final = 16  # Jeugdwet 7.3.4 and 7.3.5
READERS_NEEDED: Final = 3

NATIONAL_PHONES: Final = {"danger": "112", "safe_at_home": "0800 2000"}
"""Whom anybody in the Netherlands can phone: the emergency number, and Veilig Thuis, free, day and night."""

HAND_IN: Final = frozenset(
    {
        Role.INTAKE,
        Role.SECOND_READER,
        Role.COORDINATOR,
        Role.TEAM_MEMBER,
        Role.TEAM_LEAD,
        Role.PROCESS_DIRECTOR,
        Role.ATTENDANCE,
        Role.CODE_OFFICER,
        Role.PROTOCOL_COORDINATOR,
        Role.PARTNER,
    }
)
"""Who works with families and can hand in a concern. Who counts, checks or manages the program hands in nothing."""

ON_BEHALF: Final = frozenset({Role.INTAKE})
"""Who enters what comes by phone, at the counter, or from a parent or youth who asks for help."""


class SignalStatus(Worded):
    """Where a concern stands, from the inbox to its end."""

    RECEIVED = "received", N_("Nog niet gelezen")
    READING = "reading", N_("In beoordeling")
    WITH_COORDINATOR = "with_coordinator", N_("Ligt bij de casusregisseur")
    DECIDED = "decided", N_("Opgepakt")
    ENDED = "ended", N_("Niet opgepakt")


WAYS: Final = {
    SignalStatus.RECEIVED: frozenset({SignalStatus.READING}),
    SignalStatus.READING: frozenset({SignalStatus.WITH_COORDINATOR, SignalStatus.DECIDED, SignalStatus.ENDED}),
    SignalStatus.WITH_COORDINATOR: frozenset({SignalStatus.READING, SignalStatus.DECIDED}),
    SignalStatus.DECIDED: frozenset({SignalStatus.READING, SignalStatus.DECIDED, SignalStatus.ENDED}),
    SignalStatus.ENDED: frozenset({SignalStatus.DECIDED, SignalStatus.ENDED}),
}
"""From where to where a concern can go. A decision may be taken again on new facts; the older one stays readable."""


class Channel(Worded):
    """How a concern came in."""

    ONLINE = "online", N_("Zelf ingevuld")
    PHONE = "phone", N_("Aan de telefoon")
    COUNTER = "counter", N_("Aan de balie")
    LETTER = "letter", N_("Per brief of bericht")
    LEERPLICHT = "leerplicht", N_("Doorgegeven door leerplicht")


BY_OTHERS: Final = (Channel.PHONE, Channel.COUNTER, Channel.LETTER)
"""How what somebody else tells can come in, for who enters it on their behalf."""


class ReporterKind(Worded):
    """Who has the concern."""

    PARTNER = "partner", N_("Een partner van de gemeente")
    PARENT = "parent", N_("Een ouder die zelf om hulp vraagt")
    YOUTH = "youth", N_("Een jongere die zelf om hulp vraagt")
    RESIDENT = "resident", N_("Familie, een buur of een andere inwoner")
    PROFESSIONAL = "professional", N_("Iemand die met het gezin werkt")


ASKS_FOR_HELP: Final = frozenset({ReporterKind.PARENT, ReporterKind.YOUTH})
CALLERS: Final = (ReporterKind.PARENT, ReporterKind.YOUTH, ReporterKind.RESIDENT, ReporterKind.PROFESSIONAL)
"""On whose behalf an intake worker can enter a concern."""


class Door(Worded):
    """The ways on when nobody gets into danger by the family hearing of it. ASKS: for who enters it on their behalf."""

    ASKS = "asks", N_("Een ouder of jongere vraagt zelf om hulp")
    AGREES = "agrees", N_("Ja, het gezin weet het en vindt het goed")
    NOT_YET = "not_yet", N_("Nee, nog niet besproken")
    UNSAFE = "unsafe", N_("Nee, want dat is niet veilig")


class Footing(Worded):
    """On what footing a concern with a name was given (rules 51 and 19)."""

    AGREED = "agreed", N_("Het gezin weet het en vindt het goed")
    OWN_REQUEST = "own_request", N_("Een ouder of jongere vraagt zelf om hulp")
    HEIGHTENED = "heightened", N_("Verhoogde veiligheid: thuis mag het niet weten")


class AgreedBy(Worded):
    """Who of the family knows and agrees (rule 51)."""

    PARENT = "parent", N_("Een ouder met gezag, of de voogd")
    YOUTH = "youth", N_("De jongere zelf, 16 jaar of ouder")


class AgreedHow(Worded):
    """How the family said so."""

    TALK = "talk", N_("In een gesprek")
    PHONE = "phone", N_("Aan de telefoon")
    WRITTEN = "written", N_("Per brief of bericht")


class ReporterAnswer(Worded):
    """What a reporter may hear of what became of it: fixed, and the same whether or not a child was known (rule 52)."""

    WAITING = "", N_("Wij hebben uw melding ontvangen. Er is nog niet besloten.")
    TAKEN_UP = "taken_up", N_("Wij hebben uw melding gelezen. Iemand gaat ermee aan de slag.")
    NOT_TAKEN_UP = (
        "not_taken_up",
        N_("Wij hebben uw melding gelezen. Wij doen er nu niets mee. Blijft u zich zorgen maken? Bel ons dan."),
    )


@dataclass(frozen=True, slots=True)
class ChildIn:
    """A child the concern is about. bsn: only where the organisation may hold one; it never shows itself.

    description: what somebody can be recognised by who was not named, such as "meisje uit groep 6".
    """

    given_names: str = field(default="", repr=False)
    prefix: str = field(default="", repr=False)
    surname: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    description: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    house_number: str = field(default="", repr=False)
    bsn: Bsn | None = None

    @property
    def named(self) -> bool:
        """Tell whether somebody could look this child up."""
        return bool(self.given_names or self.surname or self.bsn or self.postcode or self.birth_date)

    @property
    def known(self) -> bool:
        """Tell whether the reader of the concern knows which child is meant."""
        return bool(self.given_names or self.surname or self.description or self.bsn)


@dataclass(frozen=True, slots=True)
class AdultIn:
    """A parent or another adult around the child. phone: in the form that read_phone gives."""

    name: str = field(default="", repr=False)
    relation: str = ""
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """That somebody of the family knows of the concern and agrees: who, how, and on which day (rule 51)."""

    by: AgreedBy
    name: str = field(repr=False)
    how: AgreedHow
    on: date


def new_number(letters: Iterable[str]) -> str:
    """Write drawn letters as a receipt number: it carries no order, date or place."""
    drawn = "".join(letters)
    return f"{drawn[: NUMBER_LENGTH // 2]}-{drawn[NUMBER_LENGTH // 2 :]}"


def may_hand_in(viewer: Viewer) -> bool:
    """Tell whether the viewer works with families, and so can hand in a concern."""
    return viewer.has(*HAND_IN)


def footing_of(kind: ReporterKind, *, heightened: bool) -> Footing:
    """Give the footing: danger at home comes first, then who asks for help themselves, then the family's agreement."""
    if heightened:
        return Footing.HEIGHTENED
    return Footing.OWN_REQUEST if kind in ASKS_FOR_HELP else Footing.AGREED


def check_facts(seen: str, heard: str, heard_from: str) -> tuple[Refusal, ...]:
    """A concern holds at least one fact: what somebody saw, or what somebody heard and from whom."""
    if not (seen or heard):
        return (
            Refusal(
                "signal.no_fact",
                N_("Schrijf op wat u zag of hoorde. Dat is nodig om er iets mee te kunnen."),
                field="seen",
            ),
        )
    if heard and not heard_from:
        return (
            Refusal(
                "signal.heard_from",
                N_("Van wie hoorde u dit? Een functie of “een buur” is genoeg."),
                field="heard_from",
            ),
        )
    return ()


def check_children(children: Collection[ChildIn], *, today: date) -> tuple[Refusal, ...]:
    """A concern is about a child that is named or described. fields: `child_<number>_<part>`, from 1."""
    if not children:
        return (Refusal("signal.no_child", N_("Schrijf op om welk kind het gaat."), field="child_1_surname"),)
    found: list[Refusal] = []
    for place, child in enumerate(children, start=1):
        if not child.known:
            found.append(
                Refusal(
                    "signal.child_unknown",
                    N_("Schrijf een naam op. Weet u die niet? Beschrijf dan het kind."),
                    field=f"child_{place}_surname",
                )
            )
        wrong = check_birth_date(child.birth_date, today=today, field=f"child_{place}_birth_date")
        if wrong is not None:
            found.append(wrong)
        elif child.birth_date is not None and age_on(child.birth_date, today) > OLDEST_YOUTH:
            found.append(
                Refusal(
                    "signal.no_youth",
                    N_("Deze geboortedatum is van een volwassene. Hier meldt u een zorg over een kind of jongere."),
                    field=f"child_{place}_birth_date",
                    source="A.14",
                )
            )
    return tuple(found)


def check_agreement(agreement: Agreement | None, children: Collection[ChildIn], *, today: date) -> Refusal | None:
    """With a name only when a parent with authority, or the youth from 16, knows and agrees: who, how, when (rule 51)."""
    if agreement is None:
        return Refusal(
            "signal.no_agreement",
            N_("Schrijf op wie van het gezin dit weet en goedvindt. Nog niet besproken? Vraag dan raad zonder naam."),
            field="agreed_by",
            source="F.7, regel 51",
        )
    if not agreement.name:
        return Refusal("signal.agreed_name", N_("Schrijf op wie dit goedvindt."), field="agreed_name")
    if agreement.on > today:
        return Refusal("signal.agreed_future", N_("Deze dag moet nog komen. Kijk de datum na."), field="agreed_on")
    if agreement.by is AgreedBy.YOUTH and _all_too_young(children, agreement.on):
        return Refusal(
            "signal.too_young",
            N_("Dit kind is nog geen 16. Vraag het aan een ouder met gezag. Kan dat niet veilig? Bel Veilig Thuis."),
            field="agreed_by",
            source="Jeugdwet 7.3.4 en 7.3.5",
        )
    return None


def _all_too_young(children: Collection[ChildIn], day: date) -> bool:
    ages = [age_on(c.birth_date, day) if c.birth_date and c.birth_date <= day else None for c in children]
    return bool(ages) and all(age is not None and age < AGREES_ALONE_FROM for age in ages)


def check_name_under_danger(children: Collection[ChildIn], *, own_wish: bool, danger_now: bool) -> Refusal | None:
    """When home may not know, a name is given only if the child wants it, or when there is danger now (D.3, rule 51)."""
    if own_wish or danger_now or not any(child.named for child in children):
        return None
    return Refusal(
        "signal.no_name_yet",
        N_(
            "Schrijf nu nog geen naam, datum of adres op. Dat mag als het kind het zelf wil, of als er nu gevaar is. "
            "Beschrijf het kind zonder naam. Wij bellen u."
        ),
        field="own_wish",
        source="F.7, regel 51; AVG 6(1)(d)",
    )


def may_keep_name(*, heightened: bool, own_wish: bool, danger_now: bool) -> bool:
    """A name that may not be given yet is not kept either, not even as a draft (D.3, rule 51)."""
    return not heightened or own_wish or danger_now


def check_call_back(kind: ReporterKind, phone: str) -> Refusal | None:
    """When home may not know, the readers phone the reporter, and nobody else; so there is a number to phone.

    Who phones on behalf of somebody at home may have no number that is safe.
    """
    if phone or kind is not ReporterKind.PARTNER:
        return None
    return Refusal(
        "signal.no_phone",
        N_("Wij bellen u, en niemand anders. Op welk nummer kan dat?"),
        field="reporter_phone",
    )


def check_bsn(children: Collection[ChildIn], *, may_hold: bool) -> Refusal | None:
    """An organisation without a law for it never gives or holds a BSN (F.3a)."""
    if may_hold or not any(child.bsn for child in children):
        return None
    return Refusal("signal.no_bsn", N_("Uw organisatie mag geen BSN gebruiken. Laat het weg."), source="F.3a")


def check_police(police: bool, decision: str) -> Refusal | None:
    """The police hand in a concern only on a written decision, whose reference is kept (rule 28; Wpg 19)."""
    if decision or not police:
        return None
    return Refusal(
        "signal.police_decision",
        N_("De politie meldt alleen na een schriftelijk besluit. Schrijf het kenmerk van dat besluit op."),
        field="police_decision",
        source="Wpg 19 onder c",
    )


def check_roster(on_call: Collection[bool], *, phone: str) -> Refusal | None:
    """A concern of heightened safety has three named readers, one of them on call (F.8).

    on_call: for each person on the roster today, whether they can be phoned. phone: whom to phone instead.
    """
    if len(on_call) >= READERS_NEEDED and any(on_call):
        return None
    return Refusal(
        "signal.no_roster",
        N_(
            "Er zijn nu te weinig mensen die dit mogen lezen. Daarom kunnen wij uw melding niet veilig aannemen. "
            "Bel %(phone)s, of Veilig Thuis: 0800 2000. Uw tekst is bewaard; alleen u kunt hem lezen."
        ),
        source="F.8",
        params={"phone": show_phone(phone)},
    )


def read_by(*, danger_now: bool, today: date, term: date) -> date:
    """Danger now is read now: on the day it comes in, whatever day that is. term: by when others are read."""
    return today if danger_now else term


def cannot_wait(handed_in_on: date, by: date) -> bool:
    """Tell whether a concern was handed in as danger now: only then it is read on the day it comes in."""
    return by <= handed_in_on


def check_outside_date(reported_on: date, *, today: date) -> Refusal | None:
    """A report to Veilig Thuis was made today or before."""
    if reported_on <= today:
        return None
    return Refusal("signal.outside_future", N_("Deze dag moet nog komen. Kijk de datum na."), field="reported_on")
