from datetime import date

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from tisserand.demo import company, entrance
from tisserand.people.models import Person

from ... import demo_folder
from ...server import CannotListen
from ._serving import ServingCommand


class Command(ServingCommand):
    help = "A believable company to try, in var/demo/, dated from today."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            demo_folder.SAME,
            action="store_true",
            help="go on with the company of an earlier day, which has aged; without it, a new one is made",
        )

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The demo has its own data: start it as “tisserand demo”.")
        with demo_folder.served(settings.DATA_DIR, date.today()):
            super().handle(*args, **options)

    def mail_in(self) -> bool:
        try:
            return super().mail_in()
        except CannotListen:  # the mail box page has replies of its own: a demo does without
            return False

    def fill(self) -> None:
        if not Person.objects.exists():
            self.say("Making the demo company (once, a few seconds)…")
            company.build(timezone.now())
        elif (day := demo_folder.made_on(settings.DATA_DIR)) != date.today():
            self.say(f"This company was made on {day}; it has aged since.")

    def welcome(self, host: str, port: int) -> None:
        lines = ["", f"Tisserand is ready: {settings.SITE_URL}", ""]
        lines.append("Enter as:")
        for role, person, sentence in company.roles():
            lines += [f"  {role} · {person.name}", f"    {sentence}", f"    {entrance.link(person)}"]
        lines += ["", f"No mail leaves this machine: what is sent is read at {settings.SITE_URL}/mailbox/"]
        lines.append(
            f"Ctrl+C stops. Another day begins with a new company; {demo_folder.SAME} keeps this one."
        )
        self.say("\n".join(lines))
