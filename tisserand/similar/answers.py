"""« This answers me »: said by who was about to ask, and taken back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.conversations.models import Thread
from tisserand.people.models import Person

from .models import FoundAnswer


@transaction.atomic
def find(thread: Thread, *, by: Person, now: datetime) -> FoundAnswer:
    """`by` found here the answer to what they were about to ask: it counts as solved for them, and they hear
    of what is written here later. Saying it twice changes nothing. PermissionDenied to who asked it, who
    accepts an answer instead, and where nobody has answered or somebody has withdrawn it."""
    thread = Thread.objects.select_for_update(of=("self",)).select_related("community").get(pk=thread.pk)
    gone = thread.deleted_at or thread.merged_into_id
    if not thread.asks or gone or thread.first_reply_at is None or thread.written_by(by):
        raise PermissionDenied
    found = FoundAnswer.objects.filter(thread=thread, person=by).first()
    if found is None:
        followed = thread.follow(by, now=now)
        found = FoundAnswer.objects.create(thread=thread, person=by, found_at=now, followed=followed)
        thread.community.record("found-answer", by, thread, at=now)
    return found


@transaction.atomic
def take_back(thread: Thread, *, by: Person, now: datetime) -> bool:
    """It was not the answer after all; False when they had not said it. What it made them follow, they no
    longer do."""
    found = FoundAnswer.objects.select_for_update(of=("self",)).filter(thread=thread, person=by).first()
    if found is None:
        return False
    found.delete()
    thread.community.record("took-back", by, thread, at=now)
    if found.followed:
        thread.unfollow(by, now=now)
    return True
