"""Those who follow hear of a synthesis or a sheet: a while after it was written, so that it can be taken back
without a word, and once. The clock asks what is due, so a missed beat heals at the next."""

from datetime import datetime, timedelta

from django.db import transaction

from . import emails
from .models import Telling

AFTER = timedelta(minutes=10)


def tell_some(now: datetime) -> int:
    """Tell of what is due at `now`; how many works were told of. Outside a transaction."""
    return sum(_tell(pk, now) for pk in Telling.objects.filter(told_at=None).values_list("pk", flat=True))


@transaction.atomic
def _tell(pk: int, now: datetime) -> bool:
    """One telling, unless somebody else has it in hand, its time has not come, or its work does not stand."""
    held = Telling.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, told_at=None)
    telling = held.select_related(
        "version__synthesis__thread__community", "version__sheet__community", "version__sheet__thread"
    ).first()
    if telling is None:
        return False
    work = telling.version.work
    community = work.thread.community if telling.version.synthesis else work.community
    here = community.at(now)
    if telling.asked_at > here - AFTER or not work.stands:
        return False
    members = work.followers.filter(memberships__community=community, memberships__left_at=None)
    emails.tell(telling, list(members.exclude(pk=telling.asked_by_id or 0)), now=now)
    telling.told_at = here
    telling.save(update_fields=["told_at"])
    return True
