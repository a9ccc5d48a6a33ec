"""Forms: plain Dutch for what cannot be read, nothing typed lost, sending twice harmless, no one's text overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from sluitend.domain.outcome import Refusal, Refused
from sluitend.domain.vocabulary import Role, Track
from sluitend.web.forms.base import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    MemberField,
    MembersField,
    NumberField,
    TextField,
    TickField,
    YesNoField,
)
from sluitend.web.forms.fields import read_date
from tests.web.conftest import NOW


class Note(BaseForm):
    """A form with every kind of field, all of them needed."""

    versioned = True

    text = LongTextField(label="Tekst", limit=20)
    line = TextField(label="Regel", limit=10)
    day = DateField(label="Dag")
    hours = NumberField(label="Uren", min_value=0, max_value=24)
    door = ChoiceField(label="Deur", choices=[("a", "A"), ("b", "B")])
    doors = ChoicesField(label="Deuren", choices=[("a", "A"), ("b", "B")])
    track = MemberField(Track, label="Spoor")
    roles = MembersField(Role, label="Rollen")
    sure = YesNoField(label="Zeker")
    read = TickField(label="Gelezen")


GOOD = {
    "form_key": "4b2b9a52-0f3c-4a43-8f2d-5b8f1b3d8b11",
    "version": "3",
    "text": "Een regel\r\nen nog een",
    "line": "Eén",
    "day": "24-11-2026",
    "hours": "2",
    "door": "a",
    "doors": ["a", "b"],
    "track": "integral",
    "roles": ["intake"],
    "sure": "nee",
    "read": "on",
}


def note(**changed: Any) -> Note:
    """Send the form with these answers changed; None leaves one out."""
    typed = QueryDict(mutable=True)
    for name, value in {**GOOD, **changed}.items():
        if value is not None:
            typed.setlist(name, value if isinstance(value, list) else [value])
    with translation.override("nl"):
        form = Note(typed)
        form.is_valid()
    return form


def test_a_form_gives_plain_values_of_the_domain() -> None:
    form = note()
    assert form.errors == {}
    assert form.cleaned_data["day"] == date(2026, 11, 24)
    assert form.cleaned_data["track"] is Track.INTEGRAL
    assert form.cleaned_data["roles"] == [Role.INTAKE]
    assert form.cleaned_data["sure"] is False
    assert form.cleaned_data["text"] == "Een regel\nen nog een"
    assert form.version == 3


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("text", "", "Dit is nog leeg. Vul het in."),
        ("text", "x" * 21, "Deze tekst heeft 21 tekens. Er passen er 20. Maak de tekst korter."),
        ("line", "   ", "Dit is nog leeg. Vul het in."),
        ("day", "", "Vul een datum in, zo: 24-11-2026."),
        ("day", "24-11-2206", "Kijk het jaar na: het ligt tussen 1900 en 2080."),
        ("day", "01-01-0001", "Kijk het jaar na: het ligt tussen 1900 en 2080."),
        ("day", "31 dec 9999", "Kijk het jaar na: het ligt tussen 1900 en 2080."),
        ("day", "morgen", "Dit is geen datum die wij kunnen lezen. Schrijf de datum zo: 24-11-2026."),
        ("hours", "", "Dit is nog leeg. Vul het in."),
        ("hours", "twee", "Schrijf hier een heel getal, zonder letters of komma."),
        ("hours", "25", "Dit getal is te groot. Het hoogste is 24."),
        ("hours", "-1", "Dit getal is te klein. Het laagste is 0."),
        ("door", None, "Kies een antwoord."),
        ("door", "c", "Dit antwoord staat niet in de lijst. Kies er een uit de lijst."),
        ("doors", None, "Kies ten minste een antwoord."),
        ("doors", ["c"], "Dit antwoord staat niet in de lijst. Kies er een uit de lijst."),
        ("track", None, "Kies een antwoord."),
        ("track", "nonsense", "Dit antwoord staat niet in de lijst. Kies er een uit de lijst."),
        ("roles", ["nonsense"], "Dit antwoord staat niet in de lijst. Kies er een uit de lijst."),
        ("sure", None, "Kies een antwoord."),
        ("sure", "misschien", "Dit antwoord staat niet in de lijst. Kies er een uit de lijst."),
        ("read", None, "Zet hier een vinkje om verder te gaan."),
    ],
)
def test_every_kind_of_field_says_in_plain_dutch_what_is_wrong(field: str, typed: Any, said: str) -> None:
    form = note(**{field: typed})
    assert list(form.errors) == [field]
    assert form.errors[field] == [said]


def test_no_field_speaks_with_the_frameworks_own_words() -> None:
    """Every sentence a field can say is one of ours; the framework's are longer and speak of "valid" and "value"."""
    kinds = [kind for kind in vars(forms.fields).values() if isinstance(kind, type) and issubclass(kind, forms.Field)]
    theirs = {str(sentence) for kind in kinds for sentence in vars(kind).get("default_error_messages", {}).values()}
    assert len(theirs) > 10
    for name, field in Note().fields.items():
        said = {str(sentence) for sentence in field.error_messages.values()}
        assert said, name
        assert not said & theirs, name


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("24-11-2026", date(2026, 11, 24)),
        ("24/11/2026", date(2026, 11, 24)),
        ("24.11.2026", date(2026, 11, 24)),
        ("24 11 2026", date(2026, 11, 24)),
        (" 4-1-2026 ", date(2026, 1, 4)),
        ("24 nov 2026", date(2026, 11, 24)),
        ("24 november 2026", date(2026, 11, 24)),
        ("1 mrt 2026", date(2026, 3, 1)),
        ("1 maart 2026", date(2026, 3, 1)),
        ("29-02-2028", date(2028, 2, 29)),
        ("29-02-2026", None),
        ("11-24-2026", None),
        ("24-11-26", None),
        ("24112026", None),
        ("0-0-0000", None),
        ("24-11-2026x", None),
        ("24 vandaag 2026", None),
        ("", None),
        ("²-¹-2026", None),
    ],
)
def test_a_date_is_read_as_people_and_systems_write_it(typed: str, read: date | None) -> None:
    assert read_date(typed) == read


