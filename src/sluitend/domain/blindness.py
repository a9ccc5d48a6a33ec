"""Origin-blind by construction: which names may not exist, and which words a text should do without (F.10).

What a family is made of (descent, nationality, birthplace, faith, language at home) never decides anything here, so
there is no place to keep it. Two walls: `check_name` refuses a field, choice, tag or report dimension that could
hold it; `GuardList.scan` points it out in free text, where the writer says it again in other words.

Nothing here is about a person: a hit is a place in a text, it is never stored with anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import ClassVar

from sluitend.domain.vocabulary import N_, Worded


class Subject(Worded):
    """What a forbidden name or word is about."""

    ORIGIN = "origin", N_("Dit gaat over afkomst. Dat leggen we nooit vast.")
    NATIONALITY = "nationality", N_("Dit gaat over nationaliteit. Die leggen we nooit vast.")
    BIRTHPLACE = "birthplace", N_("Dit gaat over de plaats of het land van geboorte. Die leggen we nooit vast.")
    FAITH = "faith", N_("Dit gaat over geloof of levensovertuiging. Die leggen we nooit vast.")
    LANGUAGE = "language", N_("Dit gaat over de taal die mensen thuis spreken. Die leggen we nooit vast.")
    STATUS = "status", N_("Dit gaat over een verblijfsrecht. Dat leggen we nooit vast.")
    LOOKS = "looks", N_("Dit gaat over hoe iemand eruitziet. Dat leggen we nooit vast.")
    GROUP = "group", N_("Dit zet mensen in een groep. Dat doen we nooit.")
    ORIENTATION = "orientation", N_("Dit gaat over seksuele geaardheid. Die leggen we nooit vast.")


# --- Names of fields, choices, tags, permissions and report dimensions -----------------------------------------------

# Looked for at the start of any word, also of words written apart: birthPlace, birth_place and "birth place" are one.
_STARTS: dict[Subject, tuple[str, ...]] = {
    Subject.ORIGIN: (
        "etni", "ethni", "afkomst", "herkomst", "afstamming", "komaf", "migratieachtergrond", "migrationbackground",
        "migrationstatus", "migratiestatus", "migrant", "immigra", "allochto", "autochto", "ancestr", "culturelegroep",
        "culturalgroup", "culturalbackground", "culturalheritage", "cultureleachtergrond", "countryoforigin",
        "homecountry", "landvanherkomst", "thuisland", "inburger", "firstgeneration", "secondgeneration",
        "eerstegeneratie", "tweedegeneratie", "surnamegroup", "surnamelist", "surnameclass", "surnamecluster",
        "lastnamegroup", "achternaamgroep", "achternamenlijst", "achternaamlijst", "foreigner", "foreignborn",
        "buitenlander", "nietwesters", "nonwestern",
    ),
    Subject.NATIONALITY: (
        "nationalit", "citizenship", "staatsburgerschap", "stateless", "staatloos", "naturalis", "naturaliz",
        "passportcountry", "paspoortland", "europeeskiesrecht",
    ),
    Subject.BIRTHPLACE: (
        "geboorteland", "geboorteplaats", "geboortestad", "geboortegemeente", "geboorteregio", "plaatsvangeboorte",
        "landvangeboorte", "birthplace", "birthcountry", "birthcity", "birthtown", "birthregion", "placeofbirth",
        "countryofbirth", "cityofbirth", "bornabroad",
    ),
    Subject.FAITH: (
        "religi", "geloof", "godsdienst", "kerkgenootschap", "kerkelijk", "gezindte", "levensbeschouw",
        "levensovertuiging", "denomination", "islam", "moslim", "muslim", "moskee", "mosque",
    ),
    Subject.LANGUAGE: (
        "moedertaal", "thuistaal", "mothertongue", "mothertaal", "homelanguage", "nativelanguage", "nativespeaker",
        "languageathome", "languagespokenathome", "spokenlanguage", "gesprokentaal", "firstlanguage", "eerstetaal",
        "taalthuis", "taalachtergrond",
    ),
    Subject.STATUS: (
        "verblijfstitel", "verblijfsstatus", "verblijfsvergunning", "verblijfsrecht", "residencepermit",
        "residencestatus", "residencytitle", "asylum", "asiel", "refugee", "vluchteling", "vreemdeling",
        "statushouder", "undocumented", "ongedocumenteerd",
    ),
    Subject.LOOKS: ("huidskleur", "skincolo", "skintone", "complexion"),
    Subject.GROUP: (
        "bevolkingsgroep", "populationgroup", "volksgroep", "minderheid", "minderheden", "minorit", "trekkend",
        "woonwagen", "zigeuner", "nomad", "reizigersfamilie", "travellerfamily",
    ),
    Subject.ORIENTATION: ("geaardheid", "sexualorientation", "seksueleorientatie", "sexualpreference"),
}  # fmt: skip

# Only as a word of its own: as part of a longer word these are innocent (infrastructuur, volkstuin, stamt, trace).
_WORDS: dict[Subject, frozenset[str]] = {
    Subject.ORIGIN: frozenset({
        "ras", "rassen", "race", "races", "racial", "volk", "volken", "volkeren", "stam", "stammen", "clan", "clans",
        "tribe", "tribes", "tribal", "origin", "origins", "descent", "lineage", "bloodline", "heritage", "culture",
        "cultural", "cultuur", "culturele", "cultureel", "roots",
    }),
    Subject.FAITH: frozenset({"faith", "creed", "church", "kerk", "belief", "beliefs", "worship"}),
    Subject.GROUP: frozenset({"caste", "kaste", "gypsy", "gypsies", "roma", "sinti", "caravan"}),
}  # fmt: skip

# Unmistakable wherever they stand, so that Dutch compounds cannot hide them (hoofdnationaliteit, gezinsherkomst).
_ANYWHERE: dict[Subject, tuple[str, ...]] = {
    Subject.ORIGIN: ("afkomst", "herkomst", "etnisch", "etniciteit", "ethnic"),
    Subject.NATIONALITY: ("nationalit",),
    Subject.BIRTHPLACE: ("geboorteland", "geboorteplaats", "birthplace"),
    Subject.FAITH: ("religi", "godsdienst", "geloofs"),
    Subject.LANGUAGE: ("moedertaal", "thuistaal"),
}

# Ordinary words that begin like a forbidden one.
_INNOCENT = ("geloofwaardig", "geloofsbrie", "ongeloof", "placeholder")

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=[0-9])|(?<=[0-9])(?=[a-zA-Z])")
_LONGEST_RUN = 5  # words written apart that may form one forbidden word
_REACH = 3  # letters a forbidden start must have in the last word it touches: "foreign_errors" is not "foreigner"


def name_words(identifier: str) -> tuple[str, ...]:
    """Split an identifier or label into folded words at `_`, `-`, spaces, other signs, camelCase and digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", identifier) if not unicodedata.combining(c))
    apart = _CAMEL.sub(" ", plain)
    return tuple(word.casefold() for word in re.split(r"[\W_]+", apart) if word)


