"""Look somebody up: is there an open case, and who coordinates it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.vocabulary import Purpose
from sluitend.queries.person_search import may_search, search_person
from sluitend.web.forms.bsn import with_bsn
from sluitend.web.forms.person_search import SearchForm
from sluitend.web.request import PageRequest


@require_http_methods(["GET", "POST"])
def search(request: PageRequest) -> HttpResponse:
    """Ask, and show the answer on the same page: nothing that was typed stands in an address."""
    if not may_search(request.viewer):
        raise NotFound
    first = {"reference": request.GET.get("bij", "")[:20], "purpose": Purpose.ACCESS_AND_DIRECTION}
    form = SearchForm(with_bsn(request)) if request.method == "POST" else SearchForm(initial=first)
    hits = None
    if request.method == "POST" and form.is_valid():
        try:
            hits = search_person(request.viewer, form.search, now=request.now)
        except Refused as refused:
            form.add_refusals(refused)
    status = 422 if form.errors else 200
    return render(request, "search/person.html", {"form": form, "hits": hits}, status=status)


urls = [path("", search, name="person-search")]
