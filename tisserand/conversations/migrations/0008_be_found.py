from django.db import migrations


class Migration(migrations.Migration):
    """What was written before there was a search is read by the worker, a few hundred threads at a time."""

    dependencies = [
        ("conversations", "0007_tell_who_asked_afterwards"),
        ("search", "0001_begin"),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO search_due (source, key, part) SELECT 'thread', id, NULL FROM conversations_thread",
            "DELETE FROM search_due WHERE source = 'thread'",
        )
    ]
