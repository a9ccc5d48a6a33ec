"""What each person of the full world may see, told as a table: the promises of F.7b and the issue, cell by cell.

Everything that is not said here may not be seen. The words are those of tests/crowd.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from sluitend.domain.vocabulary import Category
from tests.crowd import Canary, Corner

K1, K2, K4, K10, K11, K16, K18, K19 = (getattr(Category, f"K{number}") for number in (1, 2, 4, 10, 11, 16, 18, 19))


@dataclass(frozen=True, slots=True)
class Open:
    """One opening: the things it is about, which kinds of data, and of which tables (all when empty)."""

    of: str  # case, signal, report or action
    names: tuple[str, ...]
    categories: frozenset[Category]
    tables: frozenset[str] = frozenset()
    needed: bool = True  # somebody must be seen looking through it, or the table proves nothing

    def lets_see(self, canary: Canary, corner: Corner) -> bool:
        if canary.municipality != corner.place.id or canary.category not in self.categories:
            return False
        if self.tables and canary.table not in self.tables:
            return False
        if self.of == "report":
            return canary.report is not None
        return getattr(canary, self.of) in {corner.ids[name] for name in self.names}


def opens(of: str, names: str, *categories: Category, tables: str = "", needed: bool = True) -> Open:
    return Open(of, tuple(names.split()), frozenset(categories), frozenset(tables.split()), needed)


NOTHING: tuple[Open, ...] = ()
INBOX = (
    opens("signal", "signal linked asked left", K1, K18),
    opens("signal", "left", K2),  # household and authority only after it was taken in
)
PARTNER_TABLES = "action_share action_step"
SAFETY = "safety_plan safety_rule safety_word flight_risk residence"

# Who sees what at home. The neighbour's people see none of it.
AT_HOME: dict[str, tuple[Open, ...]] = {
    "admin": NOTHING,  # sets up, and reads no content
    "intake": INBOX,
    "intake2": INBOX,
    "coordinator": (
        opens("case", "case closed_case", K1, K2, K16),
        opens("case", "case closed_case", K18, needed=False),  # why the case was opened
        opens("case", "case closed_case", K19, tables="running_matter", needed=False),  # what it ran as before
        opens("case", "case closed_case", K10, tables=SAFETY),
        opens(
            "case", "case closed_case", K11, tables="safety_plan", needed=False
        ),  # rule 20: what Veilig Thuis asks at the least
        opens("signal", "linked", K1, K2, K18),  # rule 53: a concern about a child of her case
    ),
    "coordinator2": (
        opens("case", "other_case hidden_case", K1, K2, K16),
        opens("case", "other_case hidden_case", K18, needed=False),
        opens("case", "other_case hidden_case", K19, tables="running_matter", needed=False),
        opens("case", "other_case hidden_case", K10, tables=SAFETY),
        opens(
            "case", "other_case hidden_case", K11, tables="safety_plan", needed=False
        ),  # rule 20: what Veilig Thuis asks at the least
        opens("signal", "signal", K1, K2, K18),  # it touches the hidden case of which she is a named reader
    ),
    "member": (opens("case", "case", K1, K2, K16),),
    "lead": NOTHING,  # load and clocks, no content
    "protocol": (
        opens("case", "hidden_case", K1, K16),
        opens("case", "hidden_case", K10, tables=SAFETY),  # who guards this protocol writes K15, and reads why
        opens(
            "case", "hidden_case", K11, tables="safety_plan", needed=False
        ),  # rule 20: what Veilig Thuis asks at the least
        # The reason on which a colleague asked to decide with them, and no name.
        opens("case", "case other_case", K16, tables="joint_decision"),
        opens("signal", "hidden_signal", K1, K18),
        opens("signal", "signal", K1, K18),
    ),
    "code": (
        opens("case", "hidden_case", K1, needed=False),
        opens("signal", "asked", K1, K18),  # a colleague asked for a second reading
        opens("signal", "hidden_signal", K1, K18),
        opens("signal", "signal", K1, K18, needed=False),  # it touches the hidden case
    ),
    "manager": NOTHING,  # numbers, never a name
    "privacy": NOTHING,  # the log, and content only inside a request
    "attendance": (opens("report", "", K1, K4),),
    "teacher": (opens("action", "action", K1, K16, tables=PARTNER_TABLES),),
    "teacher2": NOTHING,
    "helper": (opens("action", "stuck", K1, K16, tables=PARTNER_TABLES),),
    "landlord": NOTHING,  # asked, but nothing was shown
    "officer": NOTHING,
}
AWAY: dict[str, tuple[Open, ...]] = {
    "admin": NOTHING,
    "intake": (opens("signal", "signal", K1, K18),),
    "coordinator": (
        opens("case", "case", K1, K2, K16),
        opens("case", "case", K18, needed=False),  # why the case was opened
        opens("case", "case", K19, tables="running_matter", needed=False),
        opens("case", "case", K10, tables=SAFETY),
        opens("case", "case", K11, tables="safety_plan", needed=False),  # rule 20: what Veilig Thuis asks at the least
    ),
    "coordinator2": NOTHING,
    "manager": NOTHING,
    "privacy": NOTHING,
    "attendance": (opens("report", "", K1, K4),),
    "teacher": (opens("action", "action", K1, K16, tables=PARTNER_TABLES),),
}
