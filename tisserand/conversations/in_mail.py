"""A conversation as a mail shows it: what is new, then what was said before, as far as a mail may be long.

Some readers cut a mail at 100 kB, and old phones are slow long before: everything has its share of a budget.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.html import linebreaks

from tisserand.mail.addressing import reply_address
from tisserand.mail.answering import link
from tisserand.people.models import Person

from .models import Post, Thread, TopicFollow

NEW = 40_000  # characters of HTML, for all that is new
BEFORE = 20_000  # characters of text, for all that was said before
QUESTION = 4_000  # of which the first message may take so many
EARLIER = 1_500  # and each other one so many
AT_LEAST = 600


@dataclass(frozen=True)
class Entry:
    """One message in a mail; `cut` when it goes on on the page."""

    post: Post
    url: str
    html: str
    text: str
    cut: bool = False


@dataclass(frozen=True)
class Part:
    """One conversation in a mail. `skipped` messages stand between the first one and those shown before;
    `address` is where its reader answers it by mail, "" when the site receives none."""

    thread: Thread
    url: str
    address: str
    unfollow_url: str
    begun: bool  # a new conversation: one hears of each, of its topic or of the community
    quiet_url: str
    new: list[Entry]
    question: Entry | None
    before: list[Entry]
    skipped: int

    @property
    def posts(self) -> list[Post]:
        """What is new."""
        return [entry.post for entry in self.new]


def parts(posts: Iterable[Post], reader: Person, *, now: datetime) -> list[Part]:
    """The conversations of these new posts (by thread and number), each with what was said before."""
    by_thread: dict[int, list[Post]] = {}
    for post in posts:
        by_thread.setdefault(post.thread_id, []).append(post)
    count = sum(len(new) for new in by_thread.values())
    made = []
    for thread, new in by_thread.items():
        begun = [post for post in new if post.number == 1]
        ways: dict[str, Any] = {
            "address": reply_address(reader, "thread", thread, now=now),
            "unfollow_url": link("unfollow", reader, thread, now=now),
            "begun": bool(begun),
            "quiet_url": _quiet(begun[0].thread, reader, now) if begun else "",
        }
        made.append(_part(new, max(NEW // count, AT_LEAST), BEFORE // len(by_thread), ways))
    return made


def _quiet(thread: Thread, reader: Person, now: datetime) -> str:
    """Where its reader stops hearing of each new conversation: of its topic if they chose it, or all."""
    chosen = TopicFollow.objects.filter(topic=thread.topic_id or 0, person=reader).first()
    if chosen:
        return link("quiet-topic", reader, chosen.topic_id, now=now)
    member = thread.community.memberships.present().filter(person=reader).first()
    return link("quiet-community", reader, member.pk, now=now) if member else ""


def _part(new: list[Post], share: int, budget: int, ways: dict[str, Any]) -> Part:
    thread = new[0].thread
    earlier = (
        thread.posts.standing().filter(number__lt=new[-1].number).exclude(pk__in=[post.pk for post in new])
    )
    earlier = earlier.select_related("author").prefetch_related("attachments").order_by("-number")
    before: list[Entry] = []
    question = next((post for post in earlier.filter(number=1)), None)
    asked = _entry(question, thread, min(QUESTION, budget)) if question else None
    budget -= len(asked.text) if asked else 0
    for post in earlier.exclude(number=1)[:50]:
        if budget < AT_LEAST:
            break
        before.append(_entry(post, thread, min(EARLIER, budget)))
        budget -= len(before[-1].text)
    skipped = earlier.exclude(number=1).count() - len(before)
    entries = [_whole(post, thread, share) for post in new]
    return Part(
        thread=thread,
        url=settings.SITE_URL + thread.get_absolute_url(),
        new=entries,
        question=asked,
        before=before[::-1],
        skipped=skipped,
        **ways,
    )


def _whole(post: Post, thread: Thread, share: int) -> Entry:
    if len(post.html) > share:
        return _entry(post, thread, share // 2)
    return Entry(post, _url(post, thread), post.mail_html, post.text)


def _entry(post: Post, thread: Thread, longest: int) -> Entry:
    if len(post.text) <= longest and len(post.html) <= 3 * longest:
        return Entry(post, _url(post, thread), post.mail_html, post.text)
    text = post.text[:longest].rsplit(" ", 1)[0] + " […]"
    return Entry(post, _url(post, thread), linebreaks(text, autoescape=True), text, cut=True)


def _url(post: Post, thread: Thread) -> str:
    return settings.SITE_URL + thread.url_of(post.number)
