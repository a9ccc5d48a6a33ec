"""Only what a form asks for is taken from a posted form: anything else is a broken or forged one."""

from __future__ import annotations

from django.http import HttpRequest

from sluitend.web.forms.base import BaseForm

ALWAYS = frozenset({"csrfmiddlewaretoken", "do"})
"""What every posted form may carry besides its own fields; `do` is the button that was pressed."""


def only_own(request: HttpRequest, form: BaseForm) -> bool:
    """Tell whether every posted name is one of the form's own; a page answers 400 otherwise, naming nothing."""
    return all(name in ALWAYS or name in form.fields for name in request.POST)
