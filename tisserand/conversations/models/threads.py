from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.people.models import Person
from tisserand.search import indexing
from tisserand.ui.templating.functions import path_of

from .answers import Acceptance, Follow, Reading, Unsolved
from .thread_sets import ThreadQuerySet
from .topics import Topic
from .unnamed import Unnamed, Written


def _there_is(row: str) -> property:
    """Whether there is such a row about a thread; what a list has read of it tells, without the row."""

    def known(thread: "Thread") -> bool:
        its = vars(thread).get(f"its_{row}", thread)
        return (getattr(thread, row, None) if its is thread else its) is not None

    return property(known)


class Thread(Written, models.Model):
    """A question, discussion, request for help, debate, poll or news; its posts. Number 1 opens it."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        DISCUSSION = "discussion", _("discussion")
        HELP = "help", _("technical help")
        DEBATE = "debate", _("debate")
        POLL = "poll", _("poll")
        NEWS = "news", _("news")

    # What any member may begin; the others are opened by the app that holds them.
    WRITTEN = (Kind.QUESTION, Kind.DISCUSSION, Kind.HELP)
    ASKING = (Kind.QUESTION, Kind.HELP)
    PAGE = 50

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="threads")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="threads")
    unnamed = models.ForeignKey(Unnamed, on_delete=models.SET_NULL, null=True, related_name="threads")
    created_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True, help_text="When the asker was promised a first answer.")
    deleted_at = models.DateTimeField(null=True)
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, related_name="threads", db_index=False
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        related_name="merged",
        help_text="Where its posts are now; what was said of it rests here, for the day it is undone.",
    )
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
    waiting_since = models.DateTimeField(null=True, help_text="Null when nobody waits for an answer.")
    # Of a debate or a poll, kept by the app that holds it.
    ends_at = models.DateTimeField(null=True, help_text="Until when one takes part.")
    concluded_at = models.DateTimeField(null=True, help_text="When its outcome was written.")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "source_key"],
                name="load_a_thread_once",
                condition=Q(source_key__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(unnamed=None), name="unnamed_threads_have_no_author"
            ),
        ]
        indexes = [
            models.Index(F("community"), F("last_post_at").desc(), name="thread_by_freshness"),
            models.Index(
                fields=["community", "waiting_since"],
                condition=Q(waiting_since__isnull=False),
                name="thread_waiting_since",
            ),
            models.Index(fields=["author", "community"], name="thread_by_author"),
            models.Index(F("topic"), F("last_post_at").desc(), name="thread_by_topic"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return path_of("thread", self.community.slug, self.pk)

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

    solved, found_unsolved = _there_is("acceptance"), _there_is("unsolved")
    closed, pinned = _there_is("closing"), _there_is("pin")

    @property
    def arranged(self) -> bool:
        """Posts have come or gone: `was_arranged` comes with the statement of its page."""
        return getattr(self, "was_arranged", False)

    @property
    def waiting(self) -> bool:
        return self.waiting_since is not None

    def waits_since(self, *, solved: bool, closed: bool, unsolved_since: datetime | None) -> datetime | None:
        """Since when the asker waits for an answer: the rule that `waiting_since` keeps."""
        if not self.asks or self.deleted_at or self.merged_into_id or solved or closed:
            return None
        return unsolved_since or (self.created_at if self.first_reply_at is None else None)

    # Reading. `last_number_read` comes from `with_reading_of`.

    @property
    def read_up_to(self) -> int:
        """Number of the last post read; 0 when this person never opened the thread."""
        return getattr(self, "last_number_read", None) or 0

    @property
    def resume_at(self) -> int | None:
        """Number of the post to resume at; None when never opened, or when everything is read."""
        return self.read_up_to + 1 if 0 < self.read_up_to < self.last_number else None

    @property
    def resume_url(self) -> str:
        return self.url_of(self.resume_at) if self.resume_at else self.get_absolute_url()

    def note_reading(self, person: Person, *, up_to: int, now: datetime, known: int | None = None) -> None:
        """`person` has read up to that number; never goes back. `known` is how far they had, when at hand."""
        if known is None:
            _reading, new = Reading.objects.get_or_create(
                thread=self, person=person, defaults={"last_number": up_to, "read_at": now}
            )
            if new:
                return
        if known is None or known < up_to:
            mine = Reading.objects.filter(thread=self, person=person, last_number__lt=up_to)
            mine.update(last_number=up_to, read_at=now)

    def has_read_all(self, person: Person, *, up_to: int, now: datetime) -> None:
        """`person` has read up to the last number there is; the row of the thread must be locked. One
        statement: nobody can have read further."""
        Reading.objects.bulk_create(
            [Reading(thread=self, person=person, last_number=up_to, read_at=now)],
            update_conflicts=True,
            unique_fields=["thread", "person"],
            update_fields=["last_number", "read_at"],
        )

    # Following

    def follow(self, person: Person, *, now: datetime) -> bool:
        """`person` will hear of what is written here; False when they already did."""
        with transaction.atomic():
            _follow, new = Follow.objects.get_or_create(
                thread=self, person=person, defaults={"followed_at": now}
            )
            if new:
                self.community.record("followed", self.signature(person), self, at=now)
        return new

    def unfollow(self, person: Person, *, now: datetime) -> bool:
        with transaction.atomic():
            gone, _rows = self.follows.filter(person=person).delete()
            if gone:
                self.community.record("unfollowed", self.signature(person), self, at=now)
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
                thread=self, defaults={"post": post, "accepted_by": self.signature(by), "accepted_at": now}
            )
            self.community.record(
                "accepted", self.signature(by), self, at=now, post=post.pk, answerer=post.author_id
            )
        self.keep_waiting()
        return acceptance

    @transaction.atomic
    def unaccept(self, *, by: Person, now: datetime) -> bool:
        """The asker takes the acceptance back; False when there was none."""
        self._hold_for_asker(by)
        acceptance = Acceptance.objects.filter(thread=self).first()
        if acceptance is not None:
            acceptance.delete()
            self.community.record("unaccepted", self.signature(by), self, at=now, post=acceptance.post_id)
        self.keep_waiting()
        return acceptance is not None

    @transaction.atomic
    def find_unsolved(self, *, by: Person, now: datetime) -> Unsolved:
        """The asker was answered, and it is not solved: they wait again. Takes an acceptance back."""
        self._hold_for_asker(by)
        if not Thread.objects.filter(pk=self.pk, first_reply_at__isnull=False).exists():
            raise ValidationError(_("Nobody has answered yet."))
        self.forget_answers()
        if self.closed:
            raise ValidationError(_("This conversation is closed: ask a new question to go on."))
        accepted = Acceptance.objects.filter(thread=self).first()
        if accepted is not None:
            accepted.delete()
        unsolved, new = Unsolved.objects.get_or_create(
            thread=self, defaults={"said_by": self.signature(by), "said_at": now}
        )
        if new:
            before: dict[str, Any] = {"accepted": accepted.post_id} if accepted else {}
            self.community.record("found-unsolved", self.signature(by), self, at=now, **before)
        self.keep_waiting()
        return unsolved

    @transaction.atomic
    def take_back_unsolved(self, *, by: Person, now: datetime) -> bool:
        """The asker takes « not solved » back: what they had accepted before is accepted again. False when
        they had not said it, or somebody has answered since."""
        self._hold_for_asker(by)
        gone, _rows = Unsolved.objects.filter(thread=self).delete()
        if gone:
            self.community.record("took-back", self.signature(by), self, at=now)
            said = self.community.events.about(self).filter(verb="found-unsolved").last()
            post = (
                self.posts.filter(pk=said.detail.get("accepted"), deleted_at=None).first() if said else None
            )
            if post is not None:
                self.accept(post, by=by, now=now)
        self.keep_waiting()
        return bool(gone)

    def _hold_for_asker(self, by: Person) -> None:
        """Lock this row: two acts of the asker come one after the other."""
        if not (self.asks and self.written_by(by)):
            raise PermissionDenied
        fresh = ["first_reply_at", "deleted_at", "merged_into"]
        self.refresh_from_db(fields=fresh, from_queryset=Thread.objects.select_for_update())
        if self.merged_into_id:
            raise ValidationError(_("This conversation has just been joined to another one."))

    def keep_waiting(self) -> None:
        """Keep `waiting_since` true after an act of the asker, whose answers are read again."""
        self.forget_answers()
        said_at = self.unsolved.said_at if self.found_unsolved else None
        self.waiting_since = self.waits_since(solved=self.solved, closed=self.closed, unsolved_since=said_at)
        Thread.objects.filter(pk=self.pk).update(waiting_since=self.waiting_since)
        indexing.note("thread", self.pk, 0)

    def forget_answers(self) -> None:
        """What this instance remembers of acceptance, of « not solved » and of being closed is read again
        next time."""
        for name in ("acceptance", "unsolved", "closing"):
            self._state.fields_cache.pop(name, None)
            vars(self).pop(f"its_{name}", None)
