"""What the three `replay-…` commands share."""

import time
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import translation

from tisserand.communities.models import Community

from ..commands import LoadCommand, person_named
from ..problems import CannotRead
from . import place


class ReplayCommand(LoadCommand):
    """Real data of the past into a community of its own, whose clock is set back to the day asked for."""

    organisation, country, zone, language = "", "FR", "Europe/Paris", "fr"
    look_at: tuple[str, ...] = ()

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="where the data lies; nothing of it is copied elsewhere")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day it is there"
        )
        parser.add_argument("--lcm", metavar="E-MAIL", help="who runs it (default: the first administrator)")
        parser.add_argument("--slug", help="address of the community")
        parser.add_argument("--name", help="name of the community")

    def handle(self, *args, **options):
        began = time.monotonic()
        if not options["path"].exists():
            raise CommandError(f"There is no data at {options['path']}. Nothing was done.")
        lcm = person_named(options["lcm"]) or place.somebody_to_run_it()
        if lcm is None:
            raise CommandError("Nobody can run this community yet: start the demo, or make an administrator.")
        slug, name, at = self.prepare(options)
        try:
            community = place.open_for(
                options["slug"] or slug,
                name=options["name"] or name,
                organisation=self.organisation,
                language=self.language,
                country=self.country,
                zone=self.zone,
                at=at,
            )
        except place.TooLate as late:
            raise CommandError(
                f"It is already {late} there. Choose a later day, or another --slug."
            ) from None
        with translation.override(community.language):
            self.bring(community, at, options)
        place.give_desk(community, lcm, at)
        place.set_clock(community, at)
        self.say_where_to_look(community, lcm, time.monotonic() - began)

    def prepare(self, options) -> tuple[str, str, datetime]:
        """(slug, name, moment): what the data is, when it will be there; CommandError when it is absent."""
        raise NotImplementedError

    def bring(self, community: Community, at: datetime, options) -> None:
        raise NotImplementedError

    def read_or_refuse(self, load, *args, **options):
        try:
            return load(*args, **options)
        except CannotRead as refusal:
            raise CommandError(str(refusal)) from None

    def say_where_to_look(self, community: Community, lcm, seconds: float) -> None:
        members, threads = community.memberships.count(), community.threads.count()
        self.stdout.write(
            f"{community.name}: {members:,} members, {threads:,} conversations, "
            f"{community.events.count():,} lines in the journal, in {seconds:.1f} s."
        )
        self.stdout.write(f"There it is {community.now().astimezone(community.zone):%A %d %B %Y, %H:%M}.")
        self.stdout.write(f"Sign in as {lcm.email} and look at:")
        for name in ("my-day", *self.look_at):
            self.stdout.write(f"  {settings.SITE_URL}{reverse(name, args=[community.slug])}")
        self.stdout.write("Run it again with a later --as-of: the rest comes in, and the day moves on.")
