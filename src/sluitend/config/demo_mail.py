"""The page that shows what the demo would have sent. Anywhere else it is not there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sluitend.config import personas
from sluitend.domain.outcome import NotFound
from sluitend.integrations.mail import Letterhead, compose
from sluitend.queries import messages as queries
from sluitend.web.request import PageRequest

SENDER = "berichten@sluitend.example"


@require_GET
def page(request: PageRequest) -> HttpResponse:
    """List the mails, and show one as it would have left; they differ in address, day and number only."""
    if not personas.allowed(request):
        raise NotFound
    rows = queries.demo_mail(request.viewer, now=request.now)
    head = Letterhead(SENDER, request.build_absolute_uri("/").rstrip("/"))
    if rows:
        letter = compose(head, rows[0].email, rows[0].mail_id, rows[0].at)
    else:
        letter = compose(head, "medewerker@sluitend.example", UUID(int=0), request.now)
    shown = "\n".join(f"{name}: {value}" for name, value in letter.items() if not name.startswith("Content-Tr"))
    return render(request, "messages/demo.html", {"rows": rows, "letter": f"{shown}\n\n{letter.get_content()}"})
