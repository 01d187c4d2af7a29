import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import CommandError

from ...forum import load as forum
from ...replay import place, questions
from ...replay.commands import ReplayCommand


class Command(ReplayCommand):
    help = (
        "Replay a site of the Stack Exchange network (Parquet tables) as a community, on a day of its past."
    )
    organisation, look_at = "Stack Exchange", ("conversations", "members")

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--site", default="quantumcomputing")
        parser.add_argument("--comments", action="store_true", help="comments too, as replies")

    def prepare(self, options):
        folder, site = options["path"], options["site"]
        if missing := questions.missing(folder, site):
            known = ", ".join(questions.sites(folder)) or "none"
            raise CommandError(f"{folder} has no {', '.join(missing)} of {site!r}. Sites there: {known}.")
        self.language = "fr" if site.startswith("french") else "en"
        day = options["as_of"] or self._last_day(folder, site)
        return site.replace(".", "-"), site.replace(".", " ").capitalize(), place.morning_of(day, self.zone)

    def _last_day(self, folder, site):
        return max(
            datetime.fromisoformat(post["created_at"]) for post in questions.posts(folder, site)
        ).date()

    def bring(self, community, at, options):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
            questions.convert(options["path"], options["site"], out, comments=options["comments"])
            out.flush()
            latest = max(at, datetime.now(UTC))
            report = self.read_or_refuse(
                forum.load, Path(out.name), community, now=latest, until=at, tell=self.tell
            )
        self.tell_problems(report.problems)
