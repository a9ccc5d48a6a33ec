"""Forms of the attendance officer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluitend.domain.absence import BY_OTHERS, Closing
from sluitend.domain.signal import AgreedBy, AgreedHow
from sluitend.web.forms.actions import QuotingForm
from sluitend.web.forms.base import BaseForm, DateField, LongTextField, MemberField, TextField


class UploadForm(BaseForm):
    """A file with absence reports."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("Een CSV-bestand (UTF-8, met puntkomma’s) of een JSON-bestand met dezelfde velden."),
        error_messages={
            "required": _("Kies een bestand."),
            "invalid": _("Dit is geen bestand. Kies het opnieuw."),
            "empty": _("Dit bestand is leeg."),
        },
    )


class ContactForm(BaseForm):
    """When there was contact, and when the talk was."""

    versioned = True

    contact_on = DateField(label=_("Eerste contact op"), required=False)
    talk_on = DateField(label=_("Gesprek op"), required=False)


class CloseForm(BaseForm):
    """How a report ends."""

    versioned = True

    closing = MemberField([one for one in Closing if one not in BY_OTHERS], label=_("Hoe is het afgelopen?"))
    words = LongTextField(label=_("In een zin"), rows=2, limit=1000)


class FeedbackForm(QuotingForm):
    """What the school may read about a report."""

    versioned = True

    words = LongTextField(label=_("Wat mag de school lezen?"), rows=3, limit=500, required=False)


class PassOnForm(BaseForm):
    """What goes to the local team: that a file runs, whom to phone, and the goal."""

    goal = TextField(label=_("Doel"), help_text=_("Wat moet er voor deze leerling anders worden?"))
    why = TextField(label=_("Waarom moet het lokale team dit weten?"), limit=300)
    agreed_by = MemberField(AgreedBy, label=_("Wie vindt dit goed?"))
    agreed_name = TextField(label=_("Naam van wie dit goedvindt"))
    agreed_how = MemberField(AgreedHow, label=_("Hoe is dat gevraagd?"), as_list=True)
    agreed_on = DateField(label=_("Wanneer?"))
