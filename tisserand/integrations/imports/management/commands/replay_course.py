from datetime import date, timedelta

from django.core.management.base import CommandError

from ...replay import course, place
from ...replay.commands import ReplayCommand

# Presentations of October (J) and of February (B) start on the first Saturday of the month.
STARTS = {
    "2013J": date(2013, 10, 5),
    "2013B": date(2013, 2, 2),
    "2014J": date(2014, 10, 4),
    "2014B": date(2014, 2, 1),
}


class Command(ReplayCommand):
    help = "Replay a course of the Open University dataset (folder of Parquet tables), on a day of its past."
    organisation, country, zone = "Open University (OULAD)", "GB", "Europe/London"
    look_at = ("programmes", "members")

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--presentation", default="AAA-2013J", metavar="MODULE-YEAR")
        parser.add_argument("--starts-on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="its day 0")
        parser.add_argument(
            "--as-of-day", type=int, metavar="N", help="instead of --as-of: days after the start"
        )

    def prepare(self, options):
        module, _, presentation = options["presentation"].partition("-")
        starts_on = options["starts_on"] or STARTS.get(presentation)
        if starts_on is None:
            raise CommandError(f"When did {presentation} start? Say it with --starts-on.")
        self.course = course.Course(options["path"], module, presentation, starts_on)
        if missing := self.course.missing():
            raise CommandError(f"{options['path']} has no {', '.join(missing)}. Nothing was done.")
        if next(self.course.rows(course.PEOPLE), None) is None:
            raise CommandError(f"Nobody registered for {options['presentation']} in this data.")
        after = options["as_of_day"] if options["as_of_day"] is not None else 45
        day = options["as_of"] or starts_on + timedelta(days=after)
        return (
            f"{module}-{presentation}".lower(),
            f"{module} {presentation}",
            place.morning_of(day, self.zone),
        )

    def bring(self, community, at, options):
        course.bring_people(self.course, community, at)
        course.bring_activity(self.course, community, at, self.tell)
