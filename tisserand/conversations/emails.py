"""What conversations write to people. The whole message is in the mail: nobody has to come to read it.

The first answer leaves at once; later ones, and what one follows, are gathered. A mail about a post that
was deleted or read meanwhile is not sent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.mail import outbox
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .models import Post, Reading, Report, Thread
from .plain import extract

LATER_ANSWERS = timedelta(minutes=30)
FOLLOWED = timedelta(hours=2)
# A decision may be taken back so long before anybody is told of it.
SECOND_THOUGHT = timedelta(minutes=10)


def tell_of_thread(post: Post, called: Iterable[Person]) -> None:
    tell_mentioned(post, called)


def tell_of_reply(post: Post, called: list[Person], *, first: bool) -> None:
    """The asker at once for a first answer, gathered afterwards; people named at once; followers gathered."""
    thread, told = post.thread, {post.author_id}
    asker = thread.author
    if asker is not None and asker.pk not in told and thread.follows.filter(person=asker).exists():
        told.add(asker.pk)
        if first:
            outbox.post("first-answer", asker, now=_present(post), post=post.pk)
        else:
            outbox.post("answers", asker, now=_present(post), key=f"thread-{thread.pk}", post=post.pk)
    tell_mentioned(post, [person for person in called if person.pk not in told])
    told |= {person.pk for person in called}
    for person in Person.objects.filter(follows__thread=thread).exclude(pk__in=told - {None}):
        outbox.post(
            "followed", person, now=_present(post), key=f"community-{thread.community_id}", post=post.pk
        )


def tell_mentioned(post: Post, called: Iterable[Person]) -> None:
    for person in called:
        outbox.post("mention", person, now=_present(post), post=post.pk)


def tell_of_decision(post: Post, settled: list[Report], *, now: datetime) -> None:
    """The author learns what was decided and why, never who reported; each reporter learns it too."""
    present, at = now + post.thread.community.set_back, now.isoformat()
    if post.author is not None and settled:
        outbox.post(
            "report-settled", post.author, now=present, report=settled[0].pk, settled_at=at, as_author=True
        )
    for report in settled:
        if report.reported_by is not None:
            outbox.post(
                "report-settled",
                report.reported_by,
                now=present,
                report=report.pk,
                settled_at=at,
                as_author=False,
            )


def _present(post: Post) -> datetime:
    """The mail leaves by the present clock, also from a community whose own is set back."""
    return (post.edited_at or post.created_at) + post.thread.community.set_back


@kind("first-answer", Class.ANSWER)
def first_answer(envelope: Envelope) -> Content | None:
    posts = _unread(envelope)
    if not posts:
        return None
    return _content(
        "first_answer",
        posts,
        _("%(name)s answered you: %(title)s") % _names(posts[0]),
        sender=posts[0].author,
    )


@kind("answers", Class.ANSWER, gather=LATER_ANSWERS)
def answers(envelope: Envelope) -> Content | None:
    posts = _unread(envelope)
    if not posts:
        return None
    return _content("answers", posts, _("Re: %(title)s") % _names(posts[0]), sender=_only_author(posts))


@kind("mention", Class.ANSWER)
def mention(envelope: Envelope) -> Content | None:
    posts = _unread(envelope)
    if not posts:
        return None
    return _content(
        "mention", posts, _("%(name)s mentions you: %(title)s") % _names(posts[0]), sender=posts[0].author
    )


@kind("followed", Class.NEWS, gather=FOLLOWED)
def followed(envelope: Envelope) -> Content | None:
    """News of several threads of one community, in one mail."""
    posts = [
        post for post in _unread(envelope) if post.thread.follows.filter(person=envelope.person).exists()
    ]
    if not posts:
        return None
    threads: dict[int, list[Post]] = {}
    for post in posts:
        threads.setdefault(post.thread_id, []).append(post)
    first = posts[0].thread
    if len(threads) == 1:
        return _content(
            "followed", posts, _("Re: %(title)s") % {"title": first.title}, sender=_only_author(posts)
        )
    subject = _("%(community)s: what is new in your conversations") % {"community": first.community.name}
    return _content("followed", posts, subject)


@kind("report-settled", Class.ANSWER, hold=SECOND_THOUGHT)
def report_settled(envelope: Envelope) -> Content | None:
    report = (
        Report.objects.select_related("post__thread__community", "settled_by")
        .filter(pk=envelope.data.get("report"), settled_at__isnull=False)
        .first()
    )
    if report is None or report.settled_at.isoformat() != envelope.data.get("settled_at"):
        return None
    thread = report.post.thread
    return Content(
        template="conversations/emails/report_settled",
        subject=_("About a message in “%(title)s”") % {"title": thread.title},
        context={
            "report": report,
            "as_author": bool(envelope.data.get("as_author")),
            "removed": report.decision == Report.Decision.REMOVED,
            "extract": extract(report.post.text, 300),
            "thread": thread,
            "url": _absolute(report.post.url),
        },
        sender_name=thread.community.name,
        list_name=thread.community.slug,
    )


def _unread(envelope: Envelope) -> list[Post]:
    """The posts this mail is about, in order, without those deleted, or read on the site meanwhile."""
    items = envelope.data.get("items") or [envelope.data]
    posts = (
        Post.objects.filter(
            pk__in=[item.get("post") for item in items], deleted_at=None, thread__deleted_at=None
        )
        .select_related("thread__community__organisation", "author")
        .prefetch_related("attachments")
        .order_by("thread_id", "number")
    )
    read = dict(
        Reading.objects.filter(
            person=envelope.person, thread__in={post.thread_id for post in posts}
        ).values_list("thread_id", "last_number")
    )
    return [post for post in posts if read.get(post.thread_id, 0) < post.number]


def _content(template: str, posts: list[Post], subject: str, *, sender: Person | None = None) -> Content:
    thread: Thread = posts[0].thread
    several = len({post.thread_id for post in posts}) > 1
    return Content(
        template=f"conversations/emails/{template}",
        subject=subject,
        context={
            "posts": [{"post": post, "url": _absolute(post.url)} for post in posts],
            "post": posts[0],
            "thread": thread,
            "community": thread.community,
            "several": several,
            "url": _absolute(posts[0].url),
        },
        sender_name=sender.name if sender else thread.community.name,
        thread_key="" if several else f"thread-{thread.pk}",
        list_name=thread.community.slug,
    )


def _names(post: Post) -> dict[str, str]:
    return {"name": post.author.name if post.author else _("Someone"), "title": post.thread.title}


def _only_author(posts: list[Post]) -> Person | None:
    """Whose name the mail carries: the one author of all its posts, otherwise the community's."""
    return posts[0].author if len({post.author_id for post in posts}) == 1 else None


def _absolute(path: str) -> str:
    return settings.SITE_URL + path
