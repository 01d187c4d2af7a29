from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tisserand.communities.models import Community
from tisserand.people import links
from tisserand.people.models import Person

from ._serving import ServingCommand

LINK_LASTS = timedelta(days=1)


class Command(ServingCommand):
    help = "Your own site on this machine, in var/: pages, worker and clock in one process."

    def welcome(self, host: str, port: int) -> None:
        super().welcome(host, port)
        if not Community.objects.exists():
            person = Person.objects.first_administrator()
            link = links.issue(person, now=timezone.now(), lifetime=LINK_LASTS)
            self.say(f"\nNobody lives here yet. Begin with this link, which opens once:\n  {link}")
            self.say(f"No mail leaves this machine yet: what is sent is read at {settings.SITE_URL}/mailbox/")
