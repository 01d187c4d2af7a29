from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tisserand.mail.inbound import listening

from ...database import must_answer
from ...server import CannotListen, alone, check_free


class Command(BaseCommand):
    help = "The mail receiver alone: keeps the mail that a mail server hands on; workers take it in."

    def add_arguments(self, parser: CommandParser) -> None:
        host, port, protocol = settings.MAIL_IN_HOST, settings.MAIL_IN_PORT, settings.MAIL_IN_PROTOCOL
        parser.add_argument("--host", default=host, help=f"address to listen on ({host})")
        parser.add_argument("--port", type=int, default=port, help=f"port to listen on ({port})")
        parser.add_argument(
            "--protocol", choices=["smtp", "lmtp"], default=protocol, help=f"what is spoken ({protocol})"
        )

    def handle(self, *args, host: str, port: int, protocol: str, **options) -> None:
        if not settings.MAIL_IN_DOMAIN:
            raise CommandError("This site has no address to receive mail at: set TISSERAND_MAIL_IN_DOMAIN.")
        must_answer()
        try:
            check_free(host, port, instead="--port {0}")
        except CannotListen as problem:
            raise CommandError(str(problem)) from None
        alone(
            "mail receiver", partial(listening.run, host=host, port=port, protocol=protocol, ready=self.say)
        )

    def say(self, port: int) -> None:
        self.stdout.write(f"Mail is received on port {port}   (Ctrl+C to stop)")
        self.stdout.flush()
