import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from ... import jobs
from ...database import must_answer
from ...server import alone


class Command(BaseCommand):
    help = "The worker alone: runs the tasks that pages and clock enqueue. Start as many as needed."

    def handle(self, *args, **options) -> None:
        must_answer()
        if not settings.BROKER_URL:
            return alone("worker", jobs.run)
        from ...broker import work

        sys.exit(work())
