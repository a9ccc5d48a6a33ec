"""Made-up names in many ways of spelling, and the second way in which the same person's name may be written.

Test data only: a style is a way of spelling, made of syllables; nothing like it exists in the program.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sluitend.domain.person import Name


@dataclass(frozen=True)
class Style:
    """syllables: start, middle, end. respell: pairs that are written for each other. prefixes, shape: of the surname."""

    syllables: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    endings: tuple[str, ...]
    respell: tuple[tuple[str, str], ...] = ()
    prefixes: tuple[str, ...] = ("",)
    double: float = 0.0  # share with two surnames, of which one may be dropped
    swapped: float = 0.0  # share of second writings with the two names the other way round
    chain: float = 0.0  # share whose surname is a parent's name, of which a part may be dropped


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STYLES = {
    "ij, double consonants, prefixes": Style(
        (_words("Jan Kees Pie Wil Hen Mar Bas Die Joh"), _words("ne de le ri me"), _words("ke tje rt n s")),
        _words("sma sen dijk berg laar huijs veen kker mans"),
        (("ij", "y"), ("ck", "k"), ("ss", "s"), ("rt", "rd")),
        ("", "", "van", "de", "van der", "ten"),
    ),
    "stra and ma, sj and oe": Style(
        (_words("Sjo Wie Tja Foe Hij Jel Bau"), _words("k be ke ge rd"), _words("e ma a tsje")),
        _words("stra ma inga sma da"),
        (("sj", "sh"), ("ij", "y"), ("oe", "u")),
    ),
    "many ways to write the same sounds": Style(
        (_words("Mou Khal You Abd Ach Jam Nour Mo"), _words("ham sse el id ou mm"), _words("ed ef eddine a oud")),
        _words("oui ari aoui ane ssaidi khalfi"),
        (
            ("ou", "oe"),
            ("kh", "ch"),
            ("ss", "s"),
            ("mm", "m"),
            ("ee", "i"),
            ("aoui", "awi"),
            ("You", "Joe"),
            ("ach", "ah"),
        ),
        ("", "el", "al", "ben"),
    ),
    "dots, cedillas and soft signs": Style(
        (_words("Ay Şeh Öz Gül Çağ Yıl Ümi İbr"), _words("şe gü rı han lem"), _words("m l z n t")),
        _words("oğlu kaya demir türk çelik"),
        (("ş", "s"), ("ğ", "g"), ("ç", "c"), ("ı", "i"), ("ö", "o"), ("ü", "u")),
    ),
    "cz, sz, w and v": Style(
        (_words("Woj Krz Jad Szy Mał Zby Kat"), _words("ciech wi go ys mon"), _words("ek sz a ata in")),
        _words("ski ska czyk wicz owa iewicz"),
        (("w", "v"), ("cz", "tsj"), ("sz", "sj"), ("ski", "sky"), ("ł", "l"), ("owa", "ova")),
    ),
    "two surnames": Style(
        (_words("Jo Ma Fer Lu Xi Gua"), _words("sé rí nan cía me"), _words("a do z na o")),
        _words("ez era illo ado ano"),
        (("é", "e"), ("í", "i"), ("x", "j")),
        ("", "de", "de la"),
        double=0.8,
    ),
    "surname first, given name in two parts": Style(
        (_words("Xiao Mei Jun Li Hui Yan"), _words("-ling -hua -wei -jie -fen"), ("",)),
        _words("ang eng ong u in"),
        (("x", "hs"), ("j", "ch")),
        swapped=0.5,
    ),
    "joined names with oe and dj": Style(
        (_words("Ram Soer Ba Dew Moe Rad"), _words("din jpersad dri nath nie"), _words("oe a sing ni")),
        _words("persad sing pal gobind ram"),
        (("oe", "u"), ("dj", "j"), ("sing", "singh"), ("ie", "i")),
        double=0.2,
    ),
    "chain of parents' names": Style(
        (_words("Ab Te Ha Yo Sel Fre"), _words("ra di sse ha me"), _words("m s n wit le")),
        _words("e ie ay os u"),
        (("y", "j"), ("ss", "s")),
        chain=0.7,
        swapped=0.1,
    ),
    "one name": Style(
        (_words("Su Har Wa Sri Bu"), _words("kar to ha di ya"), _words("no ni ti man")),
        ("",),
        (("u", "oe"), ("tr", "tri"), ("y", "j")),
    ),
}


@dataclass(frozen=True)
class Person:
    """A made-up person as somebody wrote them down. The attributes have the names that keys might ask for."""

    name: Name
    birth_date: date
    postcode: str
    bsn: None = None

    @property
    def given_names(self) -> str:
        return self.name.given_names

    @property
    def prefix(self) -> str:
        return self.name.prefix

    @property
    def surname(self) -> str:
        return self.name.surname


def made_name(style: Style, chance: random.Random) -> Name:
    starts, middles, ends = style.syllables
    given = chance.choice(starts) + chance.choice(middles) + chance.choice(ends)
    if style.endings == ("",):
        return Name("", "", given)
    parts = [chance.choice(starts) + chance.choice(style.endings)]
    if chance.random() < style.double + style.chain:
        parts.append(chance.choice(starts) + chance.choice(style.endings))
    return Name(given, chance.choice(style.prefixes), " ".join(parts))


def second_writing(name: Name, style: Style, chance: random.Random) -> Name:
    """Write the name once more, as another clerk would: other letters, parts, signs and order."""
    given, prefix, surname = name.given_names, name.prefix, name.surname
    for left, right in style.respell:
        if chance.random() < 0.3:
            given, surname = _swap(given, left, right), _swap(surname, left, right)
    if chance.random() < 0.2:
        surname, prefix = f"{prefix} {surname}".strip(), ""
    if chance.random() < 0.2:
        surname = surname.replace(" ", "-")
    if chance.random() < 0.1:
        given, surname = given.upper(), surname.upper()
    if " " in surname and chance.random() < 0.4:
        surname = surname.split(" ")[0]
    if given and chance.random() < style.swapped:
        given, surname = surname, given
    return Name(given, prefix, surname)


def _swap(text: str, left: str, right: str) -> str:
    """Write one spelling for the other, at the start with its capital."""
    text = text.replace(left, right)
    return right.capitalize() + text[len(left) :] if text.startswith(left.capitalize()) else text


def made_person(style: Style, chance: random.Random) -> Person:
    born = date(1946, 1, 1) + timedelta(days=chance.randrange(80 * 365))
    letters = "".join(chance.choice("ABCDEFGHJKLMNPRTVWXZ") for _ in range(2))
    return Person(made_name(style, chance), born, f"82{chance.randrange(10, 40)}{letters}")
