"""What every mail of a community offers beside its own matter: another question, and « call me »."""

from tisserand.mail.addressing import reply_address
from tisserand.mail.answering import link
from tisserand.mail.models import Envelope

from .hearing import wants
from .models import Community


def ways_to_answer(envelope: Envelope, community: Community) -> dict | None:
    """Where this person asks another question, and says that they are stuck, for the templates; each ""
    where it is not offered. None when they are no longer a member, or want no more such mail from here."""
    person, now = envelope.person, envelope.claimed_at or envelope.created_at
    member = community.memberships.present().filter(person=person).first()
    if member is None or not wants(envelope, member):
        return None
    return {
        "ask_address": reply_address(person, "community", community.pk, now=now),
        "call_me_url": "" if member.runs_it else link("call-me", person, member.pk, now=now),
    }
