from django.db import migrations

TABLE = "django_tasks_database_dbtaskresult"


class Migration(migrations.Migration):

    dependencies = [
        ("config", "0001_begin"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("django_tasks_database.dbtaskresult",),
        ),
        # Who waits for the same? What failed? What is running? Without reading all that is done.
        migrations.RunSQL(
            f"CREATE INDEX job_by_state_and_task ON {TABLE} (status, task_path)",
            "DROP INDEX job_by_state_and_task",
        ),
        # What no broker has heard of.
        migrations.RunSQL(
            f"CREATE INDEX job_unannounced ON {TABLE} (run_after) WHERE status = 'READY' AND started_at IS NULL",
            "DROP INDEX job_unannounced",
        ),
    ]
