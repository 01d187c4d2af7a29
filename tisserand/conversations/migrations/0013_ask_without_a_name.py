
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('communities', "0006_ask_without_a_name"),
        ("conversations", "0012_show_pictures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='held',
            name='without_name',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='Unnamed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('lcm_may_see', models.BooleanField(help_text='What the charter said when they asked, and they were told.')),
                ('form_token', models.CharField(max_length=40, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='unnamed', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='post',
            name='unnamed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='posts', to='conversations.unnamed'),
        ),
        migrations.AddField(
            model_name='thread',
            name='unnamed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='conversations.unnamed'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(condition=models.Q(('form_token__isnull', False), ('unnamed__isnull', False)), fields=('unnamed', 'form_token'), name='post_a_form_once_unnamed'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('author', None), ('unnamed', None), _connector='OR'), name='unnamed_posts_have_no_author'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('author', None), ('unnamed', None), _connector='OR'), name='unnamed_threads_have_no_author'),
        ),
        migrations.AddConstraint(
            model_name='unnamed',
            constraint=models.UniqueConstraint(condition=models.Q(('form_token__isnull', False)), fields=('person', 'form_token'), name='ask_once_without_a_name'),
        ),
    ]
