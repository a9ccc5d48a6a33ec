"""Which page of a list somebody asks for: a whole number from 1, and 1 for anything else."""

from __future__ import annotations

from django.http import HttpRequest

LAST = 1_000_000


def page_number(request: HttpRequest, name: str = "pagina") -> int:
    """Read the page number from the address; nonsense is page 1, too high is clamped by the list itself."""
    typed = request.GET.get(name, "1")
    return min(int(typed), LAST) if typed.isascii() and typed.isdigit() and len(typed) < 10 and int(typed) else 1
