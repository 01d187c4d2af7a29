from datetime import datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tisserand.attention.day import Day, day
from tisserand.attention.page import TITLES
from tisserand.communities.models import Community


class Command(BaseCommand):
    help = "Print the day of a community: who waits, since when, and why."

    def add_arguments(self, parser):
        parser.add_argument("community", help="its short name in addresses")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD[THH:MM]", help="another moment than its present")
        parser.add_argument("--language", default="", help="fr or en; the community's by default")

    def handle(self, *args, community: str, as_of: str | None, language: str, **options):
        found = Community.objects.select_related("organisation").filter(slug=community).first()
        if found is None:
            raise CommandError(f"no community is called {community!r}")
        now = moment(found, as_of) if as_of else found.now()
        with translation.override(language or found.language), timezone.override(found.zone):
            for line in in_text(day(found, now)):
                self.stdout.write(line)


def moment(community: Community, said: str) -> datetime:
    """The end of that day, or that moment, on the organisation's clock.

    What is kept of people and threads is that of the last line of the journal: an earlier moment is
    refused, since it would be answered with facts of its future.
    """
    try:
        when = datetime.fromisoformat(said)
    except ValueError:
        raise CommandError(f"not a date: {said!r} (2026-11-24, or 2026-11-24T10:00)") from None
    if len(said) == 10:
        when = datetime.combine(when.date(), time(23, 59))
    if when.tzinfo is None:
        when = when.replace(tzinfo=community.zone)
    last = community.events.order_by("-at").first()
    if last and last.at > when:
        raise CommandError(
            f"the journal of this community goes on until {last.at.astimezone(community.zone):%Y-%m-%d %H:%M}"
            ": load it again with --as-of to see an earlier day"
        )
    return when


def in_text(today: Day) -> list[str]:
    """The list as plain lines, groups opened."""
    lines = [" · ".join(text for _section, text in today.headline) or _("Nobody is waiting.")]
    for part in today.parts:
        lines += ["", str(TITLES[part.section]).upper()]
        for line in part.lines:
            if not line.single:
                lines.append(f"  {line.title}")
            for signal in line.signals:
                who = signal.person.name if signal.person else "–"
                what = f" « {signal.thread.title} »" if signal.thread else ""
                lines.append(f"  {'' if line.single else '  '}{who}{what}: {signal.why}")
    return lines
