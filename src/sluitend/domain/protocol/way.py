"""By which steps a protocol comes to one of its steps: for a run that was going on before anybody wrote it down here."""

from __future__ import annotations

from collections import deque

from sluitend.domain.protocol.steps import Protocol


def way_to(protocol: Protocol, code: str) -> tuple[str, ...] | None:
    """Give the steps of the shortest way from the beginning to a step, with that step last; None when there is no way."""
    ways: dict[str, tuple[str, ...]] = {first: (first,) for first in protocol.first}
    todo = deque(protocol.first)
    while todo and code not in ways:
        here = todo.popleft()
        for following in protocol.step(here).next:
            if following not in ways:
                ways[following] = (*ways[here], following)
                todo.append(following)
    return ways.get(code)
