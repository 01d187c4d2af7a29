from django.conf import settings
from django.core.management.base import BaseCommand

from ...prepare import compile_translations


class Command(BaseCommand):
    help = "Compile the translations that have changed. Needs no gettext on the machine."

    def handle(self, *args, **options) -> None:
        for catalogue in compile_translations(settings.BASE_DIR):
            self.stdout.write(str(catalogue.relative_to(settings.BASE_DIR)))
