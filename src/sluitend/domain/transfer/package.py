"""What travels: the package of a handover, as plain values that another program can read, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sluitend.domain.absence import AbsenceKind
from sluitend.domain.transfer.packing import PieceKind, TransferKind

FORM = 1
MOST_PIECES, MOST_PEOPLE = 300, 40
LONGEST = {"text": 4000, "who": 300, "name": 200, "short": 60}


class Unfit(ValueError):  # noqa: N818 - it reads as what it is
    """This is no package that the program can read; says nothing of what stands in it."""


@dataclass(frozen=True, slots=True)
class PackedPiece:
    """One piece that goes along. about: whom it concerns, by the labels of the package: names do not travel."""

    kind: PieceKind
    text: str = field(repr=False)
    who: str = field(default="", repr=False)
    on: date | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pupil:
    """Who it is about, between attendance officers (K1)."""

    given_names: str = field(repr=False)
    prefix: str = field(repr=False)
    surname: str = field(repr=False)
    birth_date: date = field(repr=False)


@dataclass(frozen=True, slots=True)
class Absence:
    """Kind, days and school of the open file (K3, K4)."""

    kind: AbsenceKind
    begin_on: date
    end_on: date | None
    brin: str
    vestiging: str


@dataclass(frozen=True, slots=True)
class Package:
    """One package. ref: the handover it belongs to. people: labels such as `kind 1`, in the order of the plan.

    pupil and absence: of a handover between attendance officers only.
    """

    kind: TransferKind
    ref: UUID
    people: tuple[str, ...] = ()
    pieces: tuple[PackedPiece, ...] = ()
    pupil: Pupil | None = None
    absence: Absence | None = None


def to_plain(package: Package) -> dict[str, Any]:
    """Write a package as plain values."""
    plain: dict[str, Any] = {
        "form": FORM,
        "kind": package.kind.value,
        "ref": str(package.ref),
        "people": list(package.people),
        "pieces": [
            {
                "kind": one.kind.value,
                "text": one.text,
                "who": one.who,
                "on": one.on.isoformat() if one.on else None,
                "about": list(one.about),
            }
            for one in package.pieces
        ],
    }
    if package.pupil is not None:
        pupil = package.pupil
        plain["pupil"] = {
            "given_names": pupil.given_names,
            "prefix": pupil.prefix,
            "surname": pupil.surname,
            "birth_date": pupil.birth_date.isoformat(),
        }
    if package.absence is not None:
        absence = package.absence
        plain["absence"] = {
            "kind": absence.kind.value,
            "begin_on": absence.begin_on.isoformat(),
            "end_on": absence.end_on.isoformat() if absence.end_on else None,
            "brin": absence.brin,
            "vestiging": absence.vestiging,
        }
    return plain


def from_plain(plain: Any) -> Package:
    """Read a package. Another form, a field that is not known, or text that does not fit is refused as a whole.

    Raises:
        Unfit: it cannot be read.
    """
    try:
        return _read(plain)
    except (TypeError, ValueError, KeyError, AttributeError) as wrong:
        raise Unfit from wrong


def _read(plain: Any) -> Package:
    given = _only(plain, "form", "kind", "ref", "people", "pieces", "pupil", "absence")
    if given["form"] != FORM:
        raise Unfit
    kind = TransferKind(given["kind"])
    people = tuple(_text(label, "short") for label in _list(given["people"], MOST_PEOPLE))
    pieces = tuple(_piece(one, people) for one in _list(given["pieces"], MOST_PIECES))
    pupil = _pupil(given["pupil"]) if "pupil" in given else None
    absence = _absence(given["absence"]) if "absence" in given else None
    about_pupil = pupil is not None and absence is not None
    if about_pupil is not (kind is TransferKind.REPORT) or (pupil is None) is not (absence is None):
        raise Unfit
    return Package(kind, UUID(given["ref"]), people, pieces, pupil, absence)


def _piece(plain: Any, people: tuple[str, ...]) -> PackedPiece:
    given = _only(plain, "kind", "text", "who", "on", "about")
    about = tuple(_text(label, "short") for label in _list(given["about"], MOST_PEOPLE))
    if not set(about) <= set(people):
        raise Unfit
    return PackedPiece(
        PieceKind(given["kind"]), _text(given["text"], "text"), _text(given["who"], "who"), _day(given["on"]), about
    )


def _pupil(plain: Any) -> Pupil:
    given = _only(plain, "given_names", "prefix", "surname", "birth_date")
    first, prefix, last = (_text(given[part], "name") for part in ("given_names", "prefix", "surname"))
    return Pupil(first, prefix, last, date.fromisoformat(given["birth_date"]))


def _absence(plain: Any) -> Absence:
    given = _only(plain, "kind", "begin_on", "end_on", "brin", "vestiging")
    brin, place = _text(given["brin"], "short"), _text(given["vestiging"], "short")
    if len(brin) > 4 or len(place) > 2:
        raise Unfit
    begin = date.fromisoformat(given["begin_on"])
    return Absence(AbsenceKind(given["kind"]), begin, _day(given["end_on"]), brin, place)


def _only(plain: Any, *known: str) -> Mapping[str, Any]:
    if not isinstance(plain, dict) or not set(plain) <= set(known):
        raise Unfit
    return plain


def _list(given: Any, most: int) -> list[Any]:
    if not isinstance(given, list) or len(given) > most:
        raise Unfit
    return given


def _text(given: Any, kind: str) -> str:
    if not isinstance(given, str) or len(given) > LONGEST[kind] or "\x00" in given:
        raise Unfit
    return given


def _day(given: Any) -> date | None:
    return None if given is None else date.fromisoformat(given)
