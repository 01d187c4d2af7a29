"""A person is gone: what they said privately goes with them, and their names leave what others said to them.

In a thread words stay, without a name, because they serve whoever comes later, and a reader looks over what
still names somebody. Here nobody but those spoken to may look, so nobody can tell what names whom: their own
words are deleted, and every name of theirs is taken out of the conversations they were in.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import translation

from tisserand.communities.names import fold
from tisserand.communities.right_of_reply import WRITTEN
from tisserand.mail.written.erasing import nobody, rewrite
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Block, File, Handed, Message, Participation, Report

PORTION = 500
Hide = Callable[[str, str], str]


def erase_messages(person: Person, marks: Marks, now: datetime) -> list[str]:
    """See `Holding.erase`. Returns the names of the files they had joined."""
    own = File.objects.filter(message__author=person)
    gone = [str(file.file.name) for file in own]
    own.delete()
    person.private_messages.update(source="", html="", text="", folded="")
    shared = Participation.objects.filter(person=person).values("conversation")
    for message in _naming(marks, Message.objects.all(), "source").filter(conversation__in=shared):
        _clear(message, marks.hide_all)
    for message in _naming(marks, Message.objects.all(), "source").exclude(conversation__in=shared):
        _clear(message, marks.hide)
    for file in _naming(marks, File.objects.all(), "name"):
        file.name = marks.hide_all(file.name, "…")
        file.save(update_fields=["name"])
    for place in (
        Participation.objects.current().filter(person=person).select_related("conversation__community")
    ):
        place.left_at = now - place.conversation.community.set_back
        place.left_number = place.conversation.last_number
        place.save(update_fields=["left_at", "left_number"])
    return gone


def _clear(message: Message, hide: Hide) -> None:
    with translation.override(message.conversation.community.language):
        instead = nobody()
    if rewrite(message, lambda text: hide(text, instead), instead):
        message.folded = fold(message.text)
        message.save(update_fields=["source", "html", "text", "folded", "format"])


def erase_reports(person: Person, marks: Marks) -> None:
    Handed.objects.filter(author=person).update(html="", text="", files=[])
    for handed in _naming(marks, Handed.objects.all(), "text", "html"):
        if rewrite(handed, lambda text: marks.hide_all(text, "…"), "…"):
            handed.save(update_fields=["text", "html"])
    for handed in Handed.objects.exclude(files=[]).iterator(chunk_size=PORTION):
        if (files := marks.hide_in(handed.files, "…")) != handed.files:
            Handed.objects.filter(pk=handed.pk).update(files=files)
    concerned = Q(reported_by=person) | Q(settled_by=person) | Q(message__author=person)
    concerned |= Q(answered_by=person)
    reports = Report.objects.filter(concerned)
    for report in [*reports, *_naming(marks, Report.objects.all(), *WRITTEN)]:
        for field in WRITTEN:
            setattr(report, field, marks.hide_all(getattr(report, field), "…"))
        report.save(update_fields=WRITTEN)


def erase_blocks(person: Person) -> None:
    Block.objects.filter(Q(by=person) | Q(whom=person)).delete()


def _naming(marks: Marks, rows: QuerySet, *fields: str) -> QuerySet:
    """The rows where one of their names may stand, as far as a database can tell."""
    wanted = Q()
    for word in marks.spellings:
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": word})
    return rows.filter(wanted).order_by("pk") if wanted else rows.none()
