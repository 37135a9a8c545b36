from django.db import migrations, models


class Migration(migrations.Migration):
    """Alerts are found again by the next sweep, so their table is made anew."""

    dependencies = [("operations", "0001_initial")]

    operations = [
        migrations.DeleteModel("OpenAlert"),
        migrations.CreateModel(
            "OpenAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                (
                    "machine",
                    models.CharField(max_length=64, help_text="The one that it is about; empty: the whole site."),
                ),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField(help_text="When a sweep last found it.")),
                ("text", models.CharField(max_length=400)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "machine"), name="operations_openalert_one"),
                ],
            },
        ),
    ]
