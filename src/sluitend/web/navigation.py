"""What stands in the menu, from the roles of the viewer and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluitend.domain.mandate import ON_SCREEN
from sluitend.domain.protocol.own import EDITORS
from sluitend.domain.vocabulary import N_, Role
from sluitend.queries.ladder_board import SEE_BOARD

if TYPE_CHECKING:
    from sluitend.domain.sharing import Viewer


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the menu.

    url_name: name of the page it opens. sentence: its Dutch words, a translation key. icon: name in the icon set.
    part_of: first words of the url names that count as being in this part, so that the line is marked there too.
    says: what one finds there, for the first page of whose work it is; empty when that page shows the work itself.
    """

    url_name: str
    sentence: str
    icon: str
    part_of: tuple[str, ...]
    says: str = ""

    def covers(self, url_name: str) -> bool:
        """Tell whether a page with this url name belongs to this line."""
        return url_name == self.url_name or url_name.startswith(self.part_of)


_PARTNERS_WORK = frozenset({Role.PARTNER, Role.CODE_OFFICER})
_CASE_WORK = frozenset({Role.COORDINATOR, Role.TEAM_MEMBER, Role.PROCESS_DIRECTOR, Role.PROTOCOL_COORDINATOR})
_CARE_WORK = _PARTNERS_WORK | _CASE_WORK | {Role.INTAKE, Role.SECOND_READER, Role.TEAM_LEAD, Role.ATTENDANCE}

_MENU: tuple[tuple[NavItem, frozenset[Role]], ...] = (
    (NavItem("home", N_("Mijn werk"), "home", ("home", "together-")), frozenset(Role)),
    (NavItem("signal-new", N_("Zorg melden"), "report", ("signal-new", "signal-draft", "signal-receipt")), _CARE_WORK),
    (
        NavItem("signal-inbox", N_("Meldingen"), "inbox", ("signal-inbox", "signal-take", "triage-")),
        frozenset({Role.INTAKE, Role.SECOND_READER, Role.COORDINATOR, Role.PROTOCOL_COORDINATOR, Role.CODE_OFFICER}),
    ),
    (NavItem("case-list", N_("Casussen"), "folder", ("case-", "plan-")), _CASE_WORK),
    (
        NavItem("person-search", N_("Zoek een persoon"), "search", ("person-",)),
        frozenset({Role.INTAKE, Role.COORDINATOR, Role.PROTOCOL_COORDINATOR}),
    ),
    (NavItem("action-list", N_("Acties"), "check-list", ("action-",)), frozenset({Role.PARTNER, Role.TEAM_MEMBER})),
    (
        NavItem(
            "ladder-board",
            N_("Opschaling"),
            "chart",
            ("ladder-",),
            N_("Waar organisaties vastlopen: op welke trede, en tot wanneer."),
        ),
        SEE_BOARD,
    ),
    (
        NavItem(
            "decision-list",
            N_("Besluiten"),
            "check-list",
            ("decision-",),
            N_("Wat op uw besluit wacht, zonder namen, en wat u eerder besliste."),
        ),
        ON_SCREEN,
    ),
    (
        NavItem(
            "absence-inbox",
            N_("Verzuim"),
            "calendar",
            ("absence-", "official-"),
            N_("Meldingen van scholen die nog lopen."),
        ),
        frozenset({Role.ATTENDANCE}),
    ),
    (
        NavItem(
            "departure-inbox",
            N_("Vertrek"),
            "people",
            ("departure-",),
            N_("Kinderen die vertrekken, verhuizen of van school worden uitgeschreven."),
        ),
        frozenset({Role.ATTENDANCE}),
    ),
    (
        NavItem(
            "transfer-list", N_("Overdrachten"), "share", ("transfer-",), N_("Wat andere gemeenten aan u overdragen.")
        ),
        frozenset({Role.COORDINATOR, Role.INTAKE, Role.ATTENDANCE}),
    ),
    (
        NavItem(
            "running-list",
            N_("Lopende zaken"),
            "folder",
            ("running-",),
            N_("Wat al liep voordat u met Sluitend begon: invoeren, bevestigen, en wat al te laat was."),
        ),
        frozenset({Role.COORDINATOR, Role.INTAKE}),
    ),
    (
        NavItem("team-load", N_("Team"), "people", ("team-",), N_("Wie hoeveel heeft, en wat te laat is. Overdragen.")),
        frozenset({Role.TEAM_LEAD}),
    ),
    (
        NavItem(
            "report-index",
            N_("Verslag"),
            "chart",
            ("report-",),
            N_("Het werk van nu, en het verslag van elk half jaar."),
        ),
        frozenset({Role.PROGRAMME_MANAGER}),
    ),
    (
        NavItem(
            "destruction-list",
            N_("Vernietigen"),
            "close",
            ("destruction-",),
            N_("Waarvan de bewaartijd voorbij is, en wat vernietigd is."),
        ),
        frozenset({Role.PRIVACY_OFFICER, Role.ADMIN, Role.DPO}),
    ),
    (
        NavItem(
            "log-index", N_("Logboek"), "log", ("log-",), N_("Wie een casus zag of wijzigde, en waarom dat mocht.")
        ),
        frozenset({Role.PRIVACY_OFFICER, Role.DPO}),
    ),
    (
        NavItem(
            "own-protocol-list",
            N_("Protocollen"),
            "check-list",
            ("own-protocol",),
            N_("Welke stappen er zijn, en de eigen termijnen van de gemeente."),
        ),
        EDITORS,
    ),
    (
        NavItem("admin-index", N_("Inrichting"), "settings", ("admin-",), N_("Wie hier werkt, en met welke rol.")),
        frozenset({Role.ADMIN}),
    ),
)


def nav_for(viewer: Viewer) -> tuple[NavItem, ...]:
    """Give the lines of the menu that the viewer's roles open, in a fixed order.

    A line in the menu grants nothing: each page asks the rules itself.
    """
    return tuple(item for item, roles in _MENU if viewer.has(*roles))
