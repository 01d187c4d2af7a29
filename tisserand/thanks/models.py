from django.db import models
from django.utils.translation import gettext_lazy as _

from tisserand.conversations.models import Post, Unnamed
from tisserand.conversations.models.unnamed import ASKER, Nobody
from tisserand.people.models import Person


class Reaction(models.Model):
    """Somebody says a word of a message. *Thanks* is said to who wrote it, who reads from whom; *useful* is
    said to those who come later, who never read from whom. Taken back, it is gone.

    `unnamed`: as whom they write where they said it, without their name. It stays when the message moves.
    """

    class Kind(models.TextChoices):
        THANKS = "thanks", _("thanks")
        USEFUL = "useful", _("useful")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reactions")
    unnamed = models.ForeignKey(Unnamed, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person", "kind"], name="say_a_word_of_a_post_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("thanks", "useful")), name="say_thanks_or_useful"
            ),
        ]
        indexes = [models.Index(fields=["said_at"], name="reaction_by_day")]

    def __str__(self):
        return f"{self.kind} {self.post_id}"

    @property
    def sayer(self) -> Person | Nobody:
        """Who is shown to have said it: the one way to print it."""
        return ASKER if self.unnamed_id else self.person
