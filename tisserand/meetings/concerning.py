"""Sessions to come that ask whether one comes (see `concerns`)."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tisserand.concerns.lines import Line, Rank, Reader, source

from . import when
from .models import LiveSession, SignUp
from .models.sessions import concerns

AHEAD = timedelta(days=21)
SOON = timedelta(days=2)


@source("session")
def unanswered(reader: Reader, limit: int) -> list[Line]:
    """To which they are asked, and have not said whether they come. Its moment is that of its planning."""
    soon = Q(pk__in=[])
    for place in reader.places:
        now = place.community.at(reader.now)
        soon |= Q(community=place.community_id, ends_at__gt=now, starts_at__lte=now + AHEAD)
    answered = SignUp.objects.filter(session=OuterRef("pk"), person=reader.person)
    rows = LiveSession.objects.standing().filter(soon, concerns(reader.person.pk), ~Exists(answered))
    return [
        _line(reader, one) for one in rows.exclude(planned_by=reader.person).order_by("starts_at")[:limit]
    ]


def _line(reader: Reader, session: LiveSession) -> Line:
    session.community = community = reader.communities[session.community_id]
    begins = when.moment(session.present_start)
    return Line(
        key=f"session.{session.pk}",
        rank=Rank.ASKED,
        at=session.planned_at + community.set_back,
        community=community,
        title=session.title,
        why=_("%(when)s. Are you coming?") % {"when": begins[:1].upper() + begins[1:]},
        url=session.get_absolute_url(),
        act=_("Say whether I am coming"),
        soon=session.present_start < reader.now + SOON,
    )
