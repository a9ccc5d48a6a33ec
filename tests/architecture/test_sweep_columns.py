"""Every column says what it holds: something of one category about a person, or nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import models
from django.test.utils import isolate_apps

from sluitend.domain.vocabulary import Category
from sluitend.records import columns
from sluitend.records.models.base import Row
from sluitend.records.policies import OPEN_TABLES, TABLES

PAGE = Path(__file__).parents[2] / "docs" / "rules" / "columns.md"
NO_PERSON = {"exchange_key": {"secret_sealed"}}  # sealed, and about nobody: the secret halves of a municipality's keys
WORD = 40  # characters: in fewer nobody writes about a person; codes, numbers and digits of a phone

# Columns that fit a sentence and hold nothing about a family: who writes them. The list only shrinks.
NOT_ABOUT_A_FAMILY = {
    "absence_import_error.sentence": "a fixed sentence about a field of a file",
    "action.legal_title": "a code of the content",
    "action_share.coordinator_name": "a colleague",
    "action_share.ground": "words of the sharing rules",
    "app_user.email": "a colleague",
    "app_user.name": "a colleague",
    "app_user.password": "the hash of a password",
    "audit_event.action": "words of the program",
    "audit_event.ground": "words of the sharing rules",
    "audit_event.reason_code": "words of the program",
    "audit_event.role": "the function of a colleague",
    "decision.rule": "words of the program",
    "exchange_key.box_public": "a public key",
    "exchange_key.sign_public": "a public key",
    "exchange_peer.box_public": "a public key",
    "exchange_peer.name": "a public body",
    "exchange_peer.sign_public": "a public key",
    "family_block.label": "a worker's own word for their own family, which nobody else reads",
    "form_receipt.verb": "words of the program",
    "mandate.basis": "a covenant between organisations",
    "mandate.decider": "a colleague or somebody who decides elsewhere",
    "mandate.words": "what somebody may decide",
    "membership.display_name": "a colleague",
    "membership.function": "a colleague",
    "municipality.independent_help": "a public body",
    "municipality.name": "a public body",
    "municipality.phone_hours": "a public body",
    "municipality.slug": "a public body",
    "organisation.email": "a public body",
    "organisation.kind": "a code of the content",
    "organisation.name": "a public body",
    "own_protocol.why": "why a municipality has a norm of its own, by who sets it up",
    "signal.police_decision": "the number of a decision by the police",
    "team.name": "a team",
    "team_seat.function": "the function of a colleague",
    "transfer.answer_name": "a colleague elsewhere",
    "transfer.to_name": "a public body",
    "transfer_offer.answer_name": "a colleague",
    "transfer_offer.caller": "a colleague elsewhere",
    "transfer_offer.from_name": "a public body",
}
# Lower it when one goes; it rose for tables that know no family, and for names of municipalities that hand over.
CEILING = 40


def name_of(model: type[models.Model]) -> str:
    return model._meta.db_table


def unclear(model: type[models.Model]) -> list[str]:
    """Give the columns of a model that stand in neither list, in both, or that are listed and do not exist."""
    personal, plain = set(getattr(model, "personal", {})), set(getattr(model, "plain", ()))
    own = {field.name for field in columns.own_columns(model)}
    faults = [f"{name_of(model)}.{name} stands nowhere" for name in own - personal - plain if not _id_only(model, name)]
    faults += [f"{name_of(model)}.{name} stands in both" for name in personal & plain]
    faults += [f"{name_of(model)}.{name} is listed and does not exist" for name in (personal | plain) - own]
    faults += [f"{name_of(model)}.{n} has no category" for n, c in _of(model).items() if not isinstance(c, Category)]
    return sorted(faults)


def _of(model: type[models.Model]) -> dict[str, Category]:
    return dict(getattr(model, "personal", {}))


def _id_only(model: type[models.Model], name: str) -> bool:
    """An id of another row without a foreign key, as the log and the receipts hold it."""
    return isinstance(model._meta.get_field(name), models.UUIDField) and name.endswith(("_id", "_ref"))


def sentences(model: type[models.Model]) -> Iterator[str]:
    """Give the plain columns in which a sentence about somebody fits: no code out of a list that the database checks."""
    checked = " ".join(
        str(rule.condition) for rule in model._meta.constraints if isinstance(rule, models.CheckConstraint)
    )
    for field in columns.own_columns(model):
        fits = isinstance(field, models.CharField | models.TextField) and (field.max_length or 10_000) > WORD
        if fits and field.name not in _of(model) and f"'{field.name}__in'" not in checked:
            yield f"{name_of(model)}.{field.name}"


def test_every_column_is_personal_with_its_category_or_plain() -> None:
    assert [fault for model in columns.tables() for fault in unclear(model)] == []


def test_where_a_sentence_about_somebody_fits_it_is_personal() -> None:
    """Where anybody can write anything, somebody writes about a person."""
    found = {name for model in columns.tables() for name in sentences(model)}
    assert found == set(NOT_ABOUT_A_FAMILY)
    assert len(NOT_ABOUT_A_FAMILY) <= CEILING


def test_what_is_sealed_or_says_who_somebody_is_is_personal() -> None:
    """Nobody seals what says nothing about a person; a BSN, its digest and a birth date are a name (K1)."""
    for model in columns.tables():
        names = {field.name for field in columns.own_columns(model)}
        sealed = {name for name in names if "sealed" in name} - NO_PERSON.get(name_of(model), set())
        assert sealed <= set(_of(model)), name_of(model)
        who = {name for name in names if "bsn" in name or "birth_date" in name}
        assert all(_of(model).get(name) is Category.K1 for name in who), name_of(model)


def test_every_table_stands_behind_the_second_wall_or_has_a_reason() -> None:
    for model in columns.tables():
        walled, bare = name_of(model) in TABLES, name_of(model) in OPEN_TABLES
        assert walled != bare, name_of(model)
        assert not (bare and _of(model)), f"{name_of(model)}: personal data without row-level security"


def test_the_page_of_columns_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == columns.page(), (
        "run: python -m sluitend.records.columns docs/rules/columns.md"
    )


@isolate_apps("sluitend.records")
def test_the_sweep_sees_a_column_without_a_category() -> None:
    class Loose(Row):
        personal = {"both": Category.K1, "gone": "k1"}  # noqa: RUF012
        plain = ("both", "story")
        both = models.CharField(max_length=10)
        nowhere = models.TextField()
        story = models.CharField(max_length=300)
        other_ref = models.UUIDField()

        class Meta:
            app_label = "records"
            db_table = "loose"

    assert unclear(Loose) == [
        "loose.both stands in both",
        "loose.gone has no category",
        "loose.gone is listed and does not exist",
        "loose.nowhere stands nowhere",
    ]
    assert set(sentences(Loose)) == {"loose.nowhere", "loose.story"}
