"""Every sentence people read, in code, templates and content: plain Dutch, well set, and each word said once (B1)."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import sluitend
from scripts import messages
from sluitend.domain.absence.departure import HEADER as NOTICE
from sluitend.domain.absence.row import HEADER
from sluitend.domain.vocabulary import Worded
from tests import readable

pytestmark = pytest.mark.xdist_group("sweep_words")  # what they share is made once, in one process

CONTENT = Path(sluitend.__file__).parent / "content"

# Texts that may stay harder to read than B1: the beginning of the text, and why. The list only shrinks.
HARD: dict[str, str] = {}
CEILING = 0

# Sentences that go on after a name, or begin with the name of a column. The list only shrinks.
CONTINUED = ("las mee en is het ",)

# Enums in which two members may carry the same words, and why. The list only shrinks.
SAME_WORDS: dict[str, str] = {}


def shown() -> Iterator[str]:
    """Give every Dutch sentence, with both forms of a plural."""
    for sentence, plural in messages.collect().items():
        yield sentence
        if plural:
            yield plural
    yield from content_texts()


def content_texts() -> Iterator[str]:
    for path in sorted(CONTENT.glob("*.toml")):
        yield from _dutch(tomllib.loads(path.read_text(encoding="utf-8")))


def _dutch(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _dutch(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _dutch(inner, key)
    elif isinstance(value, str) and key.endswith("_nl"):
        yield value


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return sorted(set(shown()))


def test_every_text_reads_easily(texts: list[str]) -> None:
    found = {text: readable.hard_to_read(text) for text in texts}
    hard = {text: faults for text, faults in found.items() if faults and not _excused(text)}
    assert hard == {}
    assert len(HARD) <= CEILING
    assert all(any(text.startswith(begin) and readable.hard_to_read(text) for text in texts) for begin in HARD)


def _excused(text: str) -> bool:
    return any(text.startswith(begin) for begin in HARD)


def test_every_sentence_is_well_set(texts: list[str]) -> None:
    columns = (f"{name} " for name in (*HEADER, *NOTICE))
    begun = (*CONTINUED, *columns)
    found = {text: readable.badly_ended(text) for text in texts if not text.startswith(begun)}
    assert {text: fault for text, fault in found.items() if fault} == {}


def test_taken_together_the_sentences_are_short(texts: list[str]) -> None:
    sentences, words = readable.total(texts)
    assert sentences > 1000
    assert words / sentences < 10


def enums() -> list[type[Worded]]:
    for module in pkgutil.walk_packages(sluitend.__path__, "sluitend."):
        if not any(part in module.name for part in ("migrations", "config.", "__main__")):
            importlib.import_module(module.name)
    return sorted(_below(Worded), key=lambda kind: f"{kind.__module__}.{kind.__name__}")


def _below(kind: type[Worded]) -> set[type[Worded]]:
    return {
        inner
        for sub in kind.__subclasses__()
        for inner in {sub} | _below(sub)
        if inner.__module__.startswith("sluitend.")
    }


def test_no_two_members_of_an_enum_carry_the_same_words() -> None:
    found = enums()
    assert len(found) > 30
    doubles = {
        f"{kind.__name__}: {words}"
        for kind in found
        for words, times in Counter(member.sentence.casefold() for member in kind).items()
        if times > 1
    }
    assert doubles == set(SAME_WORDS)
    assert all(member.sentence.strip() == member.sentence != "" for kind in found for member in kind)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Indien u dit wilt, bel dan.", "“indien”"),
        ("Dit gaat middels een formulier.", "“middels”"),
        (" ".join(["woord"] * 29) + ".", "a sentence of 29 words"),
        (" ".join(["woord"] * 21) + ".", "21 words a sentence"),
    ],
)
def test_the_measure_sees_a_hard_text(text: str, fault: str) -> None:
    assert fault in readable.hard_to_read(text)


@pytest.mark.parametrize(
    "text",
    ["Dit is af. En dit niet", "Twee  spaties.", "Een punt .", "Twee punten..", "klein begonnen zin."],
)
def test_the_measure_sees_a_sentence_that_is_not_well_set(text: str) -> None:
    assert readable.badly_ended(text)


@pytest.mark.parametrize(
    "text",
    [
        "Opslaan",
        "Bel %(phone)s.",
        "Wilt u dit?",
        "Dit moet nog: %(what)s",
        "Zo: 24-11-2026.",
        "naam en contactgegevens",
    ],
)
def test_the_measure_lets_plain_words_pass(text: str) -> None:
    assert readable.badly_ended(text) == ""
    assert readable.hard_to_read(text) == []
