"""A municipality may tighten the matrix, never loosen it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing.matrix import Inform, Matrix, Rule
from sluitend.domain.vocabulary import N_, Stage

_EVERY_STAGE = frozenset(Stage)

UNKNOWN_RULE = N_("Regel %(rule)s staat niet in de landelijke regels. Een gemeente kan geen regel toevoegen.")
TWICE = N_("Regel %(rule)s staat er twee keer in.")
WIDER = {
    "senders": N_("Regel %(rule)s laat meer afzenders toe dan de landelijke regel."),
    "recipients": N_("Regel %(rule)s laat meer ontvangers toe dan de landelijke regel."),
    "items": N_("Regel %(rule)s laat meer gegevens toe dan de landelijke regel."),
    "facts_only": N_("Regel %(rule)s laat meer zien dan alleen het feit."),
    "stages": N_("Regel %(rule)s geldt in meer stappen dan de landelijke regel."),
    "purposes": N_("Regel %(rule)s geldt voor meer doelen dan de landelijke regel."),
    "consent": N_("Regel %(rule)s vraagt minder toestemming dan de landelijke regel."),
    "answer": N_("Regel %(rule)s geeft een ruimer antwoord dan de landelijke regel."),
    "inform": N_("Regel %(rule)s vertelt de familie minder dan de landelijke regel."),
    "ground": N_("Regel %(rule)s noemt een andere grond dan de landelijke regel."),
    "dates": N_("Regel %(rule)s geldt langer dan de landelijke regel."),
}


def tighten(default: Matrix, municipal: Matrix) -> Matrix | tuple[Refusal, ...]:
    """Give the municipal matrix when it allows nothing the default does not; otherwise every way in which it is wider.

    A rule that the municipality leaves out no longer allows anything. Texts and notes are its own.
    """
    known = {rule.key: rule for rule in default.rules}
    seen: set[str] = set()
    refusals: list[Refusal] = []
    for rule in municipal.rules:
        if rule.key not in known:
            refusals.append(_refusal("unknown", UNKNOWN_RULE, rule))
            continue
        if rule.key in seen:
            refusals.append(_refusal("twice", TWICE, rule))
        seen.add(rule.key)
        refusals += [
            _refusal(name, WIDER[name], rule) for name, wider in _CHECKS.items() if wider(known[rule.key], rule)
        ]
    return tuple(refusals) or municipal


def _refusal(name: str, sentence: str, rule: Rule) -> Refusal:
    return Refusal(f"matrix.{name}", sentence, field=name, source="F.7", params={"rule": rule.key})


def _stages(rule: Rule) -> frozenset[Stage]:
    return _EVERY_STAGE if rule.stages is None else rule.stages


def _wider_stages(default: Rule, own: Rule) -> bool:
    # "Any" also holds for a child with no stage open at all, so it is wider than every list of stages.
    if own.stages is None:
        return default.stages is not None
    return not own.stages <= _stages(default)


def _less_consent(default: Rule, own: Rule) -> bool:
    """Somewhere, for an item and an open stage, the default asks consent and the municipal rule does not."""
    open_stages = [frozenset[Stage](), *(frozenset({stage}) for stage in Stage)]
    return any(
        default.needs_consent(item, stages) and not own.needs_consent(item, stages)
        for item, stages in product(own.items, open_stages)
    )


def _outlives(default: Rule, own: Rule) -> bool:
    if own.valid_from < default.valid_from:
        return True
    return default.valid_to is not None and (own.valid_to is None or own.valid_to > default.valid_to)


def _informs_less(default: Rule, own: Rule) -> bool:
    # Who must not hear is as fixed as who must: only "no" may become "yes".
    return own.inform is not default.inform and not (default.inform is Inform.NO and own.inform is Inform.YES)


_CHECKS: dict[str, Callable[[Rule, Rule], bool]] = {
    "senders": lambda default, own: not own.senders <= default.senders,
    "recipients": lambda default, own: not own.recipients <= default.recipients,
    "items": lambda default, own: not own.items <= default.items,
    "facts_only": lambda default, own: not (default.facts_only & own.items) <= own.facts_only,
    "stages": _wider_stages,
    "purposes": lambda default, own: not own.purposes <= default.purposes,
    "consent": _less_consent,
    "answer": lambda default, own: own.answer.strictness < default.answer.strictness,
    "inform": _informs_less,
    "ground": lambda default, own: (own.gdpr, own.law) != (default.gdpr, default.law),
    "dates": _outlives,
}
