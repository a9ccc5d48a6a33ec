"""Every column of every table with what it holds about people, as a page; a test compares it with docs/rules/columns.md.

Run as `python -m sluitend.records.columns FILE` after a change to the models.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from django.apps import apps
from django.db.models import Field, Model

from sluitend.domain.vocabulary import Category

INTRODUCTION = """\
# Kolommen per categorie

Gemaakt uit `src/sluitend/records/models` met `python -m sluitend.records.columns docs/rules/columns.md`. Verander de
modellen, niet deze bladzijde.

Elke kolom die iets over een mens zegt, hoort bij één categorie. Wie die categorie niet mag zien, ziet de kolom niet.
Sleutels en verwijzingen naar andere rijen staan hier niet bij: die zeggen niets zonder de rij zelf.
"""


def own_columns(model: type[Model]) -> list[Field[object, object]]:
    """Give the columns of a model that hold a value: not its key and no reference to another row."""
    return [f for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation]  # noqa: SLF001 - the documented way to list columns


def tables() -> list[type[Model]]:
    """Give every model of the program, by the name of its table."""
    models: Iterable[type[Model]] = apps.get_app_config("records").get_models()
    return sorted(models, key=lambda model: model._meta.db_table)  # noqa: SLF001


def page() -> str:
    """Give the whole page as Markdown: first by category, then the columns that say nothing about a person."""
    parts = [INTRODUCTION]
    for category in Category:
        found = sorted(f"{table}.{column}" for table, column, of in personal() if of is category)
        parts.append(f"## {category.upper()}: {category.sentence}\n")
        parts.append("".join(f"- `{name}`\n" for name in found) or "Nergens opgeslagen.\n")
    parts.append("## Niet over een mens\n")
    for model in tables():
        plain = ", ".join(f"`{name}`" for name in sorted(getattr(model, "plain", ())))
        if plain:
            parts.append(f"- `{model._meta.db_table}`: {plain}")  # noqa: SLF001
    return "\n".join(parts) + "\n"


def personal() -> Iterator[tuple[str, str, Category]]:
    """Give table, column and category of everything that says something about a person."""
    for model in tables():
        for column, category in getattr(model, "personal", {}).items():
            yield model._meta.db_table, column, category  # noqa: SLF001


def main(arguments: list[str]) -> None:
    """Write the page to a file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluitend.config.settings")
    django.setup()
    Path(arguments[0]).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
