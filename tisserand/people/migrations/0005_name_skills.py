from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_hear_what_is_addressed")]

    operations = [
        migrations.CreateModel(
            name="Skill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("folded", models.CharField(max_length=120, unique=True)),
            ],
            options={"verbose_name": "skill", "ordering": ["folded"]},
        ),
    ]
