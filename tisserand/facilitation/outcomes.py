"""What came of what was planned, in words: how many it went to, who answered, who read; in few statements.

Nothing tells that a mail was opened: a mail *went to* somebody, and they answered or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import Membership
from tisserand.conversations.models import Reading, Thread
from tisserand.mail.models import Envelope

from . import results
from .models import Planned, Sending


@dataclass(frozen=True)
class Mails:
    """Of one thing planned: approved, gone by now, asked, answered; who approved them."""

    approved: int = 0
    went: int = 0
    invited: int = 0
    answered: int = 0
    by: str = ""


@dataclass(frozen=True)
class Outcomes:
    mails: dict[int, Mails]
    read: dict[int, int]
    members: int

    def of(self, planned: Planned) -> str:
        """« parti à 31 personnes, par Claire · 12 réponses sur 31 »; "" when nothing came of it yet."""
        if planned.edition:
            return _letter(planned)
        if planned.thread:
            return self._thread(planned.thread)
        return self._mails(planned)

    def _mails(self, planned: Planned) -> str:
        mails = self.mails.get(planned.pk, Mails())
        if not mails.approved:
            return ""
        said = []
        if mails.went:
            words = ngettext("went to %(count)s person", "went to %(count)s people", mails.went)
            said.append(words % {"count": mails.went})
        if waiting := mails.approved - mails.went:
            words = ngettext("%(count)s mail approved", "%(count)s mails approved", waiting)
            said.append(words % {"count": waiting})
        if mails.by:
            said[-1] = _("%(what)s, by %(name)s") % {"what": said[-1], "name": mails.by}
        if results.asks(planned) and mails.went:
            told = results.Results(mails.invited, mails.answered, [])
            said.append(told.sentence)
        return " · ".join(said)

    def _thread(self, thread: Thread) -> str:
        if thread.kind == Thread.Kind.NEWS:
            count = self.read.get(thread.pk, 0)
            words = ngettext("read by %(count)s of %(all)s", "read by %(count)s of %(all)s", count)
            return words % {"count": count, "all": self.members}
        words = ngettext("%(count)s reply", "%(count)s replies", thread.reply_count)
        return words % {"count": thread.reply_count}


def _letter(planned: Planned) -> str:
    edition = planned.edition
    if not edition.gone:
        return _("approved, not gone yet") if edition.approved_at else _("a draft, to be approved")
    count = edition.by_mail + edition.on_paper
    words = ngettext("went to %(count)s person", "went to %(count)s people", count) % {"count": count}
    if not edition.on_paper:
        return words
    return _("%(what)s, %(count)s of them on paper") % {"what": words, "count": edition.on_paper}


def of(found: Iterable[Planned]) -> Outcomes:
    """One statement, and two more where news was told."""
    found = list(found)
    news = [one.thread for one in found if one.thread and one.thread.kind == Thread.Kind.NEWS]
    read, members = _readers(news) if news else ({}, 0)
    return Outcomes(_mails([one.pk for one in found if one.mailed]), read, members)


def _mails(ids: list[int]) -> dict[int, Mails]:
    State = Envelope.State
    approved = Q(approved_at__isnull=False)
    gone = approved & (Q(envelope=None) | Q(envelope__state__in=(State.SENT, State.UNCERTAIN)))
    rows = Sending.objects.filter(planned__in=ids).values("planned")
    rows = rows.annotate(
        approved=Count("pk", filter=approved, distinct=True),
        went=Count("pk", filter=gone, distinct=True),
        invited=Count("pk", filter=results.invited() | Q(said__isnull=False), distinct=True),
        answered=Count("pk", filter=Q(said__isnull=False), distinct=True),
        by=Max("approved_by__given_name"),
    )
    return {
        row["planned"]: Mails(row["approved"], row["went"], row["invited"], row["answered"], row["by"] or "")
        for row in rows
    }


def _readers(news: list[Thread]) -> tuple[dict[int, int], int]:
    """Who has opened them, as the page of news counts it: members today, without who wrote it."""
    here = Membership.objects.present().filter(community=news[0].community_id)
    members = here.values("person")
    rows = Reading.objects.filter(thread__in=news, person__in=members).exclude(person=news[0].author_id)
    counted = rows.values_list("thread").annotate(count=Count("pk"))
    return dict(counted), here.exclude(person=news[0].author_id).count()
