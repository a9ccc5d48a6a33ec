"""Where an action stands and how it moves: one table, from which the diagram in docs/ is written."""

from __future__ import annotations

from dataclasses import dataclass

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded


class ActionStatus(Worded):
    """Where an action stands."""

    ASKED = "asked", N_("Gevraagd")
    ACCEPTED = "accepted", N_("Toegezegd")
    DECLINED = "declined", N_("Niet toegezegd")
    BUSY = "busy", N_("Bezig")
    BLOCKED = "blocked", N_("Loopt vast")
    DONE = "done", N_("Gedaan")
    DROPPED = "dropped", N_("Vervallen")


class StepKind(Worded):
    """What somebody did with an action; each is one step that stays in its history."""

    ASK = "ask", N_("Opgeschreven")
    ACCEPT = "accept", N_("Toegezegd")
    ACCEPT_AT_TABLE = "accept_at_table", N_("Toegezegd aan tafel, opgeschreven door de regisseur")
    CONTRADICT = "contradict", N_("Zo is het niet toegezegd")
    DECLINE = "decline", N_("Niet toegezegd")
    ASK_AGAIN = "ask_again", N_("Opnieuw gevraagd")
    START = "start", N_("Begonnen")
    BLOCK = "block", N_("Loopt vast")
    RESUME = "resume", N_("Gaat weer verder")
    FINISH = "finish", N_("Gedaan")
    PUT_BACK = "put_back", N_("Toch niet klaar")
    DROP = "drop", N_("Vervallen")
    REASSIGN = "reassign", N_("Aan een collega gegeven")
    MOVE_DATE = "move_date", N_("Andere datum afgesproken")


class Side(Worded):
    """Who takes a step: the organisation that does the action, or the case it belongs to."""

    ORGANISATION = "organisation", N_("de organisatie")
    CASE = "case", N_("de regisseur")


OPEN = frozenset({ActionStatus.ASKED, ActionStatus.ACCEPTED, ActionStatus.BUSY, ActionStatus.BLOCKED})
"""Something has still to happen."""

PROMISED = frozenset({ActionStatus.ACCEPTED, ActionStatus.BUSY, ActionStatus.BLOCKED, ActionStatus.DONE})
"""The organisation said yes: only these count as agreed in the plan."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table. by: the sides that may take it. only_at_table: only for what was written down at the table."""

    before: ActionStatus
    step: StepKind
    after: ActionStatus
    by: frozenset[Side]
    only_at_table: bool = False


_EITHER = frozenset(Side)
_ORGANISATION = frozenset({Side.ORGANISATION})
_CASE = frozenset({Side.CASE})
_A, _K = ActionStatus, StepKind

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_A.ASKED, _K.ACCEPT, _A.ACCEPTED, _ORGANISATION),
    Transition(_A.ASKED, _K.ACCEPT_AT_TABLE, _A.ACCEPTED, _CASE),
    Transition(_A.ASKED, _K.DECLINE, _A.DECLINED, _EITHER),
    Transition(_A.ACCEPTED, _K.CONTRADICT, _A.ASKED, _ORGANISATION, only_at_table=True),
    Transition(_A.DECLINED, _K.ASK_AGAIN, _A.ASKED, _CASE),
    Transition(_A.ACCEPTED, _K.START, _A.BUSY, _EITHER),
    Transition(_A.ACCEPTED, _K.BLOCK, _A.BLOCKED, _EITHER),
    Transition(_A.ACCEPTED, _K.FINISH, _A.DONE, _EITHER),
    Transition(_A.BUSY, _K.BLOCK, _A.BLOCKED, _EITHER),
    Transition(_A.BUSY, _K.FINISH, _A.DONE, _EITHER),
    Transition(_A.BLOCKED, _K.RESUME, _A.BUSY, _EITHER),
    Transition(_A.BLOCKED, _K.FINISH, _A.DONE, _EITHER),
    Transition(_A.DONE, _K.PUT_BACK, _A.BUSY, _CASE),
    Transition(_A.ASKED, _K.DROP, _A.DROPPED, _CASE),
    Transition(_A.ACCEPTED, _K.DROP, _A.DROPPED, _CASE),
    Transition(_A.DECLINED, _K.DROP, _A.DROPPED, _CASE),
    Transition(_A.BUSY, _K.DROP, _A.DROPPED, _CASE),
    Transition(_A.BLOCKED, _K.DROP, _A.DROPPED, _CASE),
)
_TABLE = {(line.before, line.step): line for line in TRANSITIONS}