def check_name(identifier: str) -> Subject | None:
    """Tell why a field, choice, label, tag, permission or dimension may not have this name; None when it may.

    No name may ask for origin, nationality, birthplace, faith, home language or a proxy for them (F.10 item 1), in
    Dutch or English, word by word or joined. Where a datum comes from is called `source` or `bron`, never `origin`.
    """
    words = name_words(identifier)
    for place, word in enumerate(words):
        run = tuple(takewhile(_is_suspect, words[place : place + _LONGEST_RUN]))
        found = _subject_of_word(word) or _subject_of_run(run) if run else None
        if found is not None:
            return found
    return None


def _is_suspect(word: str) -> bool:
    return not word.startswith(_INNOCENT)


def _subject_of_word(word: str) -> Subject | None:
    for subject, wholes in _WORDS.items():
        if word in wholes:
            return subject
    for subject, parts in _ANYWHERE.items():
        if any(part in word for part in parts):
            return subject
    return None


def _subject_of_run(words: Sequence[str]) -> Subject | None:
    run = "".join(words)
    for subject, starts in _STARTS.items():
        if run.startswith(starts) and any(_reaches(words, start) for start in starts if run.startswith(start)):
            return subject
    return None


def _reaches(words: Sequence[str], start: str) -> bool:
    """Tell a forbidden word written apart (birth_place) from words that only touch (foreign_errors)."""
    left = len(start)
    for place, word in enumerate(words):
        if left <= len(word):
            return place == 0 or left >= _REACH
        left -= len(word)
    return False