def test_a_date_that_cannot_be_read_stays_in_the_box() -> None:
    page = Template("{% load ui %}{% field form.day %}").render(Context({"form": note(day="31-2-26 ofzo")}))
    assert 'value="31-2-26 ofzo"' in page


def test_a_stored_date_is_shown_as_people_write_it() -> None:
    page = Template("{% load ui %}{% field form.day %}").render(
        Context({"form": Note(initial={"day": date(2026, 1, 4)})})
    )
    assert 'value="04-01-2026"' in page


@pytest.mark.parametrize("typed", ["\x00Noor", "Noor\u202e", "\u200bNoor", " Noor "])
def test_signs_that_nobody_sees_are_not_kept(typed: str) -> None:
    assert note(line=typed).cleaned_data["line"] == "Noor"


@pytest.mark.parametrize("typed", ["O'Neil", "Ŝmit-Ğ", "Null", "<script>", "{{7*7}}", "=HYPER(1)", "👩‍👧"])
def test_odd_but_real_text_is_kept_literally(typed: str) -> None:
    form = note(line=typed)
    assert form.cleaned_data["line"] == typed


def test_a_browser_remembers_nothing_of_a_form() -> None:
    form = Note()
    assert all(field.widget.attrs["autocomplete"] == "off" for field in form.fields.values())


# --- sending twice --------------------------------------------------------------------------------------------------


def test_each_opened_form_has_a_key_of_its_own() -> None:
    assert Note()["form_key"].value() != Note()["form_key"].value()


def test_a_form_sent_again_carries_the_same_key() -> None:
    form = note(text="")
    assert str(form["form_key"].value()) == GOOD["form_key"]


@pytest.mark.parametrize("key", [None, "", "no-key"])
def test_a_form_without_a_key_is_not_taken_and_says_what_to_do(key: str | None) -> None:
    form = note(form_key=key)
    assert "niet heel aangekomen" in form.errors["form_key"][0]
    page = Template("{% load ui %}{% form_errors form %}").render(Context({"form": form}))
    assert "niet heel aangekomen" in page


