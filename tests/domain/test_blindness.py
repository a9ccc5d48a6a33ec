"""No name may ask for origin, nationality, birthplace, faith, home language or a proxy for them (F.10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluitend.content.guard import guard_list
from sluitend.domain.blindness import GuardList, GuardRule, ManyTexts, Subject, check_name, name_words, scan, unquoted

BAD = """
etniciteit etnische_groep ethnicity ethnic_group isEthnic afkomst land_van_herkomst herkomst herkomstland
gezinsherkomst nationaliteit nationaliteiten nationality secondNationality hoofdnationaliteit stateless
citizenship_country staatsburgerschap geboorteland geboorteplaats geboorte_plaats geboorte.land geboorteGemeente
birthplace birth_place birthPlace BIRTH_PLACE birth-places birth_country countryOfBirth country_of_birth place_of_birth
plaats_van_geboorte religie religion religious_background geloof geloofsovertuiging godsdienst kerkgenootschap
denomination levensbeschouwing islamitisch mosque church faith belief moedertaal mother_tongue motherTongue thuistaal
home_language homeLanguage language_at_home native_language native_speaker migratieachtergrond migration_background
migrationBackground migrant_generation immigratie immigration_status allochtoon autochtoon bevolkingsgroep
population_group volksgroep minderheid minority_group ras rassen race racial_group volk stam clan tribe
tribe_name origin origin_of_signal origins country_of_origin descent ancestry culture cultural_background
culturele_achtergrond residence_permit residence_status verblijfstitel verblijfsvergunning verblijfsstatus asylum_seeker
refugee vluchteling statushouder undocumented trekkend trekkend_bestaan woonwagen caravan nomadic zigeuner roma sinti
huidskleur skin_colour skin_color skinTone europeesKiesrecht surname_group lastname_group surname_list achternaamgroep
seksuele_geaardheid sexual_orientation foreign_born foreigner buitenlander inburgering niet_westers
""".split()  # noqa: SIM905 - a table of words reads better than a list of strings

GOOD = """
infrastructuur infrastructure geloofwaardig geloofwaardigheid trace traceId brace grace embrace source bron bron_van_signaal
birth_date birthDate geboortedatum geboren_op volkstuin bevolking bevolkingsonderzoek stamtafel stamnummer
language interface_language translation taal national_number citizen_service_number postcode country_code foreign_key
foreign_errors migration migrations migrated percentage_denominator minor minors minderjarig rationale international
terras gras
clandestien nickname netnieuws etnaweg background_color achtergrond brontekst original originally organisation
root_signal surname last_name surname_prefix family household district place place_name
appointment_language interpreter_needed relation birth_placeholder
""".split()  # noqa: SIM905 - a table of words reads better than a list of strings


def test_the_table_is_long_enough():
    """The list has at least 80 bad and 40 good names, each once."""
    assert len(set(BAD)) == len(BAD) >= 80
    assert len(set(GOOD)) == len(GOOD) >= 40


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_could_hold_origin_is_refused(name):
    reason = check_name(name)
    assert reason is not None
    assert reason.sentence.endswith((" nooit vast.", " nooit."))


@pytest.mark.parametrize("name", GOOD)
def test_an_ordinary_name_passes(name):
    assert check_name(name) is None


@pytest.mark.parametrize(
    ("label", "subject"),
    [
        ("Land van herkomst", Subject.ORIGIN),
        ("In welk land bent u geboren? (geboorteland)", Subject.BIRTHPLACE),
        ("Place of birth", Subject.BIRTHPLACE),
        ("Geloof of levensovertuiging", Subject.FAITH),
        ("Welke taal spreekt u? Uw moedertaal", Subject.LANGUAGE),
        ("Étnicité", Subject.ORIGIN),
    ],
)
def test_labels_are_read_like_names(label, subject):
    assert check_name(label) is subject


@pytest.mark.parametrize(
    "label", ["Waar gaat de melding over?", "Wie was erbij?", "Wat ging vooraf? De achtergrond", "Taal van de pagina's"]
)
def test_ordinary_labels_pass(label):
    assert check_name(label) is None


def test_words_are_split_at_signs_camel_case_and_digits():
    assert name_words("birthPlace_of-kind 2XMLFile.nr3") == (
        *("birth", "place", "of", "kind", "2", "xml", "file", "nr", "3"),
    )


@given(
    st.sampled_from(["birth place", "home language", "country of birth", "residence permit", "skin colour"]),
    st.sampled_from(["_", "-", " ", ".", "__", "camel", "upper", ""]),
    st.sampled_from(["", "x_", "child ", "Case"]),
    st.sampled_from(["", "_id", "s", " 2"]),
)
def test_a_forbidden_name_stays_forbidden_however_it_is_joined(words, joint, before, after):
    """Prefixes, whole words and joined words: birth_place, birthPlace and `birth place` are one name."""
    parts = words.split()
    match joint:
        case "camel":
            joined = parts[0] + "".join(part.title() for part in parts[1:])
        case "upper":
            joined, after = "_".join(parts).upper(), after.upper()
        case _:
            joined = joint.join(parts)
    if before == "Case":
        joined = joined[0].upper() + joined[1:]
    assert check_name(before + joined + after) is not None


WORDS = GuardList(
    "test",
    (
        GuardRule("one", Subject.FAITH, "Laat weg.", "Leave out.", ((("kerk", "klok*"),),)),
        GuardRule("run", Subject.ORIGIN, "Laat weg.", "Leave out.", ((("rode",), ("man", "^vos")), (("in",), ("^",)))),
        GuardRule("long", Subject.ORIGIN, "Laat weg.", "Leave out.", ((("rode",), ("man",), ("uit",)),)),
        GuardRule("name", Subject.GROUP, "Laat weg.", "Leave out.", ((("bakker",),),), names_pass=True),
    ),
    articles=frozenset({"de", "een"}),
)


def found(text):
    return [(text[hit.start : hit.end], hit.rule) for hit in scan(text, WORDS)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("De kerk en de klokken.", [("kerk", "one"), ("klokken", "one")]),
        ("De kerken staan in een kloof.", []),
        ("Een rode man.", [("rode man", "run")]),
        ("Een rode-man, rode, man.", [("rode-man", "run"), ("rode, man", "run")]),
        ("Het is rode. Man!", []),
        ("Een rode man uit de wijk.", [("rode man uit", "long")]),
        ("Een rode Vos en een rode vos.", [("rode Vos", "run")]),
        ("in Almere, in juli", [("in Almere", "run")]),
        ("De bakker en De Bakker; mevrouw Bakker, de Bakker.", [("bakker", "name"), ("Bakker", "name")]),
        ("Bakker belde. Bakker kwam.", []),
        ("KÉRK ke\u0301rk k\u200berk", [("KÉRK", "one"), ("ke\u0301rk", "one"), ("k\u200berk", "one")]),
        ("", []),
        ("👨‍👩‍👧 kerk 👍", [("kerk", "one")]),
    ],
)
def test_a_text_is_read_word_by_word_within_its_sentence(text, hits):
    """The place of a hit is given in the text as it was typed."""
    assert found(text) == hits


def test_a_hit_brings_a_neutral_rewording_and_nothing_about_a_person():
    (hit,) = scan("De kerk", WORDS)
    assert (hit.start, hit.end, hit.kind, hit.advice, hit.advice_en) == (3, 7, Subject.FAITH, "Laat weg.", "Leave out.")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('Moeder zei: "wij gaan naar de kerk".', 0),
        ("Moeder zei: “wij gaan naar de kerk”.", 0),
        ("Moeder zei: „de kerk” en «de kerk».", 0),
        ("Moeder zei dat de kerk dicht was.", 1),
        ('De kerk. Moeder zei: "de kerk".', 1),
        ("'s Avonds is de kerk van foto's dicht", 1),
        ('Moeder zei: "ja". De kerk was dicht.', 1),
        ('Moeder zei: "de kerk', 1),
    ],
)
def test_a_necessary_quote_stands_between_quotation_marks(text, left):
    """A word may stay only as words the family spoke."""
    assert len(unquoted(text, scan(text, WORDS))) == left


@given(st.text())
def test_any_text_can_be_scanned(text):
    """Hits lie inside the text, in order, and do not overlap."""
    ends = [0]
    for hit in scan(text, WORDS):
        assert ends[-1] <= hit.start < hit.end <= len(text)
        ends.append(hit.end)


@given(st.lists(st.sampled_from(["de", "rode", "man", "kerk", "uit", "Bakker", "en", "."]), max_size=12))
def test_what_is_pointed_at_does_not_depend_on_the_text_before_the_sentence(parts):
    text = " ".join(parts)
    shift = len("Er was eens iets. ")
    assert [(hit.start - shift, hit.end - shift) for hit in scan("Er was eens iets. " + text, WORDS)] == [
        (hit.start, hit.end) for hit in scan(text, WORDS)
    ]


LIST = guard_list()
_OF_THE_LIST = sorted(
    {option.strip("^*") for rule in LIST.rules for sequence in rule.sequences for place in sequence for option in place}
)


@given(
    st.lists(
        st.lists(st.sampled_from([*_OF_THE_LIST, "jas", "Sam", "ë", ".", "op"]) | st.text(max_size=4), max_size=9),
        max_size=6,
    )
)
def test_many_texts_give_the_same_hits_as_one_at_a_time(texts):
    """It gives the same hits as `scan`."""
    many = ManyTexts(LIST)
    for parts in texts:
        for text in (" ".join(parts), " ".join(parts).title(), " ".join(parts).upper()):
            assert many.scan(text) == scan(text, LIST)


def test_every_sequence_of_the_list_is_found_among_many_texts():
    many = ManyTexts(LIST)
    for rule in LIST.rules:
        for sequence in rule.sequences:
            words = [place[0] for place in sequence]
            text = " ".join(word.strip("*").replace("^", "") or "Ergens" for word in words)
            assert many.scan(text) == scan(text, LIST)
            assert many.scan(f"Hij komt. {text}.") == scan(f"Hij komt. {text}.", LIST)
