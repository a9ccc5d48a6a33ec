"""Loading a file with rows about children: the same two pages for every kind of file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sluitend.domain.absence import FileAbout
from sluitend.domain.outcome import Refused
from sluitend.domain.sharing import Viewer
from sluitend.queries.absences import ImportLine, import_page
from sluitend.services.files import Progress
from sluitend.web.forms.absences import UploadForm
from sluitend.web.labels import Words
from sluitend.web.paging import page_number
from sluitend.web.request import PageRequest


@dataclass(frozen=True, slots=True)
class FileRoom:
    """Where files of one kind are loaded. inbox, upload, file: names of its pages. header: the first line of a file.

    steps: name of the page that says which words a file may use, or empty. title: of the list it belongs to. heading: of the page on which a file is chosen. receive and earlier: what takes a
    file in, and what gives the last ones.
    """

    about: FileAbout
    inbox: str
    upload: str
    file: str
    title: Words
    heading: Words
    header: str
    receive: Callable[[Viewer, IO[bytes], str, datetime], Progress]
    earlier: Callable[[Viewer], Sequence[ImportLine]]
    steps: str = ""


def choose_file(request: PageRequest, room: FileRoom) -> HttpResponse:
    """Take in a file; a bad file is refused whole with a sentence."""
    earlier = room.earlier(request.viewer)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        kind = "json" if file.name.casefold().endswith(".json") else "csv"
        try:
            progress = room.receive(request.viewer, file, kind, request.now)
        except Refused as refused:
            form.add_refusals(refused)
        else:
            return redirect(room.file, import_id=progress.id)
    status = 422 if form.errors else 200
    around = {"form": form, "imports": earlier, "room": room}
    return render(request, "absences/upload.html", around, status=status)


def show_file(request: PageRequest, room: FileRoom, import_id: UUID) -> HttpResponse:
    """Show how far a file is loaded, and the rows that were not."""
    page = import_page(request.viewer, import_id, number=page_number(request), about=room.about)
    template = "absences/progress.html" if request.headers.get("HX-Request") else "absences/import.html"
    return render(request, template, {"page": page, "room": room})
