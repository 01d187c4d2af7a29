from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tisserand.communities.models import Community
from tisserand.people.models import Person

from ... import company


class Command(BaseCommand):
    help = "Fill an empty site with the demo company, dated from today. Sends no mail."

    def handle(self, *args, **options) -> None:
        try:
            company.build(timezone.now())
        except company.AlreadyPeopled as problem:
            raise CommandError(str(problem)) from None
        people, communities = Person.objects.count(), Community.objects.count()
        self.stdout.write(f"{people} people in {communities} communities.")
