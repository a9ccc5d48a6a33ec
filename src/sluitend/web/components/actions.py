"""What one can do: the button, and the sentence in its place when a rule says no."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from sluitend.domain.outcome import Refusal
from sluitend.web.components.icons import icon
from sluitend.web.components.marks import one_of
from sluitend.web.labels import sentence, words

BUTTON_KINDS = ("primary", "secondary", "subtle")


def refusal(check: Refusal | None, *, action: object = "") -> SafeString:
    """Say why something may not be done now, at the place where its button would be. None shows nothing.

    action: the words of the button, so that the reader knows what this is about.
    """
    if check is None:
        return SafeString("")
    if not isinstance(check, Refusal):
        raise TypeError(f"refusal takes the outcome of a check, not {type(check).__name__}")
    about = format_html('<strong class="refusal__action">{}</strong> ', words(action, what="action")) if action else ""
    source = format_html(' <small class="refusal__source">{}</small>', check.source) if check.source else ""
    return format_html(
        '<div class="refusal" data-code="{}">{}<p class="refusal__text">{}<span>{}</span>{}</p></div>',
        check.code,
        icon("lock", size="sm"),
        about,
        sentence(check),
        source,
    )


def button(
    text: object,
    *,
    kind: str = "secondary",
    type: str = "submit",  # noqa: A002 - the attribute's own name
    href: str = "",
    name: str = "",
    value: str = "",
    symbol: str = "",
    form: str = "",
    refused: Refusal | None = None,
) -> SafeString:
    """Make a button, or with href a link that looks like one.

    kind: `primary` (one on a page), `secondary` or `subtle`. None is red: red is for terms in the law. symbol: an icon before the words.
    form: id of the form it sends when it stands outside of it. refused: the outcome of the check; when it refuses, its
    sentence stands where the button would be.
    """
    if refused is not None:
        return refusal(refused, action=text)
    css = {
        "primary": "utrecht-button--primary-action",
        "secondary": "utrecht-button--secondary-action",
        "subtle": "utrecht-button--subtle",
    }[one_of(kind, BUTTON_KINDS, what="kind")]
    inside = format_html("{}{}", icon(symbol, size="sm") if symbol else "", words(text, what="text"))
    if href:
        if name or value or form:
            raise ValueError("a link sends nothing: it takes no name, value or form")
        return format_html('<a class="utrecht-button {} button-link" href="{}">{}</a>', css, href, inside)
    attributes = [
        format_html(' {}="{}"', key, given)
        for key, given in (("name", name), ("value", value), ("form", form))
        if given
    ]
    return format_html(
        '<button class="utrecht-button {}" type="{}"{}>{}</button>',
        css,
        one_of(type, ("submit", "button", "reset"), what="type"),
        format_html("{}" * len(attributes), *attributes) if attributes else "",
        inside,
    )
