from django.core.management.base import CommandError

from ...activity import load as activity
from ...activity.columns import Part
from ...commands import LoadCommand


class Command(LoadCommand):
    help = "Load who did what and when (CSV, .gz or Parquet) into the journal; loading again adds nothing."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        for part in Part:
            option = part.value.replace("_", "-")
            parser.add_argument(f"--{option}", metavar="COLUMN", help=f"heading of: {part.label}")
        parser.add_argument("--create-people", action="store_true", help="make members of unknown people")

    def load(self, community, by, options):
        source, _rows = activity.peek(options["file"])
        columns = activity.guess(source.columns)
        for part in Part:
            if heading := options.get(part.value):
                columns[part] = self._place(source.columns, heading)
        for part, place in columns.items():
            self.stdout.write(f"  {source.columns[place]} → {part.label}")
        report = activity.load(
            options["file"],
            community,
            now=community.now(),
            columns=columns,
            create_people=options["create_people"],
            tell=self.tell,
        )
        self.tell_problems(report.problems)
        counts = report.counts
        community.record(
            "loaded", by, at=community.now(), what="activity", name=options["file"].name, **counts
        )

    def _place(self, columns, heading):
        if heading not in columns:
            raise CommandError(f"No column is called {heading!r}. There are: {', '.join(columns)}.")
        return columns.index(heading)
