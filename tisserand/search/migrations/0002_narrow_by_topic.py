from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_begin'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='topic',
            field=models.BigIntegerField(help_text='The number of what it is about, at its source.', null=True),
        ),
    ]
