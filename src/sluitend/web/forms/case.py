"""Forms about a case itself: opening it, its name and deputy, seats, heightened safety, looking again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Field
from django.forms.boundfield import BoundField
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.case import PersonIn, PersonKind
from sluitend.domain.person import NAME_LIMIT, PREFIX_LIMIT, read_birth_date, read_postcode
from sluitend.domain.triage import CriterionFact, check_criteria
from sluitend.queries.cases import Choice, OpenForm
from sluitend.services.cases import OpenCase, ReaderIn
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import (
    BaseForm,
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    MemberField,
    TextField,
    YesNoField,
)
from sluitend.web.forms.people import (
    NOT_YET_HERE,
    REASON_HELP,
    check_other_deputy,
    choice_words,
    chosen,
    forget,
    listed,
)
from sluitend.web.forms.signal import ReadField

FIRST_ROWS = 3
MOST_ROWS = 12
PARTS = ("kind", "given_names", "prefix", "surname", "birth_date", "relation")
_KINDS = (PersonKind.CHILD, PersonKind.ADULT, PersonKind.ADULT)


def choices(rows: Iterable[Choice], *, empty: bool = False) -> list[tuple[str, str]]:
    """Make the options of a list; empty puts "make a choice" on top."""
    options = listed((row.id, choice_words(row)) for row in rows)
    return [("", gettext("Maak een keuze")), *options] if empty else options


def rows_in(typed: Mapping[str, Any]) -> int:
    """Give how many people a sent form speaks about."""
    numbers = [
        int(name.split("_")[1]) for name in typed if name.startswith("person_") and name.split("_")[1].isdecimal()
    ]
    return min(max([FIRST_ROWS, *numbers]), MOST_ROWS)


def person_fields(kind: PersonKind, today: date) -> dict[str, Field]:
    """Make the fields of one person of a case that opens, by part. kind: what stands chosen at first."""
    kinds = MemberField(PersonKind, label=_("Kind of volwassene"), as_list=True, required=False)
    kinds.initial = kind
    parts: dict[str, Field] = {
        "kind": kinds,
        "given_names": TextField(label=_("Voornaam"), limit=NAME_LIMIT, required=False),
        "prefix": TextField(label=_("Tussenvoegsel"), limit=PREFIX_LIMIT, required=False),
        "surname": TextField(label=_("Achternaam"), limit=NAME_LIMIT, required=False),
        "birth_date": ReadField(
            partial(read_birth_date, today=today), empty=None, label=_("Geboortedatum"), required=False
        ),
        "relation": TextField(label=_("Wie is dit voor het gezin?"), limit=60, required=False),
    }
    for field in parts.values():
        vars(field)["said_above"] = True
    return parts


class OpenCaseForm(QuotingForm):
    """Open a case without a concern behind it: who, why by the entry criteria, who holds it, and whether it is safe."""

    said_above = ("readers", "on_call")

    title = TextField(
        label=_("Hoe heet deze casus?"), help_text=_("Zoals “Gezin Van Dijk”. Schrijf er niets anders in."), limit=200
    )
    postcode = ReadField(
        read_postcode,
        label=_("Postcode van het huis waar de kinderen wonen"),
        help_text=_("Weet u hem niet? Laat het vak leeg."),
        required=False,
    )
    house_number = TextField(label=_("Huisnummer"), limit=10, required=False)
    coordinator = ChoiceField(label=_("Wie is de casusregisseur?"), help_text=NOT_YET_HERE, as_list=True)
    deputy = ChoiceField(label=_("Wie vervangt de casusregisseur?"), as_list=True, required=False)
    heightened = YesNoField(
        label=_("Kan het gevaarlijker worden als iemand thuis van deze casus hoort?"),
        help_text=_("Twijfelt u? Kies dan ja."),
    )
    readers = ChoicesField(
        label=_("Wie mogen de casus dan zien?"),
        help_text=_("Ten minste drie mensen, met de casusregisseur mee. Alleen nodig als u “ja” koos."),
        required=False,
    )
    on_call = ChoiceField(label=_("Wie van hen is altijd te bellen?"), as_list=True, required=False)

    def __init__(self, *args: Any, page: OpenForm, today: date, rows: int, **how: Any) -> None:
        how.setdefault("initial", {})
        how["initial"] |= {
            "coordinator": str(page.me),
            "readers": [str(pk) for pk in page.listed],
            "on_call": str(next(iter(page.on_call), "")),
        }
        super().__init__(*args, **how)
        self.page, self.count = page, rows
        self.fields["coordinator"].choices = choices(page.coordinators, empty=True)  # type: ignore[attr-defined]
        self.fields["deputy"].choices = choices(page.coordinators, empty=True)  # type: ignore[attr-defined]
        self.fields["readers"].choices = choices(page.readers)  # type: ignore[attr-defined]
        self.fields["on_call"].choices = choices(page.readers, empty=True)  # type: ignore[attr-defined]
        for place in range(1, rows + 1):
            self._add_person(place, today)
        for one in page.criteria.criteria:
            text = one.text_en if get_language() == "en" else one.text_nl
            evidence = one.evidence_en if get_language() == "en" else one.evidence_nl
            self.fields[f"{one.code}_fact"] = LongTextField(
                label=text, help_text=evidence, limit=1000, rows=2, required=False
            )
            vars(self.fields[f"{one.code}_fact"])["said_above"] = True
            self.fields[f"{one.code}_source"] = TextField(label=_("Van wie weet u dit?"), limit=120, required=False)
            self.fields[f"{one.code}_on"] = DateField(label=_("Van welke dag is dit?"), required=False)
        forget(self)

    def _add_person(self, place: int, today: date) -> None:
        for part, field in person_fields(_KINDS[min(place, len(_KINDS)) - 1], today).items():
            self.fields[f"person_{place}_{part}"] = field

    @property
    def person_rows(self) -> list[dict[str, BoundField]]:
        """Give the fields of each person, by part."""
        return [{part: self[f"person_{place}_{part}"] for part in PARTS} for place in range(1, self.count + 1)]

    @property
    def criterion_rows(self) -> list[tuple[str, BoundField, BoundField, BoundField]]:
        """Give the fields of each criterion with its letter."""
        return [
            (one.group, self[f"{one.code}_fact"], self[f"{one.code}_source"], self[f"{one.code}_on"])
            for one in self.page.criteria.criteria
        ]

    def clean(self) -> dict[str, Any]:
        """Say all that is missing in one go: what the service would refuse stands beside what was left empty."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        unread = [one for one in self.page.criteria.criteria if f"{one.code}_fact" in self.errors]
        facts = [*self._facts(), *(CriterionFact(one.code, one.group, "?") for one in unread)]
        self.add_found(*check_criteria(facts), check_other_deputy(given.get("coordinator"), given.get("deputy")))
        return given

    def command(self) -> OpenCase:
        """Give what was filled in; a row of a person without a name is left out."""
        given = self.cleaned_data
        heightened = bool(given["heightened"])
        return OpenCase(
            signal_id=None,
            title=given["title"],
            coordinator_id=UUID(given["coordinator"]),
            deputy_id=chosen(given["deputy"]),
            persons=tuple(self._persons()),
            heightened=heightened,
            criteria=tuple(self._facts()),
            readers=readers_of(given) if heightened else (),
            quote=given["quote"],
            form_key=self.key,
        )

    def _persons(self) -> Iterable[PersonIn]:
        given = self.cleaned_data
        for place in range(1, self.count + 1):
            parts = {part: given[f"person_{place}_{part}"] for part in PARTS}
            if not (parts["given_names"] or parts["surname"] or parts["birth_date"] or parts["relation"]):
                continue
            kind = parts.pop("kind") or PersonKind.ADULT
            home = kind is PersonKind.CHILD
            yield PersonIn(
                kind=kind,
                postcode=given["postcode"] if home else "",
                house_number=given["house_number"] if home else "",
                **parts,
            )

    def _facts(self) -> Iterable[CriterionFact]:
        given = self.cleaned_data
        for one in self.page.criteria.criteria:
            if fact := given.get(f"{one.code}_fact"):
                source, day = given.get(f"{one.code}_source", ""), given.get(f"{one.code}_on")
                yield CriterionFact(one.code, one.group, fact, source, day)


