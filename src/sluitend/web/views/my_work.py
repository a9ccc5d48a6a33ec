"""The first page after signing in: what waits for me, whatever my work is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from sluitend.domain.followup import NOW_KINDS, WorkGroup, WorkKind
from sluitend.domain.mandate import ON_SCREEN
from sluitend.domain.staff import EXECUTIVE_ROLES
from sluitend.domain.triage import SECOND_READERS
from sluitend.domain.vocabulary import Role
from sluitend.queries.decisions import AskedRow, decisions
from sluitend.queries.departures import WaitingNotice, waiting_notices
from sluitend.queries.inbox import InboxWork, inbox_work
from sluitend.queries.my_work import ChangedCase, WorkItem, has_my_work, my_work
from sluitend.queries.partner import partner_list
from sluitend.queries.protocol_clocks import StepWork, protocol_work
from sluitend.queries.returning import ReturnWork, return_work
from sluitend.queries.together import TogetherWork, together_work
from sluitend.queries.transfers import TransferWork, transfer_work
from sluitend.web.components.worklist import WorkRow
from sluitend.web.dates import local_day
from sluitend.web.labels import label
from sluitend.web.labels import said as in_words
from sluitend.web.request import PageRequest

# Where each kind of work is done: the name of the page, and what its target is called there; empty wants none.
_PAGES: dict[WorkKind, tuple[str, str]] = {
    WorkKind.PLAN: ("plan-page", ""),
    WorkKind.WRITTEN_COPY: ("plan-copy", ""),
    WorkKind.EVALUATION: ("case-evaluation", ""),
    WorkKind.REVIEW: ("case-review", ""),
    WorkKind.CONTRADICTED: ("case-action", "action_id"),
    WorkKind.DECLINED: ("case-action", "action_id"),
    WorkKind.ASKED_LONG: ("case-action", "action_id"),
    WorkKind.ACTION: ("case-action", "action_id"),
    WorkKind.OWN_ACTION: ("case-action", "action_id"),
    WorkKind.UNTAKEN: ("case-action", "action_id"),
    WorkKind.BOTTLENECK: ("case-bottleneck", "bottleneck_id"),
    WorkKind.UNSEEN: ("case-action", "action_id"),
    WorkKind.DEPUTY: ("case-change", ""),
    WorkKind.INFORM: ("case-informing", "person_id"),
    WorkKind.SEAT: ("case-team", ""),
    WorkKind.CONSENT: ("case-consents", ""),
    WorkKind.AFTER_CARE: ("case-after-care", "after_care_id"),
}
_PARTNERS = (Role.PARTNER, Role.ATTENDANCE)
# What has no day of its own: it says since when it waits.
_SINCE = NOW_KINDS
_DATED = (WorkGroup.LATE, WorkGroup.TODAY, WorkGroup.COMING)


@dataclass(slots=True)
class Group:
    """The rows that are as near as each other. waits: how many there are, of which a long inbox shows the first."""

    group: WorkGroup
    rows: list[WorkRow] = field(default_factory=list)
    waits: int = 0

    def add(self, row: WorkRow) -> None:
        """Put a row in, and count it."""
        self.rows.append(row)
        self.waits += 1


def page(request: PageRequest) -> HttpResponse:
    """Show what waits for the viewer: in cases, in the inbox, for a partner its actions."""
    viewer, now = request.viewer, request.now
    mine = my_work(viewer, now=now) if has_my_work(viewer) else None
    inbox = inbox_work(viewer, now=now)
    groups = {group: Group(group) for group in WorkGroup}
    if mine is not None:
        for group, items in zip(WorkGroup, (mine.late, mine.waits, mine.today, mine.coming), strict=True):
            for item in items:
                groups[group].add(_of_case(item))
    _add_inbox(groups, inbox, local_day(now))
    _add_together(groups, together_work(viewer, now=now), local_day(now))
    _add_transfers(groups, transfer_work(viewer, now=now), local_day(now))
    asked = decisions(viewer, now=now).waiting if viewer.has(*ON_SCREEN) else ()
    _add_decisions(groups, asked, local_day(now))
    steps = protocol_work(viewer, now=now)
    _add_departures(groups, waiting_notices(viewer, now=now))
    _add_returns(groups, return_work(viewer, now=now))
    _add_protocols(groups, steps)
    context = {
        "mine": mine,
        "inbox": inbox,
        "partner": partner_list(viewer, now=now) if mine is None and viewer.has(*_PARTNERS) else None,
        "groups": list(groups.values()),
        "changed": [_of_change(case) for case in mine.changed] if mine else [],
        "terms": [one for one in steps if one.group is None],
        "has_list": mine is not None or bool(asked) or viewer.has(*SECOND_READERS, *EXECUTIVE_ROLES),
        "nothing": not any(group.waits for group in groups.values()) and not (mine and mine.changed),
    }
    return render(request, "work/my_work.html", context)


def _add_departures(groups: Mapping[WorkGroup, Group], notices: Iterable[WaitingNotice]) -> None:
    """Put the notices of departure with which nobody began where they belong by their day."""
    for one in notices:
        href = reverse("departure-page", kwargs={"departure_id": one.id})
        small = gettext("Begin met %(kind)s") % {"kind": label(one.kind)}
        groups[one.group].add(WorkRow(href, one.name, small, one.due_on))


def _add_returns(groups: Mapping[WorkGroup, Group], asked: Iterable[ReturnWork]) -> None:
    """Put what every school is asked in the first school week where it belongs by its day."""
    for one in asked:
        small = gettext("Elke school doet dit voor alle leerlingen")
        row = WorkRow(reverse("return-check"), gettext("Is iedereen terug na de zomervakantie?"), small, one.due_on)
        groups[one.group].add(row)


def _add_protocols(groups: Mapping[WorkGroup, Group], steps: Iterable[StepWork]) -> None:
    """Put the steps of protocols that are due where they belong; what is later stands in a list of its own."""
    for one in steps:
        if one.group is not None:
            href = f"{reverse('protocol-run', kwargs={'run_id': one.clock.run_id})}?stap={one.clock.step}"
            small = " · ".join((in_words(one.clock.protocol), one.about))
            how = "statutory" if one.clock.statutory else "norm"
            groups[one.group].add(WorkRow(href, in_words(one.clock.title), small, one.clock.due_on, how))
    for found in groups.values():
        found.rows.sort(key=lambda row: (row.how != "statutory", local_day(row.due)))


def _of_case(item: WorkItem) -> WorkRow:
    """Draw one piece of work in a case, with its address, its title and the small print under it."""
    kind = label(item.kind)
    small = [part for part in (kind if item.text else "", item.who, item.case_title) if part]
    answer = item.kind is WorkKind.ASKED_LONG
    how = "statutory" if item.statutory else "event" if item.kind in _SINCE or answer else "norm"
    return WorkRow(_address(item), item.text or kind, " · ".join(small), item.due, how, item.replacing, answer=answer)


def _of_change(case: ChangedCase) -> WorkRow:
    """Draw a case in which something happened since the viewer last looked."""
    small = ngettext("%(number)s wijziging door een ander", "%(number)s wijzigingen door anderen", case.changes)
    small = gettext("U opende deze casus nog niet.") if case.never_seen else small % {"number": case.changes}
    href = reverse("case-page", kwargs={"case_id": case.case_id})
    return WorkRow(href, case.case_title, small, case.last_at, "event", new=case.never_seen)


def _add_inbox(groups: Mapping[WorkGroup, Group], inbox: InboxWork, today: date) -> None:
    """Put the concerns that wait for the viewer where they belong by their day."""
    for line in inbox.lines:
        child = capfirst(line.child.text) or gettext("Kind zonder naam")
        by = line.reporter or label(line.kind)
        small = " · ".join(
            (label(WorkKind.DECIDE), *([gettext("nu gevaar")] if line.danger_now else []), by, line.number)
        )
        href = reverse("signal-take", kwargs={"signal_id": line.signal_id})
        groups[_near(line.due, today)].rows.append(WorkRow(href, child, small, line.due, new=line.unread))
    for group, number in zip(_DATED, (inbox.late, inbox.today, inbox.coming), strict=True):
        groups[group].waits += number
    for reading in inbox.readings:
        title = gettext("Melding %(number)s") % {"number": reading.number}
        small = gettext("Meelezen, gevraagd door %(who)s") % {"who": reading.asked_by}
        href = reverse("signal-take", kwargs={"signal_id": reading.signal_id})
        groups[_near(reading.until, today)].add(WorkRow(href, title, small, reading.until))
    for touched in inbox.hidden:
        title = gettext("Melding %(number)s") % {"number": touched.number}
        small = gettext("Raakt casus %(case)s met verhoogde veiligheid") % {"case": touched.case_number}
        href = reverse("signal-take", kwargs={"signal_id": touched.signal_id})
        groups[WorkGroup.WAITS].add(WorkRow(href, title, small, touched.found_at, "event"))
    for found in groups.values():
        found.rows.sort(key=lambda row: (row.how != "statutory", local_day(row.due)))


def _add_together(groups: Mapping[WorkGroup, Group], work: TogetherWork, today: date) -> None:
    """Put what colleagues ask the viewer to decide with them, and what they answered no to."""
    for asked in work.asked:
        small = " · ".join((label(asked.kind), gettext("gevraagd door %(who)s") % {"who": asked.asked_by}, asked.about))
        href = reverse("together-answer", kwargs={"decision_id": asked.decision_id})
        row = WorkRow(href, gettext("Een collega vraagt u mee te beslissen"), small, asked.answer_by)
        groups[_near(asked.answer_by, today)].add(row)
    for said in work.said:
        small = " · ".join((label(said.kind), said.who, said.case_title))
        more = {"person_id": said.person_id} if said.person_id else {}
        href = reverse("case-informing" if more else "case-page", kwargs={"case_id": said.case_id, **more})
        groups[WorkGroup.WAITS].add(WorkRow(href, label(said.said), small, said.since, "event"))
    for found in groups.values():
        found.rows.sort(key=lambda row: (row.how != "statutory", local_day(row.due)))


def _add_transfers(groups: Mapping[WorkGroup, Group], work: TransferWork, today: date) -> None:
    """Put what other municipalities offer, and what they answered to what the viewer offered."""
    for offer in work.offers:
        small = " · ".join((label(offer.kind), offer.from_name))
        href = reverse("transfer-offer", kwargs={"offer_id": offer.id})
        row = WorkRow(href, gettext("Een andere gemeente biedt een overdracht aan"), small, offer.ends_on, new=True)
        groups[_near(offer.ends_on, today)].add(row)
    for answer in work.answers:
        name, key = ("transfer-case", "run_id") if answer.run_id else ("transfer-report", "report_id")
        href = reverse(name, kwargs={key: answer.run_id or answer.report_id})
        small = " · ".join((gettext("Overdracht: %(state)s") % {"state": label(answer.state)}, answer.about))
        row = WorkRow(href, gettext("%(place)s gaf antwoord") % {"place": answer.to_name}, small, answer.on, "event")
        groups[WorkGroup.WAITS].add(row)
    for call in work.calls:
        href = reverse("transfer-report", kwargs={"report_id": call.report_id})
        title = gettext("Bel %(place)s of het daar doorging") % {"place": call.to_name}
        groups[call.group].add(WorkRow(href, title, call.about, call.due_on))
    for found in groups.values():
        found.rows.sort(key=lambda row: (row.how != "statutory", local_day(row.due)))


def _add_decisions(groups: Mapping[WorkGroup, Group], waiting: Iterable[AskedRow], today: date) -> None:
    """Put the decisions that wait for the viewer where they belong: what is asked, and at which rung; no name."""
    for asked in waiting:
        due = asked.due_on or asked.asked_on
        href = reverse("decision-answer", kwargs={"ask_id": asked.ask_id})
        small = " · ".join((gettext("Wacht op uw besluit"), label(asked.rung)))
        group = _near(asked.due_on, today) if asked.due_on else WorkGroup.TODAY
        groups[group].add(WorkRow(href, asked.question.asked, small, due, "norm" if asked.due_on else "event"))
    for found in groups.values():
        found.rows.sort(key=lambda row: (row.how != "statutory", local_day(row.due)))


def _near(due: date, today: date) -> WorkGroup:
    return WorkGroup.LATE if due < today else WorkGroup.TODAY if due == today else WorkGroup.COMING


def _address(item: WorkItem) -> str:
    """Give the page where this is done."""
    if item.kind is WorkKind.SIGNAL:
        return reverse("signal-take", kwargs={"signal_id": item.target})
    name, wants = _PAGES[item.kind]
    return reverse(name, kwargs={"case_id": item.case_id, **({wants: item.target} if wants else {})})
