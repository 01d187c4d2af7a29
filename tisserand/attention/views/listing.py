from django.core.paginator import Paginator
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tisserand.communities.door import allow
from tisserand.ui import spreadsheets

from .. import listing
from ..forms import PeriodForm

WIDTHS = (12, 16, 24, 24, 40, 36, 16)


@allow("work the day")
def outreach_list(request, community):
    """The follow-ups of a period, for an audit."""
    now, form = community.now(), _asked(request, community)
    page = None
    if form.is_valid():
        found = Paginator(listing.found(form.period), listing.PAGE)
        page = found.get_page(request.GET.get("page"))
        page.object_list = listing.rows(list(page.object_list), community, now)
    context = {"form": form, "page": page, "initials": form.shows_initials, "query": form.query}
    return render(request, "attention/outreach_list.html", context, status=422 if form.errors else 200)


@allow("work the day")
def outreach_export(request, community):
    form = _asked(request, community)
    if not form.is_valid():
        return render(request, "attention/outreach_list.html", {"form": form, "page": None}, status=422)
    period = form.period
    table = _table(listing.batches(period, community.now()), initials=form.shows_initials)
    name = f"{community.slug}-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    if request.GET.get("as") == "xlsx":
        file = spreadsheets.as_xlsx(table, widths=WIDTHS)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=spreadsheets.XLSX)
    lines = spreadsheets.as_csv(_as_asked(table))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _asked(request, community):
    today = community.today(community.now())
    return PeriodForm(request.GET if "since" in request.GET else None, community=community, today=today)


def _table(rows, *, initials):
    """Its head, then a line for each."""
    yield [
        _("Date"),
        _("Channel"),
        _("Author"),
        _("Person"),
        _("Reason"),
        _("Outcome"),
        _("Sign of life within seven days"),
    ]
    for row in rows:
        person = row.person.initials if initials else row.person.name
        outcome = row.outcome_in_words(initials)
        yield [row.on, row.channel, row.author, person, row.reason, outcome, row.sign_in_words]


def _as_asked(table):
    """In the language and the zone of the request, though it is read after the view."""
    language, zone = translation.get_language(), timezone.get_current_timezone()
    return _in(table, language, zone)


def _in(table, language, zone):
    with translation.override(language), timezone.override(zone):
        yield from table
