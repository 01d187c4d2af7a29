from django.core.management.base import BaseCommand, CommandError

from tisserand.communities import facts
from tisserand.communities.models import Community


class Command(BaseCommand):
    help = "Make kept facts (presence, reply counts…) equal to what they are computed from."

    def add_arguments(self, parser):
        parser.add_argument("--community", help="the address of one community (default: all of them)")

    def handle(self, *args, community=None, **options):
        communities = Community.objects.select_related("organisation")
        if community and not (communities := communities.filter(slug=community)):
            raise CommandError(f"There is no community at the address “{community}”.")
        for each in communities:
            wrong = ", ".join(f"{name} {count}" for name, count in facts.rebuild(each).items())
            self.stdout.write(f"{each.slug}: rows set right: {wrong}")
