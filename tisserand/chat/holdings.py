from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tisserand.communities import right_of_reply
from tisserand.people.held import Holding, Period, Remaining, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person
from tisserand.search import indexing

from . import keeping
from .models import ChatMention, ChatMessage, ChatReport, DigestWish, Lift, Room


@holding
class ChatReports(Holding):
    key = "chat-reports"
    name = _("Messages of live chat reported to those who run the community, and what was decided")
    purpose = _("To settle what was reported, and to answer for it.")
    models = (ChatReport,)
    period = Period(12, 3, 36)
    at_the_end = _(
        "Counted from the decision, and no longer than the message. A report that nobody has settled stays."
    )

    def old(self, before: datetime):
        return ChatReport.objects.filter(
            settled_at__lt=Value(before) - F("message__room__community__set_back")
        )

    def rows(self, person: Person):
        """Those they made, and what was decided of theirs: never who reported, nor in which words."""
        concerned = Q(reported_by=person) | Q(message__author=person, settled_at__isnull=False)
        for one in ChatReport.objects.filter(concerned).select_related("message__room").order_by("pk"):
            mine = {"reported_at": one.reported_at, "reason": one.reason}
            yield {
                "room": one.message.room.name,
                **(mine if one.reported_by_id == person.pk else {}),
                "settled_at": one.settled_at,
                "decision": one.get_decision_display(),
                "decision_reason": one.decision_reason,
                **right_of_reply.held(one, as_author=one.message.author_id == person.pk),
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        for one in ChatReport.objects.select_related("message"):
            wrote = person.pk in (one.reported_by_id, one.settled_by_id, one.answered_by_id)
            hide = marks.hide_all if wrote or one.message.author_id == person.pk else marks.hide
            for field in right_of_reply.WRITTEN:
                setattr(one, field, hide(getattr(one, field), "…"))
            one.save(update_fields=right_of_reply.WRITTEN)
        return ()


@holding
class Chat(Holding):
    key = "chat"
    name = _("What you say in live chat rooms")
    purpose = _("For those who are there, and for those who come by a little later.")
    models = (ChatMessage, Room, Lift)
    period = Period(12, 1, 36)
    at_the_end = _(
        "Each community may choose less. What became a question stays with the conversations; a reported "
        "message stays until the report is settled."
    )

    def count(self, before: datetime) -> int:
        return keeping.older(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        return keeping.delete(keeping.older(before), at_most)

    def rows(self, person: Person):
        for one in person.chat_messages.select_related("room__community").order_by("created_at", "pk"):
            yield {
                "community": one.room.community.name,
                "room": one.room.name,
                "written_at": one.created_at,
                "removed_at": one.deleted_at,
                "text": one.text,
            }

    def erase(self, person: Person, marks: Marks, now: datetime) -> Iterable[str]:
        """Their messages go: a room is of the moment. Others no longer call them."""
        own = person.chat_messages.select_related("room__community__organisation")
        days = {one.room.key_of(one.room.day_of(one.created_at)) for one in own}
        own.delete()
        for one in _naming(marks):
            text = _without(one, person, marks)
            text = marks.hide_all(text, "…") if one.deleted_at else text  # nobody reads it any more
            reason = marks.hide(one.deletion_reason, "…")
            if (text, reason) != (one.text, one.deletion_reason):
                ChatMessage.objects.filter(pk=one.pk).update(text=text, deletion_reason=reason)
                days.add(one.room.key_of(one.room.day_of(one.created_at)))
        for days_at_once in indexing.in_batches(sorted(days)):
            indexing.make("chat", days_at_once)
        return ()

    def remaining(self, person: Person, marks: Marks):
        here = Q(room__community__memberships__person=person, deleted_at=None)
        for one in _naming(marks).filter(here).exclude(author=person):
            if marks.maybe_in(_without(one, person, marks)):
                yield Remaining(one.room.name, one.url)


def _without(message: ChatMessage, person: Person, marks: Marks) -> str:
    """Its text without what surely means them, nor calls to them where it is known to name them."""
    called = message.mentions.filter(person=person).exists()
    return marks.hide(marks.hide_calls(message.text, "…") if called else message.text, "…")


def _naming(marks: Marks) -> QuerySet[ChatMessage]:
    """Where one of their names may stand, whatever it means there."""
    wanted = Q()
    for word in marks.spellings:
        wanted |= Q(text__icontains=word) | Q(deletion_reason__icontains=word)
    rows = ChatMessage.objects.select_related("room__community__organisation").order_by("pk")
    return rows.filter(wanted) if wanted else rows.none()


@holding
class ChatTies(Holding):
    key = "chat-ties"
    name = _("Where live chat names you, whether you have seen it, and the digests you asked for")
    purpose = _("To tell you that somebody speaks to you, unless you have seen it.")
    models = (ChatMention, DigestWish)
    kept = _("as long as the messages, or until you ask for no more digests")

    def rows(self, person: Person):
        for one in person.chat_mentions.select_related("message__room").order_by("pk"):
            at = one.message.created_at
            yield {"room": one.message.room.name, "at": at, "read_at": one.read_at, "you_are_named": True}
        for wish in person.digest_wishes.select_related("room").order_by("pk"):
            yield {"room": wish.room.name, "asked_at": wish.asked_at, "sent": gettext("each day, by mail")}

    def erase(self, person: Person, marks: Marks, now: datetime):
        person.chat_mentions.all().delete()
        person.digest_wishes.all().delete()
        return ()
