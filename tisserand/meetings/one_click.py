"""Whether one comes to a session, said by one click from the mail that invites."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import audience, circling, signing_up, when
from .models import LiveSession, Part, SignUp
from .models.coming import ABSENT, ANSWERS


def thanks(said: str) -> str:
    return {
        "link": _("You will join by the link. We will remind you the day before."),
        "phone": _("You will join by telephone. We will give you the number again the day before."),
        "room": _("You will come to the room. We will remind you the day before."),
        ABSENT: _("You cannot come: what was said will be written to you."),
    }[said]


def _asked(said: str) -> tuple[str, str]:
    return {
        "link": (_("“%(session)s”, %(when)s. Will you join, by the link?"), _("Yes, by the link")),
        "phone": (_("“%(session)s”, %(when)s. Will you join, by telephone?"), _("Yes, by telephone")),
        "room": (_("“%(session)s”, %(when)s. Will you come, to the room?"), _("Yes, in the room")),
        ABSENT: (_("“%(session)s”, %(when)s. Can you not come?"), _("No, I cannot come")),
    }[said]


def _find(said: str) -> Callable[[Person, int, datetime], Choice | None]:
    def find(person: Person, pk: int, now: datetime) -> Choice | None:
        """`pk` is a session to which this person is asked, and that still takes answers that way."""
        session = (
            LiveSession.objects.filter(pk=pk).select_related("community__organisation", "cohort").first()
        )
        member = _member(session, person)
        if session is None or member is None or not session.takes_answers(session.community.at(now)):
            return None
        if said != ABSENT and said not in signing_up.ways_of(session):
            return None
        here, (question, button) = session.community, _asked(said)
        mine = SignUp.objects.filter(session=session, person=person).first()
        told = {"session": session.title, "when": when.moment(session.present_start)}
        return Choice(
            sentence=question % told,
            button=button,
            thanks=thanks(said),
            say=lambda now: signing_up.answer(session, said, member=member, by=person, now=here.at(now)),
            said=mine is not None and mine.answer == said,
            take_back=lambda now: signing_up.take_back(session, member=member, by=person, now=here.at(now)),
            url=session.get_absolute_url(),
        )

    return find


def _member(session: LiveSession | None, person: Person) -> Membership | None:
    return audience.concerned(session).filter(person=person).first() if session else None


for _said in ANSWERS:
    answer(f"session-{_said}")(_find(_said))


def _find_part(kind: str) -> Callable[[Person, int, datetime], Choice | None]:
    def find(person: Person, pk: int, now: datetime) -> Choice | None:
        """`pk` is a co-development to which this person is asked, and that still takes answers."""
        found = LiveSession.objects.filter(pk=pk, kind=LiveSession.Kind.CO_DEVELOPMENT)
        session = found.select_related("community__organisation", "cohort").first()
        member = _member(session, person)
        if session is None or member is None or not session.takes_answers(session.community.at(now)):
            return None
        here, mine = session.community, Part.objects.filter(session=session, person=person).first()
        told = {"session": session.title, "when": when.moment(session.present_start)}
        question, button, thanks = _brought(kind)
        return Choice(
            sentence=question % told,
            button=button,
            thanks=thanks,
            say=lambda now: circling.offer(session, kind, member=member, by=person, now=here.at(now)),
            said=mine is not None and mine.kind == kind,
            take_back=lambda now: circling.take_back(session, member=member, now=here.at(now)),
            url=session.get_absolute_url(),
        )

    return find


def _brought(kind: str) -> tuple[str, str, str]:
    return {
        Part.Kind.CASE: (
            _("“%(session)s”, %(when)s. Will you bring a situation of your own?"),
            _("I bring a situation"),
            _("You will come, with a situation. One person’s is chosen; the others are for another time."),
        ),
        Part.Kind.HELP: (
            _("“%(session)s”, %(when)s. Will you come to help?"),
            _("I come to help"),
            _("You will come to help: you listen, ask, then say what you would try."),
        ),
    }[Part.Kind(kind)]


for _part in Part.Kind.values:
    answer(f"session-{_part}")(_find_part(_part))
