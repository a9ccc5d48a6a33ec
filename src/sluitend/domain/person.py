"""What is kept of a person, in the form it may be kept: text, name, number, birth date, address, phone.

Every `read_…` takes what somebody typed and gives the value, or a Refusal that says in plain Dutch what is wrong and
never repeats what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn, Self

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Worded

# --- Text -----------------------------------------------------------------------------------------------------------

# Half a character, or the sign that stands where one was lost on the way here.
_LONE_SURROGATE = re.compile("[\ud800-\udfff\ufffd]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Signs nobody sees: control characters, direction overrides, zero width, soft hyphen, byte order mark, non-characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# Joiners mean something inside emoji and in several scripts; between Latin letters they only hide.
_JOINER = re.compile("(?<![\u0590-\U0010ffff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0590-\U0010ffff])")

TOO_LONG = N_("Deze tekst heeft %(length)s tekens. Er passen er %(limit)s. Maak de tekst korter.")
NOT_STORABLE = N_("Er staat een teken in dat we niet kunnen bewaren, op plaats %(place)s. Haal het weg.")


def clean_text(text: str, *, field: str, limit: int, lines: bool = False) -> str | Refusal:
    """Keep a text as it was typed, without the signs nobody can see; refuse what cannot be kept whole.

    Letters of any script, accents, emoji, code-like text (`<script>`, `{{7*7}}`, `Null`) stay literally. NUL, control
    characters, direction overrides and zero-width signs go. field: form field of a refusal. limit: most characters
    after cleaning. lines: keep line ends and inner spaces; without it every run of spaces and line ends becomes one.
    """
    if not (text.isascii() and text.isprintable()):
        lost = _LONE_SURROGATE.search(text)
        if lost is not None:
            return Refusal("text.not_storable", NOT_STORABLE, field, params={"place": str(lost.start() + 1)})
        text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
        text = unicodedata.normalize("NFC", _JOINER.sub("", _INVISIBLE.sub("", text)))
    text = text.strip() if lines else " ".join(text.split())
    if len(text) > limit:
        sizes = {"length": _dutch_number(len(text)), "limit": _dutch_number(limit)}
        return Refusal("text.too_long", TOO_LONG, field, params=sizes)
    return text


def _dutch_number(number: int) -> str:
    return f"{number:,}".replace(",", ".")


# --- Name -----------------------------------------------------------------------------------------------------------

NAME_LIMIT: Final = 200
PREFIX_LIMIT: Final = 20
NAMELESS = N_("Vul een voornaam of een achternaam in.")

_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """Give a text in small plain letters and digits, words apart by one space: for ordering, not for recognising."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN_LETTERS)
    kept = (c if c.isalnum() else " " if c.isspace() or c in "-/" else "" for c in plain)
    return " ".join("".join(kept).split())


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """A person's name as that person writes it; one part is enough (people with one name exist)."""

    given_names: str = ""
    prefix: str = ""
    surname: str = ""

    def __str__(self) -> str:
        """Give the whole name, as it is said."""
        return " ".join(part for part in (self.given_names, self.prefix, self.surname) if part)

    def __repr__(self) -> str:
        """Keep names out of traces and logs."""
        return "Name(…)"

    @property
    def folded(self) -> str:
        """Give the key that orders a list: surname without its prefix, then given names. Never to recognise people by."""
        return fold(f"{self.surname} {self.given_names}")


def read_name(given_names: str, prefix: str, surname: str) -> Name | tuple[Refusal, ...]:
    """Read the parts of a name; a person has at least a given name or a surname."""
    given = clean_text(given_names, field="given_names", limit=NAME_LIMIT)
    between = clean_text(prefix, field="prefix", limit=PREFIX_LIMIT)
    last = clean_text(surname, field="surname", limit=NAME_LIMIT)
    if isinstance(given, str) and isinstance(between, str) and isinstance(last, str):
        if not (given or last):
            return (Refusal("person.nameless", NAMELESS, "surname"),)
        return Name(given, between, last)
    return tuple(part for part in (given, between, last) if isinstance(part, Refusal))


# --- BSN ------------------------------------------------------------------------------------------------------------

BSN_EMPTY = N_("Vul het BSN in.")
BSN_DIGITS = N_("Een BSN bestaat alleen uit cijfers.")
BSN_EIGHT = N_("Dit nummer heeft 8 cijfers. Een BSN heeft er 9. Begint het met een 0? Typ die er dan bij.")
BSN_LENGTH = N_("Dit nummer heeft %(count)s cijfers. Een BSN heeft er 9.")
BSN_WRONG = N_("Dit BSN klopt niet. Kijk het nummer nog eens na.")

