"""What a municipality may change about a protocol: its own norms and words, and only towards more care.

The law's own terms, what is required, what is too dangerous to do and what stays away from home are not a municipality's
to loosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sluitend.domain.outcome import Refusal
from sluitend.domain.parameters import Mark
from sluitend.domain.protocol.phrases import Phrase, title_of
from sluitend.domain.protocol.sound import faults
from sluitend.domain.protocol.steps import Protocol, Skip, Step, both
from sluitend.domain.vocabulary import N_, Role

EDITORS = frozenset({Role.ADMIN, Role.PROCESS_DIRECTOR})
"""Who may propose and approve: who sets up the municipality, and who directs how organisations work together."""

ANOTHER_APPROVES = Refusal(
    "own_protocol.another_approves", N_("Een ander dan u keurt dit goed. Twee mensen kijken naar elke verandering.")
)
ALREADY_APPROVED = Refusal("own_protocol.already_approved", N_("Deze versie is al goedgekeurd."))
ALREADY_ENDED = Refusal("own_protocol.already_ended", N_("Deze versie is al teruggenomen."))
MOVED_MEANWHILE = Refusal(
    "own_protocol.moved_meanwhile",
    N_("Het programma veranderde terwijl u keek. Kijk eerst wat er nu verandert, en keur het dan goed."),
)
LINE = N_("%(step)s: %(why)s.")
NO_PRACTICE = Refusal("own_protocol.no_practice", N_("Uw gemeente heeft geen oefengemeente."))
NOT_TRIED = Refusal("own_protocol.not_tried", N_("Deze versie wordt nu niet geprobeerd."))
ONLY_WAITING = Refusal(
    "own_protocol.only_waiting", N_("Proberen kan zolang de versie nog niet is goedgekeurd of teruggenomen.")
)

OTHER_PROTOCOL = N_("dit is de tekst van een ander protocol")
SAME_VERSION = N_("geef deze versie een andere naam dan die van het programma")
STEP_GONE = N_("deze stap hoort bij het protocol en kan er niet uit")
LAW_TERM = N_("deze termijn staat in de wet; een gemeente kan hem niet veranderen")
NOT_OURS = N_("deze termijn is van een ander, zoals de Inspectie; een gemeente kan hem niet veranderen")
LAW_SOURCE = N_("deze stap staat in de wet; een gemeente kan de bron niet veranderen")
LAW_CLAIM = N_("alleen het programma zegt dat iets in de wet staat")
REQUIRED = N_("deze stap is verplicht en blijft dat")
SKIP = N_("deze stap kan niet vrijer worden overgeslagen dan in het protocol van het programma")
DANGER = N_("bij verhoogde veiligheid blijft deze stap dicht")
HOME = N_("deze stap stuurt niets naar huis, en dat blijft zo")
SECOND = N_("deze stap vraagt een tweede persoon, en dat blijft zo")
EVIDENCE = N_("wat het protocol van het programma vraagt, blijft gevraagd")
DONTS = N_("wat hier niet mag, blijft erbij staan")
COERCION = N_("een stap die dwingt, kan een gemeente niet toevoegen of veranderen")
REASON = N_("bij deze stap blijft een reden nodig")
OPENS = N_("deze stap laat een ander meer zien dan mag; verruimen kan alleen het programma")
SILENCE = N_("wat er gebeurt als niemand iets doet, kan een gemeente niet veranderen")
KIND = N_("waar dit protocol over gaat en wie het mag lezen, kan een gemeente niet veranderen")
BEGINNING = N_("waarmee het protocol begint, kan een gemeente niet veranderen")


@dataclass(frozen=True, slots=True)
class NotOwn:
    """Something a municipality may not change. step: its code, or empty. sentence: why not."""

    step: str
    sentence: str


def goes_too_far(default: Protocol, own: Protocol) -> tuple[NotOwn, ...]:
    """Give all that keeps an own version from being used: what loosens, and what no protocol may be."""
    return (*not_own(default, own), *(NotOwn(one.step, one.sentence) for one in faults(own)))


def line(default: Protocol, own: Protocol, wrong: NotOwn) -> Phrase:
    """Say what goes too far with the title of its step, in both languages."""
    named = own if own.has(wrong.step) else default
    step = title_of(named, wrong.step) if wrong.step else named.title
    return Phrase(LINE, {"step": step, "why": Phrase(wrong.sentence)})


def refusals(default: Protocol, own: Protocol, field: str = "") -> tuple[Refusal, ...]:
    """Refuse an own version line by line; empty when it may be used. field: the field of the form to say it at."""
    names = {step.code: step.title for step in (*default.steps, *own.steps)}
    return tuple(
        Refusal(
            "own_protocol.too_far",
            LINE,
            field=field,
            params=(both("step", names[one.step], mark="“%s”") if one.step in names else both("step", default.title))
            | {"why": one.sentence},
        )
        for one in goes_too_far(default, own)
    )


def not_own(default: Protocol, own: Protocol) -> tuple[NotOwn, ...]:
    """A municipality may tighten a protocol, never loosen it: give everything that goes too far, nothing when it may."""
    if own.code != default.code:
        return (NotOwn("", OTHER_PROTOCOL),)
    return (*_whole(default, own), *(wrong for step in own.steps for wrong in _one(default, step)))


def _whole(default: Protocol, own: Protocol) -> Iterator[NotOwn]:
    if own.version == default.version:
        yield NotOwn("", SAME_VERSION)
    if (own.subject, own.purpose, own.category, own.heightened) != (
        default.subject,
        default.purpose,
        default.category,
        default.heightened,
    ):
        yield NotOwn("", KIND)
    if own.first != default.first:
        yield NotOwn("", BEGINNING)
    for step in default.steps:
        if not own.has(step.code):
            yield NotOwn(step.code, STEP_GONE)


def _one(default: Protocol, step: Step) -> Iterator[NotOwn]:
    if not default.has(step.code):
        yield from _new(step)
        return
    before = default.step(step.code)
    if before.statutory:
        if before.deadline != step.deadline:
            yield NotOwn(step.code, LAW_TERM)
        if (before.source, before.mark, True) != (step.source, step.mark, step.statutory):
            yield NotOwn(step.code, LAW_SOURCE)
    elif step.statutory:
        yield NotOwn(step.code, LAW_CLAIM)
    elif before.deadline != step.deadline and before.deadline is not None and not is_ours(before):
        yield NotOwn(step.code, NOT_OURS)
    tests = (
        (REQUIRED, before.required and not step.required),
        (SKIP, before.skip is not step.skip and step.skip is not Skip.NEVER),
        (DANGER, before.heightened_skip and not step.heightened_skip),
        (HOME, step.sends_home and not before.sends_home),
        (SECOND, before.second and not step.second),
        (EVIDENCE, not _asked(before) <= _asked(step)),
        (DONTS, not set(before.donts) <= set(step.donts)),
        (COERCION, (before.coerces, before.legal_title) != (step.coerces, step.legal_title)),
        (REASON, _reasons(before) - _reasons(step)),
        (OPENS, not set(step.shows) <= set(before.shows) or not step.who <= before.who),
        (KIND, before.category is not step.category),
        (SILENCE, before.silence is not step.silence),
    )
    for sentence, goes_too_far in tests:
        if goes_too_far:
            yield NotOwn(step.code, sentence)


def is_ours(step: Step) -> bool:
    """A term is a municipality's own to choose when neither the law nor another body set it, and it binds nobody else."""
    deadline = step.deadline
    return deadline is not None and not step.statutory and not deadline.fixed and step.mark is not Mark.SECONDARY


