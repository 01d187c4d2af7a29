"""A person is gone, their words stay readable: their names leave what they wrote, calls to them call nobody.

What others wrote of them in their own words is not rewritten: nobody but a reader can tell whether « Claire »
is a person. It is listed for the people who run the community (`NameLeft`), without the name.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext

from tisserand.communities.right_of_reply import WRITTEN
from tisserand.mail.plain import words_of
from tisserand.mail.written.erasing import Change, nobody, rewrite
from tisserand.mail.written.pictures import without
from tisserand.people.held import Remaining
from tisserand.people.marks import Marks
from tisserand.people.models import Person
from tisserand.search import indexing

from . import attachments
from .models import (
    Attachment,
    Closing,
    Follow,
    Mention,
    NameLeft,
    Post,
    Reading,
    Report,
    Revision,
    Thread,
    Topic,
    TopicFollow,
)
from .models.unnamed import theirs

PORTION = 500

__all__ = ["concerned", "erase", "nobody", "remaining", "rewrite"]


def erase(person: Person, marks: Marks, now: datetime) -> list[str]:
    """See `Holding.erase`. Returns the names of the files they had joined."""
    files = _take_files_away(person)
    own = Post.objects.filter(theirs(person))
    said = {*own.values_list("thread", "pk"), *concerned(marks).values_list("thread", "pk")}
    for post in own.select_related("thread__community").order_by("pk"):
        _clear_own(post, marks)
    for post in concerned(marks).exclude(theirs(person)).iterator(chunk_size=PORTION):
        _clear_of_another(post, person, marks, now)
    titled = _clear_titles(person, marks, now)
    for some in indexing.in_batches(said):
        indexing.make("thread", {thread for thread, _post in some}, {post for _thread, post in some})
    for threads in indexing.in_batches(titled):
        indexing.make("thread", threads)
    _clear_reasons(person, marks)
    for model in (Mention, Follow, TopicFollow, Reading):
        model.objects.filter(person=person).delete()
    return files


def remaining(person: Person, marks: Marks) -> Iterator[Remaining]:
    """The messages of others, in the communities where they are, that would still name them."""
    here = Q(thread__community__memberships__person=person, deleted_at=None, thread__deleted_at=None)
    for post in concerned(marks).filter(here).exclude(theirs(person)).iterator(chunk_size=PORTION):
        text = _without_what_is_sure(post, person, marks)(post.text)
        if marks.maybe_in(text) or (post.number == 1 and marks.maybe_in(post.thread.title)):
            yield Remaining(post.thread.title, post.url)


def concerned(marks: Marks) -> QuerySet[Post]:
    """The posts where one of their names may stand, whatever it means there: what a database can tell."""
    described = _with_one_of(marks, Attachment.objects.exclude(description=""), "description")
    posts = _with_one_of(marks, Post.objects.all(), "source", "thread__title")
    posts = posts | Post.objects.filter(pk__in=described.order_by().values("post"))
    return posts.order_by("pk").select_related("thread__community")


def _with_one_of(marks: Marks, rows: QuerySet, *fields: str) -> QuerySet:
    wanted = Q()
    for word in marks.spellings:
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": word})
    return rows.filter(wanted).order_by("pk") if wanted else rows.none()


# Their own words: they sign, introduce themselves, leave their number


def _clear_own(post: Post, marks: Marks) -> None:
    with translation.override(post.thread.community.language):
        instead = nobody()
        rows: list[Post | Revision] = [post, *post.revisions.all()]
        for row in rows:
            if rewrite(row, lambda text: marks.hide_all(text, instead), instead):
                row.save()


def _take_files_away(person: Person) -> list[str]:
    """What they joined may name them anywhere in it: it goes, and its message says so."""
    joined = Attachment.objects.filter(uploaded_by=person).select_related("post__thread__community")
    for post in {one.post for one in joined if one.post}:
        _take_pictures_out(post, person)
        with translation.override(post.thread.community.language):
            said = gettext("[a file went with the account of the person who had joined it]")
        Post.objects.filter(pk=post.pk).update(
            source=f"{post.source}\n\n{said}", html=f"{post.html}<p>{said}</p>", text=f"{post.text}\n\n{said}"
        )
    names = [str(file.name) for one in joined for file in one.files]
    joined.delete()
    return names


def _take_pictures_out(post: Post, person: Person) -> None:
    """From the message, and from what it said before."""
    pictures = attachments.pictures_of(post)
    theirs = {one.token for one in pictures if one.uploaded_by_id == person.pk}
    revisions = list(post.revisions.all()) if theirs else []
    for shown in attachments.shown(post.thread.community, pictures):
        if shown.token in theirs:
            post.html, post.text = without(post.html, post.text, shown)
            for revision in revisions:
                revision.html, _words = without(revision.html, "", shown)
    for revision in revisions:
        revision.save(update_fields=["html"])


# The words of others


def _without_what_is_sure(post: Post, person: Person, marks: Marks, instead: str = "") -> Change:
    """Calls by name, where the post is known to name them; addresses and numbers; in a mail, the whole name
    too, for mail programs write it by themselves above what they quote."""
    called = post.mentions.filter(person=person).exists()
    hide = marks.hide if post.format == Post.Format.MAIL else marks.hide_addresses
    return lambda text: hide(marks.hide_calls(text, instead) if called else text, instead)


def _clear_of_another(post: Post, person: Person, marks: Marks, now: datetime) -> None:
    with translation.override(post.thread.community.language):
        instead = nobody()
    change = _without_what_is_sure(post, person, marks, instead)
    if post.deleted_at or post.thread.deleted_at:
        change = lambda text: marks.hide_all(text, instead)  # noqa: E731  nobody reads it any more
    if rewrite(post, change, instead):
        post.save(update_fields=["source", "html", "text", "format"])
    if places := marks.places_in(post.text):
        NameLeft.objects.create(post=post, places=places, found_at=now - post.thread.community.set_back)


def _clear_titles(person: Person, marks: Marks, now: datetime) -> list[int]:
    """Returns the threads where one of their names stood in the title."""
    titled = []
    threads = _with_one_of(marks, Thread.objects.all(), "title").select_related("community", "unnamed")
    for thread in threads.iterator(chunk_size=PORTION):
        with translation.override(thread.community.language):
            mine = thread.written_by(person) or thread.deleted_at or thread.merged_into_id
            hide = marks.hide_all if mine else marks.hide_addresses
            thread.title = hide(thread.title, nobody())[:200]
        thread.save(update_fields=["title"])
        titled.append(thread.pk)
        first = thread.posts.filter(number=1).first()
        if first and (places := marks.places_in(thread.title)):
            found_at = now - thread.community.set_back
            NameLeft.objects.create(post=first, in_title=True, places=places, found_at=found_at)
    # What a request for help was sent with describes its sender.
    Thread.objects.filter(author=person).update(context={})  # without a name, it was sent with nothing
    return titled


# What is only a trace


def _clear_reasons(person: Person, marks: Marks) -> None:
    for revision in _with_one_of(
        marks, Revision.objects.exclude(theirs(person, "post__")), "source", "title"
    ):
        if marks.maybe_in(f"{revision.title}\n{revision.source}\n{words_of(revision.html)}"):
            revision.delete()
    _clear_field(Closing.objects.filter(closed_by=person), "reason", marks.hide_all)
    _clear_field(_with_one_of(marks, Closing.objects.all(), "reason"), "reason", marks.hide)
    _clear_field(_with_one_of(marks, Topic.objects.all(), "name"), "name", marks.hide_all)
    _clear_field(Post.objects.filter(deleted_by=person), "deletion_reason", marks.hide_all)
    _clear_field(_with_one_of(marks, Post.objects.all(), "deletion_reason"), "deletion_reason", marks.hide)
    _clear_field(Report.objects.filter(reported_by=person), "reason", marks.hide_all)
    _clear_field(Report.objects.filter(settled_by=person), "decision_reason", marks.hide_all)
    _clear_field(Report.objects.filter(answered_by=person), "answer", marks.hide_all)
    _clear_field(Report.objects.filter(theirs(person, "post__")), "reply", marks.hide_all)
    for field in WRITTEN:
        _clear_field(_with_one_of(marks, Report.objects.all(), field), field, marks.hide)
    for field in ("name", "description"):
        _clear_field(_with_one_of(marks, Attachment.objects.all(), field), field, marks.hide_all)


def _clear_field(rows: QuerySet, field: str, hide: Callable[[str, str], str]) -> None:
    for row in rows.iterator(chunk_size=PORTION):
        before = getattr(row, field)
        if (after := hide(before, "…")) != before:
            setattr(row, field, after)
            row.save(update_fields=[field])
