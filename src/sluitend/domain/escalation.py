"""A decision that is asked of a named decider: what was tried, what blocks, what is asked; nothing of the family (H.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import fold
from sluitend.domain.vocabulary import N_, Worded

SHORT = 3
"""A name of so few letters counts only with its capital: “Bo” is a name, “bo” may be half a word."""

NAME_FOUND = N_(
    "Hier staat “%(name)s”, een naam uit de casus. Vanaf A2 schrijft u zonder namen. Schrijf bijvoorbeeld “het gezin” "
    "of “de oudste”."
)
EMPTY = Refusal("escalation.empty", N_("Vul dit in. Zonder dit kan niemand beslissen."))
HEIGHTENED = Refusal(
    "escalation.heightened",
    N_("Bij verhoogde veiligheid gaat er geen vraag naar buiten de leeslijst. Bel wie beslist, zonder namen."),
)
ASKED_ALREADY = Refusal("escalation.asked_already", N_("Dit besluit is al gevraagd en wacht op antwoord."))
NO_MANDATE = Refusal(
    "escalation.no_mandate",
    N_("Kies iemand die vandaag een mandaat heeft voor deze trede. De beheerder houdt het mandaatregister bij."),
    field="mandate",
)
NO_LETTER = Refusal(
    "escalation.no_letter",
    N_("Zonder brief van de Raad kan de burgemeester dit niet vragen. Vul de dag van die brief in."),
    field="letter_on",
)
NO_ANSWER = Refusal(
    "escalation.no_answer", N_("Schrijf in één of twee zinnen wat u beslist, of wat u mist."), field="words"
)
CHANGED = Refusal(
    "escalation.changed", N_("Er is intussen iets veranderd. Kijk eerst wat er nu staat, en antwoord dan nog eens.")
)


class DecisionAnswer(Worded):
    """What a decider does with a question. Not answering is no answer: silence never decides."""

    DECIDED = "decided", N_("Ik beslis")
    RETURNED = "returned", N_("Ik geef het terug, want er mist iets")


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to a decider. identity: why the decision needs to know who it is about, or empty."""

    tried: str = field(repr=False)
    blocks: str = field(repr=False)
    asked: str = field(repr=False)
    legal: str = field(repr=False)
    identity: str = field(default="", repr=False)

    def texts(self) -> Mapping[str, str]:
        """Give every text by the name of its field."""
        return {one.name: getattr(self, one.name).strip() for one in fields(self)}


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Give the words of a text that are a name of somebody in the case, as they were typed.

    names: given names and surnames, without the small words between them. A possessive counts as the name.
    """
    whole: set[str] = set()
    short: set[str] = set()
    for part in (part for name in names for part in re.split(r"[\s-]+", name.strip())):
        if not part or part[0].islower():
            continue
        (short if len(part) <= SHORT else whole).add(fold(part))
    found = []
    for word in re.findall(r"[^\W\d_]+", text):
        folded = fold(word)
        forms = {folded, folded.removesuffix("s")}
        if forms & whole or (word[0].isupper() and forms & short):
            found.append(word)
    return tuple(dict.fromkeys(found))


def check_question(question: Question, names: Iterable[str]) -> tuple[Refusal, ...]:
    """A question says what was tried, what blocks, what is asked and whether the law allows it, and names nobody.

    From A2 up it is written without names, unless the decision needs identity; then it says why.
    """
    listed = tuple(names)
    texts = question.texts()
    refused = [
        Refusal(EMPTY.code, EMPTY.sentence, field=name) for name in texts if name != "identity" and not texts[name]
    ]
    if texts["identity"]:
        return tuple(refused)
    return (*refused, *nameless(texts, listed))


def nameless(texts: Mapping[str, str], names: Iterable[str]) -> tuple[Refusal, ...]:
    """From A2 up nobody of the case is named: a refusal for each text in which a name stands."""
    listed = tuple(names)
    found = ((name, names_in(text, listed)) for name, text in texts.items())
    return tuple(
        Refusal("escalation.name", NAME_FOUND, field=name, params={"name": words[0]}) for name, words in found if words
    )
