from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Event, Membership
from tisserand.conversations.models import Post, Thread
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.programmes.models import Progress
from tisserand.resources.models import Sheet

# An act is looked at for a week: long enough for people who come once a week.
FOLLOWED_WITHIN = timedelta(days=7)
WORDS = ("asked", "started", "replied", "wrote-back")  # what a person wrote, as the journal says it


class Decision(models.Model):
    """An LCM decided on a line of the day: later, not at all, or what becomes of the post or sheet.

    `signal` is the key of the line (`indicator:subject:since`): it speaks of that episode only.
    Undone by `withdrawn_at`.
    """

    class Kind(models.TextChoices):
        POSTPONED = "postponed", _("postponed")
        SET_ASIDE = "set_aside", _("set aside")
        SETTLED = "settled", _("settled")
        FOUND_RIGHT = "right", _("found right")
        TAKEN_DOWN = "taken_down", _("taken down")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="decisions")
    signal = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # What the line was about, so that it can be said later.
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, null=True, related_name="+")
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["community", "signal"], name="decision_by_signal"),
            models.Index(fields=["community", "decided_at"], name="decision_by_day"),
        ]

    def __str__(self):
        return f"{self.signal} {self.kind}"


class OutreachQuerySet(models.QuerySet["Outreach"]):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def personal(self):
        """Those said to one person, by whatever channel."""
        return self.exclude(membership=None)

    def with_sign_since(self):
        """`sign_since`: did the person do anything at all here after the act?"""
        return self.annotate(sign_since=Exists(_their_events().filter(at__gt=OuterRef("done_at"))))

    def with_followed(self):
        """What came within a week of each act: `came` (any sign of life), `wrote_back` (any word written
        here; for a relaunched thread, a reply by somebody else), `did_step`. Not what the act caused."""
        soon = {"at__gt": OuterRef("done_at"), "at__lte": OuterRef("done_at") + FOLLOWED_WITHIN}
        replied = Post.objects.filter(
            thread=OuterRef("thread"),
            deleted_at=None,
            created_at__gt=OuterRef("done_at"),
            created_at__lte=OuterRef("done_at") + FOLLOWED_WITHIN,
        ).exclude(author=Coalesce(OuterRef("done_by"), Value(0)))
        done = Progress.objects.filter(
            enrolment__membership=OuterRef("membership"),
            completed_at__gt=OuterRef("done_at"),
            completed_at__lte=OuterRef("done_at") + FOLLOWED_WITHIN,
        )
        return self.annotate(
            came=Exists(_their_events().filter(**soon)),
            wrote_back=Exists(_their_events().filter(verb__in=WORDS, **soon))
            | (Q(membership=None) & Exists(replied)),
            did_step=Exists(done),
        )


def _their_events():
    return Event.objects.filter(actor=OuterRef("membership__person"), community=OuterRef("community"))


class Outreach(models.Model):
    """Something an LCM did towards one person, or (relaunched) towards all those of a thread.

    Its words are a support note: the LCMs of the community and the person read it, hierarchy and HR do not.
    """

    class Kind(models.TextChoices):
        REPLIED = "replied", _("replied")
        WROTE = "wrote", _("wrote")
        CALLED = "called", _("called")
        GREETED = "greeted", _("greeted")
        RELAUNCHED = "relaunched", _("relaunched")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("we spoke")
        MESSAGE = "message", _("left a message")
        NO_ANSWER = "no_answer", _("no answer")
        PRINTED = "printed", _("printed")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="outreach")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="outreach")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField()
    signal = models.CharField(max_length=120, blank=True, help_text="The line of the day it answered.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    note = models.TextField(_("words"), blank=True, help_text="What was written, or noted of a call.")
    envelope = models.ForeignKey(Envelope, on_delete=models.SET_NULL, null=True, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.SET_NULL, null=True, related_name="outreach")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = OutreachQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["membership", "done_at"], name="outreach_by_member"),
            models.Index(fields=["community", "done_at"], name="outreach_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="relaunched") | Q(membership__isnull=False), name="reach_out_to_somebody"
            )
        ]

    def __str__(self):
        return f"{self.kind} → {self.membership_id} {self.done_at:%F}"

    def rests_until(self) -> datetime:
        """Until when this person is left in peace after the act."""
        return self.done_at + FOLLOWED_WITHIN


class Exchanges(models.Model):
    """Kept facts of a member (see `exchanges`): answers they received, people they exchanged with."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="exchanges")
    answers = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.membership_id}: {self.answers} ← {self.people}"


class JournalRead(models.Model):
    """How far the journal had been read for these facts, this time and the time before; one row."""

    up_to = models.BigIntegerField(default=0)
    before = models.BigIntegerField(default=0)

    def __str__(self):
        return f"{self.before}–{self.up_to}"


class LearnedOrder(models.Model):
    """What finished groups taught (see `learned`): plain numbers, of nobody; the latest one counts."""

    learned_at = models.DateTimeField()
    cohorts = models.PositiveIntegerField()
    enrolments = models.PositiveIntegerField()
    numbers = models.JSONField()

    def __str__(self):
        return f"{self.learned_at:%F}, {self.cohorts} cohorts"
