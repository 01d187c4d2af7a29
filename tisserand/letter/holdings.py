from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tisserand.mail.written.erasing import nobody, rewrite
from tisserand.people.held import Holding, Period, Remaining, holding, in_portions
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Copy, Edition, Told

PORTION = 500


@holding
class Letters(Holding):
    key = "letters"
    name = _("The letters composed for you, and what they have told you")
    purpose = _("To send you what concerns you, and never the same thing twice.")
    models = (Edition, Copy, Told)
    period = Period(12, 3, 36)
    at_the_end = _(
        "What was composed for you goes; the part that was for everybody stays, as long as the community."
    )

    def count(self, before: datetime) -> int:
        return self._copies(before).count() + self._told(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        yield from in_portions(self._copies(before), at_most)
        yield from in_portions(self._told(before), at_most)

    def _copies(self, before: datetime) -> QuerySet[Copy]:
        return Copy.objects.filter(composed_at__lt=before)

    def _told(self, before: datetime) -> QuerySet[Told]:
        """Of whom no letter has told anything since: what it was about is older still."""
        return Told.objects.filter(last_at__lt=before)

    def rows(self, person: Person):
        copies = Copy.objects.filter(membership__person=person).select_related("edition__community")
        for copy in copies.order_by("composed_at", "pk").iterator(chunk_size=PORTION):
            yield {
                "community": copy.edition.community.name,
                "subject": copy.edition.subject,
                "at": copy.composed_at,
                "state": copy.get_way_display(),
                "printed_at": copy.printed_at,
                "things_told": len(copy.items),
            }
        for told in Told.objects.filter(membership__person=person).order_by("pk"):
            yield {"things_told": len(told.keys), "at": told.last_at}
        for edition in Edition.objects.filter(Q(drafted_by=person) | Q(approved_by=person)).order_by("pk"):
            yield {"subject": edition.subject, "text": edition.text, "written_at": edition.drafted_at}

    def erase(self, person: Person, marks: Marks, now: datetime):
        """Their names leave the words they signed; in those of others, what surely means them."""
        Copy.objects.filter(membership__person=person).delete()
        Told.objects.filter(membership__person=person).delete()
        for edition in _concerned(marks, person).iterator(chunk_size=PORTION):
            signed = person.pk in (edition.drafted_by_id, edition.approved_by_id)
            hide = marks.hide_all if signed else marks.hide
            with translation.override(edition.community.language):
                instead = nobody()
            rewrite(edition, lambda text, hide=hide, instead=instead: hide(text, instead), instead)
            edition.subject = hide(edition.subject, instead)[:200]
            edition.save(update_fields=["subject", "source", "format", "html", "text"])
        Edition.objects.filter(drafted_by=person).update(drafted_by=None)
        Edition.objects.filter(approved_by=person).update(approved_by=None)
        Copy.objects.filter(printed_by=person).update(printed_by=None)
        return ()

    def remaining(self, person: Person, marks: Marks):
        here = Q(community__memberships__person=person)
        others = _concerned(marks, person).filter(here)
        for edition in others.exclude(drafted_by=person).exclude(approved_by=person):
            if marks.maybe_in(marks.hide(f"{edition.subject}\n{edition.text}", "")):
                yield Remaining(edition.subject, edition.get_absolute_url())


def _concerned(marks: Marks, person: Person) -> QuerySet[Edition]:
    """Those they signed, and those whose words may name them."""
    wanted = Q(drafted_by=person) | Q(approved_by=person)
    for word in marks.spellings:
        for field in ("subject", "text", "html", "source"):
            wanted |= Q(**{f"{field}__icontains": word})
    return Edition.objects.filter(wanted).select_related("community").order_by("pk")
