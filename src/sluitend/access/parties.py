"""As which party an organisation stands in the sharing rules, and what a partner may do with their own action."""

from __future__ import annotations

from datetime import date

from sluitend.content.organisations import organisation_types
from sluitend.content.roles import default_readers
from sluitend.domain.sharing import ReadLevel, Relation, Viewer, readable
from sluitend.domain.vocabulary import Category, Party


def party_of(kind: str, on: date) -> Party | None:
    """Give the party of a kind of organisation; None when the kind is not known or no longer in use."""
    known = organisation_types().get(kind)
    return known.party if known is not None and known.in_use(on) else None


def own_action_level(viewer: Viewer, on: date) -> ReadLevel:
    """Say how much of the plan the viewer reads in their own action (F.7b)."""
    levels = readable(
        default_readers(), viewer.roles, Relation.OWN_ACTION, party=party_of(viewer.organisation_type, on)
    )
    return levels[Category.K16]
