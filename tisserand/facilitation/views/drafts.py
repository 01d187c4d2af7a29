"""What would leave in one's name: read, changed, approved, one by one or together."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow, posted
from tisserand.ui.notices import say

from .. import drafts as drafting
from .. import lots, standing
from ..forms import DraftForm, LotsForm
from .found import planned_here


@allow("plan animation")
def draft(request, community, pk, member):
    """One person's; approved or set aside, the next one comes."""
    one, now = planned_here(community, pk), community.now()
    mine = drafting.of(one, by=request.user, now=now, only=[member]).of(member)
    if mine is None:
        raise Http404
    form = DraftForm(posted(request), initial={"subject": mine.subject, "text": mine.text})
    if request.method == "POST" and ("aside" in request.POST or form.is_valid()):
        waiting = standing.of(one, now, request.user).waiting
        try:
            _decide(request, one, mine, form, now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(_next(community, one, waiting, mine))
    context = {"planned": one, "draft": mine, "form": form}
    return render(request, "facilitation/draft.html", context, status=422 if form.errors else 200)


def _decide(request, planned, mine, form, now):
    by = request.user
    if "aside" in request.POST:
        drafting.set_aside(mine, planned, by=by, now=now)
        drafting.close_when_done(planned, by=by, now=now)
        return
    said = form.cleaned_data
    if (said["subject"], said["text"]) != (mine.subject, mine.text.replace("\r\n", "\n")):
        drafting.edit(mine, planned, by=by, **said)
    if "approve" in request.POST:
        again = drafting.of(planned, by=by, now=now, only=[mine.member.pk]).of(mine.member.pk)
        if again is None or not drafting.approve([again], planned, by=by, now=now):
            raise ValidationError(_("This one cannot leave: nobody would receive it, or it has left."))
        drafting.close_when_done(planned, by=by, now=now)


def _next(community, planned, waiting, mine):
    """The next one that waits, otherwise the page of what is planned."""
    place = waiting.index(mine.member.pk) if mine.member.pk in waiting else -1
    after = waiting[place + 1 :] if place >= 0 else []
    if after:
        return reverse("draft", args=[community.slug, planned.pk, after[0]])
    return reverse("planned", args=[community.slug, planned.pk])


@require_POST
@allow("plan animation")
def approve_alike(request, community, pk):
    """All those that were not changed by hand, once a few were read: exactly those who were shown."""
    one, now = planned_here(community, pk), community.now()
    stand = standing.of(one, now, request.user)
    if len(stand.approved) < drafting.READ_FIRST:
        say(request, _("Read and approve two of them first."), tone="waiting")
    elif request.POST.get("stamp") != stand.stamp:
        say(request, _("The group has changed meanwhile: look again."), tone="waiting")
    else:
        count = drafting.approve_all(stand.alike, one, by=request.user, now=now)
        drafting.close_when_done(one, by=request.user, now=now)
        said = ngettext("%(count)s mail is approved.", "%(count)s mails are approved.", count)
        say(request, said % {"count": count})
    return redirect("planned", community.slug, pk)


@allow("plan animation")
def draw_lots(request, community, pk):
    """Who has this mail now, and who waits: drawn before anything leaves."""
    one, now = planned_here(community, pk), community.now()
    if not one.mailed:
        raise Http404
    form = LotsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        members = standing.of(one, now, request.user).ready
        try:
            lots.draw(one, members, by=request.user, now=now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("planned", community.slug, pk)
    context = {"planned": one, "form": form}
    return render(request, "facilitation/draw_lots.html", context, status=422 if form.errors else 200)


@require_POST
@allow("plan animation")
def take_back(request, community, pk, member):
    one = planned_here(community, pk)
    sending = get_object_or_404(one.sendings.select_related("planned__community"), membership=member)
    if drafting.take_back(sending, by=request.user, now=community.now()):
        say(request, _("It is taken back."))
    else:
        say(request, _("Too late: it has left."), tone="waiting")
    return redirect("planned", community.slug, pk)
