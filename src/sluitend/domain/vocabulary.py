"""The words that every room shares: roles, purposes, categories, stages.

Each member carries its Dutch sentence; the web layer uses that sentence as its translation key. An enum or a
constant that more than one room needs stands here, so that no room reaches upward for a word.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


def N_(sentence: str) -> str:  # noqa: N802 - the usual name for "mark for translation, do nothing"
    """Mark a Dutch sentence for translation and return it unchanged."""
    return sentence


class Worded(StrEnum):
    """A string enum whose members carry the Dutch words people read."""

    sentence: str

    def __new__(cls, value: str, sentence: str = "") -> Self:
        """Make a member from its stored value and its Dutch words; looking one up by value comes by another way.

        Raises:
            TypeError: a member without words.
        """
        if not sentence:
            raise TypeError(f"{cls.__name__} {value} has no words")
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member


class Role(Worded):
    """What a person is asked to do here; a membership holds one or more (domain reference F.7b)."""

    INTAKE = "intake", N_("Medewerker meldingen")
    SECOND_READER = "second_reader", N_("Tweede lezer")
    COORDINATOR = "coordinator", N_("Casusregisseur")
    TEAM_MEMBER = "team_member", N_("Lid van het lokale team")
    TEAM_LEAD = "team_lead", N_("Teamleider")
    PROCESS_DIRECTOR = "process_director", N_("Procesregisseur")
    ATTENDANCE = "attendance", N_("Leerplichtambtenaar")
    ATTENDANCE_BOA = "attendance_boa", N_("Leerplichtambtenaar met opsporingsbevoegdheid")
    CODE_OFFICER = "code_officer", N_("Aandachtsfunctionaris meldcode")
    PROTOCOL_COORDINATOR = "protocol_coordinator", N_("Coördinator huwelijksdwang en uitbuiting")
    PARTNER = "partner", N_("Contactpersoon van een partner")
    PROGRAMME_MANAGER = "programme_manager", N_("Programmamanager")
    ALDERMAN = "alderman", N_("Wethouder")
    MAYOR = "mayor", N_("Burgemeester")
    PRIVACY_OFFICER = "privacy_officer", N_("Privacy officer")
    DPO = "dpo", N_("Functionaris gegevensbescherming")
    ADMIN = "admin", N_("Beheerder")


class Purpose(Worded):
    """Why personal data are used: one entry each in the register of processing activities (AVG 30, F.13)."""

    ACCESS_AND_DIRECTION = "p1", N_("Toegang en regie")
    COMPULSORY_EDUCATION = "p2", N_("Leerplicht")
    REPORTING_CODE = "p3", N_("Meldcode")
    PROTECTION_TABLE = "p4", N_("Jeugdbeschermingstafel en verzoek tot onderzoek")
    FORCED_MARRIAGE_AND_EXPLOITATION = "p5", N_("Huwelijksdwang en uitbuiting")
    SAFETY_HOUSE = "p6", N_("Zorg- en Veiligheidshuis")
    MANAGEMENT_INFORMATION = "p7", N_("Sturen en verantwoorden")
    AUDIT = "p8", N_("Controle op gebruik")
    RIGHTS = "p9", N_("Rechten van mensen")


class Category(Worded):
    """Kinds of personal data the sharing rules speak about (F.7). K0 is forbidden and therefore has no member."""

    K1 = "k1", N_("naam en contactgegevens")
    K2 = "k2", N_("gezag en huishouden")
    K3 = "k3", N_("inschrijving op school")
    K4 = "k4", N_("meldingen van verzuim")
    K5 = "k5", N_("dat hulp loopt, en bij wie")
    K6 = "k6", N_("de inhoud van hulp")
    K7 = "k7", N_("gezondheid")
    K8 = "k8", N_("feiten van de politie")
    K9 = "k9", N_("gegevens van justitie")
    K10 = "k10", N_("een maatregel voor een kind")
    K11 = "k11", N_("de uitkomst van Veilig Thuis")
    K12 = "k12", N_("inkomen of uitkering")
    K13 = "k13", N_("schulden")
    K14 = "k14", N_("wonen en overlast")
    K15 = "k15", N_("een signaal van uitbuiting of huwelijksdwang")
    K16 = "k16", N_("plan, doelen en afspraken")
    K17 = "k17", N_("een vraag over een recht")
    K18 = "k18", N_("een zorg zoals die is gemeld")
    K19 = "k19", N_("stand van zaken en termijnen")


class Stage(Worded):
    """Where a child stands, computed per child from open facts; several may be open at once (F.7)."""

    S0 = "s0", N_("Advies zonder naam")
    S1 = "s1", N_("Melding en beoordeling")
    S2 = "s2", N_("Plan met instemming")
    S3 = "s3", N_("Overleg met meer organisaties")
    S4 = "s4", N_("Veilig Thuis, beschermingstafel of Raad")
    S5 = "s5", N_("Maatregel van de rechter")
    S6 = "s6", N_("Zorg- en Veiligheidshuis")
    S7 = "s7", N_("Straf")
    S8 = "s8", N_("Verslag")
    S9 = "s9", N_("Archief")


class Party(Worded):
    """Who sends or receives in the sharing matrix: functions and kinds of organisation, never a named person."""

    ANYONE = "anyone", N_("iedereen")
    FAMILY = "family", N_("gezin")
    FAMILY_MEMBER = "family_member", N_("ander gezinslid")
    COORDINATOR = "coordinator", N_("casusregisseur")
    INTAKE = "intake", N_("medewerker meldingen")
    REPORTER = "reporter", N_("melder")
    LOCAL_TEAM = "local_team", N_("lokaal team")
    ADVISER = "adviser", N_("adviseur")
    BRP = "brp", N_("basisregistratie personen")
    CIVIL_AFFAIRS = "civil_affairs", N_("burgerzaken")
    YOUTH_CARE = "youth_care", N_("jeugdhulpaanbieder")
    GP = "gp", N_("huisarts of ggz")
    YOUTH_HEALTH = "youth_health", N_("jeugdgezondheidszorg")
    SCHOOL = "school", N_("school")
    ATTENDANCE = "attendance", N_("leerplicht")
    HOUSING = "housing", N_("woningcorporatie")
    WORK_AND_INCOME = "work_and_income", N_("werk en inkomen")
    DEBT_HELP = "debt_help", N_("schuldhulp")
    SAFE_AT_HOME = "safe_at_home", N_("Veilig Thuis")
    POLICE = "police", N_("politie")
    PROSECUTION = "prosecution", N_("Openbaar Ministerie")
    CHILD_PROTECTION_BOARD = "child_protection_board", N_("Raad voor de Kinderbescherming")
    PROTECTION_TABLE = "protection_table", N_("jeugdbeschermingstafel")
    CERTIFIED_BODY = "certified_body", N_("gecertificeerde instelling")
    COLLEGE = "college", N_("college van burgemeester en wethouders")
    SAFETY_HOUSE = "safety_house", N_("Zorg- en Veiligheidshuis")
    RIEC = "riec", N_("RIEC")
    HALT = "halt", N_("Halt")
    SVB = "svb", N_("Sociale Verzekeringsbank")
    COMENSHA = "comensha", N_("CoMensha")
    LKHA = "lkha", N_("Landelijk Knooppunt Huwelijksdwang en Achterlating")
    OTHER_MUNICIPALITY = "other_municipality", N_("andere gemeente")
    PROGRAMME_MANAGER = "programme_manager", N_("programmamanager")
    COUNCIL = "council", N_("gemeenteraad of inspectie")
    RESEARCHER = "researcher", N_("onderzoeker")
    ARCHIVE = "archive", N_("archief")
    IMMIGRATION = "immigration", N_("vreemdelingentoezicht")
    RISK_INDEX = "risk_index", N_("verwijsindex")
    WELFARE = "welfare", N_("welzijn of maatschappelijk werk")
    ADDICTION_CARE = "addiction_care", N_("verslavingszorg")
    PROBATION = "probation", N_("reclassering")


class ActionKind(Worded):
    """Every action is help, prevention or enforcement (requirements R006)."""

    HELP = "help", N_("Helpen")
    PREVENT = "prevent", N_("Voorkomen")
    ENFORCE = "enforce", N_("Handhaven")


class LifeDomain(Worded):
    """Twelve life domains in plain words (H.2); no score is ever computed over them."""

    D01 = "d01", N_("Veilig thuis")
    D02 = "d02", N_("Opvoeden en opgroeien")
    D03 = "d03", N_("School en leren")
    D04 = "d04", N_("Werk en daginvulling")
    D05 = "d05", N_("Geld en schulden")
    D06 = "d06", N_("Wonen en buurt")
    D07 = "d07", N_("Lichaam en gezondheid")
    D08 = "d08", N_("Hoofd en gevoel")
    D09 = "d09", N_("Alcohol, drugs, gokken, gamen")
    D10 = "d10", N_("Familie, vrienden, meedoen")
    D11 = "d11", N_("Brieven, regelen, rechten")
    D12 = "d12", N_("Politie en justitie")


class SchoolRegion(Worded):
    """Where a school lies, because school holidays differ."""

    NORTH = "noord", N_("Noord")
    MIDDLE = "midden", N_("Midden")
    SOUTH = "zuid", N_("Zuid")


class Track(Worded):
    """How a concern is taken up (A.14)."""

    INTEGRAL = "integral", N_("Integrale aanpak: één gezin, één plan, één regisseur")
    REGULAR = "regular", N_("Gewone aanpak door een organisatie")
    ACT_NOW = "act_now", N_("Nu iets doen")


class AuditKind(Worded):
    """What happened to data: looked at, changed, or refused."""

    READ = "read", N_("gezien")
    WRITE = "write", N_("gewijzigd")
    SEARCH = "search", N_("gezocht")
    DENIED = "denied", N_("geweigerd")
    SYSTEM = "system", N_("door het systeem")
