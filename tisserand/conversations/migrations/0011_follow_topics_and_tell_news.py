import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0005_choose_what_to_hear_of"),
        ("conversations", "0010_debate_and_vote"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="thread",
            name="kind",
            field=models.CharField(
                choices=[
                    ("question", "question"),
                    ("discussion", "discussion"),
                    ("help", "technical help"),
                    ("debate", "debate"),
                    ("poll", "poll"),
                    ("news", "news"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="TopicFollow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hears",
                    models.CharField(
                        choices=[
                            (
                                "all",
                                "Every new conversation, and what is said in those I take part in or follow",
                            ),
                            ("part", "What is said in the conversations I take part in or follow"),
                            ("addressed", "Nothing but what is addressed to me"),
                        ],
                        max_length=10,
                    ),
                ),
                ("chosen_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topic_follows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="conversations.topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("topic", "person"), name="choose_for_a_topic_once")
                ],
            },
        ),
    ]
