from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.module_loading import import_string

from tisserand.people.models import Person

from ._serving import ServingCommand


class Command(ServingCommand):
    help = "A believable company to try, in var/demo/: made on first start, with today's date."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The demo has its own data: start it as “tisserand demo”.")
        super().handle(*args, **options)

    def fill(self) -> None:
        if Person.objects.exists():
            return
        self.say("Making the demo company (once)…")
        try:
            build = import_string("tisserand.demo.company.build")
        except ImportError:
            self.say("The demo company is not written yet; the site is empty.")
            return
        build(timezone.now())
