from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow, posted
from tisserand.communities.models import Membership
from tisserand.ui.notices import say

from .. import accommodations, acts, done, support_log
from ..forms import AccommodationForm, HelpForm
from ..models import Accommodation
from .answers import undo_url
from .letters import people


@allow("work the day")
def support(request, community, pk):
    """One person's support log."""
    found = Membership.objects.filter(community=community).select_related("person", "community")
    return _log(request, community, _open(request, found, pk), _help(community))


def _help(community, said=None):
    return HelpForm(said, today=community.today())


def _open(request, members, pk):
    """That member; 404 for who works under the reader, whose notes are closed to them."""
    found = get_object_or_404(members, pk=pk)
    if support_log.closed_to(request.user, [found.pk]):
        raise Http404
    return found


def _log(request, community, member, form):
    asked, now = request.GET.get("page", ""), community.now()
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    context = {
        "member": member,
        "form": form,
        "log": support_log.log(member, now, number),
        "held": accommodations.of([member.pk], community.today(now)).get(member.pk, []),
        "agreed": member.next_steps.open().select_related("agreed_by").first(),
        "now": now,
    }
    return render(request, "attention/support.html", context, status=422 if form.errors else 200)


@require_POST
@allow("work the day")
def note_help(request, community, pk):
    member, form = _open(request, people(community), pk), _help(community, request.POST)
    if not form.is_valid():
        return _log(request, community, member, form)
    act = acts.note_help(member, by=request.user, now=community.now(), **form.said)
    (line,) = done.together([act], request.user)
    say(request, line.sentence, undo_url(community, line.refs))
    return redirect("support", community.slug, pk)


@allow("work the day")
def agree(request, community, pk):
    """An accommodation agreed with somebody."""
    member, now = _open(request, people(community), pk), community.now()
    form = AccommodationForm(posted(request), initial={"starts_on": community.today(now)})
    if request.method == "POST" and form.is_valid():
        accommodations.agree(member, by=request.user, now=now, **form.cleaned_data)
        say(request, _("It is agreed, and kept in mind where you act."))
        return redirect("support", community.slug, pk)
    context = {"member": member, "form": form}
    return render(request, "attention/agree.html", context, status=422 if form.errors else 200)


@require_POST
@allow("work the day")
def end_accommodation(request, community, pk):
    here = Accommodation.objects.filter(membership__community=community)
    agreed = get_object_or_404(here.select_related("membership__community"), pk=pk)
    _open(request, people(community), agreed.membership_id)
    if accommodations.end(agreed, by=request.user, now=community.now()):
        say(request, _("It is ended."))
    return redirect("support", community.slug, agreed.membership_id)
