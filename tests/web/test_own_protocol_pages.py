"""A municipality changes a norm on the screen, another approves it, and it is taken back."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.access import audit, protocols
from sluitend.content.loader import packaged
from sluitend.content.protocols import protocols as content_protocols
from sluitend.domain.clock import local_day
from sluitend.domain.protocol.plain import to_plain
from sluitend.domain.protocol.steps import Protocol, Text
from sluitend.domain.vocabulary import Role
from sluitend.records.models import Municipality, OwnProtocol
from tests.browsing import signed_in
from tests.forms import boxes, post
from tests.world import World, acting

CODE = "school_absence"
AT = {"code": CODE}
STEP = "first_contact"


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(world.home.admin)


@pytest.fixture
def director(world: World) -> Client:
    return signed_in(world.home.people["director"])


def today() -> str:
    return f"{local_day(timezone.now()):%d-%m-%Y}"


def length(world: World) -> int:
    with acting(world.home.attendance, timezone.now()):
        deadline = protocols.catalogue(local_day(timezone.now()))[CODE].step(STEP).deadline
    assert deadline
    return deadline.term.length


def press(client: Client, page: Any, name: str, version: uuid.UUID) -> Any:
    path = reverse(name, args=[version])
    return client.post(path, boxes(page, path))


def test_from_proposal_to_taking_back(world: World, admin: Client, director: Client) -> None:
    usual = length(world)
    proposed = post(
        admin,
        reverse("own-protocol-norms", kwargs=AT),
        **{"name": "voorjaar", "why": "Sneller bellen helpt.", "valid_from": today(), f"norm_{STEP}": str(usual - 1)},
    )
    assert proposed.status_code == 302
    page = admin.get(proposed.url)
    text = page.content.decode()
    assert "Een ander dan u keurt dit goed" in text
    assert f"{usual} werkdagen" in text
    assert f"{usual - 1} werkdagen" in text
    assert "Niemand. Deze versie laat niemand meer zien" in text
    with acting(world.home.admin, timezone.now()):
        version = OwnProtocol.objects.get().pk
    assert length(world) == usual
    done = press(director, director.get(proposed.url), "own-protocol-approve", version)
    assert (done.status_code, length(world)) == (302, usual - 1)
    assert "Eigen versie “voorjaar”" in admin.get(reverse("own-protocol-list")).content.decode()
    press(admin, admin.get(proposed.url), "own-protocol-take-back", version)
    assert length(world) == usual
    assert "Teruggenomen door" in admin.get(proposed.url).content.decode()


def test_what_is_wrong_is_said_at_its_place_and_typed_text_stays(world: World, admin: Client) -> None:
    answer = post(
        admin,
        reverse("own-protocol-norms", kwargs=AT),
        **{"name": "", "why": "Sneller <b>bellen</b>", "valid_from": "gisteren", f"norm_{STEP}": "veel"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Schrijf hier een heel getal" in page
    assert "Sneller &lt;b&gt;bellen&lt;/b&gt;" in page
    assert 'value="veel"' in page
    with acting(world.home.admin, timezone.now()):
        assert not OwnProtocol.objects.exists()


def test_a_file_that_is_wrong_says_where(world: World, admin: Client) -> None:
    path = reverse("own-protocol-file", kwargs=AT)
    typed = boxes(admin.get(path)) | {"name": "x", "why": "y", "valid_from": today()}
    answer = admin.post(path, typed | {"file": SimpleUploadedFile("p.toml", b"code = 'school_absence'\nonzin = 1\n")})
    assert answer.status_code == 422
    assert "Het bestand klopt niet" in answer.content.decode()


def test_everything_that_changes_is_said_in_sentences_and_who_newly_sees_what_by_name(
    world: World, admin: Client
) -> None:
    """Whoever says yes reads no code words, also where the version goes too far."""
    default = protocols.protocols()[CODE]
    own = replace(
        default,
        version="najaar",
        steps=tuple(
            replace(
                one,
                title=Text("Bel het gezin dezelfde dag", "Call the family the same day"),
                who=one.who | {Role.TEAM_LEAD},
                second=True,
                shows=(30,),
                donts=(*one.donts, Text("Bel niet na 20 uur.", "Do not call after 8 pm.")),
            )
            if one.code == STEP
            else one
            for one in default.steps
        ),
    )
    version = kept(world, own, default)
    text = unescape(admin.get(reverse("own-protocol-version", args=[version])).content.decode())
    for sentence in (
        "De stap heet nu “Bel het gezin dezelfde dag”. Eerst: “",
        "Mag deze stap nu ook zetten: teamleider.",
        "Bij deze stap zegt ook een tweede persoon ja.",
        "Nieuw bij wat hier niet mag: “Bel niet na 20 uur.”.",
        "Regel voor delen 30",
        "Wie dit te zien krijgt:",
    ):
        assert sentence in text
    for code in ("team_lead", "school_absence", "never_under", STEP, "optional"):
        assert code not in re.sub(r"<[^>]*>", " ", text)
    admin.post("/taal/", {"language": "en"})
    text = unescape(admin.get(reverse("own-protocol-version", args=[version])).content.decode())
    assert "The step is now called “Call the family the same day”." in text
    assert "May now also take this step: team lead" in text


def test_what_moved_in_the_program_is_shown_to_the_approver_first_and_what_goes_too_far_line_by_line(
    world: World, director: Client
) -> None:
    default = protocols.protocols()[CODE]
    asks = next(one for one in default.steps if any(e.required for e in one.evidence))
    older = replace(
        default,
        version="2025",
        steps=tuple(replace(one, evidence=()) if one is asks else one for one in default.steps),
    )
    version = kept(world, replace(older, version="voorjaar"), older)
    path = reverse("own-protocol-version", args=[version])
    text = unescape(director.get(path).content.decode())
    moved, changes = (text.index(words) for words in ("Eerst dit: het programma veranderde", "Wat er verandert</h2>"))
    assert moved < changes
    assert f"“{asks.title.nl}”: wat het protocol van het programma vraagt, blijft gevraagd." in text
    assert reverse("own-protocol-approve", args=[version]) not in text
    press = boxes(director.get(path), reverse("own-protocol-take-back", args=[version]))
    answer = director.post(reverse("own-protocol-approve", args=[version]), press, follow=True)
    assert "Het programma veranderde terwijl u keek." in answer.content.decode()


def test_the_page_says_where_the_program_moved_under_a_running_version_with_both_choices(
    world: World, admin: Client, director: Client
) -> None:
    default = protocols.protocols()[CODE]
    older = replace(
        default,
        version="2025",
        steps=tuple(
            replace(one, explain=Text("Eerst anders.", "Other before.")) if one.code == STEP else one
            for one in default.steps
        ),
    )
    version = kept(world, replace(older, version="voorjaar"), default)
    at = {name: reverse(f"own-protocol-{name}", args=[version]) for name in ("version", "keep", "anew", "approve")}
    assert post_first(director, at["version"], at["approve"]).status_code == 302
    with acting(world.home.admin, timezone.now()):
        audit.write(world.home.admin, "test.populate", audit.Ref("own_protocol", version), now=timezone.now())
        OwnProtocol.objects.filter(pk=version).update(base=to_plain(older))
    for page in (reverse("own-protocol-list"), reverse("own-protocol", kwargs=AT)):
        assert "het programma is veranderd onder uw versie" in admin.get(page).content.decode()
    assert at["keep"] in admin.get(at["version"]).content.decode()
    text = unescape(admin.get(at["keep"]).content.decode())
    assert "Eerst: “Eerst anders.”" in text
    assert "Bij u zoals het programma toen." in text
    empty = post(admin, at["keep"], keep_why="")
    assert empty.status_code == 422
    wrong = post(admin, at["anew"], name="", why="Nieuwe uitleg", valid_from="morgen")
    assert wrong.status_code == 422
    assert "Nieuwe uitleg" in wrong.content.decode()
    done = post(admin, at["anew"], name="zomer", why="Nieuwe uitleg", valid_from=today())
    assert done.status_code == 302
    assert post(admin, at["keep"], keep_why="Tot de zomer.").status_code == 302
    assert "Tot de zomer." in admin.get(at["version"]).content.decode()
    assert post(admin, at["keep"], keep_why="Nog eens.").status_code == 422
    for who in ("coordinator", "attendance", "teacher"):
        client = signed_in(world.home.people[who])
        assert [client.get(at[name]).status_code for name in ("keep", "anew")] == [404, 404]


def test_a_proposal_is_tried_in_the_practice_municipality_whose_every_page_says_what_it_is(
    world: World, admin: Client, director: Client
) -> None:
    usual, now, away = length(world), timezone.now(), world.away.admin
    proposed = post(
        admin,
        reverse("own-protocol-norms", kwargs=AT),
        **{"name": "voorjaar", "why": "Sneller.", "valid_from": today(), f"norm_{STEP}": str(usual - 1)},
    )
    with acting(world.home.admin, now):
        version = OwnProtocol.objects.get().pk
    try_it, stop = (reverse(f"own-protocol-{name}", args=[version]) for name in ("try", "stop-trying"))
    assert try_it not in director.get(proposed.url).content.decode()
    there = signed_in(away)
    assert "Oefengemeente" not in there.get("/").content.decode()
    with acting(away, now):
        audit.write(away, "test.populate", audit.Ref("municipality"), now=now)
        Municipality.objects.filter(pk=away.municipality_id).update(practice_for_id=world.home.admin.municipality_id)
    for page in ("/", "/hulp/", reverse("own-protocol-list")):
        assert "Oefengemeente: alleen verzonnen personen." in there.get(page).content.decode()
        assert "Oefengemeente" not in admin.get(page).content.decode()
    assert post_first(director, proposed.url, try_it).status_code == 302
    text = director.get(proposed.url).content.decode()
    assert "De oefengemeente volgt nu dit voorstel. Hier verandert niets." in text
    assert f"probeert dit in {world.away.name}" in text
    assert length(world) == usual
    assert post_first(director, proposed.url, stop).status_code == 302
    assert try_it in director.get(proposed.url).content.decode()
    client = signed_in(world.home.people["coordinator"])
    assert [client.post(path, {}).status_code for path in (try_it, stop)] == [404, 404]


def post_first(client: Client, page: str, action: str) -> Any:
    return client.post(action, boxes(client.get(page), action))


def kept(world: World, own: Protocol, base: Protocol) -> uuid.UUID:
    """Keep a proposal made from a version that the program had before."""
    now, made, admin = timezone.now(), uuid.uuid4(), world.home.admin
    with acting(admin, now):
        audit.write(admin, "test.populate", audit.Ref("own_protocol", made), now=now)
        OwnProtocol.objects.create(
            id=made,
            municipality_id=admin.municipality_id,
            protocol=own.code,
            name=own.version,
            why="Proef",
            content=to_plain(own),
            base=to_plain(base),
            valid_from=local_day(now),
            proposed_at=now,
            proposed_by_id=admin.membership_id,
        )
    return made


def test_the_file_of_the_program_can_be_fetched_and_handed_in(world: World, admin: Client) -> None:
    fetched = admin.get(reverse("own-protocol-download", kwargs=AT))
    assert fetched.headers["Content-Disposition"] == f'attachment; filename="{CODE}.toml"'
    path = reverse("own-protocol-file", kwargs=AT)
    typed = boxes(admin.get(path)) | {"name": "x", "why": "y", "valid_from": today()}
    answer = admin.post(path, typed | {"file": SimpleUploadedFile("p.toml", fetched.content)})
    assert answer.status_code == 302


def test_what_goes_too_far_in_a_file_names_its_step_in_the_language_of_the_reader(world: World, admin: Client) -> None:
    path, step = reverse("own-protocol-file", kwargs=AT), content_protocols()[CODE].step(STEP)
    before, rest = packaged(f"protocols/{CODE}.toml").split(f'code = "{STEP}"\n', 1)
    loosened = f'{before}code = "{STEP}"\n{rest.replace("required = true", "required = false", 1)}'.encode()
    for language, title, other in (("nl", step.title.nl, step.title.en), ("en", step.title.en, step.title.nl)):
        admin.post("/taal/", {"language": language})
        typed = boxes(admin.get(path)) | {"name": "x", "why": "y", "valid_from": today()}
        answer = admin.post(path, typed | {"file": SimpleUploadedFile("p.toml", loosened)})
        text = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert f"“{title}”: " in text
        assert other not in text


@pytest.mark.parametrize("who", ["coordinator", "attendance", "manager", "lead", "teacher"])
def test_for_everybody_else_it_is_the_same_nothing(world: World, who: str) -> None:
    client = signed_in(world.home.people[who])
    for name, given in (("own-protocol-list", {}), ("own-protocol", AT), ("own-protocol-norms", AT)):
        assert client.get(reverse(name, kwargs=given)).status_code == 404


def test_a_protocol_that_does_not_exist_is_not_there(world: World, admin: Client) -> None:
    assert admin.get(reverse("own-protocol", kwargs={"code": "benefit-cut"})).status_code == 404
