"""Who may be asked to send somebody a word, and asking them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.communities.rights import LCM
from tisserand.facilitation.models import Manager
from tisserand.mail import outbox
from tisserand.messages.models import Block
from tisserand.people.models import Person
from tisserand.programmes import progress
from tisserand.programmes.models import Progress, Step

from . import accommodations
from .acts.line import on_the_list
from .ladder import REMEMBERED
from .models import Accommodation, Outreach, PeerWord, Willing

ASKED = "peer-asked"
# One such favour in a fortnight, from whatever community: a willing colleague who is asked each week becomes
# a tired one, and then it is the others' turn.
ASKED_APART = timedelta(days=14)
# Somebody who has not come this week may need a word themselves.
LATELY = timedelta(days=7)
LOOKED_AT, SHOWN = 20, 6

Why = PeerWord.Why


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be asked; `step`: what they have done and the other has not, for whoever asks."""

    membership: Membership
    why: str
    step: Step | None = None

    @property
    def person(self) -> Person:
        return self.membership.person

    @property
    def reason(self) -> str:
        """For whoever asks."""
        if self.step:
            return _("%(why)s, has done “%(step)s”") % {"why": Why(self.why).label, "step": self.step.title}
        return str(Why(self.why).label)


def candidates(membership: Membership, now: datetime) -> list[Candidate]:
    """Those who may be asked for a word to this person, the nearest first; a constant number of queries.

    Who is missing is missing for no reason that is told: away, asked lately, left in peace, their manager,
    or somebody who wants nothing private of the other.
    """
    free = _free(membership, now)
    found: dict[int, Candidate] = {}
    for one in (*_pairs(membership, free), *_ahead(membership, free, now), *_glad(free)):
        known = found.get(one.membership.pk)
        if known is None or _order(one) < _order(known):
            found[one.membership.pk] = one
    people = [one.person for one in found.values()]
    reached = outbox.reached(ASKED, people)
    leaves = outbox.forecast(ASKED, people, now=now + membership.community.set_back)
    ready = [one for one in found.values() if one.person.pk in reached and not leaves[one.person.pk].enough]
    return sorted(ready, key=_order)[:SHOWN]


def _order(one: Candidate) -> int:
    return Why.values.index(one.why)


def _free(membership: Membership, now: datetime) -> QuerySet[Membership]:
    """Members present lately, whom nothing keeps from being asked."""
    person, today = membership.person_id, membership.community.today(now)
    in_peace = Accommodation.objects.holding(today).pausing().filter(membership=OuterRef("pk"))
    words = PeerWord.objects.filter(outreach__withdrawn_at=None)
    asked = words.filter(peer__person=OuterRef("person"), outreach__done_at__gt=now - ASKED_APART)
    declined = words.filter(
        peer=OuterRef("pk"),
        outreach__membership=membership,
        answer=PeerWord.Answer.DECLINED,
        outreach__done_at__gt=now - REMEMBERED,
    )
    either = Q(by=person, whom=OuterRef("person")) | Q(by=OuterRef("person"), whom=person)
    # Hierarchy is no colleague, either way.
    leads = Q(membership=membership, person=OuterRef("person")) | Q(membership=OuterRef("pk"), person=person)
    never = Willing.objects.filter(membership=OuterRef("pk"), gladly=False)
    return (
        Membership.objects.present()
        .filter(community=membership.community_id, person__is_active=True)
        .filter(last_active_on__gte=membership.community.today(now - LATELY))
        .exclude(pk=membership.pk)
        .exclude(role=LCM)
        .filter(~Exists(in_peace), ~Exists(asked), ~Exists(declined), ~Exists(never))
        .filter(~Exists(Block.objects.filter(either)), ~Exists(Manager.objects.filter(leads)))
        .select_related("person")
    )


def _pairs(membership: Membership, free: QuerySet[Membership]) -> Iterator[Candidate]:
    """Whoever calls them already."""
    paired = free.filter(
        paired__ended_at=None, paired__pair__ended_at=None, paired__pair__people__membership=membership
    )
    for one in paired.distinct().order_by("pk"):
        yield Candidate(one, Why.PAIR)


def _ahead(membership: Membership, free: QuerySet[Membership], now: datetime) -> Iterator[Candidate]:
    """Those who did the step at which this person stands, in the same group or in an earlier one."""
    ahead = progress.next_step(membership, membership.community.today(now))
    if ahead is None:
        return
    enrolment, step = ahead
    done = Progress.objects.filter(step=step, enrolment__withdrawn_at=None, enrolment__membership__in=free)
    rows = done.select_related("enrolment__membership__person").order_by("-completed_at", "-pk")
    for line in rows[:LOOKED_AT]:
        why = Why.FELLOW if line.enrolment.cohort_id == enrolment.cohort_id else Why.EARLIER
        yield Candidate(line.enrolment.membership, why, step)


def _glad(free: QuerySet[Membership]) -> Iterator[Candidate]:
    for one in free.filter(willing__gladly=True).order_by("-last_active_on", "pk")[:LOOKED_AT]:
        yield Candidate(one, Why.GLAD)


def waited_for(membership: Membership, now: datetime) -> PeerWord | None:
    """The word that a colleague was asked for and has not answered about yet."""
    since = now - PeerWord.WAITED_FOR
    waiting = PeerWord.objects.filter(
        outreach__membership=membership, outreach__withdrawn_at=None, outreach__done_at__gt=since, answer=""
    )
    return waiting.select_related("peer__person").first()


def ask(
    membership: Membership, *, peer: int, text: str, by: Person, now: datetime, signal: str = ""
) -> Outreach:
    """Ask this colleague for a word to `membership`, with a text to adapt. One request at a time.

    Raises JustDone when `signal` names a line that has left the list, ValueError when that line is about
    somebody else, and ValidationError when this person is left in peace, or the colleague cannot be asked.
    """
    community = membership.community
    with on_the_list(community, [signal] if signal else [], now) as standing:
        if any(line.membership_id != membership.pk for line in standing):
            raise ValueError("this line is about somebody else")
        if waiting := waited_for(membership, now):
            raise ValidationError(
                _("%(name)s was asked already: their answer is waited for.")
                % {"name": waiting.peer.person.first_name}
            )
        if membership.pk in accommodations.pauses(community, now):
            raise ValidationError(_("This person is on leave, or asked to be left in peace."))
        return _ask(membership, peer, text, by, now, signal)


def _ask(membership: Membership, peer: int, text: str, by: Person, now: datetime, signal: str) -> Outreach:
    community = membership.community
    # Two who run two communities ask the same colleague one after the other.
    list(Person.objects.filter(memberships=peer).select_for_update(of=("self",), no_key=True))
    chosen = next((one for one in candidates(membership, now) if one.membership.pk == peer), None)
    if chosen is None:
        raise ValidationError(_("This colleague cannot be asked at the moment: choose somebody else."))
    act = Outreach.objects.create(
        community=community,
        membership=membership,
        kind=Outreach.Kind.PEER,
        done_by=by,
        done_at=now,
        signal=signal,
        note=text,
    )
    word = PeerWord.objects.create(outreach=act, peer_id=peer, why=chosen.why, step=chosen.step)
    word.envelope = outbox.post(ASKED, chosen.person, now=now + community.set_back, word=word.pk)
    word.save(update_fields=["envelope"])
    community.record("asked-colleague", by, act, at=now)
    return act
