from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from tisserand.communities import right_of_reply
from tisserand.people.held import Holding, Period, holding, in_portions
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from . import attachments, erasing
from .models import (
    Acceptance,
    Announcement,
    Arrangement,
    Attachment,
    Closing,
    FirstWords,
    Follow,
    FormerPlace,
    Held,
    HeldLinks,
    Mention,
    NameLeft,
    Pin,
    Post,
    Reading,
    Report,
    Revision,
    Sorting,
    Thread,
    Topic,
    TopicFollow,
    Unnamed,
    Unsolved,
)
from .models.unnamed import theirs


@holding
class Words(Holding):
    key = "messages"
    name = _("Your questions, your messages and the files you joined to them")
    purpose = _("For others to answer you and learn from you, today and later.")
    models = (Thread, Post, FirstWords, Attachment, Announcement, NameLeft, HeldLinks, Sorting)
    kept = _("as long as the community; without your name and your files once you are erased")

    def rows(self, person: Person):
        mine = Post.objects.filter(theirs(person)).select_related("thread__community")
        for post in mine.order_by("created_at", "pk"):
            yield {
                "community": post.thread.community.name,
                "thread": post.thread.title,
                "kind": post.thread.get_kind_display(),
                "number": post.number,
                "written_at": post.created_at,
                "edited_at": post.edited_at,
                "removed_at": post.deleted_at,
                "text": post.text,
                "without_your_name": post.unnamed_id is not None,
                "sent_with": post.thread.context if post.number == 1 else {},
                "files": [one.name for one in post.attachments.all()],
                "pictures": [one.description for one in post.attachments.all() if one.width],
            }

    def files(self, person: Person):
        for one in Attachment.objects.filter(uploaded_by=person):
            yield one.name, one.file

    def erase(self, person: Person, marks: Marks, now: datetime):
        return erasing.erase(person, marks, now)

    def remaining(self, person: Person, marks: Marks):
        return erasing.remaining(person, marks)


@holding
class WithoutName(Holding):
    key = "unnamed"
    name = _("What you asked without showing your name, and who may see it")
    purpose = _("To write to you, and to show your name to nobody you were not told of.")
    models = (Unnamed,)
    kept = _("until you show your name; without your name once you are erased")

    def rows(self, person: Person):
        for one in Unnamed.objects.filter(person=person).prefetch_related("threads").order_by("pk"):
            yield {
                "threads": [thread.title for thread in one.threads.all()],
                "asked_at": one.asked_at,
                "those_who_run_the_community_may_see_your_name": one.lcm_may_see,
            }


