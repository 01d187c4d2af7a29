from django.db import migrations

TABLE = "django_tasks_database_dbtaskresult"


def create(apps, schema_editor):
    """PostgreSQL keeps a hash of the arguments, which may be long. SQLite has no limit, but would not see
    that a condition with parameters is the one of a partial index."""
    how = "(status, task_path, args_kwargs, run_after)"
    if schema_editor.connection.vendor == "postgresql":
        how = "USING hash (args_kwargs) WHERE status = 'READY'"
    schema_editor.execute(f"CREATE INDEX job_waiting ON {TABLE} {how}")


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX job_waiting")


class Migration(migrations.Migration):

    dependencies = [
        ("config", "0002_jobs_one_can_read"),
    ]

    operations = [
        migrations.RunPython(create, drop),
    ]
