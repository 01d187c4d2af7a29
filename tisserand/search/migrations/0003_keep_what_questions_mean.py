import django.db.models.deletion
from django.db import migrations, models


def read_again(apps, schema_editor):
    """What is indexed already is read again by the worker, which keeps a row for each question then."""
    Document, Due = (apps.get_model("search", name) for name in ("Document", "Due"))
    documents = Document.objects.exclude(solved=None).order_by("pk").values_list("source", "key")
    Due.objects.bulk_create((Due(source=source, key=key) for source, key in documents.iterator()), batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0003_keep_what_old_lines_counted'),
        ('search', '0002_narrow_by_topic'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meaning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.BigIntegerField(help_text='The number of its opening at the source.')),
                ('made_by', models.CharField(blank=True, help_text='Which model; empty until it is read.', max_length=40)),
                ('vector', models.BinaryField(default=b'')),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='meaning', to='search.document')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'made_by', '-id'], name='meaning_of_a_community'), models.Index(fields=['made_by'], name='meaning_that_is_due')],
            },
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
