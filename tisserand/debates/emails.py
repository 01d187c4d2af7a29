"""What debates and polls write to people: an invitation that can be answered from the mail, an outcome."""

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.ways import ways_to_answer
from tisserand.concerns.catching_up import has_seen
from tisserand.conversations.models import Post
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope

from .mailing import SECOND_THOUGHT
from .models import Debate, Outcome, Participant, Poll, Telling, Voter


@kind("take-part", Class.ENCOURAGEMENT, gather=SECOND_THOUGHT)
def take_part(envelope: Envelope) -> Content | None:
    """Dropped once it is closed or withdrawn, or its reader has taken part or left. It holds no
    count of what the others said."""
    rows = Telling.objects.filter(pk__in=[item["telling"] for item in envelope.items])
    telling = rows.select_related("thread__community__organisation", "poll", "told_by").last()
    if telling is None:
        return None
    thread, now = telling.thread, envelope.claimed_at or envelope.created_at
    thing = telling.poll or Debate.objects.get(thread=thread)
    thing.thread = thread
    ways = ways_to_answer(envelope, thread.community)
    if ways is None or not thing.is_open(thread.community.at(now)) or _took_part(thing, envelope.person_id):
        return None
    opening = Post.objects.filter(thread=thread, number=1, deleted_at=None).first()
    context = {
        "thing": thing,
        "is_poll": isinstance(thing, Poll),
        "question": thing.asked if isinstance(thing, Poll) else thread.title,
        "opening": opening,
        "answers": _answers(thing, envelope, now),
        "ballot_url": "",
        "last_day": thing.last_day,
        "sender": telling.told_by,
        "url": settings.SITE_URL + thing.get_absolute_url(),
        **ways,
    }
    if isinstance(thing, Poll) and not context["answers"]:
        context["ballot_url"] = link("ballot", envelope.person, thing.pk, now=now)
    return Content(
        "debates/emails/take_part",
        context["question"],
        context,
        sender_name=telling.told_by.name if telling.told_by else thread.community.name,
        thread_key=f"thread-{thread.pk}",
        reply=("thread", thread.pk),
        list_name=thread.community.slug,
    )


def _took_part(thing: Debate | Poll, person: int) -> bool:
    if isinstance(thing, Poll):
        return Voter.objects.filter(poll=thing, person=person).exists()
    return Participant.objects.filter(debate=thing, person=person).exists()


def _answers(thing: Debate | Poll, envelope: Envelope, now) -> list[tuple[str, str]]:
    """What each link says, and the link. None for a ballot that is anonymous or in order: see `one_click`."""
    if isinstance(thing, Debate):
        places = sorted(thing.positions.all(), key=lambda one: (one.undecided, one.number))
        return [(one.name, link("position", envelope.person, one.pk, now=now)) for one in places]
    if thing.anonymous or thing.ranked:
        return []
    options = thing.options.all()
    return [(one.label, link("vote", envelope.person, one.pk, now=now)) for one in options]


@kind("debate-outcome", Class.NEWS, gather=SECOND_THOUGHT)
def debate_outcome(envelope: Envelope) -> Content | None:
    threads = [item["thread"] for item in envelope.items]
    rows = Outcome.objects.filter(debate__thread__in=threads, post__deleted_at=None)
    outcome = rows.select_related("debate__thread__community__organisation", "post", "concluded_by").first()
    if outcome is None or outcome.debate.thread.deleted_at:
        return None
    thread = outcome.debate.thread
    ways, key = ways_to_answer(envelope, thread.community), f"outcome.{outcome.pk}"
    if ways is None or has_seen(envelope.person, key, outcome.concluded_at, thread.community):
        return None
    outcome.post.thread = thread
    context = {
        "outcome": outcome,
        "post": outcome.post,
        "kept": list(outcome.positions.all()),
        "thread": thread,
        "url": settings.SITE_URL + outcome.post.url,
        **ways,
    }
    return Content(
        "debates/emails/debate_outcome",
        _("What the debate came to: %(question)s") % {"question": thread.title},
        context,
        sender_name=outcome.concluded_by.name if outcome.concluded_by else thread.community.name,
        thread_key=f"thread-{thread.pk}",
        reply=("thread", thread.pk),
        list_name=thread.community.slug,
    )