_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_test(digits: str) -> bool:
    """The weighted sum of the nine digits is divisible by eleven, and not all are zero."""
    if len(digits) != len(_BSN_WEIGHTS) or not _only_digits(digits) or digits == "000000000":
        return False
    return sum(weight * int(digit) for weight, digit in zip(_BSN_WEIGHTS, digits, strict=True)) % 11 == 0


def _only_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


class Bsn:
    """A citizen service number that passed the eleven-test.

    It never shows itself: text, trace and log get a mask, and it cannot be pickled into a job or a cache. `reveal` is
    the one way out, for the sealer and the keyed digest.
    """

    __slots__ = ("__digits",)
    __digits: str

    def __init__(self, digits: str) -> None:
        """Take nine digits; ValueError when they are no BSN (the message does not repeat them)."""
        if not passes_eleven_test(digits):
            raise ValueError("not a BSN")
        object.__setattr__(self, "_Bsn__digits", digits)

    def reveal(self) -> str:
        """Give the nine digits."""
        return self.__digits

    def masked(self) -> str:
        """Give what a screen may show: the last three digits."""
        return "•" * 6 + self.__digits[-3:]

    def __repr__(self) -> str:
        return "Bsn(…)"

    def __str__(self) -> str:
        return "BSN (afgeschermd)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bsn) and self.__digits == other.__digits

    def __hash__(self) -> int:
        return hash(self.__digits)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a BSN does not change")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a BSN does not travel")


def read_bsn(text: str, *, field: str = "bsn") -> Bsn | Refusal:
    """Read a BSN as people write it, with spaces, dots or dashes between the digits.

    Eight digits are not filled up with a zero: one mistyped number in eleven would pass as somebody else's.
    """
    digits = re.sub(r"[\s.\-\u2010-\u2015\u200b\u200e\u200f\u202a-\u202e\ufeff]", "", text)
    if not digits:
        return Refusal("bsn.empty", BSN_EMPTY, field)
    if not _only_digits(digits):
        return Refusal("bsn.digits", BSN_DIGITS, field)
    if len(digits) == 8:
        return Refusal("bsn.eight", BSN_EIGHT, field)
    if len(digits) != 9:
        return Refusal("bsn.length", BSN_LENGTH, field, params={"count": str(len(digits))})
    if not passes_eleven_test(digits):
        return Refusal("bsn.wrong", BSN_WRONG, field)
    return Bsn(digits)


# --- Birth date and age ---------------------------------------------------------------------------------------------

OLDEST: Final = 120
UNKNOWN_WORDS: Final = frozenset({"", "onbekend", "niet bekend", "?", "-", "unknown"})
BIRTH_FORM = N_(
    "Schrijf de geboortedatum als dag-maand-jaar, zoals 31-12-2015. Of laat het vak leeg als u de datum niet weet."
)
BIRTH_NO_DAY = N_("Deze dag bestaat niet. Kijk de geboortedatum na.")
BIRTH_NO_LEAP = N_("29 februari bestaat niet in %(year)s. Kijk de geboortedatum na.")
BIRTH_FUTURE = N_("Deze geboortedatum ligt in de toekomst.")
BIRTH_PLACEHOLDER = N_("1 januari 1900 staat vaak voor “onbekend”. Laat het vak leeg als u de datum niet weet.")
BIRTH_TOO_OLD = N_("Deze geboortedatum ligt meer dan 120 jaar terug. Kijk het jaar na.")

_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DUTCH_DATE = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")


def check_birth_date(birth: date | None, *, today: date, field: str = "birth_date") -> Refusal | None:
    """A birth date may be unknown; a known one lies between 120 years ago and today. today: date in Amsterdam."""
    if birth is None:
        return None
    if birth > today:
        return Refusal("birth.future", BIRTH_FUTURE, field)
    if birth == date(1900, 1, 1):
        return Refusal("birth.placeholder", BIRTH_PLACEHOLDER, field)
    if age_on(birth, today) > OLDEST:
        return Refusal("birth.too_old", BIRTH_TOO_OLD, field)
    return None


def read_birth_date(text: str, *, today: date, field: str = "birth_date") -> date | Refusal | None:
    """Read a birth date written as 31-12-2015 or 2015-12-31; empty or "onbekend" gives None."""
    plain = " ".join(text.split()).casefold()
    if plain in UNKNOWN_WORDS:
        return None
    iso, dutch = _ISO_DATE.fullmatch(plain), _DUTCH_DATE.fullmatch(plain)
    if iso is not None:
        year, month, day = (int(part) for part in iso.groups())
    elif dutch is not None:
        day, month, year = (int(part) for part in dutch.groups())
    else:
        return Refusal("birth.form", BIRTH_FORM, field)
    try:
        birth = date(year, month, day)
    except ValueError:
        if (month, day) == (2, 29):
            return Refusal("birth.no_leap", BIRTH_NO_LEAP, field, params={"year": str(year)})
        return Refusal("birth.no_day", BIRTH_NO_DAY, field)
    return check_birth_date(birth, today=today, field=field) or birth


