"""What plans need to know of the people of a group: their manager, and what they mean to do."""

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tisserand.communities.door import allow, posted
from tisserand.programmes.models import Enrolment
from tisserand.ui.notices import say

from .. import answering, naming
from ..forms import IntentionForm, ManagerForm
from ..models import Intention
from .found import cohort_here, member_here


@allow("plan animation")
def cohort_people(request, community, pk):
    cohort = cohort_here(community, pk)
    said = Intention.objects.filter(membership=OuterRef("membership"), cohort=cohort).order_by(
        "-said_at", "-pk"
    )
    rows = Enrolment.objects.active().filter(cohort=cohort).for_list()
    rows = rows.select_related("membership__person", "membership__manager__person")
    rows = rows.annotate(intention=Subquery(said.values("words")[:1]))
    context = {"cohort": cohort, "rows": rows}
    return render(request, "facilitation/cohort_people.html", context)


@allow("plan animation")
def name_manager(request, community, pk):
    member = member_here(community, pk)
    if request.method == "POST" and "forget" in request.POST:
        naming.forget(member, by=request.user, now=community.now())
        return redirect("member", community.slug, pk)
    form = ManagerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        naming.name(member, by=request.user, now=community.now(), **form.cleaned_data)
        say(request, _("It is noted."))
        return redirect("member", community.slug, pk)
    context = {"form": form, "member": member, "manager": getattr(member, "manager", None)}
    return render(request, "facilitation/name_manager.html", context, status=422 if form.errors else 200)


@allow("take part")
def note_intention(request, community, pk):
    """Their own plan, or that of somebody who told it to the LCM; `?cohort=` when they follow several."""
    if pk != request.membership.pk and not request.membership.may("plan animation"):
        raise Http404
    member = member_here(community, pk)
    taken = Enrolment.objects.active().filter(membership=member).select_related("cohort__programme")
    enrolment = get_object_or_404(taken.order_by("-cohort__starts_on", "-pk")[:1])
    last = (
        Intention.objects.filter(membership=member, cohort=enrolment.cohort).order_by("said_at", "pk").last()
    )
    form = IntentionForm(posted(request), initial={"words": last.words if last else ""})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["words"]
        answering.intend(member, enrolment.cohort, said, by=request.user, now=community.now())
        say(request, _("It is kept: you find it on this page, and it is given back to you later."))
        return redirect("member", community.slug, member.pk)
    context = {"form": form, "member": member, "cohort": enrolment.cohort}
    return render(request, "facilitation/note_intention.html", context, status=422 if form.errors else 200)
