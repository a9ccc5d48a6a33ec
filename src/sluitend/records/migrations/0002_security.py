"""Row-level security, the functions that cross it, and the guards that no write can pass without its line."""

from __future__ import annotations

from django.db import migrations

from sluitend.records import policies


class Migration(migrations.Migration):
    """The second wall."""

    dependencies = [
        ("records", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(policies.sql(), policies.undo_sql()),
    ]
