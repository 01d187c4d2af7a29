"""What was said at length and nobody has put in short; what was put in short and may not be true any more."""

from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations.models import Post, Reading, Thread
from tisserand.resources.models import Sheet, Version
from tisserand.ui.statements import statement

from .. import words
from ..signals import Section, Signal, key

# Longer than anybody reads to the end before answering; by more people than a question and its answers. A
# synthesis is far behind when as much again has come since.
LONG, SEVERAL, READERS = 15, 4, 5
# After two months of silence those who come are few: an archive would fill the day.
ALIVE = timedelta(days=60)


def synthesis_wanted(community: Community, now: datetime) -> list[Signal]:
    """A long thread of several people, read by many, without a synthesis or far ahead of it."""
    return [_synthesis_wanted(thread) for thread in _long(community=community.pk, now=now)]


@statement
def _long(*, community: int, now: datetime):
    """With `known` (the last post its synthesis knows, 0 without one), `writers`, `readers`, and `since`:
    when it became long, or long again."""
    last = Version.objects.filter(synthesis__thread=OuterRef("pk"), synthesis__withdrawn_at=None)
    posts = Post.objects.standing().filter(thread=OuterRef("pk")).order_by().values("thread")
    readings = Reading.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
    reached = Post.objects.filter(thread=OuterRef("pk"), number=OuterRef("known") + LONG)
    return (
        Thread.objects.visible()
        .filter(community=community, last_number__gte=LONG, last_post_at__gte=now - ALIVE)
        .annotate(known=Coalesce(Subquery(last.order_by("-number").values("up_to")[:1]), Value(0)))
        .filter(last_number__gte=F("known") + LONG)
        .annotate(
            writers=Subquery(posts.values(number=Count("author", distinct=True))),
            said=Subquery(posts.values(number=Count("pk"))),
            readers=Subquery(readings.values(number=Count("pk"))),
            since=Subquery(reached.values("created_at")[:1]),
        )
        .filter(writers__gte=SEVERAL, readers__gte=READERS, since__lte=now)
        .select_related("author")
        .order_by("since", "pk")
    )


def _synthesis_wanted(thread: Thread) -> Signal:
    count = {"posts": thread.said, "people": thread.writers, "readers": thread.readers}
    behind = {"number": thread.known, "count": thread.last_number - thread.known}
    return Signal(
        key=key("synthesis_wanted", f"t{thread.pk}", thread.since),
        indicator="synthesis_wanted",
        section=Section.ORGANISE,
        since=thread.since,
        why=_("its synthesis stops at message %(number)s; %(count)s have come since") % behind
        if thread.known
        else _("%(posts)s messages by %(people)s people, read by %(readers)s, and no synthesis") % count,
        tell=lambda: [
            (_("Messages"), str(thread.said)),
            (_("People who wrote them"), str(thread.writers)),
            (_("People who opened it"), str(thread.readers)),
            (_("Last message that a synthesis knows"), str(thread.known) if thread.known else _("none")),
        ],
        acts=("sum_up",),
        thread_id=thread.pk,
        effect=float(thread.readers),
        thread=thread,
    )


def sheet_due(community: Community, now: datetime) -> list[Signal]:
    """A published sheet whose review date has come, or that a reader finds not right any more."""
    return [_sheet_due(sheet) for sheet in _to_review(community=community.pk, today=community.today(now))]


@statement
def _to_review(*, community: int, today):
    due = Sheet.objects.filter(Q(community=community)).to_review(today).with_doubts()
    return due.select_related("owner", "thread", "community__organisation").order_by("review_on", "pk")


def _sheet_due(sheet: Sheet) -> Signal:
    owner = sheet.owner.name if sheet.owner else _("nobody any more")
    if sheet.doubts:
        return _doubted(sheet, owner)
    due = datetime.combine(sheet.review_on, datetime.min.time(), tzinfo=sheet.community.zone)
    return Signal(
        key=key("sheet_due", f"s{sheet.pk}", sheet.review_on),
        indicator="sheet_due",
        section=Section.ORGANISE,
        since=due,
        why=_("this sheet was to be read again on %(day)s; kept by %(name)s")
        % {"day": words.day(sheet.review_on), "name": owner},
        tell=lambda: [
            (_("Review date"), words.day(sheet.review_on)),
            (_("Kept true by"), owner),
            (_("Comes from"), sheet.thread.title if sheet.thread else _("no conversation")),
        ],
        acts=("find_right", "revise", "take_down"),
        sheet=sheet,
    )


def _doubted(sheet: Sheet, owner: str) -> Signal:
    said = {"name": owner, "words": sheet.doubt}
    return Signal(
        key=key("sheet_due", f"s{sheet.pk}", sheet.doubted_at),
        indicator="sheet_due",
        section=Section.ORGANISE,
        since=sheet.doubted_at,
        why=_("a reader says that it is not right any more: “%(words)s”; kept by %(name)s") % said
        if sheet.doubt
        else _("a reader says that it is not right any more; kept by %(name)s") % said,
        tell=lambda: [
            (_("Said first on"), words.moment(sheet.doubted_at)),
            (_("Readers who say so"), str(sheet.doubts)),
            (_("Review date"), words.day(sheet.review_on)),
            (_("Kept true by"), owner),
        ],
        acts=("find_right", "revise", "take_down"),
        asked=1,
        sheet=sheet,
    )
