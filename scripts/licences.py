"""Every package that Sluitend runs on has a licence that may be combined with the EUPL-1.2; else the check fails."""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "EUPL-1.2",
    "ISC",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
}
# The older ways of saying it: a classifier's last part, or a word in the free field.
KNOWN_AS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# Read by a person: the package says it in a way that no rule above understands.
READ = {
    "qrcode": "BSD-3-Clause",  # its classifier "Other" is about the name "QR Code", a trademark
}


def names(lock: Path) -> list[str]:
    """Give the packages of a lock file that are installed here (some are for other systems)."""
    listed = re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    installed = {(d.metadata["Name"] or "").lower().replace("_", "-") for d in importlib.metadata.distributions()}
    return [name for name in listed if name.lower().replace("_", "-") in installed]


def licences(name: str) -> set[str]:
    """Give what the package says about its licence, as SPDX names; what is joined by OR may be chosen from."""
    if name in READ:
        return {READ[name]}
    told = importlib.metadata.metadata(name)
    if expression := told.get("License-Expression"):
        return set(re.split(r"\s+(?:OR|AND)\s+", expression.strip("()")))
    last = [line.rpartition("::")[2].strip() for line in told.get_all("Classifier") or [] if line.startswith("License")]
    free = (told.get("License") or "").strip()
    return {KNOWN_AS.get(word, word) for word in last} or {free or "nothing"}


def node_licences() -> dict[str, str]:
    """Give the licence of each front-end package whose files are shipped."""
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {name: locked[f"node_modules/{name}"].get("license", "nothing") for name in wanted}


def main() -> int:
    """Print what is not allowed."""
    found = {name: licences(name) for name in names(ROOT / "requirements.lock")}
    found |= {name: {licence} for name, licence in node_licences().items()}
    wrong = {name: told for name, told in found.items() if not told <= ALLOWED}
    for name, told in wrong.items():
        print(f"{name}: {', '.join(sorted(told))} is not on the list of licences")
    print(f"{len(found)} packages, {len(wrong)} with a licence that is not on the list")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
