from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from .answers import Follow, Reading

# A question that has waited longer comes after those that can still be answered in time.
FRESH = timedelta(days=30)


class ThreadQuerySet(models.QuerySet):
    def visible(self):
        """Those not deleted."""
        return self.filter(deleted_at=None)

    def visible_to(self, membership: Membership):
        """Those not deleted, and deleted ones for the LCM and for whoever wrote in them."""
        if membership.may("moderate"):
            return self
        return self.visible_to_writer(membership.person_id)

    def visible_to_writer(self, person: int):
        """Those not deleted, and deleted ones for whoever wrote in them."""
        posts = self.model._meta.get_field("posts").related_model.objects
        wrote = posts.filter(thread=OuterRef("pk"), author=person)
        return self.filter(Q(deleted_at=None) | Exists(wrote))

    def waiting(self):
        """Questions and help requests that nobody but their asker has answered, or found unsolved since."""
        return self.filter(waiting_since__isnull=False)

    def solved(self):
        return self.visible().filter(acceptance__isnull=False)

    def concerning(self, person: Person | int):
        """Those this person follows or is named in (whoever writes in a thread follows it)."""
        named = self.model._meta.get_field("posts").related_model.objects.filter(
            thread=OuterRef("pk"), mentions__person=person, deleted_at=None
        )
        followed = Follow.objects.filter(thread=OuterRef("pk"), person=person)
        return self.visible().filter(Exists(followed) | Exists(named))

    def longest_wait_first(self, now: datetime):
        """In the order to help: who has waited longest first, but what is over thirty days old at the end."""
        stale = Case(When(waiting_since__lt=now - FRESH, then=Value(1)), default=Value(0))
        return self.order_by(stale, "waiting_since", "pk")

    def for_list(self):
        return self.select_related("author", "acceptance", "unsolved", "last_post_by").order_by(
            "-last_post_at", "-pk"
        )

    def with_reading_of(self, person: Person):
        """Each thread knows where `person` has stopped reading: `thread.resume_at`."""
        return self.prefetch_related(reading_of(person))


def reading_of(person: Person) -> Prefetch:
    """What tells a thread where `person` has stopped reading."""
    return Prefetch("readings", queryset=Reading.objects.filter(person=person), to_attr="reading_of_mine")
