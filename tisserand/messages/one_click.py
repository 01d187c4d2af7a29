"""What somebody says by one click about a private conversation."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import taking_part
from .models import Conversation


@answer("mute")
def mute(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a private conversation where this person takes part."""
    here = {"community__memberships__person": person, "community__memberships__left_at": None}
    found = Conversation.objects.of(person).filter(pk=pk, **here).select_related("community__organisation")
    if (conversation := found.first()) is None:
        return None
    community = conversation.community
    return Choice(
        sentence=_("Shall we send you no more mail of this private conversation? It stays on the page."),
        button=_("No more mail of it"),
        thanks=_("No more mail will come of this conversation. You find it among your messages."),
        say=lambda now: taking_part.mute(conversation, person, now=community.at(now)),
        said=taking_part.is_muted(conversation, person),
        take_back=lambda now: taking_part.unmute(conversation, person),
        words=community.name,
        url=conversation.get_absolute_url(),
    )
