from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, QuerySet, Value
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tisserand.conversations import erasing
from tisserand.people.held import Holding, Period, Remaining, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person
from tisserand.search import indexing

from .models import (
    Asking,
    Opinion,
    Origin,
    Publication,
    Quotation,
    Review,
    Sheet,
    Synthesis,
    Telling,
    TopicStep,
    Version,
)

PORTION = 500
WHY = "withdrawn_why"


@holding
class Works(Holding):
    key = "works"
    name = _("Syntheses and sheets you wrote or keep")
    purpose = _("For what was said among many to be read in a few minutes, and kept true.")
    models = (Synthesis, Sheet, Version, Publication, Review, Telling, TopicStep)
    kept = _("as long as the community; without your name once you are erased")

    def rows(self, person: Person):
        wrote = Version.objects.filter(written_by=person)
        for one in wrote.select_related("synthesis__thread", "sheet").order_by("written_at", "pk"):
            yield {
                "kind": gettext("synthesis") if one.synthesis else gettext("sheet"),
                "title": str(one.work),
                "version": one.number,
                "written_at": one.written_at,
                "text": one.text,
            }
        for tie in TopicStep.objects.filter(tied_by=person).select_related("topic", "step").order_by("pk"):
            yield {"topic": tie.topic.name, "step": tie.step.title, "at": tie.tied_at}
        for sheet in person.sheets.order_by("pk"):
            yield {"kind": gettext("sheet you keep"), "title": sheet.title, "review_on": sheet.review_on}
        yield from _withdrawn(person)

    def erase(self, person: Person, marks: Marks, now: datetime):
        """Like messages: their names leave their own words; in those of others, what surely means them."""
        touched: set[int | None] = set(person.sheets.values_list("pk", flat=True))
        person.sheets.update(owner=None)
        for version in _concerned(marks, person).iterator(chunk_size=PORTION):
            hide = marks.hide_all if version.written_by_id == person.pk else marks.hide
            if _rewrite(version, hide):
                version.save()
                touched.add(version.sheet_id)
        for sheet in _naming(marks, Sheet.objects.all(), "title").select_related("community"):
            with translation.override(sheet.community.language):
                sheet.title = marks.hide(sheet.title, erasing.nobody())[:200]
            sheet.save(update_fields=["title"])
            touched.add(sheet.pk)
        for row in (
            one for model in (Publication, Synthesis) for one in _naming(marks, model.objects.all(), WHY)
        ):
            row.withdrawn_why = marks.hide_all(row.withdrawn_why, "…")[:500]
            row.save(update_fields=[WHY])
        indexing.make("sheet", {pk for pk in touched if pk})
        return ()

    def remaining(self, person: Person, marks: Marks):
        here = Q(sheet__community__memberships__person=person) | Q(
            synthesis__thread__community__memberships__person=person
        )
        for version in _concerned(marks, person).filter(here).exclude(written_by=person):
            if marks.maybe_in(marks.hide(f"{version.title}\n{version.text}", "")):
                url = _community(version).slug
                yield Remaining(str(version.work), f"/c/{url}/resources/")


@holding
class Opinions(Holding):
    key = "opinions"
    name = _("Sheets you found useful or not right any more, and when you were asked to read yours again")
    purpose = _("For what is kept to stay true, and for who looks for it to find what helped.")
    models = (Opinion, Asking)
    kept = _("as long as the sheet; what you said goes with your account")

    def rows(self, person: Person):
        for one in person.opinions.select_related("sheet").order_by("said_at", "pk"):
            said = {"kind": one.get_kind_display(), "reason": one.why, "at": one.said_at}
            yield {"title": one.sheet.title, **said}
        for asked in Asking.objects.filter(person=person).select_related("sheet").order_by("pk"):
            yield {"title": asked.sheet.title, "review_on": asked.due_on, "at": asked.asked_at}

    def erase(self, person: Person, marks: Marks, now: datetime):
        person.opinions.all().delete()
        Asking.objects.filter(person=person).delete()
        for one in _naming(marks, Opinion.objects.all(), "why"):
            one.why = marks.hide_all(one.why, "…")
            one.save(update_fields=["why"])
        return ()


@holding
class Quotations(Holding):
    key = "quotations"
    name = _("Your messages that a synthesis or a sheet quotes or comes from")
    purpose = _("To lead from what was kept to who said it.")
    models = (Quotation, Origin)
    period = Period(12, 1, 36)
    at_the_end = _(
        "The words of removed messages, which nobody sees any more, are deleted where they were quoted."
    )

    def _removed(self, before: datetime) -> QuerySet[Quotation]:
        set_back = F("post__thread__community__set_back")
        return Quotation.objects.filter(post__deleted_at__lt=Value(before) - set_back).exclude(words="")

    def count(self, before: datetime) -> int:
        return self._removed(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        while keys := list(self._removed(before).values_list("pk", flat=True)[:at_most]):
            yield Quotation.objects.filter(pk__in=keys).update(words="")

    def rows(self, person: Person):
        quoted = Quotation.objects.filter(post__author=person).select_related(
            "version__synthesis__thread", "version__sheet"
        )
        for one in quoted.order_by("pk"):
            yield {"title": str(one.version.work), "version": one.version.number, "words": one.words}

    def erase(self, person: Person, marks: Marks, now: datetime):
        """What is quoted of them stays, without their names; of others, what their messages hide too."""
        rows = Quotation.objects.select_related("post__thread__community")
        for row in _naming(marks, rows, "words").iterator(chunk_size=PORTION):
            hide = marks.hide_all if row.post.author_id == person.pk else marks.hide
            with translation.override(row.post.thread.community.language):
                row.words = hide(row.words, erasing.nobody())
            row.save(update_fields=["words"])
        return ()


def _withdrawn(person: Person):
    """Of their work, what was withdrawn and why; and what they have said of the work of others."""
    sheets = Publication.objects.filter(Q(sheet__owner=person) | Q(withdrawn_by=person))
    wrote = Q(versions__written_by=person) | Q(withdrawn_by=person)
    syntheses = Synthesis.objects.filter(wrote).distinct().select_related("thread").order_by("pk")
    for row in (*sheets.select_related("sheet").order_by("pk"), *syntheses):
        if row.withdrawn_at is not None:
            title = str(row.sheet if isinstance(row, Publication) else row.thread)
            yield {"title": title, "withdrawn_at": row.withdrawn_at, "reason": row.withdrawn_why}


def _naming(marks: Marks, rows: QuerySet, *fields: str) -> QuerySet:
    """Those where one of their names may stand: what a database can tell."""
    wanted = Q(pk=None)
    for word in marks.spellings:
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": word})
    return rows.filter(wanted).order_by("pk")


def _concerned(marks: Marks, person: Person) -> QuerySet[Version]:
    rows = Version.objects.select_related("synthesis__thread__community", "sheet__community")
    return (rows.filter(written_by=person) | _naming(marks, rows, "title", "text", "html")).order_by("pk")


def _community(version: Version):
    return version.sheet.community if version.sheet else version.synthesis.thread.community


def _rewrite(version: Version, hide) -> bool:
    with translation.override(_community(version).language):
        instead = erasing.nobody()
    return erasing.rewrite(version, lambda text: hide(text, instead), instead)
