"""Say what a debate came to; those who took part are told, once."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.conversations import writing
from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person

from . import telling
from .models import Debate, Outcome, Position


@transaction.atomic
def conclude(
    debate: Debate,
    *,
    by: Person,
    source: str,
    format: str = Post.Format.TEXT,
    kept: Collection[int] = (),
    now: datetime,
    form_token: str | None = None,
) -> Outcome:
    """Write the outcome of a closed debate, as a post; `kept` are the numbers of the positions it keeps.

    ValidationError while people still take position, or when there is an outcome already: its words are
    edited as those of any post.
    """
    debate = Debate.held(debate.pk)
    if debate.is_open(now):
        raise ValidationError(_("The debate is still open: end it first."))
    if Outcome.objects.filter(debate=debate).exists():
        raise ValidationError(_("The outcome is written already."))
    post = writing.reply(
        debate.thread, by=by, source=source, format=format, now=now, form_token=form_token, notify=False
    )
    outcome = Outcome.objects.create(debate=debate, post=post, concluded_by=by, concluded_at=now)
    Position.objects.filter(debate=debate, number__in=kept).update(outcome=outcome)
    Thread.objects.filter(pk=debate.thread_id).update(concluded_at=now)
    debate.thread.community.record("concluded", by, debate, at=now, post=post.pk)
    telling.tell_outcome(debate, by=by, now=now)
    return outcome


@transaction.atomic
def take_back(debate: Debate, *, by: Person, now: datetime) -> bool:
    """There is no outcome any more; its post goes. Mails that have not left do not leave."""
    debate = Debate.held(debate.pk)
    outcome = Outcome.objects.filter(debate=debate).select_related("post").first()
    if outcome is None:
        return False
    post = outcome.post
    outcome.delete()
    Thread.objects.filter(pk=debate.thread_id).update(concluded_at=None)
    telling.forget_outcome(debate, now=now)
    debate.thread.community.record("took-back", by, debate, at=now, outcome=True)
    if post.deleted_at is None:
        writing.delete(post, by=by, now=now, reason=_("The outcome was taken back."))
    return True
