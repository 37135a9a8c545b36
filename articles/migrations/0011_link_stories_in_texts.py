from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_remember_former_tags"),
    ]

    operations = [
        migrations.AlterField(
            model_name="articlereference",
            name="role",
            field=models.CharField(
                choices=[
                    ("lead", "Lead picture"),
                    ("figure", "Picture"),
                    ("byline", "Byline"),
                    ("tag", "Tag"),
                    ("timeline", "Timeline"),
                    ("pinned", "Pinned timeline"),
                    ("related", "Related story"),
                    ("link", "Link in the text"),
                    ("reported", "Reported event"),
                ],
                max_length=8,
            ),
        ),
    ]
