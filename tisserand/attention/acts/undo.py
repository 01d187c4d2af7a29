"""Taking an act back, as far as it can be: what has left cannot."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.conversations import reports, writing
from tisserand.conversations.models import Post, Unsolved
from tisserand.mail import outbox
from tisserand.people.models import Person
from tisserand.resources import sheets

from .. import next_steps, peer_words
from ..models import Decision, NextStep, Outreach, PeerWord


class TooLate(Exception):
    """The mail has left: it cannot be taken back."""


@transaction.atomic
def undo(act: Outreach | Decision, *, by: Person, now: datetime) -> None:
    """Take `act` back: the line returns if its reason still holds. Twice changes nothing.

    Raises TooLate when its mail has left, and then nothing changes.
    """
    Community.objects.select_for_update(no_key=True).get(pk=act.community_id)
    act.refresh_from_db()
    if act.withdrawn_at:
        return
    if isinstance(act, Decision):
        _undo_decision(act, by, now)
    else:
        _UNDO[act.kind](act, by, now)
    act.withdrawn_at = now
    act.save(update_fields=["withdrawn_at"])
    act.community.record("took-back", by, act, at=now)


def _undo_decision(decision: Decision, by: Person, now: datetime) -> None:
    if decision.kind == Decision.Kind.SETTLED:
        post = Post.objects.get(pk=int(decision.signal.split(":")[1][1:]))
        try:
            reports.reopen(post, settled_at=decision.decided_at, by=by, now=now)
        except ValidationError:  # its author has answered
            raise TooLate from None
    elif decision.sheet and decision.kind == Decision.Kind.FOUND_RIGHT:
        sheets.take_back_review(decision.sheet, by=by, now=now)
    elif decision.sheet and decision.kind == Decision.Kind.TAKEN_DOWN:
        sheets.publish(decision.sheet, by=by, now=now)
    elif decision.kind == Decision.Kind.STEP_DONE:
        _reopen_step(decision, by, now)


def _reopen_step(decision: Decision, by: Person, now: datetime) -> None:
    closed = NextStep.objects.filter(membership=decision.membership_id, closed_at=decision.decided_at)
    agreed = closed.first()
    if agreed is None or not next_steps.reopen(agreed, by=by, now=now):
        raise TooLate


def _undo_letter(act: Outreach, by: Person, now: datetime) -> None:
    if act.outcome != Outreach.Outcome.PRINTED:
        _take_mail_back(act, now)


def _take_mail_back(act: Outreach, now: datetime) -> None:
    if act.envelope_id is None or not outbox.withdraw(act.envelope_id, now=now + act.community.set_back):
        raise TooLate


def _undo_greeting(act: Outreach, by: Person, now: datetime) -> None:
    if act.envelope_id:
        _take_mail_back(act, now)
    Membership.objects.filter(pk=act.membership_id, welcomed_at=act.done_at).update(
        welcomed_at=None, welcomed_by=None
    )


def _undo_call(act: Outreach, by: Person, now: datetime) -> None:
    """The talk did not take place, and nothing was agreed in it: what was agreed before stands again."""
    peer_words.forget_talk(act)
    for agreed in NextStep.objects.filter(outreach=act):
        next_steps.forget(agreed, by=by, now=now)


def _undo_asking(act: Outreach, by: Person, now: datetime) -> None:
    """No word is asked for any more; a mail that has left says so when it is opened. What a colleague has
    written or said cannot be taken back."""
    word = PeerWord.objects.select_for_update().filter(outreach=act).first()
    if word and word.given:
        raise TooLate
    if word and word.envelope_id:
        outbox.withdraw(word.envelope_id, now=now + act.community.set_back)


def _undo_post(act: Outreach, by: Person, now: datetime) -> None:
    """What a colleague wrote is removed as any message of somebody else: they are told, and may answer."""
    if act.post is None:
        return
    if act.post.written_by(by):
        writing.delete(act.post, by=by, now=now, reason=_("Taken back"))
    elif act.post.deleted_at is None:
        reason = _("%(name)s took it back from My day.") % {"name": by.name}
        reports.take_down(act.post, reason=reason, by=by, now=now)
    indicator, _subject, stamp = act.signal.split(":")
    if indicator == "unsolved" and act.thread and not hasattr(act.thread, "acceptance"):
        said_at = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        Unsolved.objects.get_or_create(
            thread=act.thread, defaults={"said_by": act.thread.author, "said_at": said_at}
        )
        act.thread.keep_waiting()


_UNDO: dict[str, Callable[[Outreach, Person, datetime], None]] = {
    Outreach.Kind.WROTE: _undo_letter,
    Outreach.Kind.GREETED: _undo_greeting,
    Outreach.Kind.CALLED: _undo_call,
    Outreach.Kind.HELPED: _undo_call,
    Outreach.Kind.REPLIED: _undo_post,
    Outreach.Kind.RELAUNCHED: _undo_post,
    Outreach.Kind.PEER: _undo_asking,
}
