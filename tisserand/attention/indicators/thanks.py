"""Contributions worth a thank-you: they helped several people, and no LCM has said so."""

from datetime import UTC, datetime, timedelta

from django.db.models import Count, DateTimeField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.communities.rights import LCM
from tisserand.conversations.models import Thread
from tisserand.thanks.models import Reaction
from tisserand.ui.statements import statement

from .. import words
from ..models import Decision, Outreach
from ..population import looked_after
from ..signals import Section, Signal, key

# One is a friend, two are a chance; a month later a thank-you sounds like a machine.
SEVERAL, LATELY = 3, timedelta(days=30)
NEVER = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())
OURS = "worth_thanks:"


def worth_thanks(community: Community, now: datetime) -> list[Signal]:
    """Three people or more thanked them or found useful what they wrote, since an LCM last thanked them (or
    set it aside), the last one within the month."""
    found = _helpful(community=community.pk, now=now)
    threads = Thread.objects.in_bulk([member.about for member in found]) if found else {}
    return [_worth_thanks(member, threads[member.about]) for member in found]


@statement
def _helpful(*, community: int, now: datetime):
    """With `people` who said so, when first and last, and `about`: the thread of the last one."""
    lately = Reaction.objects.filter(
        said_at__gte=now - LATELY, said_at__lte=now, post__thread__community=community
    )
    said = Reaction.objects.filter(
        post__author=OuterRef("person"),
        post__deleted_at=None,
        post__thread__community=community,
        post__thread__deleted_at=None,
        said_at__gt=OuterRef("thanked_at"),
        said_at__lte=now,
    )
    counted = said.order_by().values("post__author").values(number=Count("person", distinct=True))
    last = said.order_by("-said_at", "-pk")
    members = looked_after(community, now).filter(person__in=lately.values("post__author"))
    return (
        members.annotate(thanked_at=_last_thanked(community, now))
        .annotate(
            people=Subquery(counted),
            first_at=Subquery(said.order_by("said_at").values("said_at")[:1]),
            last_at=Subquery(last.values("said_at")[:1]),
            about=Subquery(last.values("post__thread")[:1]),
        )
        .filter(people__gte=SEVERAL, last_at__gte=now - LATELY)
        .select_related("person")
        .order_by("first_at", "pk")
    )


def _last_thanked(community: int, now: datetime) -> Greatest:
    """By a letter that answered such a line, by a click on one of their messages, or decided not to."""
    run = Membership.objects.present().filter(community=community, role=LCM)
    clicked = Reaction.objects.filter(
        kind=Reaction.Kind.THANKS,
        post__author=OuterRef("person"),
        post__thread__community=community,
        person__in=run.values("person"),
        said_at__lte=now,
    ).order_by("-said_at")
    mine = Q(membership=OuterRef("pk"), signal__startswith=OURS, withdrawn_at=None)
    wrote = Outreach.objects.filter(mine, done_at__lte=now).order_by("-done_at")
    aside = Decision.objects.filter(mine, kind=Decision.Kind.SET_ASIDE, decided_at__lte=now)
    moments = (
        clicked.values("said_at")[:1],
        wrote.values("done_at")[:1],
        aside.order_by("-decided_at").values("decided_at")[:1],
    )
    return Greatest(*(Coalesce(Subquery(moment), NEVER) for moment in moments))


def _worth_thanks(member: Membership, thread: Thread) -> Signal:
    return Signal(
        key=key("worth_thanks", f"m{member.pk}", member.first_at),
        indicator="worth_thanks",
        section=Section.THANK,
        since=member.first_at,
        why=_("several people say that it helped them; nobody who runs the community has said thank you"),
        tell=lambda: [
            (_("People who said so"), str(member.people)),
            (_("Said first on"), words.moment(member.first_at)),
            (_("Said last on"), words.moment(member.last_at)),
        ],
        acts=("write",),
        membership_id=member.pk,
        thread_id=thread.pk,
        effect=float(member.people),
        membership=member,
        thread=thread,
    )
