"""The building blocks of the pages: what each shows, to whom reads, listens and presses keys."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from sluitend.domain.outcome import Refusal
from sluitend.domain.person import Name
from sluitend.domain.vocabulary import Track
from sluitend.web.components import icons, marks
from sluitend.web.components.worklist import WorkRow
from sluitend.web.forms.base import BaseForm, LongTextField, TextField
from sluitend.web.views.style import SampleForm
from tests.web.conftest import NOW

EVIL = "<b>\"'&"
SAFE = "&lt;b&gt;&quot;&#x27;&amp;"
TODAY = NOW.date()


def render(source: str, **values: Any) -> str:
    """Render a piece of a page in Dutch."""
    with translation.override("nl"):
        return Template("{% load ui %}" + source).render(Context({"now": NOW, **values}))


def shown(source: str, **values: Any) -> str:
    """Give what a reader sees: no tags, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", render(source, **values)).split())


# --- strict ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "good" "Gedaan" colour="red" %}',
        '{% button "Opslaan" knd="primary" %}',
        "{% when day now statutory=True %}",
        "{% field form.seen class='x' %}",
        '{% card heading="X" %}{% endcard %}',
        "{% table %}{% endtable %}",
        "{% steps names %}",
        '{% alert title="X" %}{% endalert %}',
    ],
)
def test_an_unknown_or_missing_argument_is_an_error_when_the_page_is_read(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load ui %}" + source)


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "red" "Te laat" %}',
        '{% badge "good" nothing %}',
        '{% button nothing kind="primary" %}',
        '{% button "Weg" kind="danger" %}',
        '{% alert kind="alarm" %}X{% endalert %}',
        '{% when day now kind="term" %}',
        "{% when day nothing %}",
        "{% field form.misspelt %}",
        "{% field form.form_key %}",
        "{% form_errors nothing %}",
        '{% icon "banana" %}',
        '{% steps names "Elders" %}',
        '{% tile "3" name="Te laat" %}',
        '{% count many "open" %}',
        '{% progress 8 7 "klaar" %}',
        '{% refusal "tekst" %}',
        '{% card title="A" href="/x" %}{% endcard %}',
        "{% person_name nothing %}",
    ],
)
def test_a_wrong_or_empty_value_is_an_error_when_the_page_is_made(source: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        render(source, day=TODAY, form=SampleForm(), names=["Melding"], many=True)


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "info" evil %}',
        "{% button evil %}",
        "{% button evil href='/x' %}",
        "{% card title=evil href=evil more=evil %}{{ evil }}{% endcard %}",
        '{% alert kind="info" title=evil %}{{ evil }}{% endalert %}',
        "{% table caption=evil %}<tr><td>{{ evil }}</td></tr>{% endtable %}",
        "{% timeline title=evil %}{% event day now title=evil who=evil href=evil %}{{ evil }}{% endevent %}{% endtimeline %}",
        "{% masthead title=evil number=evil back=evil back_to=evil %}{% fact name=evil %}{{ evil }}{% endfact %}{% endmasthead %}",
        "{% definition_list %}{% term name=evil %}{{ evil }}{% endterm %}{% enddefinition_list %}",
        "{% rows title=evil %}{% row title=evil href=evil aside=evil %}{{ evil }}{% endrow %}{% endrows %}",
        "{% empty evil hint=evil %}",
        "{% steps names evil %}",
        "{% progress 1 2 evil %}",
        "{% person_name evil %}",
        "{% tile 3 name=evil text=evil %}",
        "{% tabs title=evil %}{% tab evil evil %}{% endtabs %}",
        "{% crumb evil evil %}",
        "{% refusal refused action=evil %}",
    ],
)
def test_text_of_people_is_text_and_never_markup(source: str) -> None:
    refused = Refusal("room.reason", "Niet voor %(who)s.", params={"who": EVIL}, source=EVIL)
    page = render(source, evil=EVIL, names=[EVIL], day=TODAY, refused=refused)
    assert EVIL not in page
    assert "<b>" not in page
    assert SAFE in page


