from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Event, Membership
from tisserand.conversations.models import Post, Thread
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.programmes.models import Progress
from tisserand.resources.models import Sheet
from tisserand.ui import times

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

    def with_replies(self):
        """Of relaunches, what others wrote there within a week: `replies`, and `named_replied`: whether
        who was named did. Not what the act caused."""
        soon = Post.objects.standing().filter(
            thread=OuterRef("thread"),
            created_at__gt=OuterRef("done_at"),
            created_at__lte=OuterRef("done_at") + FOLLOWED_WITHIN,
        )
        others = soon.exclude(author=Coalesce(OuterRef("done_by"), Value(0))).order_by().values("thread")
        return self.annotate(
            replies=Coalesce(Subquery(others.values(number=Count("pk"))), 0),
            named_replied=Exists(soon.filter(author=OuterRef("named"))),
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
        HELPED = "helped", _("helped")
        RELAUNCHED = "relaunched", _("relaunched")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("we spoke")
        MESSAGE = "message", _("left a message")
        NO_ANSWER = "no_answer", _("no answer")
        PRINTED = "printed", _("printed")
        BY_PHONE = "by_phone", _("by phone")
        IN_ROOM = "in_room", pgettext_lazy("help given", "in the room")
        FOR_THEM = "for_them", _("did it for them")

    class Way(models.TextChoices):
        """How a discussion was revived, as far as the text that was sent still says so."""

        QUESTION = "question", _("by an open question")
        RESOURCE = "resource", _("by a resource")
        PERSON = "person", _("by naming somebody")

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
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    named = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
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


class AccommodationQuerySet(models.QuerySet["Accommodation"]):
    def holding(self, today: date):
        """Those that are in force on that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), ended_at=None, starts_on__lte=today)

    def pausing(self):
        """Those that ask to leave somebody in peace."""
        return self.filter(kind__in=Accommodation.PAUSES)


class Accommodation(models.Model):
    """What was agreed with one person so that they can follow: more time, paper, a call rather than a mail.

    The LCMs of the community read it, and the person; hierarchy and HR do not. One day or another it ends: on
    `ends_on` (the last day it holds), or when somebody says so (`ended_at`).
    """

    class Kind(models.TextChoices):
        TIME = "time", _("more time")
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by phone rather than by mail")
        BUDDY = "buddy", _("with a buddy")
        READER = "reader", _("with a screen reader")
        HOURS = "hours", _("days or hours to avoid")
        LEAVE = "leave", _("on leave")
        PEACE = "peace", _("asked to be left in peace")
        OTHER = "other", _("another arrangement")

    # Nobody encourages these people as long as it holds.
    PAUSES = (Kind.LEAVE, Kind.PEACE)
    LONGEST = 300  # characters of its words

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="accommodations")
    kind = models.CharField(_("what was agreed"), max_length=10, choices=Kind.choices)
    words = models.CharField(_("in a few words"), max_length=LONGEST, blank=True)
    starts_on = models.DateField(_("from the"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accommodation")
        indexes = [models.Index(fields=["membership", "starts_on"], name="accommodation_by_member")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="agree_on_a_beginning_first",
            )
        ]

    def __str__(self):
        return f"{self.membership_id} {self.kind} {self.starts_on:%F}"

    def holds(self, today: date) -> bool:
        begun, over = self.starts_on <= today, self.ends_on is not None and self.ends_on < today
        return begun and not over and self.ended_at is None

    @property
    def in_words(self) -> str:
        """« en congé jusqu’au 3 décembre », « plus de temps : un tiers en plus »."""
        said = {"what": str(self.get_kind_display()), "words": self.words}
        what = gettext("%(what)s: %(words)s") % said if self.words else said["what"]
        if self.ends_on is None:
            return what
        return gettext("%(what)s, until %(day)s") % {"what": what, "day": times.long_date(self.ends_on)}
