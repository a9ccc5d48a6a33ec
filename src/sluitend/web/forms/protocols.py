"""Forms of a run of a protocol. The form of a step is made from its content: its questions, what follows, who says yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.forms import Field, HiddenInput
from django.utils.translation import gettext_lazy as _

from sluitend.domain.protocol.ladder import DECIDER, POWER, POWER_UNTIL
from sluitend.domain.protocol.steps import NO, YES, Evidence, EvidenceKind, Skip
from sluitend.queries.protocol_run import NotedDay, OpenStep
from sluitend.queries.protocols import StartLine
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import BaseForm, ChoiceField, ChoicesField, DateField, LongTextField, TextField
from sluitend.web.forms.fields import NO as NO_WORD
from sluitend.web.forms.fields import YES as YES_WORD
from sluitend.web.labels import said

_EVIDENCE = "evidence_"


class _RunForm(QuotingForm):
    """Something in a run: two people who do it at once both see what the other wrote."""

    versioned = True

    def _quiet(self) -> None:
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.order_fields([name for name in self.fields if name != "quote"])

    def _add_next(self, opened: OpenStep) -> None:
        if opened.step.chooses and len(opened.next) > 1:
            self.fields["leads_to"] = ChoicesField(
                label=_("Wat volgt hierop?"),
                help_text=_("U kunt dit ook later kiezen."),
                choices=[(step.code, said(step.title)) for step in opened.next],
                required=False,
            )

    @property
    def leads_to(self) -> tuple[str, ...]:
        """Give which of the next steps were chosen."""
        return tuple(self.cleaned_data.get("leads_to") or ())

    @property
    def why(self) -> str:
        """Give what was written as the reason."""
        return str(self.cleaned_data.get("reason") or "")


class TakeForm(_RunForm):
    """A decision to take a step."""

    on = DateField(label=_("Wanneer gebeurde dit?"))

    def __init__(self, *args: Any, opened: OpenStep, colleagues: Mapping[UUID, str], **how: Any) -> None:
        super().__init__(*args, **how)
        step = opened.step
        self.step = step
        for one in step.evidence:
            if one.code == DECIDER:
                self.fields[_EVIDENCE + one.code] = _decider(one, opened.deciders)
            elif not (opened.names_decider and one.code in {POWER, POWER_UNTIL}):  # these follow from the mandate
                self.fields[_EVIDENCE + one.code] = _question(one, colleagues)
                self.fields[_EVIDENCE + one.code].initial = opened.known.get(one.code)
        if step.burdens or step.needs_reason:
            self.fields["reason"] = LongTextField(label=_("Waarom beslist u dit?"), rows=2, limit=1000)
        if step.second:
            self.fields["second"] = ChoiceField(
                label=_("Welke collega zegt ook ja?"),
                choices=[(str(pk), name) for pk, name in colleagues.items()],
                as_list=True,
            )
        self._add_next(opened)
        self._quiet()

    @property
    def evidence(self) -> dict[str, str]:
        """Give the answers by code; a date as 2026-11-24."""
        found = {}
        for one in self.step.evidence:
            answer = self.cleaned_data.get(_EVIDENCE + one.code)
            found[one.code] = answer.isoformat() if isinstance(answer, date) else str(answer or "")
        return found

    @property
    def second_id(self) -> UUID | None:
        """Give the colleague who also says yes."""
        chosen = self.cleaned_data.get("second")
        return UUID(chosen) if chosen else None


def _decider(one: Evidence, deciders: Mapping[UUID, str]) -> Field:
    choices = [(str(pk), name) for pk, name in deciders.items()]
    hint = _("Uit het mandaatregister. Staat de persoon er niet bij? Vraag het de beheerder.")
    return ChoiceField(label=said(one.text), help_text=hint, choices=choices)


def _question(one: Evidence, colleagues: Mapping[UUID, str]) -> Field:
    label, required = said(one.text), one.required
    if one.kind is EvidenceKind.DAY:
        return DateField(label=label, required=required)
    if one.kind is EvidenceKind.YES_NO:
        return ChoiceField(label=label, required=required, choices=[(YES, YES_WORD), (NO, NO_WORD)])
    if one.kind is EvidenceKind.CHOICE:
        choices = [(code, said(text)) for code, text in one.choices.items()]
        return ChoiceField(label=label, required=required, choices=choices)
    if one.kind is EvidenceKind.SECOND_PERSON:
        choices = [(str(pk), name) for pk, name in colleagues.items()]
        return ChoiceField(label=label, required=required, choices=choices, as_list=True)
    return LongTextField(label=label, rows=2, limit=2000, required=required)


class SkipForm(_RunForm):
    """A decision to pass over a step."""

    def __init__(self, *args: Any, opened: OpenStep, heightened: bool, **how: Any) -> None:
        super().__init__(*args, **how)
        skip = opened.step.skip_when(heightened=heightened)
        self.fields["reason"] = LongTextField(
            label=_("Waarom slaat u deze stap over?"), rows=2, limit=1000, required=skip is Skip.REASON
        )
        self._add_next(opened)
        self._quiet()


class PauseForm(_RunForm):
    """Terms that stand still."""

    reason = TextField(label=_("Waarom, en op welke grond?"), limit=500)


class ResumeForm(BaseForm):
    """Terms that run again."""

    versioned = True


class ExtendForm(_RunForm):
    """A term that gets a later last day."""

    until = DateField(label=_("Nieuwe laatste dag"))
    reason = TextField(label=_("Waarom, en op welke grond?"), limit=500)


class DayForm(BaseForm):
    """A date from which a term counts."""

    versioned = True

    fact = ChoiceField(label=_("Welke datum?"))
    on = DateField(label=_("Wanneer was dat?"))

    def __init__(self, *args: Any, days: tuple[NotedDay, ...], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["fact"].choices = [(one.fact.code, said(one.fact.text)) for one in days]  # type: ignore[attr-defined]


class WithdrawForm(_RunForm):
    """A run that is taken back."""

    reason = TextField(label=_("Waarom trekt u dit in?"), limit=500)


class StartForm(BaseForm):
    """A protocol to begin. children: by id, for a protocol about one child."""

    protocol = ChoiceField(label=_("Welk protocol?"))
    started_on = DateField(label=_("Vanaf welke dag tellen de termijnen?"))

    def __init__(
        self, *args: Any, lines: Iterable[StartLine], children: Mapping[UUID, str] | None = None, **how: Any
    ) -> None:
        super().__init__(*args, **how)
        offered = [line for line in lines if line.refusal is None]
        startable = {line.code: said(line.title) for line in offered}
        self.fields["protocol"].choice_hints = {line.code: said(line.explain) for line in offered}  # type: ignore[attr-defined]
        self.fields["protocol"].choices = list(startable.items())  # type: ignore[attr-defined]
        if len(startable) == 1:
            self.fields["protocol"].initial = next(iter(startable))
        if children:
            self.fields["child"] = ChoiceField(
                label=_("Om welk kind gaat het?"),
                help_text=_("Alleen nodig bij een protocol over één kind."),
                choices=[(str(pk), name) for pk, name in children.items()],
                as_list=True,
                required=False,
            )
            self.fields["child"].widget.attrs.setdefault("autocomplete", "off")

    @property
    def child_id(self) -> UUID | None:
        """Give the child that was chosen."""
        chosen = self.cleaned_data.get("child")
        return UUID(chosen) if chosen else None


__all__ = [
    "DayForm",
    "ExtendForm",
    "PauseForm",
    "ResumeForm",
    "SkipForm",
    "StartForm",
    "TakeForm",
    "WithdrawForm",
]


class MoveForm(_RunForm):
    """A run that goes to another version. seen: which version the page told about."""

    seen = TextField(label=_("Wat u zag"), widget=HiddenInput, required=False, limit=16)
    reason = LongTextField(label=_("Waarom gaat dit protocol naar de andere versie?"), rows=2, limit=1000)
