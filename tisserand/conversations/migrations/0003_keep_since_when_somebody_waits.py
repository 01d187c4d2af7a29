from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Coalesce


def keep(apps, schema_editor):
    """The same as `Thread.waits_since`, for the threads that are there."""
    threads, unsolved = (apps.get_model("conversations", name).objects for name in ("Thread", "Unsolved"))
    said_at = unsolved.filter(thread=models.OuterRef("pk")).values("said_at")
    asking = threads.filter(kind__in=("question", "help"), deleted_at=None, acceptance=None)
    waiting = asking.filter(Q(first_reply_at=None) | Q(unsolved__isnull=False))
    threads.filter(pk__in=waiting.values("pk")).update(
        waiting_since=Coalesce(models.Subquery(said_at), models.F("created_at"))
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0002_announce_replies_afterwards"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="thread",
            name="thread_waiting",
        ),
        migrations.AddField(
            model_name="thread",
            name="waiting_since",
            field=models.DateTimeField(help_text="Null when nobody waits for an answer.", null=True),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("waiting_since__isnull", False)),
                fields=["community", "waiting_since"],
                name="thread_waiting_since",
            ),
        ),
    ]
