"""The Django app that holds every table of Sluitend."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """One app, so that one migration history tells what is stored."""

    name = "sluitend.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Sluitend"
