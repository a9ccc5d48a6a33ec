"""A matter that was running before anybody worked in Sluitend: what of it is written down, and who says that it is so.

The least: a reference, which protocol, whose it is, the child, since when, and at which step it stands. Nothing of what
was done or said. It lies apart until the coordinator confirms it, and only then does anything run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from typing import Protocol as Shape
from uuid import UUID

from sluitend.domain.absence import cells
from sluitend.domain.absence.cells import Faults
from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Bsn, check_birth_date, read_bsn
from sluitend.domain.protocol.starting import IN_CASE
from sluitend.domain.protocol.steps import Protocol
from sluitend.domain.protocol.way import way_to
from sluitend.domain.vocabulary import N_, Role, Worded

HEADER: Final[tuple[str, ...]] = (
    "kenmerk",
    "protocol",
    "stap",
    "begin",
    "stap_sinds",
    "casusregisseur",
    "voornamen",
    "voorvoegsel",
    "achternaam",
    "geboortedatum",
    "bsn",
)
REFERENCE_LIMIT: Final = 40
OLDEST_YEARS: Final = 18
"""Nothing about a child runs longer than childhood."""
_NAMES: Final = frozenset(HEADER)
_REFERENCE = re.compile(r"[A-Za-z0-9._/-]{1,40}")

ENTERERS: Final = frozenset({Role.INTAKE, Role.COORDINATOR})
"""Who enters what runs already: who takes in concerns, and a coordinator; of heightened safety a named reader."""


class MatterAnswer(Worded):
    """What the coordinator says of a matter that was entered."""

    CONFIRMED = "confirmed", N_("bevestigd")
    NOT_MINE = "not_mine", N_("niet van mij")
    WRONG = "wrong", N_("klopt niet")
    ENDED = "ended", N_("loopt niet meer")


@dataclass(frozen=True, slots=True, repr=False)
class MatterIn:
    """A matter as it was entered. started_on: the day it began. step and since: where it stands, and since which day.

    It does not show itself in traces and logs.
    """

    reference: str
    protocol: str
    step: str
    started_on: date
    since: date
    coordinator_id: UUID
    given_names: str
    prefix: str
    surname: str
    birth_date: date | None
    bsn: Bsn | None = None
    heightened: bool = False


class Titled(Shape):
    """Something with a name in the language of the country."""

    @property
    def nl(self) -> str:
        """Give it in Dutch."""
        ...


def check_reference(reference: str, *, field: str = "reference") -> Refusal | None:
    """A matter has a reference of its own, which is nobody's number: it stands in lists."""
    if not _REFERENCE.fullmatch(reference):
        return Refusal(
            "running.reference",
            N_("Een kenmerk heeft alleen letters, cijfers, punten en streepjes, en is niet langer dan 40 tekens."),
            field,
        )
    if re.fullmatch(r"[0-9]{8,9}", reference):
        return Refusal(
            "running.reference_number",
            N_("Een kenmerk is het nummer van de zaak. Gebruik geen BSN of onderwijsnummer."),
            field,
        )
    return None


def check_protocol(protocol: Protocol, *, heightened: bool, field: str = "protocol") -> Refusal | None:
    """What runs for a report or a notice comes with that report; the rest lies with a family.

    heightened: it is entered as a matter of heightened safety.
    """
    if protocol.subject not in IN_CASE:
        return Refusal(
            "running.of_a_report",
            N_("Dit protocol hoort bij een melding van verzuim of vertrek. Leerplicht leest die zelf in."),
            field,
        )
    if protocol.heightened and not heightened:
        return Refusal(
            "running.heightened",
            N_(
                "Deze zaak vraagt verhoogde veiligheid. Een genoemde lezer voert haar met de hand in, nooit met een bestand."
            ),
            field,
            "F.8",
        )
    return None


def check_step(protocol: Protocol, code: str, *, field: str = "step") -> Refusal | None:
    """A matter that runs stands at a step of its protocol, and not at one with which it is over."""
    if not protocol.has(code) or way_to(protocol, code) is None:
        return Refusal("running.step", N_("Deze stap staat niet in dit protocol. Kies een stap uit de lijst."), field)
    if protocol.step(code).ends:
        return Refusal(
            "running.over", N_("Met deze stap is het protocol klaar. Wat klaar is, voert u niet meer in."), field
        )
    return None


def check_days(
    started_on: date, since: date, *, today: date, started_field: str = "started_on", since_field: str = "since"
) -> tuple[Refusal, ...]:
    """A matter began in the past, and came to where it stands after that and not after today."""
    found = []
    oldest = date(today.year - OLDEST_YEARS, 1, 1)
    if not oldest <= started_on <= today:
        found.append(
            Refusal(
                "running.started_on",
                N_("Het begin ligt tussen 1 januari %(year)s en vandaag."),
                started_field,
                params={"year": str(oldest.year)},
            )
        )
    if since > today:
        found.append(Refusal("running.since_future", N_("Kies een dag tot en met vandaag."), since_field))
    elif since < started_on:
        found.append(
            Refusal("running.since", N_("De stap kan niet eerder aan de beurt zijn dan het begin."), since_field)
        )
    return tuple(found)


def check_coordinator(roles: frozenset[Role] | None, *, field: str = "coordinator") -> Refusal | None:
    """Whose matter it is works here as a coordinator today. roles: None when nobody was found."""
    if roles is not None and Role.COORDINATOR in roles:
        return None
    return Refusal("running.coordinator", N_("Dit is geen casusregisseur die hier nu werkt."), field)


