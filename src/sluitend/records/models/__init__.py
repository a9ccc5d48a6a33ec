"""Every table, one module per stage of the work."""

from .absences import (
    AbsenceImport,
    AbsenceImportError,
    AbsenceImportPiece,
    AbsencePass,
    AbsenceReport,
    AbsenceReportChange,
    AbsenceStatusFile,
    DepartureNotice,
)
from .accounts import FamilyBlock, FamilyBlockKey, Invitation, Membership, Team, User
from .actions import Action, ActionShare, ActionStep, Bottleneck, Consent, ConsentAsked
from .audit import AuditEvent, FormReceipt
from .cases import (
    AfterCare,
    Case,
    CaseChange,
    CasePerson,
    Evaluation,
    Handover,
    Household,
    HouseholdMember,
    Informing,
    LastLook,
    Note,
    ParentalAuthority,
    Supporter,
    TeamSeat,
)
from .contact import ContactMoment, ContactWish, InterpreterNeed, Letter
from .destruction import Destruction, DestructionItem
from .leave import SchoolLeave
from .mandates import DecisionAsk, Mandate
from .matching import HiddenMatch, MatchKey, NamedReader, SafetyRoster
from .messages import CalendarFeed, Message, MessagePreference
from .official import OfficialReport, OfficialStep
from .own_protocols import OwnProtocol
from .plans import Agreement, ChildVoice, DomainLevel, Goal, GoalPerson, OpenDomain, Plan
from .protocols import ClockSaid, ProtocolContent, ProtocolRun, RunEvent
from .reports import ReportSnapshot, TextGuardCount
from .return_checks import ReturnCheck
from .running import RunningMatter
from .safety import FlightRisk, Residence, SafetyPlan, SafetyRule, SafetyWord
from .signals import (
    CriterionFact,
    Decision,
    Draft,
    OutsideReport,
    SecondReading,
    Signal,
    SignalCaseLink,
    SignalPerson,
    SignalReceipt,
)
from .tenancy import DemoMarker, KeyMark, Municipality, Organisation
from .together import JointDecision
from .transfers import ExchangeKey, ExchangePeer, Transfer, TransferOffer

__all__ = [
    "AbsenceImport",
    "AbsenceImportError",
    "AbsenceImportPiece",
    "AbsencePass",
    "AbsenceReport",
    "AbsenceReportChange",
    "AbsenceStatusFile",
    "Action",
    "ActionShare",
    "ActionStep",
    "AfterCare",
    "Agreement",
    "AuditEvent",
    "Bottleneck",
    "CalendarFeed",
    "Case",
    "CaseChange",
    "CasePerson",
    "ChildVoice",
    "ClockSaid",
    "Consent",
    "ConsentAsked",
    "ContactMoment",
    "ContactWish",
    "CriterionFact",
    "Decision",
    "DecisionAsk",
    "DemoMarker",
    "DepartureNotice",
    "Destruction",
    "DestructionItem",
    "DomainLevel",
    "Draft",
    "Evaluation",
    "ExchangeKey",
    "ExchangePeer",
    "FamilyBlock",
    "FamilyBlockKey",
    "FlightRisk",
    "FormReceipt",
    "Goal",
    "GoalPerson",
    "Handover",
    "HiddenMatch",
    "Household",
    "HouseholdMember",
    "Informing",
    "InterpreterNeed",
    "Invitation",
    "JointDecision",
    "KeyMark",
    "LastLook",
    "Letter",
    "Mandate",
    "MatchKey",
    "Membership",
    "Message",
    "MessagePreference",
    "Municipality",
    "NamedReader",
    "Note",
    "OfficialReport",
    "OfficialStep",
    "OpenDomain",
    "Organisation",
    "OutsideReport",
    "OwnProtocol",
    "ParentalAuthority",
    "Plan",
    "ProtocolContent",
    "ProtocolRun",
    "ReportSnapshot",
    "Residence",
    "ReturnCheck",
    "RunEvent",
    "RunningMatter",
    "SafetyPlan",
    "SafetyRoster",
    "SafetyRule",
    "SafetyWord",
    "SchoolLeave",
    "SecondReading",
    "Signal",
    "SignalCaseLink",
    "SignalPerson",
    "SignalReceipt",
    "Supporter",
    "Team",
    "TeamSeat",
    "TextGuardCount",
    "Transfer",
    "TransferOffer",
    "User",
]
