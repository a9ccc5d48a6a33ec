"""Take in a concern: read it, see who is involved, decide, ask a colleague, and answer for a case that runs already."""

from __future__ import annotations

from sluitend.services.triage.common import CHANGED
from sluitend.services.triage.deciding import Decide, decide, open_signal, record
from sluitend.services.triage.links import Answer, Link, NotSame, answer, link, not_same, unlink
from sluitend.services.triage.persons import persons_for_case
from sluitend.services.triage.readers import AskReader, SecondView, ask_reader, give_view, heighten, seen_hidden

__all__ = [
    "CHANGED",
    "Answer",
    "AskReader",
    "Decide",
    "Link",
    "NotSame",
    "SecondView",
    "answer",
    "ask_reader",
    "decide",
    "give_view",
    "heighten",
    "link",
    "not_same",
    "open_signal",
    "persons_for_case",
    "record",
    "seen_hidden",
    "unlink",
]
