import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ...backup import make, state
from ...database import must_answer


class Command(BaseCommand):
    help = "The whole site in one file, while it runs: database, uploaded files, keys. Keep it safe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FILE", help="where (- for the standard output, to be encrypted)")

    def handle(self, *args, to: str | None, **options) -> None:
        must_answer()
        now = timezone.now()
        path = Path(to) if to else settings.BACKUP_DIR / make.name_at(now)
        try:
            if to == "-":
                made = make.write(sys.stdout.buffer, now=now, say=self.say)
            elif path.exists():
                raise CommandError(f"There is already a file {path}; nothing was written.")
            else:
                made = make.to_file(path, now=now, say=self.say)
        except (make.NotPrepared, state.Unknown, OSError) as problem:
            raise CommandError(f"No backup was made: {problem}") from None
        for name in made.missing:
            self.say(f"Missing: the file {name}, which the database names, was not there.")
        where = "" if to == "-" else f"{path}: "
        self.say(
            f"{where}{made.rows:,} rows, {made.files:,} files, {made.size / 1e6:,.1f} MB before compression."
        )

    def say(self, text: str) -> None:
        """On the standard error: the backup itself may go to the other."""
        self.stderr.write(text, self.style.NOTICE if text.startswith("Missing") else lambda plain: plain)
