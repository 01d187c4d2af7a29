"""A person is erased: asked for, told, done a few days later. Each app does its part (`people.held`)."""

import logging
import time
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import connection, transaction

from tisserand.mail import outbox
from tisserand.people import held
from tisserand.people.held import Remaining
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .absence import unseen
from .models import Erasure

# To change one's mind.
SECOND_THOUGHTS = timedelta(days=7)
AT_MOST, NO_LONGER_THAN = 200, 20.0  # people and seconds in one run; the next goes on

logger = logging.getLogger(__name__)


class CannotBeErased(Exception):
    """Not yet; `reasons` say why, in words."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def against(person: Person) -> list[str]:
    """Why this person cannot be erased yet."""
    return [str(reason) for holding in held.all_holdings() for reason in holding.against(person)]


def ask(person: Person, *, by: Person, now: datetime) -> Erasure:
    """The person, or an administrator, asks for it: done in a week. Asking twice changes nothing.

    Raises CannotBeErased.
    """
    if reasons := against(person):
        raise CannotBeErased(reasons)
    causes = Erasure.Cause
    cause = causes.THEMSELVES if by == person else causes.ADMINISTRATOR
    return plan(person, cause=cause, by=by, due_at=now + SECOND_THOUGHTS, now=now)


@transaction.atomic
def plan(person: Person, *, cause: str, by: Person | None, due_at: datetime, now: datetime) -> Erasure:
    """Note that it is to be done, and write to them. What is planned already stays, unless this is sooner."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = Erasure.objects.pending().filter(person=person).first()
    if before and before.due_at <= due_at:
        return before
    if before:
        withdraw(before, by=by, now=now)
    erasure = Erasure.objects.create(person=person, cause=cause, asked_by=by, asked_at=now, due_at=due_at)
    kind = "account-unseen" if cause == Erasure.Cause.UNSEEN else "erasure-planned"
    erasure.envelope = outbox.post(kind, person, now=now, erasure=erasure.pk)
    erasure.save(update_fields=["envelope"])
    return erasure


def withdraw(erasure: Erasure, *, by: Person | None, now: datetime) -> bool:
    """It will not be done; False when it is too late, or was withdrawn before."""
    pending = Erasure.objects.pending().filter(pk=erasure.pk)
    return bool(pending.update(withdrawn_at=now, withdrawn_by=by))


def remaining(person: Person) -> list[Remaining]:
    """Where others wrote of them in their own words: told to whoever asks for the erasure."""
    marks = marks_of(person)
    return [place for holding in held.all_holdings() for place in holding.remaining(person, marks)]


def marks_of(person: Person) -> Marks:
    also = [name for holding in held.all_holdings() for name in holding.also_known_as(person)]
    return Marks.of(person, also)


def carry_out_due(now: datetime, *, seconds: float = NO_LONGER_THAN) -> int:
    """Erase those whose day has come, the longest due first, and remove the files that an interrupted run has
    left; how many were erased. What time does not allow is for the next run."""
    stop, done = time.monotonic() + seconds, 0
    for erasure in Erasure.objects.exclude(files=[]):
        remove_files(erasure)
    for erasure in list(Erasure.objects.pending().filter(due_at__lte=now).order_by("due_at", "pk")[:AT_MOST]):
        if time.monotonic() > stop:
            break
        try:
            done += carry_out(erasure, now)
        except Exception:  # one that fails does not keep the others waiting
            logger.exception("erasure %s could not be carried out", erasure.pk)
    return done


def carry_out(erasure: Erasure, now: datetime) -> bool:
    """Erase this person: every row in one transaction, then their files. Interrupted between the two, the
    files are removed by the next run. False when there is no reason left: withdrawn, or they came back."""
    with transaction.atomic():
        locked = Erasure.objects.select_for_update().pending().filter(pk=erasure.pk).first()
        if locked is None:
            return False
        person = Person.objects.select_for_update().get(pk=erasure.person_id)
        if came_back(locked):
            withdraw(locked, by=None, now=now)
            return False
        locked.remaining, locked.done_at = len(remaining(person)), now
        locked.files = erase(person, now)
        locked.save(update_fields=["files", "done_at", "remaining"])
        transaction.on_commit(empty_the_log)
    remove_files(locked)
    return True


def came_back(erasure: Erasure) -> bool:
    """Whether somebody told that they are no longer seen has been seen since they were told."""
    still_away = unseen(erasure.asked_at).filter(pk=erasure.person_id)
    return erasure.cause == Erasure.Cause.UNSEEN and not still_away.exists()


def erase(person: Person, now: datetime) -> list[str]:
    """Each app leaves no row that names them; returns the files to remove."""
    marks = marks_of(person)
    return [name for holding in held.all_holdings() for name in holding.erase(person, marks, now)]


def empty_the_log() -> None:
    """SQLite keeps what its pages held in the log beside it, until other pages come there: begin it anew.

    Who reads meanwhile is waited for half a second, no longer: nobody can write until then. The log then
    stays for the next time.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 500")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {patience}")


def remove_files(erasure: Erasure) -> None:
    for name in erasure.files:
        default_storage.delete(name)
    erasure.files = []
    erasure.save(update_fields=["files"])
