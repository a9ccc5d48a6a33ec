"""Who works in the story: one fictional municipality, a small neighbour, their partners and their people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sluitend.config.hints import TOWNS, email_of, story_file
from sluitend.domain.vocabulary import Role

MUNICIPALITY, LOCAL_TEAM = "gemeente", "lokaal"
"""Keys of the organisation that a municipality begins with, and of the team in which its coordinators work."""
ADMIN = "beheer"
HOME, NEIGHBOUR, PRACTICE = TOWNS


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation of the story. kind: code of its type. brin: of a school."""

    key: str
    name: str
    kind: str
    brin: str = ""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who signs in. email: of the login. hint: for the sign-in page, what to try as this person."""

    key: str
    name: str
    at: str
    function: str
    roles: frozenset[Role]
    email: str
    team: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with its organisations, teams and people.

    contacts: who hands out the actions of an organisation. practice_for: name of the municipality that practises in it.
    """

    name: str
    slug: str
    phone: str
    phone_hours: str
    safety_phone: str
    independent_help: str
    independent_help_phone: str
    organisations: tuple[Partner, ...]
    teams: tuple[str, ...]
    workers: tuple[Worker, ...]
    roster: tuple[str, ...]
    on_call: frozenset[str]
    contacts: Mapping[str, str]
    practice_for: str = ""

    def worker(self, key: str) -> Worker:
        """Give somebody by key."""
        return next(worker for worker in self.workers if worker.key == key)


@cache
def town(slug: str) -> Town:
    """Give a municipality of the story."""
    data = story_file(f"town-{slug}.toml")
    workers = []
    for given in data["workers"]:
        rest = {name: value for name, value in given.items() if name not in ("login", "roles")}
        workers.append(
            Worker(**rest, roles=frozenset(Role(role) for role in given["roles"]), email=email_of(given, slug))
        )
    return Town(
        **{
            **data,
            "organisations": tuple(Partner(**given) for given in data["organisations"]),
            "teams": tuple(data["teams"]),
            "workers": tuple(workers),
            "roster": tuple(data["roster"]),
            "on_call": frozenset(data["on_call"]),
        }
    )
