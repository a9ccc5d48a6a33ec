"""The words of a plan: where it stands, what a family answers, how it goes in a life domain."""

from __future__ import annotations

from typing import Final

from sluitend.domain.vocabulary import N_, Worded


class PlanStatus(Worded):
    """Whether the plan is being made or carried out."""

    MAKING = "making", N_("Plan in opbouw")
    RUNNING = "running", N_("Plan loopt")


class FamilyAnswer(Worded):
    """What the family says to the offer of making its own plan first."""

    YES = "yes", N_("Ja, het gezin maakt zelf een plan")
    THINKING = "thinking", N_("Het gezin denkt er nog over na")
    NO = "no", N_("Nee, het gezin wil dat niet")
    STOPPED = "stopped", N_("Het gezin begon eraan en is gestopt")


class GoalStatus(Worded):
    """Where a goal stands."""

    OPEN = "open", N_("Hier werken we aan")
    REACHED = "reached", N_("Gehaald")
    PARTLY = "partly", N_("Deels gehaald")
    MISSED = "missed", N_("Niet gehaald")
    DROPPED = "dropped", N_("Vervallen")


class DomainBasis(Worded):
    """On what a life domain stands open."""

    NEED = "need", N_("Het is nodig voor het plan")
    CONSENT = "consent", N_("Met toestemming")
    OWN_WORDS = "own_words", N_("In de eigen woorden van het gezin")


class LevelMoment(Worded):
    """When a level is written down: at the start and at an evaluation, and at no other time."""

    START = "start", N_("Bij de start")
    EVALUATION = "evaluation", N_("Bij de evaluatie")


class Level(Worded):
    """How it goes in one life domain (H.2): words by a named person. Never summed, counted or sorted."""

    ACUTE = "1", N_("Acuut: nu iets doen")
    GRAVE = "2", N_("Grote zorg")
    HELD = "3", N_("Zorg, maar houdbaar")
    FAIR = "4", N_("Gaat redelijk")
    GOOD = "5", N_("Gaat goed")


class AgreementHow(Worded):
    """How somebody said whether they agree."""

    TALK = "talk", N_("In een gesprek")
    PHONE = "phone", N_("Aan de telefoon")
    WRITTEN = "written", N_("Op papier of in een bericht")


SETTLED: Final = frozenset({FamilyAnswer.YES, FamilyAnswer.NO, FamilyAnswer.STOPPED})
"""Answers after which it is known who makes the plan."""
