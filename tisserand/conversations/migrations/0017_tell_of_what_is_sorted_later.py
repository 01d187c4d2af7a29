import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0016_say_skills_of_topics")]

    operations = [
        migrations.CreateModel(
            name="Sorting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sorted_at",
                    models.DateTimeField(
                        help_text="The present, also where the clock of the community is set back."
                    ),
                ),
                (
                    "told_up_to",
                    models.PositiveBigIntegerField(default=0, help_text="Followers are told in order of id."),
                ),
                (
                    "thread",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sorting",
                        to="conversations.thread",
                    ),
                ),
            ],
        ),
    ]
