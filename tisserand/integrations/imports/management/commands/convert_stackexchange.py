import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...replay import questions


class Command(BaseCommand):
    help = "Write a Stack Exchange site (Parquet tables) as JSON Lines of posts, for load-forum."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("site")
        parser.add_argument("--out", type=Path, help="a file; the standard output by default")
        parser.add_argument("--comments", action="store_true", help="comments too, as replies")

    def handle(self, *args, **options):
        folder, site = options["folder"], options["site"]
        if missing := questions.missing(folder, site):
            raise CommandError(f"{folder} has no {', '.join(missing)} of {site!r}.")
        if options["out"] is None:
            questions.convert(folder, site, sys.stdout, comments=options["comments"])
            return
        with options["out"].open("w", encoding="utf-8") as out:
            count = questions.convert(folder, site, out, comments=options["comments"])
        self.stdout.write(f"{count:,} posts in {options['out']}")
