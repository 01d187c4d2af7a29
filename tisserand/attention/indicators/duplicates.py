"""Questions that look like one that was asked before."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.similar.duplicates import RECENT
from tisserand.similar.models import Comparison
from tisserand.ui.statements import statement

from .. import words
from ..signals import Section, Signal, key


def asked_before(community: Community, now: datetime) -> list[Signal]:
    """A recent question, not solved yet, that is probably the same as an earlier one: a person decides."""
    return [_asked_before(row) for row in _probable(community=community.pk, now=now)]


@statement
def _probable(*, community: int, now: datetime):
    return (
        Comparison.objects.probable()
        .filter(
            thread__community=community,
            thread__created_at__gte=now - RECENT,
            thread__created_at__lte=now,
            thread__acceptance=None,
        )
        .select_related("thread__author", "earlier__acceptance")
        .order_by("thread__created_at", "pk")
    )


def _asked_before(row: Comparison) -> Signal:
    thread = row.thread
    return Signal(
        key=key("asked_before", f"t{thread.pk}", thread.created_at),
        indicator="asked_before",
        section=Section.MODERATE,
        since=thread.created_at,
        why=words.said(_why, row),
        tell=lambda: _facts(row),
        acts=("compare",),
        thread_id=thread.pk,
        effect=row.meaning or row.words,
        thread=thread,
    )


def _why(row: Comparison) -> str:
    said = {"title": row.earlier.title, "day": words.day(row.earlier.created_at)}
    if row.earlier.solved:
        return _("perhaps asked before: “%(title)s” (%(day)s), which is solved") % said
    return _("perhaps asked before: “%(title)s” (%(day)s)") % said


def _facts(row: Comparison) -> list[tuple[str, str]]:
    meaning = [] if row.meaning is None else [(_("Closeness of meaning, of 100"), f"{100 * row.meaning:.0f}")]
    return [
        (_("Asked on"), words.moment(row.thread.created_at)),
        (_("The earlier question"), row.earlier.title),
        (_("Asked on"), words.moment(row.earlier.created_at)),
        *meaning,
        (
            _("Of its words, found in the earlier one"),
            _("%(share)s %%") % {"share": f"{100 * row.words:.0f}"},
        ),
    ]