# --- words and colours ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "said", "css"),
    [
        (-3, "3 dagen te laat", "when--late"),
        (-1, "1 dag te laat", "when--late"),
        (0, "vandaag", "when--today"),
        (1, "morgen", "when--near"),
        (3, "over 3 dagen", "when--near"),
        (7, "over 7 dagen", "when--near"),
    ],
)
def test_a_near_or_past_term_says_when_in_words_with_the_date_beside_it(days: int, said: str, css: str) -> None:
    day = TODAY + timedelta(days=days)
    page = render("{% when day now %}", day=day)
    assert f">{said}<" in page
    assert css in page
    assert f'datetime="{day.isoformat()}"' in page
    assert str(day.year) in shown("{% when day now %}", day=day)


def test_a_term_more_than_a_week_away_has_no_colour() -> None:
    page = render("{% when day now kind='statutory' %}", day=TODAY + timedelta(days=8))
    assert "over 8 dagen" in page
    assert "when--" not in page


def test_red_is_for_terms_in_the_law_and_the_words_say_so() -> None:
    own = render("{% when day now %}", day=TODAY - timedelta(days=3))
    law = render("{% when day now kind='statutory' %}", day=TODAY - timedelta(days=3))
    assert "when--norm" in own
    assert "statutory" not in own
    assert "when--statutory" in law
    assert "3 dagen te laat, wettelijke termijn" in law


def test_a_closed_term_and_a_past_event_have_no_colour() -> None:
    assert "when--late" not in render("{% when day now closed=True %}", day=TODAY - timedelta(days=3))
    assert "3 dagen geleden" in render("{% when day now kind='event' %}", day=TODAY - timedelta(days=3))


def test_moments_of_one_list_say_the_same_as_one_moment_does() -> None:
    events = marks.Events(NOW)
    for hours in (-30, -12, 0, 1, 14, 15, 20, 24, 30, 47, 49, 24 * 40, 24 * 400):
        for minutes in (0, 7):
            moment = NOW - timedelta(hours=hours, minutes=minutes)
            assert events.when(moment) == marks.when(moment, NOW, kind="event"), moment


def test_a_list_of_work_drawn_at_once_says_the_same_as_its_rows_one_by_one() -> None:
    found = [
        WorkRow("/a/", f"Rij {EVIL}", f"Klein {EVIL}", due, how, new=bool(number % 2))
        for number, (due, how) in enumerate(
            (
                *((TODAY + timedelta(days=days), how) for days in (-3, 0, 2, 2, 40) for how in ("norm", "statutory")),
                (NOW - timedelta(hours=1), "event"),
                (NOW - timedelta(days=40), "event"),
                (TODAY, "event"),
            )
        )
    ]
    one_by_one = (
        "{% rows title=title %}{% for one in found %}{% when one.due now kind=one.how as term %}"
        "{% row title=one.title href=one.href aside=term changed=one.new %}{{ one.small }}{% endrow %}{% endfor %}{% endrows %}"
    )
    at_once = render("{% work_rows found now title=title %}", found=found, title=EVIL)
    assert at_once == render(one_by_one, found=found, title=EVIL)
    assert EVIL not in at_once


def test_a_row_of_work_says_that_it_is_a_colleagues_and_that_its_day_is_of_an_answer() -> None:
    row = WorkRow("/a/", "Fietsles", "Actie", TODAY + timedelta(days=2), replacing=True, answer=True)
    said = shown("{% work_rows found now title='Werk' %}", found=[row])
    assert "Actie · u vervangt" in said
    assert "antwoord verwacht: over 2 dagen" in said


def test_an_event_of_today_or_yesterday_says_the_time_in_amsterdam() -> None:
    assert shown("{% when moment now kind='event' %}", moment=NOW) == "vandaag 10:30"
    assert shown("{% when moment now kind='event' %}", moment=NOW - timedelta(days=1)) == "gisteren 10:30"


