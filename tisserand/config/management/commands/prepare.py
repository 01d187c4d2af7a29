from django.core.management.base import BaseCommand

from ... import prepare


class Command(BaseCommand):
    help = "Bring the database up to date, prepare static files: what has changed only."

    def handle(self, *args, **options) -> None:
        prepare.prepare(self.stdout.write)
