from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tisserand.attention import learning, silence


class Command(BaseCommand):
    help = "Learn from finished groups in which order to encourage people, and say how good it is."

    def handle(self, *args, **options):
        try:
            report = learning.learn(timezone.now())
        except learning.CannotLearn as why:
            raise CommandError(
                f"Nothing was learned: {why}. The rules order the day, as they do now."
            ) from why
        self.stdout.write(
            f"Learned from {report.cohorts} groups, {report.enrolments} enrolments. What weighs:"
        )
        for name, weight in zip(silence.MEASURES, report.order.weights, strict=True):
            self.stdout.write(f"  {name}: {weight:+.2f}")
        self.stdout.write(
            f"On the last group ({report.last}), from what the others taught, AUC: "
            f"days silent {report.silent:.3f}, rules {report.rules:.3f}, learned {report.model:.3f}."
        )
        if report.model <= report.rules:
            self.stdout.write("The rules do at least as well: there is no reason to use it.")
        self.stdout.write("It orders the day once TISSERAND_LEARNED_ORDER is on.")
