"""Newcomers who spoke and heard nothing, exchanges that fell silent, posts that were reported."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations.models import HeldLinks, Post, Report, Thread
from tisserand.debates import waiting
from tisserand.debates.models import Stance
from tisserand.ui.statements import statement

from .. import words
from ..models import Outreach
from ..population import written_by_them
from ..signals import Section, Signal, key

# A newcomer who is answered posts again more often (44 % → 56 %, domain.md 2.2); after a month it is no
# longer a welcome, and the archive of an old forum would fill the day.
FIRST_POST_COUNTS_FOR = timedelta(days=30)
# Momentum: the longer a thread, the likelier it goes on (domain.md 2.2); four posts by three people in two
# weeks is an exchange, not a question and its answer.
MOMENTUM_POSTS, MOMENTUM_PEOPLE, MOMENTUM_WITHIN = 4, 3, timedelta(days=14)
# In a debate one may take position without a word: five people who did are momentum too.
MOMENTUM_STANCES = 5
# Communities live by the week: a week of silence is a missed beat. After two months, better begin another.
STALLED_AFTER, REVIVED_WITHIN = timedelta(days=7), timedelta(days=60)
# A relaunch that fell flat is not repeated at once.
RELAUNCH_RESTS = timedelta(days=30)


def first_post(community: Community, now: datetime) -> list[Signal]:
    """Somebody's first words here, after which nobody else has spoken in the thread."""
    return [_first_post(post, now) for post in _unheard(community=community.pk, now=now)]


@statement
def _unheard(*, community: int, now: datetime):
    others_after = Post.objects.filter(
        thread=OuterRef("thread"), number__gt=OuterRef("number"), deleted_at=None
    ).exclude(author=OuterRef("author"))
    return (
        Post.objects.filter(
            written_by_them(community, now),
            first_words__community=community,
            first_words__written_at__gte=now - FIRST_POST_COUNTS_FOR,
            first_words__written_at__lte=now,
            thread__deleted_at=None,
            acceptances=None,
        )
        .filter(~Exists(others_after))
        .annotate(by_place=F("author__memberships__pk"))
        .select_related("author", "thread")
        .defer("source", "html", "text")
        .order_by("created_at", "pk")
    )


def _first_post(post: Post, now: datetime) -> Signal:
    return Signal(
        key=key("first_post", f"p{post.pk}", post.created_at),
        indicator="first_post",
        section=Section.WAITING,
        since=post.created_at,
        why=_("first message here, %(since)s ago; nobody has replied yet")
        % {"since": words.elapsed(now - post.created_at)},
        tell=lambda: [
            (_("First message written on"), words.moment(post.created_at)),
            (_("Replies by somebody else"), _("none")),
        ],
        acts=("reply",),
        membership_id=post.by_place,
        thread_id=post.thread_id,
        post_id=post.pk,
        newcomer=True,
        effect=1.0,
        thread=post.thread,
        post=post,
    )


def stalled(community: Community, now: datetime) -> list[Signal]:
    """A discussion, or a debate far from its end, that several people carried, silent for a week or more."""
    found = _fell_silent(community=community.pk, now=now)
    return [_stalled(thread, now) for thread in found]


@statement
def _fell_silent(*, community: int, now: datetime):
    """Where one may still reply. With `lively_posts` and `lively_people`: who carried it in the two weeks
    before the silence; of a debate, with `lively_stances`: how many took position since then."""
    relaunched = Outreach.objects.standing().filter(
        thread=OuterRef("pk"), kind=Outreach.Kind.RELAUNCHED, done_at__gt=now - RELAUNCH_RESTS
    )
    before = OuterRef("last_post_at") - MOMENTUM_WITHIN
    posts = Post.objects.standing().filter(thread=OuterRef("pk"), created_at__gte=before)
    lively = posts.order_by().values("thread")
    stances = Stance.objects.filter(participant__debate__thread=OuterRef("pk"), taken_at__gte=before)
    took = stances.order_by().values("participant__debate__thread")
    of_late = Stance.objects.filter(
        participant__debate__thread=OuterRef("pk"), taken_at__gt=now - STALLED_AFTER, taken_at__lte=now
    )
    return (
        Thread.objects.visible()
        .filter(
            Q(ends_at=None) | Q(ends_at__gt=now + waiting.SOON),  # then it is on the list already
            community=community,
            closing=None,
            kind__in=(Thread.Kind.DISCUSSION, Thread.Kind.DEBATE),
            last_post_at__lte=now - STALLED_AFTER,
            last_post_at__gte=now - REVIVED_WITHIN,
        )
        .filter(Q(reply_count__gte=MOMENTUM_POSTS - 1) | Q(kind=Thread.Kind.DEBATE))
        .exclude(Exists(relaunched))
        .exclude(Exists(of_late))
        .annotate(
            lively_stances=Coalesce(
                Subquery(took.values(number=Count("participant", distinct=True))),
                0,
                output_field=IntegerField(),
            ),
            lively_posts=Subquery(lively.values(number=Count("pk"))),
            lively_people=Subquery(lively.values(number=Count("author", distinct=True))),
        )
        .filter(
            Q(lively_posts__gte=MOMENTUM_POSTS, lively_people__gte=MOMENTUM_PEOPLE)
            | Q(lively_stances__gte=MOMENTUM_STANCES)
        )
        .select_related("author", "last_post_by")
        .order_by("-last_post_at", "pk")
    )


