"""What somebody new here writes is there at once; its outside links wait until an LCM has looked at them.

Held, a link is neither in the HTML nor in the text: nothing shows, mails or exports it by mistake. `source`
keeps it, from which it comes back.
"""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person
from tisserand.search import indexing

from . import rendering
from .models import HeldLinks, Post, Thread
from .models.unnamed import theirs

_ANCHOR = re.compile(r'(<a\b[^>]*\bhref="([^"]*)"[^>]*>)(.*?)</a>', re.S)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'»)\]]+", re.I)


def look_at(
    thread: Thread, by: Person, body: rendering.Body, *, unnamed: bool, again: Post | None = None
) -> tuple[rendering.Body, bool]:
    """The body without its links to elsewhere, and whether some wait. `again`: the post that is edited.

    Those of who writes without their name wait whoever it is: to hold some would tell who is new. Costs
    nothing where there is no link to elsewhere, one statement where there is.
    """
    if not found(body.html, body.text):
        return body, False
    if not _to_hold(thread.community, by, unnamed=unnamed, again=again):
        return body, False
    return _without_links(body, thread.community), True


def _to_hold(community: Community, by: Person, *, unnamed: bool, again: Post | None) -> bool:
    if unnamed:
        return community.links_held_for > 0
    return _new_here(community, by, besides=again) or (again is not None and _waits(again))


def _waits(post: Post) -> bool:
    return HeldLinks.objects.filter(post=post).exists()


def _new_here(community: Community, by: Person, *, besides: Post | None) -> bool:
    """A learner who has fewer messages standing here than the community wants to have seen first."""
    if not community.links_held_for:
        return False
    wrote = Post.objects.standing().filter(theirs(by), thread__community=community)
    wrote = wrote.exclude(pk=besides.pk) if besides else wrote
    member = community.memberships.present().filter(person=by, role=Membership.Role.LEARNER)
    return member.exists() and wrote[: community.links_held_for].count() < community.links_held_for


def found(html: str, text: str) -> list[str]:
    """The addresses of other sites, in order, each once."""
    linked = [address for _tag, address, _words in _ANCHOR.findall(html)]
    written = _ADDRESS.findall(text)
    return list(dict.fromkeys(one for one in [*linked, *written] if _elsewhere(one)))


def _elsewhere(address: str) -> bool:
    if address.lower().startswith("www."):
        address = f"//{address}"
    return bool(host := urlsplit(address).netloc) and host != urlsplit(settings.SITE_URL).netloc


def instead(community: Community) -> str:
    """What stands in a message for each link that waits."""
    with translation.override(community.language):
        return _("[a link that waits for a look]")


def _without_links(body: rendering.Body, community: Community) -> rendering.Body:
    waits = instead(community)
    hidden = lambda match: waits if _elsewhere(match[0]) else match[0]  # noqa: E731
    html, end = "", 0
    for match in _ANCHOR.finditer(body.html):
        words = _ADDRESS.sub("", match[3]).strip()
        held = f"{words} {escape(waits)}".strip() if _elsewhere(match[2]) else match[0]
        html += _ADDRESS.sub(hidden, body.html[end : match.start()]) + held
        end = match.end()
    html += _ADDRESS.sub(hidden, body.html[end:])
    return replace(body, html=html, text=_ADDRESS.sub(hidden, body.text))


def told(post: Post) -> str:
    """What who wrote them is told, kindly."""
    if post.unnamed_id:
        return _(
            "It is there for everybody to read. As it bears no name, its links wait for somebody who runs "
            "the community to look at them: nothing for you to do."
        )
    return _(
        "It is there for everybody to read. As you are new here, its links wait for somebody who runs the "
        "community to look at them: nothing for you to do."
    )


@transaction.atomic
def release(post: Post, *, by: Person, now: datetime) -> bool:
    """Let its links through; False when nothing waits any more. PermissionDenied to who does not moderate."""
    community = post.thread.community
    member = community.memberships.present().filter(person=by).first()
    if member is None or not member.may("moderate"):
        raise PermissionDenied
    post = Post.objects.select_for_update(of=("self",)).select_related("thread").get(pk=post.pk)
    gone, _rows = HeldLinks.objects.filter(post=post).delete()
    if gone:
        body = rendering.render(post.source, post.format)
        post.html, post.text = body.html, body.text
        post.save(update_fields=["html", "text"])
        indexing.note("thread", post.thread_id, post.pk)
        community.record("released-links", by, post, at=now, thread=post.thread_id)
    return bool(gone)
