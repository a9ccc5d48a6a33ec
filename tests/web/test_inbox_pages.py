"""Taking in a concern on the pages: the list, one concern, deciding, linking, reading along, answering, destroying."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sluitend.domain.person import show_phone
from sluitend.domain.signal import Agreement, ChildIn, SignalStatus
from sluitend.domain.triage import Outcome
from sluitend.records.models import (
    AuditEvent,
    Case,
    CasePerson,
    Decision,
    Message,
    Organisation,
    SecondReading,
    Signal,
    SignalCaseLink,
)
from sluitend.services.signals import HandedIn
from tests.browsing import signed_in
from tests.concerns import NAMELESS, NOOR, SAID_YES, a_concern, a_decision, opened, with_bsn
from tests.forms import boxes, post, post_on
from tests.services.test_accounts import change
from tests.stories import CHILD, a_case
from tests.world import Place, World, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment() -> datetime:
    """The real moment: pages read the clock at their door."""
    return timezone.now()


def concern(place: Place, moment: datetime, **how: Any) -> HandedIn:
    """A concern that came in a moment ago."""
    yes = Agreement(SAID_YES.by, SAID_YES.name, SAID_YES.how, moment.date() - timedelta(days=1))
    usual = {"agreement": None if how.get("heightened") else yes}
    return a_concern(place, now=moment - timedelta(seconds=5), **(usual | how))


def page_of(handed: HandedIn) -> str:
    return reverse("signal-take", args=[handed.signal_id])


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1]))


def row(place: Place, handed: HandedIn, by: str = "intake") -> Signal:
    with acting(place.people[by], timezone.now()):
        return Signal.objects.get(pk=handed.signal_id)


# --- The list ---------------------------------------------------------------------------------------------------------


def test_what_is_due_first_stands_on_top(world: World, moment: datetime) -> None:
    later = concern(world.home, moment)
    earlier = a_concern(world.home, now=moment - timedelta(days=9))
    shown = signed_in(world.home.intake).get(reverse("signal-inbox")).content.decode()
    assert shown.index(page_of(earlier)) < shown.index(page_of(later))
    assert "te laat" in shown


def test_danger_now_stands_first_and_says_now(world: World, moment: datetime) -> None:
    late = a_concern(world.home, now=moment - timedelta(days=9))
    danger = concern(world.home, moment, danger_now=True)
    shown = signed_in(world.home.intake).get(reverse("signal-inbox")).content.decode()
    assert shown.index(page_of(danger)) < shown.index(page_of(late))
    page = text_of(signed_in(world.home.intake).get(page_of(danger)))
    assert "De melder zegt: er is nu gevaar" in page
    assert "Besluit uiterlijk nu" in page


def test_of_danger_now_every_intake_worker_hears_and_whose_family_it_is_does_not(
    world: World, moment: datetime
) -> None:
    concern(world.home, moment, danger_now=True)
    for who in ("intake", "intake2"):
        with acting(world.home.people[who], timezone.now()):
            assert [one.kind for one in Message.objects.all()] == ["something_new"]
    for who in ("teacher", "protocol", "coordinator", "manager"):
        with acting(world.home.people[who], timezone.now()):
            assert not Message.objects.exists()
    with acting(world.away.intake, timezone.now()):
        assert not Message.objects.exists()


def test_one_of_heightened_safety_stands_in_no_list_and_no_count_of_others(world: World, moment: datetime) -> None:
    def without(client: Client) -> str:
        page = client.get(reverse("signal-inbox")).content.decode()
        return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page)

    before = {
        key: without(signed_in(world.home.people[key])) for key in ("intake", "intake2", "coordinator", "protocol")
    }
    made = concern(world.home, moment, heightened=True)
    for key in ("intake", "intake2", "coordinator"):
        assert without(signed_in(world.home.people[key])) == before[key]
    assert page_of(made) in without(signed_in(world.home.protocol))
    assert page_of(made) not in before["protocol"]


def test_the_menu_counts_what_waits(world: World, moment: datetime) -> None:
    client = signed_in(world.home.intake)
    concern(world.home, moment)
    concern(world.home, moment)
    assert "(2 open)" in client.get(reverse("help")).content.decode()


@pytest.mark.parametrize("who", ["teacher", "member", "manager", "privacy", "admin", "attendance"])
def test_who_takes_in_nothing_finds_no_inbox(world: World, who: str) -> None:
    assert signed_in(world.home.people[who]).get(reverse("signal-inbox")).status_code == 404


@pytest.mark.parametrize("wanted", ["0", "-1", "1e9", "999999999999", "²", "x", "1&pagina=2"])
def test_any_page_number_gives_a_page(world: World, moment: datetime, wanted: str) -> None:
    concern(world.home, moment)
    assert signed_in(world.home.intake).get(f"{reverse('signal-inbox')}?pagina={wanted}").status_code == 200


# --- One concern ------------------------------------------------------------------------------------------------------


def test_it_opens_with_who_is_involved_and_tells_what_was_told(world: World, moment: datetime) -> None:
    made = concern(world.home, moment, interpretation="Ik denk dat het te veel is.")
    page = text_of(signed_in(world.home.intake).get(page_of(made)))
    assert page.index("Wie is er al bij betrokken?") < page.index("Wat is er gemeld?")
    assert page.index("Gezien") < page.index("Wat de melder denkt")
    assert "Noor van Dijk" in page
    assert "Noem deze naam niet aan de ouders" in page
    assert row(world.home, made).status == SignalStatus.READING


def test_every_person_shown_leaves_a_line_before_anybody_reads(world: World, moment: datetime) -> None:
    made = concern(world.home, moment, children=(NOOR, NAMELESS))
    signed_in(world.home.intake).get(page_of(made))
    with acting(world.home.privacy, moment):
        lines = AuditEvent.objects.filter(signal_id=made.signal_id, membership_id=world.home.intake.membership_id)
        found = {(line.kind, line.action): line for line in lines}
        people = set(lines.filter(action="signal.person").values_list("person_id", flat=True))
    assert ("read", "signal.page") in found
    assert ("search", "signal.match") in found
    assert set(found[("read", "signal.page")].categories) == {"k1", "k18", "k19"}
    assert len(people) == 2


def test_who_the_reporter_is_of_the_child_is_read_only_after_taking_in(world: World, moment: datetime) -> None:
    from sluitend.domain.signal import AdultIn

    made = concern(world.home, moment, adults=(AdultIn("Anja van Dijk", "stiefmoeder", ""),))
    client = signed_in(world.home.intake)
    assert "stiefmoeder" not in text_of(client.get(page_of(made)))
    a_decision(world.home, made, Outcome.REGULAR, now=timezone.now())
    assert "stiefmoeder" in text_of(client.get(page_of(made)))


def test_a_bsn_shows_three_digits(world: World, moment: datetime) -> None:
    made = concern(world.home, moment, children=(with_bsn(),))
    page = signed_in(world.home.intake).get(page_of(made)).content.decode()
    assert "333" in page
    assert "111222333" not in page
    assert "111 222 333" not in page


def test_not_there_and_not_yours_are_the_same_bytes(world: World, moment: datetime) -> None:
    hidden = concern(world.home, moment, heightened=True)
    ordinary = concern(world.home, moment)

    def body(client: Client, path: str, typed: dict[str, str] | None = None) -> bytes:
        """Give the page without its address, its reference and what was typed."""
        posted = {**typed, "form_key": str(uuid.uuid4())} if typed is not None else None
        response = client.get(path) if posted is None else client.post(path, posted)
        assert response.status_code == 404, path
        return re.sub(rb"[0-9a-f]{12}", b"-", response.content.replace(path.encode(), b"-"))

    for viewer, signal in ((world.home.intake, hidden), (world.away.intake, ordinary), (world.home.member, ordinary)):
        client = signed_in(viewer)
        for name, more in (
            ("signal-take", ()),
            ("triage-decide", ("gewoon",)),
            ("triage-ask", ()),
            ("triage-heighten", ()),
        ):
            real = body(client, reverse(name, args=[signal.signal_id, *more]))
            assert real == body(client, reverse(name, args=[uuid.uuid4(), *more]))
        for name, typed in (
            ("triage-link", {"version": "1", "case": str(uuid.uuid4()), "reason": "Hetzelfde kind."}),
            ("triage-unlink", {"version": "1"}),
            ("triage-not-same", {"version": "1", "case": str(uuid.uuid4())}),
            ("triage-view", {"agrees": "ja", "words": "Eens."}),
            ("triage-answer", {"answer": "no_concern"}),
            ("triage-hidden-seen", {}),
        ):
            real = body(client, reverse(name, args=[signal.signal_id]), typed)
            assert real == body(client, reverse(name, args=[uuid.uuid4()]), typed)


def test_somebody_who_may_not_see_it_leaves_a_line_of_refusal(world: World, moment: datetime) -> None:
    made = concern(world.home, moment)
    signed_in(world.home.member).get(page_of(made))
    with acting(world.home.privacy, timezone.now()):
        assert AuditEvent.objects.filter(kind="denied", membership_id=world.home.member.membership_id).exists()


# --- Deciding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "typed", "status"),
    [
        ("gevaar", {"phoned": "police", "phoned_time": "0:01", "reason": "112 stuurt iemand."}, "reading"),
        ("nu", {"organisation": "youth_care", "reason": "Vandaag nog langs."}, "decided"),
        ("gewoon", {"organisation": "youth_care", "reason": "Hulp bij de ochtend."}, "decided"),
        ("niet", {"reason": "De school lost het samen met moeder op."}, "ended"),
    ],
)
def test_each_outcome_has_a_short_form(
    world: World, moment: datetime, slug: str, typed: dict[str, str], status: str
) -> None:
    made = concern(world.home, moment)
    client = signed_in(world.home.intake)
    client.get(page_of(made))
    if "organisation" in typed:
        typed = typed | {"organisation": str(world.home.organisations[typed["organisation"]])}
    done = post(client, reverse("triage-decide", args=[made.signal_id, slug]), **typed)
    assert done.status_code == 302, text_of(done)
    assert row(world.home, made).status == status


def test_an_integral_decision_says_in_one_go_what_is_missing(world: World, moment: datetime) -> None:
    made = concern(world.home, moment)
    opened(world.home, made, now=moment)
    page = reverse("triage-decide", args=[made.signal_id, "integraal"])
    answer = post(signed_in(world.home.intake), page, title="", coordinator="")
    assert answer.status_code == 422
    wrong = answer.context["form"].errors
    assert set(wrong) == {"a1_fact", "b1_fact", "c1_fact", "title", "coordinator"}
    me = str(world.home.coordinator.membership_id)
    answer = post(signed_in(world.home.intake), page, title="", a1_fact="Een kind.", coordinator=me, deputy=me)
    assert set(answer.context["form"].errors) == {"b1_fact", "c1_fact", "title", "deputy"}


def test_integral_opens_a_case_for_its_coordinator(world: World, moment: datetime) -> None:
    made = concern(world.home, moment, children=(NOOR, NAMELESS))
    client = signed_in(world.home.intake)
    client.get(page_of(made))
    done = post(
        client,
        reverse("triage-decide", args=[made.signal_id, "integraal"]),
        a1_fact="Noor woont hier.",
        b2_fact="De school doorliep de meldcode tot stap 4.",
        c2_fact="Moeder vroeg om één plan.",
        c2_source="Moeder, 1 maart",
        name_1="Sam",
        coordinator=str(world.home.coordinator.membership_id),
    )
    assert done.status_code == 302, text_of(done)
    with acting(world.home.coordinator, timezone.now()):
        case = Case.objects.get()
        assert case.title == "Gezin van Dijk"
        assert set(CasePerson.objects.values_list("given_names", flat=True)) == {"Noor", "Sam"}
        assert SignalCaseLink.objects.get().case_id == case.pk
        assert Signal.objects.get().pk == made.signal_id
    shown = signed_in(world.home.coordinator).get(reverse("case-page", args=[case.pk])).content.decode()
    assert page_of(made) in shown.split("Waaruit deze casus kwam")[1]
    assert "De school doorliep de meldcode tot stap 4." in shown
    with acting(world.home.intake, timezone.now()):
        assert not Case.objects.exists()
    again = client.get(page_of(made))
    assert "Beslissen doet de casusregisseur nu" in text_of(again)


def test_a_refused_case_leaves_no_decision_behind(world: World, moment: datetime) -> None:
    made = concern(world.home, moment)
    client = signed_in(world.home.intake)
    client.get(page_of(made))
    typed = {"a1_fact": "Noor woont hier.", "b2_fact": "Meldcode stap 4.", "c2_fact": "Moeder vroeg het."}
    refused = post(
        client,
        reverse("triage-decide", args=[made.signal_id, "integraal"]),
        **typed,
        title=" ",
        coordinator=str(world.home.coordinator.membership_id),
        deputy=str(world.home.coordinator.membership_id),
    )
    assert refused.status_code == 422
    assert boxes(refused)["b2_fact"] == "Meldcode stap 4."
    with acting(world.home.intake, timezone.now()):
        assert not Decision.objects.exists()


def test_when_a_colleague_was_first_both_texts_stand_there(world: World, moment: datetime) -> None:
    made = concern(world.home, moment)
    path = reverse("triage-decide", args=[made.signal_id, "niet"])
    client = signed_in(world.home.intake)
    client.get(page_of(made))
    mine = boxes(client.get(path)) | {"reason": "Mijn reden om niets te doen."}
    a_decision(world.home, made, Outcome.REGULAR, by="intake2", now=timezone.now(), reason="Hulp bij de ochtend.")
    conflict = client.post(path, mine)
    assert conflict.status_code == 409
    assert "Mijn reden om niets te doen." in text_of(conflict)
    assert "Hulp bij de ochtend." in text_of(conflict)
    assert world.home.intake2.name in text_of(conflict)
    assert row(world.home, made).outcome == Outcome.REGULAR
    after = client.post(path, boxes(conflict))
    assert after.status_code == 302
    with acting(world.home.intake, timezone.now()):
        assert Decision.objects.count() == 2


def test_a_field_the_form_does_not_have_is_a_broken_form(world: World, moment: datetime) -> None:
    made = concern(world.home, moment)
    client = signed_in(world.home.intake)
    client.get(page_of(made))
    path = reverse("triage-decide", args=[made.signal_id, "niet"])
    for name in ("heightened", "ends_at", "decided_by", "track", "municipality"):
        refused = client.post(path, {**boxes(client.get(path)), "reason": "Niets.", name: "true"})
        assert refused.status_code == 400
        assert name not in refused.content.decode().replace(f'name="{name}"', "").split("<textarea")[0]
    assert row(world.home, made).status == SignalStatus.READING


# --- A link, and what it opens ----------------------------------------------------------------------------------------


def known(place: Place, moment: datetime) -> HandedIn:
    from dataclasses import replace

    a_case(place, persons=(replace(CHILD, bsn=with_bsn().bsn),), now=moment - timedelta(days=20))
    return concern(place, moment, children=(with_bsn(),))


def link_it(client: Client, made: HandedIn) -> Any:
    path = reverse("triage-link", args=[made.signal_id])
    return post_on(client, page_of(made), path, reason="Zelfde BSN; gebeld met de regisseur.")


def test_who_is_away_is_not_whom_to_call(world: World, moment: datetime) -> None:
    today = moment.date()
    made, intake = known(world.home, moment), signed_in(world.home.intake)
    assert "afwezig" not in text_of(intake.get(page_of(made)))
    away = {"absent_from": today - timedelta(days=3), "absent_until": today + timedelta(days=9)}
    change(world.home, "coordinator", deputy_id=world.home.coordinator2.membership_id, **away)
    instead = f"bel vervanger {world.home.coordinator2.name}"
    page = text_of(intake.get(page_of(made)))
    assert "afwezig tot en met" in page
    assert instead in page
    link_it(intake, made)
    assert instead in text_of(intake.get(page_of(made)))


def test_a_person_confirms_the_link_and_undoes_it(world: World, moment: datetime) -> None:
    made = known(world.home, moment)
    intake, coordinator = signed_in(world.home.intake), signed_in(world.home.coordinator)
    assert "hetzelfde BSN" in text_of(intake.get(page_of(made)))
    assert coordinator.get(page_of(made)).status_code == 404
    assert link_it(intake, made).status_code == 302
    opened_page = coordinator.get(page_of(made))
    assert opened_page.status_code == 200
    assert page_of(made) in coordinator.get(reverse("signal-inbox")).content.decode()
    undone = post_on(intake, page_of(made), reverse("triage-unlink", args=[made.signal_id]))
    assert undone.status_code == 302
    assert coordinator.get(page_of(made)).status_code == 404
    assert page_of(made) not in coordinator.get(reverse("signal-inbox")).content.decode()
    answered = coordinator.post(
        reverse("triage-answer", args=[made.signal_id]),
        boxes(opened_page, f"{page_of(made)}antwoord/") | {"answer": "contacted"},
    )
    assert answered.status_code == 404


def test_the_coordinator_answers_on_the_page(world: World, moment: datetime) -> None:
    made = known(world.home, moment)
    intake, coordinator = signed_in(world.home.intake), signed_in(world.home.coordinator)
    link_it(intake, made)
    action = reverse("triage-answer", args=[made.signal_id])
    assert post_on(coordinator, page_of(made), action).status_code == 422
    done = post_on(coordinator, page_of(made), action, answer="already_known", words="Staat in het plan.")
    assert done.status_code == 302
    assert "Dit wist ik al, het staat in het plan" in text_of(intake.get(page_of(made)))


# --- Reading along ----------------------------------------------------------------------------------------------------


def test_a_second_reader_disagrees_on_the_page(world: World, moment: datetime) -> None:
    made = concern(world.home, moment)
    intake, reader = signed_in(world.home.intake), signed_in(world.home.intake2)
    intake.get(page_of(made))
    asked = post(intake, reverse("triage-ask", args=[made.signal_id]), reader=str(world.home.intake2.membership_id))
    assert asked.status_code == 302
    action = reverse("triage-view", args=[made.signal_id])
    missing = post_on(reader, page_of(made), action, agrees="nee")
    assert missing.status_code == 422
    done = post_on(reader, page_of(made), action, agrees="nee", words="Drie keer is niet niks.")
    assert done.status_code == 302
    a_decision(world.home, made, Outcome.NOT_TAKEN_UP, now=timezone.now(), ends_on=moment.date() + timedelta(days=60))
    page = text_of(intake.get(page_of(made)))
    assert "las mee en is het niet eens" in page
    assert "Drie keer is niet niks." in page
    with acting(world.home.intake, timezone.now()):
        assert SecondReading.objects.get().agrees is False


# --- Home may not know, and the end -----------------------------------------------------------------------------------


def test_heightened_after_all_it_is_gone_for_who_did_it(world: World, moment: datetime) -> None:
    made = concern(world.home, moment)
    client = signed_in(world.home.intake)
    client.get(page_of(made))
    done = post(client, reverse("triage-heighten", args=[made.signal_id]))
    assert done.url == reverse("signal-inbox")
    assert client.get(page_of(made)).status_code == 404
    assert "Praat nu niet met de ouders" in text_of(signed_in(world.home.protocol).get(page_of(made)))


def test_the_privacy_officer_proposes_and_another_destroys_what_ended(world: World, moment: datetime) -> None:
    then = moment - timedelta(days=30)
    made = a_concern(world.home, now=then, agreement=Agreement(SAID_YES.by, "Anja", SAID_YES.how, then.date()))
    a_decision(world.home, made, Outcome.NOT_TAKEN_UP, now=then, ends_on=moment.date() - timedelta(days=1))
    privacy, admin = signed_in(world.home.privacy), signed_in(world.home.admin)
    listed = privacy.get(reverse("destruction-list"))
    assert made.number in text_of(listed)
    assert "Noor" not in listed.content.decode()
    assert signed_in(world.home.intake).get(reverse("destruction-list")).status_code == 404
    assert post(privacy, reverse("destruction-list"), items=[str(made.signal_id)]).status_code == 302
    page = admin.get(reverse("destruction-list")).content.decode()
    path = re.search(r'href="(/vernietigen/[0-9a-f-]{36}/)"', page)[1]
    own = text_of(privacy.get(path))
    assert "U stelde dit zelf voor. Een ander moet het bevestigen" in own
    assert signed_in(world.away.admin).get(path).status_code == 404
    assert signed_in(world.home.intake).get(path).status_code == 404
    assert made.number in text_of(admin.get(path))
    done = post(admin, path)
    assert done.status_code == 302
    after = text_of(admin.get(reverse("destruction-list")))
    assert "1 × melding die niet is opgepakt" in after
    assert made.number not in after
    assert admin.get(path).status_code == 404


def test_opened_by_another_it_is_already_being_read(world: World, moment: datetime) -> None:
    made = concern(world.home, moment)
    opened(world.home, made, by="intake2", now=timezone.now())
    before = row(world.home, made).first_read_at
    signed_in(world.home.intake).get(page_of(made))
    assert row(world.home, made).first_read_at == before


# --- Home may not know, from the start --------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["protocol", "code"])
def test_an_integral_decision_about_a_hidden_concern_opens_a_hidden_case(
    world: World, moment: datetime, by: str
) -> None:
    made = concern(world.home, moment, heightened=True)
    client = signed_in(world.home.people[by])
    client.get(page_of(made))
    done = post(
        client,
        reverse("triage-decide", args=[made.signal_id, "integraal"]),
        a1_fact="Ze woont hier.",
        b2_fact="De school doorliep de meldcode tot stap 4.",
        c1_fact="School en jeugdhulp komen er niet uit.",
        name_1="Yara",
        title="Gezin Smit",
        coordinator=str(world.home.coordinator.membership_id),
    )
    assert done.status_code == 302, text_of(done)
    with acting(world.home.coordinator, timezone.now()):
        assert Case.objects.get().heightened
        assert Signal.objects.get().pk == made.signal_id
    for key in ("intake", "intake2", "coordinator2", "member"):
        with acting(world.home.people[key], timezone.now()):
            assert not Case.objects.exists()
        assert signed_in(world.home.people[key]).get(page_of(made)).status_code == 404


def test_whoever_decides_about_a_hidden_concern_is_offered_all_five_outcomes(world: World, moment: datetime) -> None:
    made = concern(world.home, moment, heightened=True)
    page = signed_in(world.home.code).get(page_of(made)).content.decode()
    for slug in ("gevaar", "nu", "gewoon", "integraal", "niet"):
        assert reverse("triage-decide", args=[made.signal_id, slug]) in page
    assert signed_in(world.away.code).get(page_of(made)).status_code == 404
    outside = reverse("triage-decide", args=[made.signal_id, "integraal"])
    assert signed_in(world.away.code).get(outside).status_code == 404


def test_a_team_lead_reads_no_content_of_what_home_may_not_know(world: World, moment: datetime) -> None:
    made = concern(world.home, moment, heightened=True)
    assert signed_in(world.home.lead).get(page_of(made)).status_code == 404


def test_a_concern_that_touches_a_hidden_case_is_told_to_its_readers_only(world: World, moment: datetime) -> None:
    from dataclasses import replace

    a_case(world.home, persons=(replace(CHILD, bsn=with_bsn().bsn),), now=moment - timedelta(days=20), heightened=True)
    made = concern(world.home, moment, children=(with_bsn(),))
    intake, coordinator = signed_in(world.home.intake), signed_in(world.home.coordinator)
    assert page_of(made) not in coordinator.get(reverse("signal-inbox")).content.decode()
    asked = text_of(intake.get(page_of(made)))
    assert "Wij vonden geen open casus" in asked
    assert "verhoogde veiligheid" not in asked
    listed = coordinator.get(reverse("signal-inbox")).content.decode()
    assert page_of(made) in listed
    assert "Deze melding raakt een casus met verhoogde veiligheid" in text_of(coordinator.get(page_of(made)))
    done = post_on(coordinator, page_of(made), reverse("triage-hidden-seen", args=[made.signal_id]))
    assert done.status_code == 302
    assert page_of(made) not in coordinator.get(reverse("signal-inbox")).content.decode()
    assert signed_in(world.home.coordinator2).get(page_of(made)).status_code == 404


# --- Nothing goes home, and nothing goes to the organisation ------------------------------------------------------------


@pytest.mark.parametrize("slug", ["gevaar", "nu", "gewoon", "integraal", "niet"])
def test_under_heightened_safety_no_decision_form_says_that_the_family_reads_it(
    world: World, moment: datetime, slug: str
) -> None:
    made = concern(world.home, moment, heightened=True)
    reader = signed_in(world.home.protocol)
    page = text_of(reader.get(reverse("triage-decide", args=[made.signal_id, slug])))
    assert "Praat nu niet met de ouders" in page
    assert "Het gezin mag dit later lezen" not in page
    usual = concern(world.home, moment)
    open_to_all = text_of(signed_in(world.home.intake).get(reverse("triage-decide", args=[usual.signal_id, slug])))
    assert "Praat nu niet" not in open_to_all
    assert ("Het gezin mag dit later lezen" in open_to_all) == (slug in {"nu", "gewoon", "niet"})


def test_the_team_form_of_a_case_of_heightened_safety_does_not_say_that_the_family_reads_it(
    world: World, moment: datetime
) -> None:
    case = a_case(world.home, heightened=True, now=moment - timedelta(days=1))
    page = text_of(signed_in(world.home.coordinator).get(reverse("case-team", args=[case.case_id])))
    assert "Het gezin kan hem lezen" not in page
    assert "Er gaat niets naar huis" in page


@pytest.mark.parametrize("slug", ["nu", "gewoon"])
def test_nothing_goes_to_the_organisation_so_who_decides_calls_it(world: World, moment: datetime, slug: str) -> None:
    made = concern(world.home, moment)
    intake = signed_in(world.home.intake)
    intake.get(page_of(made))
    form = reverse("triage-decide", args=[made.signal_id, slug])
    page = intake.get(form)
    assert "Wij sturen niets: bel zelf" in text_of(page)
    with acting(world.home.intake, moment):
        here = Organisation.objects.get(pk=world.home.organisations["youth_care"])
    assert f"{here.name}, {show_phone(here.phone) or 'nummer niet bekend'}" in text_of(page)
    done = post(intake, form, organisation=str(here.pk), reason="De school vraagt hulp bij de ochtend.")
    assert done.status_code == 302
    assert "Wij sturen niets: bel zelf" in text_of(intake.get(page_of(made)))


# --- What was searched, and what was found ----------------------------------------------------------------------------


def test_a_child_without_a_whole_key_is_not_searched_and_the_page_says_what_to_ask(
    world: World, moment: datetime
) -> None:
    """A name is no key (decision 6)."""
    intake = signed_in(world.home.intake)
    born = ChildIn("Noor", "van", "Dijk", date(2013, 9, 1))
    page = text_of(intake.get(page_of(concern(world.home, moment, children=(born,)))))
    assert "Niet gezocht: vraag de postcode of het BSN." in page
    assert "Wij vonden geen open casus" not in page
    page = text_of(intake.get(page_of(concern(world.home, moment, children=(ChildIn("Noor", "van", "Dijk"),)))))
    assert "Niet gezocht: vraag de geboortedatum en de postcode, of het BSN." in page
    two = (born, ChildIn("Sam"))
    assert "Noor van Dijk . Niet gezocht" in text_of(intake.get(page_of(concern(world.home, moment, children=two))))
    page = text_of(intake.get(page_of(concern(world.home, moment))))
    assert "Wij vonden geen open casus" in page
    assert "Niet gezocht" not in page
    both = text_of(intake.get(page_of(concern(world.home, moment, children=(NOOR, ChildIn("Sam"))))))
    assert "Wij vonden geen open casus" in both
    assert "Sam . Niet gezocht" in both


def test_that_it_is_another_child_is_kept_with_who_and_when_and_gives_nobody_access(
    world: World, moment: datetime
) -> None:
    made = known(world.home, moment)
    intake, page = signed_in(world.home.intake), page_of(made)
    assert "Nee, dit is een ander kind" in text_of(intake.get(page))
    done = post_on(intake, page, reverse("triage-not-same", args=[made.signal_id]))
    assert done.status_code == 302
    after = text_of(intake.get(page))
    assert re.search(r"Een ander kind zegt [^,]*Vlierdam, ", after)
    assert "Nee, dit is een ander kind" not in after
    assert "Ja, dit is hetzelfde kind" in after
    assert signed_in(world.home.coordinator).get(page).status_code == 404
    with acting(world.home.privacy, timezone.now()):
        assert AuditEvent.objects.filter(action="signal.not_same").count() == 1
    assert link_it(intake, made).status_code == 302
