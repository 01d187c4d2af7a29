"""What was done with a conversation so that others find their way, told once to those it concerns.

It may be undone within ten minutes before anybody hears of it. An undoing is told to who was told of the act.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.mail import outbox
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from ..models import Arrangement, Closing, Thread

SECOND_THOUGHT = timedelta(minutes=10)
KIND = "put-in-order"
WITH_PLACE = ("thread__community", "into__community", "from_community", "undoing")


def tell_arranged(done: Arrangement, people: Iterable[Person | None]) -> None:
    """`people`: whom it concerns, save who did it."""
    _tell(done.thread.community, people, done.done_by, done.done_at, arrangement=done.pk, back=False)


def tell_put_back(done: Arrangement, back: Arrangement) -> None:
    told = Envelope.objects.filter(kind=KIND, data__arrangement=done.pk, data__back=False)
    people = Person.objects.filter(envelopes__in=told)
    _tell(done.thread.community, people, back.done_by, back.done_at, arrangement=done.pk, back=True)


def tell_closed(closing: Closing) -> None:
    """Who began the conversation; not who closed it."""
    thread = closing.thread
    _tell(thread.community, [thread.real_author], closing.closed_by, closing.closed_at, closing=closing.pk)


def _tell(
    community: Community, people: Iterable[Person | None], by: Person | None, at: datetime, **data
) -> None:
    for person in dict.fromkeys(people):
        if person is not None and person != by:
            outbox.post(KIND, person, now=at + community.set_back, **data)


@kind(KIND, Class.ANSWER, hold=SECOND_THOUGHT)
def put_in_order(envelope: Envelope) -> Content | None:
    if "closing" in envelope.data:
        return _closed(envelope)
    found = Arrangement.objects.select_related(*WITH_PLACE).filter(pk=envelope.data["arrangement"])
    done, back = found.first(), envelope.data["back"]
    if done is None or (done.undone and not back) or (back and not _was_told(done, envelope.person)):
        return None
    how = "undone" if back else done.kind
    thread = done.into if done.into and not back else done.thread
    return _content(envelope, thread, how, done=done, mine=_mine(done, envelope.person))


def _closed(envelope: Envelope) -> Content | None:
    closing = Closing.objects.filter(pk=envelope.data["closing"]).select_related("thread__community").first()
    return _content(envelope, closing.thread, "closed", closing=closing) if closing else None


def _content(envelope: Envelope, thread: Thread, how: str, **told) -> Content:
    """Who may not open the conversation any more gets no button that leads nowhere."""
    here = thread.community.memberships.present().filter(person=envelope.person).exists()
    context = {"how": how, "thread": thread, "here": here, "url": "", **told}
    if here:
        context["url"] = settings.SITE_URL + thread.get_absolute_url()
    return Content(
        template="conversations/emails/put_in_order",
        subject=_("About your conversation “%(title)s”") % {"title": thread.title},
        context=context,
        sender_name=thread.community.name if here else "",
        list_name=thread.community.slug if here else "",
    )


def _mine(done: Arrangement, person: Person) -> bool:
    """Whether it is their own conversation that went to another."""
    return done.thread.written_by(person)


def _was_told(done: Arrangement, person: Person) -> bool:
    gone = (Envelope.State.SENT, Envelope.State.UNCERTAIN)
    told = Envelope.objects.filter(kind=KIND, person=person, state__in=gone)
    return told.filter(data__arrangement=done.pk, data__back=False).exists()
