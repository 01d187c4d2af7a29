"""Three ways to revive a discussion: an open question, a resource, somebody who can testify.

Each proposes a text that a human reads again. A way that has nothing to propose says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.communities.rights import LCM
from tisserand.conversations import mentions
from tisserand.conversations.models import Mention, Post, Thread
from tisserand.conversations.plain import extract
from tisserand.people.models import Person
from tisserand.resources.models import Sheet, Version
from tisserand.search.closest import closest
from tisserand.similar.finding import near
from tisserand.thanks.models import Reaction

from . import drafts
from .models import Accommodation, Outreach

Way = Outreach.Way
LOOKED_AT = 12  # documents that resemble the discussion
# Somebody who has not come for three weeks would be called in vain; somebody named twice this week has
# enough to answer.
LATELY, ENOUGH_MENTIONS, MENTIONED_WITHIN = timedelta(days=21), 2, timedelta(days=7)
CANDIDATES = 20


@dataclass(frozen=True)
class Proposal:
    """A way, with the text it proposes (empty: it has nothing to propose) and in `why` what it rests on."""

    way: Way
    why: str
    text: str = ""
    person: Person | None = None

    @property
    def offered(self) -> bool:
        return bool(self.text)


def proposals(thread: Thread, now: datetime) -> list[Proposal]:
    """All three, in order. A constant number of queries."""
    alike = _alike(thread)
    last = thread.posts.standing().order_by("number").select_related("author").last()
    stopped = _quoted(last.text) if last else ""
    question = Proposal(
        Way.QUESTION, _("An open question that starts from the last words."), drafts.relaunch(thread)
    )
    return [question, _resource(thread, alike), _person(thread, alike, stopped, now)]


def _alike(thread: Thread) -> list[tuple[str, int]]:
    """Sheets and conversations of this community that any member may read, the closest first."""
    reader = Membership(community=thread.community, person_id=0, role=Membership.Role.LEARNER)
    found = [close for close in closest(thread.title, reader, at_most=LOOKED_AT) if near(close)]
    return [(one.source, one.key) for one in found if (one.source, one.key) != ("thread", thread.pk)]


def _quoted(text: str) -> str:
    return "> " + extract(text, 200)


# A resource


def _resource(thread: Thread, alike: list[tuple[str, int]]) -> Proposal:
    found = _sheet(thread, alike) or _conversation(thread, alike)
    if found is None:
        return Proposal(Way.RESOURCE, _("Nothing published here is close to this subject yet."))
    title, url, words = found
    with translation.override(thread.community.language):
        text = _(
            "Here is something on the same subject, “%(title)s”:\n%(url)s\n\n%(extract)s\n\n"
            "Does it match what you see on your side? What would you add to it?"
        )
        text %= {"title": title, "url": settings.SITE_URL + url, "extract": words}
    return Proposal(
        Way.RESOURCE,
        _("“%(title)s” seems close to it: read it again before you quote it.") % {"title": title},
        text,
    )


def _sheet(thread: Thread, alike: list[tuple[str, int]]) -> tuple[str, str, str] | None:
    """What the community has settled comes first."""
    keys = [key for source, key in alike if source == "sheet"]
    sheets = Sheet.objects.published().filter(pk__in=keys, community=thread.community_id).in_bulk()
    sheet = next((sheets[key] for key in keys if key in sheets), None)
    if sheet is None:
        return None
    sheet.community = thread.community
    said = Version.objects.filter(sheet=sheet).order_by("-number").values_list("text", flat=True).first()
    return sheet.title, sheet.get_absolute_url(), _quoted(said or sheet.title)


def _conversation(thread: Thread, alike: list[tuple[str, int]]) -> tuple[str, str, str] | None:
    """One that was summed up or answered, otherwise none: an open question is no resource."""
    keys = [key for source, key in alike if source == "thread"]
    useful = Q(acceptance__isnull=False) | Q(synthesis__withdrawn_at=None, synthesis__isnull=False)
    threads = (
        Thread.objects.visible()
        .filter(useful, pk__in=keys, community=thread.community_id)
        .annotate(answer=F("acceptance__post"))
        .in_bulk()
    )
    other = next((threads[key] for key in keys if key in threads), None)
    if other is None:
        return None
    other.community = thread.community
    posts = Post.objects.standing().filter(thread=other).filter(Q(pk=other.answer) | Q(number=1))
    said = posts.order_by("-number").values_list("text", flat=True).first()
    return other.title, other.get_absolute_url(), _quoted(said or other.title)


# Somebody who can testify


def _person(thread: Thread, alike: list[tuple[str, int]], stopped: str, now: datetime) -> Proposal:
    found = next(_witnesses(thread, alike, now), None)
    if found is None:
        return Proposal(
            Way.PERSON, _("Nobody present these weeks has helped on this subject without being here already.")
        )
    person, about = found
    with translation.override(thread.community.language):
        text = _(
            "@%(name)s, what you wrote in “%(title)s” helped others:\n%(url)s\n\n%(extract)s\n\n"
            "How did it go for you? What would you say to those who stopped here?"
        )
        text %= {
            "name": person.name,
            "title": about.title,
            "url": settings.SITE_URL + about.get_absolute_url(),
            "extract": stopped,
        }
    why = _("%(name)s helped in “%(title)s”, and will be told that you name them.")
    return Proposal(Way.PERSON, why % {"name": person.name, "title": about.title}, text, person)


def _witnesses(
    thread: Thread, alike: list[tuple[str, int]], now: datetime
) -> Iterator[tuple[Person, Thread]]:
    """Members whose accepted or thanked words are about this, the most helpful first, each with where."""
    helpful = _helpful(thread, alike)
    ranked = list(
        helpful.filter(author__in=_free(thread, now).values("person"))
        .values("author")
        .annotate(times=Count("pk"), last=Max("pk"))
        .order_by("-times", "-last")[:CANDIDATES]
    )
    posts = Post.objects.select_related("author", "thread").in_bulk([row["last"] for row in ranked])
    for row in ranked:
        post = posts[row["last"]]
        post.thread.community = thread.community
        if post.author and _is_called(thread, post.author):
            yield post.author, post.thread


def _is_called(thread: Thread, person: Person) -> bool:
    """Whether the mention reaches them: two members of one name are told apart by nobody."""
    return mentions.find(thread.community, f"@{person.name}, …").people == [person]


def _helpful(thread: Thread, alike: list[tuple[str, int]]):
    """What was accepted or thanked for, of the same topic or in conversations that resemble this one."""
    near_by = Q(thread__in=[key for source, key in alike if source == "thread"])
    if thread.topic_id:
        near_by |= Q(thread__topic=thread.topic_id)
    thanked = Reaction.objects.filter(post=OuterRef("pk")).exclude(person=OuterRef("author"))
    helped = Q(acceptances__isnull=False) | Exists(thanked)
    here = Post.objects.standing().filter(thread__community=thread.community_id, thread__deleted_at=None)
    return here.filter(near_by, helped, thread__merged_into=None).exclude(thread=thread).order_by()


def _free(thread: Thread, now: datetime):
    """Present lately, not in this discussion yet, not named too often this week, nor left in peace."""
    today = thread.community.today(now)
    in_peace = Accommodation.objects.holding(today).pausing().filter(membership=OuterRef("pk"))
    said_here = Post.objects.standing().filter(thread=thread, author=OuterRef("person"))
    named = Mention.objects.filter(
        person=OuterRef("person"), post__deleted_at=None, post__created_at__gt=now - MENTIONED_WITHIN
    )
    often = named.order_by().values("person").annotate(times=Count("pk"))
    return (
        Membership.objects.present()
        .filter(community=thread.community_id, last_active_on__gte=thread.community.today(now - LATELY))
        .exclude(role=LCM)
        .filter(~Exists(said_here), ~Exists(in_peace), ~Exists(often.filter(times__gte=ENOUGH_MENTIONS)))
    )
