"""May this go from here to there? One question, one answer with its rule and its sentence; no unless a rule says yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing.consent import ConsentAnswer, ConsentState, valid
from sluitend.domain.sharing.matrix import NEVER_RULES, Answer, Inform, Item, Matrix, Rule
from sluitend.domain.vocabulary import N_, Category, Party, Purpose, Stage

HEIGHTENED_RULES = frozenset({1, 10, 19, 20, 21, 22, 23, 24, 25, 27, 39, 40, 41, 51, 52})
"""What still goes under heightened safety (D.3, F.8).

Advice without a name (1, 40), the report to Veilig Thuis and what comes of it (19, 20, 21, 27), the way to the court
and the measure (22 to 25), CoMensha (39), what the law makes a school or civil affairs tell the attendance officer
whatever they know (10, 41), a concern the person agrees with (51), and the one fixed sentence to a reporter, which must
be the same either way (52).
"""

FORBIDDEN = N_("Afkomst, nationaliteit, taal, geloof, huidskleur en seksuele voorkeur worden hier nooit gedeeld.")
NO_RULE = N_("Er is geen regel die dit toestaat. Daarom blijft het binnen.")
NOT_IN_FORCE = N_("De regel die dit toestaat, geldt op deze dag niet. Daarom blijft het binnen.")
WRONG_PURPOSE = N_("Voor dit doel mag dit niet worden gedeeld. Daarom blijft het binnen.")
WRONG_STAGE = N_("In deze stap mag dit niet worden gedeeld. Daarom blijft het binnen.")
RULE_DENIES = N_("Uw gemeente heeft afgesproken dat dit binnen blijft.")
HEIGHTENED = N_("Hier geldt verhoogde veiligheid. Deel dit niet. Overleg eerst met Veilig Thuis.")
NOTHING_HOME = N_("Hier geldt verhoogde veiligheid. Er gaat niets naar huis.")
BETWEEN_FAMILY = N_("Wat van de één is, gaat niet vanzelf naar een ander in het gezin. Vraag het de persoon zelf.")
IMMIGRATION = N_("Gegevens uit hulp gaan nooit naar vreemdelingentoezicht. Komt er een vordering? Vraag het uw jurist.")
RISK_INDEX = N_("Dit programma meldt niet in de verwijsindex.")
ASK_JURIST = N_("Dit mag alleen na een schriftelijk besluit. Vraag het uw jurist.")
NO_CONSENT = N_("De actie blijft binnen: er is nog geen toestemming.")
CONSENT_REFUSED = N_("De actie blijft binnen: er is geen toestemming gegeven.")
CONSENT_WITHDRAWN = N_("De actie blijft binnen: de toestemming is ingetrokken.")
CONSENT_ENDED = N_("De actie blijft binnen: de toestemming is verlopen.")
CONSENT_NOT_OWN = N_("De actie blijft binnen: bij verhoogde veiligheid telt alleen het ja van de persoon zelf.")

TO_CONFIRM = N_("Laat dit bevestigen door uw jurist.")

REASONS = {
    "sharing.forbidden": FORBIDDEN,
    "sharing.no_rule": NO_RULE,
    "sharing.not_in_force": NOT_IN_FORCE,
    "sharing.wrong_purpose": WRONG_PURPOSE,
    "sharing.wrong_stage": WRONG_STAGE,
    "sharing.rule_denies": RULE_DENIES,
    "sharing.heightened": HEIGHTENED,
    "sharing.nothing_home": NOTHING_HOME,
    "sharing.between_family": BETWEEN_FAMILY,
    "sharing.immigration": IMMIGRATION,
    "sharing.risk_index": RISK_INDEX,
    "sharing.ask_jurist": ASK_JURIST,
    "sharing.no_consent": NO_CONSENT,
    "sharing.consent_refused": CONSENT_REFUSED,
    "sharing.consent_withdrawn": CONSENT_WITHDRAWN,
    "sharing.consent_ended": CONSENT_ENDED,
    "sharing.consent_not_own": CONSENT_NOT_OWN,
}
"""Every reason for a no, with its sentence."""

ALLOWED = "sharing.allowed"

# When several rules speak about the item and none fits, people read the obstacle of the one that came closest.
_CLOSENESS = (
    "sharing.no_rule",
    "sharing.rule_denies",
    "sharing.not_in_force",
    "sharing.wrong_purpose",
    "sharing.wrong_stage",
    "sharing.heightened",
)

_ITEMS: frozenset[Item] = frozenset({None, *Category})
_FAMILY = frozenset({Party.FAMILY, Party.FAMILY_MEMBER})


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question of sharing.

    allowed: it may go now; nothing else counts as a yes. answer: what the matrix says; ALLOW_WITH_CONSENT without a
    consent that counts is not allowed, nor is ASK_JURIST without a written decision. reason: a stable name. rule: its
    number in F.7, or None when no rule speaks. sentence: Dutch, for the user; sentence_en is empty for a sentence of
    the program itself, whose Dutch is its translation key. gdpr and law: the ground, for the receipt. inform: who tells
    the family. facts_only: only that it runs and whom to call. to_confirm: the rule is from memory, so the
    municipality's jurist confirms it: show TO_CONFIRM beside the sentence.
    """

    answer: Answer
    allowed: bool
    reason: str
    rule: int | None
    sentence: str
    sentence_en: str = ""
    gdpr: str = ""
    law: str = ""
    inform: Inform = Inform.NO
    facts_only: bool = False
    to_confirm: bool = False

    @property
    def ground(self) -> str:
        """Give the ground as it stands on a receipt."""
        return f"{self.gdpr}; {self.law}" if self.law else self.gdpr


