
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0005_choose_what_to_hear_of"),
    ]

    operations = [
        migrations.AddField(
            model_name='community',
            name='links_held_for',
            field=models.PositiveSmallIntegerField(db_default=2, default=2, verbose_name='first messages whose links wait for a look'),
        ),
        migrations.AddField(
            model_name='community',
            name='unnamed_questions',
            field=models.CharField(choices=[('never', 'No: everybody asks under their name'), ('hidden', 'Yes, and nobody sees the name'), ('lcm', 'Yes, and those who run the community may see the name: the charter says so')], db_default='hidden', default='hidden', max_length=6, verbose_name="asking without one's name"),
        ),
    ]
