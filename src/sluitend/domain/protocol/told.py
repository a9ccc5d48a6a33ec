"""The differences between two versions of a step in sentences: what a person reads before saying yes to one.

Each function here tells of one kind of difference. It says nothing when there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sluitend.domain.protocol.phrases import (
    Filling,
    Phrase,
    came_and_went,
    changed,
    length,
    people,
    quoted,
    since,
    switched,
    title_of,
)
from sluitend.domain.protocol.steps import Deadline, Evidence, Protocol, Step, Text
from sluitend.domain.vocabulary import N_


@dataclass(frozen=True, slots=True)
class Two:
    """One step in two versions, with the protocols they stand in."""

    old: Protocol
    new: Protocol
    before: Step
    after: Step


Teller = Callable[[Two], Iterator[Phrase]]


def title(two: Two) -> Iterator[Phrase]:
    """Tell what a step is called."""
    yield from changed(N_("De stap heet nu “%(after)s”. Eerst: “%(before)s”."), two.before.title, two.after.title)


def explanation(two: Two) -> Iterator[Phrase]:
    """Tell how a step is explained."""
    yield from changed(N_("De uitleg wordt: “%(after)s” Eerst: “%(before)s”"), two.before.explain, two.after.explain)


def term(two: Two) -> Iterator[Phrase]:
    """Tell how long a term lasts, from when it counts, and whether it can stand still."""
    before, after = two.before.deadline, two.after.deadline
    if before is None and after is not None:
        said: dict[str, Filling] = {"length": length(after), "since": since(two.new, after)}
        yield Phrase(N_("Er komt een termijn: %(length)s, geteld vanaf %(since)s."), said)
    elif before is not None and after is None:
        yield Phrase(N_("De termijn van %(length)s vervalt."), {"length": length(before)})
    elif before is not None and after is not None and before != after:
        yield from _other_term(two, before, after)


def _other_term(two: Two, before: Deadline, after: Deadline) -> Iterator[Phrase]:
    sentence = N_("De termijn wordt anders: %(after)s. Eerst: %(before)s.")
    if before.term.unit is after.term.unit:
        shorter = after.term.length < before.term.length
        sentence = (
            N_("De termijn wordt korter: %(after)s. Eerst: %(before)s.")
            if shorter
            else N_("De termijn wordt langer: %(after)s. Eerst: %(before)s.")
        )
    yield from changed(sentence, length(before), length(after))
    if before.counts_from != after.counts_from:
        said: dict[str, Filling] = {"before": since(two.old, before), "after": since(two.new, after)}
        yield Phrase(N_("De termijn telt vanaf %(after)s. Eerst: vanaf %(before)s."), said)
    yield from switched(
        N_("Deze termijn staat vast: niemand verlengt hem hier of zet hem stil."),
        N_("Deze termijn kunt u nu verlengen of stilzetten."),
        before=before.fixed,
        after=after.fixed,
    )
    yield from switched(
        N_("Eindigt een wettelijke termijn op een vrije dag, dan loopt hij door tot de eerste werkdag."),
        N_("Eindigt een wettelijke termijn op een vrije dag, dan is dat toch de laatste dag."),
        before=before.rolls,
        after=after.rolls,
    )
    if (before.term.statutory, before.term.source, before.term.mark) != (
        after.term.statutory,
        after.term.source,
        after.term.mark,
    ):
        yield Phrase(N_("De grond van deze termijn wordt: %(source)s."), {"source": after.term.source or "–"})


def ground(two: Two) -> Iterator[Phrase]:
    """Tell whose norm it is, and how sure we are."""
    before, after = two.before, two.after
    yield from switched(
        N_("Deze stap staat nu in de wet."),
        N_("Deze stap staat niet meer in de wet."),
        before=before.statutory,
        after=after.statutory,
    )
    yield from changed(N_("De bron wordt: %(after)s. Eerst: %(before)s."), before.source, after.source)
    yield from changed(N_("Hoe zeker dit is: %(after)s. Eerst: %(before)s."), before.mark, after.mark)


def who(two: Two) -> Iterator[Phrase]:
    """Tell who takes a step."""
    before, after = two.before, two.after
    came = N_("Mag deze stap nu ook zetten: %(what)s.") if before.who else N_("Wie deze stap zet: %(what)s.")
    went = N_("Mag deze stap niet meer zetten: %(what)s.")
    yield from came_and_went(came, went, people(before.who - after.who), people(after.who - before.who))
    yield from came_and_went(
        N_("Deze stap komt van buiten, van: %(what)s."),
        N_("Deze stap komt niet meer van buiten, van: %(what)s."),
        sorted(before.received_from),
        sorted(after.received_from),
    )


def follows(two: Two) -> Iterator[Phrase]:
    """Tell what can come after a step."""
    before, after = two.before, two.after
    came = N_("Hierna kan nu ook: %(what)s.") if before.next else N_("Hierna kan: %(what)s.")
    went = N_("Hierna kan niet meer: %(what)s.")
    yield from came_and_went(
        came,
        went,
        (title_of(two.old, code) for code in before.next if code not in after.next),
        (title_of(two.new, code) for code in after.next if code not in before.next),
    )
    if before.next != after.next and set(before.next) == set(after.next):
        order = tuple(title_of(two.new, code) for code in after.next)
        yield Phrase(N_("Wat hierna kan, staat in een andere volgorde: %(what)s."), {"what": order})
    yield from switched(
        N_("Van wat hierna kan, kiest u er één."),
        N_("Alles wat hierna kan, gaat open."),
        before=before.chooses,
        after=after.chooses,
    )
    is_new = not two.old.has(before.code)
    yield from switched(
        N_("Met deze stap is het protocol afgerond."),
        N_("Met deze stap is het protocol niet meer afgerond."),
        before=before.ends and not is_new,
        after=after.ends,
    )
    yield from switched(
        N_("Na deze stap volgt niets, en loopt de rest door."),
        N_("Na deze stap loopt de rest niet meer vanzelf door."),
        before=before.goes_on and not is_new,
        after=after.goes_on,
    )
    yield from switched(
        N_("Deze stap kan vaker opengaan."),
        N_("Deze stap gaat maar één keer open."),
        before=before.again,
        after=after.again,
    )


def needed(two: Two) -> Iterator[Phrase]:
    """Tell whether a step must be taken, and when it may be passed over."""
    before, after = two.before, two.after
    yield from switched(
        N_("Deze stap is nu verplicht."),
        N_("Deze stap is niet meer verplicht."),
        before=before.required,
        after=after.required,
    )
    yield from changed(N_("Over overslaan staat er nu: %(after)s Eerst: %(before)s"), before.skip, after.skip)
    yield from came_and_went(
        N_("Nieuwe reden om over te slaan: %(what)s."),
        N_("Geen reden meer om over te slaan: %(what)s."),
        map(quoted, before.skip_reasons),
        map(quoted, after.skip_reasons),
    )
    yield from switched(
        N_("Bij verhoogde veiligheid zet niemand deze stap."),
        N_("Ook bij verhoogde veiligheid kan iemand deze stap zetten."),
        before=before.heightened_skip,
        after=after.heightened_skip,
    )
    yield from switched(
        N_("Bij deze stap schrijft u een reden op."),
        N_("Bij deze stap hoeft u geen reden meer op te schrijven."),
        before=before.needs_reason,
        after=after.needs_reason,
    )
    yield from switched(
        N_("Bij deze stap zegt ook een tweede persoon ja."),
        N_("Bij deze stap is geen tweede persoon meer nodig."),
        before=before.second,
        after=after.second,
    )


def evidence(two: Two) -> Iterator[Phrase]:
    """Tell what is asked with a step."""
    old = {one.code: one for one in two.before.evidence}
    new = {one.code: one for one in two.after.evidence}
    for code, one in new.items():
        yield from _question(old[code], one) if code in old else _new_question(one)
    for code, one in old.items():
        if code not in new:
            yield Phrase(N_("Deze vraag vervalt: “%(text)s”."), {"text": one.text})
    if list(old) != list(new) and set(old) == set(new):
        yield Phrase(N_("De vragen staan in een andere volgorde."))


def _new_question(one: Evidence) -> Iterator[Phrase]:
    must = N_("Nieuwe vraag, verplicht: “%(text)s” U antwoordt met %(kind)s.")
    may = N_("Nieuwe vraag, mag leeg blijven: “%(text)s” U antwoordt met %(kind)s.")
    yield Phrase(must if one.required else may, {"text": one.text, "kind": one.kind})
    if one.choices:
        yield Phrase(N_("De antwoorden daarbij: %(what)s."), {"what": tuple(map(quoted, one.choices.values()))})
    if one.needs_yes:
        yield from _needs_yes(one, before=False)


def _needs_yes(one: Evidence, *, before: bool) -> Iterator[Phrase]:
    for phrase in switched(
        N_("Zonder ja op “%(text)s” kan deze stap niet."),
        N_("De stap kan ook zonder ja op “%(text)s”."),
        before=before,
        after=one.needs_yes,
    ):
        yield Phrase(phrase.sentence, {"text": one.text})


def _question(before: Evidence, after: Evidence) -> Iterator[Phrase]:
    yield from changed(N_("Een vraag wordt: “%(after)s” Eerst: “%(before)s”"), before.text, after.text)
    if before.kind is not after.kind:
        said: dict[str, Filling] = {"text": after.text, "before": before.kind, "after": after.kind}
        yield Phrase(N_("Op “%(text)s” antwoordt u met %(after)s. Eerst: met %(before)s."), said)
    if before.required is not after.required:
        must, may = N_("Deze vraag is nu verplicht: “%(text)s”"), N_("Deze vraag mag nu leeg blijven: “%(text)s”")
        yield Phrase(must if after.required else may, {"text": after.text})
    for phrase in came_and_went(
        N_("Nieuw antwoord bij “%(text)s”: %(what)s."),
        N_("Geen antwoord meer bij “%(text)s”: %(what)s."),
        map(quoted, before.choices.values()),
        map(quoted, after.choices.values()),
    ):
        yield Phrase(phrase.sentence, {**phrase.params, "text": after.text})
    if list(before.choices.values()) == list(after.choices.values()) and before.choices != after.choices:
        yield Phrase(N_("De antwoorden bij “%(text)s” krijgen een andere code."), {"text": after.text})
    yield from _needs_yes(after, before=before.needs_yes)


def burden(two: Two) -> Iterator[Phrase]:
    """Tell what a step asks of the family."""
    before, after = two.before, two.after
    yield from switched(
        N_("Deze stap vraagt iets van het gezin. U schrijft op waarom."),
        N_("Deze stap vraagt niets meer van het gezin."),
        before=before.burdens,
        after=after.burdens,
    )
    yield from switched(
        N_("Deze stap kan tegen de wil van het gezin."),
        N_("Deze stap kan niet meer tegen de wil van het gezin."),
        before=before.coerces,
        after=after.coerces,
    )
    if before.legal_title != after.legal_title:
        yield Phrase(N_("De wettelijke grond om te dwingen wordt: %(title)s."), {"title": after.legal_title or "–"})
    nothing = Text("–", "–")
    yield from changed(
        N_("Wat het gezin kan doen als het niet wil: “%(after)s” Eerst: “%(before)s”"),
        before.remedy or nothing,
        after.remedy or nothing,
    )


def home(two: Two) -> Iterator[Phrase]:
    """Tell what goes home."""
    yield from switched(
        N_("Bij deze stap kan er iets naar huis gaan."),
        N_("Bij deze stap gaat er niets meer naar huis."),
        before=two.before.sends_home,
        after=two.after.sends_home,
    )


def shows(two: Two) -> Iterator[Phrase]:
    """Tell what another party sees, and of which kind it is what is written down."""
    before, after = two.before, two.after
    yield from came_and_went(
        N_("Een ander krijgt hier iets te zien, volgens regel voor delen: %(what)s."),
        N_("Een ander krijgt hier niets meer te zien volgens regel voor delen: %(what)s."),
        map(str, before.shows),
        map(str, after.shows),
    )
    yield from changed(
        N_("Wat u hier opschrijft, gaat over: %(after)s. Eerst: %(before)s. Wie dat mag lezen, is dus anders."),
        before.category or two.old.category,
        after.category or two.new.category,
    )


_STANDINGS = {
    "register": N_("In het register staat dan: %(after)s. Eerst: %(before)s."),
    "file": N_("In ons eigen dossier staat dan: %(after)s. Eerst: %(before)s."),
}
_STANDING = N_("Bij %(of)s staat dan: %(after)s. Eerst: %(before)s.")
NOTHING = N_("niets")


def standing(two: Two) -> Iterator[Phrase]:
    """Tell what a register or file then says."""
    for of in {**two.before.standings, **two.after.standings}:
        for phrase in changed(
            _STANDINGS.get(of, _STANDING),
            _said(two.old, of, two.before.standings.get(of, "")),
            _said(two.new, of, two.after.standings.get(of, "")),
        ):
            yield Phrase(phrase.sentence, {**phrase.params, "of": of})


def _said(protocol: Protocol, of: str, code: str) -> Filling:
    if not code:
        return Phrase(NOTHING)
    texts = [one.text for one in protocol.standings if (one.of, one.code) == (of, code)]
    return quoted(texts[0]) if texts else code


def silence(two: Two) -> Iterator[Phrase]:
    """Tell what happens when nobody does anything."""
    if two.before.silence is not two.after.silence:
        yield Phrase(N_("Als niemand iets doet: %(after)s"), {"after": two.after.silence})


def donts(two: Two) -> Iterator[Phrase]:
    """Tell what may not be done at this moment."""
    yield from came_and_went(
        N_("Nieuw bij wat hier niet mag: %(what)s."),
        N_("Staat niet meer bij wat hier niet mag: %(what)s."),
        map(quoted, two.before.donts),
        map(quoted, two.after.donts),
    )
