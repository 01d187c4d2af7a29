from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, Period, holding, in_portions
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Accommodation, Decision, Exchanges, Outreach


@holding
class SupportNotes(Holding):
    key = "support-notes"
    name = _("Support notes: what was written to you or noted, and what was agreed with you")
    purpose = _("For those who run the community to follow you without starting over each time.")
    models = (Outreach, Accommodation)
    period = Period(12, 3, 36)
    at_the_end = _(
        "The words are deleted, and accommodations as long after their end. That somebody wrote or called, "
        "and when, stays longer."
    )

    def _notes(self, before: datetime):
        old = Outreach.objects.filter(done_at__lt=Value(before) - F("community__set_back"))
        return old.exclude(note="", subject="")

    def _reasons(self, before: datetime):
        old = Decision.objects.filter(decided_at__lt=Value(before) - F("community__set_back"))
        return old.exclude(reason="")

    def _agreed(self, before: datetime):
        """Accommodations that ended then: on their day, by somebody, or because their person left."""
        moment = Value(before) - F("membership__community__set_back")
        over = Q(ended_at__lt=moment) | Q(ends_on__lt=before.date()) | Q(membership__left_at__lt=moment)
        return Accommodation.objects.filter(over)

    def count(self, before: datetime) -> int:
        return self._notes(before).count() + self._reasons(before).count() + self._agreed(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        yield from _emptied(self._notes(before), at_most, note="", subject="")
        yield from _emptied(self._reasons(before), at_most, reason="")
        yield from in_portions(self._agreed(before), at_most)

    def rows(self, person: Person):
        agreed = Accommodation.objects.filter(membership__person=person)
        for one in agreed.select_related("membership__community", "agreed_by").order_by("agreed_at", "pk"):
            yield {
                "community": one.membership.community.name,
                "agreed_at": one.agreed_at,
                "kind": one.get_kind_display(),
                "words": one.words,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "by": one.agreed_by.name if one.agreed_by else "",
                "stopped_at": one.ended_at,
            }
        done = Outreach.objects.filter(membership__person=person).select_related("community", "done_by")
        for act in done.order_by("done_at", "pk"):
            yield {
                "community": act.community.name,
                "done_at": act.done_at,
                "kind": act.get_kind_display(),
                "by": act.done_by.name if act.done_by else "",
                "outcome": act.get_outcome_display(),
                "subject": act.subject,
                "note": act.note,
                "taken_back_at": act.withdrawn_at,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        """What was done towards them goes with their membership; what they did for others stays, unsigned."""
        Outreach.objects.filter(membership__person=person).delete()
        Accommodation.objects.filter(membership__person=person).delete()
        _clear(Outreach.objects.filter(done_by=person), ["note", "subject"], marks)
        Outreach.objects.filter(named=person).update(named=None)
        named, agreed = Q(), Q()
        for word in marks.spellings:
            named |= Q(note__icontains=word) | Q(subject__icontains=word)
            agreed |= Q(words__icontains=word)
        if named:
            _clear(Outreach.objects.filter(named), ["note", "subject"], marks)
            _clear(Accommodation.objects.filter(agreed), ["words"], marks)
        return ()


@holding
class Contacts(Holding):
    key = "contacts"
    name = _("That somebody wrote to you, called or greeted you, and what was decided of a line about you")
    purpose = _("To leave you in peace after a word, and to prove that a training was accompanied.")
    models = (Decision,)
    period = Period(36, 12, 120)

    def _acts(self, before: datetime):
        return Outreach.objects.filter(done_at__lt=Value(before) - F("community__set_back"))

    def _decisions(self, before: datetime):
        """About a person; what was decided of a thread stays with it, or its line would come back."""
        old = Decision.objects.filter(decided_at__lt=Value(before) - F("community__set_back"))
        return old.filter(thread=None)

    def count(self, before: datetime) -> int:
        return self._acts(before).count() + self._decisions(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        yield from in_portions(self._acts(before), at_most)
        yield from in_portions(self._decisions(before), at_most)

    def rows(self, person: Person):
        about = Decision.objects.filter(membership__person=person, withdrawn_at=None)
        for one in about.select_related("community").order_by("decided_at", "pk"):
            yield {
                "community": one.community.name,
                "decided_at": one.decided_at,
                "kind": one.get_kind_display(),
                "until": one.until,
                "reason": one.reason,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        Decision.objects.filter(membership__person=person).delete()
        named = Q(decided_by=person)
        for word in marks.spellings:
            named |= Q(reason__icontains=word)
        _clear(Decision.objects.filter(named), ["reason"], marks)
        return ()


@holding
class Exchanged(Holding):
    key = "exchanges"
    name = _("How many answers you received, and with how many people you exchanged")
    purpose = _("So that nobody stays alone without being noticed. Who they are is not kept here.")
    models = (Exchanges,)
    kept = _("as long as you are a member")

    def rows(self, person: Person):
        mine = Exchanges.objects.filter(membership__person=person).select_related("membership__community")
        for row in mine.order_by("membership__joined_at", "pk"):
            yield {
                "community": row.membership.community.name,
                "answers_received": row.answers,
                "people_exchanged_with": row.people,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        Exchanges.objects.filter(membership__person=person).delete()
        return ()


def _emptied(rows: QuerySet, at_most: int, **values) -> Iterator[int]:
    while keys := list(rows.order_by().values_list("pk", flat=True)[:at_most]):
        rows.model.objects.filter(pk__in=keys).update(**values)
        yield len(keys)


def _clear(rows: QuerySet, fields: list[str], marks: Marks) -> None:
    for row in rows.only(*fields):
        for field in fields:
            setattr(row, field, marks.hide_all(getattr(row, field), "…"))
        row.save(update_fields=fields)
