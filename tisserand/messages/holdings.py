from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tisserand.communities import right_of_reply
from tisserand.people.held import Holding, Period, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from . import erasing
from .files import discard
from .models import Block, Conversation, File, Handed, Message, Participation, Report


@holding
class PrivateReports(Holding):
    key = "private-reports"
    name = _("Private messages that were reported, as they were handed over, and what was decided")
    purpose = _("To settle what was reported, and to answer for it. Only what was handed over can be read.")
    confidential = True
    models = (Report, Handed)
    period = Period(12, 3, 36)
    at_the_end = _("Counted from the decision. A report that nobody has settled stays.")

    def old(self, before: datetime):
        return Report.objects.filter(settled_at__lt=Value(before) - F("community__set_back"))

    def rows(self, person: Person):
        """Those they made, and what was decided of theirs: never who reported, nor in which words."""
        concerned = Q(reported_by=person) | Q(message__author=person, settled_at__isnull=False)
        for one in Report.objects.filter(concerned).select_related("community", "message").order_by("pk"):
            mine = {"reported_at": one.reported_at, "reason": one.reason}
            yield {
                "community": one.community.name,
                **(mine if one.reported_by_id == person.pk else {}),
                "settled_at": one.settled_at,
                "decision": one.get_decision_display(),
                "decision_reason": one.decision_reason,
                **right_of_reply.held(one, as_author=one.message.author_id == person.pk),
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        erasing.erase_reports(person, marks)
        return ()


@holding
class PrivateMessages(Holding):
    key = "private-messages"
    name = _("Your private messages, those you received, and the files joined to them")
    purpose = _(
        "For you and the people you write to, and for nobody else: neither those who run your community "
        "nor an administrator can read them here."
    )
    confidential = True
    models = (Conversation, Participation, Message, File)
    period = Period(24, 3, 120)
    at_the_end = _("Deleted for everybody who took part, with their files.")

    def old(self, before: datetime):
        return Message.objects.filter(created_at__lt=Value(before) - F("conversation__community__set_back"))

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        while old := list(self.old(before).order_by().values_list("pk", flat=True)[:at_most]):
            with transaction.atomic():
                discard(File.objects.filter(message__in=old))
                Message.objects.filter(pk__in=old).delete()
            yield len(old)
        silent = Conversation.objects.filter(last_message_at__lt=Value(before) - F("community__set_back"))
        silent.exclude(Exists(Message.objects.filter(conversation=OuterRef("pk")))).delete()

    def rows(self, person: Person):
        messages = Message.objects.readable_by(person).exclude(source="").standing()
        messages = messages.select_related("author", "conversation__community").prefetch_related("files")
        for one in messages.order_by("conversation", "number").iterator(chunk_size=500):
            mine = one.author_id == person.pk
            yield {
                "community": one.conversation.community.name,
                "thread": one.conversation_id,
                "at": one.created_at,
                "by": gettext("you") if mine else one.author.name if one.author else "",
                "text": one.text,
                "files": [file.name for file in one.files.all()],
            }

    def files(self, person: Person):
        for file in File.objects.readable_by(person).order_by("pk").iterator(chunk_size=200):
            yield file.name, file.file

    def erase(self, person: Person, marks: Marks, now: datetime):
        return erasing.erase_messages(person, marks, now)


@holding
class Blocks(Holding):
    key = "blocks"
    name = _("The people you have blocked")
    purpose = _("So that no private message from them reaches you. Nobody else sees it, they least of all.")
    confidential = True
    models = (Block,)
    kept = _("until you lift it, or one of you goes")

    def rows(self, person: Person):
        for one in person.blocks.select_related("whom").order_by("blocked_at", "pk"):
            yield {"blocked": one.whom.name, "at": one.blocked_at}

    def erase(self, person: Person, marks: Marks, now: datetime):
        erasing.erase_blocks(person)
        return ()
