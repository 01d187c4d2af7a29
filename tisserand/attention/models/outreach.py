from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tisserand.communities.models import Community, Event, Membership
from tisserand.conversations.models import Post, Thread
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.programmes.models import Progress

# An act is looked at for a week: long enough for people who come once a week.
FOLLOWED_WITHIN = timedelta(days=7)
WORDS = ("asked", "started", "replied", "wrote-back")  # what a person wrote, as the journal says it


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
        PEER = "peer", _("asked a colleague for a word")

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
