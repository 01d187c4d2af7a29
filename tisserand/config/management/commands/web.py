import os

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...database import must_answer
from ...server import CannotListen, web


class Command(BaseCommand):
    help = "Pages alone, in several processes. Run “tisserand migrate” and “tisserand prepare” first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument(
            "--workers", type=int, default=os.cpu_count() or 1, help="processes (one per processor)"
        )

    def handle(self, *args, **options) -> None:
        must_answer()
        try:
            web(options["host"], options["port"], options["workers"])
        except CannotListen as problem:
            raise CommandError(str(problem)) from None
