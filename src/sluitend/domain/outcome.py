"""A refusal is a sentence for people, and the same sentence everywhere: beside the button, in the form, in the API."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done now.

    code: stable name, `room.reason`, for tests and the API. sentence: plain Dutch, a translation key; `%(name)s`
    places are filled from params. field: the form field it belongs to, or empty. source: the article or decision
    behind it, or empty.
    """

    code: str
    sentence: str
    field: str = ""
    source: str = ""
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        """Give the Dutch sentence with its places filled."""
        return self.sentence % self.params if self.params else self.sentence


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """Raised by services when a check refused; carries one or more refusals."""

    def __init__(self, *refusals: Refusal) -> None:
        """Carry the refusals; there is at least one."""
        if not refusals:
            raise ValueError("a refusal needs a reason")
        self.refusals = refusals
        super().__init__("; ".join(r.code for r in refusals))


class NotFound(Exception):  # noqa: N818 - it reads as what happened
    """Nothing here for this viewer. Does not exist and may not be seen are the same, on purpose."""


class Conflict(Exception):  # noqa: N818 - it reads as what happened
    """Somebody else saved first; both texts stay.

    stored: per form field what was saved meanwhile. version: of what was saved. by and at: who saved it, and when.
    """

    def __init__(self, stored: Mapping[str, str], *, version: int, by: str, at: datetime) -> None:
        """Carry what was stored, and who stored it."""
        self.stored, self.version, self.by, self.at = dict(stored), version, by, at
        super().__init__(f"version {version}")


def refuse_any(*checks: Refusal | None) -> None:
    """Raise Refused with every refusal among the checks; do nothing when all are None."""
    refusals = [check for check in checks if check is not None]
    if refusals:
        raise Refused(*refusals)
