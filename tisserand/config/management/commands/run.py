from django.conf import settings

from tisserand.people.models import Person

from ._serving import ServingCommand


class Command(ServingCommand):
    help = "Your own site on this machine, in var/: pages, worker and clock in one process."

    def welcome(self, host: str, port: int) -> None:
        super().welcome(host, port)
        if not Person.objects.exists():
            self.say(f"Nobody lives here yet: begin at {settings.SITE_URL}/")
