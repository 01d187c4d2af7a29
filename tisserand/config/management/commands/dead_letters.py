from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...models import Job


class Command(BaseCommand):
    help = "Tasks that failed for good: list them, show one, replay or drop some."

    def add_arguments(self, parser) -> None:
        parser.add_argument("act", nargs="?", default="list", choices=["list", "show", "replay", "drop"])
        parser.add_argument("number", nargs="*", help="its number, or enough of its beginning; `all` for all")

    def handle(self, *args, act, number, **options) -> None:
        if act == "list":
            return self.tell()
        for job in self.chosen(number):
            getattr(self, act)(job)

    def chosen(self, numbers: list[str]) -> list[Job]:
        """The dead letters that were named, each number naming one. Raises CommandError otherwise."""
        dead = list(Job.objects.failed())
        if numbers == ["all"]:
            return dead
        if not numbers:
            raise CommandError("Which? Give its number, as the list shows it, or: all")
        chosen = []
        for number in numbers:
            found = [job for job in dead if str(job.pk).startswith(number)]
            if len(found) != 1:
                raise CommandError(f"{len(found) or 'No'} dead letters begin with {number!r}.")
            chosen += found
        return chosen

    def tell(self) -> None:
        for job in Job.objects.failed().order_by("finished_at"):
            at = f"{timezone.localtime(job.finished_at):%Y-%m-%d %H:%M}"
            self.stdout.write(f"{str(job.pk)[:8]}  {at}  {job.attempts}×  {job}  {job.problem}")

    def show(self, job: Job) -> None:
        self.stdout.write(f"{job.pk}\n{job}")
        for name in ("enqueued_at", "finished_at", "attempts"):
            self.stdout.write(f"{name}: {getattr(job, name)}")
        self.stdout.write(job.traceback)

    def replay(self, job: Job) -> None:
        job.replay()
        self.stdout.write(f"Back in the queue: {job}")

    def drop(self, job: Job) -> None:
        job.delete()
        self.stdout.write(f"Dropped: {job}")
