"""Enter a letter: about a person of a case or about an absence report, for who may write it, never of heightened safety."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sluitend.access import audit, context, norms
from sluitend.access.gate import change_case
from sluitend.domain.absence import RegisterStatus, ReportStatus
from sluitend.domain.case import PersonKind
from sluitend.domain.contact import Moment, Way, Wish, check_home
from sluitend.domain.letters import (
    Addressee,
    Blank,
    LetterFacts,
    LetterSubject,
    LetterTemplate,
    check_call_first,
    check_may_write,
    check_parents,
)
from sluitend.domain.outcome import NotFound, Refusal, Refused, refuse_any
from sluitend.domain.person import show_phone
from sluitend.domain.sharing import Viewer
from sluitend.domain.vocabulary import N_, Category, Purpose, Role
from sluitend.records.models import (
    AbsenceReport,
    CasePerson,
    ContactMoment,
    ContactWish,
    Letter,
    Membership,
    Municipality,
)
from sluitend.records.persons import name_of

OFFICER = audit.Why(Purpose.COMPULSORY_EDUCATION, "Leerplichtwet 16", "F.7b")
NO_HELP = Refusal(
    "letter.no_help",
    N_("De gemeente vulde nog niet in wie gratis naast gezinnen staat. Vraag de beheerder dat te doen."),
)
CLOSED = Refusal("letter.report_closed", N_("Deze melding is gesloten. Er gaat geen brief meer over weg."))
WITHDRAWN = Refusal("letter.withdrawn", N_("De school trok deze melding in. Er gaat geen brief over weg."))
_NO_BRACES = str.maketrans("", "", "{}")


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about, as far as the rules and the blanks look at it. name: of the person, or of the child."""

    subject: LetterSubject
    name: str
    heightened: bool
    addressee: Addressee | None
    case_id: UUID | None = None
    person_id: UUID | None = None
    report_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the program fills in, in both languages."""

    nl: Mapping[Blank, str]
    en: Mapping[Blank, str]


@contextmanager
def about_person(
    viewer: Viewer, case_id: UUID, person_id: UUID, letter_id: UUID, *, action: str, now: datetime
) -> Iterator[About]:
    """Write about a person of a case, with the line in the log. Raises NotFound, and Refused under heightened safety."""
    with change_case(
        viewer,
        case_id,
        action=action,
        kind="letter",
        about=letter_id,
        person_id=person_id,
        categories=(Category.K1, Category.K16),
        now=now,
    ) as access:
        row = CasePerson.objects.select_for_update().filter(pk=person_id, case_id=case_id, left_on=None).first()
        if row is None:
            raise NotFound
        about = person_facts(row, heightened=access.heightened)
        refuse_any(check_home(heightened=about.heightened))
        yield about


@contextmanager
def about_report(viewer: Viewer, report_id: UUID, letter_id: UUID, *, action: str, now: datetime) -> Iterator[About]:
    """Write about an absence report, with the line in the log. Raises NotFound, and Refused when it is over."""
    if not viewer.has(Role.ATTENDANCE):
        raise NotFound
    categories = (Category.K1, Category.K4)
    audit.write(viewer, action, audit.Ref("letter", letter_id), now=now, categories=categories, why=OFFICER)
    row = AbsenceReport.objects.select_for_update().filter(pk=report_id).first()
    if row is None:
        raise NotFound
    refuse_any(report_over(row, context.today(now)))
    yield report_facts(row)


def report_over(row: AbsenceReport, day: date) -> Refusal | None:
    """No letter leaves about a report that the school withdrew, that is closed, or about somebody of 18 or older."""
    if row.register_status == RegisterStatus.WITHDRAWN:
        return WITHDRAWN
    if row.status == ReportStatus.CLOSED:
        return CLOSED
    return check_parents(row.birth_date, today=day)


@contextmanager
def open_letter(viewer: Viewer, letter_id: UUID, *, action: str, now: datetime) -> Iterator[tuple[Letter, About]]:
    """Change a letter, locked, with the line in the log. Raises NotFound, and Refused where nothing may go home."""
    found = Letter.objects.filter(pk=letter_id).first()
    if found is None:
        raise NotFound
    if found.report_id is not None:
        entered = about_report(viewer, found.report_id, letter_id, action=action, now=now)
    elif found.case_id is not None and found.person_id is not None:
        entered = about_person(viewer, found.case_id, found.person_id, letter_id, action=action, now=now)
    else:
        raise NotFound
    with entered as about:
        rows = Letter.objects.select_for_update(of=("self",)).select_related("written_by")
        row = rows.filter(pk=letter_id).first()
        if row is None:
            raise NotFound
        yield row, about


def person_facts(row: CasePerson, *, heightened: bool) -> About:
    """Give what the rules look at of a person of a case."""
    return About(
        LetterSubject.CASE_PERSON,
        str(name_of(row)),
        heightened,
        Addressee(PersonKind(row.kind), row.birth_date),
        case_id=row.case_id,
        person_id=row.pk,
    )


def report_facts(row: AbsenceReport) -> About:
    """Give what the rules look at of an absence report; the letter is to the parents, whom the report does not name."""
    name = " ".join(part for part in (row.given_names, row.prefix, row.surname) if part)
    return About(LetterSubject.ABSENCE, name, heightened=False, addressee=None, report_id=row.pk)


def may_write(viewer: Viewer, about: About, template: LetterTemplate, *, now: datetime) -> tuple[Refusal, ...]:
    """Give every reason why the viewer may not write this letter now."""
    wish, moments = reach_of(about)
    return may_write_after(viewer, about, template, wish, moments, now=now)


def may_write_after(
    viewer: Viewer,
    about: About,
    template: LetterTemplate,
    wish: Wish | None,
    moments: tuple[Moment, ...],
    *,
    now: datetime,
) -> tuple[Refusal, ...]:
    """Give the same with what is known already: for a page that shows every letter."""
    day = context.today(now)
    return check_may_write(
        LetterFacts(
            template=template,
            subject=about.subject,
            roles=viewer.roles,
            heightened=about.heightened,
            addressee=about.addressee,
            wish=wish,
            moments=moments,
            talk_weeks=norms.value("letter.talk_first", day),
            today=day,
        )
    )


def call_first(about: About) -> Refusal | None:
    """Ask whether a call must come first."""
    return check_call_first(*reach_of(about))


def reach_of(about: About) -> tuple[Wish | None, tuple[Moment, ...]]:
    """Give what the person wishes about contact, and every contact there was; a report knows of none."""
    if about.person_id is None or about.case_id is None:
        return None, ()
    wish = ContactWish.objects.filter(person_id=about.person_id, case_id=about.case_id).first()
    rows = ContactMoment.objects.filter(person_id=about.person_id, case_id=about.case_id)
    return wish_of(wish), tuple(moment_of(row) for row in rows)


def wish_of(row: ContactWish | None) -> Wish | None:
    """Give since when somebody wants a call first; None when they do not."""
    if row is None or row.call_first_on is None or row.call_first_at is None:
        return None
    return Wish(row.call_first, row.call_first_on, row.call_first_at)


def moment_of(row: ContactMoment) -> Moment:
    """Give contact as the rules look at it."""
    return Moment(Way(row.way), row.on, row.reached, row.noted_at)


def facts_for(viewer: Viewer, about: About) -> Facts:
    """Give what the program knows for the blanks. Raises Refused when the municipality left something open."""
    me = Membership.objects.get(pk=viewer.membership_id)
    place = Municipality.objects.get(pk=viewer.municipality_id)
    if not place.independent_help.strip() or not place.independent_help_phone.strip():
        raise Refused(NO_HELP)
    both = {
        Blank.WORKER: me.display_name,
        Blank.FUNCTION: me.function.lower(),
        Blank.PHONE: show_phone(me.phone or place.phone),
        Blank.MUNICIPALITY: place.name,
        Blank.MUNICIPALITY_PHONE: show_phone(place.phone),
        Blank.HELP: place.independent_help,
        Blank.HELP_PHONE: show_phone(place.independent_help_phone),
        Blank.CHILD: about.name.split(" ")[0],
    }
    dutch, english = about.name, about.name
    if about.subject is LetterSubject.ABSENCE:
        # These words stand in the letter itself, in both languages, whatever the screen speaks.
        dutch, english = f"ouders of verzorgers van {about.name}", f"parents or carers of {about.name}"
    plain = {blank: words.translate(_NO_BRACES) for blank, words in both.items()}
    return Facts(
        plain | {Blank.ADDRESSEE: dutch.translate(_NO_BRACES)},
        plain | {Blank.ADDRESSEE: english.translate(_NO_BRACES)},
    )
