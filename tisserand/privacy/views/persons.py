"""An administrator finds somebody, has all that is held about them sent to them, or has them erased.

They read none of it: it goes to the person. Only for whoever has no address is the file given to the
administrator, to hand over; the person then sees on their page that it was made, and by whom.
"""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.people.door import administrator
from tisserand.people.models import Person
from tisserand.ui.notices import say

from .. import erasing, finding, starting
from ..forms import SureForm
from ..models import Erasure
from .exports import download

A_PAGE = 30


@administrator
def people(request):
    words = request.GET.get("name", "").strip()[:100]
    page = Paginator(finding.people(words), A_PAGE).get_page(request.GET.get("page")) if words else None
    return render(request, "privacy/people.html", {"words": words, "page": page})


def _person(pk) -> Person:
    return get_object_or_404(Person, pk=pk, erased_at=None)


def _page(request, person, form=None, status=200):
    context = {
        "person": person,
        "places": person.memberships.present().select_related("community").order_by("community__name"),
        "export": person.exports.first(),
        "erasure": Erasure.objects.pending().filter(person=person).select_related("asked_by").first(),
        "now": timezone.now(),
    }
    return render(request, "privacy/person.html", context, status=status)


@administrator
def person(request, pk):
    return _page(request, _person(pk))


@require_POST
@administrator
def create_export(request, pk):
    found = _person(pk)
    starting.ask(found, by=request.user, now=timezone.now())
    if found.email:
        say(request, _("The file goes to %(name)s by mail.") % {"name": found.name})
    return redirect("person", pk)


@administrator
def export_file(request, pk):
    """For whoever has no address: to print, or to hand over. What they asked for themselves is theirs."""
    found = _person(pk)
    export = found.exports.first()
    if found.email or export is None or export.asked_by_id == found.pk:
        raise Http404
    return download(export)


@administrator
def erase_person(request, pk):
    found = _person(pk)
    form = SureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erasing.ask(found, by=request.user, now=timezone.now())
        except erasing.CannotBeErased:
            return redirect("erase-person", pk)
        say(request, _("The erasure is planned."))
        return redirect("person", pk)
    context = {
        "form": form,
        "person": found,
        "against": erasing.against(found),
        "remaining": len(erasing.remaining(found)),
        "due_at": timezone.now() + erasing.SECOND_THOUGHTS,
    }
    return render(request, "privacy/erase_person.html", context, status=422 if form.is_bound else 200)


@require_POST
@administrator
def withdraw_erasure(request, pk):
    for erasure in Erasure.objects.pending().filter(person=_person(pk)):
        if erasing.withdraw(erasure, by=request.user, now=timezone.now()):
            say(request, _("The account stays."))
    return redirect("person", pk)