def age_on(birth: date, day: date) -> int:
    """Age in whole years on a day; someone born on 29 February turns a year older on 1 March in other years.

    Raises:
        ValueError: the day lies before the birth.
    """
    if day < birth:
        raise ValueError("not born yet")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


class RightsAge(Worded):
    """Who exercises a person's rights, by age (Jeugdwet 7.3.4, 7.3.5, 7.3.15; Wmo 5.3.2)."""

    UNDER_12 = "under_12", N_("Jonger dan 12: de ouders met gezag of de voogd beslissen.")
    FROM_12 = "from_12", N_("12 tot en met 15: het kind en de ouders met gezag beslissen samen.")
    FROM_16 = "from_16", N_("16 of 17: de jongere beslist zelf.")
    ADULT = "adult", N_("18 of ouder: beslist zelf.")
    UNKNOWN = "unknown", N_("De geboortedatum is niet bekend. Vraag die na voordat iemand anders beslist.")


def rights_age(birth: date | None, day: date) -> RightsAge:
    """Under 12 the parents decide, from 12 the child and the parents together, from 16 the young person alone."""
    if birth is None:
        return RightsAge.UNKNOWN
    age = age_on(birth, day)
    if age < 12:
        return RightsAge.UNDER_12
    if age < 16:
        return RightsAge.FROM_12
    return RightsAge.FROM_16 if age < 18 else RightsAge.ADULT


# --- Address and phone ----------------------------------------------------------------------------------------------

POSTCODE_WRONG = N_("Een postcode heeft 4 cijfers en 2 letters, zoals 1234 AB. De eerste is geen 0.")
PHONE_WRONG = N_("Dit telefoonnummer klopt niet. Een Nederlands nummer heeft 10 cijfers, zoals 06 12345678.")

_POSTCODE = re.compile(r"[1-9][0-9]{3}(?!SA|SD|SS)[A-Z]{2}")  # SA, SD and SS are never given out
_PHONE_SIGNS = re.compile(r"[\s.\-/\u2010-\u2015()]")
_NATIONAL = re.compile(r"(?:\+310?|00310?|0)([1-9][0-9]{8})")
_SERVICE = re.compile(r"0(?:800|900|906|909)(?:[0-9]{4}|[0-9]{7})|1[0-9]{2,5}")
_SHORT_AREA = re.compile(r"010|01[345]|02[0346]|03[03568]|04[0356]|05[0358]|07[0-9]|08[24578]|09[17]")
"""Beginnings of three digits in the Dutch numbering plan; every other one has four."""
_ABROAD = re.compile(r"(?:\+|00)([1-9][0-9]{7,13})")


def read_postcode(text: str, *, field: str = "postcode") -> str | Refusal:
    """Read a Dutch postcode as `1234AB`; empty stays empty."""
    plain = re.sub(r"[\s.\-]", "", text).upper()
    if plain == "" or _POSTCODE.fullmatch(plain):
        return plain
    return Refusal("postcode.wrong", POSTCODE_WRONG, field)


def show_postcode(postcode: str) -> str:
    """Give a postcode as people write it: 1234 AB."""
    return f"{postcode[:4]} {postcode[4:]}".strip()


def read_phone(text: str, *, field: str = "phone") -> str | Refusal:
    """Read a phone number in one form: +31612345678, a service number such as 08002000 or 112 as it is; empty stays empty."""
    plain = _PHONE_SIGNS.sub("", text.replace("(0)", ""))
    service = _SERVICE.fullmatch(plain)
    national = _NATIONAL.fullmatch(plain)
    abroad = _ABROAD.fullmatch(plain)
    if plain == "" or service is not None:
        return plain
    if national is not None:
        return f"+31{national.group(1)}"
    if abroad is not None and not abroad.group(1).startswith("31"):
        return f"+{abroad.group(1)}"
    return Refusal("phone.wrong", PHONE_WRONG, field)


def show_phone(number: str) -> str:
    """Give a phone number as people in the Netherlands write it: 06 12345678, 030-2345678, 0320-278911, 0800 2000.

    What has no shape that is known here stays as it was written, and what was shown so already stays the same.
    """
    plain = read_phone(number)
    if isinstance(plain, Refusal):
        return number
    if plain.startswith("+31"):
        dialled = f"0{plain[3:]}"
        if dialled.startswith("06"):
            return f"06 {dialled[2:]}"
        area = 3 if _SHORT_AREA.match(dialled) else 4
        return f"{dialled[:area]}-{dialled[area:]}"
    if plain.startswith("0"):
        return f"{plain[:4]} {plain[4:]}"
    return plain
