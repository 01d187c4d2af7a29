"""What the commands that serve have in common."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...database import must_answer
from ...prepare import prepare
from ...server import CannotListen, check_free, check_mail_free, receives_mail, serve


class ServingCommand(BaseCommand):
    """Prepares what must be (tables, translations, static files), then serves."""

    requires_system_checks = "__all__"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")

    def handle(self, *args, **options) -> None:
        try:
            host, port = options["host"], options["port"]
            check_free(host, port)
            mail_in = self.mail_in()
            must_answer()
            prepare(self.say)
            self.fill()
            serve(host, port, lambda: self.welcome(host, port), mail_in=mail_in)
        except CannotListen as problem:
            raise CommandError(str(problem)) from None

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def mail_in(self) -> bool:
        """Whether to receive mail too. Raises CannotListen when it is wanted and the port is taken."""
        if receives_mail():
            check_mail_free()
        return receives_mail()

    def fill(self) -> None:
        """What a kind of start puts in the database before it serves."""

    def welcome(self, host: str, port: int) -> None:
        self.say(f"Tisserand is ready: {settings.SITE_URL}   (Ctrl+C to stop)")
