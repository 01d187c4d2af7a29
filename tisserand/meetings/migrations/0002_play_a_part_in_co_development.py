import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERSON = settings.AUTH_USER_MODEL


def person(**options):
    return models.ForeignKey(related_name="+", to=PERSON, **options)


def perhaps():
    return person(null=True, on_delete=django.db.models.deletion.SET_NULL)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("meetings", "0001_live_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("case", "brings a situation"), ("help", "comes to help")], max_length=4
                    ),
                ),
                ("said_at", models.DateTimeField()),
                ("person", person(on_delete=django.db.models.deletion.CASCADE)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="meetings.livesession",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "person"), name="play_one_part")],
            },
        ),
        migrations.CreateModel(
            name="Circle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began_at", models.DateTimeField(null=True)),
                ("began_by", perhaps()),
                ("client", perhaps()),
                ("host", perhaps()),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="circle",
                        to="meetings.livesession",
                    ),
                ),
            ],
        ),
    ]
