"""One connection string per role; a process gets exactly one of them."""

from __future__ import annotations

import pytest

from sluitend.config import database

OTHERS = {"PATH": "/bin", database.WEB: "w", database.WORKER: "k", database.OWNER: "o"}


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql://me:geheim@db.example:5433/naam?sslmode=verify-full", "db.example", "5433"),
        ("host=/run/pg dbname=naam user=me password=geheim sslmode=verify-full", "/run/pg", ""),
    ],
)
def test_both_forms_of_a_connection_string_are_read(url: str, host: str, port: str) -> None:
    found = database.parse(url)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("naam", "me", "geheim")
    assert (found["HOST"], found["PORT"]) == (host, port)
    assert found["OPTIONS"] == {"sslmode": "verify-full"}
    assert found["ATOMIC_REQUESTS"] is False


@pytest.mark.parametrize("url", ["nonsense", "postgresql://me:geheim@[::1/x", "dbname=naam password=geheim", "user=me"])
def test_a_wrong_one_is_a_sentence_without_the_password(url: str) -> None:
    with pytest.raises(database.DatabaseUrlError) as caught:
        database.parse(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(("variable", "url"), [(database.WEB, "w"), (database.WORKER, "k"), (database.OWNER, "o")])
def test_a_process_knows_its_own_role_and_no_other(variable: str, url: str) -> None:
    assert database.as_role(variable, OTHERS) == {"PATH": "/bin", database.WEB: url}


def test_a_missing_role_is_named() -> None:
    with pytest.raises(database.DatabaseUrlError, match="DATABASE_OWNER_URL"):
        database.as_role(database.OWNER, {database.WEB: "w"})
