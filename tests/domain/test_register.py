"""Status back to the register: its own words, only what changed, and nothing about health."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sluitend.content.feedback import FILE, health_words, parse_health_words
from sluitend.content.loader import ContentError, packaged
from sluitend.domain.absence import Closing, RegisterStatus, ReportStatus
from sluitend.domain.absence import register as rules

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
R, S = RegisterStatus, ReportStatus


def standing(status: S = S.HANDLING, **other: object) -> rules.Standing:
    given = {
        "melding_id": "V-1", "register": R.REGISTERED, "status": status, "closing": None, "feedback": "",
        "feedback_at": None, "sent": None, "sent_at": None,
    }  # fmt: skip
    return rules.Standing(**(given | other))  # type: ignore[arg-type]


def sent(*given: rules.Standing) -> list[R]:
    return [line.status for line in rules.to_send(given)]


@pytest.mark.parametrize(
    ("status", "closing", "word"),
    [
        (S.RECEIVED, None, R.REGISTERED),
        (S.HANDLING, None, R.HANDLING),
        (S.CLOSED, Closing.BACK, R.CLOSED),
        (S.CLOSED, Closing.REFERRED, R.CLOSED),
        (S.CLOSED, Closing.NOTED, R.NOTED),
        (S.CLOSED, Closing.WITHDRAWN, R.WITHDRAWN),
    ],
)
def test_our_states_in_the_words_of_the_register(status: S, closing: Closing | None, word: R) -> None:
    """Geregistreerd, In behandeling, Afgesloten, Ter kennisgeving aangenomen, Ingetrokken (B.4)."""
    assert rules.register_word(status, closing) is word


def test_only_what_the_municipality_sets_goes_back() -> None:
    assert sent(standing(S.RECEIVED)) == []
    assert sent(standing(S.CLOSED, closing=Closing.WITHDRAWN)) == []
    assert sent(standing()) == [R.HANDLING]
    assert sent(standing(S.CLOSED, closing=Closing.NOTED)) == [R.NOTED]


def test_only_what_changed_since_the_last_file_goes_back() -> None:
    assert sent(standing(sent=R.HANDLING, sent_at=NOW)) == []
    assert sent(standing(register=R.HANDLING)) == []
    assert sent(standing(S.CLOSED, closing=Closing.BACK, sent=R.HANDLING, sent_at=NOW)) == [R.CLOSED]
    later, before = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
    assert sent(standing(sent=R.HANDLING, sent_at=NOW, feedback="x", feedback_at=later)) == [R.HANDLING]
    assert sent(standing(sent=R.HANDLING, sent_at=NOW, feedback="x", feedback_at=before)) == []


def test_what_ended_in_the_register_is_not_opened_again() -> None:
    assert sent(standing(register=R.CLOSED)) == []
    assert sent(standing(S.CLOSED, closing=Closing.BACK, register=R.WITHDRAWN)) == []


def test_the_file_holds_three_columns_and_no_formula() -> None:
    text = rules.status_file(
        [rules.StatusLine("V-1", R.HANDLING, 'Gesprek; "goed"\nverlopen'), rules.StatusLine("V-2", R.CLOSED, "=1+1")]
    )
    assert text == (
        "melding_id;status;terugkoppeling\r\n"
        'V-1;In behandeling;"Gesprek; ""goed"" verlopen"\r\n'
        "V-2;Afgesloten;'=1+1\r\n"
    )


@pytest.mark.parametrize(
    "words", ["Noor is ziek.", "Er is een diagnose.", "De huisarts zegt", "ADHD", "Loopt bij de GGZ"]
)
def test_nothing_about_health_goes_back(words: str) -> None:
    """Terugkoppeling gemeente: text, no health data (B.4)."""
    refused = rules.check_feedback(words, health_words())
    assert refused is not None
    assert refused.params["word"].casefold() in words.casefold()


@pytest.mark.parametrize("words", ["", "Er was een gesprek met ouders en school.", "Noor is er weer elke dag."])
def test_what_the_school_needs_goes_back(words: str) -> None:
    assert rules.check_feedback(words, health_words()) is None


def test_a_bad_list_is_refused_with_its_place() -> None:
    with pytest.raises(ContentError, match="kleine letters"):
        parse_health_words(packaged(FILE).replace('"adhd"', '"ADHD"'))
    with pytest.raises(ContentError, match="bestaat niet"):
        parse_health_words(packaged(FILE).replace("begins =", "starts ="))
