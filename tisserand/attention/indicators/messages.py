"""Private messages are closed to the people who run a community, but for those handed over to them."""

from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.communities.models import Community
from tisserand.messages.models import Report
from tisserand.ui.statements import statement

from .. import words
from ..signals import Section, Signal, key


def private_reported(community: Community, now: datetime) -> list[Signal]:
    """A private message that somebody handed over, once however many did. The line says nothing of it: its
    page shows it to those who may judge, and not to who wrote it. Or that the author of one answers what was
    decided."""
    first: dict[tuple[int, bool], Report] = {}
    for report in _waiting(community=community.pk, now=now):
        first.setdefault((report.message_id, report.settled_at is None), report)
    return [_reported(one) if one.settled_at is None else _answered(one) for one in first.values()]


@statement
def _waiting(*, community: int, now: datetime):
    to_see = Q(settled_at=None, reported_at__lte=now) | Report.waits_for_a_word(now)
    since = Coalesce("replied_at", "reported_at")
    return Report.objects.filter(to_see, community=community).order_by(since, "pk")


def _answered(report: Report) -> Signal:
    since = report.replied_at or report.reported_at
    return Signal(
        key=key("private_reported", f"r{report.message_id}", since),
        indicator="private_reported",
        section=Section.MODERATE,
        since=since,
        why=gettext_lazy("its author answers what was decided: they wait for a word from you"),
        tell=lambda: [(_("Answered on"), words.moment(since))],
        acts=("answer_author",),
        asked=1,
        title=gettext_lazy("The author of a private message answers your decision"),
    )


def _reported(report: Report) -> Signal:
    return Signal(
        key=key("private_reported", f"m{report.message_id}", report.reported_at),
        indicator="private_reported",
        section=Section.MODERATE,
        since=report.reported_at,
        why=gettext_lazy("somebody handed it over for you to decide"),
        tell=lambda: [(_("Reported first on"), words.moment(report.reported_at))],
        acts=("look",),
        asked=1,
        title=gettext_lazy("A private message was reported"),
    )
