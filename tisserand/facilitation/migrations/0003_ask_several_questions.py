import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("facilitation", "0002_compare_by_lot"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="questions",
                field=models.JSONField(blank=True, default=list, verbose_name="questions"),
            )
            for model in ("planitem", "planned")
        ),
        migrations.AddField("sending", "questions", models.JSONField(default=list)),
        migrations.AlterModelOptions("answer", {"verbose_name": "answer to a mail of a plan"}),
        migrations.AlterField(
            model_name="answer",
            name="sending",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="said", to="facilitation.sending"
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="question",
            field=models.PositiveSmallIntegerField(default=0, help_text="Which of its questions, from 0."),
        ),
        migrations.AlterField(
            model_name="answer",
            name="number",
            field=models.PositiveSmallIntegerField(
                help_text="Which choice of the question, from 0; none: it was said in words.", null=True
            ),
        ),
        migrations.AddField(
            "answer", "words", models.TextField(blank=True, default="", max_length=1000), False
        ),
        migrations.AddField(
            model_name="answer",
            name="noted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "answer",
            models.UniqueConstraint(fields=("sending", "question"), name="answer_each_question_once"),
        ),
    ]
