from datetime import UTC, datetime

from django.core.management.base import CommandError

from ...forum import load as forum
from ...forum import mbox
from ...replay import place
from ...replay.commands import ReplayCommand


class Command(ReplayCommand):
    help = "Replay a mail archive (mbox, also .gz) as a community, on a day of its past."
    organisation, language, look_at = "Archives", "en", ("conversations", "members")

    def prepare(self, options):
        path = options["path"]
        if not path.is_file():
            raise CommandError(f"{path} is not a file: name the archive itself.")
        day = options["as_of"] or self._last_day(path)
        stem = path.name.split(".")[0]
        return stem, stem.replace("-", " ").capitalize(), place.morning_of(day, self.zone)

    def _last_day(self, path):
        dates = [entry.at for entry in mbox.read(path, lambda problem: None, latest=datetime.now(UTC))]
        if not dates:
            raise CommandError(f"{path} holds no message that can be read.")
        return max(dates).date()

    def bring(self, community, at, options):
        report = self.read_or_refuse(
            forum.load, options["path"], community, now=max(at, datetime.now(UTC)), until=at, tell=self.tell
        )
        self.tell_problems(report.problems)