def test_the_day_is_the_day_in_amsterdam_and_not_in_london() -> None:
    just_before_midnight = datetime.fromisoformat("2026-11-24T22:59:00+00:00")
    just_after_midnight = datetime.fromisoformat("2026-11-24T23:01:00+00:00")
    due = date(2026, 11, 25)
    with translation.override("nl"):
        template = Template("{% load ui %}{% when due now %}")
        assert "morgen" in template.render(Context({"due": due, "now": just_before_midnight}))
        assert "vandaag" in template.render(Context({"due": due, "now": just_after_midnight}))


def test_no_date_says_so() -> None:
    assert shown("{% when nothing now %}", nothing=None) == "geen datum"


def test_a_badge_gives_the_words_of_an_enum_member() -> None:
    assert shown("{% badge 'info' track %}", track=Track.ACT_NOW) == Track.ACT_NOW.sentence
    assert render("{{ track|label }}", track=Track.ACT_NOW) == Track.ACT_NOW.sentence


def test_progress_says_in_words_what_the_bar_shows() -> None:
    page = render("{% progress 3 7 'acties klaar' %}")
    assert page.count("3 van 7 acties klaar") == 2  # for the eye and for the ear
    assert 'max="7" value="3"' in page
    assert "style=" not in page


def test_a_name_is_written_as_people_say_it() -> None:
    name = Name("Noor", "de", "Vries")
    assert shown("{% person_name name %}", name=name) == "Noor de Vries"
    assert (
        shown("{% person_name name born=born %}", name=name, born=date(2013, 5, 4))
        == "Noor de Vries geboren 4 mei 2013"
    )


def test_icons_are_hidden_from_screen_readers_and_carry_no_style() -> None:
    for name in icons.names():
        drawn = icons.icon(name)
        assert 'aria-hidden="true"' in drawn
        assert "style=" not in drawn
        assert re.search(r' d="[MmLlHhVvAaCcSsZz0-9 .-]+"', drawn), name


# --- what may not be done -------------------------------------------------------------------------------------------


def test_a_refusal_stands_where_the_button_would_be() -> None:
    """The sentence of the check, not a grey button: the reader knows why and what would help."""
    check = Refusal(
        "plan.no_goal",
        "Voor %(name)s staat nog geen doel in het plan.",
        source="Jeugdwet 4.1.3",
        params={"name": "Noor"},
    )
    page = render("{% button 'Plan vaststellen' kind='primary' refused=check %}", check=check)
    assert "<button" not in page
    assert "Plan vaststellen" in page
    assert "Voor Noor staat nog geen doel in het plan." in page
    assert "Jeugdwet 4.1.3" in page
    assert "<button" in render("{% button 'Plan vaststellen' kind='primary' refused=nothing %}", nothing=None)


def test_no_refusal_shows_nothing() -> None:
    assert render("{% refusal nothing %}", nothing=None) == ""


def test_a_button_sends_its_name_and_value_and_a_link_does_not() -> None:
    page = render("{% button 'Bewaren' name='draft' value='1' form='f' %}")
    assert (
        '<button class="utrecht-button utrecht-button--secondary-action" type="submit" name="draft" value="1" form="f">'
        in page
    )
    assert "<a " in render("{% button 'Naar' href='/x' %}")
    with pytest.raises(ValueError, match="sends nothing"):
        render("{% button 'Naar' href='/x' name='draft' %}")


# --- blocks ---------------------------------------------------------------------------------------------------------


def test_a_table_that_stacks_names_each_cell_and_stays_a_table_for_who_listens() -> None:
    head = "<thead><tr><th scope='col'>Casus</th><th scope='col'>De \"stand\"</th></tr></thead>"
    body = "<tbody><tr><th scope='row'>Gezin</th><td>{{ evil }}</td></tr><tr><td>a</td><td>b</td></tr></tbody>"
    page = render(f"{{% table caption='Casussen' stack=True %}}{head}{body}{{% endtable %}}", evil="<td>")
    assert page.count('role="row"') == 3
    assert page.count('role="columnheader"') == 2
    assert page.count('role="rowheader"') == 1
    assert re.findall(r'role="cell"(?: data-label="([^"]*)")?', page) == [
        "De &quot;stand&quot;",
        "Casus",
        "De &quot;stand&quot;",
    ]
    assert "&lt;td&gt;" in page


