import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def keep(apps, schema_editor):
    """Who thanked in the conversation of their question without a name is nobody from now on, wherever the
    message goes."""
    Reaction, Unnamed = apps.get_model("thanks", "Reaction"), apps.get_model("conversations", "Unnamed")
    as_whom = Unnamed.objects.filter(person=OuterRef("person"), posts__thread=OuterRef("post__thread"))
    said = Reaction.objects.filter(post__thread__posts__unnamed__person=F("person")).values("pk")
    found = Reaction.objects.filter(pk__in=said).annotate(whom=Subquery(as_whom.order_by("pk").values("pk")[:1]))
    for pk, whom in found.values_list("pk", "whom"):
        Reaction.objects.filter(pk=pk).update(unnamed=whom)


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0017_tell_of_what_is_sorted_later"),
        ("thanks", "0001_say_thanks"),
    ]

    operations = [
        migrations.AddField(
            model_name="reaction",
            name="unnamed",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="conversations.unnamed",
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop, elidable=True),
    ]