def _new(step: Step) -> Iterator[NotOwn]:
    """A step that a municipality adds is its own work: nothing of the law, of coercion, or towards another party."""
    tests = (
        (LAW_CLAIM, step.statutory),
        (COERCION, step.coerces or bool(step.legal_title)),
        (HOME, step.sends_home),
        (OPENS, bool(step.shows)),
    )
    for sentence, goes_too_far in tests:
        if goes_too_far:
            yield NotOwn(step.code, sentence)


def _asked(step: Step) -> set[tuple[str, bool]]:
    return {(one.code, one.needs_yes) for one in step.evidence if one.required}


def _reasons(step: Step) -> set[str]:
    return {name for name in ("burdens", "needs_reason") if getattr(step, name)}


def check_approve(membership_id: UUID, proposed_by: UUID, *, approved: bool, ended: bool) -> Refusal | None:
    """A version is approved by another than who proposed it, once, and not after it was taken back."""
    if ended:
        return ALREADY_ENDED
    if approved:
        return ALREADY_APPROVED
    return ANOTHER_APPROVES if membership_id == proposed_by else None


def check_try(*, practice: bool, waits: bool) -> Refusal | None:
    """A version is tried in the practice municipality before it is approved, where there is one."""
    if not waits:
        return ONLY_WAITING
    return None if practice else NO_PRACTICE


def check_seen(seen: str, present: str) -> Refusal | None:
    """Whoever approves saw the version next to what the program is now, not next to what it was.

    seen and present: what the program's own version is known by: as it was looked at, and as it is.
    """
    return None if seen == present else MOVED_MEANWHILE
