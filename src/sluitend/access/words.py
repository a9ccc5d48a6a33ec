"""The word guard at the door: words about who people are get written again, or stay as a quote of the family (F.10).

A hit is shown to the writer and forgotten. What is counted is how often it happened in an organisation in a month,
never whose text it was or which word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import connection

from sluitend.access.context import today
from sluitend.content.guard import guard_list
from sluitend.domain.blindness import Hit, scan, unquoted
from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_

CODE = "words.not_needed"
"""Code of the refusals given here: a form that meets it offers the tick for a necessary quote."""

NOT_NEEDED = N_("U schrijft “%(word)s”. %(advice)s")
NOT_QUOTED = N_(
    "“%(word)s” mag blijven als het een letterlijk citaat van het gezin is. Zet het dan tussen aanhalingstekens."
)

_COUNT = """
INSERT INTO text_guard_count (id, municipality_id, organisation_id, month, saves, hits) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (organisation_id, month) DO UPDATE
SET saves = text_guard_count.saves + EXCLUDED.saves, hits = text_guard_count.hits + EXCLUDED.hits
"""


def check_words(viewer: Viewer, texts: Mapping[str, str], *, quote: bool, now: datetime) -> tuple[Refusal, ...]:
    """Give what must be written again, one refusal a field, and count that it was asked.

    texts: what was typed, by the name of its form field. quote: the writer confirms that what is left is a necessary
    quote of the family; then it must stand between quotation marks.
    """
    found = {field: scan(text, guard_list()) for field, text in texts.items() if text}
    _count(viewer, saves=len(found), hits=sum(map(bool, found.values())), now=now)
    refusals = []
    for field, hits in found.items():
        left = unquoted(texts[field], hits) if quote else hits
        if left:
            refusals.append(_refusal(viewer, field, texts[field], left[0], quote=quote))
    return tuple(refusals)


def _refusal(viewer: Viewer, field: str, text: str, hit: Hit, *, quote: bool) -> Refusal:
    word = text[hit.start : hit.end]
    if quote:
        return Refusal(CODE, NOT_QUOTED, field, source="F.10", params={"word": word})
    advice = hit.advice_en if viewer.language == "en" else hit.advice
    return Refusal(CODE, NOT_NEEDED, field, source="F.10", params={"word": word, "advice": advice})


def _count(viewer: Viewer, *, saves: int, hits: int, now: datetime) -> None:
    if not saves:
        return
    month = today(now).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [uuid4(), viewer.municipality_id, viewer.organisation_id, month, saves, hits])
