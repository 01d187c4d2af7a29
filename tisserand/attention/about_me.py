"""What the people who animate see about one member: the same facts, said to that member, and for how long."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q
from django.db.models.lookups import LessThan

from tisserand.communities.models import Event, Membership
from tisserand.conversations.models import Post, Thread
from tisserand.privacy import retention
from tisserand.programmes.models import DaysAfter, Enrolment

from . import exchanges, on_ladder, words
from .day import Day
from .models import Accommodation, NextStep, Outreach, PeerWord, Willing
from .signals import Signal


@dataclass(frozen=True)
class AboutMe:
    """What they see of one member, save what they wrote themselves, which they can already read."""

    membership: Membership
    enrolments: list[Enrolment]
    threads: int
    posts: int
    answers: int
    people: int
    days_here: int  # in the last four weeks
    signals: list[Signal]
    ladder: list[str]  # where they stand on it, and what comes
    outreach: list[Outreach]
    agreed: list[Accommodation]
    steps: list[NextStep]
    asked: list[PeerWord]  # of them, for colleagues
    wish: Willing | None  # whether they may be asked; None: as everybody
    today: date
    lines: int
    mails: int
    months: dict[str, int]  # how long each kind of datum is kept, by the key of its holding, with underscores

    @property
    def rhythm(self) -> str:
        """In words; empty before it is known."""
        gap = self.membership.usual_gap
        return words.rhythm(gap) if gap else ""


def about(membership: Membership, now: datetime, day: Day) -> AboutMe:
    """`day` is that of the whole community at `now`; only what is of this member is kept."""
    mine = {"author": membership.person_id}
    answers, people = exchanges.of(membership)
    today = membership.community.today(now)
    due_on = DaysAfter(F("cohort__starts_on"), F("cohort__programme__steps__due_day"))
    present = now + membership.community.set_back  # periods are chosen on the calendar of everybody
    return AboutMe(
        membership=membership,
        enrolments=list(
            Enrolment.objects.filter(membership=membership, withdrawn_at=None)
            .select_related("cohort__programme")
            .annotate(
                done=Count("progress", distinct=True),
                steps=Count("cohort__programme__steps", distinct=True),
                due=Count("cohort__programme__steps", distinct=True, filter=LessThan(due_on, today)),
            )
            .order_by("cohort__starts_on", "pk")
        ),
        threads=Thread.objects.visible().filter(community=membership.community_id, **mine).count(),
        posts=Post.objects.filter(
            Q(number__gt=1), thread__community=membership.community_id, deleted_at=None, **mine
        ).count(),
        answers=answers,
        people=people,
        days_here=membership.days_here(today),
        signals=[signal for signal in day.signals if signal.membership_id == membership.pk],
        ladder=_on_the_ladder(membership, day),
        outreach=list(
            membership.outreach.standing()
            .select_related("done_by", "peer_word__peer__person")
            .order_by("-done_at", "-pk")
        ),
        agreed=list(
            membership.accommodations.select_related("agreed_by", "ended_by").order_by("-agreed_at", "-pk")
        ),
        steps=list(
            membership.next_steps.select_related("agreed_by", "closed_by").order_by("-agreed_at", "-pk")
        ),
        asked=list(
            PeerWord.objects.filter(peer=membership, outreach__withdrawn_at=None)
            .select_related("outreach__membership__person", "outreach__done_by")
            .order_by("-outreach__done_at", "-pk")
        ),
        wish=Willing.objects.filter(membership=membership).first(),
        today=today,
        lines=Event.objects.filter(community=membership.community_id, actor=membership.person_id).count(),
        mails=membership.person.envelopes.count(),
        months={
            one.holding.key.replace("-", "_"): one.months for one in retention.all_kept(present) if one.months
        },
    )


def _on_the_ladder(membership: Membership, day: Day) -> list[str]:
    mine = next((one for one in on_ladder.lines(day) if one.membership.pk == membership.pk), None)
    return on_ladder.in_my_words(mine) if mine else []
