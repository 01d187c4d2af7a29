"""Questions that were asked before: whom an earlier one answered, and which are the same or are not."""

from django.db import models
from django.db.models import F, Q

from tisserand.conversations.models import Thread
from tisserand.people.models import Person


class FoundAnswer(models.Model):
    """Somebody who was about to ask says: this conversation answers me."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="found_answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    followed = models.BooleanField(help_text="Whether they follow it since then only.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="find_an_answer_once")]

    def __str__(self):
        return f"{self.person_id} ← {self.thread_id}"


class ComparisonQuerySet(models.QuerySet):
    def probable(self):
        """Those so close that a person should look: most are not the same (docs/decisions/0103)."""
        by_words = Q(meaning__isnull=True, words__gte=Comparison.WORDS)
        near = self.filter(Q(meaning__gte=Comparison.MEANING) | by_words)
        standing = {"deleted_at": None, "merged_into": None}
        both = {
            f"{side}__{name}": value for side in ("thread", "earlier") for name, value in standing.items()
        }
        return near.filter(earlier__isnull=False, **both)


class Comparison(models.Model):
    """A kept fact: the earlier question that is closest to a recent one. Made by the worker, again when the
    question is said otherwise, when its pair was told apart, or when the earlier one has gone."""

    MEANING, WORDS = 0.8, 0.8

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="comparison")
    earlier = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    meaning = models.FloatField(null=True, help_text="The cosine of both; null when the model was not there.")
    words = models.FloatField(default=0, help_text="The share of its words that stand in the earlier one.")
    read_as = models.BigIntegerField(default=0, help_text="Which reading of the question was compared.")

    objects = ComparisonQuerySet.as_manager()

    def __str__(self):
        return f"{self.thread_id} ~ {self.earlier_id}"


class ToldApart(models.Model):
    """Somebody who runs the community says: these two are not the same question. Never proposed again."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    earlier = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    told_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "earlier"], name="tell_a_pair_apart_once"),
            models.CheckConstraint(condition=~Q(thread=F("earlier")), name="tell_two_questions_apart"),
        ]

    def __str__(self):
        return f"{self.thread_id} ≠ {self.earlier_id}"
