"""« Merci », said from a mail by one click."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.conversations.models import Post
from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import saying
from .models import Reaction

Kind = Reaction.Kind


@answer("thanks")
def thanks(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a standing message by somebody else, where this person is a member today."""
    here = {"thread__community__memberships__person": person, "thread__community__memberships__left_at": None}
    posts = Post.objects.standing().filter(pk=pk, thread__deleted_at=None, **here).exclude(author=person)
    post = posts.select_related("thread__community__organisation", "thread__closing", "author").first()
    if post is None:
        return None
    said = Reaction.objects.filter(post=post, person=person, kind=Kind.THANKS).exists()
    if not said and not saying.takes_words(post):
        return None
    community = post.thread.community
    return Choice(
        sentence=_("Say thank you for this message in “%(title)s”?") % {"title": post.thread.title},
        button=_("Yes, say thank you"),
        thanks=saying.noted(saying.as_whom(post, person)),
        say=lambda now: saying.say(post, Kind.THANKS, by=person, now=community.at(now)),
        said=said,
        take_back=lambda now: saying.take_back(post, Kind.THANKS, by=person, now=community.at(now)),
        words=post.extract,
        url=post.url,
    )
