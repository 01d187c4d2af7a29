"""Answers to a letter go to who approved it, and to us as well (settings.MAIL_TARGETS): a few known words do
what they say, and any answer is a sign of life. What it says is not kept: it is between two people."""

from datetime import datetime

from tisserand.communities import spoken
from tisserand.communities.models import Membership
from tisserand.mail.inbound import Incoming

from .models import Edition


def answer_edition(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail that answers the letter `pk`. Never refused: who approved it has it in any case."""
    edition = Edition.objects.filter(pk=pk).first()
    members = Membership.objects.present().select_related("person", "community__organisation")
    here = members.filter(community=edition.community_id, person=mail.person) if edition else members.none()
    member = here.first()
    if edition is None or member is None or not mail.verified:
        return
    said = spoken.heard(mail, member, now=now)
    if not (said and spoken.obey(said, mail, about=("community", member.community_id), now=now)):
        community = member.community
        community.record("answered-letter", member.person, edition, at=community.at(now))
