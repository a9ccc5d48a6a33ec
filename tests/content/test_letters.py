"""Letters as content: each says what it must, the same in both languages, in words no family stumbles over."""

from __future__ import annotations

import pytest

from sluitend.content.guard import guard_list
from sluitend.content.letters import default_letters, parse_letters
from sluitend.content.loader import ContentError, packaged
from sluitend.domain.blindness import scan
from sluitend.domain.letters import Pressure, Says, must_say
from tests import readable

TEXT = packaged("letters.toml")


def test_the_five_letters_are_there_with_their_source() -> None:
    assert list(default_letters()) == ["gesprek", "waarschuwing_verzuim", "rechten", "vrijwillig", "casus"]
    assert all(letter.law and letter.version == "2026-11-24" for letter in default_letters().values())


@pytest.mark.parametrize("code", list(default_letters()))
def test_a_letter_reads_easily_and_says_nothing_about_who_people_are(code: str) -> None:
    letter = default_letters()[code]
    texts = [letter.title_nl, letter.pressed_nl, *(part.text_nl for part in letter.parts)]
    assert [text for text in texts if readable.hard_to_read(text)] == []
    assert [text for text in texts if scan(text, guard_list())] == []
    assert all(len(words) <= 20 for text in texts for words in readable.sentences(text))


def test_what_is_still_voluntary_says_so_and_what_no_means_and_who_decides_apart_from_us() -> None:
    """What is asked, what happens if not, rights, an advocate, and no consequence but a decision by another body (C.6)."""
    letter = default_letters()["vrijwillig"]
    said = {part.says: part.text_nl for part in letter.parts}
    assert letter.pressure is Pressure.VOLUNTARY
    assert letter.talk_first
    assert letter.pressed_nl.startswith("Dit is nog steeds vrijwillig.")
    assert said[Says.IF_NOT].startswith("Van ons gebeurt er dan niets.")
    assert "los van ons" in said[Says.DECISION]
    assert "advocaat of een vertrouwenspersoon" in said[Says.ADVOCATE]


@pytest.mark.parametrize(
    ("right", "wrong", "field", "says"),
    [
        ('voluntary_nl = "Dit is', 'voluntary_x = "Dit is', "voluntary_x", "dit veld bestaat niet"),
        ('pressure = "voluntary"', 'pressure = "none"', "voluntary_nl", "hoort niet bij"),
        ('pressure = "coerces"', 'pressure = "voluntary"', "coerces_nl", "hoort niet bij"),
        ('says = "if_not"\nheading_nl = "Wat gebeurt er als u nee', 'says = "why"\nheading_nl = "Wat gebeurt er als u nee', "part", "if_not ontbreekt"),
        ('text_nl = "{vraag}"', 'text_nl = "{afkomst}"', "text", "bestaat niet"),
        ('text_en = "{vraag}"', 'text_en = "Come."', "text", "andere plekken"),
        ("Alleen {instantie} kan", "Alleen {instantie kan", "text", "bestaat niet|accolade|andere plekken"),
        ("Van ons gebeurt er dan niets.", "Drang is dit niet.", "text", "hoort niet in een brief"),
        ('code = "casus"', 'code = "rechten"', "code", "staat er twee keer in"),
        ('subjects = ["case_person"]\npressure = "voluntary"', 'subjects = ["street"]\npressure = "voluntary"', "subjects", "bestaat niet"),
    ],
)  # fmt: skip
def test_an_error_names_the_letter_and_the_field(right: str, wrong: str, field: str, says: str) -> None:
    assert TEXT.count(right) == 1
    with pytest.raises(ContentError, match=says) as error:
        parse_letters(TEXT.replace(right, wrong))
    assert error.value.file == "letters.toml"
    assert error.value.field == field


def test_a_letter_that_presses_without_its_sentence_is_no_letter() -> None:
    lines = [line for line in TEXT.splitlines() if not line.startswith("voluntary_nl")]
    with pytest.raises(ContentError, match="brief vrijwillig: voluntary_nl: ontbreekt"):
        parse_letters("\n".join(lines))
    assert must_say(Pressure.VOLUNTARY) > must_say(Pressure.COERCES) > must_say(Pressure.NONE)
