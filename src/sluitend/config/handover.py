"""`sluitend handover export|import FILE`: carry a handover to another installation, and its receipt back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sluitend.config import shell_user
from sluitend.config.faults import Fault
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.services import transfers

ROLES = (Role.COORDINATOR, Role.INTAKE, Role.ATTENDANCE)
MOST = 2_000_001  # bytes that are read of a file: one more than fits


class HandoverFault(Fault):
    """The file cannot be made or taken in; the message is a sentence for people."""


def export(file: Path, shown: UUID, municipality: str, email: str, say: Callable[[str], None]) -> int:
    """Write the file of a handover that was offered, or the receipt of one that was answered.

    Raises:
        HandoverFault: nothing there for this user, it was not offered or answered, or the file cannot be written.
    """

    def make(viewer: Viewer, now: datetime) -> None:
        made = transfers.file_of(viewer, shown, now=now)
        with file.open("xb") as stream:
            stream.write(made.content)

    _as_somebody(municipality, email, make)
    say(f"Gemaakt: {file}. Breng het naar de andere gemeente, en bel.")
    return 0


def bring(file: Path, municipality: str, email: str, say: Callable[[str], None]) -> int:
    """Take in a file that was brought: a handover, or the receipt of one.

    Raises:
        HandoverFault: it cannot be read or does not open, it came in before, or it is not for this user.
    """

    def take(viewer: Viewer, now: datetime) -> None:
        with file.open("rb") as stream:
            transfers.bring(viewer, stream.read(MOST), now=now)

    _as_somebody(municipality, email, take)
    say("Ingelezen. Het staat op de pagina Overdrachten.")
    return 0


def _as_somebody(municipality: str, email: str, act: Callable[[Viewer, datetime], None]) -> None:
    now = timezone.now()
    user = shell_user.login(email)
    nobody = f"Hier is niets voor deze medewerker van {municipality}, of die gemeente bestaat niet."
    if user is None:
        raise HandoverFault(nobody)
    for role in ROLES:
        try:
            with transaction.atomic():
                act(shell_user.member(user, municipality, role, now=now), now)
        except NotFound:
            continue
        except Refused as refused:
            raise HandoverFault(" ".join(str(refusal) for refusal in refused.refusals)) from None
        except FileExistsError:
            raise HandoverFault("Dit bestand bestaat al. Kies een andere naam.") from None
        except OSError as error:
            raise HandoverFault(f"Het bestand is niet te lezen of te schrijven: {error.strerror}.") from None
        return
    raise HandoverFault(nobody)
