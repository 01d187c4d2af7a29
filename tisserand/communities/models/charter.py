"""What members agree on before they come in."""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .community import Community
from .membership import Membership


class CharterQuerySet(models.QuerySet["Charter"]):
    def in_force(self):
        return self.filter(ended_at=None)


class Charter(models.Model):
    """One wording of the charter of a community: in force until another takes its place, or none."""

    LONGEST = 4000

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="charters")
    text = models.TextField(_("charter"), max_length=LONGEST)
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = CharterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community"], condition=models.Q(ended_at=None), name="keep_one_charter_in_force"
            )
        ]

    def __str__(self):
        return f"{self.community} {self.written_at:%F}"

    @transaction.atomic
    def accept(self, member: Membership, *, now: datetime) -> bool:
        """`member` agrees; False when they had already, and nothing is written."""
        _acceptance, new = CharterAcceptance.objects.get_or_create(
            charter=self, member=member, defaults={"accepted_at": now}
        )
        if new:
            self.community.record("accepted-charter", member.person, self, at=now)
        return new


class CharterAcceptance(models.Model):
    """Somebody agrees to a charter as it is worded."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="acceptances")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="charters_accepted")
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["charter", "member"], name="accept_a_charter_once")]

    def __str__(self):
        return f"{self.member_id} {self.charter_id}"