def test_a_form_that_may_conflict_needs_the_version_it_started_from() -> None:
    assert "version" in note(version=None).errors
    assert "version" not in BaseForm().fields


# --- strict ---------------------------------------------------------------------------------------------------------


def test_a_field_without_dutch_sentences_is_refused_at_once() -> None:
    class Foreign(BaseForm):
        text = forms.CharField()

    with pytest.raises(TypeError, match=r"text is a CharField: take a field of sluitend\.web\.forms\.base"):
        Foreign()


# --- refusals of the domain -----------------------------------------------------------------------------------------


def test_a_refusal_comes_at_its_field_or_on_top() -> None:
    form = note()
    form.add_refusals(
        Refused(
            Refusal("note.late", "Dit kan niet meer na %(day)s.", field="day", params={"day": "1 mei"}),
            Refusal("note.closed", "Deze casus is gesloten."),
            Refusal("note.elsewhere", "Er hoort een doel bij.", field="goal"),
            Refusal("note.key", "Dit is al gedaan.", field="form_key"),
        )
    )
    assert form.errors["day"] == ["Dit kan niet meer na 1 mei."]
    assert form.errors["day"].as_data()[0].code == "note.late"
    assert form.non_field_errors() == ["Deze casus is gesloten.", "Er hoort een doel bij.", "Dit is al gedaan."]


def test_a_refusal_keeps_what_was_typed() -> None:
    form = note(line="Noor")
    form.add_refusals(Refused(Refusal("note.closed", "Deze casus is gesloten.", field="line")))
    assert 'value="Noor"' in Template("{% load ui %}{% field form.line %}").render(Context({"form": form}))


# --- two people, one text -------------------------------------------------------------------------------------------


def conflicted() -> Note:
    form = note(text="Mijn <tekst>", line="Zelfde")
    form.add_conflict({"text": "Hun tekst", "line": "Zelfde"}, version=4, by="S. Jansen, leerplichtambtenaar", at=NOW)
    return form


def test_an_edit_conflict_shows_both_texts_and_loses_none() -> None:
    """Second to save gets both texts and a choice; both are kept."""
    with translation.override("nl"):
        page = Template("{% load ui %}{% conflict form %}{% field form.text %}").render(Context({"form": conflicted()}))
    assert "Uw tekst" in page
    assert "Intussen opgeslagen tekst" in page
    assert page.count("Mijn &lt;tekst&gt;") == 2  # in the comparison and still in the box
    assert "Hun tekst" in page
    assert "S. Jansen, leerplichtambtenaar was u voor" in page
    assert "Zelfde" not in page  # what both wrote alike is no conflict


def test_after_a_conflict_the_next_sending_answers_to_what_is_stored_now() -> None:
    page = Template("{% load ui %}{% form_key form %}").render(Context({"form": conflicted()}))
    assert 'name="version" value="4"' in page
    assert GOOD["form_key"] in page


def test_line_ends_of_a_browser_are_no_conflict() -> None:
    form = note(text="a\r\nb")
    form.add_conflict({"text": "a\nb"}, version=4, by="S. Jansen", at=NOW)
    assert form.conflict is not None
    assert form.conflict.texts == ()


def test_the_sent_data_of_others_stay_as_they_were() -> None:
    """The request's own data are not changed: they belong to the request."""
    typed = QueryDict(f"form_key={uuid4()}&version=3&text=a")
    form = Note(typed)
    form.add_conflict({"text": "b"}, version=4, by="S. Jansen", at=NOW)
    assert typed["version"] == "3"


def test_the_same_form_is_one_act_and_a_changed_text_another() -> None:
    """A phone that lost the answer sends again: the same text does nothing more, a changed text is never dropped."""
    first = note().key
    assert note(csrfmiddlewaretoken="other").key == first
    assert note(text="Een regel erbij").key != first
    assert note(form_key="5b2b9a52-0f3c-4a43-8f2d-5b8f1b3d8b12").key != first
