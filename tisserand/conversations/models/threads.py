from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person

from .answers import Acceptance, Follow, Reading, Unsolved

# A question that has waited longer comes after those that can still be answered in time.
FRESH = timedelta(days=30)


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible(self):
        """Those not deleted."""
        return self.filter(deleted_at=None)

    def visible_to(self, membership: Membership):
        """Those not deleted, and deleted ones for the LCM and for whoever wrote in them."""
        if membership.may("moderate"):
            return self
        wrote = self.model._meta.get_field("posts").related_model.objects.filter(
            thread=OuterRef("pk"), author=membership.person_id
        )
        return self.filter(Q(deleted_at=None) | Exists(wrote))

    def waiting(self):
        """Questions and help requests that nobody but their asker has answered, or found unsolved since."""
        return (
            self.visible()
            .filter(Q(first_reply_at=None) | Q(unsolved__isnull=False))
            .filter(kind__in=Thread.ASKING, acceptance=None)
        )

    def solved(self):
        return self.visible().filter(acceptance__isnull=False)

    def concerning(self, person: Person):
        """Those this person follows or is named in (whoever writes in a thread follows it)."""
        named = self.model._meta.get_field("posts").related_model.objects.filter(
            thread=OuterRef("pk"), mentions__person=person, deleted_at=None
        )
        followed = Follow.objects.filter(thread=OuterRef("pk"), person=person)
        return self.visible().filter(Exists(followed) | Exists(named))

    def longest_wait_first(self, now: datetime):
        """In the order to help: who has waited longest first, but what is over thirty days old at the end."""
        return self.annotate(waiting_since=Coalesce("unsolved__said_at", "created_at")).order_by(
            Case(When(waiting_since__lt=now - FRESH, then=Value(1)), default=Value(0)), "waiting_since", "pk"
        )

    def for_list(self):
        return self.select_related("author", "acceptance", "unsolved", "last_post_by").order_by(
            "-last_post_at", "-pk"
        )

    def with_reading_of(self, person: Person):
        """Each thread knows where `person` has stopped reading: `thread.resume_at`."""
        mine = Reading.objects.filter(person=person)
        return self.prefetch_related(Prefetch("readings", queryset=mine, to_attr="reading_of_mine"))


