"""Who may decide at which rung, what they may decide, on what ground, and until when (requirements R063 and R139).

Power to push through is no power in law where help is voluntary: it is an agreement between partners, and is shown so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Role, Worded


class Rung(Worded):
    """Where a named decider decides: the steps of the ladder from A2 up, and the request that only a mayor makes.

    The value is the code of the step.
    """

    A2 = "a2_process_director", N_("A2: procesregisseur en teamleiders")
    A3 = "a3_managers", N_("A3: directeuren en bestuurders van partners")
    A4 = "a4_alderman_or_burgemeester", N_("A4: wethouder of burgemeester")
    A5 = "a5_national", N_("A5: het knelpunt zonder namen naar Rijk, VNG of inspectie")
    MAYOR = "burgemeester_request", N_("Verzoek van de burgemeester aan de Raad (BW 1:255 lid 3)")


class Power(Worded):
    """What a mandate lets somebody decide."""

    AGENDA = "agenda", N_("wat er op de agenda komt")
    CAPACITY = "capacity", N_("inzet van mensen")
    BUDGET = "budget", N_("geld, tot een grens")
    PRIORITY = "priority", N_("wie voorgaat")
    ORGANISATION = "organisation", N_("een besluit voor de eigen organisatie")
    POLITICAL = "political", N_("een politiek besluit, zonder macht over het oordeel van de professional")
    REQUEST = "request", N_("de Raad vragen om het oordeel van de kinderrechter")


class MandateGround(Worded):
    """What a mandate stands on; which one follows from the rung."""

    COVENANT = "covenant", N_("Een afspraak tussen partners, geen bevoegdheid uit de wet")
    STATUTE = "statute", N_("Een bevoegdheid uit de wet: BW 1:255 lid 3")


POWERS: Mapping[Rung, frozenset[Power]] = {
    Rung.A2: frozenset({Power.AGENDA, Power.CAPACITY, Power.BUDGET, Power.PRIORITY}),
    Rung.A3: frozenset({Power.ORGANISATION, Power.CAPACITY, Power.BUDGET, Power.PRIORITY}),
    Rung.A4: frozenset({Power.POLITICAL}),
    Rung.A5: frozenset({Power.AGENDA}),
    Rung.MAYOR: frozenset({Power.REQUEST}),
}
"""What can be decided at each rung (H.7)."""

DECIDERS: Mapping[Rung, frozenset[Role]] = {
    Rung.A2: frozenset({Role.PROCESS_DIRECTOR, Role.TEAM_LEAD}),
    Rung.A3: frozenset(),
    Rung.A4: frozenset({Role.ALDERMAN, Role.MAYOR}),
    Rung.A5: frozenset({Role.ALDERMAN, Role.PROGRAMME_MANAGER}),
    Rung.MAYOR: frozenset({Role.MAYOR}),
}
"""Who can be asked on screen. At A3 managers of partners decide, who work elsewhere: the process director writes it down."""

ON_SCREEN = frozenset[Role]().union(*DECIDERS.values())
"""Who finds on the first page what waits for their decision."""

WORDS_LIMIT, NAME_LIMIT = 300, 160
NO_DECIDER = Refusal("mandate.no_decider", N_("Kies een persoon, of schrijf naam en functie op."), field="decider")
NOT_A_DECIDER = Refusal(
    "mandate.not_a_decider", N_("Deze persoon heeft niet de rol die op deze trede beslist."), field="member"
)
NO_POWER = Refusal("mandate.no_power", N_("Kies ten minste één bevoegdheid."), field="powers")
OTHER_POWER = Refusal(
    "mandate.other_power", N_("Op deze trede hoort een andere bevoegdheid. Kijk de keuze na."), field="powers"
)
NO_WORDS = Refusal("mandate.no_words", N_("Schrijf in één zin wat deze persoon mag beslissen."), field="words")
NO_BASIS = Refusal("mandate.no_basis", N_("Schrijf op waar dit mandaat staat, en van wanneer."), field="basis")
NO_END = Refusal("mandate.no_end", N_("Kies een laatste dag. Een mandaat zonder einde bestaat niet."), field="until")
WRONG_ORDER = Refusal("mandate.order", N_("De laatste dag ligt voor de eerste dag. Kijk de datums na."), field="until")
OVER = Refusal("mandate.over", N_("Deze laatste dag is al voorbij. Kies een dag die nog komt."), field="until")

NOBODY = Refusal(
    "mandate.nobody",
    N_(
        "Voor deze trede heeft nu niemand een mandaat, dus kan niemand beslissen. De beheerder houdt het mandaatregister bij."
    ),
)


@dataclass(frozen=True, slots=True)
class MandateIn:
    """One mandate. member_id: somebody who works here, or None with decider: name and function of somebody elsewhere.

    words: their power in one sentence. basis: where it is agreed, such as a covenant and its date. since and until: the
    first and the last day.
    """

    rung: Rung
    member_id: UUID | None
    decider: str
    powers: frozenset[Power]
    words: str
    basis: str
    since: date
    until: date | None


def ground_of(rung: Rung) -> MandateGround:
    """Power to push through is an agreement between partners; only the mayor's request stands in the law (H.7)."""
    return MandateGround.STATUTE if rung is Rung.MAYOR else MandateGround.COVENANT


def rung_at(step: str) -> Rung | None:
    """Give the rung that a step of a protocol is, by its code; None for a step at which nobody needs a mandate."""
    return Rung(step) if step in set(Rung) else None


def check_somebody(step: str, running: Collection[object]) -> Refusal | None:
    """At each rung whoever decides has a mandate that runs: with nobody in the register nobody takes the step.

    step: its code. running: the mandates for it that run on the day of the decision.
    """
    return NOBODY if rung_at(step) is not None and not running else None


def check_mandate(given: MandateIn, roles: AbstractSet[Role] | None, today: date) -> tuple[Refusal, ...]:
    """A mandate names who decides, what, on what ground, and its last day.

    roles: of the member that is named, None when nobody who works here is.
    """
    tests = (
        (NO_DECIDER, given.member_id is None and not given.decider.strip()),
        (NOT_A_DECIDER, given.member_id is not None and not (roles or frozenset()) & DECIDERS[given.rung]),
        (NO_POWER, not given.powers),
        (OTHER_POWER, not given.powers <= POWERS[given.rung]),
        (NO_WORDS, not given.words.strip()),
        (NO_BASIS, not given.basis.strip()),
        (NO_END, given.until is None),
        (WRONG_ORDER, given.until is not None and given.until < given.since),
        (OVER, given.until is not None and given.since <= given.until < today),
    )
    return tuple(refusal for refusal, holds in tests if holds)


def runs(since: date, until: date, *, ended: bool, today: date) -> bool:
    """A named decider for a rung has a mandate that runs today; both dates are days on which it runs."""
    return not ended and since <= today <= until
