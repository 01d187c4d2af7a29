"""What the page of a session shows to one member, and the list of them all; constant numbers of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Subquery

from tisserand.communities.models import Membership
from tisserand.ui.statements import statement

from . import audience, signing_up, when
from .attending import may_be_noted
from .entries import phone_of
from .models import Afterword, Attendance, Invited, LiveSession, SignUp, Way
from .models.coming import ABSENT
from .models.sessions import concerns

MANY = 50
LISTED = 20


@dataclass(frozen=True)
class Shown:
    """`sign_ups` and `attendances`, with their people, are for who plans alone; `counts` by answer or way."""

    session: LiveSession
    span: str
    elsewhere: str
    phone: str
    mine: SignUp | None
    asked: bool
    offered: list[str]
    places_left: int | None
    coming: Counter
    plans: bool
    sign_ups: list[SignUp]
    attendances: list[Attendance]
    invited: int
    was_there: bool
    afterword: Afterword | None
    over: bool
    on: bool
    may_note: bool

    @property
    def come(self) -> int:
        return sum(count for said, count in self.coming.items() if said != ABSENT)

    @property
    def there(self) -> Counter:
        return Counter(one.way for one in self.attendances)

    @property
    def leaders(self) -> list:
        return self.session.leaders_named()


def of(session: LiveSession, member: Membership, *, now: datetime) -> Shown:
    plans, person = member.may("plan animation"), member.person_id
    rows = list(
        SignUp.objects.filter(session=session).select_related(*(["person", "noted_by"] if plans else []))
    )
    there = Attendance.objects.filter(session=session)
    people = list(there.select_related("person").order_by("person__given_name", "pk")) if plans else []
    asked = session.cohort_id is None or audience.concerns(session, member)
    return Shown(
        session=session,
        span=when.span(session.starts_at, session.ends_at),
        elsewhere=when.elsewhere(session, session.starts_at),
        phone=phone_of(session),
        mine=next((one for one in rows if one.person_id == person), None),
        asked=asked,
        offered=[*signing_up.ways_of(session), ABSENT] if asked and session.takes_answers(now) else [],
        places_left=signing_up.places_left(session),
        coming=Counter(one.answer for one in rows),
        plans=plans,
        sign_ups=sorted(rows, key=lambda one: one.person.name.casefold()) if plans else [],
        attendances=people,
        invited=Invited.objects.filter(session=session).count() if plans else 0,
        was_there=there.filter(person=person).exists(),
        afterword=Afterword.objects.filter(session=session).select_related("thread__community").first(),
        over=session.is_over(now),
        on=session.is_on(now),
        may_note=plans and may_be_noted(session, now),
    )


def answered_by(member: Membership, sessions):
    """The same sessions, annotated with `my_answer`: what this member said of each, or None."""
    mine = SignUp.objects.filter(session=OuterRef("pk"), person=member.person_id)
    return sessions.annotate(my_answer=Subquery(mine.values("answer")[:1]))


def to_come(member: Membership, now: datetime) -> list[LiveSession]:
    rows = LiveSession.objects.visible_to(member).to_come(now).for_list()
    return list(answered_by(member, rows)[:MANY])


def past(member: Membership, now: datetime, number: str) -> Page:
    rows = LiveSession.objects.visible_to(member).past(now).for_list().select_related("afterword")
    return Paginator(answered_by(member, rows), LISTED).get_page(number)


@dataclass(frozen=True)
class Next:
    """A session to come, in the words of the page of the day."""

    session: LiveSession
    when: str
    phone: str


def next_of(member: Membership, now: datetime) -> Next | None:
    """The next session that concerns this member, and to which they have not said no. One query."""
    for session in _next(community=member.community_id, person=member.person_id, now=now):
        session.community = member.community
        return Next(session, words_of(session), phone_of(session))
    return None


def of_concern(community: int, person: int, now: datetime):
    """The sessions to come that concern this person, and to which they have not said no."""
    declined = SignUp.objects.filter(session=OuterRef("pk"), person=person, answer=ABSENT)
    rows = LiveSession.objects.standing().filter(concerns(person), community=community, ends_at__gt=now)
    return rows.exclude(Exists(declined))


@statement
def _next(*, community: int, person: int, now: datetime):
    return of_concern(community, person, now).order_by("starts_at", "pk")[:1]


def words_of(session: LiveSession) -> str:
    """« Vendredi 27 novembre, de 11 h à 12 h »."""
    said = when.span(session.starts_at, session.ends_at)
    return said[:1].upper() + said[1:]


WAY_WORDS = dict(Way.choices)
