"""Log lines that cannot carry a person's data."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

ExceptionInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class NamelessFormatter(logging.Formatter):
    """Write where it went wrong and the kind of error, never its message: a database puts the row's values in it."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the base class's name
        """Give the places in the code and the kinds of error, innermost cause first."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            places = [f'  "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
            lines = [*places, f"{type(error).__module__}.{type(error).__qualname__}", *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