def may_share(
    *,
    sender: Party,
    recipient: Party,
    category: Item,
    stages: frozenset[Stage],
    purpose: Purpose,
    consent: ConsentState | None,
    heightened: bool,
    matrix: Matrix,
    on: date,
    written_decision: bool = False,
) -> Decision:
    """Share only when a rule of the matrix says so; otherwise it stays inside (F.7, deny by default).

    category: None for a question or a count without a name. stages: those open for this child. consent: the consent for
    this partner, person and category, or None; one for another category does not count. heightened: nothing goes home,
    and only the rules of D.3 remain; consent then counts only from the person alone. on: a date in Europe/Amsterdam.
    written_decision: a decision with a reference lies in the file (Wpg 19, WGS 1.7, DPIA). Pure.
    """
    fixed = _fixed_no(sender, recipient, category, heightened=heightened)
    if fixed is not None:
        return fixed
    obstacle = "sharing.no_rule"
    waiting: tuple[int, Rule] | None = None
    for rule in matrix.rules_for(sender, recipient, category):
        hindrance = _obstacle(rule, stages, purpose, on, heightened=heightened)
        if hindrance:
            obstacle = max(obstacle, hindrance, key=_CLOSENESS.index)
            continue
        strictness = _strictness(rule, category, stages, written_decision=written_decision)
        if waiting is None or strictness < waiting[0]:
            waiting = strictness, rule
    if waiting is None:
        return _no(obstacle)
    strictness, rule = waiting
    if strictness == _ASK:
        return _with_rule(rule, category, Answer.ASK_JURIST, "sharing.ask_jurist", heightened=heightened)
    if strictness == _FREE:
        return _with_rule(rule, category, Answer.ALLOW, ALLOWED, heightened=heightened)
    reason = _consent_obstacle(consent, category, on, heightened=heightened) or ALLOWED
    return _with_rule(rule, category, Answer.ALLOW_WITH_CONSENT, reason, heightened=heightened)


def check_share(
    *,
    sender: Party,
    recipient: Party,
    category: Item,
    stages: frozenset[Stage],
    purpose: Purpose,
    consent: ConsentState | None,
    heightened: bool,
    matrix: Matrix,
    on: date,
    written_decision: bool = False,
) -> Refusal | None:
    """Refuse what may not be shared; arguments as in may_share. The sentence of a refusal stands where the button is.

    Show a refusal for heightened safety only to the named staff of that case: the sentence says that it is one.
    """
    decision = may_share(
        sender=sender,
        recipient=recipient,
        category=category,
        stages=stages,
        purpose=purpose,
        consent=consent,
        heightened=heightened,
        matrix=matrix,
        on=on,
        written_decision=written_decision,
    )
    if decision.allowed:
        return None
    return Refusal(decision.reason, decision.sentence, source=decision.law)


