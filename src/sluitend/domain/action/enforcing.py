"""An enforcing action rests on a title in the law, comes after something lighter, and never without help (C.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sluitend.domain.action.states import ActionStatus
from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, ActionKind, Party, Worded


class Rung(Worded):
    """Where a title stands between voluntary and compulsory (C.6). Pressure (rung 2) has no title and is not here."""

    PROTECTION_TABLE = "3", N_("Jeugdbeschermingstafel")
    BOARD = "4", N_("Onderzoek door de Raad voor de Kinderbescherming")
    COURT = "5", N_("Maatregel van de kinderrechter")
    AUTHORITY = "6", N_("Beëindiging van het gezag")
    PENAL = "p", N_("Strafrecht")
    ADMINISTRATIVE = "b", N_("Bestuursrecht")


@dataclass(frozen=True, slots=True)
class LegalTitle:
    """A title in the law on which somebody may enforce.

    code: its name. text_nl, text_en: what is done, in plain words. law: the article. held_by: kinds of organisation
    that may use it. remedy_nl, remedy_en: how to object, in plain words. to_confirm: written from memory, the
    municipality's jurist confirms it. valid_from, valid_to: first and last day.
    """

    code: str
    rung: Rung
    text_nl: str
    text_en: str
    law: str
    held_by: frozenset[Party]
    remedy_nl: str
    remedy_en: str
    valid_from: date
    valid_to: date | None = None
    to_confirm: bool = False

    def in_force(self, on: date) -> bool:
        """The title holds from its first up to and including its last day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Pair:
    """The help that an enforcing action goes with, as it stands."""

    id: UUID
    kind: ActionKind
    status: ActionStatus


NO_TITLE = Refusal(
    "action.no_legal_title",
    N_("Handhaven kan alleen met een grond in de wet. Kies die grond, of maak er hulp van."),
    field="legal_title",
    source="C.6",
)
TITLE_NOT_IN_FORCE = Refusal(
    "action.title_not_in_force",
    N_("Deze grond geldt vandaag niet. Kies een andere."),
    field="legal_title",
    source="C.6",
)
TITLE_OF_ANOTHER = Refusal(
    "action.title_of_another",
    N_("Deze organisatie mag deze grond niet gebruiken. Kies de organisatie die dat wel mag."),
    field="organisation",
    source="C.6",
)
NOTHING_LIGHTER = Refusal(
    "action.nothing_lighter",
    N_("Schrijf op wat eerst is geprobeerd. Handhaven komt pas na iets lichters."),
    field="lighter_tried",
    source="C.6",
)
NO_REMEDY = Refusal("action.no_remedy", N_("Schrijf op hoe het gezin bezwaar kan maken."), field="remedy", source="C.6")
NO_HELP = Refusal(
    "action.no_help",
    N_("Kies de hulp die erbij hoort. Handhaven gaat altijd samen met hulp."),
    field="paired_with",
    source="C.6",
)
HELP_IS_OVER = Refusal(
    "action.help_is_over",
    N_("De hulp die u koos, is niet toegezegd of vervallen. Kies hulp die er wel komt."),
    field="paired_with",
    source="C.6",
)
TITLE_WITHOUT_FORCE = Refusal(
    "action.title_without_force",
    N_("Alleen bij handhaven hoort een grond in de wet. Haal die weg, of kies handhaven."),
    field="legal_title",
    source="C.6",
)
_GONE = frozenset({ActionStatus.DECLINED, ActionStatus.DROPPED})


def check_enforcing(
    kind: ActionKind,
    title: LegalTitle | None,
    *,
    organisation: Party | None,
    lighter_tried: str,
    remedy: str,
    help_with_it: Pair | None,
    on: date,
) -> tuple[Refusal, ...]:
    """An enforcing action names its title, what lighter was tried and how to object, and goes with help.

    organisation: the kind of organisation that would do it, or None when the matrix knows no such kind. Gives every
    refusal, so that a form shows them together; empty when the action may be made.
    """
    if kind is not ActionKind.ENFORCE:
        return (TITLE_WITHOUT_FORCE,) if title is not None else ()
    found = [_check_title(title, organisation, on)]
    found.append(None if lighter_tried.strip() else NOTHING_LIGHTER)
    # Each title has its own way to object; without a title it is the title that is missing.
    found.append(None if title is None or remedy.strip() else NO_REMEDY)
    found.append(_check_help(help_with_it))
    return tuple(refusal for refusal in found if refusal is not None)


def _check_title(title: LegalTitle | None, organisation: Party | None, on: date) -> Refusal | None:
    if title is None:
        return NO_TITLE
    if not title.in_force(on):
        return TITLE_NOT_IN_FORCE
    return None if organisation in title.held_by else TITLE_OF_ANOTHER


def _check_help(pair: Pair | None) -> Refusal | None:
    if pair is None or pair.kind is not ActionKind.HELP:
        return NO_HELP
    return HELP_IS_OVER if pair.status in _GONE else None
