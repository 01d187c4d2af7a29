"""The mails of a telling, posted by the worker some at a time, in order of person. How far it went is kept in
the same transaction: a worker that dies has told nobody twice, and the next one goes on."""

from datetime import datetime

from django.db import transaction

from tisserand.communities.hearing import in_their_rhythm
from tisserand.mail import outbox

from .audience import to_tell
from .models import Invited, Telling

AT_ONCE = 200  # people in one transaction
KINDS = {
    Telling.Kind.INVITATION: "session-invitation",
    Telling.Kind.CHANGE: "session-changed",
    Telling.Kind.CANCELLATION: "session-cancelled",
    Telling.Kind.AFTERWORD: "session-afterword",
}


def go_on(pk: int, *, present: datetime) -> bool:
    """Post the next mails of this telling; True when there may be more."""
    with transaction.atomic():
        rows = Telling.objects.select_for_update(of=("self",)).filter(pk=pk)
        telling = rows.select_related("session__community__organisation").first()
        if telling is None:
            return False
        session, kind = telling.session, KINDS[Telling.Kind(telling.kind)]
        people = to_tell(session, telling.kind, besides=telling.told_by_id).filter(pk__gt=telling.told_up_to)
        some = in_their_rhythm(session.community_id, list(people.order_by("pk")[:AT_ONCE]))
        said = {"telling": telling.pk, "session": session.pk}
        outbox.post_each(kind, some, now=present, key=f"session-{session.pk}", **said)
        if telling.kind == Telling.Kind.INVITATION:
            reached, at = outbox.reached(kind, some), session.community.at(present)
            invited = [Invited(session=session, person_id=pk, invited_at=at) for pk in sorted(reached)]
            Invited.objects.bulk_create(invited, ignore_conflicts=True)
        if some:
            telling.told_up_to = some[-1].pk
            telling.save(update_fields=["told_up_to"])
    return len(some) == AT_ONCE
