"""The Dutch words for what the log names by code. A code without words of its own gets those of its kind."""

from __future__ import annotations

from sluitend.domain.vocabulary import N_, AuditKind

_ACTIONS = {
    "absence.inbox": N_("bekeek de verzuimmeldingen"),
    "absence.load": N_("las een bestand met verzuim in"),
    "absence.page": N_("bekeek een verzuimmelding"),
    "absence.receive_file": N_("leverde een bestand met verzuim aan"),
    "account.accept": N_("nam een uitnodiging aan"),
    "account.change": N_("veranderde gegevens of rollen van een medewerker"),
    "account.code": N_("gaf een code van de tweede stap"),
    "account.create_admin": N_("maakte een beheerder"),
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
    "action.ask": N_("vroeg een actie"),
    "action.change": N_("veranderde een actie"),
    "action.own_list": N_("bekeek de eigen acties"),
    "action.partner": N_("bekeek de eigen actie"),
    "action.partner_list": N_("bekeek de acties van de eigen organisatie"),
    "action.reassign": N_("gaf een actie aan een collega"),
    "action.share": N_("liet een organisatie een actie zien"),
    "action.take_back": N_("liet een organisatie een actie niet meer zien"),
    "agreement.record": N_("schreef op wat iemand van het plan vindt"),
    "authority.record": N_("schreef op wie gezag heeft"),
    "bottleneck.solve": N_("loste een knelpunt op"),
    "case.address": N_("bekeek een afgeschermd adres"),
    "case.change": N_("veranderde naam of vervanger van de casus"),
    "case.colleague_left": N_("haalde een collega uit de casus"),
    "case.form": N_("wilde iets in de casus opschrijven"),
    "case.hand_over": N_("droeg de casus over"),
    "case.heighten": N_("zette verhoogde veiligheid aan"),
    "case.legal_check": N_("schreef op dat de reden van sluiten is nagekeken"),
    "case.list": N_("bekeek de lijst van eigen casussen"),
    "case.lower": N_("zette verhoogde veiligheid uit"),
    "case.open": N_("opende de casus"),
    "case.page": N_("bekeek de casus"),
    "case.people": N_("bekeek de mensen in de casus"),
    "case.readers": N_("veranderde de leeslijst"),
    "case.reopen": N_("opende de casus opnieuw"),
    "consent.record": N_("legde een vraag om toestemming vast"),
    "domain.close": N_("sloot een leefgebied"),
    "domain.open": N_("opende een leefgebied"),
    "family.declare": N_("gaf eigen familie op"),
    "family.withdraw": N_("haalde opgave van eigen familie weg"),
    "goal.add": N_("zette een doel in het plan"),
    "goal.change": N_("veranderde een doel"),
    "goal.drop": N_("liet een doel vervallen"),
    "household.add": N_("schreef op waar mensen wonen"),
    "household.change": N_("veranderde waar mensen wonen"),
    "informing.record": N_("schreef op of iemand het weet"),
    "level.record": N_("schreef op hoe het gaat in een leefgebied"),
    "log.case": N_("bekeek het logboek van de casus"),
    "log.find": N_("zocht het logboek van een casus"),
    "log.refusals": N_("bekeek de weigeringen"),
    "organisation.add": N_("voegde een organisatie toe"),
    "organisation.change": N_("veranderde een organisatie"),
    "organisation.show": N_("bekeek een organisatie"),
    "organisation.switch_off": N_("zette een organisatie uit"),
    "organisation.switch_on": N_("zette een organisatie aan"),
    "person.add": N_("zette iemand in de casus"),
    "person.change": N_("veranderde gegevens van iemand"),
    "person.leave": N_("schreef op dat iemand niet meer bij de casus hoort"),
    "person.take_out": N_("haalde iemand weg die er niet hoorde"),
    "plan.copy": N_("schreef op dat om het plan op papier is gevraagd"),
    "plan.offer": N_("schreef op of het gezin zelf een plan maakt"),
    "plan.page": N_("bekeek het plan"),
    "plan.print": N_("drukte het plan af voor iemand"),
    "plan.start": N_("begon met het plan"),
    "plan.what_if": N_("schreef op wat er gebeurt als het niet lukt"),
    "report.make": N_("maakte een verslag"),
    "seat.end": N_("beëindigde een plaats in het team"),
    "seat.give": N_("gaf een collega een plaats in het team"),
    "settings.change": N_("veranderde gegevens van de gemeente"),
    "settings.roster": N_("veranderde het veiligheidsrooster"),
    "settings.show_roster": N_("bekeek het veiligheidsrooster"),
    "signal.answers": N_("bekeek antwoorden op meldingen"),
    "signal.colleague_left": N_("haalde een collega bij de melding weg"),
    "signal.delete_draft": N_("gooide een concept weg"),
    "signal.destruction_list": N_("bekeek wat gewist wordt"),
    "signal.draft": N_("bekeek een concept"),
    "signal.erase": N_("wiste een melding"),
    "signal.hand_in": N_("diende een melding in"),
    "signal.hidden": N_("bekeek meldingen met verhoogde veiligheid"),
    "signal.inbox": N_("bekeek de meldingen"),
    "signal.match": N_("bekeek of er al een casus is"),
    "signal.outside_report": N_("noteerde een melding bij Veilig Thuis"),
    "signal.person": N_("bekeek een persoon in de melding"),
    "signal.receipt": N_("bekeek een ontvangstbewijs"),
    "signal.receipts": N_("bekeek de eigen meldingen"),
    "signal.save_draft": N_("bewaarde een concept"),
    "supporter.end": N_("haalde iemand die steunt weg"),
    "supporter.name": N_("schreef op wie het gezin steunt"),
    "team.add": N_("voegde een team toe"),
    "team.load": N_("bekeek de werklast van het team"),
    "team.rename": N_("gaf een team een andere naam"),
    "team.worker": N_("bekeek nummer en termijnen van de casus"),
    "voice.change": N_("veranderde de woorden van een kind"),
    "voice.record": N_("schreef de woorden van een kind op"),
    "work.mine": N_("bekeek het eigen werk"),
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
    "domain": N_("leefgebied"),
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
    "seat": N_("plaats in het team"),
    "signal": N_("melding"),
    "supporter": N_("iemand die steunt"),
    "team": N_("team"),
    "voice": N_("woorden van een kind"),
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