# --- Free text ------------------------------------------------------------------------------------------------------

CAPITAL = "^"  # in a sequence: this word with a capital; alone, any word with one


@dataclass(frozen=True, slots=True)
class GuardRule:
    """Words a text about people should do without, and what to write instead.

    code: stable name. sequences: each a run of places, each place the words that may stand there; `word*` is a
    beginning, `^word` that word with a capital, `^` any word with one. names_pass: with a capital the word may be somebody's name and passes,
    unless an article stands before it. advice and advice_en: a neutral rewording, in Dutch and English.
    """

    code: str
    subject: Subject
    advice: str
    advice_en: str
    sequences: tuple[tuple[tuple[str, ...], ...], ...]
    names_pass: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a text, from start up to end, that says more about who people are than about what happened.

    It is shown to the writer and forgotten: never stored with a person, at most counted per organisation.
    """

    start: int
    end: int
    kind: Subject
    rule: str
    advice: str
    advice_en: str


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int
    capital: bool


_Entry = tuple[GuardRule, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class GuardList:
    """The words the free-text guard points at, and the articles after which a word with a capital is no name.

    The first place of a sequence holds words or beginnings of at least SHORTEST letters; content.guard sees to that.
    """

    SHORTEST: ClassVar = 3

    version: str
    rules: tuple[GuardRule, ...]
    articles: frozenset[str] = frozenset()
    _by_word: dict[str, list[_Entry]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _by_stem: dict[str, list[_Entry]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _telling: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())
    _telling_stems: tuple[str, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Index every sequence by its first word, so that a text is read once, and note of each its rarest words."""
        telling = {option for rule in self.rules for sequence in rule.sequences for option in _rarest(sequence)}
        stems = {option for option in telling if option.endswith("*")}
        object.__setattr__(self, "_telling", frozenset(option.removeprefix(CAPITAL) for option in telling - stems))
        object.__setattr__(self, "_telling_stems", tuple(sorted(option.strip(CAPITAL + "*") for option in stems)))
        for rule in self.rules:
            for sequence in rule.sequences:
                for first in sequence[0]:
                    if first.endswith("*"):
                        self._by_stem.setdefault(first[: self.SHORTEST], []).append((rule, sequence))
                    else:
                        self._by_word.setdefault(first, []).append((rule, sequence))

    def near(self, word: str) -> Iterable[_Entry]:
        """Give the rules that may have a sequence starting with this folded word; whether they do is for `scan`."""
        yield from self._by_word.get(word, ())
        yield from self._by_stem.get(word[: self.SHORTEST], ())

    def tells(self, word: str) -> bool:
        """Tell whether a text with this folded word may hold a hit; a text of words that do not, holds none."""
        return word in self._telling or word.startswith(self._telling_stems)


# Words of nearly every text. They only choose by which place of a sequence a text is passed over soonest.
_EVERYDAY = frozenset(
    [
        "aan",
        "de",
        "deze",
        "die",
        "dat",
        "dit",
        "door",
        "een",
        "en",
        "geboren",
        "gezien",
        "haar",
        "het",
        "hij",
        "hun",
        "in",
        "is",
        "komen",
        "komt",
        "kwam",
        "kwamen",
        "met",
        "naar",
        "niet",
        "om",
        "ons",
        "op",
        "ouders",
        "te",
        "thuis",
        "twee",
        "drie",
        "uit",
        "van",
        "waren",
        "was",
        "ze",
        "zij",
        "zijn",
        "andere",
        "als",
        "eigen",
        "beperkt",
        "alleen",
        "spreekt",
        "spreken",
        "sprak",
        "praat",
        "praten",
        "land",
        "naam",
        "soort",
    ]
)


