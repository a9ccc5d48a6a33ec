"""The addresses of the pages: paths in plain Dutch, names in English."""

from __future__ import annotations

from django.urls import include, path

from sluitend.web.views import (
    absences,
    accounts,
    actions,
    cases,
    consents,
    followup,
    health,
    home,
    inbox,
    invitation,
    log,
    organisations,
    own,
    pages,
    partner,
    people,
    person_search,
    plans,
    reports,
    settings,
    signals,
    teams,
)
    together,

urlpatterns = [
    path("", home.home, name="home"),
    path("hulp/", pages.help_page, name="help"),
    path("taal/", pages.set_language, name="set-language"),
    path("gezond/", include(health.urls)),
    path("uitnodiging/", include(invitation.urls)),
    path("", include(own.urls)),
    path("inrichting/", include(organisations.urls)),
    path("inrichting/", include(accounts.urls)),
    path("inrichting/", include(settings.urls)),
    path("team/", include(teams.urls)),
    path("logboek/", include(log.urls)),
    path("melden/", include(signals.urls)),
    path("meldingen/", include(inbox.urls)),
    path("vernietigen/", include(inbox.destruction)),
    path("verslag/", include(reports.urls)),
    path("zoeken/", include(person_search.urls)),
    path("verzuim/", include(absences.urls)),
    path("", include(partner.urls)),
    path("", include(cases.urls)),
    path("", include(people.urls)),
    path("", include(plans.urls)),
    path("", include(actions.urls)),
    path("", include(consents.urls)),
    path("", include(together.urls)),
    path("", include(followup.urls)),
]
