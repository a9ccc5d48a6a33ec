"""The people of a case: who they are, where they live, who has authority, and whether they were told."""

from __future__ import annotations

from sluitend.services.people.around import (
    EndSupporter,
    NameSupporter,
    RecordInforming,
    end_supporter,
    name_supporter,
    record_informing,
)
from sluitend.services.people.homes import RecordAuthority, SaveHousehold, record_authority, save_household
from sluitend.services.people.persons import AddPerson, ChangePerson, LetGo, add_person, change_person, let_go

__all__ = [
    "AddPerson",
    "ChangePerson",
    "EndSupporter",
    "LetGo",
    "NameSupporter",
    "RecordAuthority",
    "RecordInforming",
    "SaveHousehold",
    "add_person",
    "change_person",
    "end_supporter",
    "let_go",
    "name_supporter",
    "record_authority",
    "record_informing",
    "save_household",
]
