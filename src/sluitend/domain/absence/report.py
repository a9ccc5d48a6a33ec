"""Kinds and states of an absence report, and what an officer may do with one (B.2 and B.4; sharing rule 11)."""

from __future__ import annotations

from datetime import date

from sluitend.domain.outcome import Refusal
from sluitend.domain.vocabulary import N_, Role, Worded


class FileAbout(Worded):
    """What the rows of an uploaded file are."""

    ABSENCE = "absence", N_("meldingen van verzuim")
    DEPARTURE = "departure", N_("vertrek, verhuizing en uitschrijving")
    RUNNING = "running", N_("lopende zaken")

    @property
    def loader(self) -> Role:
        """Give whose work it is to load such a file."""
        return Role.INTAKE if self is FileAbout.RUNNING else Role.ATTENDANCE


class AbsenceKind(Worded):
    """Kind of report in the register (B.2, B.4)."""

    SIXTEEN_HOURS = "16 uur in 4 weken", N_("16 uur in 4 lesweken")
    LONG = "langdurig relatief verzuim", N_("langer dan 4 weken")
    LUXURY = "luxe verzuim", N_("vakantie zonder toestemming")
    EIGHTEEN_PLUS = "doorstroompunt 18-plus", N_("18 jaar of ouder")
    OTHER = "overig", N_("ander verzuim")


class RegisterStatus(Worded):
    """State of a report in the register: the school and the municipality each set their own (B.4)."""

    REGISTERED = "Geregistreerd", N_("geregistreerd door de school")
    HANDLING = "In behandeling", N_("in behandeling bij de gemeente")
    CLOSED = "Afgesloten", N_("afgesloten door de gemeente")
    NOTED = "Ter kennisgeving aangenomen", N_("alleen ter kennisgeving")
    WITHDRAWN = "Ingetrokken", N_("ingetrokken door de school")


class ReportStatus(Worded):
    """State of a report with the attendance officer."""

    RECEIVED = "received", N_("nieuw")
    HANDLING = "handling", N_("in behandeling")
    CLOSED = "closed", N_("gesloten")


class Closing(Worded):
    """How a report ended (B.4)."""

    BACK = "back", N_("De leerling gaat weer naar school")
    REFERRED = "referred", N_("Doorverwezen naar hulp")
    UNFOUNDED = "unfounded", N_("Ten onrechte gemeld")
    MOVED = "moved", N_("Verhuisd")
    NOTED = "noted", N_("Ter kennisgeving aangenomen")
    EIGHTEEN_PLUS = "eighteen_plus", N_("18 jaar of ouder: het Doorstroompunt gaat verder")
    WARNED = "warned", N_("Luxe verzuim, eerste keer en hooguit één dag: gewaarschuwd")
    WITHDRAWN = "withdrawn", N_("Ingetrokken door de school")
    ELSEWHERE = "elsewhere", N_("Gesloten in het systeem dat leidend is")


BY_OTHERS = frozenset({Closing.WITHDRAWN, Closing.ELSEWHERE})
"""What the officer does not choose: the school withdraws, and a package that leads closes."""


class ReportField(Worded):
    """What of a report a school can change in the register, as the history names it."""

    KIND = "kind", N_("soort")
    GIVEN_NAMES = "given_names", N_("voornamen")
    PREFIX = "prefix", N_("voorvoegsel")
    SURNAME = "surname", N_("achternaam")
    BIRTH_DATE = "birth_date", N_("geboortedatum")
    BRIN = "brin", N_("school")
    VESTIGING = "vestiging", N_("vestiging")
    BEGIN_ON = "begin_on", N_("begindatum")
    END_ON = "end_on", N_("einddatum")
    HOURS = "hours", N_("uren")
    EXPLANATION = "explanation", N_("toelichting")
    SCHOOL_ACTIONS = "school_actions", N_("wat de school al deed")
    REGISTER_STATUS = "register_status", N_("stand in het register")
    BSN = "bsn", N_("BSN")
    ONDERWIJSNUMMER = "onderwijsnummer", N_("onderwijsnummer")


def check_not_ahead(day: date | None, today: date, field: str) -> Refusal | None:
    """Contact and talk are noted when they have been, not before."""
    if day is None or day <= today:
        return None
    return Refusal("absence.ahead", N_("Deze dag moet nog komen. Vul hem in als het contact er is geweest."), field)


def check_closing(closing: Closing, words: str) -> Refusal | None:
    """Closing takes a sentence; only a school withdraws its own report, and only a package that leads closes its own."""
    if closing is Closing.ELSEWHERE:
        return Refusal("absence.not_here", N_("Zo sluit alleen het systeem dat leidend is."), "closing", "B.4")
    if closing is Closing.WITHDRAWN:
        return Refusal("absence.not_yours", N_("Intrekken doet de school, in het register."), "closing", "B.4")
    if not words.strip():
        return Refusal("absence.no_words", N_("Schrijf in een zin hoe het is afgelopen."), "words")
    return None


def check_at_once(closing: Closing, *, of_age: bool, luxury: bool, one_day: bool, first_time: bool) -> Refusal | None:
    """From 18 there is no duty; the first luxury absence of at most one day ends with a warning (2017R002).

    of_age: the pupil is 18 or older. luxury: the school reported a holiday without leave. one_day: it began and ended on
    one day. first_time: no earlier luxury absence of this pupil is known here.
    """
    if closing is Closing.EIGHTEEN_PLUS and not of_age:
        return Refusal(
            "absence.under_age", N_("Deze leerling is nog geen 18 jaar. Kies iets anders."), "closing", "B.1"
        )
    if closing is not Closing.WARNED:
        return None
    if not luxury or not one_day:
        return Refusal(
            "absence.not_one_day",
            N_("Dit kan alleen bij luxe verzuim van hooguit één dag. Kies iets anders, of begin een protocol."),
            "closing",
            "2017R002",
        )
    if not first_time:
        return Refusal(
            "absence.not_first",
            N_("Van deze leerling is al eerder luxe verzuim gemeld. Kies iets anders, of begin een protocol."),
            "closing",
            "2017R002",
        )
    return None


def check_pass_on_open(status: ReportStatus) -> Refusal | None:
    """Of a closed or withdrawn report no file runs any more, so there is nothing to pass on (rule 11)."""
    if status is not ReportStatus.CLOSED:
        return None
    return Refusal(
        "absence.pass_on_closed",
        N_("Deze melding is gesloten. Er loopt geen dossier meer, dus u geeft niets door."),
        source="F.7 regel 11",
    )


def check_pass_on(goal: str, why: str) -> Refusal | None:
    """Passing on takes a goal and a reason; that somebody of the family agreed is rule 51, asked where it arrives."""
    if not goal.strip():
        return Refusal(
            "absence.no_goal", N_("Schrijf het doel op: wat moet er voor deze leerling anders worden?"), "goal"
        )
    if not why.strip():
        return Refusal(
            "absence.no_why", N_("Schrijf op waarom het nodig is dat het lokale team dit weet."), "why", "F.7 regel 11"
        )
    return None
