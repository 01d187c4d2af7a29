from django.db import migrations, models


def shout(apps, schema_editor):
    for wish in apps.get_model("newer", "Wish").objects.all():
        wish.shouted = wish.words.upper()
        wish.save()


class Migration(migrations.Migration):
    dependencies = [("newer", "0001_begin")]
    operations = [
        migrations.RenameField("Wish", "text", "words"),
        migrations.AddField("Wish", "shouted", models.TextField(default="")),
        migrations.RunPython(shout, migrations.RunPython.noop),
    ]