def test_a_table_has_a_caption_and_scrolls_inside_a_named_region() -> None:
    page = render("{% table caption='Openstaande acties' show_caption=False %}<tbody></tbody>{% endtable %}")
    assert 'role="region" aria-labelledby="tabel-openstaande-acties" tabindex="0"' in page
    assert '<caption id="tabel-openstaande-acties" class="visually-hidden">Openstaande acties</caption>' in page


def test_steps_say_where_we_are_without_colour() -> None:
    page = render("{% steps names 'Plan' %}", names=["Melding", "Plan", "Nazorg"])
    assert page.count('aria-current="step"') == 1
    assert "Stap 2 van 3: Plan" in page
    assert shown("{% steps names 'Plan' %}", names=["Melding", "Plan", "Nazorg"]).endswith(
        "Melding , klaar 2 Plan , nu bezig 3 Nazorg , nog niet begonnen"
    )


def test_an_unknown_fact_says_so() -> None:
    assert (
        shown("{% definition_list %}{% term name='Vervanger' %} {% endterm %}{% enddefinition_list %}")
        == "Vervanger niet bekend"
    )


def test_a_live_alert_is_read_out_and_a_standing_one_is_not() -> None:
    assert 'role="status"' in render("{% alert kind='good' live=True %}X{% endalert %}")
    assert 'role="alert"' in render("{% alert kind='error' live=True %}X{% endalert %}")
    assert "role=" not in render("{% alert kind='warning' %}X{% endalert %}")


def test_pagination_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/casussen/", {"team": "noord", "pagina": "4"})
    page = render("{% pagination 4 12 %}", request=request)
    assert 'href="?team=noord&amp;pagina=5" rel="next"' in page
    assert page.count('aria-current="page"') == 1
    assert re.findall(r">(\d+|…)<", page) == ["1", "…", "3", "4", "5", "…", "12"]
    assert render("{% pagination 1 1 %}", request=request) == ""
    with pytest.raises(ValueError, match="not one of"):
        render("{% pagination 13 12 %}", request=request)


def test_a_count_is_heard_with_its_words() -> None:
    assert shown("{% count 3 'open' %}") == "3 (3 open)"


# --- fields ---------------------------------------------------------------------------------------------------------


def sent(**typed: Any) -> SampleForm:
    """Give the gallery's form as sent with these texts."""
    form = SampleForm(data={"form_key": "4b2b9a52-0f3c-4a43-8f2d-5b8f1b3d8b11", "version": "3", **typed})
    form.is_valid()
    return form


def test_each_field_ties_label_explanation_and_control_together() -> None:
    page = render("{% field form.seen rows=3 %}", form=SampleForm())
    assert (
        '<label class="utrecht-form-label form-field__label" for="id_seen">Wat hebt u gezien of gehoord?</label>'
        in page
    )
    assert 'id="id_seen-hint"' in page
    assert 'aria-describedby="id_seen-hint"' in page
    assert 'aria-required="true"' in page
    assert 'rows="3"' in page
    assert "aria-invalid" not in page
    assert "(niet verplicht)" not in page


def test_what_is_wrong_is_tied_to_the_control_and_marked_invalid() -> None:
    page = render("{% field form.seen %}", form=sent())
    assert 'aria-describedby="id_seen-hint id_seen-error"' in page
    assert 'aria-invalid="true"' in page
    assert "utrecht-textarea--invalid" in page
    assert "Fout: Dit is nog leeg. Vul het in." in shown("{% field form.seen %}", form=sent())


def test_a_question_with_answers_is_a_group_with_a_legend() -> None:
    page = render("{% field form.danger %}", form=sent())
    assert "<legend" in page
    assert 'role="radiogroup" aria-required="true" aria-invalid="true"' in page
    assert 'aria-describedby="id_danger-hint id_danger-error"' in page
    assert 'for="id_danger_0"' in page
    assert 'id="id_danger_0"' in page
    assert 'aria-describedby="id_danger_0-hint"' in page  # an answer's own explanation
    assert "checked" not in page  # no answer is given for anyone


