"""The one place where stages are chained: what happens in one room when something was decided in another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from sluitend.access.once import once
from sluitend.domain.absence.departure import DepartureKind, first_step
from sluitend.domain.case import CaseStatus
from sluitend.domain.clock import local_day
from sluitend.domain.outcome import refuse_any
from sluitend.domain.plan import FamilyAnswer
from sluitend.domain.protocol.steps import YES
from sluitend.domain.sharing import Viewer
from sluitend.domain.signal import Agreement, Channel, ChildIn
from sluitend.domain.vocabulary import N_
from sluitend.services import absences, cases, departures, files, followup, plans, protocols, safety, signals, triage
from sluitend.services.cases import OpenCase, OpenedCase
from sluitend.services.followup.closing import CaseEnds
from sluitend.services.followup.evaluating import Evaluated
from sluitend.services.triage import Decide

IN_THE_PLAN = N_("Dat staat per persoon bij het plan.")
ABSENCE_RUNS = N_("Er loopt een dossier bij leerplicht.")


@dataclass(frozen=True, slots=True)
class BegunDeparture:
    """A notice whose protocol runs. step: with which it begins."""

    departure_id: UUID
    run_id: UUID
    step: str


@dataclass(frozen=True, slots=True)
class PassOnAbsence:
    """The officer's decision to pass on that a file runs, with who of the family agreed."""

    report_id: UUID
    goal: str
    why: str
    agreement: Agreement
    form_key: UUID


def pass_on_absence(viewer: Viewer, command: PassOnAbsence, *, now: datetime) -> None:
    """Give intake "a file runs, contact, goal" and nothing else of an absence report (rule 11).

    Raises:
        NotFound: no such report for this viewer.
        Refused: the goal, the reason or the agreement is missing, or the report is closed.
    """

    def pass_on() -> dict[str, str]:
        agreed = f"{command.agreement.name}, {command.agreement.on.isoformat()}"
        passed = absences.pass_on(
            viewer, absences.PassOn(command.report_id, command.goal, command.why, agreed), now=now
        )
        child = ChildIn(passed.given_names, passed.prefix, passed.surname, passed.birth_date)
        concern = signals.HandIn(
            form_key=command.form_key,
            heightened=False,
            children=(child,),
            seen=ABSENCE_RUNS,
            happened="",
            interpretation=passed.goal,
            already_done=passed.why,
            channel=Channel.LEERPLICHT,
            reporter_name=passed.contact,
            reporter_phone=passed.contact_phone,
            agreement=command.agreement,
        )
        handed_in = signals.hand_in(viewer, concern, now=now)
        return {"pass": str(passed.pass_id), "receipt": str(handed_in.receipt_id)}

    once(viewer, _other_key(command.form_key), "absence.pass_on", pass_on, now=now)


def load_absences(viewer: Viewer, import_id: UUID, *, now: datetime) -> absences.Progress:
    """Load the next piece of a file with absence reports, and end what runs for reports that a school took back.

    Raises:
        NotFound: there is no such import for this viewer.
    """
    with transaction.atomic():
        progress = absences.load_next_piece(viewer, import_id, now=now)
        absences.follow_leading(viewer, now=now)
        protocols.end_withdrawn(viewer, now=now)
    return progress


def close_absence(viewer: Viewer, command: absences.CloseReport, *, now: datetime) -> None:
    """Close an absence report for which no protocol runs any more.

    Raises:
        NotFound: no such report for this viewer.
        Refused: a protocol runs for it; or as in absences.close_report.
    """
    with transaction.atomic():
        absences.close_report(viewer, command, now=now)
        refuse_any(protocols.check_report_free(command.report_id))


DEPARTURE_PROTOCOL = "departure"


def enter_departure(viewer: Viewer, command: departures.EnterDeparture, *, now: datetime) -> BegunDeparture:
    """Enter a notice by hand and begin with it at once: both, or neither.

    Raises:
        NotFound: the viewer is no attendance officer.
        Refused: as in departures.enter.
    """

    def make() -> dict[str, str]:
        with transaction.atomic():
            entered = departures.enter(viewer, command, now=now)
            begun = begin_departure(viewer, entered.departure_id, form_key=_other_key(command.form_key), now=now)
        return {"departure": str(begun.departure_id), "run": str(begun.run_id)}

    made = once(viewer, _key_for(command.form_key, "departure"), "departure.enter_and_begin", make, now=now)
    return BegunDeparture(UUID(made["departure"]), UUID(made["run"]), first_step(command.kind))


