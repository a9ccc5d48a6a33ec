"""The two ladders (H.7): one between organisations, one for safety. They are protocols; this says what is special of them."""

from __future__ import annotations

PROCESS_LADDER = "process_ladder"
SAFETY_LADDER = "safety_ladder"

TRIED, BLOCKS, ASKED, LEGAL = "what_was_tried", "what_blocks", "what_is_asked", "legal_check"
"""What every rung writes down, as codes of evidence."""

DECIDER, POWER, POWER_UNTIL = "named_decider", "power", "power_valid_until"
"""Who decides at a rung, with which power and until when: taken from the register of mandates, never typed."""

LETTER = "rvdk_letter"
"""The day of the letter in which the child protection board says that it asks the court nothing (BW 1:255 lid 3)."""

NAMES, NAMELESS = "names", frozenset({"pseudonym", "none"})
"""The standing of a step that says whether names may stand there, and what it says when they may not."""
