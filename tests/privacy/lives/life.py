"""Who she is in a test, and what of hers it asks about."""

from dataclasses import dataclass

from tisserand.communities.models import Membership
from tisserand.conversations.models import Post, Thread
from tisserand.messages.models import Message
from tisserand.people.models import Person


@dataclass
class Life:
    person: Person
    place: Membership
    friend: Person
    lcm: Person
    free: Post  # where a friend wrote her name in his own words
    free_title: Thread
    private: Message | None = None  # the first word she said in private
