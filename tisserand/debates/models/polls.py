from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.conversations.models import Thread
from tisserand.people.models import Person

from .timed import Timed

FEWEST, MOST = 2, 10
# An anonymous poll that fewer answered says nothing of what they answered: it would say who answered what.
ENOUGH = 5


class Poll(Timed):
    """A question one answers by choosing: alone in a thread of its kind, or within a conversation.

    An anonymous poll keeps who voted (`Voter`) and what was chosen in all (`Option`), and no ballot.
    """

    class Method(models.TextChoices):
        SINGLE = "single", _("one answer")
        SEVERAL = "several", _("several answers")
        RANKED = "ranked", _("answers in order of preference")

    class Results(models.TextChoices):
        AFTER = "after", _("once one has answered")
        END = "end", _("when it is closed")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="polls")
    question = models.CharField(_("question"), max_length=200)
    method = models.CharField(_("how one answers"), max_length=10, choices=Method.choices)
    anonymous = models.BooleanField(_("Nobody can know who answered what"), default=False)
    results = models.CharField(_("results are shown"), max_length=10, choices=Results.choices)
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("poll")
        ordering = ["pk"]
        indexes = [models.Index(fields=["closes_at"], name="poll_by_closing")]
        constraints = [
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(results="end"), name="show_anonymous_results_at_the_end"
            )
        ]

    def __str__(self):
        return self.question

    @property
    def ranked(self) -> bool:
        return self.method == self.Method.RANKED

    @property
    def stands_alone(self) -> bool:
        return self.thread.kind == Thread.Kind.POLL

    @property
    def asked(self) -> str:
        """Its question; alone, the title of its thread, which may have been edited since."""
        return self.thread.title if self.stands_alone else self.question

    @property
    def anchor(self) -> str:
        return f"poll-{self.pk}"

    def get_absolute_url(self) -> str:
        return f"{self.thread.get_absolute_url()}#{self.anchor}"


class Option(models.Model):
    """`votes` counts who chose it, `points` what they gave it: kept facts, and all there is of what was
    answered when the poll is anonymous."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    votes = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["poll", "number"], name="number_options_once")]

    def __str__(self):
        return self.label


class Voter(models.Model):
    """Somebody voted. When, and in which order, is not kept: the journal knows the moment, not the vote."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="voters")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="vote_once")]

    def __str__(self):
        return f"{self.poll_id} {self.person_id}"


class Choice(models.Model):
    """What a voter chose, of a poll that is not anonymous; `rank` 1 comes first."""

    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="choices")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="choices")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["voter", "option"], name="choose_an_option_once")]

    def __str__(self):
        return f"{self.voter_id} {self.rank}. {self.option_id}"
