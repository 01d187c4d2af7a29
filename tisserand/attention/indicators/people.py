"""People who arrived and met nobody, who never came, who have gone silent."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import CallRequest, Community, Membership
from tisserand.programmes.models import Cohort, Enrolment
from tisserand.ui.statements import statement

from .. import words
from ..models import Outreach
from ..population import looked_after, morning, of_them
from ..signals import Section, Signal, key

# Greeting somebody a month after they arrived would say that they had been forgotten.
WELCOMED_WITHIN = timedelta(days=30)
# From the morning after the start: the first week decides (Stein & Allione, domain.md 2.1). A word comes
# first, the call a week later: the ladder sees to it.
NEVER_CAME_AFTER = timedelta(days=1)
# Against their own rhythm: two and a half times it, and never before a week (communities live by the week).
SILENT_AFTER, SILENT_FACTOR = timedelta(days=7), 2.5
# Somebody who came once or twice has no rhythm yet; after ten days both week-ends have passed.
SILENT_WITHOUT_RHYTHM = timedelta(days=10)
# After two months it is a departure: a matter for the month's review, not for the day.
SILENT_AT_MOST = timedelta(days=60)
# The first two weeks decide (Jordan; Stein & Allione, domain.md 2.1): those people first.
FIRST_WEEKS = timedelta(days=14)


def call_wanted(community: Community, now: datetime) -> list[Signal]:
    """« Stuck, call me »: until somebody has spoken with them; after a call in vain, again the next day."""
    begun = morning(community, community.today(now))
    return [_call_wanted(request) for request in _calls(community=community.pk, now=now, begun=begun)]


@statement
def _calls(*, community: int, now: datetime, begun: datetime):
    rung_today = Outreach.objects.standing().filter(
        membership=OuterRef("membership"),
        kind=Outreach.Kind.CALLED,
        done_at__gte=begun,
        done_at__gt=OuterRef("asked_at"),
    )
    return (
        CallRequest.objects.standing()
        .filter(of_them(community, now), asked_at__lte=now, membership__community=community)
        .exclude(Exists(rung_today))
        .select_related("membership__person")
        .order_by("asked_at", "pk")
    )


def _call_wanted(request: CallRequest) -> Signal:
    member = request.membership
    return Signal(
        key=key("call_wanted", f"m{member.pk}", request.asked_at),
        indicator="call_wanted",
        section=Section.WAITING,
        since=request.asked_at,
        why=words.said(_call_wanted_words, request),
        tell=lambda: [
            (_("Asked for a call on"), words.moment(request.asked_at)),
            (_("When it suits them"), str(request.get_moment_display())),
            (_("In their words"), request.words or _("none")),
        ],
        acts=("call", "write"),
        membership_id=member.pk,
        effect=1.0,
        asked=2,
        membership=member,
        phone=request.phone,
    )


def _call_wanted_words(request: CallRequest) -> str:
    said = {"moment": request.get_moment_display(), "day": words.moment(request.asked_at)}
    if not request.words:
        return _("is stuck and asks to be called %(moment)s (said on %(day)s)") % said
    said["words"] = Truncator(request.words).chars(160)
    return _("is stuck and asks to be called %(moment)s: “%(words)s” (said on %(day)s)") % said


def to_welcome(community: Community, now: datetime) -> list[Signal]:
    """Joined or first came within the month, and no LCM has greeted them, written, replied or spoken.

    Whoever was loaded from a spreadsheet is welcomed before they ever come: the first word is a person's.
    """
    today = community.today(now)
    recent = today - WELCOMED_WITHIN
    days = {"today": today, "since": morning(community, recent)}
    return [
        _to_welcome(membership, community, recent)
        for membership in _arrived(community=community.pk, now=now, **days)
    ]


@statement
def _arrived(*, community: int, now: datetime, today: date, since: datetime):
    spoken_to = (
        Outreach.objects.standing()
        .filter(membership=OuterRef("pk"))
        .exclude(outcome__in=(Outreach.Outcome.NO_ANSWER, Outreach.Outcome.MESSAGE))
    )
    arrived = Q(joined_at__gte=since) | Q(
        first_active_on__gte=today - WELCOMED_WITHIN, first_active_on__lte=today
    )
    return (
        looked_after(community, now)
        .filter(arrived, welcomed_at=None)
        .exclude(Exists(spoken_to))
        .select_related("person")
        .order_by("joined_at", "pk")
    )


def _to_welcome(membership: Membership, community: Community, recent: date) -> Signal:
    joined_on, came_on = community.today(membership.joined_at), membership.first_active_on
    # The day they joined does not move when they come at last: the episode, and what was decided of it, stay.
    arrived_on = came_on if joined_on < recent and came_on else joined_on
    return Signal(
        key=key("to_welcome", f"m{membership.pk}", arrived_on),
        indicator="to_welcome",
        section=Section.WELCOME,
        since=morning(community, arrived_on),
        why=words.said(_to_welcome_words, came_on, joined_on),
        tell=lambda: [
            (_("First day here"), words.day(came_on) if came_on else _("none yet")),
            (_("Member since"), words.day(membership.joined_at)),
            (_("Greeted"), _("not yet")),
        ],
        acts=("greet", "write", "call"),
        membership_id=membership.pk,
        newcomer=True,
        group="to_welcome",
        membership=membership,
    )


def _to_welcome_words(came_on: date | None, joined_on: date) -> str:
    if came_on:
        return _("first came on %(day)s; nobody has spoken to them yet") % {"day": words.day(came_on)}
    return _("a member since %(day)s, not here yet; nobody has spoken to them") % {
        "day": words.day(joined_on)
    }


def never_came(community: Community, now: datetime) -> list[Signal]:
    """Enrolled in a cohort that runs, and not once here since it started (or since they joined it)."""
    today = community.today(now)
    signals: dict[int, Signal] = {}
    for enrolment in _enrolled(community=community.pk, now=now, today=today):
        began = max(enrolment.cohort.starts_on, community.today(enrolment.enrolled_at))
        last = enrolment.membership.last_active_on
        if today - began >= NEVER_CAME_AFTER and (last is None or last < began):
            signal = _never_came(enrolment, community, began, today)
            known = signals.get(enrolment.membership_id)
            if known is None or signal.since < known.since:
                signals[enrolment.membership_id] = signal
    return list(signals.values())


@statement
def _enrolled(*, community: int, now: datetime, today: date):
    """Those who may never have come since their cohort started."""
    return (
        Enrolment.objects.filter(
            of_them(community, now),
            withdrawn_at=None,
            enrolled_at__lte=now,
            cohort__in=Cohort.objects.running(today),
            cohort__programme__community=community,
            cohort__starts_on__lte=today - NEVER_CAME_AFTER,
        )
        .filter(
            # By the calendar of no place in particular: a few days too many here, told apart afterwards.
            Q(membership__last_active_on=None)
            | Q(membership__last_active_on__lt=F("cohort__starts_on"))
            | Q(membership__last_active_on__lte=TruncDate("enrolled_at", tzinfo=UTC))
        )
        .select_related("membership__person", "cohort__programme")
        .order_by("cohort__starts_on", "pk")
    )


def _never_came(enrolment: Enrolment, community: Community, began: date, today: date) -> Signal:
    membership, cohort = enrolment.membership, enrolment.cohort
    elapsed = today - began
    return Signal(
        key=key("never_came", f"m{membership.pk}", began),
        indicator="never_came",
        section=Section.ENCOURAGE,
        since=morning(community, began),
        why=words.said(_never_came_words, elapsed.days),
        tell=lambda: [
            (_("Group"), f"{cohort.programme.name}, {cohort.name}"),
            (_("Began on"), words.day(began)),
            (_("Last day here"), _last_day(membership)),
        ],
        acts=("write", "call"),
        membership_id=membership.pk,
        newcomer=elapsed < FIRST_WEEKS,
        effect=0.9 if elapsed < FIRST_WEEKS else 0.6,
        group="never_came",
        membership=membership,
        cohort=cohort,
    )


def _never_came_words(days: int) -> str:
    return _("no visit since the start, %(days)s ago") % {"days": words.days(days)}


def silent(community: Community, now: datetime) -> list[Signal]:
    """Away for longer than their own rhythm explains, in a running cohort or a community without any."""
    today = community.today(now)
    away = _away(community=community.pk, now=now, today=today)
    return [_silent(membership, community, today) for membership in away if _too_long(membership, today)]


@statement
def _away(*, community: int, now: datetime, today: date):
    cohorts = Cohort.objects.of(community)  # said again, so that only theirs are looked through
    enrolled = Enrolment.objects.filter(membership=OuterRef("pk"), enrolled_at__lte=now, cohort__in=cohorts)
    running = enrolled.filter(withdrawn_at=None).running(today)
    return (
        looked_after(community, now)
        .filter(last_active_on__lte=today - SILENT_AFTER, last_active_on__gte=today - SILENT_AT_MOST)
        .annotate(follows=Exists(running))
        .filter(Q(follows=True) | ~Exists(enrolled))
        .annotate(began_on=_latest_start(running))
        .select_related("person")
        .order_by("-last_active_on", "pk")
    )


def _latest_start(running):
    return running.order_by("-cohort__starts_on").values(start=F("cohort__starts_on"))[:1]


def _too_long(membership, today: date) -> bool:
    away, usual = today - membership.last_active_on, membership.usual_gap
    if usual is None:
        return membership.follows and away >= SILENT_WITHOUT_RHYTHM
    return away >= max(SILENT_AFTER, timedelta(days=SILENT_FACTOR * usual))


def _silent(membership, community: Community, today: date) -> Signal:
    last = membership.last_active_on
    early = membership.began_on is not None and last - membership.began_on < FIRST_WEEKS
    return Signal(
        key=key("silent", f"m{membership.pk}", last),
        indicator="silent",
        section=Section.ENCOURAGE,
        since=morning(community, last),
        why=words.said(_silent_words, membership, (today - last).days),
        tell=lambda: [
            (_("Last day here"), _last_day(membership)),
            (_("Days here so far"), str(membership.active_days)),
            (_("Usual rhythm"), _rhythm(membership) or _("not known yet")),
        ],
        acts=("write", "call"),
        membership_id=membership.pk,
        newcomer=early,
        effect=0.8 if early else 0.5,
        group="silent",
        membership=membership,
    )


def _silent_words(membership: Membership, away: int) -> str:
    if rhythm := _rhythm(membership):
        return _("no visit for %(days)s; usually %(rhythm)s") % {"days": words.days(away), "rhythm": rhythm}
    times = ngettext("came on %(count)s day", "came on %(count)s days", membership.active_days)
    return _("%(times)s, no visit for %(days)s") % {
        "times": times % {"count": membership.active_days},
        "days": words.days(away),
    }


def _rhythm(membership: Membership) -> str:
    return words.rhythm(membership.usual_gap) if membership.usual_gap is not None else ""


def _last_day(membership: Membership) -> str:
    return words.day(membership.last_active_on) if membership.last_active_on else _("none yet")
