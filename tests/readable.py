"""A small measure of plain Dutch (B1): short sentences, and none of the words that people stumble over."""

from __future__ import annotations

import re
from collections.abc import Iterable

AVERAGE, LONGEST = 20, 28  # words in a sentence

# Words of offices and law books, with what one says instead.
DIFFICULT = {
    "aangaande": "over",
    "aanvangen": "beginnen",
    "adequaat": "goed",
    "alsmede": "en",
    "alsook": "en",
    "alvorens": "voordat",
    "behoudens": "behalve",
    "benevens": "en",
    "bescheiden": "papieren",
    "betreffende": "over",
    "bovengenoemd*": "deze",
    "bovenstaand*": "deze",
    "casu quo": "of",
    "conform": "volgens",
    "continueren": "doorgaan met",
    "daar waar": "als",
    "dan wel": "of",
    "danwel": "of",
    "derden": "anderen",
    "derhalve": "daarom",
    "desalniettemin": "toch",
    "desbetreffend*": "deze",
    "dienaangaande": "daarover",
    "dient te": "moet",
    "dienen te": "moeten",
    "doch": "maar",
    "echter": "maar",
    "eveneens": "ook",
    "evenals": "net als",
    "exclusief": "zonder",
    "faciliteren": "helpen",
    "geschieden": "gebeuren",
    "hetgeen": "wat",
    "hieromtrent": "hierover",
    "ingevolge": "volgens",
    "implementeren": "invoeren",
    "indien": "als",
    "indienen": "sturen",
    "inzake": "over",
    "jegens": "tegenover",
    "krachtens": "volgens",
    "middels": "met",
    "mits": "als",
    "mutatie*": "wijziging",
    "namelijk": "want",
    "nadien": "daarna",
    "noodzakelijkerwijs": "nodig",
    "omtrent": "over",
    "onderhavig*": "deze",
    "ondermeer": "onder meer",
    "onderstaand*": "deze",
    "onverwijld": "meteen",
    "reeds": "al",
    "respectievelijk": "en",
    "teneinde": "om",
    "tenzij": "behalve als",
    "ter zake": "over",
    "terzake": "over",
    "tevens": "ook",
    "thans": "nu",
    "tot op heden": "tot nu",
    "trachten": "proberen",
    "uiterlijk op": "niet later dan",
    "uit hoofde van": "door",
    "vermits": "omdat",
    "verstrekken": "geven",
    "vigerend*": "geldend",
    "voornoemd*": "deze",
    "voorts": "ook",
    "wederom": "weer",
    "welke gelegen": "die ligt",
    "wenselijk": "goed",
    "zorg dragen": "zorgen",
    "zulks": "dit",
}
_PATTERN = re.compile(
    r"\b("
    + "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(DIFFICULT, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\{.*?\}\}|\{\w*\}|<[^>]+>|%%")
_SHORTENED = re.compile(r"\b(bijv|art|nr|tel|blz|o\.a|m\.b\.v)\.", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<=\d)[.:](?=\d)")
_END = re.compile(r"(?<=[.!?:;])[”\")]*\s+|\n+")


def sentences(text: str) -> list[list[str]]:
    """Give the words of each sentence. A list after a colon reads as sentences of its own."""
    plain = _NUMBERED.sub("", _SHORTENED.sub(r"\1", _PLACE.sub(" x ", text)))
    found = [re.findall(r"[\w'’-]+", part) for part in _END.split(plain)]
    return [words for words in found if words]


def difficult(text: str) -> list[str]:
    """Give the words that have a plainer one."""
    return [found.lower() for found in _PATTERN.findall(text)]


def hard_to_read(text: str) -> list[str]:
    """Say what makes a text hard to read; nothing when it reads easily."""
    lengths = [len(words) for words in sentences(text)]
    faults = [f"“{word}”" for word in difficult(text)]
    if lengths and max(lengths) > LONGEST:
        faults.append(f"a sentence of {max(lengths)} words")
    if lengths and sum(lengths) / len(lengths) > AVERAGE:
        faults.append(f"{sum(lengths) / len(lengths):.0f} words a sentence")
    return faults


def badly_ended(text: str) -> str:
    """Say what is wrong with how a sentence is set: spaces, an end without its mark, a small letter at the beginning."""
    bare = _PLACE.sub("x", text).strip()
    for fault, pattern in (
        ("two spaces", r"\S  +\S"),
        ("a space before a mark", r"\s[.,;:!?](\s|$)"),
        ("two marks", r"(?<!\.)\.\.(?!\.)|,,|\?\?|!!|[.!?]\.$"),
    ):
        if re.search(pattern, bare):
            return fault
    several = len(re.findall(r"\w{2}[.](?=\s+[A-Z“])", bare)) > 0
    if several and not re.search(r"[.!?:…]”?\)?$|[)x]$", bare):
        return "no mark at the end"
    if re.search(r"[.!?]$", bare) and re.match(r"[a-z]", bare) and not bare.startswith("x"):
        return "a sentence that begins with a small letter"
    return ""


def total(texts: Iterable[str]) -> tuple[int, int]:
    """Give how many sentences and words there are in all."""
    lengths = [len(words) for text in texts for words in sentences(text)]
    return len(lengths), sum(lengths)
