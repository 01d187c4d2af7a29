from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Membership
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.programmes.models import Step

from .outreach import Outreach


class PeerWordQuerySet(models.QuerySet["PeerWord"]):
    def of(self, person: Person):
        """Those asked of this person, where they and whom it is for are still members."""
        mine = self.filter(peer__person=person, peer__left_at=None, outreach__membership__left_at=None)
        return mine.select_related(
            "peer__person",
            "outreach__done_by",
            "outreach__membership__person",
            "outreach__community__organisation",
        )


class PeerWord(models.Model):
    """A colleague was asked to send somebody a word: one act with its `outreach`.

    What they write is a private message between the two of them, and nothing of it is kept here.
    """

    class Why(models.TextChoices):
        """Why they of all people, in the order in which they are proposed."""

        PAIR = "pair", _("they are a pair")
        FELLOW = "fellow", _("the same group")
        GLAD = "glad", _("offered to do it")
        EARLIER = "earlier", _("took the course before")

    class Answer(models.TextChoices):
        WROTE = "wrote", _("wrote a word")
        SPOKE = "spoke", _("spoke to them")
        DECLINED = "declined", _("not this time")

    # A colleague has other work. Four days hold two working ones, whatever the week-end.
    WAITED_FOR = timedelta(days=4)
    # The link of the mail says it no more after that: the moment has passed.
    OPEN_FOR = timedelta(days=14)

    outreach = models.OneToOneField(Outreach, on_delete=models.CASCADE, related_name="peer_word")
    peer = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="words_asked")
    why = models.CharField(max_length=10, choices=Why.choices)
    # The step they have done and the other has not: for whoever asks, never told to the colleague.
    step = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, related_name="+")
    envelope = models.ForeignKey(Envelope, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = PeerWordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="answer_at_a_moment",
            )
        ]

    def __str__(self):
        return f"{self.outreach_id} ← {self.peer_id} {self.answer}"

    @property
    def given(self) -> bool:
        """Whether the word was sent or said."""
        return self.answer in (self.Answer.WROTE, self.Answer.SPOKE)

    @property
    def given_at(self) -> datetime:
        """When it was sent or said; when it was asked for, as long as it was not."""
        return self.answered_at if self.given and self.answered_at else self.outreach.done_at

    def awaited(self, now: datetime) -> bool:
        """Whether the answer is still waited for."""
        return not self.answer and now < self.outreach.done_at + self.WAITED_FOR


class Willing(models.Model):
    """A member said whether they may be asked to send colleagues a word: gladly, or never."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="willing")
    gladly = models.BooleanField()
    said_at = models.DateTimeField()

    def __str__(self):
        return f"{self.membership_id}: {'gladly' if self.gladly else 'never'}"
