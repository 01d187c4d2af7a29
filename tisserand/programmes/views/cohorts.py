"""The people who take a programme together."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow, posted
from tisserand.ui.notices import say

from .. import enrolling, standing
from ..forms import CohortForm
from ..models import Cohort, Enrolment

A_PAGE = 50
CHOICES = 200  # beyond, one looks for people by name


def _cohort(community, pk) -> Cohort:
    found = Cohort.objects.of(community).select_related("programme").prefetch_related("programme__steps")
    cohort = get_object_or_404(found, pk=pk)
    cohort.programme.community = community
    return cohort


@allow("manage programmes")
def cohort(request, community, pk):
    cohort, today = _cohort(community, pk), community.today()
    people, chosen = cohort.enrolments.active().for_list(), request.GET.get("step", "")
    steps = list(cohort.programme.steps.all())
    step = next((step for step in steps if str(step.pk) == chosen), None)
    if step or chosen == "finished":
        people = standing.at_step(people, step.pk if step else None)
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "steps": steps,
        "standing": standing.standing(cohort, today),
        "page": page,
        "rows": standing.rows(cohort, page, today),
        "step": step,
        "finished": chosen == "finished",
        "runs": cohort.runs(today),
    }
    return render(request, "programmes/cohort.html", context)


@allow("manage programmes")
def create_cohort(request, community, pk):
    programme = get_object_or_404(community.programmes, pk=pk)
    return _write(request, community, Cohort(programme=programme), "created")


@allow("manage programmes")
def edit_cohort(request, community, pk):
    return _write(request, community, _cohort(community, pk), "changed")


def _write(request, community, cohort, verb):
    initial = {} if cohort.pk else {"starts_on": community.today()}
    form = CohortForm(posted(request), instance=cohort, initial=initial)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "programmes/edit_cohort.html", {"form": form, "cohort": cohort}, status=status)
    enrolling.save_cohort(cohort, verb, by=request.user, now=community.now())
    say(request, _("The group is saved."))
    return redirect("enrol-members" if verb == "created" else "cohort", community.slug, cohort.pk)


@allow("manage programmes")
def enrol_members(request, community, pk):
    cohort, words = _cohort(community, pk), request.GET.get("name", "").strip()[:100]
    others = community.memberships.present().exclude(
        pk__in=cohort.enrolments.filter(withdrawn_at=None).values("membership")
    )
    if request.method == "POST":
        chosen = others.learners() if "everybody" in request.POST else others.filter(pk__in=_chosen(request))
        return _enrol(request, community, cohort, chosen)
    people = list(others.named(words).for_list()[: CHOICES + 1])
    context = {
        "cohort": cohort,
        "people": people[:CHOICES],
        "more": len(people) > CHOICES,
        "learners": others.learners().count(),
        "words": words,
    }
    return render(request, "programmes/enrol_members.html", context)


def _chosen(request) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("member") if pk.isdecimal() and len(pk) < 19]


def _enrol(request, community, cohort, chosen):
    enrolled = enrolling.enrol(cohort, chosen, by=request.user, now=community.now())
    if enrolled:
        words = ngettext("%(count)s person is enrolled.", "%(count)s people are enrolled.", len(enrolled))
        say(request, words % {"count": len(enrolled)})
    else:
        say(request, _("Nobody was chosen."), tone="waiting")
    return redirect("cohort" if enrolled else "enrol-members", community.slug, cohort.pk)


def _enrolment(community, pk) -> Enrolment:
    found = Enrolment.objects.of(community).select_related("cohort__programme", "membership__person")
    enrolment = get_object_or_404(found, pk=pk)
    enrolment.membership.community = enrolment.cohort.programme.community = community
    return enrolment


@require_POST
@allow("manage programmes")
def withdraw_enrolment(request, community, pk):
    enrolment = _enrolment(community, pk)
    enrolling.withdraw(enrolment, by=request.user, now=community.now())
    words = {"name": enrolment.membership.person.name, "group": enrolment.cohort.name}
    undo = reverse("restore-enrolment", args=[community.slug, enrolment.pk])
    say(request, _("%(name)s is no longer in “%(group)s”.") % words, undo)
    return redirect("cohort", community.slug, enrolment.cohort_id)


@require_POST
@allow("manage programmes")
def restore_enrolment(request, community, pk):
    enrolment = _enrolment(community, pk)
    enrolling.enrol(enrolment.cohort, [enrolment.membership], by=request.user, now=community.now())
    words = {"name": enrolment.membership.person.name, "group": enrolment.cohort.name}
    say(request, _("%(name)s is in “%(group)s” again.") % words)
    return redirect("cohort", community.slug, enrolment.cohort_id)
