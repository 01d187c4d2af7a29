"""The letter of the week: it waits for somebody to approve it, or its copies on paper to be printed."""

from datetime import datetime, timedelta

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import Community
from tisserand.letter.models import Copy, Edition

from .. import words
from ..signals import Section, Signal, key

# A draft is asked for so long before its hour; copies that nobody printed for so long wait no more.
AHEAD, KEPT = timedelta(days=2), timedelta(days=28)


def letter_waits(community: Community, now: datetime) -> list[Signal]:
    """A draft whose hour comes within two days or has come, and letters on paper, to print. One query."""
    paper = Copy.objects.filter(edition=OuterRef("pk"), way=Copy.Way.PAPER, printed_at=None)
    paper = paper.filter(membership__left_at=None, membership__person__is_active=True)
    counted = paper.order_by().values("edition").annotate(count=Count("pk")).values("count")
    draft = Q(composing_at=None, approved_at=None, leaves_at__lte=now + AHEAD)
    printed = Q(on_paper__gt=0, composed_at__lte=now, composed_at__gt=now - KEPT)
    rows = Edition.objects.filter(draft | printed, community=community)
    found = rows.annotate(to_print=Subquery(counted, output_field=IntegerField())).order_by("pk")
    return [_signal(one) for one in found if not one.gone or one.to_print]


def _signal(edition: Edition) -> Signal:
    since = edition.composed_at or edition.leaves_at - AHEAD
    return Signal(
        key=key("letter_waits", f"e{edition.pk}", since),
        indicator="letter_waits",
        section=Section.PLAN,
        since=since,
        why=words.said(_why, edition),
        tell=lambda: [
            (_("Its hour"), words.moment(edition.leaves_at)),
            (_("Letters on paper"), str(edition.on_paper)),
            (_("Not printed yet"), str(edition.to_print or 0)),
        ],
        acts=("print_letters" if edition.gone else "approve_letter",),
        title=edition.subject,
        edition_id=edition.pk,
    )


def _why(edition: Edition) -> str:
    if not edition.gone:
        said = {"moment": words.moment(edition.leaves_at)}
        return _("the letter, meant to leave on %(moment)s, waits to be approved") % said
    count = edition.to_print  # type: ignore[attr-defined]
    told = ngettext("%(count)s letter on paper to print", "%(count)s letters on paper to print", count)
    return told % {"count": count}
