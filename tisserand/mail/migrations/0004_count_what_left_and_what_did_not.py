from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("mail", "0003_receive_mail"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(fields=["sent_at"], name="envelope_sent"),
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(
                condition=models.Q(("state__in", ["failed", "uncertain"])),
                fields=["state"],
                name="envelope_trouble",
            ),
        ),
    ]
