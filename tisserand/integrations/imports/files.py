"""Files brought by an LCM: kept apart from everything that is served, and no longer than needed."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile, File

from tisserand.communities.models import Community
from tisserand.people.models import Person

from .models import Load
from .problems import CannotRead

MEGABYTE = 1024 * 1024
MOST_BYTES: dict[str, int] = {
    Load.Kind.PEOPLE: 10 * MEGABYTE,
    Load.Kind.ACTIVITY: 1024 * MEGABYTE,
    Load.Kind.FORUM: 512 * MEGABYTE,
}
KEPT_FOR = timedelta(days=7)


def receive(community: Community, kind: str, uploaded: File, *, by: Person, now: datetime) -> Load:
    """Keep the file until its load is done or given up. Raises CannotRead when it is empty or too big."""
    if not uploaded.size:
        raise CannotRead("file-empty")
    if uploaded.size > MOST_BYTES[kind]:
        raise CannotRead("file-big", other=str(MOST_BYTES[kind] // MEGABYTE))
    name = (uploaded.name or "").rsplit("/")[-1][-150:]
    return Load.objects.create(
        community=community, kind=kind, started_by=by, name=name, file=uploaded, created_at=now
    )


def receive_text(community: Community, text: str, *, by: Person, now: datetime) -> Load:
    """A list pasted in the page, as a file of people."""
    return receive(community, Load.Kind.PEOPLE, ContentFile(text.encode(), name="…"), by=by, now=now)


def give_up(load: Load) -> None:
    """Forget the file and what was chosen for it; nothing had been stored."""
    load.forget_file()
    load.delete()


def forget_old(now: datetime) -> int:
    """Files of loads that nobody finished within a week are removed; returns how many."""
    old = Load.objects.filter(created_at__lt=now - KEPT_FOR)
    left = list(old.filter(state=Load.State.CHOOSING))
    for load in left:
        give_up(load)
    stopped = list(old.filter(state=Load.State.FAILED).exclude(file=""))
    for load in stopped:
        load.forget_file()
        load.save(update_fields=["file"])
    return len(left) + len(stopped)
