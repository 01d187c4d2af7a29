from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations, models

DAYS_KEPT, AT_A_TIME = 28, 500


def fill(apps, schema_editor):
    """Which of the last four weeks were days of presence, from the lines that the journal still holds."""
    Membership, Event = apps.get_model("communities", "Membership"), apps.get_model("communities", "Event")
    for community in apps.get_model("communities", "Community").objects.select_related("organisation"):
        zone = ZoneInfo(community.organisation.time_zone)
        came = Membership.objects.filter(community=community).exclude(last_active_on=None).order_by("pk")
        last = 0
        while members := list(came.filter(pk__gt=last)[:AT_A_TIME]):
            last, days = members[-1].pk, defaultdict(set)
            since = min(member.last_active_on for member in members) - timedelta(days=DAYS_KEPT + 1)
            lines = Event.objects.filter(
                community=community, actor__in=[member.person_id for member in members], at__date__gte=since
            )
            for person, at in lines.values_list("actor", "at").iterator(chunk_size=5000):
                days[person].add(at.astimezone(zone).date())
            for member in members:
                gaps = {(member.last_active_on - day).days for day in days[member.person_id]}
                member.recent_days = sum(1 << gap for gap in gaps if 0 <= gap < DAYS_KEPT)
            Membership.objects.bulk_update(members, ["recent_days"])


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0006_ask_without_a_name"),
    ]

    operations = [
        migrations.AddField(
            model_name='earlierpresence',
            name='recent_days',
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='membership',
            name='recent_days',
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
