from datetime import datetime, timedelta

from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .community import Community
from .membership import Membership

SALT = "tisserand.communities.invitation"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self):
        return self.filter(accepted_at=None, withdrawn_at=None)

    def for_list(self):
        return self.select_related("invited_by").order_by("-invited_at", "-pk")

    def with_token(self, token: str) -> "Invitation | None":
        """The invitation a link speaks of, or None when the link is not ours or is too old."""
        try:
            pk = signing.loads(token, salt=SALT, max_age=Invitation.GOOD_FOR)
        except signing.BadSignature:
            return None
        return self.select_related("community__organisation", "invited_by").filter(pk=pk).first()


class Invitation(models.Model):
    """An address asked to join, in a role. Accepted, withdrawn, or still waiting."""

    GOOD_FOR = timedelta(days=60)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(
        _("role"), max_length=10, choices=Membership.Role.choices, default=Membership.Role.LEARNER
    )
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="wait_for_one_answer_per_address",
            )
        ]

    def __str__(self):
        return f"{self.email} → {self.community}"

    @property
    def waiting(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    @property
    def token(self) -> str:
        """What the link in the mail carries; whoever has it has read mail sent to this address."""
        return signing.dumps(self.pk, salt=SALT)

    @transaction.atomic
    def accept(self, person: Person, *, now: datetime) -> Membership | None:
        """`person` joins; None when it was withdrawn. Accepting twice gives the same membership."""
        claimed = Invitation.objects.waiting().filter(pk=self.pk).update(accepted_at=now)
        if not claimed:
            return self.community.memberships.present().filter(person=person).first()
        self.accepted_at = now
        return self.community.admit(person, self.role, by=person, now=now)

    @transaction.atomic
    def withdraw(self, *, by: Person, now: datetime) -> bool:
        """Its link leads nowhere from now on; False when it has been answered already."""
        if not Invitation.objects.waiting().filter(pk=self.pk).update(withdrawn_at=now):
            return False
        self.withdrawn_at = now
        self.community.record("uninvited", by, self, at=now)
        return True
