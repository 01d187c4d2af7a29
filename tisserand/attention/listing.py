"""The follow-ups of a period, as an auditor reads them (Qualiopi, indicator 12): letters, calls, plan mails.

Who was written to or called, when, by whom, why, and what came of it. No word of a note stands in it, and
nothing of what was agreed with anybody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tisserand.communities.models import Community, Event
from tisserand.facilitation import words as planned_words
from tisserand.facilitation.models import Sending
from tisserand.mail import outbox
from tisserand.people.models import Person

from .models import FOLLOWED_WITHIN, Outreach, PeerWord
from .population import morning

PAGE, BATCH = 50, 500
KINDS = (Outreach.Kind.WROTE, Outreach.Kind.CALLED, Outreach.Kind.PEER)

REASONS = {
    "": gettext_lazy("of one’s own accord"),
    "call_wanted": gettext_lazy("asked to be called"),
    "unsolved": gettext_lazy("a question not solved"),
    "help_waiting": gettext_lazy("a request for help that waited"),
    "question_late": gettext_lazy("a question that waited"),
    "first_post": gettext_lazy("first words without a reply"),
    "to_welcome": gettext_lazy("newly arrived"),
    "worth_thanks": gettext_lazy("thanks for their help"),
    "account_ending": gettext_lazy("account about to be erased"),
    "address_lost": gettext_lazy("an address that answers no more"),
    "never_came": gettext_lazy("never came since the start"),
    "silent": gettext_lazy("silent against their habit"),
    "behind": gettext_lazy("a step not done on its day"),
    "few_days": gettext_lazy("far fewer days than the group"),
    "next_step_due": gettext_lazy("the day of an agreed step"),
}


@dataclass(frozen=True)
class Row:
    """One follow-up. `sign`: whether they gave a sign of life within seven days; None: too early to say."""

    on: date
    channel: str
    author: str
    person: Person
    membership: int
    reason: str
    outcome: str
    sign: bool | None
    said_by: Person | None = None  # the colleague whose word alone the outcome rests on

    def outcome_in_words(self, initials: bool) -> str:
        """The outcome, and who said it where nothing else shows it."""
        if self.said_by is None:
            return self.outcome
        name = self.said_by.initials if initials else self.said_by.name
        return _("%(outcome)s, as said by %(name)s") % {"outcome": self.outcome, "name": name}

    @property
    def sign_in_words(self) -> str:
        return {True: _("yes"), False: _("no"), None: _("too early to say")}[self.sign]


@dataclass(frozen=True)
class Period:
    """Whole days of the organisation, both included."""

    community: Community
    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return morning(self.community, self.first), morning(self.community, self.last + timedelta(days=1))


def found(period: Period) -> QuerySet:
    """What was done in that time, oldest first: (what, key, when), to be counted and cut into pages."""
    since, until = period.moments
    acts = Outreach.objects.standing().filter(
        community=period.community, kind__in=KINDS, done_at__gte=since, done_at__lt=until
    )
    mails = Sending.objects.filter(
        planned__community=period.community,
        person=F("membership__person"),  # what managers were written is no follow-up of the learner
        approved_at__gte=since,
        approved_at__lt=until,
    )
    both = [
        rows.order_by().annotate(what=Value(what, CharField()), at=F(at)).values_list("what", "pk", "at")
        for rows, what, at in ((acts, "act", "done_at"), (mails, "mail", "approved_at"))
    ]
    return both[0].union(both[1], all=True).order_by("at", "what", "pk")


def rows(keys: Sequence[tuple[str, int, datetime]], community: Community, now: datetime) -> list[Row]:
    """These, whole, in order. Three queries."""
    named = {what: [pk for kind, pk, _at in keys if kind == what] for what in ("act", "mail")}
    acts = Outreach.objects.with_followed().select_related(
        "done_by", "membership__person", "peer_word__peer__person"
    )
    by_key = {("act", act.pk): act for act in acts.filter(pk__in=named["act"])}
    by_key |= {("mail", mail.pk): mail for mail in _mails().filter(pk__in=named["mail"])}
    told = outbox.state_of([row.envelope_id for row in by_key.values() if row.envelope_id])
    return [
        (_act if what == "act" else _mail)(by_key[what, pk], community, now, told)
        for what, pk, _at in keys
        if (what, pk) in by_key
    ]


def batches(period: Period, now: datetime) -> Iterator[Row]:
    """All of them, some at a time."""
    everything, start = found(period), 0
    while keys := list(everything[start : start + BATCH]):
        yield from rows(keys, period.community, now)
        start += BATCH


def _mails() -> QuerySet[Sending]:
    """With `came`, counted from the moment each left."""
    left = Coalesce(F("envelope__sent_at") - F("planned__community__set_back"), F("approved_at"))
    events = Event.objects.filter(
        actor=OuterRef("membership__person"),
        community=OuterRef("planned__community"),
        at__gt=OuterRef("left"),
        at__lte=OuterRef("left") + FOLLOWED_WITHIN,
    )
    mails = Sending.objects.annotate(left=left).annotate(came=Exists(events))
    return mails.select_related("planned", "approved_by", "membership__person")


def _act(act: Any, community: Community, now: datetime, told) -> Row:
    return Row(
        on=community.today(act.done_at),
        channel=_channel(act),
        author=act.done_by.name if act.done_by else "",
        person=act.membership.person,
        membership=act.membership_id,
        reason=str(REASONS.get(act.signal.partition(":")[0], REASONS[""])),
        outcome=_outcome(act, told),
        sign=_sign(act.came, act.done_at, now),
        said_by=_said_by(act),
    )


def _said_by(act: Outreach) -> Person | None:
    """A talk that a colleague says they had; a word that was written is known to the site."""
    word = getattr(act, "peer_word", None)
    return word.peer.person if word and word.answer == PeerWord.Answer.SPOKE else None


def _outcome(act: Outreach, told) -> str:
    """Of a word asked of a colleague, what they answered, and never the trace of their mail."""
    if act.kind != Outreach.Kind.PEER:
        return act.get_outcome_display() or _trace(act, told)
    word = getattr(act, "peer_word", None)
    return word.get_answer_display() if word and word.answer else _("no answer")


def _channel(act: Outreach) -> str:
    if act.kind == Outreach.Kind.CALLED:
        return _("telephone")
    if act.kind == Outreach.Kind.PEER:
        return _("word from a colleague")
    return _("letter on paper") if act.outcome == Outreach.Outcome.PRINTED else pgettext("a channel", "mail")


def _mail(mail: Any, community: Community, now: datetime, told) -> Row:
    return Row(
        on=community.today(mail.approved_at),
        channel=pgettext("a channel", "mail"),
        author=mail.approved_by.name if mail.approved_by else "",
        person=mail.membership.person,
        membership=mail.membership_id,
        reason=_("plan: %(people)s") % {"people": planned_words.people(mail.planned)},
        outcome=_trace(mail, told),
        sign=_sign(mail.came, mail.left, now),
    )


def _trace(row: Outreach | Sending, told) -> str:
    """What became of its mail; traces of mails are kept for less long than that somebody wrote."""
    return told[row.envelope_id].words if row.envelope_id in told else _("no trace of the mail is kept")


def _sign(came: bool, since: datetime, now: datetime) -> bool | None:
    return True if came else None if since > now - FOLLOWED_WITHIN else False
