from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from ...backup import make
from ...backup.archive import Damaged
from ...backup.aside import InUse
from ...backup.restore import CannotRestore, Restored, restore
from ...database import must_answer


class Command(BaseCommand):
    help = "Put a site back from its backup, on a site that is stopped: all of it, or nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what “tisserand backup” made")
        parser.add_argument(
            "--replace", action="store_true", help="even when people live here: they are kept aside"
        )

    def handle(self, *args, file: Path, replace: bool, **options) -> None:
        must_answer()
        now = timezone.now()
        former = settings.BACKUP_DIR / make.name_at(now, "before-restore")
        try:
            done = restore(file, replace=replace, former=former, now=now, say=self.stdout.write)
        except (Damaged, InUse, CannotRestore) as problem:
            raise CommandError(f"{problem}\nNothing was changed.") from None
        except (DatabaseError, OSError) as problem:
            raise CommandError(f"It could not be restored: {problem}\nThe site is what it was.") from None
        self.tell(done, file, former)

    def tell(self, done: Restored, file: Path, former: Path) -> None:
        told = done.manifest
        rows = sum(table["rows"] for table in told["tables"].values())
        self.stdout.write(f"Restored: the site as it was at {told['made_at']}, {rows:,} rows.")
        if done.kept:
            self.stdout.write(f"What was here before is in {former}.")
        if done.other_key:
            self.stdout.write(
                "TISSERAND_SECRET_KEY is not the key of that site: people will sign in again, and links in "
                f"mails already sent no longer open. The former key: unzip -p {file} keys/secret-key"
            )
        if done.erased:
            numbers = ", ".join(map(str, done.erased))
            self.stdout.write(
                f"Erased since this backup was made, and here again: people {numbers}. Erase them again, at "
                "/site/people/NUMBER/."
            )
        for name in told["missing"]:
            self.stdout.write(f"Missing since before the backup: the file {name}.")
        here = make.named_settings()
        for name, value in told["settings"].items():
            if here.get(name) != value:
                self.stdout.write(f"Setting: {name} was {value}; here it is {here.get(name, 'not set')}.")
        self.stdout.write("Mails that waited then will leave when the worker starts. Start the site again.")
