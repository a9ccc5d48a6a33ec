"""Run the tests in the order in which they tell something soonest, each part even when an earlier one failed.

1. everything without a browser, on the embedded PostgreSQL;
2. what uses a database once more, on the system's PostgreSQL where there is one;
3. the journeys in a real Chromium.

`--long` takes the long forms along. Exit code 0 only when every part ran and passed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.chromium import ADVICE, find_chromium  # noqa: E402 - the root of the project comes first

NO_TESTS = 5
WORKERS = os.environ.get("WORKERS", "2")
# Tests of one group share what is dear to make, so they stay in one process.
AT_ONCE = ("-n", WORKERS, "--dist", "loadgroup")


def pytest(title: str, *options: str) -> bool:
    """Run one part and say whether it passed. A part in which no test stands yet is told, not failed."""
    print(f"\n== {title}", flush=True)
    began = time.monotonic()
    code = subprocess.run([sys.executable, "-m", "pytest", "-q", *options], cwd=ROOT, check=False).returncode
    print(f"== {title}: {time.monotonic() - began:.0f} s", flush=True)
    if code == NO_TESTS:
        print(f"== {title}: no test stands here")
    return code in {0, NO_TESTS}


def main() -> int:
    """Run the parts."""
    long = "--long" in sys.argv[1:]
    speed = [] if long else ["not slow"]
    quick = " and ".join(["not e2e", *speed])
    passed = [pytest("tests without a browser", *AT_ONCE, "-m", quick)]
    if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        passed.append(pytest("database tests on the system's PostgreSQL", *AT_ONCE, "--pg=system", "-m", quick))
    else:
        print("\n== no PostgreSQL of the system here: the database tests ran on the embedded one only")
    if find_chromium():
        passed.append(pytest("journeys in Chromium", "-m", " and ".join(["e2e", *speed])))
    else:
        print(f"\n== {ADVICE}", file=sys.stderr)
        passed.append(False)
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
