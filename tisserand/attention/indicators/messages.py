"""Private messages are closed to the people who run a community, but for those handed over to them."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.communities.models import Community
from tisserand.messages.models import Report
from tisserand.ui.statements import statement

from .. import words
from ..signals import Section, Signal, key


def private_reported(community: Community, now: datetime) -> list[Signal]:
    """A private message that somebody handed over, once however many did. The line says nothing of it: its
    page shows it to those who may judge, and not to who wrote it."""
    first: dict[int, Report] = {}
    for report in _waiting(community=community.pk, now=now):
        first.setdefault(report.message_id, report)
    return [_reported(report) for report in first.values()]


@statement
def _waiting(*, community: int, now: datetime):
    return Report.objects.waiting().filter(community=community, reported_at__lte=now)


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