def begin_departure(viewer: Viewer, departure_id: UUID, *, form_key: UUID, now: datetime) -> BegunDeparture:
    """Begin the protocol of a notice. What the notice says already is not asked again: the officer who begins takes it over.

    Raises:
        NotFound: no such notice for this viewer.
        Refused: somebody began with it already.
    """
    facts = departures.notice_facts(viewer, departure_id)

    def make() -> dict[str, str]:
        with transaction.atomic():
            start = protocols.StartRun(
                DEPARTURE_PROTOCOL,
                facts.received_on,
                _key_for(form_key, "start"),
                departure_id=departure_id,
            )
            run_id = protocols.start(viewer, start, now=now).run_id
            if facts.kind is DepartureKind.DEPARTURE:
                known = {"day_of_departure": facts.on.isoformat(), "within_age": YES}
                step = first_step(facts.kind)
                key = _key_for(form_key, "step")
                protocols.take(
                    viewer, protocols.TakeStep(run_id, step, local_day(now), 1, key, evidence=known), now=now
                )
            if facts.kind is DepartureKind.STRIKE_OFF:
                day = protocols.NoteDay(run_id, "struck_off", facts.on, 1, _key_for(form_key, "day"))
                protocols.note_day(viewer, day, now=now)
        return {"run": str(run_id)}

    made = once(viewer, form_key, "departure.begin", make, now=now)
    return BegunDeparture(departure_id, UUID(made["run"]), first_step(facts.kind))


def load_departures(viewer: Viewer, import_id: UUID, *, now: datetime) -> files.Progress:
    """Load the next piece of a file with notices of departure.

    Raises:
        NotFound: there is no such file for this viewer.
    """
    with transaction.atomic():
        return departures.load_next_piece(viewer, import_id, now=now)


def begin_official(viewer: Viewer, command: absences.BeginOfficial, *, now: datetime) -> None:
    """Begin an official report, and say so in the protocol of the absence report where that step is open.

    Raises:
        NotFound, Refused: as in absences.begin.
    """
    with transaction.atomic():
        done = absences.begin(viewer, command, now=now)
        protocols.follow_official(viewer, command.report_id, done.state, on=command.on, now=now)


def take_official_step(viewer: Viewer, command: absences.TakeOfficialStep, *, now: datetime) -> None:
    """Take a step of an official report, and let the protocol of the absence report follow it.

    Raises:
        NotFound, Refused: as in absences.take_step.
    """
    with transaction.atomic():
        done = absences.take_step(viewer, command, now=now)
        protocols.follow_official(viewer, command.report_id, done.state, on=command.on, now=now)


@dataclass(frozen=True, slots=True)
class TakeInIntegral:
    """An integral decision about a concern, and the case that it opens.

    decide: the decision, with the criteria and their facts (A.14). names: of children who were described only, by the
    person they are in the concern.
    """

    decide: Decide
    title: str
    coordinator_id: UUID
    deputy_id: UUID | None = None
    names: Mapping[UUID, str] = field(default_factory=dict, repr=False)


def take_in_integral(viewer: Viewer, command: TakeInIntegral, *, now: datetime) -> OpenedCase:
    """Decide that a family gets one plan and one coordinator, and open the case: both, or neither.

    The same form sent again gives the first case.

    Raises:
        NotFound: the concern is not there for the viewer, or deciding about it or opening a case is not their work.
        Refused: as in triage.decide and cases.open_case.
    """
    key = command.decide.form_key

    def take_in() -> dict[str, str]:
        with transaction.atomic():
            decision_id = triage.record(viewer, command.decide, now=now)
            opened = cases.open_case(
                viewer,
                OpenCase(
                    signal_id=command.decide.signal_id,
                    decision_id=decision_id,
                    title=command.title,
                    coordinator_id=command.coordinator_id,
                    deputy_id=command.deputy_id,
                    persons=triage.persons_for_case(viewer, command.decide.signal_id, command.names, now=now),
                    quote=command.decide.quote,
                ),
                now=now,
            )
            protocols.begin_plan_terms(viewer, opened.case_id, now=now)
        return {"case": str(opened.case_id), "number": opened.number, "persons": " ".join(map(str, opened.person_ids))}

    made = once(viewer, key, "signal.take_in_integral", take_in, now=now)
    return OpenedCase(UUID(made["case"]), made["number"], tuple(UUID(pk) for pk in made["persons"].split()))


def open_case(viewer: Viewer, command: OpenCase, *, now: datetime) -> OpenedCase:
    """Open a case, from which day the clocks of its plan run.

    Raises:
        NotFound, Refused: as in cases.open_case.
    """

    def make() -> dict[str, str]:
        with transaction.atomic():
            opened = cases.open_case(viewer, command, now=now)
            protocols.begin_plan_terms(viewer, opened.case_id, now=now)
        return {"case": str(opened.case_id), "number": opened.number, "persons": " ".join(map(str, opened.person_ids))}

    key = command.form_key
    made = make() if key is None else once(viewer, _other_key(key), "case.open_with_terms", make, now=now)
    return OpenedCase(UUID(made["case"]), made["number"], tuple(UUID(pk) for pk in made["persons"].split()))