def readers_of(given: Mapping[str, Any]) -> tuple[ReaderIn, ...]:
    """Read who was ticked for the reading list, and who of them is on call; who is on call is on the list."""
    on_call = chosen(given["on_call"])
    listed_ids = dict.fromkeys([*(UUID(pk) for pk in given["readers"]), *([on_call] if on_call else [])])
    return tuple(ReaderIn(pk, on_call=pk == on_call) for pk in listed_ids)


class ChangeCaseForm(QuotingForm):
    """Another name for the case, or another deputy."""

    versioned = True

    title = TextField(label=_("Hoe heet deze casus?"), limit=200)
    deputy = ChoiceField(
        label=_("Wie vervangt de casusregisseur?"), help_text=NOT_YET_HERE, as_list=True, required=False
    )
    reason = TextField(label=_("Waarom wijzigt u dit?"), help_text=REASON_HELP, limit=300)

    def __init__(self, *args: Any, coordinators: Iterable[Choice], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["deputy"].choices = choices(coordinators, empty=True)  # type: ignore[attr-defined]


class SeatForm(QuotingForm):
    """A seat at the table."""

    membership = ChoiceField(label=_("Welke collega?"), as_list=True)
    function = TextField(label=_("Wat doet deze collega in deze casus?"), limit=120)
    reason = TextField(label=_("Waarom is dat nodig?"), help_text=REASON_HELP, limit=300)
    until = DateField(label=_("Tot en met wanneer?"))

    def __init__(self, *args: Any, colleagues: Iterable[Choice], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["membership"].choices = choices(colleagues, empty=True)  # type: ignore[attr-defined]


class ConfirmForm(BaseForm):
    """A button that does one thing."""


class ReadersForm(QuotingForm):
    """Who may see a case of heightened safety."""

    versioned = True

    readers = ChoicesField(
        label=_("Wie mogen deze casus zien?"), help_text=_("Ten minste drie mensen, met de casusregisseur mee.")
    )
    on_call = ChoiceField(label=_("Wie van hen is altijd te bellen?"), as_list=True)
    reason = TextField(label=_("Waarom?"), help_text=_("Alleen mensen op de leeslijst lezen deze zin."), limit=300)

    def __init__(self, *args: Any, colleagues: Iterable[Choice], **how: Any) -> None:
        super().__init__(*args, **how)
        listed_here = tuple(colleagues)
        self.fields["readers"].choices = choices(listed_here)  # type: ignore[attr-defined]
        self.fields["on_call"].choices = choices(listed_here, empty=True)  # type: ignore[attr-defined]


class LowerForm(QuotingForm):
    """Ask a colleague of the list whether heightened safety can end."""

    second = ChoiceField(
        label=_("Welke collega van de leeslijst beslist met u mee?"),
        help_text=_("Uw collega krijgt de vraag en zegt zelf ja of nee."),
        as_list=True,
    )
    reason = TextField(label=_("Waarom is het nu veilig?"), help_text=_("Uw collega leest dit."), limit=300)

    def __init__(self, *args: Any, listed_here: Iterable[Choice], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["second"].choices = choices(listed_here, empty=True)  # type: ignore[attr-defined]


class ReviewForm(QuotingForm):
    """That somebody looked again at whether the reasons for the case still hold."""

    versioned = True

    reason = LongTextField(label=_("Waarom is deze casus nog nodig?"), help_text=REASON_HELP, limit=300, rows=3)
