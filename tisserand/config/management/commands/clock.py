from django.core.management.base import BaseCommand

from ... import clock
from ...database import must_answer
from ...server import alone


class Command(BaseCommand):
    help = "The clock alone: enqueues what the schedule says. Several may run; each line fires once."

    def handle(self, *args, **options) -> None:
        must_answer()
        alone("clock", clock.run)
