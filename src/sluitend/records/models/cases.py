"""A case: persons, household and family kept apart, one coordinator, a team with end dates."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sluitend.domain.case import AuthorityKind, CaseStatus, PersonKind
from sluitend.domain.vocabulary import Category, Track

from .base import Row, one_of, person_columns


class Case(Row):
    """One family's case in one municipality, with one coordinator and a deputy."""

    personal: ClassVar = {"title": Category.K1, "closing_words": Category.K16}
    plain: ClassVar = (
        "number",
        "status",
        "heightened",
        "opened_at",
        "plan_due",
        "evaluate_by",
        "review_by",
        "closed_at",
        "closing_reason",
        "reopened_at",
        "ends_on",
        "erased_at",
        "track",
        "version",
    )

    number = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=20)
    track = models.CharField(max_length=20)
    heightened = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    coordinator = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    plan_due = models.DateField(null=True)
    evaluate_by = models.DateField(null=True)
    review_by = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(max_length=30, blank=True)
    closing_words = models.TextField(blank=True)
    reopened_at = models.DateTimeField(null=True)
    ends_on = models.DateField()
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "case_file"
        indexes = (
            models.Index(fields=("coordinator", "status"), name="case_coordinator"),
            models.Index(fields=("deputy",), name="case_deputy"),
            models.Index(fields=("municipality", "opened_at"), name="case_opened"),
        )
        constraints = (one_of("case_file", "status", CaseStatus), one_of("case_file", "track", Track))


class TeamSeat(Row):
    """A seat at the table of one case: function, since, until. No seat without an end date."""

    personal: ClassVar = {"reason": Category.K16}
    plain: ClassVar = ("function", "since", "until", "ended_at")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="seats")
    membership = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    given_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "team_seat"
        indexes = (
            models.Index(fields=("membership", "until"), name="team_seat_membership"),
            models.Index(fields=("case",), name="team_seat_case"),
        )


class Household(Row):
    """Who lives at one address; not the same as the family."""

    personal: ClassVar = {
        "street": Category.K1,
        "house_number": Category.K1,
        "postcode": Category.K1,
        "city": Category.K1,
        "label": Category.K2,
        "bron": Category.K2,
    }
    plain: ClassVar = ("as_of", "address_protected", "version")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="households")
    label = models.CharField(max_length=60)
    street = models.CharField(max_length=120, blank=True)
    house_number = models.CharField(max_length=10, blank=True)
    postcode = models.CharField(max_length=6, blank=True)
    city = models.CharField(max_length=80, blank=True)
    address_protected = models.BooleanField(default=False)
    bron = models.CharField(max_length=120)
    as_of = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "household"


class CasePerson(Row):
    """A person as known in this case; the same human being in another case is another row."""

    personal: ClassVar = person_columns() | {
        "relation": Category.K2,
        "phone": Category.K1,
        "contact_preference": Category.K1,
    }
    plain: ClassVar = ("kind", "in_family", "position", "version", "left_on", "taken_out_at")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="persons")
    kind = models.CharField(max_length=10)
    in_family = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    relation = models.CharField(max_length=60, blank=True)
    given_names = models.CharField(max_length=200, blank=True)
    prefix = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=200, blank=True)
    birth_date = models.DateField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    contact_preference = models.CharField(max_length=120, blank=True)
    bsn_sealed = models.BinaryField(null=True)
    bsn_digest = models.BinaryField(max_length=32, null=True)
    left_on = models.DateField(null=True)
    taken_out_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "case_person"
        indexes = (models.Index(fields=("case", "position"), name="case_person_order"),)
        constraints = (one_of("case_person", "kind", PersonKind),)


class HouseholdMember(Row):
    """Where a person of the case lives, from when until when."""

    plain: ClassVar = ("since", "until")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(CasePerson, on_delete=models.CASCADE, related_name="addresses")
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "household_member"


