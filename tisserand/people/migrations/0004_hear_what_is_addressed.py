from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_say_who_is_gone")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="mail_cadence",
            field=models.CharField(
                choices=[
                    ("each", "As it happens"),
                    ("daily", "Once a day"),
                    ("weekly", "Once a week"),
                    ("addressed", "Nothing but what is addressed to me"),
                    ("none", "Nothing but sign-in links"),
                ],
                default="each",
                max_length=10,
                verbose_name="rhythm of mail",
            ),
        ),
    ]
