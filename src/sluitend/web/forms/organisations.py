"""Forms about organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sluitend.domain.sharing import OrganisationType
from sluitend.queries.organisations import OrganisationPage
from sluitend.web.forms.accounts import PHONE_LIMIT, EmailField, IdField, offer
from sluitend.web.forms.base import BaseForm, ChoiceField, TextField


def kind_words(kind: OrganisationType) -> str:
    """Name a type in the language of the reader, with its name from before: people still know that one."""
    name = kind.text_en if get_language() == "en" else kind.text_nl
    before = ", ".join(one.name for one in kind.predecessors)
    return gettext("%(name)s (vroeger: %(before)s)") % {"name": name, "before": before} if before else name


class OrganisationForm(BaseForm):
    """An organisation that the municipality works with."""

    name = TextField(label=_("Naam"), limit=160)
    kind = ChoiceField(
        label=_("Soort"), as_list=True, help_text=_("De soort bepaalt wat er met deze organisatie gedeeld mag worden.")
    )
    phone = TextField(label=_("Telefoonnummer"), limit=PHONE_LIMIT, required=False)
    email = EmailField(label=_("E-mailadres"), required=False)
    brin = TextField(
        label=_("Schoolnummer (BRIN)"), help_text=_("Alleen voor een school, zoals 12AB."), limit=4, required=False
    )

    def __init__(self, *args: Any, kinds: Iterable[OrganisationType], **how: Any) -> None:
        super().__init__(*args, **how)
        listed = sorted(((kind.code, kind_words(kind)) for kind in kinds), key=lambda pair: pair[1].lower())
        offer(self, "kind", listed, empty=True)


class ChangeOrganisationForm(OrganisationForm):
    """An organisation that is there already."""

    versioned = True

    contact = IdField(label=_("Contactpersoon"), help_text=_("Verdeelt de acties van de organisatie."), required=False)
    field_order = ("name", "kind", "contact", "phone", "email", "brin")

    def __init__(self, *args: Any, page: OrganisationPage, **how: Any) -> None:
        how.setdefault(
            "initial",
            {
                "version": page.version,
                "name": page.name,
                "kind": page.kind,
                "phone": page.phone,
                "email": page.email,
                "brin": page.brin,
                "contact": str(page.contact_id or ""),
            },
        )
        super().__init__(*args, kinds=page.kinds, **how)
        offer(self, "contact", [(str(one.id), f"{one.name}, {one.function}") for one in page.colleagues], empty=True)
