"""What those who run a community put in order, and what they told everybody, from `content/order.md`.

[community]
= a topic · the titles of its threads …
~ a topic · the step it goes with
+ a topic · a skill it is about · another …
! pin · moment · title        ! close · moment · title · reason        ! merge · moment · title · into
@ news · who · moment · title                                          then the words
"""

from datetime import datetime

from tisserand.communities import facts
from tisserand.communities.models import Community, Membership
from tisserand.conversations import news, ordering, topics
from tisserand.conversations.models import Reading
from tisserand.people.models import Person
from tisserand.programmes.models import Step
from tisserand.resources import tying

from .clock import DAY, Clock
from .script import CONTENT

SHARE = 3  # of four, who opened the news


def put_in_order(community: Community, lcm: Person, clock: Clock) -> None:
    """Everybody has heard of it already: no mail is to leave."""
    lines = _lines(community.slug)
    for place, line in enumerate(lines):
        kind, _, rest = line.partition(" ")
        if kind == "=":
            _topic(community, rest.split(" · "), by=lcm, now=community.created_at + DAY)
        elif kind == "~":
            name, title = rest.split(" · ")
            topic = community.topics.get(name=name)
            step = Step.objects.get(programme__community=community, title=title)
            tying.tie(topic, step, by=lcm, now=community.created_at + 2 * DAY)
        elif kind == "+":
            name, *skills = rest.split(" · ")
            topic = community.topics.get(name=name)
            for skill in skills:
                topics.add_skill(topic, skill, by=lcm, now=community.created_at + 2 * DAY)
        elif kind == "!":
            _act(community, rest.split(" · "), clock, by=lcm)
        elif kind == "@":
            _, _, stamp, title = rest.split(" · ")
            words = "\n".join(lines[place + 1 :]).strip()
            _tell(community, title, words, by=lcm, now=clock.read(stamp))
    if lines:
        facts.rebuild(community)


def _lines(slug: str) -> list[str]:
    here = False
    found: list[str] = []
    for line in (CONTENT / "order.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line == f"[{slug}]"
        elif here:
            found.append(line)
    return found


def _topic(community: Community, parts: list[str], *, by: Person, now: datetime) -> None:
    name, *titles = parts
    topic = topics.add(community, name, by=by, now=now)
    for thread in community.threads.filter(title__in=titles):
        ordering.sort(thread, topic, by=by, now=thread.created_at + DAY / 24, notify=False)


def _act(community: Community, parts: list[str], clock: Clock, *, by: Person) -> None:
    act, stamp, title, *more = parts
    thread, now = community.threads.get(title=title), clock.read(stamp)
    if act == "pin":
        ordering.pin(thread, by=by, now=now)
    elif act == "close":
        ordering.close(thread, reason=more[0], by=by, now=now, notify=False)
    elif act == "merge":
        ordering.merge(thread, into=community.threads.get(title=more[0]), by=by, now=now, notify=False)


def _tell(community: Community, title: str, words: str, *, by: Person, now: datetime) -> None:
    """Most members have opened it."""
    thread = news.tell(community, by=by, now=now, title=title, source=words, notify=False)
    came = Membership.objects.present().filter(community=community, last_active_on__gte=now.date())
    people = [member.person_id for member in came.exclude(person=by).order_by("pk")]
    readers = [person for place, person in enumerate(people) if place % 4 < SHARE]
    read = [Reading(thread=thread, person_id=one, last_number=1, read_at=now + DAY / 12) for one in readers]
    Reading.objects.bulk_create(read)
