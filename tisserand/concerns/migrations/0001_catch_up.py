import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("people", "0004_hear_what_is_addressed")]

    operations = [
        migrations.CreateModel(
            name="CaughtUp",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="caught_up",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(null=True)),
                ("before", models.DateTimeField(null=True)),
                ("opened", models.JSONField(default=list)),
            ],
        ),
    ]
