"""Add the hash chain to the audit log, and chain the rows that it has."""

from typing import Any

from django.db import migrations, models

from newsroom.database import triggers
from newsroom.publishing.history_chain import digest


def chain(apps: Any, _editor: Any) -> None:
    """Chain the rows subject by subject; which of them readers noticed isn't known, and which versions they name neither."""
    entries = apps.get_model("publishing", "AuditEntry")
    triggers.drop([entries._meta.db_table], ["fixed"])  # installed again after every migrate
    heads: dict[tuple[str, int], str] = {}
    batch = []
    for entry in entries.objects.order_by("id").iterator(chunk_size=2000):
        subject = (entry.subject_type, entry.subject_id)
        entry.sha256 = heads[subject] = digest(entry, heads.get(subject, ""), "")
        batch.append(entry)
        if len(batch) == 500:
            entries.objects.bulk_update(batch, ["sha256"])
            batch = []
    entries.objects.bulk_update(batch, ["sha256"])


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_presence")]
    operations = [
        migrations.AddField("auditentry", "public", models.BooleanField(default=False, help_text="Readers noticed it.")),
        migrations.AddField(
            "auditentry",
            "versions",
            models.JSONField(
                blank=True,
                default=dict,
                help_text="Number -> hash of the version it concerns and of those it scheduled.",
            ),
        ),
        migrations.AddField(
            "auditentry",
            "sha256",
            models.CharField(default="", help_text="See newsroom.publishing.history_chain.", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
    ]
