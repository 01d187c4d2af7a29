from django.db import migrations, models

CADENCES = [
    ("each", "As it happens"),
    ("daily", "Once a day"),
    ("weekly", "Once a week"),
    ("addressed", "Nothing but what is addressed to me"),
    ("none", "Nothing but sign-in links"),
]
HEARS = [
    ("all", "Every new conversation, and what is said in those I take part in or follow"),
    ("part", "What is said in the conversations I take part in or follow"),
    ("addressed", "Nothing but what is addressed to me"),
]


class Migration(migrations.Migration):
    dependencies = [("communities", "0004_agree_on_a_charter"), ("people", "0004_hear_what_is_addressed")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="hears",
            field=models.CharField(
                choices=HEARS, default="part", max_length=10, verbose_name="what I hear of"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="hears_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="mail_cadence",
            field=models.CharField(
                blank=True, choices=CADENCES, default="", max_length=10, verbose_name="rhythm of mail"
            ),
        ),
    ]
