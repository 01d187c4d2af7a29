"""What is written to whoever wrote by mail: their words are on the page, or wait for one click."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.charter import of_unnamed, to_accept
from tisserand.communities.models import Community
from tisserand.communities.promises import promised_words
from tisserand.communities.ways import ways_to_answer
from tisserand.mail import outbox
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .. import links
from ..models import Held, HeldLinks, Post
from ..plain import extract


def tell_posted(post: Post, problems: list[str], *, now: datetime) -> None:
    """Its author learns that what they mailed is on the page; `problems` tell of files that are not."""
    if HeldLinks.objects.filter(post=post).exists():
        problems = [*problems, links.told(post)]
    if (author := post.real_author) is not None:
        outbox.post("posted-by-mail", author, now=now, post=post.pk, problems=problems)


def ask_about(held: Held, problems: list[str], *, now: datetime) -> None:
    """The person in whose name a mail came says what becomes of it."""
    outbox.post("confirm-mail", held.person, now=now, held=held.pk, problems=problems)


@kind("posted-by-mail", Class.NECESSARY)
def posted_by_mail(envelope: Envelope) -> Content | None:
    post = (
        Post.objects.filter(pk=envelope.data["post"], deleted_at=None)
        .select_related("thread__community__organisation", "author")
        .first()
    )
    if post is None or (ways := ways_to_answer(envelope, post.thread.community)) is None:
        return None
    thread, now = post.thread, envelope.claimed_at or envelope.created_at
    here = thread.community.at(now)
    promised = (
        thread.promised_at if post.number == 1 and thread.promised_at and thread.promised_at > here else None
    )
    context = {
        "post": post,
        "thread": thread,
        "problems": envelope.data["problems"],
        "promise": promised_words(promised, here, thread.community.zone) if promised else "",
        "take_back_url": link("take-back", envelope.person, post.pk, now=now),
        "url": settings.SITE_URL + post.url,
        **_charter(envelope.person, thread.community, now),
        **ways,
    }
    subject = (
        _("Your question is there: %(title)s") if post.number == 1 else _("Your reply is there: %(title)s")
    )
    return Content(
        "conversations/emails/posted_by_mail",
        subject % {"title": thread.title},
        context,
        sender_name=thread.community.name,
        thread_key=f"thread-{thread.pk}",
        reply=("thread", thread.pk),
        list_name=thread.community.slug,
    )


def _charter(person: Person, community: Community, now: datetime) -> dict:
    """Whoever only writes by mail reads the charter here, and agrees by one click."""
    member = community.memberships.present().get(person=person)
    charter = to_accept(member)
    return {
        "charter": charter,
        "of_unnamed": of_unnamed(community) if charter else "",
        "accept_charter_url": link("accept-charter", person, charter.pk, now=now) if charter else "",
    }


@kind("confirm-mail", Class.NECESSARY)
def confirm_mail(envelope: Envelope) -> Content | None:
    held = (
        Held.objects.filter(pk=envelope.data["held"], post=None).select_related("community", "thread").first()
    )
    if held is None:
        return None
    now = envelope.claimed_at or envelope.created_at
    context = {
        "held": held,
        "extract": extract(held.source, 600),
        "problems": envelope.data["problems"],
        "publish_url": link("publish", envelope.person, held.pk, now=now),
    }
    subject = _("Where does your answer go?") if held.among else _("One click to publish: %(title)s")
    if held.without_name:
        subject = _("Without your name: read it again, then publish it")
    return Content(
        "conversations/emails/confirm_mail",
        subject % {"title": held.title},
        context,
        sender_name=held.community.name,
        reply=None if held.among or held.without_name else ("publish", held.pk),
        list_name=held.community.slug,
    )
