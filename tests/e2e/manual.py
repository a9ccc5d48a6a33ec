"""Walk the journeys and keep the pictures that the manual shows: `python -m tests.e2e.manual`, and never without asking."""

from __future__ import annotations

import shutil
import subprocess
import sys

from tests.e2e.visitor import RESULTS, ROOT

MANUAL = ROOT / "docs" / "manual"
PICTURES = {
    "melden": ("a_concern_becomes_one_plan", "melding", 1280),
    "melden-antwoord": ("a_concern_becomes_one_plan", "wat-de-melder-leest", 1280),
    "meldingen": ("a_concern_becomes_one_plan", "inbox", 1280),
    "melding-met-casus": ("a_concern_becomes_one_plan", "melding-met-casus", 1280),
    "casus": ("a_concern_becomes_one_plan", "casus-loopt", 1280),
    "plan": ("a_concern_becomes_one_plan", "plan-klaar-om-te-beginnen", 1280),
    "actie-laten-zien": ("a_concern_becomes_one_plan", "actie-laten-zien", 1280),
    "partner-actie": ("a_concern_becomes_one_plan", "partner-actie", 360),
    "mijn-werk": ("a_concern_becomes_one_plan", "mijn-werk", 1280),
    "notitie": ("a_concern_becomes_one_plan", "notitie", 360),
    "evaluatie": ("a_concern_becomes_one_plan", "evaluatie", 1280),
    "verzuim-inlezen": ("an_absence_file_with_a_bad_row", "verzuim-ingelezen", 1280),
    "overdragen": ("a_team_lead_hands_over", "team-collega", 1280),
    "verslag": ("a_programme_manager_sees_numbers_and_never_a_name", "verslag", 1280),
    "logboek": ("a_privacy_officer_reads_the_log_and_is_in_it", "logboek-van-een-casus", 1280),
    "uitnodigen": ("an_administrator_invites_somebody_who_comes_in", "uitnodigen", 1280),
    "verhoogde-veiligheid": ("heightened_safety_stays_with_the_few", "alleen-voor-de-leeslijst", 1280),
}
"""By the name in the manual: the journey, the page as the journey calls it, and how wide the screen was."""


def main() -> int:
    """Walk, and copy only when every journey came to its end."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "e2e", "tests/e2e"]
    if code := subprocess.run(command, cwd=ROOT, check=False).returncode:
        return code
    MANUAL.mkdir(parents=True, exist_ok=True)
    for name, (journey, page, width) in PICTURES.items():
        (found,) = (RESULTS / journey).glob(f"[0-9][0-9]-{page}-{width}.png")
        shutil.copyfile(found, MANUAL / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
