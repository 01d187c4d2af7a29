from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, Period, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from . import unseen
from .models import Erasure, Export, RetentionPeriod


@holding
class Accounts(Holding):
    key = "accounts"
    name = _("Accounts that nobody has seen")
    purpose = _("Not to keep people who have gone without saying so.")
    models = (Erasure,)
    period = Period(24, 6, 60)
    at_the_end = _(
        "The person is told by mail, or by those who run their community when no mail reaches them. "
        "One click keeps the account; without a sign of life it is erased a month later."
    )

    def count(self, before: datetime) -> int:
        return unseen.to_tell(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        unseen.welcome_back(before, now)
        yield from unseen.tell(before, now, at_most)
        yield from unseen.forget_never_came(now, at_most)

    def rows(self, person: Person):
        for one in person.erasures.order_by("asked_at", "pk"):
            yield {
                "erasure": one.get_cause_display(),
                "asked_at": one.asked_at,
                "due_at": one.due_at,
                "withdrawn_at": one.withdrawn_at,
            }


@holding
class Exports(Holding):
    key = "exports"
    name = _("Copies of all that is held about you, made when you ask")
    purpose = _("For you to take them away.")
    behind = True
    models = (Export, RetentionPeriod)
    kept = _("a week")

    def rows(self, person: Person):
        for one in person.exports.order_by("asked_at", "pk"):
            yield {"asked_at": one.asked_at, "state": one.get_state_display()}

    def erase(self, person: Person, marks: Marks, now: datetime):
        files = [one.file.name for one in person.exports.all() if one.file]
        person.exports.all().delete()
        Export.objects.filter(asked_by=person).update(asked_by=None)
        RetentionPeriod.objects.filter(chosen_by=person).update(chosen_by=None)
        return files
