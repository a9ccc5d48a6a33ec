"""What ends by itself: a draft after fourteen days, for everybody, with a line that says so; by the worker alone."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, transaction

from sluitend.config import roles
from sluitend.services import outbox
from sluitend.services.signals import SaveDraft, save_draft
from tests.database import conninfo
from tests.world import NOW, World, acting


def test_the_web_role_cannot_end_anything(world: World) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        outbox.end_what_is_over(NOW)


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_gone_after_fourteen_days_and_its_end_leaves_a_line(
    pg_server: str, test_database: str, as_owner: Any
) -> None:
    from tests.world import new_municipality, populate

    home = populate(new_municipality(as_owner, "Vlierdam"), "Vlierdam")
    with acting(home.teacher):
        save_draft(home.teacher, SaveDraft(None, heightened=False, typed={"seen": ["Noor"]}), now=NOW)
    with psycopg.connect(conninfo(pg_server, test_database, roles.WORKER), autocommit=True) as worker:
        for days, gone in ((13, 0), (15, 1), (15, 0)):
            at = NOW + timedelta(days=days)
            assert worker.execute("SELECT app_purge(%s)", [at]).fetchone() == (gone,)
    rows = as_owner.execute("SELECT kind, categories FROM audit_event WHERE action = 'draft.end'").fetchall()
    assert rows == [("system", ["k18"])]
    assert uuid.UUID(str(home.id))
