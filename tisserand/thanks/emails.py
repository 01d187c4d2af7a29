"""Who wrote hears that they were thanked: gathered over a day, so that no click is a mail."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.ways import ways_to_answer
from tisserand.conversations.models import Post
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope

from .models import Reaction
from .reading import Said, name_of

GATHERED = timedelta(days=1)
LONGEST = 20  # messages in one mail


@dataclass
class Part:
    """What was said of one message."""

    post: Post
    said: Said

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.post.url


@kind("thanked", Class.NEWS, gather=GATHERED)
def thanked(envelope: Envelope) -> Content | None:
    """None when all was taken back or removed, or its reader has left."""
    parts = _parts(envelope)
    if not parts:
        return None
    community = parts[0].post.thread.community
    if (ways := ways_to_answer(envelope, community)) is None:
        return None
    thanks = any(part.said.by for part in parts)
    subject = _("What you wrote earned thanks") if thanks else _("What you wrote was useful")
    context = {"parts": parts[:LONGEST], "community": community, **ways}
    return Content(
        "thanks/emails/thanked",
        subject,
        context,
        sender_name=community.name,
        list_name=community.slug,
    )


def _parts(envelope: Envelope) -> list[Part]:
    """By message, in the order in which each was first told of."""
    told = Reaction.objects.filter(
        pk__in=[item.get("reaction") for item in envelope.items],
        post__author=envelope.person,
        post__deleted_at=None,
        post__thread__deleted_at=None,
        post__thread__community__memberships__person=envelope.person,
        post__thread__community__memberships__left_at=None,
    )
    parts: dict[int, Part] = {}
    for row in told.select_related("person", "post__thread__community__organisation").order_by("pk"):
        said = parts.setdefault(row.post_id, Part(row.post, Said())).said
        if row.kind == Reaction.Kind.USEFUL:
            said.useful = min(said.useful + 1, 2)
        else:
            said.by.append(name_of(row))
    here = {part.post.thread.community_id for part in parts.values()}
    return [part for part in parts.values() if part.post.thread.community_id == min(here)]
