"""The two ladders (H.7): one between organisations, one for safety. They are protocols; this says what is special of them."""

from __future__ import annotations

PROCESS_LADDER = "process_ladder"
SAFETY_LADDER = "safety_ladder"
