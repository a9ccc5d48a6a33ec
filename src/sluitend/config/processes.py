"""Small facts about processes that the launcher and the supervisor share."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int) -> Callable[[], None] | None:
    """Give a `preexec_fn` that has the kernel send the child this signal when its parent is gone, however it went.

    Linux only; elsewhere None, and the next start ends an orphan.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)  # looked up here: the child may only do what is safe after fork

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)

    return ask_kernel