class ParentalAuthority(Row):
    """Who has authority over a child, says which source, as of when."""

    personal: ClassVar = {"kind": Category.K2, "bron": Category.K2, "holder_words": Category.K2}
    plain: ClassVar = ("as_of", "ended_on")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="authorities")
    child = models.ForeignKey(CasePerson, on_delete=models.CASCADE, related_name="authority")
    holder = models.ForeignKey(CasePerson, null=True, on_delete=models.CASCADE, related_name="+")
    holder_words = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=40)
    bron = models.CharField(max_length=120)
    as_of = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "parental_authority"
        constraints = (one_of("parental_authority", "kind", AuthorityKind),)


class Informing(Row):
    """That a person was told about the case, when and how; or a dated reason to wait, with a second person."""

    personal: ClassVar = {"how": Category.K16, "wait_reason": Category.K16}
    plain: ClassVar = ("told_on", "wait_until", "recorded_at")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="informings")
    person = models.ForeignKey(CasePerson, on_delete=models.CASCADE, related_name="informings")
    told_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField(null=True)
    how = models.CharField(max_length=200, blank=True)
    wait_reason = models.TextField(blank=True)
    wait_until = models.DateField(null=True)
    second_person = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "informing"
        constraints = (
            models.CheckConstraint(
                name="informing_told_or_waiting",
                condition=models.Q(told_on__isnull=False)
                | (
                    models.Q(wait_until__isnull=False, second_person__isnull=False)
                    & ~models.Q(wait_reason="")
                    & ~models.Q(second_person=models.F("told_by"))
                ),
            ),
        )


class Supporter(Row):
    """Somebody the family itself names as support; kept because they asked us to."""

    personal: ClassVar = {"name": Category.K1, "relation": Category.K2, "named_by_words": Category.K16}
    plain: ClassVar = ("since", "ended_on")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supporters")
    person = models.ForeignKey(CasePerson, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=160)
    relation = models.CharField(max_length=60)
    named_by_words = models.CharField(max_length=160)
    since = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "supporter"


class Note(Row):
    """A short note by one worker."""

    personal: ClassVar = {"text": Category.K16}
    plain: ClassVar = ("written_at", "changed_at", "version")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "note"
        indexes = (models.Index(fields=("case", "-written_at"), name="note_of_case"),)


class CaseChange(Row):
    """Why something that was known about people was changed: which fields, by whom and when, never what they held.

    second: the colleague with whom it was decided, where two are needed.
    """

    personal: ClassVar = {"reason": Category.K16}
    plain: ClassVar = ("kind", "changed", "at")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(CasePerson, null=True, on_delete=models.CASCADE, related_name="+")
    changed = ArrayField(models.CharField(max_length=40), default=list)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "case_change"
        indexes = (models.Index(fields=("case", "-at"), name="case_change_of_case"),)


class LastLook(Row):
    """When a worker last opened a case, and the time before: what is newer than the time before is marked as new."""

    plain: ClassVar = ("at", "before")
    guarded: ClassVar = False

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey("records.Membership", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    before = models.DateTimeField(null=True)

    class Meta:
        db_table = "last_look"
        constraints = (models.UniqueConstraint(fields=("case", "membership"), name="last_look_once"),)


class Evaluation(Row):
    """How it went, in the worker's and the family's words, and what was decided next."""

    personal: ClassVar = {"words": Category.K16, "family_words": Category.K16}
    plain: ClassVar = ("held_on", "next_step", "recorded_at")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evaluations")
    held_on = models.DateField()
    words = models.TextField()
    family_words = models.TextField(blank=True)
    next_step = models.CharField(max_length=30)
    recorded_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "evaluation"


class AfterCare(Row):
    """A call or visit six and twelve months after closing. cancelled_on: the case was opened again before it."""

    personal: ClassVar = {"words": Category.K16}
    plain: ClassVar = ("due_on", "held_on", "cancelled_on", "well")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="after_care")
    due_on = models.DateField()
    held_on = models.DateField(null=True)
    held_by = models.ForeignKey("records.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    well = models.BooleanField(null=True)
    cancelled_on = models.DateField(null=True)

    class Meta:
        db_table = "after_care"
        indexes = (models.Index(fields=("case", "due_on"), name="after_care_of_case"),)


class Handover(Row):
    """That a case went from one coordinator to another, by whom and why."""

    personal: ClassVar = {"reason": Category.K16}
    plain: ClassVar = ("at",)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("records.Membership", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        db_table = "handover"