def _stalled(thread: Thread, now: datetime) -> Signal:
    debate = thread.kind == Thread.Kind.DEBATE
    return Signal(
        key=key("stalled", f"t{thread.pk}", thread.last_post_at),
        indicator="stalled",
        section=Section.REVIVE,
        since=thread.last_post_at,
        why=_debate_words(thread, thread.ends_at, now) if thread.ends_at else _stalled_words(thread, now),
        tell=lambda: [
            (_("Messages in the two weeks before the silence"), str(thread.lively_posts)),
            (_("People who wrote them"), str(thread.lively_people)),
            *([(_("People who took position"), str(thread.lively_stances))] if debate else []),
            (_("Last message"), words.moment(thread.last_post_at)),
        ],
        acts=("relaunch",),
        thread_id=thread.pk,
        effect=float(max(thread.lively_people, thread.lively_stances)),
        thread=thread,
    )


def _stalled_words(thread: Thread, now: datetime) -> str:
    return _("%(posts)s messages by %(people)s people, then nothing for %(silence)s") % {
        "posts": thread.lively_posts,
        "people": thread.lively_people,
        "silence": words.elapsed(now - thread.last_post_at),
    }


def _debate_words(thread: Thread, ends_at: datetime, now: datetime) -> str:
    """With the time that is left: a debate that closes in silence comes to nothing."""
    return _("%(people)s people carried this debate, then nothing for %(silence)s; it closes on %(day)s") % {
        "people": max(thread.lively_people, thread.lively_stances),
        "silence": words.elapsed(now - thread.last_post_at),
        "day": words.day(ends_at),
    }


def reported(community: Community, now: datetime) -> list[Signal]:
    """A post that somebody asked you to look at, once however many asked; or of somebody new here, whose
    links wait for that; or whose author answers what you decided of it."""
    found = _to_look_at(community=community.pk, now=now)
    return [_answered(post) if post.times is None else _reported(post) for post in map(_as_it_is, found)]


def _as_it_is(post: Post) -> Post:
    """Nobody looks at what is out of view: `times` is None when only an answer waits."""
    seen = post.deleted_at is None and post.thread.deleted_at is None
    if not (seen and (post.times or post.held_at)):
        post.times = None
    return post


@statement
def _to_look_at(*, community: int, now: datetime):
    """From what waits, not from the posts: a community has many thousands of those."""
    waiting = Q(reports__settled_at=None, reports__reported_at__lte=now)
    open_or_answered = Q(settled_at=None, reported_at__lte=now) | Report.waits_for_a_word(now)
    here = {"post__thread__community": community}
    concerned = Report.objects.filter(open_or_answered, **here).values("post")
    held = HeldLinks.objects.filter(held_at__lte=now, **here).values("post")
    answered = Report.objects.filter(Report.waits_for_a_word(now), post=OuterRef("pk"))
    return (
        Post.objects.filter(pk__in=concerned.union(held))
        .annotate(
            times=Count("reports", filter=waiting),
            reported_at=Min("reports__reported_at", filter=waiting),
            a_reason=Max("reports__reason", filter=waiting),
            held_at=F("held_links__held_at"),
            replied_at=Subquery(answered.order_by("replied_at").values("replied_at")[:1]),
        )
        .filter(Q(replied_at__isnull=False) | Q(thread__deleted_at=None, deleted_at=None))
        .select_related("author", "thread")
        .defer("source", "html", "text")
        .order_by(Coalesce("reported_at", "held_at", "replied_at"), "pk")
    )


def _answered(post: Post) -> Signal:
    return Signal(
        key=key("reported", f"r{post.pk}", post.replied_at),
        indicator="reported",
        section=Section.MODERATE,
        since=post.replied_at,
        why=words.answered(),
        tell=lambda: [
            (_("Answered on"), words.moment(post.replied_at)),
            (_("Written on"), words.moment(post.created_at)),
        ],
        acts=("answer_author",),
        asked=1,
        title=post.thread.title,
    )


def _links_wait(post: Post) -> str:
    if post.unnamed_id:
        return _("written without a name: the links of this message wait for a look")
    return _("somebody new here: the links of this message wait for a look")


def _reported(post: Post) -> Signal:
    since = post.reported_at or post.held_at
    reported = [
        (_("Reported first on"), words.moment(since)),
        (_("Reports not settled"), str(post.times)),
    ]
    return Signal(
        key=key("reported", f"p{post.pk}", since),
        indicator="reported",
        section=Section.MODERATE,
        since=since,
        why=words.reported(post.times, post.a_reason) if post.times else _links_wait(post),
        tell=lambda: [*(reported if post.times else []), (_("Written on"), words.moment(post.created_at))],
        acts=(*(("settle",) if post.times else ()), *(("look_at_links",) if post.held_at else ())),
        asked=1 if post.times else 0,
        thread_id=post.thread_id,
        post_id=post.pk,
        thread=post.thread,
        post=post,
    )
