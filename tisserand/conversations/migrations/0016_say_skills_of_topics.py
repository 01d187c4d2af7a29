from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0015_answer_a_decision"),
        ("people", "0005_name_skills"),
    ]

    operations = [
        migrations.AddField(
            "topic", "skills", models.ManyToManyField(blank=True, related_name="topics", to="people.skill")
        ),
    ]
