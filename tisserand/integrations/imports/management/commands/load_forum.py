from ...commands import LoadCommand
from ...forum import load as forum


class Command(LoadCommand):
    help = "Load conversations from a mail archive (mbox) or JSON Lines; each post once. No mail is sent."

    def load(self, community, by, options):
        report = forum.load(options["file"], community, now=community.now(), tell=self.tell)
        self.tell_problems(report.problems)
        counts = report.counts
        community.record("loaded", by, at=community.now(), what="forum", name=options["file"].name, **counts)
