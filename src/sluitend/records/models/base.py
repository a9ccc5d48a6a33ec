"""What every row has: an id that says nothing, and the municipality it belongs to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from sluitend.domain.vocabulary import Category


class Row(models.Model):
    """A row of one municipality.

    personal names the category of each column that holds something about a person; plain names the columns that do
    not. A sweep over all models fails for a column that stands in neither. guarded says that the database refuses a
    write in a transaction that has not written its audit line.
    """

    personal: ClassVar[Mapping[str, Category]] = {}
    plain: ClassVar[Iterable[str]] = ()
    guarded: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey("records.Municipality", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


def one_of(table: str, field: str, values: Iterable[str], *, empty: bool = False) -> models.CheckConstraint:
    """Let a column hold only the given words; empty allows the empty string too."""
    allowed = [str(value) for value in values] + ([""] if empty else [])
    return models.CheckConstraint(name=f"{table}_{field}_known", condition=Q(**{f"{field}__in": allowed}))


def person_columns() -> dict[str, Category]:
    """Categories of the identity columns that a person in a signal, a case or an absence report has."""
    return {
        "given_names": Category.K1,
        "prefix": Category.K1,
        "surname": Category.K1,
        "birth_date": Category.K1,
        "bsn_sealed": Category.K1,
        "bsn_digest": Category.K1,
    }