@holding
class HeldMail(Holding):
    key = "held-mail"
    name = _("Mails in your name that wait for your word before they are published")
    purpose = _("To publish in your name only what is yours.")
    models = (Held,)
    kept = _("until the link we sent you to decide about it no longer works")

    def rows(self, person: Person):
        for one in person.held_mail.select_related("community").order_by("received_at", "pk"):
            yield {
                "community": one.community.name,
                "thread": one.title,
                "at": one.received_at,
                "text": one.source,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        person.held_mail.all().delete()
        return ()


@holding
class OldWords(Holding):
    key = "old-words"
    name = _("What a message said before it was edited, and messages that were removed")
    purpose = _("To see what was said when somebody complains, and to put back what was removed by mistake.")
    models = (Revision,)
    period = Period(12, 1, 36)
    at_the_end = _(
        "Earlier wordings and the words of removed messages are deleted; the trace of the removal stays."
    )

    def _wordings(self, before: datetime):
        return Revision.objects.filter(written_at__lt=Value(before) - F("post__thread__community__set_back"))

    def _removed(self, before: datetime):
        return Post.objects.filter(deleted_at__lt=Value(before) - F("thread__community__set_back")).exclude(
            html="", source="", attachments=None
        )

    def count(self, before: datetime) -> int:
        return self._wordings(before).count() + self._removed(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        yield from in_portions(self._wordings(before), at_most)
        while removed := list(self._removed(before)[:at_most]):
            _empty(removed)
            yield len(removed)

    def rows(self, person: Person):
        for one in (
            Revision.objects.filter(theirs(person, "post__")).select_related("post__thread").order_by("pk")
        ):
            thread, number = one.post.thread.title, one.post.number
            yield {"thread": thread, "number": number, "written_at": one.written_at, "source": one.source}


@transaction.atomic
def _empty(posts: list[Post]) -> None:
    attachments.discard(Attachment.objects.filter(post__in=posts))
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(source="", html="", text="")


@holding
class Reports(Holding):
    key = "reports"
    name = _("Messages reported to those who run the community, and what was decided")
    purpose = _("To settle what was reported, and to answer for it.")
    models = (Report,)
    period = Period(12, 3, 36)
    at_the_end = _("Counted from the decision. A report that nobody has settled stays.")

    def old(self, before: datetime):
        return Report.objects.filter(settled_at__lt=Value(before) - F("post__thread__community__set_back"))

    def rows(self, person: Person):
        """Those they made, and what was decided of theirs: never who reported, nor in which words."""
        concerned = Q(reported_by=person) | (theirs(person, "post__") & Q(settled_at__isnull=False))
        for one in (
            Report.objects.filter(concerned).select_related("post__thread", "post__unnamed").order_by("pk")
        ):
            mine = {"reported_at": one.reported_at, "reason": one.reason}
            yield {
                "thread": one.post.thread.title,
                "message": one.post.number,
                **(mine if one.reported_by_id == person.pk else {}),
                "settled_at": one.settled_at,
                "decision": one.get_decision_display(),
                "decision_reason": one.decision_reason,
                **right_of_reply.held(one, as_author=one.post.written_by(person)),
            }


@holding
class Order(Holding):
    key = "order"
    name = _("What you did so that others find their way: conversations joined, cut, moved, pinned, closed")
    purpose = _("To tell who did it and why, and to undo it.")
    models = (Arrangement, FormerPlace, Pin, Closing, Topic)
    kept = _("as long as the community; without your name once you are erased")

    def rows(self, person: Person):
        for done in Arrangement.objects.filter(done_by=person).select_related("thread").order_by("pk"):
            yield {"thread": done.thread.title, "at": done.done_at, "did": done.get_kind_display()}
        for shut in Closing.objects.filter(closed_by=person).select_related("thread").order_by("pk"):
            yield {"thread": shut.thread.title, "at": shut.closed_at, "reason": shut.reason}
        for pin in Pin.objects.filter(pinned_by=person).select_related("thread").order_by("pk"):
            yield {"thread": pin.thread.title, "at": pin.pinned_at}
        for topic in Topic.objects.filter(removed_by=person).order_by("pk"):
            yield {"topic": topic.name, "removed_at": topic.removed_at}


@holding
class Ties(Holding):
    key = "threads"
    name = _("Conversations you follow, how far you have read, where you are named, answers you accepted")
    purpose = _("To bring you back where you stopped, and to tell you what is new.")
    models = (Follow, TopicFollow, Reading, Mention, Acceptance, Unsolved)
    kept = _(
        "as long as your account; nobody else sees how far you have read, save that those who run a "
        "community see whether you have opened their news"
    )

    def rows(self, person: Person):
        followed = dict(person.follows.values_list("thread", "followed_at"))
        named = set(person.mentions.values_list("post__thread", flat=True))
        read = {one.thread_id: one for one in person.readings.all()}
        said = Q(acceptance__accepted_by=person) | Q(unsolved__said_by=person)
        told = set(Thread.objects.filter(said).values_list("pk", flat=True))
        for thread in Thread.objects.filter(pk__in={*followed, *named, *read, *told}).order_by("pk"):
            place = read.get(thread.pk)
            yield {
                "thread": thread.title,
                "followed_at": followed.get(thread.pk),
                "read_up_to": place.last_number if place else 0,
                "read_at": place.read_at if place else None,
                "you_are_named": thread.pk in named,
                "you_said_it_was_solved_or_not": thread.pk in told,
            }
        for one in person.topic_follows.select_related("topic").order_by("pk"):
            yield {"topic": one.topic.name, "you_hear_of": one.get_hears_display(), "since": one.chosen_at}