def _no(reason: str, rule: int | None = None) -> Decision:
    return Decision(Answer.DENY, allowed=False, reason=reason, rule=rule, sentence=REASONS[reason])


def _fixed_no(sender: Party, recipient: Party, item: Item, *, heightened: bool) -> Decision | None:
    """What no content can open: the forbidden category, rules 47, 49 and 50, and anything home in heightened safety."""
    if item not in _ITEMS:
        return _NO_FORBIDDEN
    if recipient in NEVER_RULES:
        return _NO_NEVER[recipient]
    if recipient is Party.FAMILY:
        if sender in _FAMILY:
            return _NO_NEVER[Party.FAMILY_MEMBER]
        if heightened:
            return _NO_HOME
    return None


_NO_FORBIDDEN = _no("sharing.forbidden")
_NO_HOME = _no("sharing.nothing_home")
_NO_NEVER = {
    Party.FAMILY_MEMBER: _no("sharing.between_family", NEVER_RULES[Party.FAMILY_MEMBER]),
    Party.IMMIGRATION: _no("sharing.immigration", NEVER_RULES[Party.IMMIGRATION]),
    Party.RISK_INDEX: _no("sharing.risk_index", NEVER_RULES[Party.RISK_INDEX]),
}


def _obstacle(rule: Rule, stages: frozenset[Stage], purpose: Purpose, on: date, *, heightened: bool) -> str:
    """Why this rule does not open the way; empty when it does."""
    if rule.answer is Answer.DENY:
        return "sharing.rule_denies"
    if not rule.in_force(on):
        return "sharing.not_in_force"
    if purpose not in rule.purposes:
        return "sharing.wrong_purpose"
    if not rule.in_stage(stages):
        return "sharing.wrong_stage"
    if heightened and rule.number not in HEIGHTENED_RULES:
        return "sharing.heightened"
    return ""


_FREE, _CONSENT, _ASK = Answer.ALLOW.strictness, Answer.ALLOW_WITH_CONSENT.strictness, Answer.ASK_JURIST.strictness


def _strictness(rule: Rule, item: Item, stages: frozenset[Stage], *, written_decision: bool) -> int:
    if rule.answer is Answer.ASK_JURIST and not written_decision:
        return _ASK
    return _CONSENT if rule.needs_consent(item, stages) else _FREE


_ANSWERED_NO = {
    ConsentAnswer.NO: "sharing.consent_refused",
    ConsentAnswer.WITHDRAWN: "sharing.consent_withdrawn",
}


def _consent_obstacle(consent: ConsentState | None, item: Item, on: date, *, heightened: bool) -> str:
    """Why the consent does not count; empty when it does."""
    if consent is None or consent.category != item:
        return "sharing.no_consent"
    if consent.answer in _ANSWERED_NO:
        return _ANSWERED_NO[consent.answer]
    if on > consent.until:
        return "sharing.consent_ended"
    if not valid(consent, on):
        return "sharing.no_consent"
    if heightened and not consent.by_person_alone:
        return "sharing.consent_not_own"
    return ""


def _with_rule(rule: Rule, item: Item, answer: Answer, reason: str, *, heightened: bool) -> Decision:
    allowed = reason == ALLOWED
    # Under heightened safety nobody is told by itself; a rule that tells nobody stays as it is.
    inform = Inform.NOT_PARENTS if heightened and rule.inform is not Inform.NO else rule.inform
    return Decision(
        answer,
        allowed=allowed,
        reason=reason,
        rule=rule.number,
        sentence=rule.text_nl if allowed else REASONS[reason],
        sentence_en=rule.text_en if allowed else "",
        gdpr=rule.gdpr,
        law=rule.law,
        inform=inform,
        facts_only=item in rule.facts_only,
        to_confirm=rule.to_confirm,
    )