def save_family_plan(viewer: Viewer, command: plans.SaveFamilyPlan, *, now: datetime) -> UUID:
    """Write down the offer of a family's own plan and its answer; the terms of the plan follow.

    Raises:
        NotFound, Refused, Conflict: as in plans.save_family_plan.
    """
    with transaction.atomic():
        saved = plans.save_family_plan(viewer, command, now=now)
        given = command.given
        if given.offered_on is not None:
            offered = {"day_and_way_offered": given.how}
            protocols.follow_plan(
                viewer, command.case_id, "family_plan_offered", evidence=offered, on=given.offered_on, now=now
            )
        if given.answer is FamilyAnswer.NO and given.answered_on is not None:
            answer = {"answer_of_the_family": given.answer_words}
            protocols.follow_plan(
                viewer, command.case_id, "family_plan_dropped", evidence=answer, on=given.answered_on, now=now
            )
    return saved


def start_plan(viewer: Viewer, command: plans.StartPlan, *, now: datetime) -> UUID:
    """Start the plan; its terms follow: it was made, and settled with the family.

    Raises:
        NotFound, Refused, Conflict: as in plans.start_plan.
    """
    with transaction.atomic():
        started, day = plans.start_plan(viewer, command, now=now), local_day(now)
        for step, evidence in (
            ("family_plan_made", {}),
            ("plan_made", {}),
            ("plan_adopted", {"agreement_or_disagreement_in_words": IN_THE_PLAN}),
        ):
            protocols.follow_plan(viewer, command.case_id, step, evidence=evidence, on=day, now=now)
    return started


def evaluate(viewer: Viewer, command: followup.Evaluate, *, now: datetime) -> Evaluated:
    """Write down an evaluation; the term of the next one follows.

    Raises:
        NotFound, Refused: as in followup.evaluate.
    """

    def make() -> dict[str, str]:
        with transaction.atomic():
            held = followup.evaluate(viewer, command, now=now)
            said = {"family_view": command.family_words or command.words}
            protocols.follow_plan(viewer, command.case_id, "evaluation", evidence=said, on=command.held_on, now=now)
        return {"evaluation": str(held.evaluation_id), "next_by": held.next_by.isoformat()}

    made = once(viewer, _other_key(command.form_key), "evaluation.hold_with_terms", make, now=now)
    return Evaluated(UUID(made["evaluation"]), command.case_id, date.fromisoformat(made["next_by"]))


def close_case(viewer: Viewer, command: followup.CloseCase, *, now: datetime) -> CaseEnds:
    """Close a case, and with it the terms of its plan and its safety plan.

    Raises:
        NotFound, Refused: as in followup.close_case.
    """

    def close() -> CaseEnds:
        closed = followup.close_case(viewer, command, now=now)
        protocols.end_plan_terms(viewer, command.case_id, reason=command.reason, words=command.words, now=now)
        safety.end_with_case(viewer, command.case_id, now=now)
        return closed

    return _ends(viewer, command.form_key, "case.close_with_terms", close, now)


def reopen_case(viewer: Viewer, command: followup.ReopenCase, *, now: datetime) -> CaseEnds:
    """Open a closed case again; the terms of its plan begin anew.

    Raises:
        NotFound, Refused: as in followup.reopen_case.
    """

    def reopen() -> CaseEnds:
        opened = followup.reopen_case(viewer, command, now=now)
        goes_on = opened.status is CaseStatus.RUNNING
        protocols.begin_plan_terms_anew(viewer, command.case_id, plan_goes_on=goes_on, now=now)
        return opened

    return _ends(viewer, command.form_key, "case.reopen_with_terms", reopen, now)


def hold_after_care(viewer: Viewer, command: followup.HoldAfterCare, *, now: datetime) -> CaseEnds:
    """Write down how it goes after closing; after-care that runs as a protocol follows.

    Raises:
        NotFound, Refused: as in followup.hold_after_care.
    """

    def hold() -> CaseEnds:
        held = followup.hold_after_care(viewer, command, now=now)
        last, well = held.status is CaseStatus.CLOSED, bool(command.well)
        protocols.follow_after_care(viewer, held.case_id, words=command.words, well=well, last=last, now=now)
        return held

    return _ends(viewer, command.form_key, "after_care.hold_with_terms", hold, now)


def _ends(viewer: Viewer, form_key: UUID, verb: str, act: Callable[[], CaseEnds], now: datetime) -> CaseEnds:
    """Do this once for a form, all of it or nothing."""

    def make() -> dict[str, str]:
        with transaction.atomic():
            ended = act()
        return {"case": str(ended.case_id), "status": ended.status, "ends_on": ended.ends_on.isoformat()}

    made = once(viewer, _other_key(form_key), verb, make, now=now)
    return CaseEnds(UUID(made["case"]), CaseStatus(made["status"]), date.fromisoformat(made["ends_on"]))


def _key_for(form_key: UUID, link: str) -> UUID:
    """Give a link of a chain a key of its own, always the same for the same form."""
    return uuid5(form_key, link)


def _other_key(form_key: UUID) -> UUID:
    """The chain and its link each remember this form: under different keys."""
    return UUID(bytes=form_key.bytes[8:] + form_key.bytes[:8])
