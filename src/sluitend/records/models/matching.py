"""Keyed pseudonyms by which people are recognised inside one municipality and purpose, and who may read what is hidden."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .base import Row


class MatchKey(Row):
    """A keyed digest of a person in a signal or a case; equality is all it can tell."""

    plain: ClassVar = ("purpose", "kind", "digest", "person_ref")

    signal = models.ForeignKey("records.Signal", null=True, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("records.Case", null=True, on_delete=models.CASCADE, related_name="+")
    person_ref = models.UUIDField()
    purpose = models.CharField(max_length=4)
    kind = models.CharField(max_length=20)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "match_key"
        indexes = (
            models.Index(fields=("digest", "municipality", "purpose"), name="match_key_digest"),
            models.Index(fields=("case",), name="match_key_case"),
            models.Index(fields=("signal",), name="match_key_signal"),
        )


class HiddenMatch(Row):
    """That a signal touches a case of heightened safety: told to its named readers, to nobody else."""

    plain: ClassVar = ("found_at", "seen_at")

    signal = models.ForeignKey("records.Signal", on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hidden_match"
        constraints = (models.UniqueConstraint(fields=("signal", "case"), name="hidden_match_once"),)


class SafetyRoster(Row):
    """Who reads signals of heightened safety in this municipality, and who is on call; at least three, one on call."""

    plain: ClassVar = ("on_call", "since", "until")

    membership = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    on_call = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "safety_roster"
        constraints = (models.UniqueConstraint(fields=("municipality", "membership"), name="safety_roster_once"),)


class NamedReader(Row):
    """A named person who may read one signal or case of heightened safety, until a date."""

    plain: ClassVar = ("on_call", "since", "until")

    signal = models.ForeignKey("records.Signal", null=True, on_delete=models.CASCADE, related_name="named_readers")
    case = models.ForeignKey("records.Case", null=True, on_delete=models.CASCADE, related_name="named_readers")
    membership = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    on_call = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField()

    class Meta:
        db_table = "named_reader"
        indexes = (models.Index(fields=("membership",), name="named_reader_membership"),)
