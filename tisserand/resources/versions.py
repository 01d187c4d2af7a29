"""Write the next wording of a synthesis or of a sheet. Called by the acts, in their transaction."""

from datetime import datetime

from django.db.models import Max

from tisserand.conversations import rendering
from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person

from . import quoting
from .models import Quotation, Sheet, Synthesis, Version


def quotable(thread: Thread | None) -> dict[int, Post]:
    """The posts of a thread that may be quoted, by number."""
    if thread is None:
        return {}
    return {post.number: post for post in Post.objects.standing().filter(thread=thread)}


def write(
    work: Synthesis | Sheet,
    *,
    by: Person,
    source: str,
    format: str,
    now: datetime,
    title: str = "",
    up_to: int | None = None,
    form_token: str | None = None,
) -> tuple[Version, bool]:
    """The next version, and whether there is one: the same words again make none. The row of `work` is held.

    Raises ValidationError when the text is empty or too long, or quotes what was not said.
    """
    body = rendering.render(source, format)
    html, quoted = quoting.taken_out(body.html, quotable(work.thread))
    last = Version.objects.of(work).first()
    if last and _same(last, title, html, quoted, up_to):
        return last, False
    number = Version.objects.of(work).aggregate(last=Max("number"))["last"] or 0
    version = Version(
        number=number + 1,
        title=title,
        html=html,
        text=quoting.words_of(html),
        up_to=up_to,
        written_by=by,
        written_at=now,
        form_token=form_token,
    )
    if isinstance(work, Synthesis):
        version.synthesis = work
    else:
        version.sheet = work
    version.save()
    Quotation.objects.bulk_create(
        Quotation(version=version, place=place, post=post, words=words)
        for place, (post, words) in enumerate(quoted, 1)
    )
    return version, True


def _same(last: Version, title: str, html: str, quoted: list[tuple[Post, str]], up_to: int | None) -> bool:
    said = [(post.pk, words) for post, words in quoted]
    before = list(last.quotations.values_list("post", "words"))
    return (last.title, last.html, last.up_to, before) == (title, html, up_to, said)


def already(by: Person, form_token: str | None) -> Version | None:
    """The version that this form has made, when it was sent before."""
    return Version.objects.filter(written_by=by, form_token=form_token).first() if form_token else None
