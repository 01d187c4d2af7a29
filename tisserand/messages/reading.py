"""A conversation, and the list of them, as one who takes part reads them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.communities.names import fold
from tisserand.people.models import Person

from .models import Block, Conversation, File, Message, Participation

A_PAGE = 20  # conversations
MESSAGES = 50
FOUND = 30


def names_of(people: Iterable[Person]) -> str:
    """« Bao Tran », « Bao Tran et Chloé Martin »: a conversation is called by who is in it."""
    names = [person.name for person in people]
    if not names:
        return _("A former member")
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


@dataclass
class Line:
    """A conversation in the list."""

    conversation: Conversation
    others: list[Person]
    last: Message | None  # None when it is not to be shown, or nothing has been said since one came

    @property
    def names(self) -> str:
        return names_of(self.others)

    @property
    def unread(self) -> bool:
        return self.conversation.unread


def lines(membership: Membership, *, number: int, left: bool = False) -> tuple[list[Line], Page]:
    """A page of this member's conversations, the newest word first, in a constant number of queries."""
    reader, here = membership.person, Conversation.objects.filter(community=membership.community_id)
    unread = Message.objects.unread_by(reader).filter(conversation=OuterRef("pk"))
    chosen = (here.left_by(reader) if left else here.of(reader)).annotate(unread=Exists(unread))
    page = Paginator(chosen.order_by("-last_message_at", "-pk"), A_PAGE).get_page(number)
    found = list(page.object_list)
    others = _others(found, reader)
    latest = Message.objects.filter(conversation__in=found, number=F("conversation__last_number"))
    latest = latest.readable_by(reader).heard_by(reader).select_related("author")
    last = {message.conversation_id: message for message in latest}
    for conversation in found:
        conversation.community = membership.community
    return [Line(one, others[one.pk], last.get(one.pk)) for one in found], page


def _others(conversations: list[Conversation], reader: Person) -> dict[int, list[Person]]:
    """Who else is in them; of one that all have left, who was."""
    rows = Participation.objects.filter(conversation__in=conversations).exclude(person=reader)
    there: dict[int, list[Person]] = defaultdict(list)
    gone: dict[int, list[Person]] = defaultdict(list)
    for one in rows.select_related("person").order_by("joined_at", "pk"):
        people = (there if one.left_at is None else gone)[one.conversation_id]
        if one.person not in people:
            people.append(one.person)
    return {one.pk: there[one.pk] or gone[one.pk] for one in conversations}


def search(membership: Membership, words: str) -> list[Message]:
    """The latest messages this member may read that hold each of these words, whatever accents and capitals.
    No index holds them: what is said privately is in no table that others search."""
    wanted = fold(words).split()[:8]
    if not wanted:
        return []
    reader = membership.person
    found = Message.objects.in_community(membership.community).standing().readable_by(reader).heard_by(reader)
    for word in wanted:
        found = found.filter(folded__contains=word)
    found = found.select_related("author", "conversation__community").order_by("-created_at", "-pk")
    return list(found[:FOUND])


@dataclass
class Shown:
    """One message as this reader sees it, with the acts they have on it."""

    message: Message
    place: Membership | None
    files: list[File]
    notes: list[str] = field(default_factory=list)  # who came in or left just before
    muffled: bool = False  # its author is blocked by the reader
    new_from_here: bool = False
    acts: set[str] = field(default_factory=set)

    @property
    def in_menu(self) -> bool:
        return bool(self.acts - {"restore"})

    @property
    def name(self) -> str:
        return self.message.author.name if self.message.author else _("A former member")


@dataclass
class ConversationPage:
    conversation: Conversation
    mine: Participation  # the latest of the reader
    people: list[tuple[Person, Membership | None]]  # the others who are in it
    everybody: list[Person]
    shown: list[Shown]
    notes: list[str]  # after the last message
    page: Page
    blocked: set[int]

    @property
    def names(self) -> str:
        return names_of([person for person, _place in self.people] or self.everybody)

    @property
    def in_it(self) -> bool:
        return self.mine.left_at is None

    @property
    def last(self) -> bool:
        return not self.page.has_next()

    @property
    def room(self) -> bool:
        return len(self.people) + 1 < Conversation.MOST

    @property
    def up_to(self) -> int:
        """The number of the last message shown."""
        return self.shown[-1].message.number if self.shown else 0


