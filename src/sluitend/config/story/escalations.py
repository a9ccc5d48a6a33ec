"""Where organisations got stuck: one escalation that waits for the alderman, and one that was solved and came down again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from sluitend.config.story.acts import Act, Do, Place
from sluitend.config.story.lives import Life
from sluitend.domain.clock import local_day
from sluitend.domain.escalation import DecisionAnswer, Question
from sluitend.domain.mandate import MandateIn, Power, Rung
from sluitend.domain.protocol.ladder import ASKED, BLOCKS, LEGAL, PROCESS_LADDER, TRIED
from sluitend.domain.sharing import Viewer
from sluitend.queries.decisions import decisions
from sluitend.records.models import Mandate, ProtocolRun
from sluitend.services import cases, protocols
from sluitend.services.decisions import AnswerDecision, AskDecision, answer, ask
from sluitend.services.mandates import set_mandate

BEGIN, CLIMB, SEAT, ASK, ANSWER = range(260, 310, 10)
DIRECTOR, ALDERMAN, MAYOR = "proces", "wethouder", "burgemeester"
COVENANT = "Convenant aanpak gezinnen Elzendrecht, artikel 7"
MANDATES = (
    (Rung.A2, DIRECTOR, {Power.CAPACITY, Power.PRIORITY, Power.BUDGET}, "Inzet van mensen, wie voorgaat, en geld tot 5.000 euro per gezin."),
    (Rung.A4, ALDERMAN, {Power.POLITICAL}, "Beslist waar afspraken tussen organisaties vastlopen. Niet over hulp of behandeling."),
    (Rung.A5, ALDERMAN, {Power.AGENDA}, "Legt een knelpunt zonder namen voor aan het Rijk."),
    (Rung.MAYOR, MAYOR, {Power.REQUEST}, "Vraagt de Raad om het oordeel van de kinderrechter."),
)  # fmt: skip
AT_A3 = "Marijke Blom, directeur Jeugdhulp Lisdodde"

WAITS = Question(
    "De school zoekt sinds de zomer iemand voor de extra les. Drie keer overlegd. De invaller viel uit.",
    "De school en het samenwerkingsverband wijzen naar elkaar voor het geld.",
    "Betaal de extra les tot de zomer, en spreek met het samenwerkingsverband af wie daarna betaalt.",
    "Ja. De jurist van de gemeente keek het na.",
)
SOLVED = Question(
    "De begeleiding was drie keer per week beloofd. Er kwam iemand één keer per week. Twee keer gebeld.",
    "De aanbieder heeft te weinig mensen.",
    "Laat dit gezin voorgaan tot er een nieuwe begeleider is.",
    "Ja, het contract met de aanbieder zegt dit al.",
)


def set_mandates(place: Place, admin: Viewer, now: datetime) -> None:
    """Fill the register of mandates, in a municipality that has an alderman; it runs for half a year more."""
    if ALDERMAN not in place.people:
        return
    until = place.days.today + timedelta(days=183)
    for rung, key, powers, words in MANDATES:
        basis = "Burgerlijk Wetboek, boek 1, artikel 255 lid 3" if rung is Rung.MAYOR else COVENANT
        member = place.people[key].membership_id
        given = MandateIn(rung, member, "", frozenset(powers), words, basis, local_day(now), until)
        set_mandate(admin, given, form_key=place.lot.key(), now=now)
    elsewhere = MandateIn(
        Rung.A3, None, AT_A3, frozenset({Power.ORGANISATION}), "Beslist over de inzet van de eigen mensen.", COVENANT,
        local_day(now), until,
    )  # fmt: skip
    set_mandate(admin, elsewhere, form_key=place.lot.key(), now=now)


def escalations(life: Life) -> Iterator[Act]:
    """Give the acts of the escalation of a family, when it has one."""
    told: Mapping[str, Callable[[Life], Iterator[Act]]] = {"demir": _waits, "bos": _solved}
    if life.family.code in told:
        yield from told[life.family.code](life)


def _waits(life: Life) -> Iterator[Act]:
    yield life.act(33, BEGIN, _begin(life))
    yield life.act(33, CLIMB, _take(life, "a0_professionals", "a1_meeting", WAITS))
    yield life.act(27, CLIMB, _take(life, "a1_meeting", Rung.A2, WAITS))
    yield life.act(27, ASK, _ask(life, Rung.A2, WAITS))
    yield life.act(
        22, ANSWER, _answer(life, WAITS, "Ik betaal de extra les voor vier weken. Langer mag ik niet."), DIRECTOR
    )
    yield life.act(21, SEAT, _seat(life))
    yield life.act(14, CLIMB, _skip(life, Rung.A3, Rung.A4), DIRECTOR)
    yield life.act(4, ASK, _ask(life, Rung.A4, WAITS))


def _solved(life: Life) -> Iterator[Act]:
    yield life.act(44, BEGIN, _begin(life))
    yield life.act(44, CLIMB, _take(life, "a0_professionals", "a1_meeting", SOLVED))
    yield life.act(38, CLIMB, _take(life, "a1_meeting", Rung.A2, SOLVED))
    yield life.act(38, ASK, _ask(life, Rung.A2, SOLVED))
    yield life.act(33, ANSWER, _answer(life, SOLVED, "Dit gezin gaat voor, met ingang van maandag."), DIRECTOR)
    yield life.act(24, CLIMB, _down(life))


def _run(life: Life) -> ProtocolRun:
    return ProtocolRun.objects.get(case_id=life.case, protocol=PROCESS_LADDER, ended_at=None)


def _begin(life: Life) -> Do:
    return lambda viewer, now: protocols.start(
        viewer, protocols.StartRun(PROCESS_LADDER, local_day(now), life.lot.key(), case_id=life.case), now=now
    )


def _take(life: Life, step: str, up: str, said: Question) -> Do:
    evidence = {TRIED: said.tried, BLOCKS: said.blocks, ASKED: said.asked, LEGAL: said.legal}
    return _taking(life, step, evidence, (up,))


def _down(life: Life) -> Do:
    return _taking(life, "closed_solved", {"what_solved_it": "Er kwam een tweede begeleider.", "all_rungs_told": "yes"})


def _taking(life: Life, step: str, evidence: Mapping[str, str], up: tuple[str, ...] = ()) -> Do:
    def take(viewer: Viewer, now: datetime) -> None:
        run = _run(life)
        command = protocols.TakeStep(
            run.pk, step, local_day(now), run.version, life.lot.key(), evidence=evidence, leads_to=up
        )
        protocols.take(viewer, command, now=now)

    return take


def _skip(life: Life, step: str, up: str) -> Do:
    def skip(viewer: Viewer, now: datetime) -> None:
        run, why = _run(life), "De directeuren gaan niet over dit geld."
        protocols.skip(viewer, protocols.SkipStep(run.pk, step, run.version, life.lot.key(), why, (up,)), now=now)

    return skip


def _seat(life: Life) -> Do:
    until = life.day(21) + timedelta(weeks=26)
    function, why = "Procesregisseur", "Helpt waar organisaties vastlopen"
    return lambda viewer, now: cases.give_seat(
        viewer, cases.GiveSeat(life.case, life.member(DIRECTOR), function, why, until), now=now
    )


def _ask(life: Life, rung: Rung, question: Question) -> Do:
    def asking(viewer: Viewer, now: datetime) -> None:
        run, mandate = _run(life), Mandate.objects.get(rung=rung)
        ask(viewer, AskDecision(run.pk, rung, mandate.pk, question, run.version, life.lot.key()), now=now)

    return asking


def _answer(life: Life, question: Question, words: str) -> Do:
    def say(viewer: Viewer, now: datetime) -> None:
        waiting = next(row for row in decisions(viewer, now=now).waiting if row.question == question)
        answer(viewer, AnswerDecision(waiting.ask_id, DecisionAnswer.DECIDED, life.lot.key(), words), now=now)

    return say
