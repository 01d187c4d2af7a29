"""« Toujours juste », said of a sheet from a mail by one click."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import sheets
from .models import Sheet


@answer("sheet-right")
def sheet_right(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a published sheet that this person keeps, and that is to be read again."""
    sheet = (
        Sheet.objects.published()
        .with_doubts()
        .filter(pk=pk)
        .select_related("community__organisation")
        .first()
    )
    member = sheet and sheet.community.memberships.present().filter(person=person).first()
    if not member or not sheet.kept_by(member):
        return None
    community = sheet.community
    due = sheet.due_on(community.today(community.at(now))) is not None
    last = sheet.reviews.first()
    said = not due and last is not None and last.reviewed_by_id == person.pk
    if not due and not said:
        return None
    return Choice(
        sentence=_("Is the sheet “%(title)s” still right?") % {"title": sheet.title},
        button=_("Still right"),
        thanks=_("Noted: this sheet is still right. You will be asked again in a year."),
        say=lambda now: sheets.find_right(sheet, by=person, now=community.at(now)),
        said=said,
        take_back=lambda now: sheets.take_back_review(sheet, by=person, now=community.at(now)),
        words=sheet.doubt,
        url=sheet.get_absolute_url(),
    )
