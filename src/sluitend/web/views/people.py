"""Pages about the people of a case: who they are, where they live, who has authority, who was told, who supports."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sluitend.domain.outcome import NotFound
from sluitend.queries.people import hidden_address, household_parts, people_page, person_parts, second_persons
from sluitend.queries.received import received_about
from sluitend.services.people import (
    AddPerson,
    ChangePerson,
    EndSupporter,
    LetGo,
    NameSupporter,
    RecordAuthority,
    RecordInforming,
    SaveHousehold,
    add_person,
    change_person,
    end_supporter,
    let_go,
    name_supporter,
    record_authority,
    record_informing,
    save_household,
)
from sluitend.web.components.ecogram import network_of
from sluitend.web.dates import local_day
from sluitend.web.forms.bsn import with_bsn
from sluitend.web.forms.case import ConfirmForm
from sluitend.web.forms.people import (
    AuthorityForm,
    ChangeHouseholdForm,
    ChangePersonForm,
    HouseholdForm,
    InformingForm,
    LetGoForm,
    PersonForm,
    SupporterForm,
    chosen,
)
from sluitend.web.request import PageRequest
from sluitend.web.submit import done, press
from sluitend.web.views.pages import form_page

ANY = ["GET", "HEAD", "POST"]


@require_GET
def overview(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Show everybody around a case."""
    page = people_page(request.viewer, case_id, now=request.now)
    around = {
        "page": page,
        "head": page.head,
        "people": page.people,
        "exempt": page.exempt,
        "case_id": case_id,
        "network": network_of(page.people, page.actions),
        "ends": ConfirmForm(),
    }
    return render(request, "people/overview.html", around)


