"""School absence: until when a child must be at school, what a report says, and what may be done with it (B.1–B.5)."""

from .education import (
    compulsory_until,
    leerplicht_end,
    leerplicht_start,
    must_be_at_school,
    qualifies_until,
    school_year,
)
from .official import Heard, KeptWhere, OfficialState, Ruling
from .report import (
    BY_OTHERS,
    AbsenceKind,
    Closing,
    FileAbout,
    RegisterStatus,
    ReportField,
    ReportStatus,
    check_at_once,
    check_closing,
    check_not_ahead,
    check_pass_on,
    check_pass_on_open,
)
from .row import HEADER, AbsenceRow, canonical, check_header, check_width, parse_row
from .sixteen_hours import Absent, Reached, sixteen_hours
from .states import ReportStep, check_register, check_report, move

__all__ = [
    "BY_OTHERS",
    "HEADER",
    "AbsenceKind",
    "AbsenceRow",
    "Absent",
    "Closing",
    "FileAbout",
    "Heard",
    "KeptWhere",
    "OfficialState",
    "Reached",
    "RegisterStatus",
    "ReportField",
    "ReportStatus",
    "ReportStep",
    "Ruling",
    "canonical",
    "check_at_once",
    "check_closing",
    "check_header",
    "check_not_ahead",
    "check_pass_on",
    "check_pass_on_open",
    "check_register",
    "check_report",
    "check_width",
    "compulsory_until",
    "leerplicht_end",
    "leerplicht_start",
    "move",
    "must_be_at_school",
    "parse_row",
    "qualifies_until",
    "school_year",
    "sixteen_hours",
]
