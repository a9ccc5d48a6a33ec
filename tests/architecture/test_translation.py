"""Every Dutch sentence that people read has its English, and nothing else stands in the catalogue."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.template import engines

from scripts import messages

pytestmark = pytest.mark.xdist_group("translation")  # what they share is made once, in one process

SAME = frozenset(
    {
        *("E-mails", "e-mail", "Halt", "RIEC", "CoMensha", "Veilig Thuis", "Privacy officer"),
        *("Begin", "Menu", "Plan", "Postcode", "Protocol", "School", "Team", "Team %(team)s", "Teams"),
        *("account", "later", "open", "plan", "school", "team", "team %(team)s"),
        "%(number)s open",
    }
)
"""Names, and words that are the same in both languages."""

MARKED = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    return messages.collect()


def test_every_sentence_has_english_with_the_same_places_and_none_is_there_for_nothing(wanted: dict[str, str]) -> None:
    assert list(messages.problems(wanted)) == []


def test_no_english_is_the_dutch_again_but_for_names_and_words_of_both_languages() -> None:
    same = {dutch for dutch, english in messages.translated() if dutch in english}
    same = {text for text in same if re.search(r"[^\W\d_]", messages.PLACE.sub("", text))}  # words, not only places
    assert same - SAME == set()
    assert {word for word in SAME if word not in dict(messages.translated())} == set()


def test_every_mark_in_a_template_is_found_wherever_it_stands(wanted: dict[str, str]) -> None:
    folder = messages.PACKAGE / "web" / "templates"
    marked = {
        (path.name, one or other)
        for path in folder.rglob("*.html")
        for one, other in MARKED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(marked) > 500
    assert {pair for pair in marked if pair[1].replace("%", "%%") not in wanted} == set()


def test_a_sentence_in_a_block_of_our_own_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n ui %}{% card title="x" %}{% if 1 %}{% translate "Een zin" %}{% else %}{% blocktranslate trimmed '
        "count number=n %}\n  {{ number }} kind\n{% plural %}\n  {{ number }} kinderen\n{% endblocktranslate %}{% endif %}"
        "{% endcard %}",
        encoding="utf-8",
    )
    assert engines["django"] is not None
    assert list(messages.from_template(page)) == [("Een zin", ""), ("%(number)s kind", "%(number)s kinderen")]


@pytest.mark.parametrize("english", ["Case is open", "Case %(nummer)s is open", "%(number)s: <b>open</b>"])
def test_another_place_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, english: str) -> None:
    catalogue = tmp_path / "django.po"
    catalogue.write_text(f'msgid "Casus %(number)s is open"\nmsgstr "{english}"\n', encoding="utf-8")
    monkeypatch.setattr(messages, "CATALOGUE", catalogue)
    assert list(messages.problems({"Casus %(number)s is open": ""})) == ["other places: Casus %(number)s is open"]


def test_a_sentence_without_english_and_one_that_nobody_shows_are_problems(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    catalogue = tmp_path / "django.po"
    catalogue.write_text('msgid "Weg"\nmsgstr "Gone"\n', encoding="utf-8")
    monkeypatch.setattr(messages, "CATALOGUE", catalogue)
    assert list(messages.problems({"Nieuw": ""})) == ["no English: Nieuw", "nobody shows: Weg"]


def test_the_catalogue_compiles() -> None:
    with messages.CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    write_mo(made := io.BytesIO(), catalogue)
    assert len(made.getvalue()) > 100_000
    assert list(catalogue.check()) == []
