"""A note: one field, by its author; two tabs of the same author never lose a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sluitend.access.gate import change_case
from sluitend.access.once import once
from sluitend.access.words import check_words
from sluitend.domain.outcome import Conflict, NotFound, Refusal, refuse_any
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_
from sluitend.records.models import Note

EMPTY = Refusal("note.empty", N_("Schrijf eerst iets op."), field="text")
NOT_YOURS = Refusal("note.not_yours", N_("Alleen wie een notitie schreef, kan hem wijzigen."))


@dataclass(frozen=True, slots=True)
class WriteNote:
    """A note about a case."""

    case_id: UUID
    text: str = field(repr=False)
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """A note said anew. version: what the writer started from."""

    note_id: UUID
    version: int
    text: str = field(repr=False)
    form_key: UUID
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """The note and its case."""

    note_id: UUID
    case_id: UUID


def write_note(viewer: Viewer, command: WriteNote, *, now: datetime) -> Noted:
    """Write a note; anybody who reads the plan of the case and contributes to it may.

    Raises:
        NotFound: there is no such case for the viewer.
        Refused: nothing was written, the case is closed, or a word says who people are.
    """

    def make() -> dict[str, str]:
        note = Note(
            id=uuid4(),
            municipality_id=viewer.municipality_id,
            case_id=command.case_id,
            author_id=viewer.membership_id,
            text=command.text,
            written_at=now,
        )
        words = check_words(viewer, {"text": command.text}, quote=command.quote, now=now)
        with change_case(
            viewer, command.case_id, action="note.write", kind="note", about=note.pk, contribute=True, now=now
        ):
            refuse_any(None if command.text.strip() else EMPTY, *words)
            note.save(force_insert=True)
        return {"note": str(note.pk)}

    made = once(viewer, command.form_key, "note.write", make, now=now)
    return Noted(UUID(made["note"]), command.case_id)


def change_note(viewer: Viewer, command: ChangeNote, *, now: datetime) -> Noted:
    """Change one's own note.

    Raises:
        NotFound: there is no such note in a case of the viewer.
        Refused: somebody else wrote it, nothing was written, or a word says who people are.
        Conflict: it was changed meanwhile, in another window; both texts are there.
    """
    # Of the note alone: a lock on its author's row would ask for the right to change that row.
    note = Note.objects.select_for_update(of=("self",)).filter(pk=command.note_id).select_related("author").first()
    if note is None:
        raise NotFound

    def make() -> dict[str, str]:
        words = check_words(viewer, {"text": command.text}, quote=command.quote, now=now)
        with change_case(
            viewer, note.case_id, action="note.change", kind="note", about=note.pk, contribute=True, now=now
        ):
            refuse_any(
                None if note.author_id == viewer.membership_id else NOT_YOURS,
                None if command.text.strip() else EMPTY,
                *words,
            )
            if note.version != command.version:
                by = f"{note.author.display_name}, {note.author.function.lower()}"
                at = note.changed_at or note.written_at
                raise Conflict({"text": note.text}, version=note.version, by=by, at=at)
            note.text, note.changed_at, note.version = command.text, now, note.version + 1
            note.save(update_fields=["text", "changed_at", "version"])
        return {"note": str(note.pk)}

    once(viewer, command.form_key, "note.change", make, now=now)
    return Noted(note.pk, note.case_id)
