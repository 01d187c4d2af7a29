"""What conversations have for a person (see `concerns`): answers, their name, what they follow, what was
decided about what they wrote."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.communities.right_of_reply import open_still
from tisserand.concerns.lines import Line, Rank, Reader, source
from tisserand.mail.answering import link
from tisserand.people.models import besides_the_name

from .emails.order import SECOND_THOUGHT
from .models import Arrangement, Closing, Follow, Mention, Reading, Report, Thread, TopicFollow
from .models.unnamed import theirs

Hears = Membership.Hears
# An answer to which its asker said nothing for so long is not asked about any more.
SAY_WITHIN = timedelta(days=30)
DECISIONS = 50


@source("answered")
def answered(reader: Reader, limit: int) -> list[Line]:
    """My questions that were answered, and of which I have not said whether that helped."""
    mine = Thread.objects.visible().filter(theirs(reader.person), kind__in=Thread.ASKING)
    mine = mine.filter(reader.recent("community", "last_post_at"), first_reply_at__isnull=False)
    mine = mine.filter(acceptance=None, unsolved=None, closing=None).exclude(last_post_by=reader.person)
    rows = _lean(mine).order_by("-last_post_at", "-pk")
    lines = []
    for thread in rows[:limit]:
        at = reader.present(thread.community_id, thread.last_post_at)
        if at > reader.now - SAY_WITHIN:
            why = _("%(name)s has answered your question.") % {"name": _last(thread)}
            lines.append(_line(reader, thread, Rank.ASKED, why, act=_("Say whether it helped")))
    return lines


@source("thread")
def threads(reader: Reader, limit: int) -> list[Line]:
    """One line for each conversation in which there is something to read, however much: what is mine, names
    me or is news for all first, then what I follow, then what has begun where I hear of each."""
    rows = _unread(reader).order_by("rank", "-last_post_at", "-pk")
    # Twice as many: another source may ask something about as many of them.
    found = rows[: 2 * limit]
    return [_line(reader, thread, Rank(thread.rank), _why(reader, thread)) for thread in found]


def _unread(reader: Reader) -> QuerySet[Thread]:
    person, here = reader.person, OuterRef("pk")
    named = Mention.objects.filter(person=person, post__thread=here, post__deleted_at=None)
    follow = Follow.objects.filter(thread=here, person=person)
    follows, begun = _heard(reader)
    # First what is cheap to tell, whatever was read: few of the conversations of a community concern one.
    mine, news = theirs(person), Q(kind=Thread.Kind.NEWS)
    followed, mentioned = Follow.objects.filter(person=person), Mention.objects.filter(person=person)
    may_be = mine | news | begun | Q(pk__in=followed.values("thread"))
    may_be |= Q(pk__in=mentioned.values("post__thread"))
    rows = Thread.objects.visible().filter(reader.unread("community", "last_post_at"), may_be)
    reading = Reading.objects.filter(thread=here, person=person)
    rows = rows.annotate(
        last_number_read=Subquery(reading.values("last_number")),
        seen=Coalesce(F("last_number_read"), Value(0)),
        followed_at=Subquery(follow.values("followed_at")),
    )
    rows = rows.filter(last_number__gt=F("seen")).exclude(last_post_by=person)
    rows = rows.annotate(names_me=Exists(named.filter(post__number__gt=OuterRef("seen"))))
    for_me = (mine & Q(followed_at__isnull=False)) | (news & Q(seen=0)) | Q(names_me=True)
    rows = rows.annotate(heard=ExpressionWrapper(follows, output_field=BooleanField()))
    rank = Case(When(for_me, then=Value(2)), default=Value(3), output_field=IntegerField())
    rows = rows.filter(for_me | follows | (begun & Q(seen=0) & ~mine))
    return _lean(rows.annotate(rank=rank))


def _heard(reader: Reader) -> tuple[Q, Q]:
    """What of the conversations this person follows they hear, and which ones they hear of as they begin."""
    chosen = list(TopicFollow.objects.filter(person=reader.person))
    of_topics = {level: [one.topic_id for one in chosen if one.hears == level] for level in Hears}
    by_topic = Q(topic__in=[one.topic_id for one in chosen])
    of_places = {level: [one.community_id for one in reader.places if one.hears == level] for level in Hears}
    begun = Q(topic__in=of_topics[Hears.ALL]) | (Q(community__in=of_places[Hears.ALL]) & ~by_topic)
    quiet = Q(community__in=of_places[Hears.ADDRESSED]) & ~by_topic
    quiet |= Q(topic__in=of_topics[Hears.ADDRESSED])
    heard = Q(followed_at__isnull=False) & ~quiet
    for place in reader.places:
        if place.hears == Hears.ADDRESSED and place.hears_since:
            by_hand = Q(community=place.community_id, followed_at__gt=place.hears_since)
            heard |= by_hand & ~by_topic
    for one in chosen:
        if one.hears == Hears.ADDRESSED:
            heard |= Q(topic=one.topic_id, followed_at__gt=one.chosen_at)
    return heard, begun


def _why(reader: Reader, thread: Thread) -> str:
    if thread.names_me:
        return _("You are named there.")
    if thread.kind == Thread.Kind.NEWS and not thread.seen:
        return _("News for everybody here.")
    if thread.written_by(reader.person):
        return _("%(name)s has written in the conversation you began.") % {"name": _last(thread)}
    if thread.heard:
        return _("%(name)s has written in a conversation you follow.") % {"name": _last(thread)}
    return _("A new conversation: you hear of each one.")


def _lean(rows: QuerySet[Thread]) -> QuerySet[Thread]:
    people = besides_the_name("last_post_by")
    return rows.select_related("last_post_by", "unnamed").defer("context", *people)


def _last(thread: Thread) -> str:
    """Who wrote last; nobody is told who it was, when they asked without a name or left."""
    return thread.last_post_by.name if thread.last_post_by else _("Somebody")


def _line(reader: Reader, thread: Thread, rank: Rank, why: str, *, act: str = "") -> Line:
    thread.community = reader.communities[thread.community_id]
    return Line(
        key=f"thread.{thread.pk}",
        rank=rank,
        at=reader.present(thread.community_id, thread.last_post_at),
        community=thread.community,
        title=thread.title,
        why=why,
        url=thread.resume_url if not act else thread.url_of(thread.last_number),
        act=act,
    )


@source("decision")
def decisions(reader: Reader, limit: int) -> list[Line]:
    """What was done with my conversations and my messages, once it can no longer be undone unheard."""
    return [*_arranged(reader), *_closed(reader), *_settled(reader)]


def _arranged(reader: Reader) -> list[Line]:
    rows = Arrangement.objects.filter(reader.unread("thread__community", "done_at"))
    rows = rows.filter(theirs(reader.person, "thread__"), thread__deleted_at=None, undoing=None)
    rows = rows.exclude(done_by=reader.person).exclude(kind=Arrangement.Kind.UNDO)
    said: dict[str, str] = {
        Arrangement.Kind.MERGE: _("Your conversation has been joined to another one."),
        Arrangement.Kind.SPLIT: _("Some of its messages are now a conversation of their own."),
        Arrangement.Kind.MOVE: _("Your conversation has been moved here."),
    }
    found = rows.select_related("thread", "into").order_by("-pk")[:DECISIONS]
    lines = [_decision(reader, one.into or one.thread, one, one.done_at, said[one.kind]) for one in found]
    return [line for line in lines if line]


def _closed(reader: Reader) -> list[Line]:
    rows = Closing.objects.filter(reader.unread("thread__community", "closed_at"))
    rows = rows.filter(theirs(reader.person, "thread__")).exclude(closed_by=reader.person)
    rows = rows.filter(thread__deleted_at=None, thread__merged_into=None)
    found = rows.select_related("thread").order_by("-pk")[:DECISIONS]
    words = _("Your conversation has been closed: “%(reason)s”")
    lines = [
        _decision(reader, one.thread, one, one.closed_at, words % {"reason": one.reason}) for one in found
    ]
    return [line for line in lines if line]


def _settled(reader: Reader) -> list[Line]:
    concerned = theirs(reader.person, "post__") | Q(reported_by=reader.person)
    rows = Report.objects.filter(reader.unread("post__thread__community", "settled_at"), concerned)
    rows = rows.exclude(settled_by=reader.person)
    found = rows.select_related("post__thread", "post__unnamed").order_by("-pk")[:DECISIONS]
    lines = {}
    for one in found:
        mine = one.post.written_by(reader.person)
        said = _("A message of yours was reported: it is %(decision)s. “%(reason)s”")
        said = said if mine else _("A message you reported: it is %(decision)s. “%(reason)s”")
        said = (
            _("Those who run the community removed a message of yours. “%(reason)s”") if one.unasked else said
        )
        words = said % {"decision": one.get_decision_display(), "reason": one.decision_reason}
        line = _decision(reader, one.post.thread, one, one.settled_at, words, number=one.post.number)
        lines[one.post_id] = _answerable(reader, one, line) if line and mine else line
    return [line for line in lines.values() if line]


def _answerable(reader: Reader, report: Report, line: Line) -> Line:
    """With a way to answer it while there is time, for who wrote what was decided on."""
    if not open_still(report, line.community, reader.now):
        return line
    url = link("reply-decision", reader.person, report.pk, now=reader.now)
    return replace(line, url=url.removeprefix(settings.SITE_URL), act=_("Answer the decision"))


def _decision(reader: Reader, thread: Thread, row, at, why: str, *, number: int = 1) -> Line | None:
    """None while it may still be undone before anybody hears of it, or when it went where one is not."""
    community = reader.communities.get(thread.community_id)
    if community is None or at > community.at(reader.now) - SECOND_THOUGHT:
        return None
    thread.community = community
    return Line(
        key=f"decision.{row._meta.model_name}-{row.pk}",
        rank=Rank.FOR_ME,
        at=at + community.set_back,
        community=community,
        title=thread.title,
        why=why,
        url=thread.url_of(number),
        marked=True,
    )
