"""What the commands of this app share: finding the community and the person, telling how it goes."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tisserand.communities.models import Community
from tisserand.people.models import Person

from .problems import CannotRead


class LoadCommand(BaseCommand):
    """A file into a community; a refusal is told in words, with exit code 1."""

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="E-MAIL", help="whose act it is in the journal")

    def handle(self, *args, **options):
        if not options["file"].is_file():
            raise CommandError(f"There is no file at {options['file']}.")
        began = time.monotonic()
        try:
            self.load(community_named(options["community"]), person_named(options["by"]), options)
        except CannotRead as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{time.monotonic() - began:.1f} s")

    def load(self, community: Community, by: Person | None, options: dict) -> None:
        raise NotImplementedError

    def tell(self, report) -> None:
        """One line that is written over, on a terminal; a line now and then in a file."""
        told = ", ".join(
            f"{name.replace('_', ' ')} {count}" for name, count in report.counts.items() if count
        )
        end = "\r" if self.stdout.isatty() and report.share < 1 else "\n"
        now = time.monotonic()
        if end == "\r" or report.share == 1 or now - getattr(self, "_told_at", 0) > 5:
            self.stdout.write(f"{report.share:4.0%}  {told}", ending=end)
            self.stdout.flush()
            self._told_at = now

    def tell_problems(self, problems, most: int = 20) -> None:
        for problem in problems[:most]:
            self.stderr.write(f"  {problem.text}")
        if len(problems) > most:
            self.stderr.write("  …")


def community_named(slug: str) -> Community:
    community = Community.objects.select_related("organisation").filter(slug=slug).first()
    if community is None:
        known = ", ".join(Community.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"No community is called {slug!r}. There are: {known}.")
    return community


def person_named(email: str | None) -> Person | None:
    person = Person.objects.with_email(email) if email else None
    if email and person is None:
        raise CommandError(f"Nobody here has the address {email!r}.")
    return person
