"""The word guard at the door: words about who people are get written again, or stay as a quote of the family (F.10).

A hit is shown to the writer and forgotten. What is counted is how often it happened in an organisation in a month,
never whose text it was or which word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection

from sluitend.access.context import today
from sluitend.content.guard import guard_list
from sluitend.domain.blindness import Hit, ManyTexts, scan, unquoted
from sluitend.domain.outcome import Refusal
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_

CODE = "words.not_needed"
"""Code of the refusals given here: a form that meets it offers the tick for a necessary quote."""

NOT_NEEDED = N_("U schrijft “%(word)s”. %(advice)s")
NOT_QUOTED = N_(
    "“%(word)s” mag blijven als het een letterlijk citaat van het gezin is. Zet het dan tussen aanhalingstekens."
)

IN_FILE = N_(
    "%(name)s zegt wie mensen zijn, zoals afkomst, geloof of taal. Dat leggen wij nooit vast. "
    "Schrijf alleen op wat er gebeurde."
)

# Added to a row that nobody holds, else to a new one: two colleagues who save at once never wait for each other, and
# there are no more rows than were ever written at once.
_COUNT = """
WITH free AS (
  SELECT id FROM text_guard_count WHERE organisation_id = %(organisation)s AND month = %(month)s
  LIMIT 1 FOR UPDATE SKIP LOCKED
), added AS (
  UPDATE text_guard_count t SET saves = t.saves + %(saves)s, hits = t.hits + %(hits)s FROM free WHERE t.id = free.id
  RETURNING t.id
)
INSERT INTO text_guard_count (id, municipality_id, organisation_id, month, saves, hits)
SELECT %(id)s, %(municipality)s, %(organisation)s, %(month)s, %(saves)s, %(hits)s WHERE NOT EXISTS (SELECT FROM added)
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


class FileWords:
    """The guard over the rows of a file: nobody is there to write again or to quote, so the school does that first.

    A refusal names the field and never the word: it is kept with the file. Call `count` when the rows are done.
    """

    def __init__(self, viewer: Viewer) -> None:
        self._viewer, self._texts = viewer, ManyTexts(guard_list())
        self._saves = self._hits = 0

    def check(self, texts: Mapping[str, str]) -> tuple[Refusal, ...]:
        """Give the fields of a row that must be written again."""
        self._saves += 1
        found = [name for name, text in texts.items() if text and self._texts.scan(text)]
        self._hits += bool(found)
        return tuple(Refusal(CODE, IN_FILE, name, source="F.10", params={"name": name}) for name in found)

    def count(self, now: datetime) -> None:
        """Count how often the guard was asked and how often it pointed, as for what people type."""
        _count(self._viewer, saves=self._saves, hits=self._hits, now=now)


def _refusal(viewer: Viewer, field: str, text: str, hit: Hit, *, quote: bool) -> Refusal:
    word = text[hit.start : hit.end]
    if quote:
        return Refusal(CODE, NOT_QUOTED, field, source="F.10", params={"word": word})
    advice = hit.advice_en if viewer.language == "en" else hit.advice
    return Refusal(CODE, NOT_NEEDED, field, source="F.10", params={"word": word, "advice": advice})


def _count(viewer: Viewer, *, saves: int, hits: int, now: datetime) -> None:
    if not saves:
        return
    values: dict[str, UUID | date | int] = {
        "id": uuid4(),
        "municipality": viewer.municipality_id,
        "organisation": viewer.organisation_id,
        "month": today(now).replace(day=1),
        "saves": saves,
        "hits": hits,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
