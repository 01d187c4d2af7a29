import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tisserand.search import terms_index


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('communities', '0003_keep_what_old_lines_counted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=20)),
                ('key', models.BigIntegerField()),
                ('part', models.BigIntegerField(help_text='Null: the whole document.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(help_text='Which registered source it comes from.', max_length=20)),
                ('key', models.BigIntegerField(help_text='Its number there.')),
                ('kind', models.CharField(help_text='What people call it: a question, a discussion…', max_length=20)),
                ('solved', models.BooleanField(help_text='Null when there is nothing to solve.', null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
            ],
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.BigIntegerField(help_text='Its number at the source.')),
                ('written_at', models.DateTimeField()),
                ('head', models.TextField()),
                ('body', models.TextField()),
                ('author', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                ('document', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='search.document')),
            ],
        ),
        migrations.CreateModel(
            name='Spelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40)),
                ('plain', models.CharField(help_text='Without accents.', max_length=60)),
                ('term', models.CharField(max_length=40)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=40)),
                ('passages', models.IntegerField()),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
            ],
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('source', 'key'), name='index_a_document_once'),
        ),
        migrations.AddIndex(
            model_name='passage',
            index=models.Index(fields=['community', '-written_at'], name='passage_by_freshness'),
        ),
        migrations.AddIndex(
            model_name='passage',
            index=models.Index(fields=['author', 'community', '-written_at'], name='passage_by_author'),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.UniqueConstraint(fields=('document', 'part'), name='index_a_passage_once'),
        ),
        migrations.AddIndex(
            model_name='spelling',
            index=models.Index(fields=['community', 'plain'], name='spelling_by_letters'),
        ),
        migrations.AddIndex(
            model_name='spelling',
            index=models.Index(fields=['community', 'term'], name='spelling_by_term'),
        ),
        migrations.AddConstraint(
            model_name='spelling',
            constraint=models.UniqueConstraint(fields=('community', 'word'), name='keep_a_spelling_once'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('community', 'term'), name='count_a_term_once'),
        ),
        migrations.RunPython(terms_index.create, migrations.RunPython.noop),
    ]