class Thread(models.Model):
    """A question, a discussion or a request for help, and the posts that follow. Post number 1 opens it."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        DISCUSSION = "discussion", _("discussion")
        HELP = "help", _("technical help")

    ASKING = (Kind.QUESTION, Kind.HELP)
    PAGE = 50

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="threads")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="threads")
    created_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True, help_text="When the asker was promised a first answer.")
    deleted_at = models.DateTimeField(null=True)
    context = models.JSONField(
        default=dict, help_text="Of a help request: the browser and page it came from."
    )
    # Where it came from, for threads loaded from an archive: never loaded twice.
    source_key = models.CharField(max_length=200, null=True)
    # Kept facts, true after each act (see `facts`).
    reply_count = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0, help_text="Highest post number given so far.")
    first_reply_at = models.DateTimeField(null=True, help_text="First post by somebody else.")
    last_post_at = models.DateTimeField()
    last_post_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "source_key"],
                name="load_a_thread_once",
                condition=Q(source_key__isnull=False),
            )
        ]
        indexes = [
            models.Index(F("community"), F("last_post_at").desc(), name="thread_by_freshness"),
            models.Index(
                fields=["community", "kind", "first_reply_at", "promised_at"], name="thread_waiting"
            ),
            models.Index(fields=["author", "community"], name="thread_by_author"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.community.slug, self.pk])

    def url_of(self, number: int) -> str:
        """The address of one post: its page of the thread, and its place there."""
        page = self.page_of(number)
        return self.get_absolute_url() + (f"?page={page}" if page > 1 else "") + f"#post-{number}"

    @property
    def pages(self) -> int:
        return self.page_of(self.last_number)

    @property
    def last_page_url(self) -> str:
        return self.url_of(self.last_number).partition("#")[0]

    def page_of(self, number: int) -> int:
        return max(number - 1, 0) // self.PAGE + 1

    @property
    def asks(self) -> bool:
        """Somebody waits for an answer: a question or a request for help, not a discussion."""
        return self.kind in self.ASKING

    @property
    def solved(self) -> bool:
        return getattr(self, "acceptance", None) is not None

    @property
    def found_unsolved(self) -> bool:
        return getattr(self, "unsolved", None) is not None

    @property
    def waiting(self) -> bool:
        """The same as `ThreadQuerySet.waiting`, for one row."""
        return (
            self.asks
            and self.deleted_at is None
            and not self.solved
            and (self.first_reply_at is None or self.found_unsolved)
        )

    def written_by(self, person: Person | None) -> bool:
        return person is not None and self.author_id == person.pk

    # Reading. `reading_of_mine` comes from `with_reading_of`.

    @property
    def read_up_to(self) -> int:
        """Number of the last post read; 0 when this person never opened the thread."""
        mine = getattr(self, "reading_of_mine", [])
        return mine[0].last_number if mine else 0

    @property
    def resume_at(self) -> int | None:
        """Number of the post to resume at; None when never opened, or when everything is read."""
        return self.read_up_to + 1 if 0 < self.read_up_to < self.last_number else None

    @property
    def resume_url(self) -> str:
        return self.url_of(self.resume_at) if self.resume_at else self.get_absolute_url()

    def note_reading(
        self, person: Person, *, up_to: int, now: datetime, known: Reading | None = None
    ) -> None:
        """`person` has read up to that number; never goes back. `known` is their reading when at hand."""
        reading, new = known, False
        if reading is None:
            reading, new = Reading.objects.get_or_create(
                thread=self, person=person, defaults={"last_number": up_to, "read_at": now}
            )
        if not new and reading.last_number < up_to:
            Reading.objects.filter(pk=reading.pk, last_number__lt=up_to).update(
                last_number=up_to, read_at=now
            )

    # Following

    def follow(self, person: Person, *, now: datetime) -> bool:
        """`person` will hear of what is written here; False when they already did."""
        with transaction.atomic():
            _follow, new = Follow.objects.get_or_create(
                thread=self, person=person, defaults={"followed_at": now}
            )
            if new:
                self.community.record("followed", person, self, at=now)
        return new

    def unfollow(self, person: Person, *, now: datetime) -> bool:
        with transaction.atomic():
            gone, _rows = self.follows.filter(person=person).delete()
            if gone:
                self.community.record("unfollowed", person, self, at=now)
        return bool(gone)

    # What the asker says of the answers. PermissionDenied to anybody else, the LCM included.

    @transaction.atomic
    def accept(self, post, *, by: Person, now: datetime) -> Acceptance:
        """`post` answered the asker; it replaces a post accepted before. Saying it twice changes nothing."""
        self._hold_for_asker(by)
        if post.thread_id != self.pk or post.number == 1 or post.deleted_at:
            raise ValidationError(_("This message cannot be accepted as an answer."))
        acceptance = Acceptance.objects.filter(thread=self).first()
        if acceptance is None or acceptance.post_id != post.pk:
            Unsolved.objects.filter(thread=self).delete()
            acceptance, _new = Acceptance.objects.update_or_create(
                thread=self, defaults={"post": post, "accepted_by": by, "accepted_at": now}
            )
            self.community.record("accepted", by, self, at=now, post=post.pk, answerer=post.author_id)
        self.forget_answers()
        return acceptance

    @transaction.atomic
    def unaccept(self, *, by: Person, now: datetime) -> bool:
        """The asker takes the acceptance back; False when there was none."""
        self._hold_for_asker(by)
        acceptance = Acceptance.objects.filter(thread=self).first()
        if acceptance is not None:
            acceptance.delete()
            self.community.record("unaccepted", by, self, at=now, post=acceptance.post_id)
        self.forget_answers()
        return acceptance is not None

    @transaction.atomic
    def find_unsolved(self, *, by: Person, now: datetime) -> Unsolved:
        """The asker was answered, and it is not solved: they wait again. Takes an acceptance back."""
        self._hold_for_asker(by)
        if not Thread.objects.filter(pk=self.pk, first_reply_at__isnull=False).exists():
            raise ValidationError(_("Nobody has answered yet."))
        Acceptance.objects.filter(thread=self).delete()
        unsolved, new = Unsolved.objects.get_or_create(thread=self, defaults={"said_by": by, "said_at": now})
        if new:
            self.community.record("found-unsolved", by, self, at=now)
        self.forget_answers()
        return unsolved

    def _hold_for_asker(self, by: Person) -> None:
        """Lock this row: two acts of the asker come one after the other."""
        if not (self.asks and self.written_by(by)):
            raise PermissionDenied
        Thread.objects.select_for_update().filter(pk=self.pk).first()

    def forget_answers(self) -> None:
        """What this instance remembers of acceptance and of « not solved » is read again next time."""
        for name in ("acceptance", "unsolved"):
            self._state.fields_cache.pop(name, None)