def open_page(
    conversation: Conversation, membership: Membership, *, now: datetime, number: int | None, at: int | None
) -> ConversationPage:
    """A page of a conversation, in a constant number of queries: that of message `at`, or page `number`, or
    the one where what is unread begins."""
    reader = membership.person
    stays = list(conversation.participations.select_related("person", "added_by").order_by("joined_at", "pk"))
    mine = [one for one in stays if one.person_id == reader.pk][-1]
    readable = Message.objects.filter(conversation=conversation).readable_by(reader).order_by("number")
    paginator = Paginator(readable.select_related("author").prefetch_related("files"), MESSAGES)
    if number is None:
        before = readable.filter(number__lte=at if at else mine.read_up_to + 1).count()
        number = max(before - 1, 0) // MESSAGES + 1
    page = paginator.get_page(number)
    messages = list(page.object_list)
    people = {one.person_id for one in stays}
    places = {
        place.person_id: place
        for place in Membership.objects.present().filter(
            community=conversation.community_id, person__in=people
        )
    }
    blocked = set(Block.objects.filter(by=reader, whom__in=people).values_list("whom", flat=True))
    told = _notes(stays, mine)
    new_from = _first_new(messages, mine, blocked)
    shown = []
    for message in messages:
        message.conversation = conversation
        one = Shown(message, places.get(message.author_id), list(message.files.all()))
        one.notes = [words for at, words in told if at == message.number]
        one.muffled = message.author_id in blocked
        one.new_from_here = message.number == new_from
        one.acts = _acts(message, reader, now) if mine.left_at is None else _acts_outside(message, reader)
        shown.append(one)
    others = [one.person for one in stays if one.left_at is None and one.person_id != reader.pk]
    return ConversationPage(
        conversation=conversation,
        mine=mine,
        people=[(person, places.get(person.pk)) for person in others],
        everybody=list(dict.fromkeys(one.person for one in stays if one.person_id != reader.pk)),
        shown=shown,
        notes=[words for at, words in told if at > conversation.last_number],
        page=page,
        blocked=blocked,
    )


def _notes(stays: list[Participation], mine: Participation) -> list[tuple[int, str]]:
    """Who came in and who left since the conversation began: before which message, and in words. Nothing of
    what came before the reader or after them."""
    told = []
    for one in stays:
        named = {"name": one.person.name}
        if one.from_number > 1 and one.added_by:
            told.append(
                (one.from_number, _("%(by)s brought in %(name)s.") % {"by": one.added_by.name, **named})
            )
        if one.left_number is not None:
            told.append((one.left_number + 1, _("%(name)s has left.") % named))
    last = mine.left_number
    return [(at, words) for at, words in told if at >= mine.from_number and (last is None or at <= last + 1)]


def _first_new(messages: list[Message], mine: Participation, blocked: set[int]) -> int | None:
    """The first message not read yet, when something was read before it."""
    if mine.read_up_to < mine.from_number or mine.left_at:
        return None
    others = [one for one in messages if one.author_id != mine.person_id and one.author_id not in blocked]
    return min((one.number for one in others if one.number > mine.read_up_to), default=None)


def _acts(message: Message, reader: Person, now: datetime) -> set[str]:
    if message.deleted_at:
        return {"restore"} if message.restorable_by(reader) else set()
    if message.gone:
        return set()
    if not message.written_by(reader):
        return {"report"}
    return {"remove", "edit"} if message.editable_by(reader, now) else {"remove"}


def _acts_outside(message: Message, reader: Person) -> set[str]:
    """Whoever has left may still report what they were told, and take back what they said."""
    return _acts(message, reader, message.created_at) - {"edit"}
