"""The forms of a concern: the first question, the door, the report itself, and a report to Veilig Thuis."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sluitend.domain.outcome import Refusal, Refused
from sluitend.domain.person import NAME_LIMIT, PREFIX_LIMIT, Bsn, read_birth_date, read_bsn, read_phone, read_postcode
from sluitend.domain.signal import (
    ASKS_FOR_HELP,
    BY_OTHERS,
    CALLERS,
    MOST_CHILDREN,
    AdultIn,
    AgreedBy,
    AgreedHow,
    Agreement,
    Channel,
    ChildIn,
    Door,
    ReporterKind,
)
from sluitend.services.signals import HandIn
from sluitend.web.forms.base import (
    BaseForm,
    DateField,
    LongTextField,
    MemberField,
    TextField,
    TickField,
    YesNoField,
)
from sluitend.web.labels import Words, sentence

QUOTE = _("Dit is een noodzakelijk citaat van het gezin. De woorden staan tussen aanhalingstekens.")
MASK = "•"
CHILD_PARTS = (
    "given_names",
    "prefix",
    "surname",
    "birth_date",
    "description",
    "postcode",
    "house_number",
    "bsn",
)


class ReadField(TextField):
    """A text of which the domain makes a value: a phone number, a postcode, a birth date, a BSN.

    read: gives the value, or a refusal whose sentence stands at the field. empty: the value of an empty box.
    """

    def __init__(self, read: Callable[[str], Any], *, empty: Any = "", **how: Any) -> None:
        super().__init__(**how)
        self.read = read
        self.empty = empty

    def to_python(self, value: Any) -> Any:
        """Read what was typed; what cannot be read stays in the box."""
        typed = super().to_python(value)
        found = self.read(typed) if typed else self.empty
        if isinstance(found, Refusal):
            raise ValidationError(sentence(found), code=found.code)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether something else was typed than what stood there, before it is read."""
        return str(data or "").strip() != str(initial or "").strip()


