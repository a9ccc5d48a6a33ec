"""`sluitend import absence|departures FILE`: load a file as one attendance officer, showing how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sluitend.config import shell_user
from sluitend.config.faults import Fault
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.records.models import User
from sluitend.services import absences, departures, flow
from sluitend.services.files import Progress


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. receive: takes it in. load: loads a piece. page: where the bad rows stand."""

    receive: Callable[[Viewer, IO[bytes], str, datetime], Progress]
    load: Callable[[Viewer, UUID, datetime], Progress]
    page: str


ABSENCE = Kind(
    lambda viewer, file, form, now: absences.receive_file(viewer, file, form, now=now),
    lambda viewer, pk, now: flow.load_absences(viewer, pk, now=now),
    "Verzuim",
)
DEPARTURES = Kind(
    lambda viewer, file, form, now: departures.receive_file(viewer, file, form, now=now),
    lambda viewer, pk, now: flow.load_departures(viewer, pk, now=now),
    "Vertrek",
)


class ImportFault(Fault):
    """The file cannot be loaded; the message is a sentence for people."""


def run(file: Path, municipality: str, email: str, say: Callable[[str], None], kind: Kind = ABSENCE) -> int:
    """Load the file piece by piece; run it again after it was stopped and it goes on.

    Gives 0 when every row was loaded, 2 when some rows were not.

    Raises:
        ImportFault: no such officer in this municipality, or the file as a whole is refused.
    """
    form = "json" if file.suffix.casefold() == ".json" else "csv"
    user = shell_user.login(email)
    if user is None:
        raise ImportFault(_nobody(municipality))
    try:
        with file.open("rb") as stream, transaction.atomic():
            progress = kind.receive(_officer(user, municipality), stream, form, timezone.now())
    except Refused as refused:
        raise ImportFault(" ".join(str(refusal) for refusal in refused.refusals)) from None
    except NotFound:
        raise ImportFault(_nobody(municipality)) from None
    except OSError as error:
        raise ImportFault(f"Het bestand is niet te lezen: {error.strerror}.") from None
    while not progress.finished:
        with transaction.atomic():
            progress = kind.load(_officer(user, municipality), progress.id, timezone.now())
        say(f"{progress.rows_done} van {progress.rows_total} regels")
    say(
        f"Klaar: {progress.rows_new} nieuw, {progress.rows_changed} gewijzigd, {progress.rows_same} al bekend, "
        f"{progress.rows_bad} met een fout."
    )
    if progress.rows_bad:
        say(f"De fouten staan per regel op de pagina {kind.page}, Inlezen.")
    return 2 if progress.rows_bad else 0


def _officer(user: User, municipality: str) -> Viewer:
    """Give this user as attendance officer of this municipality; must run inside a transaction."""
    return shell_user.member(user, municipality, Role.ATTENDANCE, now=timezone.now())


def _nobody(municipality: str) -> str:
    return f"Dit is geen leerplichtambtenaar van {municipality}, of die gemeente bestaat niet."