@require_http_methods(ANY)
def new(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Put somebody in the case."""
    page = people_page(request.viewer, case_id, now=request.now, action="case.form")
    form = PersonForm(
        with_bsn(request) if request.method == "POST" else None,
        today=local_day(request.now),
        may_hold_bsn=page.may_hold_bsn,
        initial={"in_family": True},
    )

    def act() -> None:
        add_person(request.viewer, AddPerson(case_id, form.person(), form.key), now=request.now)

    if done(request, form, act):
        return redirect("case-people", case_id=case_id)
    return form_page(request, "people/person.html", form, head=page.head, case_id=case_id, person=None)


@require_http_methods(ANY)
def person(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Change what is known about somebody, with a reason."""
    parts = person_parts(request.viewer, case_id, person_id, now=request.now)
    page = people_page(request.viewer, case_id, now=request.now, action="case.form")
    row = page.person(person_id)
    initial = {
        "kind": row.kind,
        "given_names": parts.given_names,
        "prefix": parts.prefix,
        "surname": parts.surname,
        "birth_date": f"{row.born:%d-%m-%Y}" if row.born else "",
        "relation": row.relation,
        "in_family": row.in_family,
        "phone": row.phone,
        "version": row.version,
    }
    form = ChangePersonForm(
        with_bsn(request) if request.method == "POST" else None,
        today=local_day(request.now),
        may_hold_bsn=page.may_hold_bsn,
        has_bsn=bool(row.bsn),
        initial=initial,
    )

    def act() -> None:
        given = form.cleaned_data
        command = ChangePerson(
            case_id,
            person_id,
            form.person(),
            given["reason"],
            form.version,
            drop_bsn=bool(given.get("drop_bsn")),
            quote=given["quote"],
            form_key=form.key,
        )
        change_person(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-people", case_id=case_id)
    return form_page(request, "people/person.html", form, head=page.head, case_id=case_id, person=row)


@require_http_methods(ANY)
def leave(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down that somebody no longer belongs to the case, or never did."""
    page = people_page(request.viewer, case_id, now=request.now, action="case.form")
    row = page.person(person_id)
    form = LetGoForm(request.POST or None, initial={"on": local_day(request.now)})

    def act() -> None:
        given = form.cleaned_data
        command = LetGo(case_id, person_id, given["reason"], given["on"], mistake=given["mistake"], form_key=form.key)
        let_go(request.viewer, command, now=request.now)

    if done(request, form, act):
        messages.success(request, gettext("%(name)s staat niet meer bij deze casus.") % {"name": row.name})
        return redirect("case-people", case_id=case_id)
    received = received_about(request.viewer, case_id, person_id, now=request.now)
    around = {"head": page.head, "case_id": case_id, "person": row, "received": received}
    return form_page(request, "people/leave.html", form, **around)


@require_http_methods(ANY)
def household_new(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down where people live."""
    page = people_page(request.viewer, case_id, now=request.now, action="case.form")
    form = HouseholdForm(request.POST or None, persons=page.people.persons, initial={"as_of": local_day(request.now)})

    def act() -> None:
        command = SaveHousehold(case_id, form.household(), quote=form.cleaned_data["quote"], form_key=form.key)
        save_household(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-people", case_id=case_id)
    return form_page(request, "people/household.html", form, head=page.head, case_id=case_id, label="")


@require_http_methods(ANY)
def household(request: PageRequest, case_id: UUID, household_id: UUID) -> HttpResponse:
    """Say anew where people live, with a reason."""
    parts = household_parts(request.viewer, case_id, household_id, now=request.now)
    page = people_page(request.viewer, case_id, now=request.now, action="case.form")
    initial = asdict(parts) | {"members": [str(pk) for pk in parts.members]}
    form = ChangeHouseholdForm(request.POST or None, persons=page.people.persons, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        command = SaveHousehold(
            case_id,
            form.household(),
            household_id,
            form.version,
            given["reason"],
            quote=given["quote"],
            form_key=form.key,
        )
        save_household(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-people", case_id=case_id)
    return form_page(request, "people/household.html", form, head=page.head, case_id=case_id, label=parts.label)


@require_GET
def address(request: PageRequest, case_id: UUID, household_id: UUID) -> HttpResponse:
    """Show an address that stands on no page; the look is logged by itself."""
    page = hidden_address(request.viewer, case_id, household_id, now=request.now)
    return render(request, "people/address.html", {"page": page, "head": page.head, "case_id": case_id})


@require_http_methods(ANY)
def authority(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down who has authority over a child."""
    page = people_page(request.viewer, case_id, now=request.now, action="case.form")
    child = page.person(person_id)
    if not child.is_child:
        raise NotFound
    form = AuthorityForm(
        request.POST or None, child=child, persons=page.people.persons, initial={"as_of": local_day(request.now)}
    )

    def act() -> None:
        command = RecordAuthority(case_id, form.authority(), form.ended(), form.key)
        record_authority(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-people", case_id=case_id)
    return form_page(request, "people/authority.html", form, head=page.head, case_id=case_id, person=child)


@require_http_methods(ANY)
def told(request: PageRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down that somebody was told about the case, or why that waits."""
    page = people_page(request.viewer, case_id, now=request.now, action="case.form")
    row = page.person(person_id)
    colleagues = second_persons(request.viewer, case_id, now=request.now)
    form = InformingForm(request.POST or None, colleagues=colleagues)

    def act() -> None:
        command = RecordInforming(
            case_id, person_id, form.informing(), quote=form.cleaned_data["quote"], form_key=form.key
        )
        record_informing(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-people", case_id=case_id)
    return form_page(request, "people/told.html", form, head=page.head, case_id=case_id, person=row)


@require_http_methods(ANY)
def supporter_new(request: PageRequest, case_id: UUID) -> HttpResponse:
    """Write down whom the family names as support."""
    page = people_page(request.viewer, case_id, now=request.now, action="case.form")
    form = SupporterForm(request.POST or None, persons=page.people.persons)

    def act() -> None:
        given = form.cleaned_data
        command = NameSupporter(
            case_id,
            given["name"],
            given["relation"],
            chosen(given["named_by"]),
            given["words"],
            quote=given["quote"],
            form_key=form.key,
        )
        name_supporter(request.viewer, command, now=request.now)

    if done(request, form, act):
        return redirect("case-people", case_id=case_id)
    return form_page(request, "people/supporter.html", form, head=page.head, case_id=case_id)


@require_http_methods(["POST"])
def supporter_end(request: PageRequest, case_id: UUID, supporter_id: UUID) -> HttpResponse:
    """The family no longer names this person as support."""
    form = ConfirmForm(request.POST)
    command = EndSupporter(case_id, supporter_id)
    press(request, case_id, form, lambda: end_supporter(request.viewer, command, now=request.now))
    return redirect("case-people", case_id=case_id)


urls = [
    path("casussen/<uuid:case_id>/mensen/", overview, name="case-people"),
    path("casussen/<uuid:case_id>/mensen/nieuw/", new, name="case-person-new"),
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/", person, name="case-person"),
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/weg/", leave, name="case-person-leave"),
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/gezag/", authority, name="case-authority"),
    path("casussen/<uuid:case_id>/mensen/<uuid:person_id>/verteld/", told, name="case-informing"),
    path("casussen/<uuid:case_id>/huizen/nieuw/", household_new, name="case-household-new"),
    path("casussen/<uuid:case_id>/huizen/<uuid:household_id>/", household, name="case-household"),
    path("casussen/<uuid:case_id>/huizen/<uuid:household_id>/adres/", address, name="case-address"),
    path("casussen/<uuid:case_id>/steun/nieuw/", supporter_new, name="case-supporter-new"),
    path("casussen/<uuid:case_id>/steun/<uuid:supporter_id>/weg/", supporter_end, name="case-supporter-end"),
]
