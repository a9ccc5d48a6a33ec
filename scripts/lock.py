"""Write the lock files anew from the lists beside them, with hashes and without a host or a path in them.

Needs uv: it alone resolves for every platform at once. Installing from the locks needs only pip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["--universal", "--generate-hashes", "--python-version", "3.11"]
QUIET = ["--no-header", "--no-emit-index-url", "--no-emit-find-links", "-q"]
# In this order: a later list is bound to the versions of the earlier ones.
LISTS = ["requirements", "requirements-build", "requirements-dev", "requirements-node"]


def main() -> int:
    """Lock every list, then the front end's packages."""
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        print("uv is not here: install it, or set UV to its path.", file=sys.stderr)
        return 1
    bound: list[str] = []
    for name in LISTS:
        lock = f"{name}.lock"
        subprocess.run([uv, "pip", "compile", *OPTIONS, *QUIET, *bound, f"{name}.in", "-o", lock], cwd=ROOT, check=True)
        bound += ["-c", lock]
    if npm := shutil.which("npm"):
        subprocess.run([npm, "install", "--package-lock-only", "--ignore-scripts"], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
