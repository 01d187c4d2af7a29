"""Answers to a letter go to whoever wrote it, and to us as well (settings.MAIL_TARGETS): a few known words do
what they say, and any answer is a sign of life. What it says is not kept: it is between two people."""

from datetime import datetime

from tisserand.communities import spoken
from tisserand.communities.models import Membership
from tisserand.mail.inbound import Incoming

from .models import Outreach


def answer_letter(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail that answers the letter `pk`. Never refused: whoever wrote the letter has it in any case."""
    letter = Outreach.objects.filter(pk=pk, membership__person=mail.person).first()
    present = Membership.objects.present().select_related("person", "community__organisation")
    member = present.filter(pk=letter.membership_id).first() if letter else None
    if letter is None or member is None or not mail.verified:
        return
    said = spoken.heard(mail, member, now=now)
    if not (said and spoken.obey(said, mail, about=("community", member.community_id), now=now)):
        community = member.community
        community.record("wrote-back", member.person, letter, at=community.at(now))
