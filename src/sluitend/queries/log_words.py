"""The Dutch words for what the log names by code. A code without words of its own gets those of its kind."""

from __future__ import annotations

from sluitend.domain.vocabulary import N_, AuditKind

_ACTIONS = {
    "account.accept": N_("nam een uitnodiging aan"),
    "account.change": N_("veranderde gegevens of rollen van een medewerker"),
    "account.code": N_("gaf een code van de tweede stap"),
    "account.end_sessions": N_("beëindigde de sessies van een medewerker"),
    "account.invite": N_("nodigde een medewerker uit"),
    "account.leave": N_("haalde een medewerker weg"),
    "account.link": N_("opende een eenmalige link"),
    "account.link_invite": N_("maakte een nieuwe uitnodiging"),
    "account.link_reset": N_("maakte een link voor een nieuw wachtwoord"),
    "account.link_second_step": N_("maakte een link voor een nieuwe tweede stap"),
    "account.list": N_("bekeek de lijst van medewerkers"),
    "account.rename_function": N_("gaf een functie een andere naam"),
    "account.show": N_("bekeek een medewerker"),
    "account.sign_in": N_("meldde zich aan"),
    "account.switch": N_("ging verder in een andere gemeente of organisatie"),
    "account.used_invite": N_("nam een uitnodiging aan"),
    "account.used_reset": N_("stelde een nieuw wachtwoord in"),
    "account.used_second_step": N_("stelde een nieuw wachtwoord in en begint opnieuw met de tweede stap"),
    "case.colleague_left": N_("haalde een collega uit de casus"),
    "case.hand_over": N_("droeg de casus over"),
    "case.open": N_("opende de casus"),
    "family.declare": N_("gaf eigen familie op"),
    "family.withdraw": N_("haalde opgave van eigen familie weg"),
    "log.case": N_("bekeek het logboek van de casus"),
    "log.find": N_("zocht het logboek van een casus"),
    "log.refusals": N_("bekeek de weigeringen"),
    "organisation.add": N_("voegde een organisatie toe"),
    "organisation.change": N_("veranderde een organisatie"),
    "organisation.show": N_("bekeek een organisatie"),
    "organisation.switch_off": N_("zette een organisatie uit"),
    "organisation.switch_on": N_("zette een organisatie aan"),
    "settings.change": N_("veranderde gegevens van de gemeente"),
    "settings.roster": N_("veranderde het veiligheidsrooster"),
    "settings.show_roster": N_("bekeek het veiligheidsrooster"),
    "signal.colleague_left": N_("haalde een collega bij de melding weg"),
    "signal.hand_in": N_("diende een melding in"),
    "team.add": N_("voegde een team toe"),
    "team.load": N_("bekeek de werklast van het team"),
    "team.rename": N_("gaf een team een andere naam"),
    "team.worker": N_("bekeek nummer en termijnen van de casus"),
}

_KINDS = {
    AuditKind.READ: N_("bekeek dit"),
    AuditKind.WRITE: N_("veranderde dit"),
    AuditKind.SEARCH: N_("zocht hiernaar"),
    AuditKind.DENIED: N_("wilde dit zien of doen"),
    AuditKind.SYSTEM: N_("het programma deed dit"),
}

_OBJECTS = {
    "account": N_("account"),
    "action": N_("actie"),
    "after_care": N_("nazorg"),
    "agreement": N_("reactie op het plan"),
    "bottleneck": N_("knelpunt"),
    "case": N_("casus"),
    "child_voice": N_("woorden van een kind"),
    "consent": N_("toestemming"),
    "decision": N_("besluit"),
    "draft": N_("concept"),
    "evaluation": N_("evaluatie"),
    "family_block": N_("opgave van eigen familie"),
    "goal": N_("doel"),
    "household": N_("huishouden"),
    "informing": N_("informeren"),
    "invitation": N_("eenmalige link"),
    "log": N_("logboek"),
    "membership": N_("medewerker"),
    "municipality": N_("gemeente"),
    "note": N_("notitie"),
    "organisation": N_("organisatie"),
    "page": N_("bladzijde"),
    "person": N_("persoon"),
    "plan": N_("plan"),
    "report": N_("verslag"),
    "safety_roster": N_("veiligheidsrooster"),
    "signal": N_("melding"),
    "supporter": N_("iemand die steunt"),
    "team": N_("team"),
    "team_seat": N_("plaats in het team"),
    "absence": N_("verzuimmelding"),
    "absence_import": N_("bestand met verzuim"),
}

_REASONS = {
    "not_found": N_("Deze bladzijde is er niet voor deze persoon."),
    "wrong_password": N_("Het wachtwoord klopte niet."),
    "wrong_code": N_("De code klopte niet."),
    "code_used_before": N_("De code was al gebruikt."),
}


def action_words(action: str, kind: str) -> str:
    """Give the words for an action, or those of its kind when it has none."""
    return _ACTIONS.get(action) or _KINDS[AuditKind(kind)]


def object_words(object_kind: str) -> str:
    """Give the words for the kind of thing it was about, or the code itself."""
    return _OBJECTS.get(object_kind, object_kind.replace("_", " "))


def reason_words(reason_code: str) -> str:
    """Give why it was refused, or nothing."""
    return _REASONS.get(reason_code, reason_code)


def known_actions() -> frozenset[str]:
    """Give every action that has words of its own."""
    return frozenset(_ACTIONS)
