"""The protocols as content: what is wrong with a file is said with its place, and people can read every step."""

from __future__ import annotations

import re

import pytest

from sluitend.content.loader import ContentError, packaged
from sluitend.content.not_done import AT_LEAST, not_done, parse_not_done
from sluitend.content.protocols import CODES, parse_protocol, protocol, protocols
from sluitend.domain.protocol.steps import Protocol, Text
from sluitend.domain.vocabulary import Role

TEXT = packaged("protocols/plan_terms.toml")
ABSENCE = packaged("protocols/school_absence.toml")
LONGEST_SENTENCE = 25
"""Words in a sentence of plain Dutch (B1)."""


def texts(one: Protocol) -> list[Text]:
    found = [one.title, one.explain, *(fact.text for fact in one.facts), *(standing.text for standing in one.standings)]
    for step in one.steps:
        found += [step.title, step.explain, *step.skip_reasons, *step.donts, *([step.remedy] if step.remedy else [])]
        for evidence in step.evidence:
            found += [evidence.text, *evidence.choices.values()]
    return found


def test_a_protocol_is_found_by_its_code_and_stands_in_the_file_of_that_name() -> None:
    assert tuple(protocols()) == CODES
    assert all(protocol(code).code == code for code in CODES)
    with pytest.raises(LookupError):
        protocol("benefit_cut")


@pytest.mark.parametrize("code", CODES)
def test_sentences_are_short_and_speak_to_the_reader(code: str) -> None:
    for text in texts(protocol(code)):
        for sentence in re.split(r"(?<=[.?!:;])\s+", text.nl):
            assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
        assert not re.search(r"\b(je|jij|jouw|jullie|dient te|middels|conform|derhalve)\b", text.nl.lower()), text.nl
        assert text.nl != text.en or len(text.nl.split()) < 3, text.nl


@pytest.mark.parametrize("code", CODES)
def test_a_step_that_may_be_heavy_for_a_family_says_what_the_family_can_do(code: str) -> None:
    for step in protocol(code).steps:
        if step.burdens or step.coerces:
            assert step.remedy is not None
        if step.coerces:
            assert step.legal_title


def test_anyone_and_named_readers_are_people_who_work_with_families() -> None:
    anyone = protocol("safety_ladder").step("s1_reporting_code").who
    readers = protocol("forced_marriage").step("opened_by_named_reader").who
    assert readers < anyone
    assert Role.PARTNER in anyone - readers
    assert not anyone & {Role.ADMIN, Role.DPO, Role.PRIVACY_OFFICER, Role.PROGRAMME_MANAGER}


def test_what_may_not_be_done_is_told_with_what_exists_instead_and_can_only_grow() -> None:
    assert {one.code for one in not_done()} >= AT_LEAST
    assert all(one.why.nl and one.instead.nl and one.source for one in not_done())
    whole = packaged("not_done.toml")
    with pytest.raises(ContentError, match="kan alleen langer worden"):
        parse_not_done(whole[: whole.rindex("[[not_done]]")])
    with pytest.raises(ContentError, match="dit veld bestaat niet"):
        parse_not_done(whole + "weight = 2\n")


@pytest.mark.parametrize(
    ("right", "wrong", "entry", "field", "problem"),
    [
        ('who = ["coordinator"]\nreceived_from = ["family"]\nsource = "Jeugdwet 4.1.2"', 'who = ["boss"]\nsource = "x"', "stap family_plan_made", "who", "bestaat niet"),
        ('code = "rounded_off"', 'code = "evaluation"', "stap evaluation", "code", "staat er twee keer in"),
        ('code = "rounded_off"', 'code = "rounded_off"\nautomatic = true', "stap rounded_off", "automatic", "dit veld bestaat niet"),
        ('next = ["plan_made"]', 'next = ["plan_lost"]', "stap family_plan_dropped", "plan_lost", "deze stap bestaat niet"),
        ('norm = { length = 6, unit = "weeks"', 'norm = { length = 6, unit = "people"', "stap plan_made, norm", "length", "geen termijn"),
        ('norm = { length = 3, unit = "months"', 'norm = { length = -3, unit = "months"', "stap evaluation, norm", "length", "geen termijn"),
        ('from = ["fact:written_plan_requested"]', 'from = ["fact:nothing"]', "stap plan_in_writing", "fact:nothing", "telt vanaf iets wat niet bestaat"),
        ('source = "Jeugdwet 4.1.3: binnen zes weken"\nmark = "V"', 'source = "Jeugdwet 4.1.3: binnen zes weken"\nmark = "P"', "stap plan_made", "mark", "geen eigen keuze"),
        ("shows = [2]", "shows = [99]", "stap plan_in_writing", "shows", "regels voor delen"),
        ("shows = [2]", 'standings = { register = "closed" }', "stap plan_in_writing", "standings", "bestaat niet"),
        ("goes_on = true\n", "", "stap plan_in_writing", "", ""),
        ('skip = "free"', 'skip = "maybe"', "stap plan_in_writing", "skip", "bestaat niet"),
        ('{ code = "family_view", kind = "text"', '{ code = "family_view", kind = "choice"', "stap evaluation, vraag family_view", "choices", "een keuze heeft antwoorden"),
        ('{ code = "family_view", kind = "text"', '{ code = "family_view", needs_yes = true, kind = "text"', "stap evaluation, vraag family_view", "needs_yes", "ja of nee"),
        ("withdrawable = true\n", "", "", "withdrawable", "ontbreekt"),
        ('title_en = "Round off the plan"', 'title_en = ""', "stap rounded_off", "title_en", "is leeg"),
    ],
)  # fmt: skip
def test_an_error_names_file_entry_and_field(right: str, wrong: str, entry: str, field: str, problem: str) -> None:
    assert TEXT.count(right) == 1
    changed = TEXT.replace(right, wrong)
    if not problem:  # a step on which nothing follows is an end: the run would end when the family gets its paper
        assert parse_protocol(changed).step("plan_in_writing").ends
        return
    with pytest.raises(ContentError) as error:
        parse_protocol(changed, "proef.toml")
    assert (error.value.file, error.value.entry, error.value.field) == ("proef.toml", entry, field)
    assert problem in error.value.problem


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ('legal_title = "absence_report"\nremedy_nl = "U hoeft', 'legal_title = "pressure"\nremedy_nl = "U hoeft', "bestaat niet"),
        ('remedy_nl = "U wordt eerst gehoord. Een advocaat mag u helpen."\nremedy_en = "You are heard first. A lawyer may help you."\n', "", "wat het gezin kan doen"),
        ('burdens = true\nremedy_nl = "Een waarschuwing', 'burdens = true\nsilence = "raise"\nremedy_nl = "Een waarschuwing', "nooit gevolgen"),
        ("again = true\nrequired = true\nskip = \"reason\"\nburdens = true\nremedy_nl = \"U hoort", "required = true\nskip = \"reason\"\nburdens = true\nremedy_nl = \"U hoort", "rondje"),
    ],
)  # fmt: skip
def test_what_no_protocol_may_be_is_refused_when_it_is_read(right: str, wrong: str, problem: str) -> None:
    assert ABSENCE.count(right) == 1
    with pytest.raises(ContentError) as error:
        parse_protocol(ABSENCE.replace(right, wrong))
    assert problem in error.value.problem