def _rarest(sequence: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the words at the place of a sequence that fewest texts have; without any of them it stands nowhere."""
    firm = [place for place in sequence if CAPITAL not in place]
    return min(firm, key=lambda place: (len(_EVERYDAY.intersection(place)), -min(map(len, place))))


# A word keeps its loose accents and invisible signs, so that neither can hide it.
_TEXT_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff])*")
_ASCII_WORD = re.compile("[a-z0-9]+")  # the same words in a lower-case text without any other letters, found sooner
_SENTENCE_END = re.compile(r"[.!?:;\n\r]")


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"}).casefold()


def _words_of(text: str) -> list[_Word]:
    return [
        _Word(_fold(found.group()), found.start(), found.end(), found.group()[0].isupper())
        for found in _TEXT_WORD.finditer(text)
    ]


def scan(text: str, words: GuardList) -> tuple[Hit, ...]:
    """Point at the words in a text that name origin, faith, nationality, home language, looks or a group.

    The writer rewrites them, or confirms that they are a necessary quote: then they stand between quotation marks as
    words of the family (`unquoted`). Hits come in order and do not overlap; the longest wins.
    """
    read = _words_of(text)
    found = [
        _hit(rule, read[place : place + len(sequence)])
        for place, word in enumerate(read)
        for rule, sequence in words.near(word.folded)
        if _stands_here(text, read, place, sequence)
        and not (rule.names_pass and _may_be_a_name(text, read, place, words.articles))
    ]
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end, hit.rule)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return tuple(kept)


class ManyTexts:
    """Scans many texts for one list: a word is weighed once, and a text without a telling word is read no further.

    It gives the same hits as `scan`. It remembers words, never texts; it lives as long as the work it is made for.
    """

    def __init__(self, words: GuardList) -> None:
        self._words = words
        self._harmless: set[str] = set()

    def scan(self, text: str) -> tuple[Hit, ...]:
        """Give the hits in a text, as `scan` does."""
        read: list[str] = (
            _ASCII_WORD.findall(text.lower()) if text.isascii() else [_fold(word) for word in _TEXT_WORD.findall(text)]
        )
        if self._harmless.issuperset(read):
            return ()
        new = [word for word in read if word not in self._harmless]
        suspect = {word for word in new if self._words.tells(word)}
        self._harmless.update(word for word in new if word not in suspect)
        return scan(text, self._words) if suspect else ()


def _hit(rule: GuardRule, span: Sequence[_Word]) -> Hit:
    return Hit(span[0].start, span[-1].end, rule.subject, rule.code, rule.advice, rule.advice_en)


def _stands_here(text: str, read: Sequence[_Word], place: int, sequence: Sequence[tuple[str, ...]]) -> bool:
    span = read[place : place + len(sequence)]
    return (
        len(span) == len(sequence)
        and all(_fits(word, options) for word, options in zip(span, sequence, strict=True))
        and not any(_SENTENCE_END.search(text, left.end, right.start) for left, right in pairwise(span))
    )


def _fits(word: _Word, options: Iterable[str]) -> bool:
    return any(_is(word, option) for option in options)


def _is(word: _Word, option: str) -> bool:
    if option.startswith(CAPITAL):
        return word.capital and option[1:] in {"", word.folded}
    if option.endswith("*"):
        return word.folded.startswith(option[:-1])
    return word.folded == option


def _may_be_a_name(text: str, read: Sequence[_Word], place: int, articles: frozenset[str]) -> bool:
    """Read a word with a capital as a name, unless an article stands before it; in "mevrouw De Jood" that is a name."""
    if not read[place].capital or _opens_a_sentence(text, read, place):
        return read[place].capital
    before = read[place - 1]
    return before.folded not in articles or (before.capital and not _opens_a_sentence(text, read, place - 1))


def _opens_a_sentence(text: str, read: Sequence[_Word], place: int) -> bool:
    return place == 0 or _SENTENCE_END.search(text, read[place - 1].end, read[place].start) is not None


_QUOTED = re.compile('“[^”]*”|„[^”“]*[”“]|«[^»]*»|"[^"]*"')


def unquoted(text: str, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Give the hits that do not stand between quotation marks.

    A word may stay as a necessary quote only as words the family spoke, so between “ ”, „ ”, « » or " ".
    """
    quotes = [found.span() for found in _QUOTED.finditer(text)]
    return tuple(hit for hit in hits if not any(start < hit.start and hit.end < end for start, end in quotes))
