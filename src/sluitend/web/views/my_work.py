"""The first page of who works in cases, and of a partner: what waits for me."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from sluitend.domain.followup import WorkGroup, WorkKind
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.queries.my_work import WorkItem, has_my_work, my_work
from sluitend.queries.partner import partner_list
from sluitend.web.labels import label
from sluitend.web.request import PageRequest

# Where each kind of work is done: the name of the page, and what it wants besides the case.
_PAGES: dict[WorkKind, tuple[str, str]] = {
    WorkKind.PLAN: ("plan-page", ""),
    WorkKind.WRITTEN_COPY: ("plan-page", ""),
    WorkKind.EVALUATION: ("case-evaluation", ""),
    WorkKind.CONTRADICTED: ("case-action", "action_id"),
    WorkKind.DECLINED: ("case-action", "action_id"),
    WorkKind.ASKED_LONG: ("case-action", "action_id"),
    WorkKind.ACTION: ("case-action", "action_id"),
    WorkKind.OWN_ACTION: ("case-action", "action_id"),
    WorkKind.BOTTLENECK: ("case-bottleneck", "bottleneck_id"),
    WorkKind.CONSENT: ("case-consents", ""),
    WorkKind.AFTER_CARE: ("case-after-care", "after_care_id"),
}
_PARTNERS = (Role.PARTNER, Role.ATTENDANCE, Role.CODE_OFFICER)


def waits_here(viewer: Viewer) -> bool:
    """Tell whether this module has a first page for the viewer."""
    return has_my_work(viewer) or viewer.has(*_PARTNERS)


def page(request: PageRequest) -> HttpResponse:
    """Show what waits: in cases, or for a partner its actions."""
    if not has_my_work(request.viewer):
        return render(request, "work/partner_home.html", {"page": partner_list(request.viewer, now=request.now)})
    found = my_work(request.viewer, now=request.now)
    late, today, coming = _drawn(found.late), _drawn(found.today), _drawn(found.coming)
    groups = [(label(group), items) for group, items in zip(WorkGroup, (late, today, coming), strict=True)]
    context = {"page": found, "late": late, "today": today, "coming": coming, "groups": groups}
    return render(request, "work/my_work.html", context)


def _drawn(items: Iterable[WorkItem]) -> list[tuple[WorkItem, str, str]]:
    """Give each piece of work with its address and its title."""
    return [
        (item, _address(item), f"{label(item.kind)}: {item.text}" if item.text else label(item.kind)) for item in items
    ]


def _address(item: WorkItem) -> str:
    name, wants = _PAGES.get(item.kind, ("case-page", ""))
    extra = {wants: item.target} if wants else {}
    try:
        return reverse(name, kwargs={"case_id": item.case_id, **extra})
    except NoReverseMatch:
        return reverse("case-page", kwargs={"case_id": item.case_id})