class BsnField(ReadField):
    """A BSN: shown again as its last three digits only; what cannot be read stays as it was typed."""

    def __init__(self, **how: Any) -> None:
        super().__init__(read_bsn, empty=None, limit=30, required=False, label=_("BSN"), **how)

    def to_python(self, value: Any) -> Any:
        """Read it; digits that were shown masked and are not known here are typed again."""
        if MASK in (value or ""):
            raise ValidationError(_("Typ het BSN opnieuw: wij laten alleen de laatste drie cijfers zien."), code="mask")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Mask a BSN that stands in the box."""
        found = read_bsn(value) if isinstance(value, str) and value else None
        return found.masked() if isinstance(found, Bsn) else value


class DangerForm(BaseForm):
    """The first question of every concern."""

    danger = YesNoField(
        label=_("Kan het gevaarlijker worden als iemand thuis hiervan hoort?"),
        help_text=_(
            "Denk aan geweld, aan een kind dat ineens weg kan zijn, of aan iemand die gedwongen wordt. "
            "Twijfelt u? Kies dan ja."
        ),
        yes=_("Ja, of ik weet het niet zeker"),
        no=_("Nee"),
    )


_DOOR_HINTS: dict[str, Words] = {
    Door.ASKS: _("Aan de telefoon of aan de balie. U vult het samen in."),
    Door.AGREES: _("Een ouder met gezag, of de jongere vanaf 16 jaar. U gaat verder met de melding."),
    Door.NOT_YET: _("U krijgt raad zonder namen te noemen. Wij bewaren dan niets."),
    Door.UNSAFE: _("U belt Veilig Thuis. Wij bewaren alleen dat u dat deed, en wanneer."),
}


class DoorForm(BaseForm):
    """Whether the family knows. asks: whoever enters it may do so for somebody who asks for help."""

    door = MemberField(
        (Door.AGREES, Door.NOT_YET, Door.UNSAFE),
        label=_("Weet het gezin dat u dit meldt?"),
        choice_hints=_DOOR_HINTS,
    )

    def __init__(self, *args: Any, asks: bool, **how: Any) -> None:
        super().__init__(*args, **how)
        if asks:
            self.fields["door"] = MemberField(
                (Door.ASKS, Door.AGREES, Door.NOT_YET, Door.UNSAFE),
                label=_("Weet het gezin van deze melding?"),
                choice_hints=_DOOR_HINTS,
            )


class OutsideForm(BaseForm):
    """That somebody reported to Veilig Thuis, and when."""

    reported_on = DateField(label=_("Op welke dag hebt u Veilig Thuis gebeld of geschreven?"))


@dataclass(frozen=True, slots=True)
class Shape:
    """Which questions the report has, for this author and on this footing.

    door: None when home may not know. phone: the author's own number. children: how many can be filled in.
    """

    heightened: bool
    door: Door | None
    on_behalf: bool
    may_hold_bsn: bool
    police: bool
    phone: str
    children: int
    today: date


_TOLD: dict[str, tuple[Words, Words]] = {
    "seen": (
        _("Wat zag de melder?"),
        _("Alleen wat de melder zelf zag. Bijvoorbeeld: “Sam kwam drie keer zonder jas buiten.”"),
    ),
    "heard": (_("Wat hoorde de melder?"), _("In de woorden van wie het zei.")),
    "heard_from": (_("Van wie hoorde de melder dit?"), ""),
    "interpretation": (
        _("Wat denkt de melder zelf dat er aan de hand is?"),
        _("Dit is de indruk van de melder. Wij houden die apart van de feiten."),
    ),
}


class ReportForm(BaseForm):
    """The report: facts apart from what somebody makes of them, whose concern it is, and who agreed."""

    seen = LongTextField(
        label=_("Wat zag u?"),
        help_text=_("Alleen wat u zelf zag. Bijvoorbeeld: “Sam kwam drie keer zonder jas op school.”"),
        required=False,
        rows=4,
    )
    heard = LongTextField(
        label=_("Wat hoorde u?"), help_text=_("In de woorden van wie het zei."), required=False, rows=3
    )
    heard_from = TextField(label=_("Van wie hoorde u dit?"), required=False)
    happened = TextField(
        label=_("Wanneer was dit?"), help_text=_("Een dag, een week of sinds wanneer."), required=False
    )
    interpretation = LongTextField(
        label=_("Wat denkt u zelf dat er aan de hand is?"),
        help_text=_("Dit is uw indruk. Wij houden die apart van de feiten."),
        required=False,
        rows=3,
    )
    already_done = LongTextField(label=_("Wat is er al gedaan?"), required=False, rows=2)
    quote = TickField(label=QUOTE, required=False)

    def __init__(self, *args: Any, shape: Shape, **how: Any) -> None:
        super().__init__(*args, **how)
        self.shape = shape
        if shape.on_behalf:
            self._ask_what_they_tell()
        _said_above(self.fields["seen"], self.fields["heard"], self.fields["heard_from"])
        for place in range(1, shape.children + 1):
            self._add_child(place)
        if shape.heightened:
            self._add(
                "own_wish",
                TickField(
                    label=_("Het kind of de jongere wil zelf dat dit wordt gemeld.")
                    if shape.on_behalf
                    else _("Het kind of de jongere wil zelf dat ik dit meld."),
                    required=False,
                ),
            )
            self._add(
                "danger_now", TickField(label=_("Er is nu gevaar. Ik heb 112 gebeld of ga nu bellen."), required=False)
            )
        else:
            self._add("adult_name", TextField(label=_("Naam van een ouder"), required=False))
            self._add("adult_relation", TextField(label=_("Moeder, vader, oma?"), limit=60, required=False))
            self._add("adult_phone", ReadField(read_phone, label=_("Telefoon"), required=False, limit=30))
            _said_above(*(self.fields[name] for name in ("adult_name", "adult_relation", "adult_phone")))
        if shape.door is Door.AGREES:
            self._add_agreement()
        self._add_reporter()
        if shape.police:
            self._add(
                "police_decision",
                TextField(
                    label=_("Kenmerk van het schriftelijke besluit (Wpg 19)"),
                    limit=60,
                ),
            )

    def _ask_what_they_tell(self) -> None:
        """Ask for what the reporter tells: who enters it saw and heard nothing themselves."""
        for name, (label, hint) in _TOLD.items():
            vars(self.fields[name]).update(label=label, help_text=hint)

    def _add(self, name: str, field: forms.Field) -> None:
        field.widget.attrs.setdefault("autocomplete", "off")
        self.fields[name] = field

    def _add_child(self, place: int) -> None:
        shape = self.shape
        parts: dict[str, forms.Field] = {
            "given_names": TextField(label=_("Voornaam"), limit=NAME_LIMIT, required=False),
            "prefix": TextField(label=_("Tussenvoegsel"), limit=PREFIX_LIMIT, required=False),
            "surname": TextField(label=_("Achternaam"), limit=NAME_LIMIT, required=False),
            "birth_date": ReadField(
                partial(read_birth_date, today=shape.today),
                empty=None,
                label=_("Geboortedatum"),
                help_text=_("Bijvoorbeeld 31-12-2015"),
                required=False,
                limit=30,
            ),
            "description": TextField(
                label=_("Of beschrijf het kind"),
                help_text=_("Als u geen naam weet of noemt. Bijvoorbeeld: “jongen uit groep 6”."),
                required=False,
            ),
            "postcode": ReadField(read_postcode, label=_("Postcode"), required=False, limit=10),
            "house_number": TextField(label=_("Huisnummer"), limit=10, required=False),
        }
        if shape.may_hold_bsn:
            parts["bsn"] = BsnField()
        _said_above(*parts.values())
        for name, field in parts.items():
            self._add(f"child_{place}_{name}", field)

    def _add_agreement(self) -> None:
        self._add("agreed_by", MemberField(AgreedBy, label=_("Wie weet dit en vindt het goed?")))
        self._add("agreed_name", TextField(label=_("Naam van deze persoon")))
        self._add("agreed_how", MemberField(AgreedHow, label=_("Hoe hebt u dat gevraagd?")))
        self._add("agreed_on", DateField(label=_("Wanneer?"), initial=self.shape.today))

    def _add_reporter(self) -> None:
        shape = self.shape
        if shape.on_behalf:
            kinds = self._kinds()
            hints: dict[str, Words] = {ReporterKind.PARTNER: _("U meldt zelf, als medewerker.")}
            self._add("kind", MemberField(kinds, label=_("Van wie is deze zorg?"), choice_hints=hints))
            self._add("channel", MemberField(BY_OTHERS, label=_("Hoe kwam deze zorg binnen?"), initial=Channel.PHONE))
            self._add("reporter_name", TextField(label=_("Naam van de melder"), required=False))
        self._add(
            "reporter_phone",
            ReadField(
                read_phone,
                label=_("Telefoonnummer van de melder")
                if shape.on_behalf
                else _("Op welk nummer kunnen wij u bellen?"),
                required=False,
                initial=shape.phone,
                limit=30,
            ),
        )
        if shape.heightened and not shape.on_behalf:
            _said_above(self.fields["reporter_phone"])
        if shape.door is Door.AGREES:
            self._add(
                "parents_may_read",
                YesNoField(
                    label=_("Mogen de ouders de naam van de melder lezen?")
                    if shape.on_behalf
                    else _("Mogen de ouders uw naam lezen?"),
                    help_text=_("Bij nee houden wij de naam apart. Wij kunnen niet beloven dat niemand het raadt."),
                    initial=False,
                ),
            )

    def _kinds(self) -> list[ReporterKind]:
        """Give whose concern it can be on this footing: who asks for help themselves has a door of their own."""
        if self.shape.door is Door.ASKS:
            return [kind for kind in CALLERS if kind in ASKS_FOR_HELP]
        own = [*CALLERS, ReporterKind.PARTNER]
        return own if self.shape.heightened else [kind for kind in own if kind not in ASKS_FOR_HELP]

    @property
    def typed(self) -> bool:
        """Tell whether anything was filled in besides what stood there."""
        return any(not self[name].is_hidden for name in self.changed_data)

    @property
    def children(self) -> list[dict[str, Any]]:
        """Give the boxes of each child, for the template."""
        return [
            {
                "number": place,
                **{
                    part: self[f"child_{place}_{part}"]
                    for part in CHILD_PARTS
                    if f"child_{place}_{part}" in self.fields
                },
            }
            for place in range(1, self.shape.children + 1)
        ]

    @property
    def may_add_child(self) -> bool:
        """Tell whether another child can be added."""
        return self.shape.children < MOST_CHILDREN

    @property
    def asks_quote(self) -> bool:
        """Tell whether the tick for a necessary quote is offered: after a word that must be written again."""
        return bool(self.data.get("quote")) or any(
            error.code == "words.not_needed" for errors in self.errors.as_data().values() for error in errors
        )

    def add_more(self, refusals: Collection[Refusal]) -> None:
        """Add what else is not right to a form that could not be read whole, so that it is all said at once."""
        half_agreed = any(name.startswith("agreed_") for name in self.errors)
        more = [
            one
            for one in refusals
            if one.field not in self.errors and not (half_agreed and one.field.startswith("agreed_"))
        ]
        if more:
            self.add_refusals(Refused(*more))

    def command(self, draft_id: UUID) -> HandIn:
        """Make what is handed in of this form, as far as it could be read; the first answers come from the draft."""
        data = defaultdict(str, self.cleaned_data)
        shape = self.shape
        children = tuple(child for place in range(1, shape.children + 1) if (child := self._child(place)) is not None)
        kind = data.get("kind") or ReporterKind.PARTNER
        adult = AdultIn(data.get("adult_name", ""), data.get("adult_relation", ""), data.get("adult_phone", ""))
        return HandIn(
            form_key=draft_id,
            draft_id=draft_id,
            heightened=shape.heightened,
            children=children,
            seen=data["seen"],
            heard=data["heard"],
            heard_from=data["heard_from"],
            happened=data["happened"],
            interpretation=data["interpretation"],
            already_done=data["already_done"],
            kind=kind,
            channel=Channel.ONLINE if kind is ReporterKind.PARTNER else data["channel"] or Channel.PHONE,
            reporter_name=data.get("reporter_name", ""),
            reporter_phone=data["reporter_phone"],
            parents_may_read_reporter=bool(data.get("parents_may_read")),
            agreement=self._agreement(),
            own_wish=bool(data.get("own_wish")),
            danger_now=bool(data.get("danger_now")),
            adults=(adult,) if adult != AdultIn() else (),
            police_decision=data.get("police_decision", ""),
            quote=bool(data["quote"]),
        )

    def _agreement(self) -> Agreement | None:
        data = self.cleaned_data
        if self.shape.door is not Door.AGREES or any(
            name not in data for name in ("agreed_by", "agreed_name", "agreed_how", "agreed_on")
        ):
            return None
        return Agreement(data["agreed_by"], data["agreed_name"], data["agreed_how"], data["agreed_on"])

    def _child(self, place: int) -> ChildIn | None:
        """Give a child; one whose every box is empty is left out, unless it is the first."""
        found = {part: self.cleaned_data.get(f"child_{place}_{part}") for part in CHILD_PARTS}
        if place > 1 and not any(found.values()):
            return None
        return ChildIn(**{part: value for part, value in found.items() if value})


def _said_above(*boxes: forms.Field) -> None:
    """Mark boxes whose need is told in the sentence above them: they do not each say "not required"."""
    for box in boxes:
        vars(box)["said_above"] = True


_BSN_BOX = re.compile(r"child_[1-9]_bsn")
_BOX = re.compile(r"child_([1-9])_surname")
_NO_TEXT = frozenset({"csrfmiddlewaretoken", "form_key", "do"})
_MOST_KEPT = 100_000  # characters; far more than fits in all boxes together


def children_in(typed: Mapping[str, Any]) -> int:
    """Tell for how many children there are boxes in what was typed or kept; at least one."""
    found = [int(match[1]) for name in typed if (match := _BOX.fullmatch(name))]
    return min(max(found, default=1), MOST_CHILDREN)


def typed_by(form: ReportForm, *, children: int) -> dict[str, list[str]] | None:
    """Give what was typed in the form's own boxes, to keep as a draft with boxes for so many children.

    None when it is more than a draft keeps: then it stands on the screen only.
    """
    typed = shown_by(form)
    for name in filter(_BSN_BOX.fullmatch, typed):
        if not isinstance(read_bsn(typed[name][-1]), Bsn):
            typed[name] = [""]  # what is no BSN stays in this answer and is not kept
    typed.setdefault(f"child_{children}_surname", [""])
    return typed if sum(len(text) for texts in typed.values() for text in texts) <= _MOST_KEPT else None


def shown_by(form: ReportForm) -> dict[str, list[str]]:
    """Give what stands in the form's own boxes."""
    data: Any = form.data
    return {name: data.getlist(name) for name in form.fields if name in data and not form[name].is_hidden}


def with_kept_bsn(posted: QueryDict, kept: Mapping[str, list[str]]) -> QueryDict:
    """Put the BSN of the draft back where its mask came back unchanged."""
    data = posted.copy()
    for name in filter(_BSN_BOX.fullmatch, posted):
        known = read_bsn(kept[name][-1]) if kept.get(name) else None
        if isinstance(known, Bsn) and str(posted[name]).strip() == known.masked():
            data[name] = known.reveal()
    return data


def text_key(draft_id: UUID, posted: QueryDict) -> UUID:
    """Give by what a text that was sent can be told from another one, without keeping any of it."""
    return uuid5(draft_id, repr(sorted((box, texts) for box, texts in posted.lists() if box not in _NO_TEXT)))


def as_initial(typed: Mapping[str, list[str]]) -> dict[str, str]:
    """Give kept texts back to a form as what stands in its boxes."""
    return {name: values[-1] for name, values in typed.items() if values}
