from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.people.models import Person
from tisserand.ui.templating.functions import path_of


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, person: Person):
        """Those where this person takes part today."""
        return self.filter(
            Exists(Participation.objects.current().filter(conversation=OuterRef("pk"), person=person))
        )

    def left_by(self, person: Person):
        """Those where this person took part, and does no more."""
        theirs = Participation.objects.filter(conversation=OuterRef("pk"), person=person)
        return self.filter(Exists(theirs)).exclude(Exists(theirs.current()))

    def readable_by(self, person: Person):
        """Those of which this person may read something. The one rule for every page: no role opens more."""
        return self.filter(Exists(Participation.objects.filter(conversation=OuterRef("pk"), person=person)))


class Conversation(models.Model):
    """What two people or a few say to each other. It has no title: it is known by who is in it."""

    MOST = 8  # people

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="private_conversations")
    # Of two people, their numbers: whoever writes to the same person again finds the same conversation.
    pair = models.CharField(max_length=50, null=True)
    created_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0, help_text="Highest message number given so far.")
    last_message_at = models.DateTimeField()

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("private conversation")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "pair"], condition=Q(pair__isnull=False), name="talk_in_pair_once"
            )
        ]
        indexes = [
            models.Index(F("community"), F("last_message_at").desc(), name="private_by_freshness"),
        ]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return path_of("private-conversation", self.community.slug, self.pk)

    @staticmethod
    def pair_of(one: Person, other: Person) -> str:
        return "-".join(str(pk) for pk in sorted([one.pk, other.pk]))


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def current(self):
        """Of those who have not left."""
        return self.filter(left_at=None)


class Participation(models.Model):
    """Somebody in a conversation, from one message to another. Who leaves and is added again has two."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="private_participations")
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField()
    from_number = models.PositiveIntegerField(default=1, help_text="The first message they may read.")
    left_at = models.DateTimeField(null=True)
    left_number = models.PositiveIntegerField(null=True, help_text="The last message they may read.")
    read_up_to = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    muted_at = models.DateTimeField(null=True, help_text="Since when they want no mail of it.")

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "person"], condition=Q(left_at=None), name="take_part_once_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["person", "left_at"], name="participation_by_person"),
            models.Index(fields=["added_by", "joined_at"], name="participation_by_adder"),
        ]

    def __str__(self):
        return f"{self.person_id} in {self.conversation_id}"
