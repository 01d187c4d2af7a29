"""What was written in conversations, whole: the new messages, and what was said before.

The first answer leaves at once; later ones, and what one follows, are gathered. A mail about a post that
was deleted or read meanwhile is not sent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.communities.ways import ways_to_answer
from tisserand.concerns.catching_up import read_until
from tisserand.mail import outbox
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.ui.templating.functions import path_of

from .. import hearing
from ..in_mail import parts
from ..models import Announcement, Follow, FormerPlace, Post, Reading, Sorting, Thread

LATER_ANSWERS = timedelta(minutes=30)
FOLLOWED = timedelta(hours=2)
NEWS = timedelta(minutes=10)  # a slip of the pen can be corrected before anybody gets it
WITH_POSTS = ("first-answer", "answers", "mention", "followed", "news")  # kinds of mail
WITH_PLACE = ("thread__community__organisation", "author")


def tell_of_thread(post: Post, called: Iterable[Person]) -> None:
    """People named; later on, whoever hears of each new conversation, or all of a piece of news."""
    tell_mentioned(post, called)
    Announcement.objects.create(post=post, asker_told=True)


def tell_of_reply(post: Post, called: list[Person], *, first: bool, asker_follows: bool) -> None:
    """The asker at once for a first answer, and people named. Everybody else later on (see `announcing`), so
    that who replies does not wait for a crowd: what is gathered does not leave before that anyway."""
    thread, told = post.thread, {post.real_author_id}
    asker = thread.real_author if asker_follows and not post.by_the_same(thread) else None
    if asker is not None:
        told.add(asker.pk)
        if first:
            outbox.post("first-answer", asker, now=_present(post), post=post.pk)
    tell_mentioned(post, [person for person in called if person.pk not in told])
    Announcement.objects.create(post=post, asker_told=asker is None or first)


def tell_followers(post: Post, people: list[Person]) -> None:
    """The asker hears of what answers them, the others of what is new in the community."""
    thread, now = post.thread, _present(post)
    if thread.kind == Thread.Kind.NEWS and post.number == 1:
        outbox.post_each("news", people, now=now, key=f"thread-{thread.pk}", post=post.pk)
        return
    asker = [person for person in people if thread.written_by(person)]
    others = [person for person in people if not thread.written_by(person)]
    outbox.post_each("answers", asker, now=now, key=f"thread-{thread.pk}", post=post.pk)
    outbox.post_each("followed", others, now=now, key=f"community-{thread.community_id}", post=post.pk)


def tell_sorted(post: Post, people: list[Person], sorting: Sorting, *, now: datetime) -> None:
    """A thread begun before comes where these people hear of each: told to those who were not, whatever it
    was that told them."""
    known = _told_of(post, people)
    left = [person for person in people if person.pk not in known]
    community = post.thread.community
    about = {"post": post.pk, "sorted_at": (sorting.sorted_at - community.set_back).isoformat()}
    outbox.post_each("followed", left, now=now, key=f"community-{community.pk}", **about)


def _told_of(post: Post, people: list[Person]) -> set[int]:
    """Those of these people for whom a mail with this post was posted. A mail that gathers may be older than
    the post by as much as a week."""
    since = post.created_at + post.thread.community.set_back - timedelta(days=14)
    posted = Envelope.objects.filter(person__in=people, kind__in=WITH_POSTS, created_at__gte=since)
    return {
        person
        for person, data in posted.values_list("person", "data")
        if any(item.get("post") == post.pk for item in data.get("items", [data]))
    }


def tell_mentioned(post: Post, called: Iterable[Person]) -> None:
    for person in called:
        outbox.post("mention", person, now=_present(post), post=post.pk)


def _present(post: Post) -> datetime:
    """The mail leaves by the present clock, also from a community whose own is set back."""
    return (post.edited_at or post.created_at) + post.thread.community.set_back


@kind("first-answer", Class.ANSWER)
def first_answer(envelope: Envelope) -> Content | None:
    posts = _unread(envelope)
    if not posts:
        return None
    return _content("first_answer", posts, envelope, sender=posts[0].author)


@kind("answers", Class.ANSWER, gather=LATER_ANSWERS)
def answers(envelope: Envelope) -> Content | None:
    posts = _unread(envelope)
    if not posts:
        return None
    return _content("answers", posts, envelope, sender=_only_author(posts))


@kind("mention", Class.ANSWER)
def mention(envelope: Envelope) -> Content | None:
    posts = _unread(envelope)
    if not posts:
        return None
    return _content("mention", posts, envelope, sender=posts[0].author)


@kind("followed", Class.NEWS, gather=FOLLOWED)
def followed(envelope: Envelope) -> Content | None:
    """News of several threads of one community, in one mail."""
    posts = _still_heard(_unread(envelope), envelope.person)
    if not posts:
        return None
    return _content("followed", posts, envelope, sender=_only_author(posts))


@kind("news", Class.NEWS, gather=NEWS)
def news(envelope: Envelope) -> Content | None:
    """What those who run the community tell everybody, with « I have read it » by one click."""
    posts = _unread(envelope)
    if not posts:
        return None
    now = envelope.claimed_at or envelope.created_at
    read = {"read_url": link("read-news", envelope.person, posts[0].thread_id, now=now)}
    return _content("news", posts, envelope, sender=_only_author(posts), **read)


def _still_heard(posts: list[Post], person: Person) -> list[Post]:
    """Replies in what they still follow; new conversations while they still hear of them."""
    followed = set(Follow.objects.filter(person=person).values_list("thread", flat=True)) if posts else set()
    heard: set[int] = set()
    for post in (one for one in posts if one.number == 1):
        here = Membership.objects.present().filter(community=post.thread.community_id, person=person)
        heard |= {post.pk} if hearing.all_hearers(post.thread, here).exists() else set()
    return [post for post in posts if post.thread_id in followed or post.pk in heard]


def _unread(envelope: Envelope) -> list[Post]:
    """The posts this mail is about, in order, without those deleted, gone where this person is not a member,
    or read on the site meanwhile, be it where they stood before."""
    items = envelope.data.get("items") or [envelope.data]
    person = envelope.person
    here = {"thread__community__memberships__person": person, "thread__community__memberships__left_at": None}
    posts = (
        Post.objects.filter(
            pk__in=[item.get("post") for item in items], deleted_at=None, thread__deleted_at=None, **here
        )
        .select_related(*WITH_PLACE)
        .prefetch_related("attachments")
        .order_by("thread_id", "number")
    )
    places = {(post.pk, post.thread_id, post.number) for post in posts}
    former = FormerPlace.objects.filter(post__in=[post.pk for post in posts])
    places |= set(former.values_list("post", "thread", "number"))
    threads = {thread for _post, thread, _number in places}
    readings = Reading.objects.filter(person=person, thread__in=threads)
    read = dict(readings.values_list("thread_id", "last_number"))
    known = {post for post, thread, number in places if read.get(thread, 0) >= number}
    left = [post for post in posts if post.pk not in known]
    until = read_until(person, left[0].thread.community) if left else None
    # What was sorted later came before their eyes then: « all read », said before, did not mean it.
    came = {item["post"]: datetime.fromisoformat(item["sorted_at"]) for item in items if "sorted_at" in item}
    return [post for post in left if until is None or came.get(post.pk, post.created_at) > until]


def _content(
    name: str, posts: list[Post], envelope: Envelope, *, sender: Person | None, **more
) -> Content | None:
    """None when the person has left the community."""
    thread, now = posts[0].thread, envelope.claimed_at or envelope.created_at
    shown = parts(posts, envelope.person, now=now)
    ways = ways_to_answer(envelope, thread.community)
    if ways is None:
        return None
    several = len(shown) > 1
    sender = None if several else sender
    return Content(
        template=f"conversations/emails/{name}",
        subject=_subject(thread, several=several),
        context={
            "posts": posts,
            "post": posts[0],
            "parts": shown,
            "thread": thread,
            "community": thread.community,
            "several": several,
            "now": now,
            "url": settings.SITE_URL + posts[0].url,
            "tune_url": settings.SITE_URL + path_of("following", thread.community.slug),
            **_says_of_answer(envelope, thread, posts),
            **ways,
            **more,
        },
        sender_name=sender.name if sender else thread.community.name,
        thread_key="" if several else f"thread-{thread.pk}",
        answers=_answered(posts[0]),
        reply=("several", envelope.pk) if several else ("thread", thread.pk),
        list_name=thread.community.slug,
    )


def _says_of_answer(envelope: Envelope, thread: Thread, posts: list[Post]) -> dict[str, str]:
    """What the asker may say of the last of these answers by one click."""
    person, now = envelope.person, envelope.claimed_at or envelope.created_at
    last = next((post for post in reversed(posts) if not post.written_by(person)), None)
    if last is None or last.number == 1 or not (thread.asks and thread.written_by(person)):
        return {}
    names = {"solved_url": "solved", "unclear_url": "unclear"}
    return {name: link(answer, person, last.pk, now=now) for name, answer in names.items()}


def _answered(post: Post) -> dict[str, int]:
    """The post that this one answers: the one it quotes, otherwise the one that opens the thread."""
    opening = Post.objects.filter(thread=post.thread_id, number=1).exclude(pk=post.pk)
    pk = post.quotes_id or opening.values_list("pk", flat=True).first()
    return {"post": pk} if pk else {}


def _subject(thread: Thread, *, several: bool) -> str:
    """The same for all mails of a thread, in no language: some programs gather mails by their subject, and
    know this « Re: » only."""
    if several:
        return _("%(community)s: what is new in your conversations") % {"community": thread.community.name}
    return f"Re: {thread.title}"


def _only_author(posts: list[Post]) -> Person | None:
    """Whose name the mail carries: the one author of all its posts, otherwise the community's."""
    return posts[0].author if len({(post.author_id, post.unnamed_id) for post in posts}) == 1 else None