def test_what_was_typed_or_chosen_stays() -> None:
    form = sent(seen=EVIL, on="31-31-2026", hours="veel", danger="ja", domains=["d01", "d03"], track="nonsense")
    page = render(
        "".join(f"{{% field form.{name} %}}" for name in ("seen", "on", "hours", "danger", "domains")), form=form
    )
    assert SAFE in page
    assert 'value="31-31-2026"' in page
    assert 'value="veel"' in page
    assert page.count("checked") == 3


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(niet verplicht)" in render("{% field form.who %}", form=SampleForm())


def test_no_control_cuts_a_pasted_text_or_speaks_the_browsers_language() -> None:
    fields = "".join(f"{{% field form.{bound.name} %}}" for bound in SampleForm().visible_fields())
    page = render(fields, form=SampleForm())
    assert "maxlength" not in page
    assert " required" not in page
    assert 'type="date"' not in page
    assert "placeholder" not in page


def test_all_ids_on_a_page_with_every_field_are_different() -> None:
    fields = "".join(f"{{% field form.{bound.name} %}}" for bound in SampleForm().visible_fields())
    ids = re.findall(r' id="([^"]+)"', render("{% form_errors form %}" + fields + "{% form_key form %}", form=sent()))
    assert len(ids) == len(set(ids))
    described = re.findall(r'aria-describedby="([^"]+)"', render(fields, form=sent()))
    assert {name for names in described for name in names.split()} <= set(ids)


def test_a_control_no_one_drew_is_refused() -> None:
    class Odd(BaseForm):
        day = TextField(widget=forms.SelectDateWidget)

    with pytest.raises(TypeError, match="no way to draw"):
        render("{% field form.day %}", form=Odd())


def test_the_summary_links_to_each_place_and_takes_the_focus() -> None:
    page = render("{% form_errors form %}", form=sent())
    assert 'tabindex="-1" autofocus' in page
    assert 'role="alert"' in page
    assert "Er zijn nog 5 dingen niet goed" in page
    for target in ("#id_danger_0", "#id_seen", "#id_on", "#id_track", "#id_read"):
        assert f'href="{target}"' in page
    assert "thuis hiervan hoort? Kies een antwoord." in page  # the question keeps its own mark


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0300100022", '<a class="utrecht-link number" href="tel:+31300100022">030-0100022</a>'),
        ("+31612345678", '<a class="utrecht-link number" href="tel:+31612345678">06 12345678</a>'),
        ("112", '<a class="utrecht-link number" href="tel:112">112</a>'),
        ("030 01 toestel 7", '<a class="utrecht-link number" href="tel:030017">030 01 toestel 7</a>'),
        ("bel na zes", "bel na zes"),
    ],
)
def test_a_phone_number_can_be_read_and_tapped(number: str, shown: str) -> None:
    """A shape that nobody knows is left alone."""
    assert render("{{ number|phone }}", number=number) == shown


def test_one_thing_wrong_is_told_as_one() -> None:
    class Short(BaseForm):
        seen = LongTextField(label="Gezien")

    form = Short(data={"form_key": "4b2b9a52-0f3c-4a43-8f2d-5b8f1b3d8b11"})
    assert "Er is nog 1 ding niet goed" in render("{% form_errors form %}", form=form)


def test_a_form_that_is_right_or_fresh_has_no_summary() -> None:
    assert render("{% form_errors form %}", form=SampleForm()) == ""


def test_the_key_and_the_version_are_hidden_fields() -> None:
    page = render("{% form_key form %}", form=SampleForm(initial={"version": 3}))
    assert re.search(r'<input type="hidden" name="form_key" value="[0-9a-f-]{36}"', page)
    assert re.search(r'<input type="hidden" name="version" value="3"', page)
    with pytest.raises(ValueError, match="no key"):
        render("{% form_key form %}", form=forms.Form())
