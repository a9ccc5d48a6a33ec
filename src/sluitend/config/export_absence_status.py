"""`sluitend export absence-status FILE`: what changed for the absence register, as one attendance officer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from sluitend.config import shell_user
from sluitend.config.faults import Fault
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.vocabulary import Role
from sluitend.services import absences


class ExportFault(Fault):
    """The file cannot be made; the message is a sentence for people."""


def run(file: Path, municipality: str, email: str, say: Callable[[str], None]) -> int:
    """Write the file and keep that it was sent; when it cannot be written, nothing is kept as sent.

    Raises:
        ExportFault: no such officer, nothing changed, another package leads, or the file cannot be written.
    """
    now = timezone.now()
    user = shell_user.login(email)
    if user is None:
        raise ExportFault(_nobody(municipality))
    try:
        with transaction.atomic():
            viewer = shell_user.member(user, municipality, Role.ATTENDANCE, now=now)
            made = absences.export_status(viewer, uuid4(), now=now)
            text = absences.status_text(viewer, made, now=now)
            with file.open("x", encoding="utf-8", newline="") as stream:
                stream.write(text)
    except Refused as refused:
        raise ExportFault(" ".join(str(refusal) for refusal in refused.refusals)) from None
    except NotFound:
        raise ExportFault(_nobody(municipality)) from None
    except FileExistsError:
        raise ExportFault(f"{file} bestaat al. Kies een andere naam; er is niets verstuurd.") from None
    except OSError as error:
        raise ExportFault(f"Het bestand is niet te schrijven: {error.strerror}.") from None
    say(f"Gemaakt: {file}, met {text.count(chr(10)) - 1} meldingen. Lees het in het register in.")
    return 0


def _nobody(municipality: str) -> str:
    return f"Dit is geen leerplichtambtenaar van {municipality}, of die gemeente bestaat niet."
