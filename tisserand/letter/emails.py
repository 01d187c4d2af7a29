"""The letter as a mail: all of it is there, and one answers it to who wrote it."""

from django.conf import settings

from tisserand.communities.models import Membership
from tisserand.communities.ways import ways_to_answer
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope

from .models import Copy
from .relevance import items_of
from .wording import letters


@kind("letter", Class.NEWS)
def letter(envelope: Envelope) -> Content | None:
    """Composed from the copy of its reader, without what has ceased to be true; None when nothing is left."""
    copies = Copy.objects.filter(edition=envelope.data["edition"], membership=envelope.data["member"])
    known = ("edition__community__organisation", "edition__approved_by", "membership")
    copy = copies.select_related(*known).first()
    if copy is None or copy.membership.hears == Membership.Hears.ADDRESSED:
        return None
    edition, now = copy.edition, envelope.claimed_at or envelope.created_at
    community, ways = edition.community, ways_to_answer(envelope, edition.community)
    if ways is None:
        return None
    copy.membership.person, copy.membership.community = envelope.person, community
    [pieces] = letters(community, [(copy.membership, items_of(copy.items))], present=now)
    if not pieces:
        return None
    author = edition.approved_by
    answered = author is not None and author.is_active and bool(author.email)
    context = {
        "edition": edition,
        "pieces": pieces,
        "community": community,
        "author": author,
        "answered": answered,
        "url": settings.SITE_URL + edition.get_absolute_url(),
        **ways,
    }
    return Content(
        "letter/emails/letter",
        edition.subject,
        context,
        sender_name=community.name,
        thread_key=f"letter-{edition.pk}",
        reply=("edition", edition.pk) if answered else None,
        reply_to=author.email or "" if answered and author else "",
        list_name=community.slug,
    )
