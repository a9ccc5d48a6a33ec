"""What every page needs around its content: the menu, who is looking, where, and whom to phone for help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext

from sluitend.web.labels import roles_in_words
from sluitend.web.navigation import NavItem, nav_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sluitend.domain.sharing import Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """The municipality whose pages these are, as the frame of a page shows it.

    phone: help with this program, or empty. practice: it is for practice, which every page says.
    """

    name: str = ""
    phone: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True)
class NavLine:
    """One line of the menu as it is drawn. count: things that wait there, or None when nobody counts them.

    says: what one finds there, or empty.
    """

    href: str
    text: str
    icon: str
    current: bool
    count: int | None
    says: str = ""

    @property
    def is_place(self) -> bool:
        """Whether my work points at it."""
        return bool(self.says)


#: Per url name: how many things wait behind that line of the menu. A query registers itself here.
COUNTS: dict[str, Callable[[Viewer, datetime], int]] = {}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the frame of a page to its template; the menu is only made when the template draws it."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "viewer_roles": roles_in_words(viewer) if viewer else "",
        "now": getattr(request, "now", None),
        "reference": getattr(request, "reference", ""),
        "place": getattr(request, "place", Place()),
        "switch_place": address_of("place-list") if getattr(request, "places", 1) > 1 else "",
        "nav": SimpleLazyObject(lambda: menu(request, viewer)),
        "unread": SimpleLazyObject(lambda: unread(request, viewer)),
        "language": get_language() or "nl",
        "languages": (("nl", "Nederlands"), ("en", "English")),
    }


def menu(request: HttpRequest, viewer: Viewer | None) -> tuple[NavLine, ...]:
    """Draw the viewer's menu; lines whose page does not exist (yet) are left out."""
    if viewer is None:
        return ()
    match = getattr(request, "resolver_match", None)
    here = (match.url_name or "") if match else ""
    lines = []
    for item in nav_for(viewer):
        href = address_of(item.url_name)
        if href:
            lines.append(
                NavLine(
                    href,
                    gettext(item.sentence),
                    item.icon,
                    item.covers(here),
                    _count(item, request, viewer),
                    gettext(item.says) if item.says else "",
                )
            )
    return tuple(lines)


def unread(request: HttpRequest, viewer: Viewer | None) -> int:
    """Count what is new for the viewer, for the top of every page."""
    source, now = COUNTS.get("message-list"), getattr(request, "now", None)
    return source(viewer, now) if viewer and source and now else 0


def address_of(url_name: str) -> str:
    """Give the address of a page without arguments, or nothing when that page does not exist (yet)."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _count(item: NavItem, request: HttpRequest, viewer: Viewer) -> int | None:
    source = COUNTS.get(item.url_name)
    now: datetime | None = getattr(request, "now", None)
    return source(viewer, now) if source and now else None
