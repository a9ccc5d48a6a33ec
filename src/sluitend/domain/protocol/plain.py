"""A protocol as plain data and back: so that a version that was used can be kept when its content has moved on.

Written from the fields of the values themselves, so that no field can be forgotten. A field that came later has its
default in what was kept before it.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from sluitend.domain.protocol.steps import Protocol

Plain = dict[str, Any]


def to_plain(protocol: Protocol) -> Plain:
    """Give a protocol as values that fit in JSON; the same protocol always gives the same."""
    plain: Plain = _plain(protocol)
    return plain


def from_plain(plain: Mapping[str, Any]) -> Protocol:
    """Make the protocol again.

    Raises:
        ValueError: this is no protocol that the program knows how to read.
    """
    try:
        made: Protocol = _made(Protocol, plain)
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise ValueError("no protocol that can be read") from wrong
    return made


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return [[str(key), _plain(one)] for key, one in value.items()]  # a database keeps no order of names
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _made(kind: Any, plain: Any) -> Any:
    if is_dataclass(kind):
        return _of_fields(kind, plain)
    if typing.get_origin(kind) is not None:
        return _composed(kind, plain)
    if kind is date:
        return date.fromisoformat(plain)
    if issubclass(kind, Enum):
        return kind(plain)
    if not isinstance(plain, kind):
        raise TypeError(f"{plain!r} is no {kind.__name__}")
    return plain


def _composed(kind: Any, plain: Any) -> Any:
    outer, inner = typing.get_origin(kind), typing.get_args(kind)
    if outer in (types.UnionType, typing.Union):
        return None if plain is None else _made(next(one for one in inner if one is not type(None)), plain)
    if outer in (tuple, frozenset):
        return outer(_made(inner[0], one) for one in plain)
    return {key: _made(inner[1], one) for key, one in dict(plain).items()}  # by code, in its order


def _of_fields(kind: Any, plain: Mapping[str, Any]) -> Any:
    hints, known = _hints(kind), {field.name: field for field in fields(kind)}
    needed = {name for name, field in known.items() if field.default is MISSING and field.default_factory is MISSING}
    if not needed <= set(plain) <= set(known):
        raise KeyError(kind.__name__)
    return kind(**{name: _made(hints[name], one) for name, one in plain.items()})
