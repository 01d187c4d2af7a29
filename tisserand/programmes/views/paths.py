"""The programme as people follow it."""

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow
from tisserand.ui.notices import say

from .. import paths, progress
from ..models import Enrolment, Programme


@allow("come in")
def programmes(request, community):
    mine = Count(
        "cohorts__enrolments", filter=Q(cohorts__enrolments__membership=request.membership), distinct=True
    )
    listed = community.programmes.annotate(mine=mine, length=Count("steps", distinct=True)).order_by(
        "-mine", "name"
    )
    manages = request.membership.may("manage programmes")
    if not manages and len(listed) == 1:
        return redirect("programme", community.slug, listed[0].pk)
    return render(request, "programmes/programmes.html", {"programmes": listed, "manages": manages})


@allow("come in")
def programme(request, community, pk):
    programme = get_object_or_404(community.programmes.prefetch_related("steps"), pk=pk)
    manages, now = request.membership.may("manage programmes"), community.now()
    taken = paths.of(request.membership, now, programme=pk)
    context = {
        "programme": programme,
        "path": taken[0] if taken else None,
        "steps": paths.plain(programme.steps.all()),
        "manages": manages,
        "cohorts": _cohorts(programme) if manages else [],
        "today": community.today(now),
    }
    return render(request, "programmes/programme.html", context)


def _cohorts(programme: Programme):
    here = Q(enrolments__withdrawn_at=None, enrolments__membership__left_at=None)
    return programme.cohorts.annotate(people=Count("enrolments", filter=here)).order_by("-starts_on", "-pk")


def _enrolment_and_step(request, community, pk, step):
    enrolments = Enrolment.objects.of(community).active()
    enrolment = get_object_or_404(
        enrolments.select_related(
            "cohort__programme", "membership__person", "membership__community__organisation"
        ),
        pk=pk,
    )
    if not paths.may_note(enrolment.membership, request.membership):
        raise Http404
    return enrolment, get_object_or_404(enrolment.cohort.programme.steps, pk=step)


@require_POST
@allow("follow a programme")
def complete_step(request, community, pk, step):
    enrolment, step = _enrolment_and_step(request, community, pk, step)
    progress.complete(enrolment, step, by=request.user, now=community.now())
    undo = reverse("uncomplete-step", args=[community.slug, enrolment.pk, step.pk])
    return _answer(request, community, enrolment, _("“%(step)s”: done.") % {"step": step.title}, undo)


@require_POST
@allow("follow a programme")
def uncomplete_step(request, community, pk, step):
    enrolment, step = _enrolment_and_step(request, community, pk, step)
    progress.uncomplete(enrolment, step, by=request.user, now=community.now())
    return _answer(request, community, enrolment, _("“%(step)s”: not yet done.") % {"step": step.title})


def _answer(request, community, enrolment, text, undo=None):
    """The path again, in place; without JavaScript, the page one came from."""
    if request.headers.get("HX-Request") == "true" and "path" in request.POST:
        path = paths.path(enrolment, community.today(community.now()))
        return render(request, "programmes/_path.html", {"path": path})
    say(request, text, undo)
    back = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("programme", community.slug, enrolment.cohort.programme_id)
