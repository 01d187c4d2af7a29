"""Give an argument: a post that speaks for a position."""

from datetime import datetime

from django.db import transaction

from tisserand.conversations import writing
from tisserand.conversations.models import Post
from tisserand.people.models import Person

from .models import Argument, Debate, Position


@transaction.atomic
def argue(position: Position, *, by: Person, now: datetime, **said) -> Post:
    """A new post of the debate, for `position`; `said` is what `writing.reply` takes.

    One may argue for a position one does not hold. ValidationError as for a reply, and once it is closed.
    """
    debate = Debate.held(position.debate_id)
    debate.hold_open(now)
    post = writing.reply(debate.thread, by=by, now=now, **said)
    Argument.objects.get_or_create(post=post, defaults={"position": position})
    return post
