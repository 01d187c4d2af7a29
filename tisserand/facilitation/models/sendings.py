from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Membership
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .planned import Planned


class Sending(models.Model):
    """What one person is written of something planned: edited, approved word by word, or set aside.

    As long as nobody has touched it there is no row: the draft is merged each time it is looked at. Once it
    is approved, `subject` and `text` are exactly what leaves. `person` reads it: the member, or (to a
    manager) somebody else about the member.
    """

    planned = models.ForeignKey(Planned, on_delete=models.CASCADE, related_name="sendings")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="sendings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=5_000)
    edited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    envelope = models.ForeignKey(Envelope, on_delete=models.SET_NULL, null=True, related_name="+")
    # Written with the sending that answers are kept for: what a button meant when it left, what was asked.
    answers = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    set_aside_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail of a plan")
        constraints = [
            models.UniqueConstraint(fields=["planned", "membership"], name="write_once_of_each_item"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(set_aside_at=None), name="approve_or_set_aside"
            ),
        ]
        indexes = [models.Index(fields=["membership", "approved_at"], name="sending_by_member")]

    def __str__(self):
        return f"{self.planned_id} → {self.membership_id}"

    @property
    def asks(self) -> list[dict]:
        """What it asks: its questions, or one without words of its own for the buttons under it."""
        return self.questions or ([{"ask": "", "choices": self.answers}] if self.answers else [])


class AnswerQuerySet(models.QuerySet["Answer"]):
    def in_words(self):
        return self.exclude(words="")


class Answer(models.Model):
    """What somebody said to one question of a mail of a plan, by a button or in words; the last one counts.

    A mail with buttons and no questions asks one, the first. What came by mail and belongs to no question is
    kept as `ASIDE`.
    """

    LONGEST = 1_000
    ASIDE = 99

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="said")
    question = models.PositiveSmallIntegerField(default=0, help_text="Which of its questions, from 0.")
    number = models.PositiveSmallIntegerField(
        null=True, help_text="Which choice of the question, from 0; none: it was said in words."
    )
    means = models.CharField(max_length=20)
    words = models.TextField(max_length=LONGEST, blank=True)
    said_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a mail of a plan")
        constraints = [
            models.UniqueConstraint(fields=["sending", "question"], name="answer_each_question_once")
        ]
        indexes = [models.Index(fields=["means", "said_at"], name="answer_by_meaning")]

    def __str__(self):
        return f"{self.sending_id}.{self.question}: {self.means}"

    @property
    def choice(self) -> dict | None:
        asks = self.sending.asks
        if self.number is None or self.question >= len(asks):
            return None
        return asks[self.question]["choices"][self.number]

    @property
    def ask(self) -> str:
        """The question, as it left; "" when it had no words of its own."""
        asks = self.sending.asks
        return asks[self.question]["ask"] if self.question < len(asks) else ""

    @property
    def label(self) -> str:
        """What they said."""
        return self.choice["label"] if self.choice else self.words
