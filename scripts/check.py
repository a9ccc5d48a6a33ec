"""Everything about the code that can be judged without running it. All parts run; the failing ones show what they found."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TEMPLATES = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "src/sluitend/web/templates").rglob("*.html"))

CHECKS: list[tuple[str, list[str]]] = [
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("types", [str(BIN / "mypy")]),
    ("contracts", [str(BIN / "lint-imports")]),
    ("migrations", [sys.executable, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"]),
    ("templates", [str(BIN / "djade"), "--check", "--target-version", "5.2", *TEMPLATES]),
    ("pages", [sys.executable, "-m", "sluitend.content.document", "--check"]),
    ("licences", [sys.executable, "scripts/licences.py"]),
    ("english", [sys.executable, "scripts/messages.py", "--check"]),
    ("locks", [sys.executable, "-m", "pytest", "-q", "tests/architecture/test_locks.py"]),
]


def main() -> int:
    """Run them all; exit code 1 when one failed."""
    nowhere = "host=/nonexistent dbname=none user=none"  # no check asks a database anything
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "sluitend.config.settings", "DATABASE_URL": nowhere}
    failed = []
    for name, command in CHECKS:
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
        if done.returncode:
            failed.append(name)
            print(f"{done.stdout}{done.stderr}", flush=True)
    print(f"{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
