"""Two people changed the same text: show both, keep both, let the reader choose."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sluitend.web.forms.base import BaseForm


def conflict(form: BaseForm) -> SafeString:
    """Show what was stored in the meantime beside what the reader typed; nothing when there is no conflict."""
    if not isinstance(form, BaseForm):
        raise TypeError("conflict takes a form that inherits from BaseForm")
    if form.conflict is None:
        return SafeString("")
    return render_to_string("components/conflict.html", {"conflict": form.conflict})
