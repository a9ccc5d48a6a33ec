"""Keys that two municipalities give each other beforehand, and what may be done with a file that was brought."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_

HEX = re.compile(r"[0-9a-f]{64}")
GROUPS, DIGITS = 8, 5

BAD_KEY = Refusal(
    "exchange.bad_key",
    N_("Dit is geen hele sleutel. Kopieer alle tekens van het scherm van de ander."),
    field="public_key",
)
OWN_KEY = Refusal("exchange.own_key", N_("Dit is de sleutel van uw eigen gemeente."), field="public_key")
KNOWN_KEY = Refusal("exchange.known_key", N_("Deze sleutel staat er al."), field="public_key")
NO_NAME = Refusal("exchange.no_name", N_("Schrijf op van welke gemeente deze sleutel is."), field="name")
NO_PHONE = Refusal(
    "exchange.no_phone", N_("Schrijf op wie u belt over deze sleutel: een telefoonnummer."), field="phone"
)
OTHER_FINGERPRINT = Refusal(
    "exchange.other_fingerprint",
    N_(
        "Deze cijfers horen niet bij deze sleutel. Bel opnieuw, en gebruik de sleutel niet als zij blijven verschillen."
    ),
    field="fingerprint",
)
ANOTHER_CONFIRMS = Refusal(
    "exchange.another_confirms", N_("Een ander dan wie de sleutel invoerde, belt en typt de cijfers over.")
)
ALREADY_CONFIRMED = Refusal("exchange.already_confirmed", N_("Deze sleutel is al bevestigd."))
ENDED = Refusal("exchange.ended", N_("Deze sleutel is niet meer in gebruik."))
PRACTICE = Refusal(
    "exchange.practice",
    N_("Dit is een oefengemeente. Van hier gaat niets naar een andere gemeente, en hier komt niets binnen."),
)
NO_KEY = Refusal("exchange.no_key", N_("Uw gemeente heeft nog geen eigen sleutel. Vraag het uw beheerder."))
UNREAD = Refusal(
    "exchange.unread",
    N_("Dit bestand kan niet worden geopend. Vraag de andere gemeente om een nieuw bestand, en bel."),
    field="file",
)
OVER = Refusal(
    "exchange.over",
    N_("De tijd van dit bestand is voorbij. Vraag de andere gemeente om een nieuw bestand."),
    field="file",
)
BEFORE = Refusal(
    "exchange.before", N_("Dit bestand is al eens ingelezen. Het staat bij uw overdrachten."), field="file"
)
NOT_YOURS = Refusal(
    "exchange.not_yours",
    N_("Dit bestand is voor een collega met een andere taak. Geef het aan die collega."),
    field="file",
)
NO_ANSWER_YET = Refusal("exchange.no_answer_yet", N_("Er is nog geen antwoord om terug te brengen."))


@dataclass(frozen=True, slots=True)
class Keys:
    """The public halves of a municipality's keys, in hexadecimal. sign: whose signature it is. box: for whom it is sealed."""

    sign: str
    box: str

    @property
    def text(self) -> str:
        """Give both as one text, as it stands on the screen and is copied."""
        return f"{self.sign}{self.box}"

    @property
    def fingerprint(self) -> str:
        """Give the digits that people read out on the phone: eight groups of five."""
        raw = hashlib.sha256(bytes.fromhex(self.text)).digest()
        numbers = (int.from_bytes(raw[at : at + 4], "big") % 10**DIGITS for at in range(0, 4 * GROUPS, 4))
        return " ".join(f"{number:0{DIGITS}}" for number in numbers)


def check_practice(*, practice: bool) -> Refusal | None:
    """Nothing of a family goes to where people practise, or the other way: it exchanges no keys and no file."""
    return PRACTICE if practice else None


def read_keys(text: str) -> Keys | None:
    """Read keys as they were copied: spaces and line ends do not count; None when it is no whole key."""
    compact = re.sub(r"\s+", "", text).lower()
    sign, box = compact[:64], compact[64:]
    return Keys(sign, box) if HEX.fullmatch(sign) and HEX.fullmatch(box) else None


def check_enter(
    name: str, phone: str, keys: Keys | None, own: Keys | None, known: frozenset[str]
) -> tuple[Refusal, ...]:
    """A key of another municipality has a name and a number to phone; it is not one's own and not there already."""
    tests = (
        (NO_NAME, not name.strip()),
        (NO_PHONE, not phone.strip()),
        (BAD_KEY, keys is None),
        (OWN_KEY, keys is not None and own is not None and keys.sign == own.sign),
        (KNOWN_KEY, keys is not None and keys.sign in known),
    )
    return tuple(refusal for refusal, holds in tests if holds)


def check_confirm(
    keys: Keys, typed: str, *, entered_by: UUID, membership: UUID, confirmed: bool, ended: bool
) -> Refusal | None:
    """A key counts once a second person phoned and typed the digits that were read out."""
    if ended:
        return ENDED
    if confirmed:
        return ALREADY_CONFIRMED
    if entered_by == membership:
        return ANOTHER_CONFIRMS
    same = re.sub(r"\D", "", typed) == re.sub(r"\D", "", keys.fingerprint)
    return None if same else OTHER_FINGERPRINT


def check_brought(*, ends_on: date, before: bool, may_take: bool, today: date) -> Refusal | None:
    """A file comes in once, in time, and by who may take it over."""
    if before:
        return BEFORE
    if ends_on < today:
        return OVER
    return None if may_take else NOT_YOURS


def check_receipt(answer: str, answered_at: datetime | None) -> Refusal | None:
    """There is a receipt to bring back once it was answered."""
    return None if answer and answered_at is not None else NO_ANSWER_YET
