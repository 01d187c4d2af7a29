import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("private_messages", "0001_begin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("report", "reply", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("report", "replied_at", models.DateTimeField(null=True)),
        migrations.AddField("report", "answer", models.CharField(blank=True, default="", max_length=500), preserve_default=False),
        migrations.AddField("report", "answered_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "report",
            "answered_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "report",
            "revised",
            models.BooleanField(default=False, help_text="What was removed is put back, or the reverse."),
        ),
    ]
