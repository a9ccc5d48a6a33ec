"""The first page of who works in cases, and of a partner: what waits for me."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sluitend.domain.followup import WorkGroup, WorkKind
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import Role
from sluitend.queries.my_work import WorkItem, has_my_work, my_work
from sluitend.queries.partner import partner_list
from sluitend.web.labels import label
from sluitend.web.request import PageRequest

# Where each kind of work is done: the name of the page, and what its target is called there; empty wants none.
_PAGES: dict[WorkKind, tuple[str, str]] = {
    WorkKind.PLAN: ("plan-page", ""),
    WorkKind.WRITTEN_COPY: ("plan-copy", ""),
    WorkKind.EVALUATION: ("case-evaluation", ""),
    WorkKind.REVIEW: ("case-review", ""),
    WorkKind.CONTRADICTED: ("case-action", "action_id"),
    WorkKind.DECLINED: ("case-action", "action_id"),
    WorkKind.ASKED_LONG: ("case-action", "action_id"),
    WorkKind.ACTION: ("case-action", "action_id"),
    WorkKind.OWN_ACTION: ("case-action", "action_id"),
    WorkKind.UNTAKEN: ("case-action", "action_id"),
    WorkKind.BOTTLENECK: ("case-bottleneck", "bottleneck_id"),
    WorkKind.INFORM: ("case-informing", "person_id"),
    WorkKind.SEAT: ("case-team", ""),
    WorkKind.CONSENT: ("case-consents", ""),
    WorkKind.AFTER_CARE: ("case-after-care", "after_care_id"),
}
_PARTNERS = (Role.PARTNER, Role.ATTENDANCE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row: the work, the page where it is done, its title, and what stands small under it."""

    item: WorkItem
    href: str
    title: str
    small: str


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


def _drawn(items: Iterable[WorkItem]) -> list[Drawn]:
    """Give each piece of work with its address, its title and the small print under it."""
    found = []
    for item in items:
        kind = label(item.kind)
        small = [part for part in (kind if item.text else "", item.who, item.case_title) if part]
        found.append(Drawn(item, _address(item), item.text or kind, " · ".join(small)))
    return found


def _address(item: WorkItem) -> str:
    """Give the page where this is done."""
    if item.kind is WorkKind.SIGNAL:
        return reverse("signal-take", kwargs={"signal_id": item.target})
    name, wants = _PAGES[item.kind]
    return reverse(name, kwargs={"case_id": item.case_id, **({wants: item.target} if wants else {})})
