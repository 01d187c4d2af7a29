from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from .answers import Follow, Reading
from .unnamed import theirs

# A question that has waited longer comes after those that can still be answered in time.
FRESH = timedelta(days=30)


class ThreadQuerySet(models.QuerySet):
    def visible(self):
        """Those not deleted, nor joined to another."""
        return self.filter(deleted_at=None, merged_into=None)

    def visible_to(self, membership: Membership):
        """Those not deleted, and deleted ones for the LCM and for whoever wrote in them."""
        if membership.may("moderate"):
            return self.filter(merged_into=None)
        return self.visible_to_writer(membership.person_id)

    def visible_to_writer(self, person: int):
        """Those not deleted, and deleted ones for whoever wrote in them."""
        posts = self.model._meta.get_field("posts").related_model.objects
        wrote = posts.filter(theirs(person), thread=OuterRef("pk"))
        return self.filter(Q(deleted_at=None) | Exists(wrote), merged_into=None)

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
        """With what a line says of each."""
        shown = self.select_related("author", "unnamed", "topic", "last_post_by")
        return shown.with_signs_of("acceptance", "unsolved", "closing").order_by("-last_post_at", "-pk")

    def with_signs_of(self, *rows: str):
        """Each thread knows whether it has such a row: `solved`, `found_unsolved`, `closed`. Not joined: with
        three tables more, PostgreSQL takes thirty times as long to plan a list as to read it. Nor asked for
        with EXISTS, which it would answer for a whole table to keep twenty lines."""
        about = {row: self.model._meta.get_field(row).related_model.objects for row in rows}
        here = {row: found.filter(thread=OuterRef("pk")).values("pk") for row, found in about.items()}
        return self.annotate(**{f"its_{row}": Subquery(found) for row, found in here.items()})

    def with_reading_of(self, person: int):
        """Each thread knows where this person has stopped reading: `thread.resume_at`."""
        reading = Reading.objects.filter(thread=OuterRef("pk"), person=person)
        return self.annotate(last_number_read=Subquery(reading.values("last_number")))

    def with_place_of(self, person: int):
        """The same, and whether this person follows it: `thread.followed`."""
        follows = Follow.objects.filter(thread=OuterRef("pk"), person=person)
        return self.with_reading_of(person).annotate(followed=Exists(follows))
