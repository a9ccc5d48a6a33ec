"""What every page with one form does when it is sent: only its own fields, one act, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from sluitend.domain.outcome import Conflict, Refused
from sluitend.queries.case_head import must_be_there
from sluitend.web.forms.base import BaseForm
from sluitend.web.posted import only_own
from sluitend.web.request import PageRequest


def press(request: PageRequest, case_id: UUID, form: BaseForm, act: Callable[[], object]) -> bool:
    """Do what a button on the page of a case asks; what is refused is said on the page that comes next.

    Raises:
        NotFound: the case is not there for the viewer, whatever was sent.
    """
    must_be_there(request.viewer, case_id, now=request.now)
    if done(request, form, act):
        return True
    for text in form.non_field_errors():
        messages.warning(request, str(text))
    return False


def done(request: HttpRequest, form: BaseForm, act: Callable[[], object]) -> bool:
    """Do what the form asks, when it was sent and can be read; tell whether it was done.

    A refusal stands at its field, and when somebody else saved first both texts are shown. Nothing typed is lost.

    Raises:
        SuspiciousOperation: the browser sent a field that this form does not have.
    """
    if request.method != "POST":
        return False
    if not only_own(request, form):
        raise SuspiciousOperation("a field of another form")
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_refusals(refused)
    except Conflict as conflict:
        form.add_conflict(conflict.stored, version=conflict.version, by=conflict.by, at=conflict.at)
    else:
        return True
    return False
