from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort


class RoomDay(models.Model):
    """A day on which a cohort meets in a room."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="room_days")
    on = models.DateField(_("day"))

    class Meta:
        verbose_name = _("day in the room")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["cohort", "on"], name="one_room_day_per_day")]

    def __str__(self):
        return f"{self.cohort_id}: {self.on}"


class Manager(models.Model):
    """Who a member works for, as the member or an LCM said it: plans write to them."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="manager")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        verbose_name = _("manager")

    def __str__(self):
        return f"{self.membership_id} ← {self.person_id}"


class Intention(models.Model):
    """« Quand …, alors je … »: what somebody means to do at work, in their words. The last one counts."""

    LONGEST = 500

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="intentions")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(_("my plan"), max_length=LONGEST)
    said_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("plan of a person")
        indexes = [models.Index(fields=["membership", "said_at"], name="intention_by_member")]

    def __str__(self):
        return self.words


class Pair(models.Model):
    """Two people of a cohort, or three, who call each other: proposed, and confirmed by the LCM."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="pairs")
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pair")

    def __str__(self):
        return f"{self.cohort_id}: {self.pk}"


class Paired(models.Model):
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="people")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="paired")
    # Said again here, so that nobody is twice in the pairs of one cohort that stand.
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("member of a pair")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "membership"], condition=Q(ended_at=None), name="be_in_one_pair"
            )
        ]

    def __str__(self):
        return f"{self.pair_id}: {self.membership_id}"
