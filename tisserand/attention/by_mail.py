"""Answers to a letter go to whoever wrote it, and to us as well (settings.MAIL_TARGETS): a few known words do
what they say, and any answer is a sign of life. What it says is not kept: it is between two people."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tisserand.communities import spoken
from tisserand.communities.models import Membership
from tisserand.mail.inbound import Incoming, Refused
from tisserand.mail.inbound.incoming import sealed
from tisserand.mail.written import mailed

from . import peer_words
from .models import Outreach, PeerWord


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


@sealed
def give_word(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail to the address that says the word `pk` to a colleague: its text is the word. Only from the
    address we know, as for any private message; what answers the mail itself goes to whoever asked."""
    word = PeerWord.objects.of(mail.person).filter(pk=pk).first()
    if word is None:
        raise Refused(peer_words.over_words())
    if not mail.verified:
        raise Refused(
            _("A private message is taken from your own address only. Write from it, or on the page.")
        )
    if not mail.text.strip():
        raise Refused(_("Write a few words first."))
    here = word.outreach.community
    try:
        peer_words.write(word, text=mailed.text_of(mail), by=mail.person, now=here.at(now))
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
