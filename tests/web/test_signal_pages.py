"""Handing in a concern on the pages: step by step without JavaScript, what is asked, and what is never lost."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.records.models import Draft, Message, OutsideReport, Signal, SignalPerson, SignalReceipt
from tests.browsing import signed_in
from tests.forms import boxes, post
from tests.world import World, acting

MINIMAL = {
    "seen": "Noor kwam drie keer zonder jas op school.",
    "child_1_surname": "Dijk",
    "agreed_by": "parent",
    "agreed_name": "Anja van Dijk",
    "agreed_how": "talk",
}
"""What must be filled in of a report by a partner; the rest has a value already or may stay empty."""


def through_the_door(client: Client, door: str = "agrees") -> str:
    """Answer the first two questions; gives the address of the report."""
    first = post(client, reverse("signal-new"), danger="nee")
    assert first.url == reverse("signal-new-door")
    second = post(client, first.url, door=door)
    assert second.status_code == 302
    return str(second.url)


@pytest.fixture
def teacher(world: World) -> Client:
    return signed_in(world.home.teacher)


def test_a_report_in_three_pages(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    done = post(teacher, report, **MINIMAL)
    assert done.status_code == 302
    receipt = teacher.get(done.url)
    with acting(world.home.teacher, timezone.now()):
        row = SignalReceipt.objects.get()
        assert not Draft.objects.exists()
    assert row.number in receipt.content.decode()
    assert "Wij hebben uw melding ontvangen" in receipt.content.decode()
    with acting(world.home.intake, timezone.now()):
        assert Signal.objects.get().seen == MINIMAL["seen"]
        assert not Signal.objects.get().parents_may_read_reporter


def test_the_form_says_when_it_is_read_and_whom_to_phone(world: World, teacher: Client) -> None:
    page = teacher.get(through_the_door(teacher)).content.decode()
    assert "Wij lezen dit uiterlijk" in page
    for number in ("030-0123456", "030-0123999", "0800 2000", "112"):
        assert number in page
    assert "Mogen de ouders uw naam lezen?" in page


def test_yes_to_the_first_question_takes_the_family_question_away(world: World, teacher: Client) -> None:
    first = post(teacher, reverse("signal-new"), danger="ja")
    page = teacher.get(first.url).content.decode()
    assert "Praat nu niet met de ouders" in page
    for number in ("112", "0800 2000", "030-0123999"):
        assert number in page
    assert "agreed_by" not in page
    assert "parents_may_read" not in page
    assert "adult_phone" not in page
    done = post(teacher, first.url, seen="Ze zegt dat ze in juli weg moet.", child_1_description="meisje van 15")
    assert done.status_code == 302
    with acting(world.home.protocol, timezone.now()):
        assert Signal.objects.get().heightened
    with acting(world.home.intake, timezone.now()):
        assert not Signal.objects.exists()


def test_not_yet_gives_advice_and_keeps_nothing(world: World, teacher: Client) -> None:
    advice = through_the_door(teacher, "not_yet")
    page = teacher.get(advice).content.decode()
    assert "Noem geen naam, geen adres en geen school" in page
    with acting(world.home.teacher, timezone.now()):
        assert not Draft.objects.exists()
        assert not OutsideReport.objects.exists()


def test_unsafe_sends_to_veilig_thuis_and_keeps_the_date_only(world: World, teacher: Client) -> None:
    outside = through_the_door(teacher, "unsafe")
    page = teacher.get(outside)
    assert "0800 2000" in page.content.decode()
    done = post(teacher, outside)
    assert done.url == reverse("signal-receipt-list")
    with acting(world.home.teacher, timezone.now()):
        assert OutsideReport.objects.count() == 1
        assert not Draft.objects.exists()
    assert "Gemeld bij Veilig Thuis" in teacher.get(done.url).content.decode()


def test_intake_enters_what_a_parent_asks(world: World) -> None:
    client = signed_in(world.home.intake)
    report = through_the_door(client, "asks")
    page = client.get(report).content.decode()
    assert "agreed_by" not in page
    done = post(
        client, report, seen="Moeder belt: het lukt thuis niet meer.", child_1_given_names="Noor", kind="parent"
    )
    assert done.status_code == 302
    with acting(world.home.intake, timezone.now()):
        row = Signal.objects.get()
    assert (row.footing, row.channel, row.reporter_kind) == ("own_request", "phone", "parent")


def test_a_draft_is_kept_and_taken_up_again(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    kept = post(teacher, report, seen="Noor huilde.", agreed_name="Anja", do="later")
    assert kept.url == reverse("signal-receipt-list")
    listed = teacher.get(kept.url).content.decode()
    assert report in listed
    assert "Noor" not in listed
    assert boxes(teacher.get(report))["seen"] == "Noor huilde."
    assert boxes(teacher.get(report))["agreed_name"] == "Anja"
    gone = teacher.post(f"{report}weg/")
    assert gone.status_code == 302
    assert teacher.get(report).status_code == 404


def test_another_child_gets_boxes_of_its_own(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    more = post(teacher, report, child_1_surname="Dijk", seen="Ze kwamen samen te laat.", do="child")
    assert more.status_code == 302
    page = boxes(teacher.get(report))
    assert page["child_1_surname"] == "Dijk"
    assert page["child_2_surname"] == ""
    done = post(teacher, report, **MINIMAL, child_2_given_names="Sam")
    assert done.status_code == 302
    with acting(world.home.intake, timezone.now()):
        assert SignalPerson.objects.count() == 2


def test_what_is_missing_is_said_and_nothing_typed_is_lost(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    refused = post(teacher, report, interpretation="Ik maak mij zorgen.", child_1_birth_date="31-31-2015")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Deze dag bestaat niet" in page
    assert boxes(refused)["interpretation"] == "Ik maak mij zorgen."
    assert boxes(refused)["child_1_birth_date"] == "31-31-2015"
    assert boxes(teacher.get(report))["interpretation"] == "Ik maak mij zorgen."


def test_a_word_about_who_people_are_asks_for_other_words_or_a_quote(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    assert 'name="quote"' not in teacher.get(report).content.decode()
    refused = post(teacher, report, **MINIMAL | {"interpretation": "Het is een Turks gezin."})
    assert refused.status_code == 422
    assert 'name="quote"' in refused.content.decode()
    assert "U schrijft “" in refused.content.decode()
    done = post(teacher, report, **MINIMAL | {"interpretation": "Moeder zei: “een Turks gezin”.", "quote": "on"})
    assert done.status_code == 302


def test_the_roster_is_too_small_then_the_text_is_kept(world: World, teacher: Client, as_owner: Any) -> None:
    with acting(world.home.admin) as now:
        from sluitend.access import audit
        from sluitend.records.models import SafetyRoster

        audit.write(world.home.admin, "test.roster", audit.Ref("safety_roster"), now=now)
        SafetyRoster.objects.filter(membership_id=world.home.second.membership_id).delete()
    first = post(teacher, reverse("signal-new"), danger="ja")
    refused = post(teacher, first.url, seen="Ze moet in juli weg.", child_1_description="meisje van 15")
    assert refused.status_code == 422
    assert "Uw tekst is bewaard" in refused.content.decode()
    assert "030-0123999" in refused.content.decode()
    assert boxes(teacher.get(first.url))["seen"] == "Ze moet in juli weg."


@pytest.mark.parametrize(
    "name", ["signal-new", "signal-new-door", "signal-new-advice", "signal-new-outside", "signal-receipt-list"]
)
@pytest.mark.parametrize("who", ["admin", "manager", "privacy"])
def test_who_hands_in_nothing_finds_no_page(world: World, name: str, who: str) -> None:
    assert signed_in(world.home.people[who]).get(reverse(name)).status_code == 404


def test_somebody_elses_draft_and_receipt_are_not_there(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    post(teacher, report, seen="Noor huilde.", do="later")
    done = post(teacher, through_the_door(teacher), **MINIMAL)
    for viewer in (world.home.teacher2, world.home.intake, world.away.teacher):
        other = signed_in(viewer)
        for path in (report, done.url, f"/melden/{uuid.uuid4()}/", f"/melden/mijn/{uuid.uuid4()}/"):
            assert other.get(path).status_code == 404


# --- What is kept of what was typed -----------------------------------------------------------------------------------


def dangerous(client: Client) -> str:
    return str(post(client, reverse("signal-new"), danger="ja").url)


def kept_of(world: World, who: str = "teacher") -> dict[str, Any]:
    """Give what the only draft of somebody holds."""
    from sluitend.records import drafts

    with acting(world.home.people[who], timezone.now()):
        row = Draft.objects.get()
        return drafts.unseal(row.pk, row.sealed)


def test_answering_the_first_questions_leaves_no_draft_before_something_was_typed(
    world: World, teacher: Client
) -> None:
    for report in (through_the_door(teacher), dangerous(teacher)):
        assert teacher.get(report).status_code == 200
        assert post(teacher, report, do="later").status_code == 302
        assert post(teacher, report).status_code == 422
    with acting(world.home.teacher, timezone.now()):
        assert not Draft.objects.exists()
    assert "Concept van" not in teacher.get(reverse("signal-receipt-list")).content.decode()


def test_what_was_begun_is_the_login_s_own(world: World, teacher: Client) -> None:
    report = through_the_door(teacher)
    assert signed_in(world.home.intake).get(report).status_code == 404


@pytest.mark.parametrize("do", ["send", "later", "child"])
def test_a_name_that_may_not_be_given_yet_is_not_kept_in_the_draft(world: World, teacher: Client, do: str) -> None:
    """A name that may not be given yet is not kept either, not even as a draft."""
    report = dangerous(teacher)
    naming = {"child_1_given_names": "Noortje", "child_1_surname": "Dijk", "child_1_postcode": "8211 AB"}
    answer = post(teacher, report, seen="Ze is bang.", child_1_birth_date="01-09-2013", do=do, **naming)
    if do != "later":
        assert boxes(answer)["child_1_given_names"] == "Noortje"  # on the screen only
    kept = kept_of(world)
    assert kept["typed"]["seen"] == ["Ze is bang."]
    for secret in ("Noortje", "Dijk", "8211", "2013"):
        assert secret not in str(kept)
    allowed = post(teacher, report, seen="Ze is bang.", own_wish="on", do="later", **naming)
    assert allowed.status_code == 302
    assert "Noortje" in str(kept_of(world))


def test_a_bsn_is_shown_again_as_its_last_digits_and_the_mask_keeps_it(world: World) -> None:
    intake = signed_in(world.home.intake)
    report = through_the_door(intake)
    refused = post(intake, report, child_1_bsn="111222333", child_1_surname="Dijk")
    assert refused.status_code == 422
    assert "111222333" not in refused.content.decode()
    assert boxes(refused)["child_1_bsn"] == "••••••333"
    assert "111222333" not in intake.get(report).content.decode()
    assert kept_of(world, "intake")["typed"]["child_1_bsn"] == ["111222333"]
    post(intake, report, do="later")
    assert kept_of(world, "intake")["typed"]["child_1_bsn"] == ["111222333"]
    wrong = post(intake, report, child_1_bsn="111222334")
    assert boxes(wrong)["child_1_bsn"] == "111222334"
    assert kept_of(world, "intake")["typed"]["child_1_bsn"] == [""]
    assert "111222334" not in intake.get(report).content.decode()
    masked = post(intake, report, child_1_bsn="••••••333")
    assert "Typ het BSN opnieuw" in masked.content.decode()
    done = post(intake, report, **MINIMAL | {"child_1_bsn": "111222333", "kind": "resident", "channel": "phone"})
    assert done.status_code == 302


# --- On behalf of somebody ---------------------------------------------------------------------------------------------


def test_who_enters_it_for_a_caller_is_asked_what_the_caller_saw(world: World) -> None:
    intake = signed_in(world.home.intake)
    page = intake.get(through_the_door(intake)).content.decode()
    assert "Wat zag de melder?" in page
    assert "Alleen wat de melder zelf zag." in page
    assert "Wat hoorde de melder?" in page
    for own in ("Wat zag u?", "wat u zelf zag", "Wat hoorde u?", "Wat denkt u zelf"):
        assert own not in page
    assert "Zelf ingevuld" not in page
    assert "Aan de balie" in page
    assert "Doorgegeven door leerplicht" not in page


# --- Danger now -------------------------------------------------------------------------------------------------------


def in_danger(client: Client) -> str:
    """Hand in that there is danger now; gives the page of the receipt."""
    first = post(client, reverse("signal-new"), danger="ja")
    typed = {"seen": "Vader staat nu met een mes voor de deur.", "child_1_description": "meisje van 15"}
    done = post(client, first.url, danger_now="on", reporter_phone="0612345678", **typed)
    assert done.status_code == 302
    return str(client.get(done.url).content.decode())


def test_who_says_that_there_is_danger_now_reads_whom_to_phone_and_no_day_to_wait_for(
    world: World, teacher: Client
) -> None:
    page = in_danger(teacher).split("<main", 1)[1]
    assert "Wacht niet op ons" in page
    for number in ("112", "08002000", "+31300123999"):
        assert f'href="tel:{number}"' in page
    assert "uiterlijk" not in page


def test_danger_now_is_due_now_and_whoever_is_on_call_hears_that_there_is_something(
    world: World, teacher: Client
) -> None:
    in_danger(teacher)
    moment = timezone.now()
    with acting(world.home.protocol, moment):
        assert Signal.objects.get().read_by == timezone.localdate(moment)
        message = Message.objects.get()
        assert (message.kind, message.page) == ("something_new", "home")
        assert (message.target_ref, message.case_ref, message.signal_ref) == (None, None, None)
    for other in ("intake", "lead", "code", "teacher", "coordinator"):
        with acting(world.home.people[other], moment):
            assert not Message.objects.exists()


# --- Numbers to phone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["signal-new", "signal-new-door", "signal-new-advice", "signal-new-outside"])
def test_every_number_can_be_tapped(world: World, teacher: Client, page: str) -> None:
    shown = teacher.get(reverse(page)).content.decode().split("<main", 1)[1].split("</main")[0]
    for number in ("112", "08002000", "+31300123999", "+31300123456"):
        assert f'href="tel:{number}"' in shown
    untapped = re.sub(r"<a [^>]*tel:[^>]*>[^<]*</a>", "", shown)
    assert not re.search(r"\b112\b|0800 2000|030-0123", untapped)
