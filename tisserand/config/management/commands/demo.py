from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from tisserand.demo import company, entrance
from tisserand.people.models import Person

from ._serving import ServingCommand


class Command(ServingCommand):
    help = "A believable company to try, in var/demo/: made on first start, dated from that day."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The demo has its own data: start it as “tisserand demo”.")
        super().handle(*args, **options)

    def fill(self) -> None:
        if not Person.objects.exists():
            self.say("Making the demo company (once, a few seconds)…")
            company.build(timezone.now())

    def welcome(self, host: str, port: int) -> None:
        lines = ["", f"Tisserand is ready: {settings.SITE_URL}", ""]
        lines.append("Enter as:")
        for role, person, sentence in company.roles():
            lines += [f"  {role} · {person.name}", f"    {sentence}", f"    {entrance.link(person)}"]
        lines += ["", f"No mail leaves this machine: what is sent is read at {settings.SITE_URL}/mailbox/"]
        lines.append("Ctrl+C stops. Removing var/demo/ begins again.")
        self.say("\n".join(lines))
