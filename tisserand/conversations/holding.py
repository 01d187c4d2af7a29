"""Mail that is not published as it comes: its person says by one click that it is theirs, and where it goes.

That a mail says it is from somebody proves nothing, unless it answers an address that only they were given.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.mail.inbound import Incoming, Refused
from tisserand.people.models import Person

from . import attachments, emails, mailed, writing
from .models import Held, Post, Thread, Unnamed
from .rendering import SOURCE_LIMIT

# Whoever writes in somebody's name makes us write to them: no more than so many mails.
MOST, WITHIN = 5, timedelta(hours=1)


@transaction.atomic
def hold(
    mail: Incoming,
    community: Community,
    *,
    title: str,
    thread: Thread | None = None,
    among: Iterable[Thread] = (),
    without_name: bool = False,
    now: datetime,
) -> Held:
    """Keep it, and ask its person; `now` is the present. Raises Refused on no words, or too many mails.

    `without_name`: its person reads it again for what would say who they are; its files are not kept.
    """
    text = mailed.text_of(mail, subject=thread is None)
    if not text.strip():
        raise Refused(_("Write a few words first."))
    if Held.objects.filter(person=mail.person, received_at__gt=now - WITHIN).count() >= MOST:
        raise Refused(_("Several mails in your name wait for your word already: see the mails we sent you."))
    if thread is not None:
        asked = Unnamed.objects.filter(person=mail.person, posts__thread=thread)
        without_name = without_name or asked.exists()
    held = Held.objects.create(
        person=mail.person,
        community=community,
        thread=thread,
        among=[one.pk for one in among],
        without_name=without_name,
        title=title,
        source=text[:SOURCE_LIMIT],
        received_at=now,
    )
    kept, problems = mailed.files_of(mail, pictures=True)
    if without_name and kept:
        kept, problems = (
            [],
            [_("Files say too much of whose they are: without your name, none is published.")],
        )
    for checked in kept:
        attachments.store(None, checked, held=held, by=mail.person, now=now)
    emails.ask_about(held, problems, now=now)
    return held


@transaction.atomic
def publish(
    held: Held,
    *,
    thread: Thread | None,
    by: Person,
    now: datetime,
    text: str | None = None,
    told_lcm: bool = False,
    looked: bool = False,
) -> Post:
    """It becomes a reply in `thread`, or a question; `now` is the time of its community. Once. `text`: as
    its person has put it since.

    Raises ValidationError as writing does.
    """
    held = (
        Held.objects.select_for_update(of=("self",)).select_related("community__organisation").get(pk=held.pk)
    )
    if held.post is not None:
        return writing.restore(held.post, by=by, now=now)
    files = list(held.attachments.all())
    if thread is not None:
        source = held.source if text is None else text
        post = writing.reply(
            thread, by=by, source=source, via=Post.Via.MAIL, now=now, files=files, looked=looked
        )
    else:
        made = writing.start(
            held.community,
            kind=Thread.Kind.QUESTION,
            title=held.title,
            by=by,
            source=held.source if text is None else text,
            via=Post.Via.MAIL,
            now=now,
            files=files,
            without_name=held.without_name,
            told_lcm=told_lcm,
            looked=looked,
        )
        post = made.posts.get(number=1)
    held.post = post
    held.save(update_fields=["post"])
    return post


def forget(now: datetime) -> int:
    """What nobody published while its link was good goes, its files too; how many there were."""
    before = now - timedelta(days=settings.ONE_CLICK_DAYS + 1)
    old = list(Held.objects.filter(received_at__lt=before).prefetch_related("attachments"))
    for held in old:
        attachments.discard(held.attachments.all())
        held.delete()
    return len(old)
