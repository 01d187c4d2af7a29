from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person

from .timed import Timed

UNDECIDED = 0
FEWEST, MOST = 2, 5
LETTERS = "…ABCDE"


class Debate(Timed):
    """A question on which one takes position: what makes a debate of a thread of that kind.

    Its question is the title of the thread, its words are posts: edited, reported, mailed and found as any.
    """

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="debate")
    counts_held = models.BooleanField(
        gettext_lazy("Nobody sees where the others stand before taking position"), default=True
    )
    named = models.BooleanField(gettext_lazy("Names are shown beside the positions"), default=False)

    class Meta:
        verbose_name = gettext_lazy("debate")
        indexes = [models.Index(fields=["closes_at"], name="debate_by_closing")]

    def __str__(self):
        return str(self.thread_id)

    def get_absolute_url(self) -> str:
        return self.thread.get_absolute_url()


class Position(models.Model):
    """An answer to the question of a debate. Number 0 is a place like the others: one is still thinking."""

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="positions")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120, blank=True)
    outcome = models.ForeignKey(
        "Outcome", on_delete=models.SET_NULL, null=True, related_name="positions", help_text="It was kept."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["debate", "number"], name="number_positions_once"),
            models.CheckConstraint(condition=Q(number__lte=MOST), name="hold_five_positions_at_most"),
        ]

    def __str__(self):
        return self.name

    @property
    def undecided(self) -> bool:
        return self.number == UNDECIDED

    @property
    def name(self) -> str:
        return _("Still thinking it over") if self.undecided else self.label

    @property
    def letter(self) -> str:
        """What stands for it in the picture: A to E, and three dots for who is still thinking."""
        return LETTERS[self.number]


class Participant(models.Model):
    """Somebody who took position; nobody's name any more once they are erased, and still counted.

    `first` and `present` are kept facts: the first and the last of their stances.
    """

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    first = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="+")
    present = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="holders")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debate", "person"], name="stand_once_in_a_debate")]

    def __str__(self):
        return f"{self.debate_id} {self.person_id}"


class Stance(models.Model):
    """A position, taken at a moment; the next one of the same participant is a change of mind."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="stances")
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="stances")
    taken_at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.participant_id} > {self.position_id}"


class Argument(models.Model):
    """A post that speaks for a position. Posts that quote it answer it."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="argument")
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="arguments")

    def __str__(self):
        return f"{self.post_id} > {self.position_id}"


class Outcome(models.Model):
    """What a debate came to, in the words of a post; with the positions that were kept, if any."""

    debate = models.OneToOneField(Debate, on_delete=models.CASCADE, related_name="outcome")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="+")
    concluded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    concluded_at = models.DateTimeField()

    def __str__(self):
        return f"{self.debate_id} {self.concluded_at:%F}"
