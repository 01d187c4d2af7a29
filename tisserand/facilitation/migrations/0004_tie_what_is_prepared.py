import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("kick-off", "opening meeting"),
    ("expert-hour", "expert hour"),
    ("co-development", "co-development"),
    ("closing", "closing meeting"),
    ("other", "meeting"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("facilitation", "0003_ask_several_questions"),
        ("letter", "0001_compose_a_letter_for_each"),
        ("meetings", "0002_play_a_part_in_co_development"),
    ]

    operations = [
        *(
            operation
            for model in ("planitem", "planned")
            for operation in (
                migrations.AddField(
                    model,
                    "session_kind",
                    models.CharField(
                        blank=True,
                        choices=KINDS,
                        max_length=15,
                        verbose_name="of a live session: its kind",
                    ),
                ),
                migrations.AddField(
                    model,
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="of a live session: how many minutes",
                    ),
                ),
            )
        ),
        migrations.AddField(
            "planned",
            "session",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="planned_item",
                to="meetings.livesession",
            ),
        ),
        migrations.AddField(
            "planned",
            "edition",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="letter.edition",
            ),
        ),
    ]
