"""A municipality changes a norm on screen, another approves it, and it is taken back in one step."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sluitend.access import audit, own_versions, protocols
from sluitend.content.loader import packaged
from sluitend.domain.outcome import NotFound, Refused
from sluitend.domain.protocol import merging
from sluitend.domain.protocol import own as rules
from sluitend.domain.protocol.compare import Change
from sluitend.domain.protocol.phrases import Phrase
from sluitend.domain.protocol.plain import to_plain
from sluitend.domain.protocol.steps import Protocol, Text
from sluitend.queries import own_protocols as pages
from sluitend.records.models import AuditEvent, OwnProtocol
from sluitend.services import own_protocols as services
from tests.world import NOW, Place, World, acting

CODE = "school_absence"


def ours(code: str = CODE) -> tuple[str, int]:
    """Give a step whose term is ours, and its length."""
    step = next(one for one in protocols.protocols()[code].steps if rules.is_ours(one))
    assert step.deadline
    return step.code, step.deadline.term.length


def propose(
    place: Place, *, who: str = "admin", now: datetime = NOW, length: int | None = None, **how: object
) -> uuid.UUID:
    step, usual = ours()
    given = {
        "protocol": CODE,
        "name": "voorjaar",
        "why": "Korter.",
        "valid_from": now.date(),
        "form_key": uuid.uuid4(),
        **how,
    }
    viewer = place.people[who]
    with acting(viewer, now):
        return services.propose_norms(
            viewer,
            services.Proposal(**given),
            {step: usual - 1 if length is None else length},
            now=now,  # type: ignore[arg-type]
        )


def approve(
    place: Place, version: uuid.UUID, *, who: str = "director", now: datetime = NOW, saw: str | None = None
) -> None:
    with acting(place.people[who], now):
        services.approve(place.people[who], version, seen() if saw is None else saw, now=now)


def seen() -> str:
    """Give the mark of what the program is now, as the page shows it."""
    return own_versions.mark_of(protocols.protocols()[CODE])


def in_use(place: Place, now: datetime = NOW) -> int:
    step, _usual = ours()
    with acting(place.people["attendance"], now):
        deadline = protocols.catalogue(now.date())[CODE].step(step).deadline
    assert deadline
    return deadline.term.length


def test_a_norm_is_changed_by_two_people_holds_from_its_day_and_is_taken_back_in_one_step(world: World) -> None:
    _step, usual = ours()
    later = NOW + timedelta(days=7)
    version = propose(world.home, valid_from=later.date())
    assert in_use(world.home, later) == usual
    approve(world.home, version)
    assert (in_use(world.home), in_use(world.home, later)) == (usual, usual - 1)
    with acting(world.home.admin, later):
        services.take_back(world.home.admin, version, now=later)
    assert in_use(world.home, later) == usual


def test_whoever_proposed_it_does_not_approve_it_and_nobody_approves_it_twice(world: World) -> None:
    version = propose(world.home)
    with pytest.raises(Refused) as refused:
        approve(world.home, version, who="admin")
    assert refused.value.refusals == (rules.ANOTHER_APPROVES,)
    approve(world.home, version)
    with pytest.raises(Refused) as refused:
        approve(world.home, version)
    assert refused.value.refusals == (rules.ALREADY_APPROVED,)


def test_a_version_that_was_taken_back_is_not_approved_any_more(world: World) -> None:
    version = propose(world.home)
    with acting(world.home.admin, NOW):
        services.take_back(world.home.admin, version, now=NOW)
    with pytest.raises(Refused) as refused:
        approve(world.home, version)
    assert refused.value.refusals == (rules.ALREADY_ENDED,)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"name": " "}, services.NO_NAME.code),
        ({"why": ""}, services.NO_REASON.code),
        ({"valid_from": NOW.date() - timedelta(days=1)}, services.FROM_PAST.code),
        ({"length": 0}, services.NORM_RANGE.code),
        ({"length": 401}, services.NORM_RANGE.code),
    ],
)
def test_what_a_proposal_must_hold(world: World, how: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(world.home, **how)  # type: ignore[arg-type]
    assert [one.code for one in refused.value.refusals] == [code]


def test_a_proposal_that_changes_nothing_and_a_name_that_was_used_are_refused(world: World) -> None:
    _step, usual = ours()
    with pytest.raises(Refused) as refused:
        propose(world.home, length=usual)
    assert refused.value.refusals == (services.NOTHING_CHANGED,)
    propose(world.home)
    with pytest.raises(Refused) as refused:
        propose(world.home)
    assert refused.value.refusals == (services.NAME_TAKEN,)


def test_the_same_form_twice_is_one_proposal(world: World) -> None:
    key = uuid.uuid4()
    assert propose(world.home, form_key=key) == propose(world.home, form_key=key)


def as_file(world: World, text: str | bytes) -> uuid.UUID:
    content = text if isinstance(text, bytes) else text.encode()
    proposal = services.Proposal(CODE, "uit een bestand", "Onze werkwijze.", NOW.date(), uuid.uuid4())
    with acting(world.home.admin, NOW):
        return services.propose_file(world.home.admin, proposal, content, now=NOW)


def test_a_file_is_read_by_the_same_loader_and_shown_as_what_it_changes(world: World) -> None:
    text = packaged(f"protocols/{CODE}.toml")
    with acting(world.home.admin, NOW):
        assert services.packaged_file(world.home.admin, CODE) == (f"{CODE}.toml", text)
    version = as_file(world, text)
    with acting(world.home.admin, NOW):
        page = pages.version_page(world.home.admin, version, now=NOW)
    assert (page.changes, page.opens, page.moved) == ((), (), ())


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"\xff\xfe", services.NOT_TEXT.code, ""),
        (b"x" * (services.MOST + 1), services.TOO_LARGE.code, ""),
        (b"a = = b", "own_protocol.content", "geen geldig TOML-bestand"),
        (b"code = 1", "own_protocol.content", "bestand"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(world: World, content: bytes, code: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        as_file(world, content)
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.field) == (code, "file")
    assert words in str(refusal.params)


def test_a_file_that_loosens_the_law_is_refused_line_by_line(world: World) -> None:
    text = packaged("protocols/plan_terms.toml")
    with pytest.raises(Refused) as refused:
        as_file(world, text)
    assert {one.code for one in refused.value.refusals} == {"own_protocol.too_far"}


def made_from_older(place: Place, own: Protocol, base: Protocol) -> uuid.UUID:
    """Keep a proposal that was made from a version that the program had before."""
    admin, made = place.admin, uuid.uuid4()
    with acting(admin, NOW):
        audit.write(admin, "test.populate", audit.Ref("own_protocol", made), now=NOW)
        OwnProtocol.objects.create(
            id=made,
            municipality_id=admin.municipality_id,
            protocol=own.code,
            name=own.version,
            why="Korter.",
            content=to_plain(own),
            base=to_plain(base),
            valid_from=NOW.date(),
            proposed_at=NOW,
            proposed_by_id=admin.membership_id,
        )
    return made


def other(protocol: Protocol, code: str, **how: Any) -> Protocol:
    """Give a protocol in which one step is different."""
    return replace(protocol, steps=tuple(replace(s, **how) if s.code == code else s for s in protocol.steps))


def test_a_proposal_is_compared_again_at_approval_and_what_moved_is_shown_first(world: World) -> None:
    """The program asked nothing here when the proposal was made, and asks something now: the proposal does not."""
    step, _usual = ours()
    default = protocols.protocols()[CODE]
    older = other(replace(default, version="2025"), step, explain=Text("Eerst anders.", "Other before."))
    version = made_from_older(world.home, replace(default, version="voorjaar"), older)
    director = world.home.people["director"]
    with acting(director, NOW):
        page = pages.version_page(director, version, now=NOW)
    assert (page.waits, page.changes, page.too_far) == (True, (), ())
    assert [one.change for group in page.moved for one in group.differences] == [Change.EXPLANATION]
    approve(world.home, version)
    with acting(director, NOW):
        assert OwnProtocol.objects.get(pk=version).base == to_plain(default)
        assert pages.version_page(director, version, now=NOW).moved == ()


def test_approving_is_refused_line_by_line_where_a_proposal_now_loosens(world: World) -> None:
    default = protocols.protocols()[CODE]
    first, second = [one for one in default.steps if any(e.required for e in one.evidence)][:2]
    older = other(other(replace(default, version="2025"), first.code, evidence=()), second.code, evidence=())
    version = made_from_older(world.home, replace(older, version="voorjaar"), older)
    director = world.home.people["director"]
    with acting(director, NOW):
        page = pages.version_page(director, version, now=NOW)
    assert [one.params["why"] for one in page.too_far] == [Phrase(rules.EVIDENCE), Phrase(rules.EVIDENCE)]
    with pytest.raises(Refused) as refused:
        approve(world.home, version)
    assert [(one.params["step"], one.params["why"]) for one in refused.value.refusals] == [
        (f"“{first.title.nl}”", rules.EVIDENCE),
        (f"“{second.title.nl}”", rules.EVIDENCE),
    ]
    with acting(director, NOW):
        assert OwnProtocol.objects.get(pk=version).approved_at is None


def upgraded(place: Place) -> tuple[uuid.UUID, str]:
    """Let a version hold, and let the program move under it: it explained a step otherwise when this was approved."""
    step, usual = ours()
    version = propose(place)
    approve(place, version)
    default = protocols.protocols()[CODE]
    older = other(replace(default, version="2025"), step, explain=Text("Eerst anders.", "Other before."))
    with acting(place.admin, NOW):
        audit.write(place.admin, "test.populate", audit.Ref("own_protocol", version), now=NOW)
        row = OwnProtocol.objects.get(pk=version)
        own = protocols.readable_content(row.content)
        assert own
        row.base = to_plain(older)
        row.content = to_plain(other(own, step, explain=Text("Eerst anders.", "Other before.")))
        row.save(update_fields=["base", "content"])
    assert usual
    return version, step


def keep(place: Place, version: uuid.UUID, *, who: str = "admin", why: str = "Past bij ons.", saw: str = "") -> None:
    with acting(place.people[who], NOW):
        services.keep_own(place.people[who], version, why, saw or seen(), now=NOW)


def test_an_upgrade_shows_where_the_program_moved_under_a_version_and_it_is_kept_with_a_reason(world: World) -> None:
    version, step = upgraded(world.home)
    admin = world.home.admin
    with acting(admin, NOW):
        (line,) = [one for one in pages.listing(admin, now=NOW) if one.code == CODE]
        (part,) = pages.version_page(admin, version, now=NOW).parts
    assert line.moved
    assert (part.key, part.same, part.conflict, part.yours) == (f"{step}:explanation", False, False, ())
    for how, code in (({"why": " "}, merging.KEEP_REASON.code), ({"saw": "0" * 16}, rules.MOVED_MEANWHILE.code)):
        with pytest.raises(Refused) as refused:
            keep(world.home, version, **how)
        assert [one.code for one in refused.value.refusals] == [code]
    keep(world.home, version)
    with acting(admin, NOW):
        page = pages.version_page(admin, version, now=NOW)
        assert page.parts == ()
        assert [(one.by, one.why, one.before) for one in page.kept] == [(admin.name, "Past bij ons.", "2025")]
    with pytest.raises(Refused) as refused:
        keep(world.home, version)
    assert refused.value.refusals == (merging.NOT_MOVED,)


def test_it_is_proposed_anew_with_what_is_taken_and_holds_after_another_approved(world: World) -> None:
    version, step = upgraded(world.home)
    default = protocols.protocols()[CODE]
    proposal = services.Proposal(CODE, "zomer", "Met de nieuwe uitleg.", NOW.date(), uuid.uuid4())
    with acting(world.home.admin, NOW):
        anew = services.propose_anew(world.home.admin, proposal, version, {(step, Change.EXPLANATION)}, now=NOW)
    approve(world.home, anew)
    with acting(world.home.people["attendance"], NOW):
        holds = protocols.catalogue(NOW.date())[CODE]
    assert (holds.version, holds.step(step).explain) == ("zomer", default.step(step).explain)
    assert holds.step(step).deadline != default.step(step).deadline


def test_a_version_that_loosens_what_the_program_now_asks_is_not_kept(world: World) -> None:
    default = protocols.protocols()[CODE]
    asks = next(one for one in default.steps if any(e.required for e in one.evidence))
    older = other(replace(default, version="2025"), asks.code, evidence=())
    version = made_from_older(world.home, replace(default, version="voorjaar"), default)
    approve(world.home, version)
    with acting(world.home.admin, NOW):
        audit.write(world.home.admin, "test.populate", audit.Ref("own_protocol", version), now=NOW)
        OwnProtocol.objects.filter(pk=version).update(
            base=to_plain(older), content=to_plain(replace(older, version="voorjaar"))
        )
    with pytest.raises(Refused) as refused:
        keep(world.home, version)
    assert [one.params["why"] for one in refused.value.refusals] == [rules.EVIDENCE]


def test_keeping_and_proposing_anew_are_for_a_version_in_use_and_for_who_decides(world: World) -> None:
    waiting = propose(world.home, name="wacht")
    with pytest.raises(Refused) as refused:
        keep(world.home, waiting)
    assert refused.value.refusals == (merging.NOT_IN_USE,)
    version, step = upgraded(world.home)
    with pytest.raises(NotFound):
        keep(world.home, version, who="attendance")
    with pytest.raises(NotFound):
        keep(world.away, version)
    viewer = world.home.people["coordinator"]
    proposal = services.Proposal(CODE, "zomer", "x", NOW.date(), uuid.uuid4())
    with acting(viewer, NOW), pytest.raises(NotFound):
        services.propose_anew(viewer, proposal, version, {(step, Change.EXPLANATION)}, now=NOW)


@pytest.mark.parametrize("saw", ["", "0123456789abcdef"])
def test_who_looked_before_the_program_moved_looks_again_before_approving(world: World, saw: str) -> None:
    version = propose(world.home)
    with pytest.raises(Refused) as refused:
        approve(world.home, version, saw=saw)
    assert refused.value.refusals == (rules.MOVED_MEANWHILE,)
    approve(world.home, version)


@pytest.mark.parametrize("who", ["coordinator", "intake", "lead", "manager", "attendance", "privacy", "teacher"])
def test_for_everybody_else_it_is_not_there(world: World, who: str) -> None:
    version = propose(world.home)
    viewer = world.home.people[who]
    with pytest.raises(NotFound):
        propose(world.home, who=who)
    with pytest.raises(NotFound):
        approve(world.home, version, who=who)
    with acting(viewer, NOW):
        for page in (
            lambda: pages.listing(viewer, now=NOW),
            lambda: pages.protocol_page(viewer, CODE, now=NOW),
            lambda: pages.version_page(viewer, version, now=NOW),
            lambda: services.packaged_file(viewer, CODE),
        ):
            with pytest.raises(NotFound):
                page()


def test_the_neighbour_neither_sees_nor_follows_it(world: World) -> None:
    _step, usual = ours()
    version = propose(world.home)
    approve(world.home, version)
    assert (in_use(world.home), in_use(world.away)) == (usual - 1, usual)
    with acting(world.away.admin, NOW):
        assert not OwnProtocol.objects.exists()
        with pytest.raises(NotFound):
            pages.version_page(world.away.admin, version, now=NOW)
        with pytest.raises(NotFound):
            services.take_back(world.away.admin, version, now=NOW)


def test_the_database_itself_takes_no_approval_by_who_proposed_it(world: World) -> None:
    version = propose(world.home)
    with acting(world.home.admin, NOW):
        audit.write(world.home.admin, "protocol_version.approve", audit.Ref("own_protocol", version), now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnProtocol.objects.filter(pk=version).update(approved_at=NOW, approved_by=world.home.admin.membership_id)


def test_every_step_leaves_its_line(world: World) -> None:
    version = propose(world.home)
    approve(world.home, version)
    with acting(world.home.admin, NOW):
        services.take_back(world.home.admin, version, now=NOW)
    with acting(world.home.privacy, NOW):
        lines = AuditEvent.objects.filter(object_id=version).order_by("at").values_list("action", flat=True)
        assert sorted(lines) == [f"protocol_version.{verb}" for verb in ("approve", "propose", "take_back")]


def test_another_norm_begins_from_the_own_version_that_holds_and_loses_nothing_of_it(world: World) -> None:
    """Kills a proposal of norms that silently goes back to the program for everything else."""
    step, usual = ours()
    default = protocols.protocols()[CODE]
    own = other(replace(default, version="voorjaar"), step, donts=(Text("Bel niet na 20 uur.", "Not after 8 pm."),))
    approve(world.home, made_from_older(world.home, own, default))
    version = propose(world.home, name="zomer", length=usual - 2)
    with acting(world.home.admin, NOW):
        page = pages.version_page(world.home.admin, version, now=NOW)
        content = protocols.readable_content(OwnProtocol.objects.get(pk=version).content)
    assert content
    assert content.step(step).donts == own.step(step).donts
    assert page.beside == "voorjaar"
    assert [one.change for group in page.beside_changes for one in group.differences] == [Change.TERM]


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_as_much_of_the_database_for_one_version_as_for_three(
    world: World, django_assert_num_queries, number: int
) -> None:
    for count in range(number):
        approve(world.home, propose(world.home, name=f"versie {count}", length=count + 1))
    with acting(world.home.admin, NOW):
        with django_assert_num_queries(2):
            pages.listing(world.home.admin, now=NOW)
        with django_assert_num_queries(4):
            assert len(pages.protocol_page(world.home.admin, CODE, now=NOW).versions) == number
