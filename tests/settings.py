"""Settings for tests: fixed keys, plain HTTP, a fast password hash, and no database until tests/conftest.py makes one."""

# ruff: noqa: F403 - the environment comes first, then everything else as it is
import hashlib
import os
import tempfile
from pathlib import Path

from sluitend.config import database, keys


def fixed_keyring() -> keys.Keyring:
    """Give the same keys at every run, so that a test that fails can fail again."""

    def key(label: str) -> bytes:
        return hashlib.sha256(f"only for tests: {label}".encode()).digest()

    return keys.Keyring((key("secret").hex(),), {"k1": key("field")}, "k1", (key("digest"),))


# A database that does not exist: whatever DATABASE_URL a developer has set, a test never reaches it.
os.environ[database.WEB] = "host=/nonexistent dbname=no_test_database user=sluitend_web"
os.environ["SLUITEND_TLS"] = "0"
with tempfile.TemporaryDirectory(prefix="sluitend-keys-") as directory:
    os.environ[keys.ENVIRONMENT] = str(Path(directory) / "keys.json")
    keys.write(Path(os.environ[keys.ENVIRONMENT]), fixed_keyring())
    from sluitend.config.settings import *
del os.environ[keys.ENVIRONMENT]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
