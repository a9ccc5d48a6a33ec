"""Form fields as people meet them: label, explanation, what is wrong, and the control, tied together for every reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

_TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"
_INVALID = {
    "textbox": "utrecht-textbox--invalid",
    "textarea": "utrecht-textarea--invalid",
    "select": "utrecht-select--invalid",
}

WIDTHS = ("full", "medium", "short")


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button or tick box of a group, with an explanation of its own where it has one."""

    control: SafeString
    id: str
    text: str
    hint: str
    hint_id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. href: the control where that is done, or empty when it concerns the whole form."""

    href: str
    text: str


def field(bound: BoundField, *, width: str = "full", rows: int = 0) -> SafeString:
    """Render one field. width: `full`, `medium` or `short`. rows: height of a text area, in lines.

    Raises TypeError for anything that is not a visible form field, so that a misspelt name is found at once.
    """
    if not isinstance(bound, BoundField):
        raise TypeError("field takes a form field: is its name spelt right?")
    if bound.is_hidden:
        raise TypeError(f"{bound.name} is hidden: form_key renders the hidden fields")
    if width not in WIDTHS:
        raise ValueError(f"width is one of {', '.join(WIDTHS)}, not {width!r}")
    widget = bound.field.widget
    shape = _shape(widget)
    if rows and shape != "textarea":
        raise ValueError("only a text area has rows")
    parts: dict[str, Any] = {
        "shape": shape,
        "width": width,
        "id": bound.id_for_label or bound.auto_id,
        "group_id": bound.auto_id,
        "label": bound.label,
        # said_above: the sentence above a group of boxes says which of them are needed, so each need not repeat it.
        "optional": not (bound.field.required or shape == "checkbox" or getattr(bound.field, "said_above", False)),
        "required": bound.field.required,
        "hint": bound.help_text,
        "hint_id": f"{bound.auto_id}-hint",
        "errors": list(bound.errors),
        "error_id": f"{bound.auto_id}-error",
    }
    described = " ".join([parts["hint_id"]] * bool(parts["hint"]) + [parts["error_id"]] * bool(parts["errors"]))
    parts["described"] = described
    if shape in ("radios", "checkboxes"):
        parts["choices"] = list(_choices(bound, shape))
    else:
        parts["control"] = bound.as_widget(attrs=_attributes(bound, shape, described, rows))
    return render_to_string("components/field.html", parts)


def _shape(widget: forms.Widget) -> str:
    """Name the way a widget is drawn; the order goes from special to general."""
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
        (forms.TextInput, "textbox"),
        (forms.EmailInput, "textbox"),
        (forms.PasswordInput, "textbox"),
    )
    for kind, shape in kinds:
        if isinstance(widget, kind):
            return shape
    raise TypeError(f"no way to draw {type(widget).__name__}")


def _attributes(bound: BoundField, shape: str, described: str, rows: int) -> dict[str, Any]:
    css = {
        "textbox": _TEXTBOX,
        "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
        "select": "utrecht-select utrecht-select--html-select",
        "checkbox": "utrecht-checkbox utrecht-checkbox--custom utrecht-checkbox--html-input",
        "file": "file-input",
    }[shape]
    attributes: dict[str, Any] = {"placeholder": False}  # it vanishes when one types: the explanation stands above
    own = str(bound.field.widget.attrs.get("class", ""))
    if bound.errors:
        attributes["aria-invalid"] = "true"
        css = f"{css} {_INVALID.get(shape, '')}".strip()
    attributes["class"] = f"{css} {own}".strip()
    if described:
        attributes["aria-describedby"] = described
    if bound.field.required:
        attributes["aria-required"] = "true"
    if rows:
        attributes["rows"] = rows
    return attributes


def _choices(bound: BoundField, shape: str) -> Iterable[Choice]:
    """Give the options of a group; an option's own explanation comes from `choice_hints` on the form field."""
    css = {
        "radios": "utrecht-radio-button utrecht-radio-button--html-input",
        "checkboxes": "utrecht-checkbox utrecht-checkbox--custom utrecht-checkbox--html-input",
    }[shape]
    widget = bound.field.widget
    hints = getattr(bound.field, "choice_hints", {})
    attributes = {**widget.attrs, "id": bound.auto_id, "class": css}
    for data in widget.subwidgets(bound.html_name, bound.value(), attrs=attributes):
        hint = str(hints.get(str(data["value"]), ""))
        hint_id = f"{data['attrs']['id']}-hint"
        if hint:
            data["attrs"]["aria-describedby"] = hint_id
        option = BoundWidget(widget, data, bound.form.renderer)
        yield Choice(option.tag(), str(data["attrs"]["id"]), str(data["label"]), hint, hint_id)


def problems(form: forms.BaseForm) -> list[Problem]:
    """List what is wrong with a form: first what concerns all of it, then field by field in reading order."""
    found = [Problem("", str(text)) for text in form.non_field_errors()]
    hidden = dict.fromkeys(str(text) for bound in form.hidden_fields() for text in bound.errors)
    found += [Problem("", text) for text in hidden]
    for bound in form.visible_fields():
        found += [Problem(f"#{_first_control(bound)}", _named(str(bound.label), str(text))) for text in bound.errors]
    return found


def _named(label: str, text: str) -> str:
    """Put the name of a field before what is wrong with it; a question keeps its own mark."""
    return f"{label} {text}" if label.endswith(("?", "!", ".", ":")) else f"{label}: {text}"


def _first_control(bound: BoundField) -> str:
    if _shape(bound.field.widget) in ("radios", "checkboxes"):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def form_errors(form: forms.BaseForm) -> SafeString:
    """Sum up what is wrong, with a link to each place. The summary takes the focus when the page opens."""
    if not isinstance(form, forms.BaseForm):
        raise TypeError("form_errors takes a form: is its name spelt right?")
    if not form.is_bound or not form.errors:
        return SafeString("")
    return render_to_string(
        "components/form_errors.html", {"problems": problems(form), "id": f"{form.prefix or 'form'}-errors"}
    )


def form_key(form: forms.BaseForm) -> SafeString:
    """Render the hidden fields: the key that makes sending twice harmless, and the version the reader started from."""
    if not isinstance(form, forms.BaseForm):
        raise TypeError("form_key takes a form: is its name spelt right?")
    if "form_key" not in form.fields:
        raise ValueError("this form has no key: let it inherit from BaseForm")
    return SafeString("".join(str(bound) for bound in form.hidden_fields()))