def check_enterer(*, enters: bool, named: bool, heightened: bool) -> Refusal | None:
    """A matter of heightened safety is entered by a named reader alone.

    enters: it is their work to enter matters. named: they are on the list of readers of heightened safety.
    """
    if named if heightened else enters:
        return None
    if heightened:
        return Refusal(
            "running.named_reader",
            N_("Een zaak met verhoogde veiligheid voert alleen een genoemde lezer in."),
            "heightened",
            "F.8",
        )
    return Refusal("running.not_yours", N_("U voert alleen zaken met verhoogde veiligheid in."), "heightened")


def check_waiting(answered: bool, ends_on: date, today: date) -> Refusal | None:
    """A matter is answered once, before the day on which it is erased."""
    if answered:
        return Refusal("running.answered", N_("Deze zaak is al beantwoord."))
    if ends_on < today:
        return Refusal("running.gone", N_("Deze zaak is gewist: niemand bevestigde haar op tijd."))
    return None


NO_PROTOCOL = N_("Dit protocol kennen wij niet. Kies er een uit de lijst.")
OTHER_SAFETY = Refusal(
    "running.other_safety",
    N_("Deze zaak en die casus vragen niet allebei verhoogde veiligheid. Kies een andere casus."),
    "case",
    "F.8",
)
KNOWN = Refusal(
    "running.known", N_("Dit kenmerk is al bekend. Is dit een andere zaak? Geef haar een eigen kenmerk."), "reference"
)
CHANGED_ROW = Refusal(
    "running.other_content",
    N_("Dit kenmerk is al bekend, met andere gegevens. Is dit een andere zaak? Geef haar een eigen kenmerk."),
    "kenmerk",
)
NO_SUCH_CHILD = Refusal(
    "running.no_such_child",
    N_("Dit kind staat niet in die casus. Zet het daar eerst bij, of open een nieuwe casus."),
    "case",
)


@dataclass(frozen=True, slots=True, repr=False)
class MatterRow:
    """A row of a file that can be read. protocol and step: as they were called there; account: of the coordinator."""

    reference: str
    protocol: str
    step: str
    account: str
    started_on: date
    since: date
    given_names: str
    prefix: str
    surname: str
    birth_date: date | None
    bsn: Bsn | None = field(default=None)


def check_header(found: Sequence[str]) -> Refusal | None:
    """The first line of a file is exactly the eleven names, in this order."""
    return cells.check_names(found, HEADER)


def check_width(count: int) -> Refusal | None:
    """Every row has as many fields as the first line."""
    return cells.check_count(count, HEADER)


def parse_matter(given: Mapping[str, str], today: date) -> MatterRow | tuple[Refusal, ...]:
    """Read one row of a file; gives everything that is wrong with it at once, never what stood in it.

    given: field name to text, as in HEADER; missing fields are empty. today: date in Amsterdam.
    """
    faults = Faults()
    reference = given.get("kenmerk", "").strip()
    if (refused := check_reference(reference, field="kenmerk")) is not None:
        faults.found.append(refused)
    texts = {name: cells.free_text(given, name, 200, faults) for name in ("protocol", "stap", "casusregisseur")}
    for name, text in texts.items():
        if not text:
            faults.add(name, N_("%(name)s is leeg."))
    given_names, prefix, surname = cells.full_name(given, faults)
    birth = cells.iso_date(given, "geboortedatum", faults, required=False)
    started_on = cells.iso_date(given, "begin", faults, required=True)
    since = cells.iso_date(given, "stap_sinds", faults, required=True)
    typed = given.get("bsn", "").strip()
    bsn = faults.keep(read_bsn(typed, field="bsn"), None) if typed else None
    if not _NAMES.issuperset(given):
        faults.add("", N_("Deze regel heeft een veld dat niet bij een lopende zaak hoort. Haal het weg."))
    if (wrong := check_birth_date(birth, today=today, field="geboortedatum")) is not None:
        faults.found.append(wrong)
    if started_on is not None and since is not None:
        faults.found += check_days(started_on, since, today=today, started_field="begin", since_field="stap_sinds")
    if faults.found or started_on is None or since is None:
        return tuple(faults.found)
    return MatterRow(
        reference,
        texts["protocol"],
        texts["stap"],
        texts["casusregisseur"],
        started_on,
        since,
        given_names,
        prefix,
        surname,
        birth,
        bsn,
    )


def called(words: str, known: Mapping[str, Titled]) -> str | None:
    """Give the code of what a file calls by its code or by its name on the screen; capitals and spaces do not matter."""
    wanted = " ".join(words.split()).casefold()
    if wanted in known:
        return wanted
    found = [code for code, title in known.items() if " ".join(title.nl.split()).casefold() == wanted]
    return found[0] if len(found) == 1 else None


def matter_bytes(row: MatterIn) -> bytes:
    """Write a matter as bytes that differ whenever its content differs. Only for a keyed digest: it holds the BSN."""
    return cells.digestible(
        row.reference,
        row.protocol,
        row.step,
        row.started_on.isoformat(),
        row.since.isoformat(),
        str(row.coordinator_id),
        row.given_names,
        row.prefix,
        row.surname,
        row.birth_date.isoformat() if row.birth_date else "",
        row.bsn.reveal() if row.bsn else "",
    )
