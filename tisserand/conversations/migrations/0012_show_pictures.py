from django.db import migrations, models

import tisserand.conversations.models.posts


class Migration(migrations.Migration):
    dependencies = [("conversations", "0011_follow_topics_and_tell_news")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="width",
            field=models.PositiveIntegerField(
                help_text="pixels; empty for a file that is only joined", null=True
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="height",
            field=models.PositiveIntegerField(help_text="pixels", null=True),
        ),
        migrations.AddField(
            model_name="attachment",
            name="small",
            field=models.FileField(
                blank=True,
                db_default="",
                default="",
                help_text="For phones; empty when it is small.",
                upload_to=tisserand.conversations.models.posts.small_path,
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="description",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="For whoever does not see it.", max_length=500
            ),
        ),
    ]
