from django.core.management.base import CommandError

from tisserand.programmes.models import Cohort

from ...commands import LoadCommand
from ...people import act, steps


class Command(LoadCommand):
    help = "Load a cohort from a spreadsheet (XLSX, ODS, CSV): all of it or nothing. No mail is sent."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--cohort", help="name of the cohort to enrol them in")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--leave-out-errors", action="store_true", help="load the other lines")

    def load(self, community, by, options):
        table = steps.table_of(options["file"])
        columns = steps.guess(table)
        for column, field in columns.items():
            self.stdout.write(f"  {table.heading(column)} → {field.label}")
        plan = steps.plan_for(community, table, columns, by)
        self.stdout.write(
            f"{len(plan.arrivals)} join, {len(plan.known)} are known ({len(plan.changed)} with news), "
            f"{plan.joined} lines joined, {plan.without_email} without e-mail, {len(plan.problems)} problems"
        )
        self.tell_problems([*plan.problems, *plan.remarks], most=200)
        if options["dry_run"]:
            return
        cohort = self._cohort(community, options["cohort"])
        leave_out = options["leave_out_errors"]
        try:
            outcome = act.load(
                plan,
                community,
                by=by,
                now=community.now(),
                cohort=cohort,
                leave_out_problems=leave_out,
                name=options["file"].name,
            )
        except act.NotReady:
            raise CommandError("Nothing was stored: correct the file, or use --leave-out-errors.") from None
        self.stdout.write(
            f"{len(outcome.arrived)} arrived, {len(outcome.changed)} changed, {outcome.enrolled} enrolled"
        )

    def _cohort(self, community, name):
        if not name:
            return None
        cohorts = Cohort.objects.filter(programme__community=community, name=name)
        if len(cohorts) != 1:
            raise CommandError(f"{len(cohorts)} cohorts are called {name!r} in this community; name one.")
        return cohorts[0]
