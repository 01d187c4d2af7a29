"""The mails of encouragement that people write by hand: a letter, a word asked of a colleague and given by
them, what was agreed."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.communities.ways import ways_to_answer
from tisserand.mail.addressing import reply_address
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.written import dressing
from tisserand.messages.models import Message
from tisserand.programmes import progress

from . import peer_words
from .models import Accommodation, NextStep, Outreach, PeerWord

# Time to see one's mistake and take the letter back.
HOLD = timedelta(seconds=60)


@kind("personal-letter", Class.ENCOURAGEMENT, hold=HOLD)
def personal_letter(envelope):
    act = (
        Outreach.objects.standing()
        .filter(pk=envelope.data["outreach"], membership__left_at=None)
        .select_related("done_by", "community", "membership__person", "membership__community__organisation")
        .first()
    )
    if act is None or act.done_by is None or act.membership is None:
        return None
    context = {"act": act, "greets": act.kind == Outreach.Kind.GREETED}
    return Content(
        "attention/emails/personal_letter",
        act.subject,
        context | _next_step(envelope, act.membership) | (ways_to_answer(envelope, act.community) or {}),
        sender_name=act.done_by.name,
        list_name=act.community.slug,
        reply=("letter", act.pk),
        reply_to=act.done_by.email or "",
    )


def _next_step(envelope, member: Membership) -> dict:
    """The step that comes next for its reader, under the letter, with a link that says it is done."""
    now = envelope.claimed_at or envelope.created_at
    community = member.community
    ahead = progress.next_step(member, community.today(community.at(now)))
    if ahead is None:
        return {}
    step = ahead[1]
    return {"step": step, "step_done_url": link("step-done", envelope.person, step.pk, now=now)}


@kind("peer-asked", Class.ENCOURAGEMENT, hold=HOLD)
def peer_asked(envelope):
    """To a colleague: whom, why they of all people, a text to adapt. Nothing else of the other person."""
    word = PeerWord.objects.of(envelope.person).filter(pk=envelope.data["word"]).first()
    now = envelope.claimed_at or envelope.created_at
    if word is None or word.outreach.done_by is None:
        return None
    act, community, me = word.outreach, word.outreach.community, envelope.person
    if not peer_words.is_open(word, community.at(now)):
        return None
    says = {name: link(f"peer-{name}", me, word.pk, now=now) for name in ("write", "spoke", "decline")}
    wishes = {name: link(f"peer-{name}", me, word.peer_id, now=now) for name in ("gladly", "never")}
    return Content(
        "attention/emails/peer_asked",
        _("A word to %(name)s?") % {"name": act.membership.person.first_name},
        {
            "word": word,
            "act": act,
            "by": act.done_by,
            "them": act.membership.person,
            "community": community,
            "says": says,
            "wishes": wishes,
            "word_address": reply_address(me, "peerword", word.pk, now=now),
        },
        sender_name=act.done_by.name,
        list_name=community.slug,
        reply_to=act.done_by.email or "",
    )


@kind("peer-word", Class.ENCOURAGEMENT, sealed=True)
def peer_word(envelope):
    """From a colleague: their own words, as any private message; an answer goes to them alone. Not once it
    was read on the page or removed, nor to who is on leave or asked to be left in peace meanwhile."""
    word = PeerWord.objects.filter(pk=envelope.data["word"]).select_related("outreach__done_by").first()
    unread = Message.objects.unread_by(envelope.person).filter(pk=envelope.data["message"])
    message = (
        unread.exclude(source="").select_related("author", "conversation__community__organisation").first()
    )
    if word is None or message is None or message.author is None:
        return None
    community = message.conversation.community
    now = envelope.claimed_at or envelope.created_at
    member = community.memberships.present().filter(person=envelope.person).first()
    held = Accommodation.objects.holding(community.today(community.at(now))).pausing()
    if member is None or held.filter(membership=member).exists():
        return None
    return Content(
        "attention/emails/peer_word",
        _("A word from %(name)s") % {"name": message.author.name},
        {
            "message": message,
            "html": dressing.for_mail(message.html, settings.SITE_URL),
            "asked_by": word.outreach.done_by,
            "community": community,
            "url": settings.SITE_URL + message.url,
        },
        sender_name=message.author.name,
        thread_key=f"private-{message.conversation_id}",
        reply=("private", message.conversation_id),
        list_name=community.slug,
    )


@kind("what-we-agreed", Class.ANSWER, hold=HOLD)
def what_we_agreed(envelope):
    """What was agreed in a talk, for who wanted to read it again."""
    agreed = (
        NextStep.objects.open()
        .filter(pk=envelope.data["step"], membership__left_at=None)
        .select_related("agreed_by", "membership__person", "membership__community__organisation")
        .first()
    )
    if agreed is None or agreed.agreed_by is None:
        return None
    now, community = envelope.claimed_at or envelope.created_at, agreed.membership.community
    names = {"done": _("It is done"), "not-yet": _("Not yet"), "call": _("Call me")}
    buttons = [
        (label, link(f"agreed-{name}", envelope.person, agreed.pk, now=now)) for name, label in names.items()
    ]
    return Content(
        "attention/emails/what_we_agreed",
        _("What we agreed"),
        {"agreed": agreed, "by": agreed.agreed_by, "community": community, "buttons": buttons},
        sender_name=agreed.agreed_by.name,
        list_name=community.slug,
        reply=("letter", agreed.outreach_id) if agreed.outreach_id else None,
        reply_to=agreed.agreed_by.email or "",
    )
