"""How words about health begin, which do not go back to a school; read from feedback.toml."""

from __future__ import annotations

from functools import cache

from sluitend.content.loader import packaged, whole

FILE = "feedback.toml"


@cache
def health_words() -> tuple[str, ...]:
    """Give the list that comes with the program."""
    return parse_health_words(packaged(FILE))


def parse_health_words(text: str, file: str = FILE) -> tuple[str, ...]:
    """Make the list from the text of a TOML file.

    Raises:
        ContentError: something is unknown, missing, double, too short or not in small letters.
    """
    root = whole(file, text)
    root.only("version", "begins")
    root.text("version")
    words = root.words("begins")
    for word in words:
        if len(word) < 3 or word != word.casefold() or not word.isalpha():
            raise root.wrong("begins", f"“{word}” is geen begin van een woord in kleine letters")
    return words