_SINCE = {
    ActionStatus.ASKED: N_("Deze actie is nog niet toegezegd. Dit kan nu nog niet."),
    ActionStatus.ACCEPTED: N_("Deze actie is al toegezegd. Dit kan nu niet meer."),
    ActionStatus.DECLINED: N_("Deze actie is niet toegezegd. Dit kan nu niet."),
    ActionStatus.BUSY: N_("Aan deze actie wordt al gewerkt. Dit kan nu niet."),
    ActionStatus.BLOCKED: N_("Deze actie loopt vast. Dit kan nu niet."),
    ActionStatus.DONE: N_("Deze actie is al gedaan. Dit kan nu niet meer."),
    ActionStatus.DROPPED: N_("Deze actie is vervallen. Dit kan nu niet meer."),
}
NOT_YOUR_SIDE = Refusal("action.other_side", N_("Deze stap is aan de ander. U kunt hem niet zetten."))
NOT_AT_TABLE = Refusal(
    "action.accepted_yourself",
    N_("Uw organisatie heeft dit zelf toegezegd. Lukt het niet? Meld dan dat de actie vastloopt."),
)


def check_step(status: ActionStatus, step: StepKind, side: Side, *, at_table: bool = False) -> Refusal | None:
    """An action moves only along the table, and each step is taken by the side it belongs to.

    at_table: the acceptance was written down at the table by the coordinator.
    """
    line = _TABLE.get((status, step))
    if line is None:
        return Refusal(f"action.not_from_{status.value}", _SINCE[status])
    if side not in line.by:
        return NOT_YOUR_SIDE
    if line.only_at_table and not at_table:
        return NOT_AT_TABLE
    return None


def move(status: ActionStatus, step: StepKind) -> ActionStatus:
    """Give where the action stands after this step. Raises KeyError for a step that check_step refuses."""
    return _TABLE[status, step].after


def possible_steps(status: ActionStatus, side: Side, *, at_table: bool = False) -> tuple[StepKind, ...]:
    """Give the steps that this side can take now, in the order of the table."""
    return tuple(
        line.step
        for line in TRANSITIONS
        if line.before is status and check_step(status, line.step, side, at_table=at_table) is None
    )


def describe() -> str:
    """Write the table as Markdown with a diagram; docs/states/acties.md is this text and a test compares them."""
    lines = [
        "# Toestanden van een actie",
        "",
        "Gemaakt uit `sluitend.domain.action.states`. Verander die tabel, niet dit bestand.",
        "",
    ]
    lines += ["```mermaid", "stateDiagram-v2", "    [*] --> asked: ask"]
    lines += [f"    {t.before.value} --> {t.after.value}: {t.step.value}" for t in TRANSITIONS]
    lines += ["    done --> [*]", "    dropped --> [*]", "```", ""]
    lines += ["| Staat op | Stap | Wordt | Door |", "|---|---|---|---|"]
    for t in TRANSITIONS:
        by = " of ".join(side.sentence for side in Side if side in t.by)
        note = " (alleen als de regisseur de toezegging opschreef)" if t.only_at_table else ""
        lines.append(f"| {t.before.sentence} | {t.step.sentence}{note} | {t.after.sentence} | {by} |")
    return "\n".join(lines) + "\n"
